/* test_base.c - arena, vector, intern table, string builder, findings. */
#include <stdio.h>

#include "base/diag.h"
#include "base/format.h"
#include "base/intern.h"
#include "base/pool.h"
#include "base/strbuf.h"
#include "base/unpack.h"
#include "embed/packer.h"
#include "base/vec.h"
#include "unit.h"

/* An allocator that counts what is out and can be told to fail. */
typedef struct counter {
  size_t blocks, bytes, calls, fail_at; /* fail_at: the call that gets NULL; 0: none */
} counter;

static void *count_alloc(void *user, size_t size) {
  counter *c = user;
  if (++c->calls == c->fail_at)
    return NULL;
  c->blocks++;
  c->bytes += size;
  return malloc(size);
}

static void *count_resize(void *user, void *ptr, size_t old_size, size_t new_size) {
  counter *c = user;
  if (++c->calls == c->fail_at)
    return NULL;
  c->bytes += new_size - old_size;
  return realloc(ptr, new_size);
}

static void count_release(void *user, void *ptr, size_t size) {
  counter *c = user;
  c->blocks--;
  c->bytes -= size;
  free(ptr);
}

static evx_allocator counting(counter *c) {
  return (evx_allocator){count_alloc, count_resize, count_release, c};
}

START_TEST(an_arena_gives_everything_back) {
  counter c = {0};
  evx_allocator al = counting(&c);
  arena a;
  arena_init(&a, &al);
  for (size_t i = 1; i < 3000; i++)
    ck_assert_ptr_nonnull(arena_alloc(&a, i));
  ck_assert_uint_gt(c.blocks, 0);
  arena_free(&a);
  ck_assert_uint_eq(c.blocks, 0);
  ck_assert_uint_eq(c.bytes, 0);
}
END_TEST

START_TEST(an_arena_knows_its_bytes) {
  counter c = {0};
  evx_allocator al = counting(&c);
  arena a;
  arena_init(&a, &al);
  for (size_t round = 0; round < 3; round++) {
    void *large = NULL;
    size_t size = 0;
    for (size_t i = 1; i < 200; i++) {
      ck_assert_ptr_nonnull(arena_alloc(&a, i * 100));
      ck_assert_uint_eq(arena_bytes(&a), c.bytes);
      size_t more = size + 20000;
      large = arena_resize(&a, large, size, more);
      ck_assert_ptr_nonnull(large);
      size = more;
      ck_assert_uint_eq(arena_bytes(&a), c.bytes);
    }
    arena_reset(&a, round * 100000);
    ck_assert_uint_eq(arena_bytes(&a), c.bytes);
  }
  arena_free(&a);
  ck_assert_uint_eq(c.bytes, 0);
  ck_assert_uint_eq(arena_bytes(&a), 0);
}
END_TEST

START_TEST(blocks_of_an_arena_are_aligned_and_apart) {
  arena a;
  arena_init(&a, &memory_default_allocator);
  char *before = NULL;
  for (size_t size = 0; size < 200; size++) {
    char *p = arena_alloc(&a, size);
    ck_assert_uint_eq((uintptr_t)p % 16, 0);
    ck_assert_ptr_ne(p, before);
    memset(p, 0x5a, size);
    before = p;
  }
  arena_free(&a);
}
END_TEST

START_TEST(a_reset_arena_keeps_at_most_what_it_was_told) {
  counter c = {0};
  evx_allocator al = counting(&c);
  arena a;
  arena_init(&a, &al);
  for (int i = 0; i < 100; i++)
    arena_alloc(&a, 100000);
  arena_reset(&a, 1 << 16);
  ck_assert_uint_le(c.bytes, (1 << 16) + 256);
  ck_assert_ptr_nonnull(arena_alloc(&a, 10));
  arena_free(&a);
  ck_assert_uint_eq(c.blocks, 0);
}
END_TEST

START_TEST(an_array_whose_size_overflows_is_refused) {
  arena a;
  arena_init(&a, &memory_default_allocator);
  ck_assert_ptr_null(arena_array(&a, SIZE_MAX / 2, 8));
  ck_assert_ptr_nonnull(arena_array(&a, 0, 8));
  arena_free(&a);
}
END_TEST

