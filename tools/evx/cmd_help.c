/* cmd_help.c - the list of commands, and what each says of itself. */
#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <sys/stat.h>

#include "cli.h"

static const char extract_help[] =
    "usage: evx extract [OPTION]... [FILE]...\n"
    "\n"
    "Reads meeting reports in plain text and prints what they say: which meetings,\n"
    "when and where, who took part, what was decided, when and where the next one\n"
    "is. Without FILE, or where FILE is -, it reads standard input.\n"
    "\n"
    "  --date DATE       the report's own date, as 2025-04-12, or with its time, as\n"
    "                    2025-04-12T09:30; \"next Friday\" and the like count from it\n"
    "  --dmy, --mdy      03/04/2020 is the 3rd of April, or the 4th of March\n"
    "  --format FORMAT   json   one JSON object; for several files an array\n"
    "                    jsonl  one line of JSON per file\n"
    "                    flat   one line of JSON per meeting, date, venue,\n"
    "                           participant, decision and next meeting\n"
    "                    text   a summary for people\n"
    "                    html   one page with the texts, their mentions marked,\n"
    "                           and their records; FILE may be a folder of .txt\n"
    "                    default: text on a terminal, else json\n"
    "  --pretty          json with line breaks and indentation\n"
    "  --offsets UNIT    spans count byte (default), codepoint or utf16 units\n"
    "  --pack FILE       adds a rule pack; may be given several times\n"
    "  --gazetteer FILE  knows places from this file instead of the built-in table\n"
    "  --no-builtin      leaves the built-in packs out\n"
    "  --ndjson          reads lines {\"id\", \"date\", \"text\", ...} and answers each\n"
    "                    with one line, in order, as soon as it is ready\n"
    "  -j, --jobs N      --ndjson: threads; default 1\n"
    "  --max-size SIZE   --ndjson: longest text, as 500000 or 16M (default)\n"
    "  --color WHEN      colours in text: auto (default: on a terminal, unless\n"
    "                    NO_COLOR is set), always or never\n"
    "  -q, --quiet       no messages; the exit status says how it went\n"
    "  -h, --help        this text\n"
    "\n"
    "A file that cannot be read does not stop the others.\n"
    "\n"
    "examples:\n"
    "  evx extract report.txt\n"
    "  evx extract --date 2025-04-12 --format jsonl reports/*.txt > records.jsonl\n"
    "  evx extract --format html reports > meetings.html\n"
    "  pdftotext minutes.pdf - | evx extract --pretty\n"
    "\n"
    "exit status: 0 done; 1 some file failed; 2 usage; 3 a rule pack has errors;\n"
    "4 nothing could be read, or the output broke\n";

