#include "cli.h"

#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX 32

static int wrong_option(const args *a, const char *name) {
  const char *names[OPTIONS_MAX];
  size_t count = 0;
  for (; count < a->option_count && count < OPTIONS_MAX; count++)
    names[count] = a->options[count].name;
  const char *meant = closest(name, names, count);
  if (meant)
    say("'evx %s' has no option '--%s'; did you mean '--%s'?", a->command, name, meant);
  else
    say("'evx %s' has no option '--%s'; see 'evx %s --help'", a->command, name, a->command);
  return ARG_WRONG;
}

/* The value of an option: behind its '=', or the next word. */
static int take_value(args *a, const option *o, const char *attached) {
  if (!o->value && attached) {
    say("option '--%s' takes no value; write '--%s' alone", o->name, o->name);
    return ARG_WRONG;
  }
  if (o->value && !attached && a->at == a->count) {
    say("option '--%s' needs a value: --%s %s", o->name, o->name, o->value);
    return ARG_WRONG;
  }
  a->value = !o->value ? NULL : attached ? attached : a->words[a->at++];
  return o->id;
}

static int long_option(args *a, const char *word) {
  const char *equals = strchr(word, '=');
  size_t len = equals ? (size_t)(equals - word) : strlen(word);
  for (size_t i = 0; i < a->option_count; i++) {
    if (strlen(a->options[i].name) == len && strncmp(a->options[i].name, word, len) == 0)
      return take_value(a, &a->options[i], equals ? equals + 1 : NULL);
  }
  char name[64];
  len = len < sizeof name ? len : sizeof name - 1;
  memcpy(name, word, len);
  name[len] = '\0';
  return wrong_option(a, name);
}

static int short_option(args *a, const char *word) {
  for (size_t i = 0; i < a->option_count; i++) {
    const option *o = &a->options[i];
    bool attached = o->value && word[1] != '\0'; /* -j2 */
    if (o->letter && o->letter == word[0] && (attached || word[1] == '\0'))
      return take_value(a, o, attached ? word + 1 : NULL);
  }
  say("'evx %s' has no option '-%s'; see 'evx %s --help'", a->command, word, a->command);
  return ARG_WRONG;
}

int args_next(args *a) {
  if (a->at == a->count)
    return ARG_END;
  const char *word = a->words[a->at++];
  /* "-" alone is standard input. */
  if (a->only_operands || word[0] != '-' || word[1] == '\0') {
    a->value = word;
    return ARG_OPERAND;
  }
  if (strcmp(word, "--") == 0) {
    a->only_operands = true;
    return args_next(a);
  }
  return word[1] == '-' ? long_option(a, word + 2) : short_option(a, word + 1);
}

int args_choose(const char *name, const char *value, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(names[i], value) == 0)
      return (int)i;
  }
  char all[64] = "";
  for (size_t i = 0; i < count; i++)
    snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
             i == 0           ? ""
             : i + 1 == count ? " or "
                              : ", ",
             names[i]);
  const char *meant = closest(value, names, count);
  if (meant)
    say("--%s is %s, not '%s'; did you mean '%s'?", name, all, value, meant);
  else
    say("--%s is %s, not '%s'", name, all, value);
  return -1;
}
