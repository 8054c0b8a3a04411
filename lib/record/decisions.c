/* decisions.c - deciding clauses become the decisions of the main meeting.
 *
 * Left out: what another body, an earlier meeting or mere talk decided, and what is a decision in minutes alone, where
 * the report is none; a clause inside a longer one. A clause that says the same again is listed with the first as its
 * repeat. */
#include "record/context.h"

#define CLAUSE_WORDS   48u
#define CLAUSE_FIGURES 16u
/* So many earlier decisions are compared with a clause. */
#define DECISIONS_COMPARED 64u

/* A clause repeats another if so many of a hundred words of the shorter are in the longer: of few words, all of them.
 */
#define REPEAT_SHARE 80u
#define LEAST_WORDS  4u
#define FEW_WORDS    7u
/* Motions share who moved and seconded them, and how they went: so many words say what was moved. */
#define MOTION_WORDS 12u

typedef struct clause {
  const mention *by;
  const mention *moved, *voted; /* who says who moved it, and how the vote went: of a motion several mentions may */
  uint32_t begin, end;
  evx_decision_status status;
  VEC(evx_span) repeats;            /* in the result */
  uint32_t said_begin, said_end;    /* the tokens whose words count */
  bool is_read, sorted;             /* what follows */
  uint64_t word_bits;               /* some bit of each of the words */
  uint32_t words[CLAUSE_WORDS];     /* content words */
  uint32_t figures[CLAUSE_FIGURES]; /* numbers */
  uint32_t word_count, figure_count;
} clause;

typedef struct decision_list {
  VEC(clause *) clauses;
  uint32_t read; /* where the clause looked at last ends, taken or not */
} decision_list;

/* In this order: what the words themselves say, rejection, delay, proposal, doubt, future, else adopted. */
evx_decision_status decision_status(const record_context *c, const mention *m) {
  evx_decision_status said = (evx_decision_status)field_word(c, m, DECISION_STATUS);
  bool negative = field_word(c, m, DECISION_POLARITY) == EVX_NEGATIVE;
  evx_modality modality = (evx_modality)field_word(c, m, DECISION_MODALITY);
  if (said)
    return said;
  int32_t votes_for = field_int(c, m, DECISION_IN_FAVOUR, -1); /* more against than for: lost */
  if (negative || (votes_for >= 0 && field_int(c, m, DECISION_AGAINST, -1) > votes_for))
    return EVX_REJECTED;
  switch (modality) {
  case EVX_MODALITY_PROPOSED: return EVX_PROPOSED;
  case EVX_POSSIBLE:
  case EVX_CONDITIONAL: return EVX_PENDING;
  case EVX_MODALITY_PLANNED: return field_word(c, m, DECISION_TYPE) == EVX_POLICY ? EVX_ADOPTED : EVX_DECISION_PLANNED;
  default: return EVX_ADOPTED;
  }
}

static void sort_words(uint32_t *at, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    uint32_t word = at[i], k = i;
    for (; k > 0 && at[k - 1] > word; k--)
      at[k] = at[k - 1];
    at[k] = word;
  }
}

/* Words of four letters and more carry the content; the language's short words do not. */
static void read_words(const record_context *c, clause *k) {
  for (uint32_t i = k->said_begin; i < k->said_end && !k->is_read; i++) {
    const token *t = &c->doc->tokens.at[i];
    bool figure = (c->forms->forms[t->form].shape & FORM_NUM) != 0;
    if (figure && k->figure_count < CLAUSE_FIGURES) {
      k->figures[k->figure_count++] = token_word(c, i);
    } else if (!figure && token_is_word(c, i) && t->end - t->begin > 3 && k->word_count < CLAUSE_WORDS) {
      uint32_t word = k->words[k->word_count++] = token_word(c, i);
      k->word_bits |= (uint64_t)1 << (word * 0x9e3779b9u >> 26);
    }
  }
  k->is_read = true;
}

static void sort_clause(clause *k) {
  if (!k->sorted) {
    sort_words(k->words, k->word_count);
    sort_words(k->figures, k->figure_count);
  }
  k->sorted = true;
}

/* How many numbers two sorted lists have in common. */
static uint32_t count_shared(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count) {
  uint32_t shared = 0;
  for (uint32_t i = 0, j = 0; i < a_count && j < b_count;) {
    if (a[i] == b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i] < b[j])
      i++;
    else
      j++;
  }
  return shared;
}

static uint32_t smaller(uint32_t a, uint32_t b) {
  return a < b ? a : b;
}

