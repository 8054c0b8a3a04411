#include "rules/ast.h"

#include "lexicon/gazetteer.h"

ast_lexicon *ast_gazetteer_lexicon(rule_ast *ast, const ast_name *name, const ast_pack *pack, bool *nomem) {
  gazetteer_list list = gazetteer_list_named(name->text);
  *nomem = false;
  if (list == GAZETTEER_LIST_NONE)
    return NULL;
  ast_lexicon *l = arena_zalloc(ast->memory, sizeof *l);
  *nomem = !l || !VEC_ADD(&ast->lexicons, ast->memory, l);
  if (*nomem)
    return NULL;
  *l = (ast_lexicon){
      .name = *name, .pack = pack, .index = (uint32_t)ast->lexicons.count - 1, .gazetteer = (uint32_t)list};
  return l;
}