static const char batch_help[] = "usage: evx batch [OPTION]... PATH...\n"
                                 "\n"
                                 "Reads files, folders (with all in them), archives (.zip, .tar, .tar.gz,\n"
                                 ".tar.xz, .tar.zst, .tar.bz2), compressed files, mails (.eml, .mbox) and lines\n"
                                 "(.ndjson), and writes one output, in the order of the input, whole or not at\n"
                                 "all.\n"
                                 "\n"
                                 "  -o, --output OUT   where to; default: standard output\n"
                                 "  --to KIND          jsonl   a record a line (default)\n"
                                 "                     flat    a meeting, date, venue, participant, ... a line\n"
                                 "                     csv     a folder with a table for each kind of thing\n"
                                 "                     sqlite  a database\n"
                                 "                     ical    a calendar of the meetings whose day is known\n"
                                 "                     default: by the ending of OUT (/, .sqlite, .db, .ics)\n"
                                 "  -j, --jobs N       threads; default: all cores. The output is the same for any\n"
                                 "  --include GLOB     only files of such names; may be given several times\n"
                                 "  --exclude GLOB     no files of such names\n"
                                 "  --date DATE        date of all documents without one of their own\n"
                                 "  --date-from LIST   which to use beside the text: header (of mails; before\n"
                                 "                     the text), then name (of the file), then mtime; or\n"
                                 "                     none; default: header,name\n"
                                 "  --max-size SIZE    larger documents fail; default 16M\n"
                                 "  --shard I/N        only the I-th of N parts, which ids are dealt out to\n"
                                 "  --resume           goes on with an interrupted run\n"
                                 "  --changed          reads again only what changed since the last run\n"
                                 "  --log FILE         one line for each document that failed: id, code, message\n"
                                 "  --progress         tells how far it is, also where there is no terminal\n"
                                 "  --offsets UNIT     spans count byte (default), codepoint or utf16 units\n"
                                 "  --dmy, --mdy       03/04/2020 is the 3rd of April, or the 4th of March\n"
                                 "  --pack FILE        adds a rule pack; may be given several times\n"
                                 "  --gazetteer FILE   knows places from this file instead of the built-in table\n"
                                 "  --no-builtin       leaves the built-in packs out\n"
                                 "  -q, --quiet        no messages; the exit status says how it went\n"
                                 "  -h, --help         this text\n"
                                 "\n"
                                 "Hidden and binary files are left out and counted. Beside OUT there is\n"
                                 "OUT.journal, which --resume and --changed need; until it is whole, the output\n"
                                 "is OUT.part.\n"
                                 "\n"
                                 "examples:\n"
                                 "  evx batch -o minutes.jsonl minutes/ 2024.zip\n"
                                 "  evx batch -o council.sqlite --log failed.tsv --include '*.txt' council.tar.zst\n"
                                 "\n"
                                 "exit status: 0 done; 1 some document failed; 2 usage; 3 a rule pack has errors;\n"
                                 "4 the output broke; 130, 143 stopped by a signal\n";

static const char tokens_help[] = "usage: evx tokens [OPTION]... [FILE]\n"
                                  "\n"
                                  "Shows a text as the rules see it, one token a line: its bytes, its line, its\n"
                                  "sentence, the layout of its line (text, heading, item, label, table), its zone,\n"
                                  "its properties, and what is written. Without FILE it reads standard input.\n"
                                  "\n"
                                  "  --pack FILE       adds a rule pack, for its zones and abbreviations\n"
                                  "  --no-builtin      leaves the built-in packs out\n"
                                  "  -q, --quiet       no messages\n"
                                  "  -h, --help        this text\n"
                                  "\n"
                                  "example:\n"
                                  "  echo 'The 8th meeting was held.' | evx tokens\n";

static const char explain_help[] = "usage: evx explain [OPTION]... [FILE]\n"
                                   "\n"
                                   "Tells what the rules did with a text: what each found, with the place of the\n"
                                   "rule and its captures; what a reject took away; what lost to an overlapping\n"
                                   "match, and by which criterion; and, for sentences without a record, the rules\n"
                                   "that came nearest: how far, and which element failed at which word.\n"
                                   "\n"
                                   "  --at LINE         only this line of the text\n"
                                   "  --rule NAME       only this rule, with all of its near misses\n"
                                   "  --pack FILE       adds a rule pack\n"
                                   "  --gazetteer FILE  knows places from this file instead of the built-in table\n"
                                   "  --no-builtin      leaves the built-in packs out\n"
                                   "  --color WHEN      colours: auto (default: on a terminal, unless\n"
                                   "                    NO_COLOR is set), always or never\n"
                                   "  -q, --quiet       no messages\n"
                                   "  -h, --help        this text\n"
                                   "\n"
                                   "examples:\n"
                                   "  evx explain report.txt --at 12\n"
                                   "  evx explain report.txt --rule en/next.held-on\n";

