#include "tests/unit/check.h"

#include "analyzers/match/match.h"

static bool finds(const char *pattern, const char *text, size_t *from, size_t *to)
{
    struct match *match;
    struct err err;
    struct match_room *room = match_room_new();
    assert_ok(match_new(str_from(pattern), 0, &match, &err), &err);
    bool found = match_find(match, room, str_from(text), from, to);
    match_free(match);
    match_room_free(room);
    return found;
}

static void a_match_has_its_place(void **state)
{
    (void)state;
    size_t from, to;
    assert_true(finds("b+", "abbc", &from, &to));
    assert_int_equal(from, 1);
    assert_int_equal(to, 3);
    assert_false(finds("^b", "abbc", NULL, NULL));
    assert_true(finds("^$", "", NULL, NULL));
    assert_true(finds("a.c",
                      "a\xff"
                      "c",
                      NULL, NULL));
}

static void what_takes_too_long_is_no_match(void **state)
{
    (void)state;
    assert_false(
        finds("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", NULL, NULL));
    assert_true(
        finds("^(a+)+c$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", NULL, NULL));
}

static void a_bad_pattern_says_where(void **state)
{
    (void)state;
    struct match *match;
    struct err err;
    char deep[400];
    memset(deep, '(', 200);
    memset(deep + 200, ')', 200);
    assert_int_equal(match_new(STR("a(b"), 0, &match, &err), ERR_USAGE);
    assert_non_null(strstr(err.text, "at byte 3"));
    assert_int_equal(match_new(str_of(deep, sizeof deep), 0, &match, &err), ERR_USAGE);
    assert_int_equal(match_new(STR("\\C"), 0, &match, &err), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_match_has_its_place),
        cmocka_unit_test(what_takes_too_long_is_no_match),
        cmocka_unit_test(a_bad_pattern_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
