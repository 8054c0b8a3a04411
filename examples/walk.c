/* walk.c - goes through the whole record by its typed structs: walk FILE. */
#include <stdio.h>
#include <stdlib.h>

#include <evx.h>

/* Strings end in NUL, too; where the record says null, `data` is NULL. */
static const char *or_dash(evx_string s) {
  return s.data ? s.data : "-";
}

static void show_date(const char *what, const evx_date *d) {
  if (d)
    printf("  %s %s to %s, precision %s, basis %s\n", what, or_dash(d->start), or_dash(d->end),
           evx_precision_name(d->precision), evx_basis_name(d->basis));
}

static void show_venue(const evx_venue *v) {
  if (!v)
    return;
  printf("  venue %s, city %s, country %s", or_dash(v->name), or_dash(v->city), or_dash(v->country));
  if (v->located)
    printf(", at %.2f %.2f", v->lat, v->lon);
  printf("\n");
}

static void show_participant(const evx_participant *p) {
  printf("  %s %s, %s, %s, role %s, of %s, named at", p->id, or_dash(p->name), evx_entity_kind_name(p->kind),
         evx_part_name(p->part), or_dash(p->role), or_dash(p->affiliation));
  for (size_t i = 0; i < p->span_count; i++)
    printf(" [%zu, %zu)", p->spans[i].begin, p->spans[i].end);
  printf("\n");
}

static void show_vote(const evx_vote *v) {
  if (v && v->in_favour >= 0)
    printf("    vote: %d in favour, %d against\n", (int)v->in_favour, (int)v->against);
  else if (v && v->unanimous_stated)
    printf("    vote: %s\n", v->unanimous ? "unanimous" : "not unanimous");
}

static void show_decision(const evx_decision *d) {
  printf("  %s %s, %s, %s: %s\n", d->id, evx_decision_status_name(d->status), evx_decision_type_name(d->type),
         or_dash(d->action), or_dash(d->text));
  if (d->actor)
    printf("    by %s (%s)\n", or_dash(d->actor->text), d->actor->ref ? d->actor->ref : "no participant");
  for (size_t i = 0; i < d->date_count; i++)
    printf("    date %s, %s\n", or_dash(d->dates[i]->value), evx_date_role_name(d->dates[i]->role));
  for (size_t i = 0; i < d->owner_count; i++)
    printf("    owner %s\n", d->owners[i]);
  for (size_t i = 0; i < d->quantity_count; i++)
    printf("    quantity %s %s\n", or_dash(d->quantities[i]->value), or_dash(d->quantities[i]->unit));
  show_date("  due", d->due);
  show_vote(d->vote);
}

static void show_meeting(const evx_meeting *m) {
  printf("%s%s %s: %s, found by %s\n", m->id, m->main ? " (main)" : "", evx_meeting_kind_name(m->kind),
         evx_meeting_status_name(m->status), m->rule);
  printf("  name %s, body %s, bytes [%zu, %zu)\n", or_dash(m->name), or_dash(m->body), m->span.begin, m->span.end);
  show_date("date", m->date);
  show_venue(m->venue);
  for (size_t i = 0; i < m->participant_count; i++)
    show_participant(m->participants[i]);
  for (size_t i = 0; i < m->decision_count; i++)
    show_decision(m->decisions[i]);
  for (size_t i = 0; i < m->next_meeting_count; i++) {
    printf("  next meeting, %s\n", evx_next_status_name(m->next_meetings[i]->status));
    show_date("  on", m->next_meetings[i]->date);
    show_venue(m->next_meetings[i]->venue);
  }
}

static void show(const evx_record *r) {
  printf("%s, %s (%s), %zu bytes\n", or_dash(r->document.id), or_dash(r->document.date),
         r->document.date_basis ? r->document.date_basis : "-", r->document.bytes);
  for (size_t i = 0; i < r->meeting_count; i++)
    show_meeting(r->meetings[i]);
  for (size_t i = 0; i < r->date_count; i++)
    printf("%s \"%s\" is %s\n", evx_timex_type_name(r->dates[i]->type), or_dash(r->dates[i]->text),
           or_dash(r->dates[i]->value));
  for (size_t i = 0; i < r->record_count; i++)
    printf("record %s with %zu fields\n", r->records[i]->type, r->records[i]->field_count);
  for (size_t i = 0; i < r->warning_count; i++)
    printf("warning %s: %s\n", r->warnings[i]->code, r->warnings[i]->message);
}

/* The whole file; NULL where it cannot be read. */
static char *read_file(const char *path, size_t *length) {
  enum { ROOM = 1 << 20 };
  FILE *file = fopen(path, "rb");
  char *text = file ? malloc(ROOM) : NULL;
  *length = text ? fread(text, 1, ROOM, file) : 0;
  if (file)
    fclose(file);
  return text;
}

int main(int argc, char **argv) {
  size_t length;
  evx_builder *builder;
  evx_engine *engine;
  evx_worker *worker;
  evx_result *result;
  evx_options options = EVX_OPTIONS_INIT;
  char *text = argc > 1 ? read_file(argv[1], &length) : NULL;
  if (!text) {
    fprintf(stderr, "usage: walk FILE\n");
    return 2;
  }
  options.id = options.file_name = argv[1];
  evx_builder_new(NULL, &builder);
  evx_builder_add_builtin(builder, "en");
  evx_builder_finish(builder, &engine);
  evx_worker_new(engine, &worker);
  evx_status status = evx_extract(worker, text, length, &options, &result);
  if (status == EVX_OK)
    show(evx_result_record(result));
  else
    fprintf(stderr, "%s\n", evx_status_message(status));
  evx_result_free(result); /* its record's strings go with it */
  evx_worker_free(worker);
  evx_engine_free(engine);
  evx_builder_free(builder);
  free(text);
  return status == EVX_OK ? 0 : 1;
}