START_TEST(arrays_are_zeroed_and_strings_end_in_nul) {
  arena a;
  arena_init(&a, &memory_default_allocator);
  memset(arena_alloc(&a, 4096), 0xff, 4096);
  arena_reset(&a, 1 << 20);
  const unsigned char *z = arena_array(&a, 100, 4);
  for (int i = 0; i < 400; i++)
    ck_assert_uint_eq(z[i], 0);
  ck_assert_str_eq(arena_string(&a, "abcdef", 3), "abc");
  ck_assert_str_eq(arena_printf(&a, "%s-%d", "x", 42), "x-42");
  arena_free(&a);
}
END_TEST

static size_t format_simply(char *out, size_t room, const char *format, ...) {
  va_list args;
  va_start(args, format);
  size_t len = format_simple(out, room, format, args);
  va_end(args);
  return len;
}

/* What both print of the same arguments. */
#define ASSERT_SAME_FORMAT(...)                                                                                        \
  do {                                                                                                                 \
    char mine[80] = "", libc[80];                                                                                      \
    snprintf(libc, sizeof libc, __VA_ARGS__);                                                                          \
    ck_assert_uint_eq(format_simply(mine, sizeof mine, __VA_ARGS__), strlen(libc));                                    \
    ck_assert_str_eq(mine, libc);                                                                                      \
  } while (0)

START_TEST(simple_formats_print_what_printf_prints) {
  ASSERT_SAME_FORMAT("%s", "");
  ASSERT_SAME_FORMAT("a%%b %s|%c", "text", 'x');
  ASSERT_SAME_FORMAT("%04d-%02d-%02d", 2025, 4, 12);
  ASSERT_SAME_FORMAT("%d %d %d %d", 0, -1, INT32_MAX, INT32_MIN);
  ASSERT_SAME_FORMAT("%04d|%4d|%3d|%02d", -7, -7, 12345, -123);
  ASSERT_SAME_FORMAT("%u %zu %lld %lld", UINT32_MAX, SIZE_MAX, (long long)INT64_MIN, (long long)INT64_MAX);
  char few[4] = "....";
  ck_assert_uint_eq(format_simply(few, 3, "%s%d", "ab", 123), 5);
  ck_assert_mem_eq(few, "ab1.", 4);
  static const char *const unknown[] = {"%x", "%.3s", "%5s", "%-3d", "%ld", "%"};
  for (size_t i = 0; i < COUNT_OF(unknown); i++)
    ck_assert_uint_eq(format_simply(few, sizeof few, unknown[i], 1), FORMAT_UNKNOWN);
  arena a;
  arena_init(&a, &memory_default_allocator);
  ck_assert_str_eq(arena_printf(&a, "%.2s%x", "abc", 255), "abff");
  char *long_one = arena_printf(&a, "%0200d", 1);
  ck_assert_uint_eq(strlen(long_one), 200);
  arena_free(&a);
}
END_TEST

static void check_packing(const char *text, size_t len) {
  size_t size = 0;
  uint8_t *packed = pack_text((const uint8_t *)text, len, &size);
  char *out = malloc(len + 9);
  ck_assert_ptr_nonnull(packed);
  ck_assert(unpack(packed, size, out, len));
  ck_assert_mem_eq(out, text, len);
  ck_assert(out[len] == '\0');
  for (size_t shorter = 0; shorter < size; shorter++)
    ck_assert(!unpack(packed, shorter, out, len));
  ck_assert(!unpack(packed, size, out, len + 8)); /* the last byte's unused bits are fewer than that */
  for (size_t bit = 0; bit < 8 * size; bit++) {   /* whatever comes of it, nothing is written behind the end */
    out[len + 1] = 'E';
    packed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    (void)unpack(packed, size, out, len);
    packed[bit / 8] ^= (uint8_t)(1u << bit % 8);
    ck_assert(out[len + 1] == 'E');
  }
  free(packed);
  free(out);
}

