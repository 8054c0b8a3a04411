/* test_record.c - from mentions to the record: entities, the main meeting, its slots, decisions, next meetings. The
 * packs are as small as each rule of merging needs. */
#include "evx.h"
#include "unit.h"

#include <stdio.h>

/* Says things in a plain notation, so that a test shows what the record makes of them:
 *   person NAME, org NAME, in TOWN, meet NAME, main NAME, other NAME, at DATE, did/may/not ... */
static const char pack[] =
    "pack plain version 1 language en\n"
    "include \"en/schema.evx\"\n"
    "lexicon Month { \"May\" = \"5\" \"June\" = \"6\" }\n"
    "phase dates\n"
    "rule full\n  match d:[num 1..31] m:[%Month & cap] y:[num 1900..2100]\n"
    "  mark Date { value = calendar(year: y, month: value(m), day: d) }\n"
    "rule part\n  match d:[num 1..31] m:[%Month & cap]\n"
    "  mark Date { value = calendar(month: value(m), day: d) }\n"
    "rule before\n  match \"last\" \"week\"\n  mark Date { value = unit(last, week) }\n"
    "phase names uses dates\n"
    "rule person\n  match \"person\" n:([cap | upper | \".\" & glued]{1,4})\n  mark Person { name = text(n) }\n"
    "rule org\n  match \"org\" n:([cap | \"of\"]{1,6})\n  mark Organization { name = text(n) }\n"
    "rule titled priority 1\n  match \"person\" n:([cap]{2}) \",\" r:([lower]{1,2})\n"
    "  mark Person { name = text(n), role = text(r) }\n"
    "rule mister\n  match h:[\"mr\" | \"mrs\"] n:([cap])\n"
    "  mark Person { name = text(n), form = surname, sex = map(h, \"mr\": male, \"mrs\": female) }\n"
    "rule spell priority 1\n  match \"org\" n:([cap]{2,4}) \"(\" a:[acronym] \")\"\n"
    "  mark Organization { name = text(n), acronym = text(a), known = no }\n"
    "rule body\n  match \"the\" n:[cap]\n  mark Reference { head = text(n), kind = body, alone = yes }\n"
    "rule office\n  match \"the\" n:([lower]{1,2}) followed-by(\"came\")\n  mark Reference { head = text(n) }\n"
    "rule bare\n  match \"bare\" n:[cap]\n  mark Reference { head = text(n), kind = surname }\n"
    "rule town\n  match \"in\" n:([cap])\n  mark Place { name = text(n), kind = city }\n"
    "rule dated priority 5\n  match \"dated\" d:<Date>\n  mark DocumentDate { date = date(d), basis = header }\n"
    "rule sat priority 5\n  match \"sat\" d:<Date>\n  mark DocumentDate { date = date(d), basis = meeting }\n"
    "rule alone priority 5\n  match \"alone\" d:<Date>\n  mark DocumentDate { date = date(d), basis = text }\n"
    "phase meetings uses names\n"
    "rule main\n  match \"main\" n:([cap | num | \"of\"]{1,6}) (p:<Place>)? (\"on\" d:<Date>)?\n"
    "  mark Meeting { name = text(n), role = main, venue = place(p), date = date(d) }\n"
    "rule other\n  match \"other\" n:([cap]{1,6}) \"lodged\"? (p:<Place>)? (\"on\" d:<Date>)?\n"
    "  mark Meeting { name = text(n), role = other, venue = place(p), date = date(d) }\n"
    "rule meet\n  match \"meet\" n:([cap]{1,6})\n  mark Meeting { name = text(n) }\n"
    "rule held\n  match \"held\" (p:<Place>)? (\"on\" d:<Date>)?\n"
    "  mark Meeting { role = main, status = held, venue = place(p), date = date(d) }\n"
    "rule talked\n  match \"talked\" n:([lower]{1,3}) (\"on\" d:<Date>)?\n"
    "  mark Meeting { called = text(n), role = main, status = held, date = date(d) }\n"
    "rule saw\n  match \"saw\" [lower]{1,3} (p:<Place>)? (\"on\"? d:<Date>)?\n"
    "  mark Meeting { venue = place(p), date = date(d) }\n"
    "rule minuted\n  match \"minuted\"\n  mark Meeting { role = minutes, status = held }\n"
    "rule plan\n  match \"plan\" n:([cap]{1,6}) (\"on\" d:<Date>)?\n"
    "  mark Meeting { name = text(n), role = main, status = planned, date = date(d, prefer: future) }\n"
    "rule came\n  match w:(<Person> | <Organization> | <Reference>) \"came\"\n  emit Participant { who = list(w) }\n"
    "rule chaired\n  match w:<Person> \"chaired\"\n  emit Participant { who = list(w), part = chair }\n"
    "modifier no\n  sets polarity = negative\n  when \"not\"\n  scope right 3\n"
    "modifier may\n  sets modality = possible\n  when \"may\"\n  scope right 3\n"
    "modifier should\n  sets modality = proposed\n  when \"should\"\n  scope right 3\n"
    "modifier will\n  sets modality = planned\n  when \"will\"\n  scope right 3\n"
    "phase decisions uses meetings\n"
    "rule did\n  match a:(<Organization>)? [\"not\" | \"may\" | \"should\" | \"will\" | \"now\"] act!:[\"adopt\" | "
    "\"table\"] o:([!\".\"]{1,12})\n"
    "  emit Decision { action = text(act), object = text(o), actor = text(a), status = map(act, \"table\": deferred) "
    "}\n"
    "rule bank priority 1\n  match \"bank\" \"will\" act!:\"cut\" o:([!\".\"]{1,9})\n"
    "  emit Decision { action = text(act), object = text(o), type = policy }\n"
    "rule once priority 1\n  match w:[\"once\" | \"list\"] act!:\"adopt\" o:([!\".\"]{1,9})\n"
    "  emit Decision { action = text(act), object = text(o), source = map(w, \"once\": history, \"list\": minutes) }\n"
    "phase nexts uses decisions\n"
    "rule next\n  match \"next\" (n:([cap]{1,3}))? (\"on\" d:<Date>)? (p:<Place>)?\n"
    "  emit NextMeeting { series = text(n), date = date(d, prefer: future), venue = place(p) }\n";