static bool is_motion(const record_context *c, const clause *k) {
  return field_word(c, k->by, DECISION_TYPE) == EVX_MOTION;
}

/* How many words tell one clause from the others of its kind: what is put off is put off in the same words each time.
 */
static uint32_t telling_words(const record_context *c, const clause *a, const clause *b) {
  bool formula = (is_motion(c, a) && is_motion(c, b)) || (a->status == EVX_DEFERRED && b->status == EVX_DEFERRED);
  return formula ? MOTION_WORDS : LEAST_WORDS;
}

/* Two clauses of a length that each have two words or more of their own are of two things, for all that they are worded
 * alike. */
#define OWN_WORDS 2u

static bool differ(const clause *a, const clause *b, uint32_t shared) {
  return a->word_count >= shared + OWN_WORDS && b->word_count >= shared + OWN_WORDS &&
         a->word_count <= b->word_count + OWN_WORDS && b->word_count <= a->word_count + OWN_WORDS;
}

static uint32_t count_bits(uint64_t bits) {
  uint32_t count = 0;
  for (; bits; bits &= bits - 1)
    count++;
  return count;
}

/* So many words at most does the shorter of two clauses share with the other. */
static uint32_t most_shared(const clause *a, const clause *b) {
  const clause *less = a->word_count < b->word_count ? a : b, *more = less == a ? b : a;
  return less->word_count - count_bits(less->word_bits & ~more->word_bits);
}

/* The same again: most words of the shorter are in the longer, and so are all its figures. */
static bool repeats(const record_context *c, clause *a, clause *b) {
  if (a->status != b->status)
    return false;
  read_words(c, a);
  read_words(c, b);
  uint32_t words = smaller(a->word_count, b->word_count), figures = smaller(a->figure_count, b->figure_count);
  uint32_t share = words > FEW_WORDS ? REPEAT_SHARE : 100;
  if (words < telling_words(c, a, b) || most_shared(a, b) * 100 < words * share)
    return false;
  sort_clause(a);
  sort_clause(b);
  uint32_t shared = count_shared(a->words, a->word_count, b->words, b->word_count);
  return shared * 100 >= words * share && !differ(a, b, shared) &&
         count_shared(a->figures, a->figure_count, b->figures, b->figure_count) == figures;
}

static const evx_phrase *phrase(record_context *c, const value *v, const char *ref) {
  if (v->kind == VALUE_UNSET || v->begin >= v->end)
    return NULL;
  evx_phrase *p = arena_zalloc(c->result, sizeof *p);
  c->failed |= !p;
  if (p)
    *p = (evx_phrase){token_text(c, v->begin, v->end), token_span(c, v->begin, v->end), ref};
  return p;
}

/* "The Council", with no body of just that name: the one among the participants that has the word in its name. */
static uint32_t body_called(const record_context *c, uint32_t begin, uint32_t end) {
  if (end - begin > 2 || !token_is_word(c, end - 1))
    return NONE;
  for (uint32_t i = 0; i < c->entities.count && count_work(c, 1); i++) {
    const entity *e = &c->entities.at[i];
    for (uint32_t at = e->begin; e->kind == EVX_ORGANIZATION && participant_of(c, i) && at < e->end; at++)
      if (token_word(c, at) == token_word(c, end - 1))
        return i;
  }
  return NONE;
}

/* "Anna", alone, in minutes: the one participant who is called so. */
static uint32_t person_called(const record_context *c, uint32_t begin, uint32_t end) {
  uint32_t found = NONE;
  if (end - begin != 1)
    return NONE;
  for (uint32_t i = 0; i < c->entities.count && count_work(c, 1); i++) {
    const entity *e = &c->entities.at[i];
    if (e->kind != EVX_PERSON || e->begin == e->end || !participant_of(c, i))
      continue;
    if (token_word(c, begin) != token_word(c, e->begin) && token_word(c, begin) != token_word(c, e->end - 1))
      continue;
    if (found != NONE)
      return NONE; /* two are */
    found = i;
  }
  return found;
}

/* Whoever decides takes part. */
static const char *actor_ref(record_context *c, const value *v, const mention *by) {
  if (v->kind == VALUE_UNSET || v->begin >= v->end)
    return NULL;
  uint32_t who = entity_named(c, v->begin, v->end);
  if (who == NONE)
    who = body_called(c, v->begin, v->end);
  if (who == NONE)
    who = person_called(c, v->begin, v->end);
  const evx_participant *p = who == NONE ? NULL : participant_add(c, who, by);
  return p ? p->id : NULL;
}