START_TEST(packed_texts_come_back_and_wrong_bytes_are_refused) {
  static char every[1024], same[70000];
  for (size_t i = 0; i < sizeof every; i++)
    every[i] = (char)(i * i / 7);
  memset(same, 'a', sizeof same);
  memcpy(same + 200, "bcd", 3);
  check_packing("", 0);
  check_packing("a", 1);
  check_packing("abcabcabcabcad, abcabcabcabcad", 30);
  check_packing(every, sizeof every);
  check_packing(same, sizeof same);
}
END_TEST

START_TEST(a_vector_keeps_its_elements_as_it_grows) {
  arena a;
  arena_init(&a, &memory_default_allocator);
  VEC(uint32_t) v = {0};
  for (uint32_t i = 0; i < 10000; i++)
    ck_assert(VEC_ADD(&v, &a, i * 3));
  ck_assert_uint_eq(v.count, 10000);
  for (uint32_t i = 0; i < 10000; i++)
    ck_assert_uint_eq(v.at[i], i * 3);
  ck_assert_ptr_nonnull(VEC_PUSH(&v, &a));
  ck_assert_uint_eq(v.at[10000], 0);
  arena_free(&a);
}
END_TEST

START_TEST(a_large_vector_leaves_no_old_blocks_behind) {
  enum { COUNT = 1 << 20 };
  VEC(uint64_t) v = {0}, w = {0};
  arena a;
  arena_init(&a, &memory_default_allocator);
  for (uint64_t i = 0; i < COUNT; i++) {
    ASSERT_OFTEN(VEC_ADD(&v, &a, i) && VEC_ADD(&w, &a, ~i));
    ASSERT_OFTEN(i % 1000 != 0 || arena_alloc(&a, 100));
  }
  for (uint64_t i = 0; i < COUNT; i++)
    ASSERT_OFTEN(v.at[i] == i && w.at[i] == ~i);
  /* Both vectors, their blocks up to a quarter of a megabyte, and chunks for the rest. */
  ck_assert_uint_lt(arena_bytes(&a), 2 * COUNT * sizeof *v.at + (3u << 20));
  arena_free(&a);
}
END_TEST

/* A block that others follow in its chunk is moved, not grown. */
START_TEST(a_block_grows_away_from_its_neighbours) {
  arena a;
  arena_init(&a, &memory_default_allocator);
  ck_assert_ptr_nonnull(arena_alloc(&a, 3u << 20));
  char *block = arena_alloc(&a, 300000), *beside = arena_alloc(&a, 300000);
  ck_assert(block && beside);
  memset(block, 1, 300000);
  memset(beside, 2, 300000);
  char *more = arena_alloc(&a, 4u << 20); /* theirs is not the newest chunk any longer */
  char *grown = arena_resize(&a, block, 300000, 900000);
  ck_assert(more && grown && grown != block);
  memset(grown + 300000, 3, 600000);
  for (size_t i = 0; i < 300000; i++)
    ASSERT_OFTEN(grown[i] == 1 && beside[i] == 2);
  arena_free(&a);
}
END_TEST

START_TEST(a_vector_says_when_memory_is_out) {
  counter c = {.fail_at = 1};
  evx_allocator al = counting(&c);
  arena a;
  arena_init(&a, &al);
  VEC(uint32_t) v = {0};
  ck_assert(!VEC_ADD(&v, &a, 1u));
  ck_assert_uint_eq(v.count, 0);
  arena_free(&a);
}
END_TEST

/* A block's bytes are its number. */
static void fill_block(char *block, size_t size, int number) {
  ck_assert_uint_eq((uintptr_t)block % 16, 0);
  memset(block, number, size);
}

static void check_block(const char *block, size_t size, int number) {
  for (size_t i = 0; i < size; i++)
    ASSERT_OFTEN(block[i] == (char)number);
}