static const char rules_help[] = "usage: evx rules check [OPTION]... [PACK]...\n"
                                 "       evx rules test [OPTION]... [PACK]...\n"
                                 "       evx rules fmt [OPTION]... PACK...\n"
                                 "       evx rules list [OPTION]... [PACK]...\n"
                                 "       evx rules profile [OPTION]... FILE...\n"
                                 "\n"
                                 "check says what is wrong with rule packs, or suspicious, with the place and how\n"
                                 "to mend it. test runs the examples that stand in the packs. fmt prints packs in\n"
                                 "their canonical layout. list names the packs' rules, word lists and record\n"
                                 "types. profile reads reports and says of each rule where it was tried, what it\n"
                                 "found and what it cost. Packs are read on top of the built-in ones; without\n"
                                 "PACK, the built-in ones are checked, tested and listed.\n"
                                 "\n"
                                 "  --werror          check: warnings fail, too\n"
                                 "  --cover           test: says which rules, alternatives and word lists no\n"
                                 "                    example reaches\n"
                                 "  -w, --write       fmt: writes the packs back\n"
                                 "  --check           fmt: only says which packs are laid out otherwise\n"
                                 "  --pack PACK       adds a rule pack, as PACK does\n"
                                 "  --gazetteer FILE  knows places from this file instead of the built-in table\n"
                                 "  --no-builtin      leaves the built-in packs out\n"
                                 "  -q, --quiet       no summary\n"
                                 "  -h, --help        this text\n"
                                 "\n"
                                 "examples:\n"
                                 "  evx rules check --werror my.evx\n"
                                 "  evx rules test --cover\n"
                                 "  evx rules profile --pack my.evx reports/*.txt\n"
                                 "\n"
                                 "exit status: 0 all is well; 1 an example failed, a layout differs, or a report\n"
                                 "cannot be read; 2 usage; 3 a pack has errors\n";

static const char eval_help[] = "usage: evx eval [OPTION]... GOLD...\n"
                                "\n"
                                "Reads the texts of gold records, each beside its gold, and says how much of what\n"
                                "gold has was found, and how much else: precision, recall and F1 by field, the\n"
                                "mean F1 of the fields marked * with its 95 % interval, and F1 by genre. GOLD is a\n"
                                "folder of gold records, ID.json with ID.txt, or one of them.\n"
                                "\n"
                                "  --part PART       only the two thirds that rules may be written from (rules), or\n"
                                "                    the third that is kept for checking (check)\n"
                                "  --errors          first names each value that is extra or missed\n"
                                "  --rules           also hits and misses by rule\n"
                                "  --no-date         does not tell evx the dates of the documents\n"
                                "  --strict          asks also for what gold calls optional\n"
                                "  --format FORMAT   text, or json with all figures\n"
                                "  --against FILE    also what changed since a report that --format json wrote\n"
                                "  --records FILE    scores these records, one a line, instead of reading the texts\n"
                                "  --write-confidence\n"
                                "                    prints the table of measured rules instead, made from the\n"
                                "                    rules part: hits, misses, and the lower bound of precision\n"
                                "  --pack PACK       adds a rule pack\n"
                                "  --gazetteer FILE  knows places from this file instead of the built-in table\n"
                                "  --no-builtin      leaves the built-in packs out\n"
                                "  -q, --quiet       no messages\n"
                                "  -h, --help        this text\n"
                                "\n"
                                "examples:\n"
                                "  evx eval --format json gold > before.json\n"
                                "  evx eval --pack my.evx --against before.json --errors gold\n"
                                "\n"
                                "exit status: 0 done; 1 a text cannot be read; 2 usage; 3 a pack has errors; 4 gold\n"
                                "or records cannot be read\n";

static const char schema_help[] = "usage: evx schema [OPTION]...\n"
                                  "\n"
                                  "Prints the JSON Schema of the record, with the record types that the packs add.\n"
                                  "\n"
                                  "  --warnings        the codes of warnings, and what they mean, instead\n"
                                  "  --pack FILE       adds a rule pack\n"
                                  "  --no-builtin      leaves the built-in packs out\n"
                                  "  -q, --quiet       no messages\n"
                                  "  -h, --help        this text\n"
                                  "\n"
                                  "example:\n"
                                  "  evx schema --pack my.evx > record.schema.json\n";

