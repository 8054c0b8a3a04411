/* custom_pack.c - rules of one's own from memory: what is wrong with them is shown, and what they find. */
#include <stdio.h>
#include <string.h>

#include <evx.h>

static const char mistaken[] = "pack visits version 1 language en\n"
                               "record Visit { who : person, where : place }\n"
                               "phase visits uses people\n"
                               "rule visit\n"
                               "  match who:<Person> \"visits\" where:<Plaice>\n"
                               "  emit Visit { who = person(who), where = place(where) }\n";

static const char mended[] = "pack visits version 1 language en\n"
                             "record Visit { who : person, where : place }\n"
                             "phase visits uses people\n"
                             "rule visit\n"
                             "  match who:<Person> \"visits\" where:<Place>\n"
                             "  emit Visit { who = person(who), where = place(where) }\n"
                             "  test \"Anna Berg visits Vienna.\" => Visit { who: \"Anna Berg\", where: \"Vienna\" }\n"
                             "  test \"Anna Berg stays at home.\" => none\n";

static const char text[] = "Marta Lindqvist visits Oslo. Tomas Albrecht visits Prague.";

/* An engine of the built-in packs and this one; NULL where the rules do not compile. */
static evx_engine *compile(const char *rules) {
  evx_builder *builder;
  evx_engine *engine;
  size_t passed = 0, failed = 0;
  evx_builder_new(NULL, &builder);
  evx_builder_add_builtin(builder, "en");
  evx_builder_add_text(builder, "visits.evx", rules, strlen(rules));
  evx_status status = evx_builder_run_tests(builder, false, &passed, &failed);
  printf("%s; examples: %zu passed, %zu failed\n", evx_status_name(status), passed, failed);
  for (size_t i = 0; i < evx_builder_diag_count(builder); i++) {
    const evx_diag *d = evx_builder_diag(builder, i);
    if (d->severity == EVX_ERROR)
      printf("  %s:%zu:%zu: %s [%s]\n  %s\n  hint: %s\n", d->source, d->line, d->column, d->message, d->code,
             d->excerpt ? d->excerpt : "", d->hint ? d->hint : "none");
  }
  evx_builder_finish(builder, &engine);
  evx_builder_free(builder);
  return engine;
}

static void show(const evx_custom_record *record) {
  printf("%s, bytes [%zu, %zu)\n", record->type, record->span.begin, record->span.end);
  for (size_t i = 0; i < record->field_count; i++)
    printf("  %s = %s\n", record->fields[i]->name, record->fields[i]->value.data ? record->fields[i]->value.data : "-");
}

int main(void) {
  evx_engine_free(compile(mistaken));
  evx_engine *engine = compile(mended);
  evx_worker *worker;
  evx_result *result;
  evx_worker_new(engine, &worker);
  evx_status status = evx_extract(worker, text, strlen(text), NULL, &result);
  if (status == EVX_OK) {
    const evx_record *record = evx_result_record(result);
    for (size_t i = 0; i < record->record_count; i++)
      show(record->records[i]);
  }
  evx_result_free(result);
  evx_worker_free(worker);
  evx_engine_free(engine);
  return status == EVX_OK ? 0 : 1;
}
