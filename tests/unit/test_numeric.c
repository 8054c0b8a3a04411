/* test_numeric.c - dates in figures, and which of two numbers is the day. */
#include "time/numeric.h"
#include "unit.h"

#define U TIME_UNSET

static bool read_date(const char *text, time_expr *e) {
  return numeric_read(text, strlen(text), e, NULL);
}

START_TEST(figures_are_read_in_their_orders) {
  static const struct {
    const char *text;
    int32_t year, month, day;
    time_order order;
  } cases[] = {{"2020-05-12", 2020, 5, 12, ORDER_NONE},
               {"2020/5/2", 2020, 5, 2, ORDER_NONE},
               {"minutes_20200512.txt", 2020, 5, 12, ORDER_NONE},
               {"https://a.example/2020/05/12/council.html", 2020, 5, 12, ORDER_NONE},
               {"03/04/2020", 2020, 4, 3, ORDER_OPEN},
               {"3.4.2020", 2020, 4, 3, ORDER_OPEN},
               {"25-03-2020", 2020, 3, 25, ORDER_DAY_FIRST},
               {"03/25/2020", 2020, 3, 25, ORDER_MONTH_FIRST},
               {"04/04/2020", 2020, 4, 4, ORDER_NONE},
               {"1/2/05", 5, 2, 1, ORDER_OPEN},
               {"no. 7, 12.5.2020", 2020, 5, 12, ORDER_OPEN}};
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    time_expr e;
    ck_assert_msg(read_date(cases[i].text, &e), "%s", cases[i].text);
    ck_assert_int_eq(e.year, cases[i].year);
    ck_assert_int_eq(e.month, cases[i].month);
    ck_assert_int_eq(e.day, cases[i].day);
    ck_assert_int_eq(e.order, cases[i].order);
  }
}
END_TEST

START_TEST(other_figures_are_no_dates) {
  static const char *const texts[] = {"",           "12",       "1/2",      "2.15.1",      "12/05-2020", "1234567890",
                                      "20201399",   "18990101", "3-5-2",    "12//2020",    "2020-123-1", "123/4/2020",
                                      "1/2/123456", "1/2/",     "20200231", "192.168.10.1"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    time_expr e;
    ck_assert_msg(!read_date(texts[i], &e), "%s", texts[i]);
  }
}
END_TEST

START_TEST(days_that_do_not_exist_are_read_and_decide_nothing) {
  static const char *const texts[] = {"31/02/2020", "13/14/2020", "2015-13-01", "45/05/2020", "0/0/2020"};
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    time_expr e;
    ck_assert(read_date(texts[i], &e));
    ck_assert(!cal_is_valid((cal_date){e.year, e.month, e.day}));
    ck_assert_int_ne(e.order, ORDER_OPEN);
  }
}
END_TEST

START_TEST(a_weekday_settles_the_order) {
  time_expr e;
  ck_assert(read_date("3/4/2005", &e));
  numeric_weekday(&e, 5); /* 4 March 2005 was a Friday, 3 April a Sunday */
  ck_assert_int_eq(e.order, ORDER_MONTH_FIRST);
  ck_assert_int_eq(e.month, 3);
  ck_assert(read_date("3/4/2005", &e));
  numeric_weekday(&e, 7);
  ck_assert_int_eq(e.order, ORDER_DAY_FIRST);
  ck_assert(read_date("3/4/2005", &e));
  numeric_weekday(&e, 3);
  ck_assert_int_eq(e.order, ORDER_OPEN);
  numeric_weekday(&e, U);
  ck_assert_int_eq(e.order, ORDER_OPEN);
}
END_TEST

START_TEST(an_order_is_put_on_what_is_open) {
  arena memory;
  arena_init(&memory, &memory_default_allocator);
  time_expr ends[2], range;
  ck_assert(read_date("3/4/2020", &ends[0]));
  ck_assert(read_date("25/4/2020", &ends[1]));
  ck_assert_ptr_eq(numeric_order(&ends[1], ORDER_MONTH_FIRST, &memory), &ends[1]);
  time_expr_init(&range, TIME_RANGE);
  range.from = &ends[0];
  range.to = &ends[1];
  const time_expr *ordered = numeric_order(&range, ORDER_MONTH_FIRST, &memory);
  ck_assert_int_eq(ordered->from->month, 3);
  ck_assert_int_eq(ordered->from->day, 4);
  ck_assert(ordered->from->order_chosen);
  ck_assert_int_eq(ordered->to->day, 25);
  ck_assert(!ordered->to->order_chosen);
  arena_free(&memory);
}
END_TEST

int main(void) {
  const TTest *tests[] = {figures_are_read_in_their_orders, other_figures_are_no_dates,
                          days_that_do_not_exist_are_read_and_decide_nothing, a_weekday_settles_the_order,
                          an_order_is_put_on_what_is_open};
  return unit_run("numeric", tests, COUNT_OF(tests));
}