START_TEST(pools_hand_out_what_an_allocator_does) {
  enum { BLOCKS = 64, ROUNDS = 4000 };
  static char *blocks[BLOCKS];
  static size_t sizes[BLOCKS];
  evx_allocator other = memory_default_allocator;
  other.alloc = NULL; /* of the caller */
  ck_assert(!pool_new(&other));
  pool *p = pool_new(&memory_default_allocator);
  const evx_allocator *al = p ? pool_allocator(p) : NULL;
  uint32_t state = 1;
  for (int n = 0; p && n < ROUNDS; n++) { /* more than fits into a pool */
    size_t at = (state = state * 1664525u + 1013904223u) >> 26, size = 1 + (state >> 8) % (n % 97 ? 9000 : 300000);
    if (!blocks[at]) {
      blocks[at] = n % 2 ? memory_alloc(al, size) : memory_zalloc(al, size);
      if (n % 2 == 0)
        check_block(blocks[at], size, 0);
    } else if (n % 3) {
      char *moved = memory_resize(al, blocks[at], sizes[at], size);
      check_block(moved, sizes[at] < size ? sizes[at] : size, (int)at);
      blocks[at] = moved;
    } else {
      check_block(blocks[at], sizes[at], (int)at);
      memory_release(al, blocks[at], sizes[at]);
      blocks[at] = NULL;
      continue;
    }
    sizes[at] = size;
    fill_block(blocks[at], size, (int)at);
  }
  for (size_t at = 0; p && at < BLOCKS; at++) {
    if (blocks[at])
      check_block(blocks[at], sizes[at], (int)at);
    memory_release(al, blocks[at], sizes[at]);
  }
  pool_free(p);
}
END_TEST

START_TEST(interned_strings_have_one_number_each) {
  intern t;
  char word[16];
  ck_assert(intern_init(&t, &memory_default_allocator));
  ck_assert_uint_eq(intern_add(&t, "", 0), 0);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 5000; i++) {
      int len = snprintf(word, sizeof word, "w%d", i);
      ck_assert_uint_eq(intern_add(&t, word, (size_t)len), (unsigned)i + 1);
      ck_assert_uint_eq(intern_find(&t, word, (size_t)len), (unsigned)i + 1);
    }
  }
  ck_assert_uint_eq(t.count, 5001);
  ck_assert_uint_eq(intern_find(&t, "none", 4), INTERN_NONE);
  ck_assert_str_eq(t.entries[7].text, "w6");
  size_t bytes = intern_bytes(&t);
  ck_assert(intern_close(&t));
  ck_assert_uint_lt(intern_bytes(&t), bytes / 2);
  for (int i = 0; i < 5000; i++) {
    int len = snprintf(word, sizeof word, "w%d", i);
    ck_assert_uint_eq(intern_find(&t, word, (size_t)len), (unsigned)i + 1);
  }
  ck_assert_uint_eq(intern_find(&t, "", 0), 0);
  ck_assert_uint_eq(intern_find(&t, "none", 4), INTERN_NONE);
  intern_free(&t);
  ck_assert(intern_init(&t, &memory_default_allocator));
  intern_add(&t, "other", 5);
  intern_clear(&t);
  ck_assert_uint_eq(intern_find(&t, "w6", 2), INTERN_NONE);
  ck_assert_uint_eq(intern_add(&t, "w6", 2), 1);
  intern_free(&t);
}
END_TEST

START_TEST(strings_with_nul_inside_are_different_strings) {
  intern t;
  ck_assert(intern_init(&t, &memory_default_allocator));
  uint32_t a = intern_add(&t, "a\0b", 3), b = intern_add(&t, "a\0c", 3);
  ck_assert_uint_ne(a, b);
  ck_assert_uint_eq(intern_find(&t, "a\0b", 3), a);
  intern_free(&t);
}
END_TEST

START_TEST(a_string_builder_grows_and_is_cleared) {
  strbuf b;
  strbuf_init(&b, &memory_default_allocator);
  for (int i = 0; i < 1000; i++) {
    strbuf_puts(&b, "ab");
    strbuf_putc(&b, 'c');
    strbuf_printf(&b, "%d", i % 10);
  }
  ck_assert(!b.failed);
  ck_assert_uint_eq(b.length, 4000);
  ck_assert_int_eq(memcmp(b.data, "abc0abc1", 8), 0);
  ck_assert_uint_eq(strlen(b.data), 4000);
  strbuf_clear(&b);
  strbuf_append(&b, "xyz", 2);
  ck_assert_str_eq(b.data, "xy");
  strbuf_free(&b);
}
END_TEST