static void fill_cues(record_context *c, const mention *m, evx_decision *d) {
  evx_span *cues = arena_array(c->result, m->cue_count, sizeof *cues);
  c->failed |= !cues;
  for (uint32_t i = 0; cues && i < m->cue_count; i++)
    cues[i] = token_span(c, m->cues[i][0], m->cues[i][1]);
  d->cues = cues;
  d->cue_count = cues ? m->cue_count : 0;
}

/* In a longer clause the day is that of something else it speaks of. */
#define TOLD_TOKENS 24u

/* "In May 2003 the Council approved it", in a report of June 2010: told, not decided here. `from`: where the clause
 * before it ends. */
static bool is_told_of_earlier(const record_context *c, const clause *k, uint32_t from) {
  uint32_t sentence = document_sentence(c->doc, k->begin);
  uint32_t begin = sentence == UINT32_MAX ? k->begin : c->doc->sentences.at[sentence].begin;
  for (uint32_t i = mention_first(c, begin > from ? begin : from); i < c->mentions->count; i++) {
    const mention *m = mention_at(c, i);
    if (m->begin >= k->end || m->begin > k->begin + TOLD_TOKENS)
      return false;
    if (c->types[i] == RECORD_DETAIL && m->end <= k->end &&
        date_is_bygone(c, field_mention(c, m, DETAIL_WHEN, RECORD_DATE)))
      return true;
  }
  return false;
}

/* The first thing that the clause says by the way and that has this field, or NULL. */
static const mention *detail_with(const record_context *c, const clause *k, record_field f) {
  for (uint32_t i = mention_first(c, k->begin); i < c->mentions->count && mention_at(c, i)->begin < k->end; i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] == RECORD_DETAIL && m->end <= k->end && field_value(c, m, f)->kind != VALUE_UNSET)
      return m;
  }
  return NULL;
}

/* Whether the decision's own rule, or something said by the way, has the date in this field. */
static bool is_date_of(const record_context *c, const clause *k, record_field own, record_field by_the_way,
                       uint32_t date) {
  if (field_mention(c, k->by, own, RECORD_DATE) == date)
    return true;
  const mention *detail = detail_with(c, k, by_the_way);
  return detail && field_mention(c, detail, by_the_way, RECORD_DATE) == date;
}

static evx_date_role date_role(const record_context *c, const clause *k, uint32_t date) {
  if (is_date_of(c, k, DECISION_DUE, DETAIL_DUE, date))
    return EVX_ROLE_DUE;
  if (is_date_of(c, k, DECISION_EFFECTIVE, DETAIL_EFFECTIVE, date))
    return EVX_ROLE_EFFECTIVE;
  return c->dates[date]->expr->shape == TIME_RANGE ? EVX_ROLE_PERIOD : EVX_ROLE_MENTION;
}

/* The dates in the clause, the outermost of nested ones. */
static void fill_dates(record_context *c, const clause *k, evx_decision *d) {
  VEC(const evx_decision_date *) list = {0};
  uint32_t covered = k->begin;
  for (uint32_t i = mention_first(c, k->begin); i < c->mentions->count && mention_at(c, i)->begin < k->end; i++) {
    const mention *m = mention_at(c, i);
    if (!c->dates[i] || m->begin < covered || m->end > k->end || !c->dates[i]->value.edtf)
      continue;
    covered = m->end;
    evx_decision_date *out = arena_zalloc(c->result, sizeof *out);
    c->failed |= !out || !VEC_ADD(&list, c->result, out);
    if (!out)
      return;
    const char *edtf = c->dates[i]->value.edtf;
    *out = (evx_decision_date){
        {edtf, strlen(edtf)}, date_role(c, k, i), token_text(c, m->begin, m->end), token_span(c, m->begin, m->end)};
  }
  d->dates = list.at;
  d->date_count = list.count;
}

static void add_owner(record_context *c, const clause *k, const value *v, const char **owners, size_t *count) {
  if (v->kind == VALUE_LIST) {
    for (size_t i = 0; i < v->size; i++)
      add_owner(c, k, &v->as.items[i], owners, count);
    return;
  }
  const char *ref = actor_ref(c, v, k->by);
  if (ref)
    owners[(*count)++] = ref;
}