/* Motions, told in pieces: motion WHAT by NAME, it failed. What must have been; what was before. */
static const char motions_pack[] =
    "pack motions version 1 language en\n"
    "phase decisions uses meetings\n"
    "rule moved\n  match \"motion\" (o:([!\".\"]{1,12}))? \"by\" by:([cap])\n"
    "  emit Decision { object = text(o), mover = text(by), type = motion, status = proposed }\n"
    "rule bare\n  match \"Passed\"\n  emit Decision { type = motion, status = adopted }\n"
    "rule fate\n  match \"it\" o:\"failed\"\n"
    "  emit Decision { object = text(o), type = motion, status = rejected }\n"
    "phase meetings\n"
    "rule implied\n  match \"gathered\"\n  mark Meeting { role = implied, status = held }\n"
    "phase dates\n"
    "rule month\n  match m:[%Month & cap] y:[num 1900..2100]\n"
    "  mark Date { value = calendar(year: y, month: value(m)) }\n"
    "phase told uses decisions\n"
    "rule told\n  match \"back\" d:<Date>\n  emit Detail { when = date(d) }\n"
    "phase meetings\n"
    "rule peak\n  match \"peak\" n:([cap]{1,6})\n  mark Meeting { name = text(n), kind = summit }\n"
    "rule due\n  match \"due\" \"on\" d:<Date>\n"
    "  mark Meeting { status = planned, date = date(d, prefer: future) }\n"
    "rule off\n  match \"dropped\"\n  mark Meeting { role = main, status = cancelled }\n"
    "rule visit\n  match \"visit\" n:([cap]{1,3}) (p:<Place>)? (\"on\" d:<Date>)?\n"
    "  mark Meeting { called = text(n), kind = visit, status = held, venue = place(p), date = date(d) }\n"
    "rule away\n  match w:<Person> \"away\"\n  emit Participant { who = list(w), part = absent }\n"
    "phase lodgings uses meetings\n"
    "rule lodged\n  match \"lodged\" p:<Place>\n  mark Setting { place = place(p) }\n"
    "rule praised\n  match d:<Date> \"of\" <Meeting>\n  mark Meeting { role = other, date = date(d) }\n";

typedef struct reading {
  evx_engine *engine;
  evx_worker *worker;
  evx_result *result;
  const evx_record *record;
  const evx_meeting *main;
} reading;

static reading read_with(const char *text, const char *reference, uint32_t max_records) {
  reading r = {0};
  evx_builder *builder = NULL;
  evx_options options = EVX_OPTIONS_INIT;
  options.reference = reference;
  options.max_records = max_records;
  ck_assert_int_eq(evx_builder_new(NULL, &builder), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "plain.evx", pack, strlen(pack)), EVX_OK);
  ck_assert_int_eq(evx_builder_add_text(builder, "motions.evx", motions_pack, strlen(motions_pack)), EVX_OK);
  evx_status s = evx_builder_finish(builder, &r.engine);
  ck_assert_msg(s == EVX_OK, "%s", s == EVX_OK ? "" : evx_builder_diag(builder, 0)->message);
  evx_builder_free(builder);
  ck_assert_int_eq(evx_worker_new(r.engine, &r.worker), EVX_OK);
  ck_assert_int_eq(evx_extract(r.worker, text, strlen(text), &options, &r.result), EVX_OK);
  r.record = evx_result_record(r.result);
  r.main = r.record->meeting_count && r.record->meetings[0]->main ? r.record->meetings[0] : NULL;
  return r;
}

static reading read_text(const char *text) {
  return read_with(text, "2025-05-10", 0);
}

static void close_reading(reading *r) {
  evx_result_free(r->result);
  evx_worker_free(r->worker);
  evx_engine_free(r->engine);
}

static const char *participant(const reading *r, size_t i) {
  ck_assert_ptr_nonnull(r->main);
  ck_assert_uint_lt(i, r->main->participant_count);
  return r->main->participants[i]->name.data;
}

/* ---- entities ------------------------------------------------------------------------ */