static const char version_help[] = "usage: evx version\n"
                                   "\n"
                                   "Prints the version of evx, of the record that it writes, of the rule language\n"
                                   "that it reads, of the built-in packs, of the table of measured\n"
                                   "rules that confidence comes from, and of the gazetteer.\n";

static const char licenses_help[] = "usage: evx licenses\n"
                                    "\n"
                                    "Prints the notices of the data of others that the gazetteer holds.\n";

static const char help_help[] = "usage: evx help [COMMAND]\n"
                                "\n"
                                "Lists the commands, or explains one.\n";

const command commands[] = {
    {"extract", cmd_extract, "meetings, dates, venues, people, decisions out of reports", extract_help},
    {"batch", cmd_batch, "the same for folders, archives and mailboxes", batch_help},
    {"explain", cmd_explain, "why each record is there, and why a rule nearly matched", explain_help},
    {"tokens", cmd_tokens, "a text as the rules see it", tokens_help},
    {"rules", cmd_rules, "check, test, lay out, list and profile rule packs", rules_help},
    {"eval", cmd_eval, "how good the records are, held against gold records", eval_help},
    {"schema", cmd_schema, "the JSON Schema of the record", schema_help},
    {"version", cmd_version, "versions of evx, its records and its rule language", version_help},
    {"licenses", cmd_licenses, "notices of what others gave", licenses_help},
    {"help", cmd_help, "this list, or help on one command", help_help},
};
const size_t command_count = sizeof commands / sizeof *commands;

const command *command_find(const char *name) {
  for (size_t i = 0; i < command_count; i++) {
    if (strcmp(commands[i].name, name) == 0)
      return &commands[i];
  }
  return NULL;
}

void say_unknown_command(const char *name) {
  const char *names[sizeof commands / sizeof *commands];
  struct stat about;
  for (size_t i = 0; i < command_count; i++)
    names[i] = commands[i].name;
  const char *meant = closest(name, names, command_count);
  if (meant)
    say("there is no command '%s'; did you mean '%s'?", name, meant);
  else if (stat(name, &about) == 0)
    say("'%s' is a file, not a command; to read it: evx extract %s", name, name);
  else
    say("there is no command '%s'; 'evx help' lists them", name);
}

exit_status help_print(const char *name) {
  output out;
  output_init(&out);
  output_puts(&out, command_find(name)->help);
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

static exit_status print_list(void) {
  output out;
  output_init(&out);
  output_puts(&out, "evx reads meeting reports and says what they report.\n"
                    "\n"
                    "usage: evx COMMAND [OPTION]... [ARGUMENT]...\n"
                    "\n");
  for (size_t i = 0; i < command_count; i++)
    output_printf(&out, "  %-8s  %s\n", commands[i].name, commands[i].summary);
  output_puts(&out, "\n"
                    "'evx help COMMAND' or 'evx COMMAND --help' says more.\n"
                    "\n"
                    "example:\n"
                    "  evx extract report.txt\n");
  return output_flush(&out) ? EXIT_DONE : EXIT_NOTHING;
}

exit_status cmd_help(int count, char **words) {
  static const option options[] = {{"help", 'h', NULL, 'h'}};
  args a = {.command = "help", .count = count, .words = words, .options = options, .option_count = 1};
  const char *name = NULL;
  for (int found; (found = args_next(&a)) != ARG_END;) {
    if (found == ARG_WRONG)
      return EXIT_USAGE;
    if (name) {
      say("'evx help' explains one command at a time");
      return EXIT_USAGE;
    }
    name = found == 'h' ? "help" : a.value;
  }
  if (!name)
    return print_list();
  if (command_find(name))
    return help_print(name);
  say_unknown_command(name);
  return EXIT_USAGE;
}