static void fill_owners(record_context *c, const clause *k, evx_decision *d) {
  const value *v = field_value(c, k->by, DECISION_OWNERS);
  size_t most = v->kind == VALUE_LIST ? v->size : v->kind != VALUE_UNSET;
  const char **owners = arena_array(c->result, most, sizeof *owners);
  c->failed |= !owners;
  if (owners)
    add_owner(c, k, v, owners, &d->owner_count);
  d->owners = owners;
}

/* How many voted so, by the decision's own rule or by the way; -1: it is not said. */
static int votes(const record_context *c, const clause *k, record_field own, record_field by_the_way) {
  int said = field_int(c, k->voted, own, -1);
  const mention *detail = said < 0 ? detail_with(c, k, by_the_way) : NULL;
  return detail ? field_int(c, detail, by_the_way, -1) : said;
}

static const evx_vote *vote_object(record_context *c, const clause *k) {
  const mention *m = k->voted, *detail = detail_with(c, k, DETAIL_UNANIMOUS);
  int answer = field_word(c, m, DECISION_UNANIMOUS);
  if (!answer && detail)
    answer = field_word(c, detail, DETAIL_UNANIMOUS);
  evx_vote vote = {votes(c, k, DECISION_IN_FAVOUR, DETAIL_IN_FAVOUR),
                   votes(c, k, DECISION_AGAINST, DETAIL_AGAINST),
                   votes(c, k, DECISION_ABSTAIN, DETAIL_ABSTAIN),
                   answer == ANSWER_YES,
                   answer != 0,
                   NULL,
                   0};
  const value *dissent = field_value(c, m, DECISION_DISSENT);
  size_t names = dissent->kind == VALUE_LIST ? dissent->size : 0;
  if (vote.in_favour < 0 && vote.against < 0 && vote.abstain < 0 && !vote.unanimous_stated && !names)
    return NULL;
  evx_vote *out = arena_zalloc(c->result, sizeof *out);
  evx_string *list = arena_array(c->result, names, sizeof *list);
  c->failed |= !out || !list;
  if (!out || !list)
    return NULL;
  for (size_t i = 0; i < names; i++)
    list[i] = value_text(c, &dissent->as.items[i]);
  *out = vote;
  out->dissent = list;
  out->dissent_count = names;
  return out;
}

static void fill_quantities(record_context *c, const clause *k, evx_decision *d) {
  VEC(const evx_quantity *) list = {0};
  for (uint32_t i = mention_first(c, k->begin); i < c->mentions->count && mention_at(c, i)->begin < k->end; i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_QUANTITY || m->end > k->end)
      continue;
    evx_quantity *q = arena_zalloc(c->result, sizeof *q);
    c->failed |= !q || !VEC_ADD(&list, c->result, q);
    if (q)
      *q = (evx_quantity){field_text(c, m, QUANTITY_VALUE), field_text(c, m, QUANTITY_UNIT),
                          field_text(c, m, QUANTITY_FROM), field_text(c, m, QUANTITY_TO),
                          token_span(c, m->begin, m->end)};
  }
  d->quantities = list.at;
  d->quantity_count = list.count;
}

static const evx_date *due_object(record_context *c, const clause *k) {
  uint32_t date = field_mention(c, k->by, DECISION_DUE, RECORD_DATE);
  const mention *detail = date == NONE ? detail_with(c, k, DETAIL_DUE) : NULL;
  return date_object(c, detail ? field_mention(c, detail, DETAIL_DUE, RECORD_DATE) : date);
}

static void fill_decision(record_context *c, const clause *k, evx_decision *d) {
  const mention *m = k->by;
  const value *actor = field_value(c, m, DECISION_ACTOR), *mover = field_value(c, k->moved, DECISION_MOVER),
              *seconder = field_value(c, k->moved, DECISION_SECONDER);
  d->status = k->status;
  d->repeats = k->repeats.at;
  d->repeat_count = k->repeats.count;
  d->type = (evx_decision_type)field_word(c, m, DECISION_TYPE);
  d->action = field_text(c, m, DECISION_ACTION);
  d->polarity = (evx_polarity)field_word(c, m, DECISION_POLARITY);
  d->modality = (evx_modality)field_word(c, m, DECISION_MODALITY);
  d->text = token_text(c, k->begin, k->end);
  d->span = token_span(c, k->begin, k->end);
  d->actor = phrase(c, actor, actor_ref(c, actor, m));
  d->object = phrase(c, field_value(c, m, DECISION_OBJECT), NULL);
  d->mover = phrase(c, mover, actor_ref(c, mover, m));
  d->seconder = phrase(c, seconder, actor_ref(c, seconder, m));
  d->due = due_object(c, k);
  d->vote = vote_object(c, k);
  d->reference = field_text(c, m, DECISION_REFERENCE);
  d->rule = rule_name(c, m);
  d->confidence = rule_confidence(d->rule);
  fill_cues(c, m, d);
  fill_dates(c, k, d);
  fill_owners(c, k, d);
  fill_quantities(c, k, d);
}