START_TEST(a_person_is_one_by_surname_initial_and_full_name) {
  reading r = read_text("held. person Berg came. person Anna Berg came. person A. Berg came. person Otto Berg came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_str_eq(participant(&r, 0), "Anna Berg");
  ck_assert_uint_eq(r.main->participants[0]->span_count, 3);
  ck_assert_str_eq(participant(&r, 1), "Otto Berg");
  close_reading(&r);
}
END_TEST

START_TEST(a_first_name_finds_its_person) {
  reading r = read_text("held. person Anna Berg came. person Anna came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(a_longer_name_has_the_shorter_at_its_end_or_start) {
  reading r = read_text("held. person Luis Carlos Bress Perez came. person Bress Perez came. person Luis Carlos came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(a_name_said_twice_ends_where_it_begins_again) {
  reading r = read_text("held. person Berg Berg Anna came. person Anna Berg came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(participant(&r, 0), "Anna Berg");
  close_reading(&r);
}
END_TEST

START_TEST(a_surname_of_two_people_is_neithers) {
  reading r = read_text("held. person Anna Peak came. person Lea Peak came. mr Peak came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count + r.main->participants[1]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_surname_that_one_was_called_by_stays_his) {
  reading r = read_text("held. person Otto Peak came. mr Peak came. person Lea Peak came. mr Peak came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 3);
  close_reading(&r);
}
END_TEST

START_TEST(a_bare_surname_is_the_one_who_bears_it) {
  reading r = read_text("held. bare Berg. person Anna Berg came. bare Berg. bare Anna. bare Other.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_bare_surname_of_two_is_neithers) {
  reading r = read_text("held. person Anna Berg came. person Otto Berg came. bare Berg.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count + r.main->participants[1]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(mister_and_missis_are_two) {
  reading r = read_text("held. mr Peak came. mrs Peak came. mr Peak came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_shared_first_name_is_nobodys) {
  reading r = read_text("held. person Anna Berg came. person Anna Lund came. person Anna came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_shortened_first_name_of_two_is_neithers) {
  reading r = read_text("held. person Christopher Berg came. person Christian Lund came. person Chris came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(letters_are_his_whose_name_begins_with_them) {
  reading r = read_text("held. person Anna Berg came. person AB came. person AL came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(letters_of_two_are_neithers) {
  reading r = read_text("held. person Anna Berg came. person Alf Blom came. person AB came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(a_shortened_first_name_is_the_one_that_it_begins) {
  reading r =
      read_text("held. person Christopher Berg came. person Chris came. person Ann Lund came. person Anna came.");
  ck_assert_uint_eq(r.main->participant_count, 3);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_body_without_a_name_is_called_by_its_description) {
  reading r = read_text("held. the Committee came. the Committee came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(participant(&r, 0), "Committee");
  close_reading(&r);
  r = read_text("held. the Committee came. org Lake Committee came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(participant(&r, 0), "Lake Committee");
  close_reading(&r);
}
END_TEST

START_TEST(brackets_make_a_body_only_of_a_name_that_they_spell) {
  reading r = read_text("held. org Anna Berg (LWU) came. org Lake Water Users (LWU) came. org LWU came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(participant(&r, 0), "Lake Water Users");
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(an_acronym_told_later_is_the_body_known_by_it) {
  reading r = read_text("held. org LWU came. org Lake Water Users (LWU) came.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(participant(&r, 0), "Lake Water Users");
  close_reading(&r);
}
END_TEST

START_TEST(a_description_is_the_one_that_it_fits) {
  reading r = read_text("held. person Anna Berg, trade minister came. person Otto Lund, chief clerk came. "
                        "the minister came. the clerk came. the warden came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.main->participants[0]->span_count, 2);
  ck_assert_uint_eq(r.main->participants[1]->span_count, 2);
  close_reading(&r);
  r = read_text("held. person Anna Berg, trade minister came. person Otto Lund, health minister came. "
                "the minister came. the health minister came.");
  ck_assert_uint_eq(r.main->participants[0]->span_count, 1);
  ck_assert_uint_eq(r.main->participants[1]->span_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(the_committee_is_the_one_of_the_title) {
  reading r = read_text("# org Lake Committee\n\nheld. org Fish Committee came. the Committee came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_str_eq(participant(&r, 1), "Lake Committee");
  close_reading(&r);
}
END_TEST

START_TEST(a_body_is_one_by_the_start_or_end_of_its_name) {
  reading r = read_text("held. org Executive Board of Norland came. org Executive Board came. org Finance Board came.");
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_str_eq(participant(&r, 0), "Executive Board of Norland");
  ck_assert_str_eq(participant(&r, 1), "Finance Board");
  close_reading(&r);
}
END_TEST

START_TEST(the_more_telling_part_stays_and_absence_outweighs_all) {
  reading r =
      read_text("held. person Anna Berg came. person Anna Berg chaired. person Tom Lund away. person Tom Lund came.");
  ck_assert_int_eq(r.main->participants[0]->part, EVX_CHAIR);
  ck_assert_int_eq(r.main->participants[1]->part, EVX_ABSENT);
  ck_assert_str_eq(r.main->participants[0]->id, "p1");
  close_reading(&r);
}
END_TEST

/* ---- meetings ------------------------------------------------------------------------- */

START_TEST(names_within_each_other_are_one_meeting) {
  reading r = read_text("main 3 Lake Summit in Nore. meet Lake Summit. other Fish Forum in Hale.");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.main->name.data, "3 Lake Summit");
  ck_assert_str_eq(r.main->venue->name.data, "Nore");
  ck_assert_str_eq(r.record->meetings[1]->name.data, "Fish Forum");
  ck_assert_str_eq(r.record->meetings[1]->id, "m2");
  close_reading(&r);
}
END_TEST

START_TEST(a_meeting_of_another_year_is_another_meeting) {
  reading r = read_text("main Lake Summit on 3 May 2025. other Lake Summit on 3 May 2020.");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_str_eq(r.record->meetings[1]->date->value.data, "2020-05-03");
  close_reading(&r);
}
END_TEST

START_TEST(a_meeting_of_another_month_is_another_meeting_where_both_are_written) {
  reading r = read_text("main Lake Summit on 3 May 2025. other Lake Summit on 4 June 2025.");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_str_eq(r.record->meetings[1]->date->value.data, "2025-06-04");
  close_reading(&r);
  r = read_text("main Lake Summit on 3 May 2025. meet Lake Summit on 4 May 2025.");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(what_is_said_without_a_name_adds_to_the_main_meeting) {
  reading r = read_text("main Lake Summit. held in Nore on 3 May 2025.");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  ck_assert_str_eq(r.main->venue->name.data, "Nore");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  close_reading(&r);
}
END_TEST

START_TEST(a_name_with_a_date_of_its_own_is_another_meeting_than_the_nameless_one) {
  reading r = read_text("held on 3 May. main Lake Talks in Linden.");
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  close_reading(&r);
  r = read_text("held on 3 May. main Lake Talks on 1 May 2020.");
  ck_assert_ptr_null(r.main->name.data);
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(what_is_only_planned_comes_behind_what_was_held) {
  reading r = read_text("held on 3 May. plan Lake Talks on 5 June.");
  ck_assert_ptr_null(r.main->name.data);
  ck_assert_int_eq(r.main->status, EVX_HELD);
  close_reading(&r);
  r = read_text("plan Lake Talks on 5 June.");
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  ck_assert_int_eq(r.main->status, EVX_PLANNED);
  close_reading(&r);
}
END_TEST

START_TEST(a_summit_is_named_by_the_only_such_name_behind_it) {
  reading r = read_text("They talked a summit. The peak Lake Summit was long.");
  ck_assert_str_eq(r.main->name.data, "Lake Summit");
  close_reading(&r);
  r = read_text("They talked a summit. The peak Lake Summit and the peak Mill Summit were long.");
  ck_assert_str_eq(r.main->name.data, "a summit");
  close_reading(&r);
  r = read_text("They talked a ball. The peak Lake Summit was long.");
  ck_assert_str_eq(r.main->name.data, "a ball");
  close_reading(&r);
}
END_TEST

START_TEST(what_others_said_of_a_meeting_is_news_of_it) {
  reading r = read_text("They praised the 8 May 2025 of meet Lake Talks at once.");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-08");
  close_reading(&r);
  r = read_text("They praised the 8 May 2024 of meet Lake Talks at once.");
  ck_assert_ptr_null(r.main);
  close_reading(&r);
}
END_TEST

START_TEST(the_day_beside_a_town_in_the_first_words_is_the_meetings) {
  reading r = read_text("held long. They spoke in Nore 8 May 2025.");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-08");
  close_reading(&r);
  r = read_text("held long. They spoke in Nore as was told 8 May 2025.");
  ck_assert_int_eq(r.main->date->basis, EVX_BASIS_DOCUMENT);
  close_reading(&r);
}
END_TEST

START_TEST(what_the_first_words_announce_is_what_the_title_names) {
  reading r = read_text("# main Lake Summit\n\nThey are due on 5 June 2025 there. They came in great numbers.");
  ck_assert_str_eq(r.main->name.data, "Lake Summit");
  ck_assert_int_eq(r.main->status, EVX_PLANNED);
  ck_assert_str_eq(r.main->date->value.data, "2025-06-05");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
  r = read_text("# main Lake Summit on 9 May 2025\n\nThey are due on 5 June 2025 there. They came in great numbers.");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-09");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_day_in_the_town_of_its_name_is_the_meetings) {
  reading r = read_text("main Nore Talks. They saw the mayor in Nore on 8 May 2025.");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-08");
  close_reading(&r);
  r = read_text("main Lake Talks. They saw the mayor in Nore on 8 May 2025.");
  ck_assert_int_eq(r.main->date->basis, EVX_BASIS_DOCUMENT);
  close_reading(&r);
}
END_TEST

START_TEST(what_is_announced_first_goes_before_what_was_held_on_an_earlier_day) {
  reading r = read_text("They plan Lake Talks on 5 June 2025. They held in Nore on 3 May 2025.");
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  ck_assert_int_eq(r.main->status, EVX_PLANNED);
  ck_assert_str_eq(r.main->date->value.data, "2025-06-05");
  ck_assert_ptr_null(r.main->venue);
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
  r = read_text("They plan Lake Talks on 5 June 2025 and held in Nore on 3 May 2025.");
  ck_assert_int_eq(r.main->status, EVX_HELD);
  close_reading(&r);
}
END_TEST

START_TEST(what_is_planned_behind_the_head_comes_after_what_is_named_there) {
  reading r =
      read_text("They praised meet Lake Talks. And so on and so on and so on and so on and so on and so on and so on "
                "and so on and so on and so on and so on and so on. plan Mill Talks on 5 June.");
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  close_reading(&r);
  r = read_text("They praised meet Lake Talks. plan Mill Talks on 5 June.");
  ck_assert_str_eq(r.main->name.data, "Mill Talks");
  close_reading(&r);
}
END_TEST

START_TEST(a_title_that_says_no_more_gives_way_to_what_is_planned) {
  reading r = read_text("main Lake Talks. plan Mill Talks on 5 June.");
  ck_assert_str_eq(r.main->name.data, "Mill Talks");
  close_reading(&r);
  r = read_text("main Lake Talks in Nore. plan Mill Talks on 5 June.");
  ck_assert_str_eq(r.main->name.data, "Lake Talks");
  close_reading(&r);
}
END_TEST

START_TEST(minutes_have_the_name_at_their_head) {
  reading r = read_text("minuted here. meet Mill Board.");
  ck_assert_str_eq(r.main->name.data, "Mill Board");
  close_reading(&r);
  r = read_text("minuted here.\n\n- meet Mill Board");
  ck_assert_ptr_null(r.main->name.data);
  close_reading(&r);
}
END_TEST

START_TEST(the_head_of_minutes_says_when_the_meeting_was) {
  const char *far =
      "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
      "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x";
  char text[400];
  snprintf(text, sizeof text, "minuted alone 3 May 2025. %s. held in Nore on 1 June 2025.", far);
  reading r = read_text(text);
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.record->meetings[1]->date->value.data, "2025-06-01");
  ck_assert_str_eq(r.record->meetings[1]->venue->name.data, "Nore");
  ck_assert_ptr_null(r.main->venue);
  close_reading(&r);
  snprintf(text, sizeof text, "alone 8 May 2025. minuted. %s. held on 1 June 2025.", far);
  r = read_text(text); /* the day on which they came out */
  ck_assert_str_eq(r.main->date->value.data, "2025-06-01");
  close_reading(&r);
  snprintf(text, sizeof text, "main Mill Board sat 3 May 2025. %s. main Mill Board on 1 June 2025.", far);
  r = read_text(text);
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_day_far_from_the_meetings_own_is_another_meetings) {
  reading r = read_text("main Mill Board on 3 May. plan Mill Board on 2 June.");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_int_eq(r.main->status, EVX_HELD);
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_int_eq(r.record->meetings[1]->status, EVX_PLANNED);
  close_reading(&r);
  r = read_text("held on 3 May. held on 5 May."); /* it lasted */
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(a_week_before_a_report_of_the_day_is_another_meetings) {
  reading r = read_with("held on 3 May. held on last week.", "2025-05-04", 0);
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.record->meetings[1]->date->value.data, "2025-04-21/2025-04-27");
  close_reading(&r);
  r = read_text("held on 3 May. held on last week."); /* what came out later counts from then */
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(who_met_whom_is_the_reports_meeting_where_nothing_else_is) {
  reading r = read_text("saw the owner in Nore on 3 May. saw the mayor on 5 June.");
  ck_assert_str_eq(r.main->venue->name.data, "Nore");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
  r = read_text("saw the owner on 3 June. main Mill Board on 3 May. saw the mayor.");
  ck_assert_str_eq(r.main->name.data, "Mill Board");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  ck_assert_str_eq(r.record->meetings[1]->date->value.data, "2025-06-03");
  close_reading(&r);
}
END_TEST

START_TEST(where_another_met_is_not_where_this_one_did) {
  reading r = read_text("main Mill Board on 3 May. lodged in Nore.");
  ck_assert_str_eq(r.main->venue->name.data, "Nore");
  close_reading(&r);
  r = read_text("main Mill Board on 3 May. other Fish Forum lodged in Nore on 5 June.");
  ck_assert_ptr_null(r.main->venue);
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(what_is_said_of_another_takes_no_name_away) {
  reading r = read_text("main Mill Board on 3 May 2025. other Mill Board on 1 June 2025.");
  ck_assert_str_eq(r.main->name.data, "Mill Board");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-03");
  ck_assert_uint_eq(r.record->meeting_count, 2);
  close_reading(&r);
  r = read_text("main Mill Board. other Mill Board on 1 June 2025.");
  ck_assert_str_ne(r.main->date->value.data, "2025-06-01");
  close_reading(&r);
}
END_TEST

START_TEST(what_a_meeting_is_called_stands_for_a_name) {
  reading r = read_text("talked with the banks.");
  ck_assert_str_eq(r.main->name.data, "with the banks");
  close_reading(&r);
  r = read_text("talked with the banks. main Lake Summit.");
  ck_assert_str_eq(r.main->name.data, "Lake Summit");
  close_reading(&r);
  r = read_text("minuted. talked with the banks."); /* what minutes tell of is no name of theirs */
  ck_assert_ptr_null(r.main->name.data);
  close_reading(&r);
}
END_TEST

START_TEST(a_visit_has_the_fullest_that_it_is_called) {
  reading r = read_text("visit Short in Nore on 9 May 2025. visit Very Long One in Nore.");
  ck_assert_str_eq(r.main->name.data, "Very Long One");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(what_was_cancelled_decided_nothing) {
  reading r = read_text("dropped. now adopt the plan.");
  ck_assert_int_eq(r.main->status, EVX_CANCELLED);
  ck_assert_uint_eq(r.main->decision_count, 0);
  close_reading(&r);
}
END_TEST

START_TEST(the_very_name_goes_before_one_within_it) {
  reading r =
      read_text("main Grand Mill Board on 3 May. meet Small Mill Board. meet Mill Board. main Grand Mill Board.");
  ck_assert_str_eq(r.main->name.data, "Grand Mill Board");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(others_need_a_date_or_a_place) {
  reading r = read_text("main Lake Summit in Nore. other Fish Forum.");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(the_document_date_stands_in_and_says_so) {
  reading r = read_text("held in Nore.");
  ck_assert_str_eq(r.main->date->value.data, "2025-05-10");
  ck_assert_int_eq(r.main->date->basis, EVX_BASIS_DOCUMENT);
  ck_assert_ptr_null(r.main->date->text.data);
  close_reading(&r);
  r = read_with("held in Nore.", NULL, 0);
  ck_assert_ptr_null(r.main->date);
  close_reading(&r);
}
END_TEST

START_TEST(an_implied_meeting_counts_where_there_is_no_other) {
  reading r = read_text("gathered. now adopt the plan.");
  ck_assert_ptr_nonnull(r.main);
  ck_assert_uint_eq(r.main->decision_count, 1);
  close_reading(&r);
  r = read_text("gathered. plan Forum on 4 June 2025.");
  ck_assert_uint_eq(r.record->meeting_count, 1);
  ck_assert_int_eq(r.main->status, EVX_PLANNED);
  close_reading(&r);
}
END_TEST

START_TEST(a_meeting_to_come_is_planned) {
  reading r = read_text("main Lake Summit on 3 June 2025.");
  ck_assert_int_eq(r.main->status, EVX_PLANNED);
  close_reading(&r);
}
END_TEST

START_TEST(a_report_of_no_meeting_has_none) {
  reading r = read_text("person Anna Berg came. now adopt the plan.");
  ck_assert_uint_eq(r.record->meeting_count, 0);
  close_reading(&r);
}
END_TEST

/* ---- dates ------------------------------------------------------------------------------ */

START_TEST(the_document_finds_its_date) {
  reading r = read_with("dated 4 May 2019. held on 3 May.", NULL, 0);
  ck_assert_str_eq(r.record->document.date.data, "2019-05-04");
  ck_assert_str_eq(r.record->document.date_basis, "header");
  ck_assert_str_eq(r.main->date->value.data, "2019-05-03");
  ck_assert_int_eq(r.main->date->basis, EVX_BASIS_DOCUMENT_DATE);
  close_reading(&r);
}
END_TEST

START_TEST(the_meetings_own_date_says_the_year_of_the_next) {
  reading r = read_text("held on 3 May 2001. next on 1 June.");
  ck_assert_str_eq(r.main->next_meetings[0]->date->value.data, "2001-06-01");
  ck_assert_int_eq(r.main->next_meetings[0]->date->basis, EVX_BASIS_INHERITED);
  close_reading(&r);
}
END_TEST

START_TEST(a_date_that_does_not_exist_is_null_with_a_warning) {
  reading r = read_text("held on 31 June 2025.");
  ck_assert_ptr_null(r.record->dates[0]->value.data);
  ck_assert_uint_eq(r.record->warning_count, 1);
  ck_assert_str_eq(r.record->warnings[0]->code, "invalid-date");
  close_reading(&r);
}
END_TEST

/* ---- decisions -------------------------------------------------------------------------- */

START_TEST(status_follows_from_the_words) {
  static const struct {
    const char *text;
    evx_decision_status status;
  } cases[] = {{"held. now adopt the plan.", EVX_ADOPTED},           {"held. not adopt the plan.", EVX_REJECTED},
               {"held. may adopt the plan.", EVX_PENDING},           {"held. should adopt the plan.", EVX_PROPOSED},
               {"held. will adopt the plan.", EVX_DECISION_PLANNED}, {"held. now table the plan.", EVX_DEFERRED},
               {"held. bank will cut the rate.", EVX_ADOPTED}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    reading r = read_text(cases[i].text);
    ck_assert_uint_eq(r.main->decision_count, 1);
    ck_assert_msg(r.main->decisions[0]->status == cases[i].status, "%s", cases[i].text);
    close_reading(&r);
  }
}
END_TEST

START_TEST(what_was_decided_before_is_left_out) {
  reading r = read_text("held. once adopt the plan.");
  ck_assert_uint_eq(r.main->decision_count, 0);
  close_reading(&r);
}
END_TEST

START_TEST(what_a_dated_clause_tells_of_earlier_times_is_left_out) {
  reading r = read_text(
      "main Forum on 4 May 2025. now adopt the old rules back 3 May 2019. now adopt the new rules back 3 May 2025. "
      "back 3 May 2019 now adopt the worn rules.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  ck_assert_int_eq(strncmp(r.main->decisions[0]->text.data, "now adopt the new rules", 23), 0);
  close_reading(&r);
}
END_TEST

START_TEST(clauses_worded_alike_of_two_things_are_two) {
  reading r = read_text(
      "main Forum on 4 May 2025. now adopt order naming lantern harbour leaders from among members present there. now "
      "adopt order naming bakery granite leaders from among members present there.");
  ck_assert_uint_eq(r.main->decision_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_restatement_is_a_repeat_unless_its_figures_differ) {
  reading r =
      read_text("held. now adopt the yearly plan about better boats. now adopt the yearly plan about better boats.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  ck_assert_uint_eq(r.main->decisions[0]->repeat_count, 1);
  close_reading(&r);
  r = read_text(
      "held. now adopt the yearly plan about 12 better boats. now adopt the yearly plan about 15 better boats.");
  ck_assert_uint_eq(r.main->decision_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(absence_and_motions_tell_minutes) {
  reading r = read_text("held. list adopt the plan.");
  ck_assert_uint_eq(r.main->decision_count, 0);
  close_reading(&r);
  r = read_text("held. person Anna Berg away. list adopt the plan.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  close_reading(&r);
  r = read_text("held. motion about a boat by Berg. motion about two oars by Ek. list adopt the plan.");
  ck_assert_uint_eq(r.main->decision_count, 3);
  close_reading(&r);
}
END_TEST

START_TEST(motions_of_like_words_are_several) {
  reading r = read_text("held. motion about better plans tonight by Berg. motion about better plans tonight by Berg.");
  ck_assert_uint_eq(r.main->decision_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(what_was_put_off_twice_is_several) {
  reading r = read_text("held. now table until next time they come. now table until next time they come.");
  ck_assert_uint_eq(r.main->decision_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(a_motion_and_its_fate_are_one) {
  static const char text[] = "held. motion about better boats by Berg. All of them spoke about it for long. it failed.";
  reading r = read_text(text);
  ck_assert_uint_eq(r.main->decision_count, 1);
  ck_assert_int_eq(r.main->decisions[0]->status, EVX_REJECTED);
  ck_assert_uint_eq(r.main->decisions[0]->span.end, strlen(text) - 1);
  close_reading(&r);
}
END_TEST

START_TEST(a_bare_fate_takes_in_what_was_moved) {
  reading r = read_text("held. We buy a lamp for the hall. Passed.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  ck_assert_int_eq(strncmp(r.main->decisions[0]->text.data, "We buy a lamp", 13), 0);
  close_reading(&r);
  r = read_text("held. now adopt the plan. Passed.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(who_moved_it_belongs_to_the_decision_right_before) {
  reading r = read_text("held. now adopt the plan. motion by Berg.");
  ck_assert_uint_eq(r.main->decision_count, 1);
  ck_assert_int_eq(r.main->decisions[0]->status, EVX_ADOPTED);
  ck_assert_str_eq(r.main->decisions[0]->mover->text.data, "Berg");
  close_reading(&r);
  r = read_text("held. now adopt the plan. It rained all day. motion by Berg.");
  ck_assert_uint_eq(r.main->decision_count, 2);
  close_reading(&r);
}
END_TEST

START_TEST(whoever_decides_takes_part) {
  reading r = read_text("held. org Lake Board now adopt the plan.");
  ck_assert_uint_eq(r.main->participant_count, 1);
  ck_assert_str_eq(r.main->decisions[0]->actor->ref, "p1");
  close_reading(&r);
}
END_TEST

START_TEST(the_words_that_set_the_status_are_cues) {
  static const char text[] = "held. not adopt the plan.";
  reading r = read_text(text);
  ck_assert_uint_eq(r.main->decisions[0]->cue_count, 1);
  ck_assert_int_eq(memcmp(text + r.main->decisions[0]->cues[0].begin, "not", 3), 0);
  close_reading(&r);
}
END_TEST

/* ---- next meetings ------------------------------------------------------------------------ */

START_TEST(announcements_of_one_meeting_merge_and_the_nearest_comes_first) {
  reading r = read_text("held. next on 20 June. next on 1 June. next on 1 June in Nore.");
  ck_assert_uint_eq(r.main->next_meeting_count, 2);
  ck_assert_str_eq(r.main->next_meetings[0]->date->value.data, "2025-06-01");
  ck_assert_str_eq(r.main->next_meetings[0]->venue->name.data, "Nore");
  ck_assert_str_eq(r.main->next_meetings[1]->date->value.data, "2025-06-20");
  close_reading(&r);
}
END_TEST

START_TEST(a_date_before_the_meeting_announces_nothing) {
  reading r = read_text("held on 3 May 2025. next on 1 May 2025.");
  ck_assert_uint_eq(r.main->next_meeting_count, 0);
  close_reading(&r);
}
END_TEST

/* ---- limits --------------------------------------------------------------------------------- */

START_TEST(what_is_announced_is_not_told_beside_it) {
  reading r = read_text("main Mill Board on 3 May. next on 1 June. other Mill Board on 1 June 2025.");
  ck_assert_uint_eq(r.main->next_meeting_count, 1);
  ck_assert_uint_eq(r.record->meeting_count, 1);
  close_reading(&r);
}
END_TEST

START_TEST(the_next_meeting_of_another_body_is_not_announced) {
  reading r =
      read_text("main Federal Lake Board. next Mill Club on 4 June. next Lake Summit on 5 June. next FLB on 6 June.");
  ck_assert_uint_eq(r.main->next_meeting_count, 2);
  ck_assert_str_eq(r.main->next_meetings[0]->date->value.data, "2025-06-05");
  ck_assert_str_eq(r.main->next_meetings[1]->date->value.data, "2025-06-06");
  close_reading(&r);
  /* A meeting without a name is that of whom the report has spoken. */
  r = read_text("Mill Club. held. next Mill Club on 4 June.");
  ck_assert_uint_eq(r.main->next_meeting_count, 1);
  close_reading(&r);
  r = read_text("held. next Mill Club on 4 June.");
  ck_assert_uint_eq(r.main->next_meeting_count, 0);
  close_reading(&r);
}
END_TEST

/* "NAME DATE TOWN", what is not known left out; then those of the next meetings, each behind a ">". */
static void write_one(char *out, size_t room, const char *mark, const char *name, const evx_date *date,
                      const evx_venue *venue) {
  size_t len = strlen(out);
  snprintf(out + len, room - len, "%s%s%s%s%s%s", len ? mark : "", name ? name : "", name && date ? " " : "",
           date ? date->value.data : "", venue && (name || date) ? " " : "", venue ? venue->name.data : "");
}

static void write_meetings(const evx_record *record, char *out, size_t room) {
  *out = '\0';
  for (size_t i = 0; i < record->meeting_count; i++) {
    const evx_meeting *m = record->meetings[i];
    write_one(out, room, "; ", m->name.data, m->date, m->venue);
    for (size_t k = 0; k < m->next_meeting_count; k++)
      write_one(out, room, " > ", NULL, m->next_meetings[k]->date, m->next_meetings[k]->venue);
  }
}

START_TEST(meetings_and_announcements_told_twice_are_one_where_they_agree) {
  static const struct {
    const char *text, *wanted;
  } cases[] = {
      /* Announcements of one day, or of a day and its month, are one; so are those that differ in nothing. */
      {"Board. held on 10 May 2025. next Board on 4 June in Oslo. next on 4 June.", "2025-05-10 > 2025-06-04 Oslo"},
      {"held on 10 May 2025. next on June 2025. next on 4 June 2025 in Oslo.", "2025-05-10 > 2025-06-04 Oslo"},
      {"held on 10 May 2025. next on 4 June 2025 in Oslo. next on June 2025.", "2025-05-10 > 2025-06-04 Oslo"},
      {"held on 10 May 2025. next in Oslo. next on 4 June.", "2025-05-10 > 2025-06-04 Oslo"},
      {"held on 10 May 2025. next in Oslo. next in Rome. next in Oslo.", "2025-05-10 > Oslo > Rome"},
      {"held on 10 May 2025. next on 14 June 2025. next in Oslo. next on 4 June 2025.",
       "2025-05-10 > 2025-06-04 > 2025-06-14 Oslo"},
      /* A day before the meeting, or its own, announces nothing; its month may. */
      {"held on 10 May 2025. next on 4 May 2025. next on 10 May 2025. next on May 2024.", "2025-05-10"},
      {"held on 10 May 2025. next on May 2025.", "2025-05-10 > 2025-05"},
      /* What is said of another day under the name of the main meeting is another one of the series. */
      {"main Lakes Summit on 4 May 2025. main Lakes Summit on 20 June 2024. main Lakes Summit on 20 June 2024.",
       "Lakes Summit 2025-05-04; Lakes Summit 2024-06-20"},
      {"held on 10 May 2025. other Lakes Summit on 20 June 2024. other Lakes Summit on 20 June 2024. "
       "other Lakes Summit on 22 June 2024.",
       "2025-05-10; Lakes Summit 2024-06-20; Lakes Summit 2024-06-22"},
      /* So is what is said of another month or town; the same day or month under more or fewer words is told once. */
      {"held on 10 May 2025. other Lakes Summit in Rome on 2 June 2024. other Lakes Summit in Oslo on 3 May 2024.",
       "2025-05-10; Lakes Summit 2024-06-02 Rome; Lakes Summit 2024-05-03 Oslo"},
      {"held on 10 May 2025. other Lakes Mill Summit on 2 June 2024. other Lakes Summit on 2 June 2024.",
       "2025-05-10; Lakes Mill Summit 2024-06-02"},
      /* A name of the very day is that of the nameless meeting, unless the places differ. */
      {"held on 4 May 2025. other Lakes Summit on 4 May 2025.", "Lakes Summit 2025-05-04"},
      {"held in Oslo on 4 May 2025. other Lakes Summit in Rome on 4 May 2025.",
       "2025-05-04 Oslo; Lakes Summit 2025-05-04 Rome"},
      {"main Board on 4 May 2025. other Lakes on 4 May 2025.", "Board 2025-05-04; Lakes 2025-05-04"},
      /* Nameless meetings of the same place or day are told already. */
      {"held in Oslo. saw them in Oslo. saw him in Rome. saw us on 4 May 2024.", "2025-05-10 Oslo; Rome; 2024-05-04"},
      {"held on 4 May 2025. saw them on 4 May 2025. saw him on 4 May. saw us on 4 May 2024.", "2025-05-04; 2024-05-04"},
      {"held on 4 May 2025. other Lakes on 4 June 2025. next on 4 June 2025.", "2025-05-04 > 2025-06-04"},
  };
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char found[400];
    reading r = read_text(cases[i].text);
    write_meetings(r.record, found, sizeof found);
    ck_assert_msg(!strcmp(found, cases[i].wanted), "%s\n  is read as %s", cases[i].text, found);
    close_reading(&r);
  }
}
END_TEST

START_TEST(limits_are_told) {
  reading r = read_with("held. person Anna Berg came. person Tom Lund came. person Joe Ash came.", "2025-05-10", 2);
  ck_assert_uint_eq(r.main->participant_count, 2);
  ck_assert_uint_eq(r.record->warning_count, 1);
  ck_assert_str_eq(r.record->warnings[0]->code, "limit");
  close_reading(&r);
}
END_TEST

START_TEST(an_empty_text_is_a_record_with_a_warning) {
  reading r = read_text(" \n");
  ck_assert_uint_eq(r.record->meeting_count, 0);
  ck_assert_str_eq(r.record->warnings[0]->code, "empty");
  close_reading(&r);
}
END_TEST

START_TEST(spans_point_at_what_the_record_says) {
  static const char text[] =
      "main 3 Lake Summit in Nore on 3 May 2025. person Anna Berg came. org Lake Board now adopt it.";
  reading r = read_text(text);
  const evx_meeting *m = r.main;
  ck_assert_int_eq(memcmp(text + m->span.begin, m->name.data, m->name.length), 0);
  ck_assert_int_eq(memcmp(text + m->venue->span.begin, m->venue->name.data, m->venue->name.length), 0);
  ck_assert_int_eq(memcmp(text + m->date->span.begin, m->date->text.data, m->date->text.length), 0);
  ck_assert_int_eq(memcmp(text + m->decisions[0]->span.begin, m->decisions[0]->text.data, m->decisions[0]->text.length),
                   0);
  close_reading(&r);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_person_is_one_by_surname_initial_and_full_name,
                          a_first_name_finds_its_person,
                          a_longer_name_has_the_shorter_at_its_end_or_start,
                          a_name_said_twice_ends_where_it_begins_again,
                          a_surname_of_two_people_is_neithers,
                          a_surname_that_one_was_called_by_stays_his,
                          a_bare_surname_is_the_one_who_bears_it,
                          a_bare_surname_of_two_is_neithers,
                          mister_and_missis_are_two,
                          a_shared_first_name_is_nobodys,
                          a_shortened_first_name_of_two_is_neithers,
                          letters_are_his_whose_name_begins_with_them,
                          letters_of_two_are_neithers,
                          a_shortened_first_name_is_the_one_that_it_begins,
                          a_body_without_a_name_is_called_by_its_description,
                          brackets_make_a_body_only_of_a_name_that_they_spell,
                          an_acronym_told_later_is_the_body_known_by_it,
                          a_description_is_the_one_that_it_fits,
                          the_committee_is_the_one_of_the_title,
                          a_body_is_one_by_the_start_or_end_of_its_name,
                          the_more_telling_part_stays_and_absence_outweighs_all,
                          names_within_each_other_are_one_meeting,
                          a_meeting_of_another_year_is_another_meeting,
                          a_meeting_of_another_month_is_another_meeting_where_both_are_written,
                          what_is_said_without_a_name_adds_to_the_main_meeting,
                          a_name_with_a_date_of_its_own_is_another_meeting_than_the_nameless_one,
                          what_is_only_planned_comes_behind_what_was_held,
                          what_is_planned_behind_the_head_comes_after_what_is_named_there,
                          a_summit_is_named_by_the_only_such_name_behind_it,
                          what_others_said_of_a_meeting_is_news_of_it,
                          the_day_beside_a_town_in_the_first_words_is_the_meetings,
                          what_the_first_words_announce_is_what_the_title_names,
                          a_day_in_the_town_of_its_name_is_the_meetings,
                          what_is_announced_first_goes_before_what_was_held_on_an_earlier_day,
                          a_title_that_says_no_more_gives_way_to_what_is_planned,
                          minutes_have_the_name_at_their_head,
                          the_head_of_minutes_says_when_the_meeting_was,
                          a_day_far_from_the_meetings_own_is_another_meetings,
                          a_week_before_a_report_of_the_day_is_another_meetings,
                          who_met_whom_is_the_reports_meeting_where_nothing_else_is,
                          where_another_met_is_not_where_this_one_did,
                          what_is_said_of_another_takes_no_name_away,
                          what_a_meeting_is_called_stands_for_a_name,
                          the_very_name_goes_before_one_within_it,
                          others_need_a_date_or_a_place,
                          a_visit_has_the_fullest_that_it_is_called,
                          what_was_cancelled_decided_nothing,
                          the_document_date_stands_in_and_says_so,
                          an_implied_meeting_counts_where_there_is_no_other,
                          a_meeting_to_come_is_planned,
                          a_report_of_no_meeting_has_none,
                          the_document_finds_its_date,
                          the_meetings_own_date_says_the_year_of_the_next,
                          a_date_that_does_not_exist_is_null_with_a_warning,
                          what_a_dated_clause_tells_of_earlier_times_is_left_out,
                          clauses_worded_alike_of_two_things_are_two,
                          status_follows_from_the_words,
                          what_was_decided_before_is_left_out,
                          a_restatement_is_a_repeat_unless_its_figures_differ,
                          absence_and_motions_tell_minutes,
                          motions_of_like_words_are_several,
                          what_was_put_off_twice_is_several,
                          a_motion_and_its_fate_are_one,
                          a_bare_fate_takes_in_what_was_moved,
                          who_moved_it_belongs_to_the_decision_right_before,
                          whoever_decides_takes_part,
                          the_words_that_set_the_status_are_cues,
                          announcements_of_one_meeting_merge_and_the_nearest_comes_first,
                          a_date_before_the_meeting_announces_nothing,
                          what_is_announced_is_not_told_beside_it,
                          the_next_meeting_of_another_body_is_not_announced,
                          meetings_and_announcements_told_twice_are_one_where_they_agree,
                          limits_are_told,
                          an_empty_text_is_a_record_with_a_warning,
                          spans_point_at_what_the_record_says};
  return unit_run("record", tests, COUNT_OF(tests));
}