START_TEST(a_string_builder_out_of_memory_stays_failed) {
  counter c = {.fail_at = 1};
  evx_allocator al = counting(&c);
  strbuf b;
  strbuf_init(&b, &al);
  strbuf_puts(&b, "abc");
  ck_assert(b.failed);
  strbuf_puts(&b, "abc");
  ck_assert_uint_eq(b.length, 0);
  strbuf_free(&b);
  ck_assert_uint_eq(c.blocks, 0);
}
END_TEST

START_TEST(findings_know_line_column_and_excerpt) {
  static const char text[] = "pack a\nrül \xc3\xa9t bad\nend\n";
  arena a;
  diag_list list;
  arena_init(&a, &memory_default_allocator);
  source src = {"a.evx", text, sizeof text - 1, false};
  diag_init(&list, &a);
  const char *bad = strstr(text, "bad");
  diag_add(&list, EVX_ERROR, "E001", &src, (size_t)(bad - text), (size_t)(bad - text) + 3, "mend it", "no %s", "good");
  const evx_diag *d = list.items.at[0];
  ck_assert_uint_eq(list.errors, 1);
  ck_assert_uint_eq(d->line, 2);
  ck_assert_uint_eq(d->column, 8);
  ck_assert_str_eq(d->excerpt, "rül ét bad");
  ck_assert_str_eq(d->message, "no good");
  ck_assert_str_eq(d->hint, "mend it");
  arena_free(&a);
}
END_TEST

START_TEST(findings_are_ordered_and_told_once) {
  arena a;
  diag_list list;
  arena_init(&a, &memory_default_allocator);
  source src = {"a.evx", "one two three", 13, false};
  diag_init(&list, &a);
  diag_add(&list, EVX_ERROR, "E002", &src, 8, 9, NULL, "third");
  diag_add(&list, EVX_ERROR, "E001", &src, 4, 5, NULL, "second");
  diag_add(&list, EVX_ERROR, "E002", &src, 8, 9, NULL, "third");
  diag_add(&list, EVX_WARNING, "W001", &src, 0, 1, NULL, "first");
  diag_sort(&list);
  ck_assert_uint_eq(list.items.count, 3);
  ck_assert_uint_eq(list.errors, 2);
  ck_assert_str_eq(list.items.at[0]->message, "first");
  ck_assert_str_eq(list.items.at[2]->message, "third");
  arena_free(&a);
}
END_TEST

START_TEST(the_closest_name_is_suggested_if_close_enough) {
  static const char *const names[] = {"date", "place", "organization"};
  ck_assert_str_eq(diag_closest("dat", names, 3), "date");
  ck_assert_str_eq(diag_closest("dtae", names, 3), "date");
  ck_assert_str_eq(diag_closest("organisation", names, 3), "organization");
  ck_assert_ptr_null(diag_closest("venue", names, 3));
  ck_assert_ptr_null(diag_closest("", names, 3));
}
END_TEST

int main(void) {
  const TTest *tests[] = {an_arena_gives_everything_back,
                          an_arena_knows_its_bytes,
                          blocks_of_an_arena_are_aligned_and_apart,
                          a_reset_arena_keeps_at_most_what_it_was_told,
                          an_array_whose_size_overflows_is_refused,
                          arrays_are_zeroed_and_strings_end_in_nul,
                          simple_formats_print_what_printf_prints,
                          packed_texts_come_back_and_wrong_bytes_are_refused,
                          a_vector_keeps_its_elements_as_it_grows,
                          a_large_vector_leaves_no_old_blocks_behind,
                          a_block_grows_away_from_its_neighbours,
                          a_vector_says_when_memory_is_out,
                          pools_hand_out_what_an_allocator_does,
                          interned_strings_have_one_number_each,
                          strings_with_nul_inside_are_different_strings,
                          a_string_builder_grows_and_is_cleared,
                          a_string_builder_out_of_memory_stays_failed,
                          findings_know_line_column_and_excerpt,
                          findings_are_ordered_and_told_once,
                          the_closest_name_is_suggested_if_close_enough};
  return unit_run("base", tests, COUNT_OF(tests));
}