static const line *line_of(const record_context *c, uint32_t at) {
  return &c->doc->lines.at[document_line(c->doc, at)];
}

/* "Members approved", as a heading, decides on all that is listed below it. */
static uint32_t listed_end(const record_context *c, uint32_t end) {
  const line *at = line_of(c, end - 1), *last = c->doc->lines.at + c->doc->lines.count;
  if (at->kind != LINE_HEADING)
    return end;
  for (const line *next = at + 1; next < last && (next->kind == LINE_BLANK || next->kind == LINE_ITEM); next++)
    if (next->kind == LINE_ITEM && next->token_end > end)
      end = next->token_end;
  return end;
}

static clause *new_clause(record_context *c, const mention *m) {
  clause *k = arena_zalloc(c->scratch, sizeof *k);
  c->failed |= !k;
  if (!k)
    return NULL;
  const value *said = field_value(c, m, DECISION_CLAUSE);
  bool narrower = said->begin < said->end;
  k->by = k->moved = k->voted = m;
  k->begin = narrower ? said->begin : m->begin;
  k->end = listed_end(c, narrower ? said->end : m->end);
  k->said_begin = k->begin;
  k->said_end = k->end;
  k->status = decision_status(c, m);
  return k;
}

static bool add_repeat(record_context *c, decision_list *list, clause *k) {
  size_t last = list->clauses.count > DECISIONS_COMPARED ? list->clauses.count - DECISIONS_COMPARED : 0;
  for (size_t i = list->clauses.count; i > last && count_work(c, MENTION_WORK); i--) {
    clause *first = list->clauses.at[i - 1];
    if (!repeats(c, first, k))
      continue;
    if (below_limit(c, first->repeats.count, "repeats"))
      c->failed |= !VEC_ADD(&first->repeats, c->result, token_span(c, k->begin, k->end));
    return true;
  }
  return false;
}

/* "Motion passed": so short a statement, so near, is the end of the motion before it. */
#define OUTCOME_TOKENS 8u
#define OUTCOME_NEXT   3u
#define OUTCOME_REACH  600u
/* "(Berg proposed, Ek seconded)": who moved it, right behind what was decided. */
#define MOVERS_TOKENS 18u
#define MOVERS_GAP    3u

static bool has_mover(const record_context *c, const mention *m) {
  return field_value(c, m, DECISION_MOVER)->kind != VALUE_UNSET;
}

static bool has_seconder(const record_context *c, const mention *m) {
  return field_value(c, m, DECISION_SECONDER)->kind != VALUE_UNSET;
}

/* "- Berg moved", "- Ek seconded": a line each. */
static bool seconds_motion_of(const record_context *c, const clause *before, const clause *k) {
  return is_motion(c, k) && has_seconder(c, k->by) && !has_mover(c, k->by) &&
         field_value(c, k->by, DECISION_OBJECT)->kind == VALUE_UNSET && has_mover(c, before->moved) &&
         !has_seconder(c, before->moved) && k->begin - before->end <= MOVERS_GAP;
}

/* Says of no decision but the one right before it who moved and seconded it. */
static bool names_movers_of(const record_context *c, const clause *before, const clause *k) {
  return is_motion(c, k) && has_mover(c, k->by) && field_value(c, k->by, DECISION_OBJECT)->kind == VALUE_UNSET &&
         !has_mover(c, before->moved) && k->end - k->begin <= MOVERS_TOKENS && k->begin - before->end <= MOVERS_GAP &&
         (before->status == EVX_ADOPTED || before->status == EVX_PROPOSED);
}

/* A motion that was told in pieces: what was moved, who moved it, how it went. */
static bool joins_motion(record_context *c, clause *before, const clause *k) {
  bool open = before->status == EVX_PROPOSED || (has_mover(c, before->moved) && before->voted == before->by);
  if (!open || !(is_motion(c, before) || has_mover(c, before->moved)) || !is_motion(c, k) ||
      k->status == EVX_PROPOSED || k->end - k->begin > OUTCOME_TOKENS || k->begin - before->end > OUTCOME_REACH)
    return false;
  before->end = k->end;
  before->status = k->status;
  if (has_mover(c, k->by) && !has_mover(c, before->moved))
    before->moved = k->by;
  else
    before->voted = k->by;
  return true;
}

/* "Carried.": a fate without a word of what was moved. */
#define BARE_TOKENS 4u
/* What was moved is the sentence before it, if it is no longer. */
#define MOVED_TOKENS 60u

static bool is_bare_fate(const record_context *c, const clause *k) {
  return is_motion(c, k) && k->status != EVX_PROPOSED && k->end - k->begin <= BARE_TOKENS && !has_mover(c, k->by) &&
         field_value(c, k->by, DECISION_OBJECT)->kind == VALUE_UNSET;
}

/* A bare fate right behind a decision says of it how it went. */
static bool restates_fate(const record_context *c, const clause *before, const clause *k) {
  return is_bare_fate(c, k) && k->begin - before->end <= OUTCOME_NEXT &&
         (before->status == k->status || before->status == EVX_PROPOSED);
}

/* ... and behind a sentence that is no decision yet, makes it one. */
static void take_in_moved(const record_context *c, clause *k, uint32_t from) {
  uint32_t sentence = document_sentence(c->doc, k->begin);
  if (!is_bare_fate(c, k) || sentence == UINT32_MAX || sentence == 0)
    return;
  const token_range *moved = &c->doc->sentences.at[sentence - 1];
  uint8_t kind = (uint8_t)line_of(c, moved->begin)->kind;
  if (moved->begin >= from && k->begin - moved->begin <= MOVED_TOKENS && (kind == LINE_ITEM || kind == LINE_TEXT))
    k->begin = moved->begin;
}

static void take_clause(record_context *c, decision_list *list, const mention *m) {
  clause *k = new_clause(c, m);
  if (!k)
    return;
  clause *before = list->clauses.count ? list->clauses.at[list->clauses.count - 1] : NULL;
  bool told = is_told_of_earlier(c, k, list->read);
  list->read = k->end;
  if (told)
    return;
  if (before &&
      k->begin < before->end) { /* the longer of two that overlap; of two as long, the one that tells the fate */
    uint32_t length = k->end - k->begin, other = before->end - before->begin;
    bool tells_fate = is_motion(c, k) && k->status != EVX_PROPOSED && before->status == EVX_PROPOSED;
    if (length > other || (length == other && tells_fate))
      list->clauses.at[list->clauses.count - 1] = k;
    return;
  }
  if (before && seconds_motion_of(c, before, k)) {
    before->end = k->end;
    return;
  }
  if (before && names_movers_of(c, before, k)) {
    before->end = k->end;
    before->moved = before->voted = k->by;
    if (k->status != EVX_PROPOSED)
      before->status = k->status;
    return;
  }
  if (before && joins_motion(c, before, k))
    return;
  if (before && restates_fate(c, before, k)) {
    before->end = is_motion(c, before) ? k->end : before->end;
    before->status = k->status;
    return;
  }
  take_in_moved(c, k, before ? before->end : 0);
  if (add_repeat(c, list, k) || !below_limit(c, list->clauses.count, "decisions"))
    return;
  c->failed |= !VEC_ADD(&list->clauses, c->scratch, k);
}

void decisions_write(record_context *c, evx_meeting *out) {
  if (out->status == EVX_CANCELLED) /* who did not meet decided nothing */
    return;
  decision_list list = {0};
  bool minuted = takes_minuted_decisions(c);
  for (uint32_t i = 0; i < c->mentions->count && goes_on(c); i++) {
    const mention *m = mention_at(c, i);
    if (c->types[i] != RECORD_DECISION)
      continue;
    int decided_by = field_word(c, m, DECISION_SOURCE);
    if (decided_by == 0 || decided_by == SOURCE_MEETING || (decided_by == SOURCE_MINUTES && minuted) ||
        (decided_by == SOURCE_BODY && is_of_own_body(c, m)))
      take_clause(c, &list, m);
  }
  const evx_decision **decisions = arena_array(c->result, list.clauses.count, sizeof *decisions);
  c->failed |= !decisions;
  for (size_t i = 0; i < list.clauses.count && goes_on(c); i++) {
    evx_decision *d = arena_zalloc(c->result, sizeof *d);
    char *id = arena_printf(c->result, "d%zu", i + 1);
    c->failed |= !d || !id;
    if (!d || !id)
      return;
    d->id = id;
    fill_decision(c, list.clauses.at[i], d);
    decisions[i] = d;
  }
  out->decisions = decisions;
  out->decision_count = list.clauses.count;
}
