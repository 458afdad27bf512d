/* Patterns, one rule of git's at a time; git itself is the oracle in tests/cli/cbc-crawl/random-rules.d. */
#include "pipeline/git/glob.h"

#include "tests/unit/check.h"

static bool match(const char *pattern, const char *text)
{
    return glob_match(str_from(pattern), str_from(text), false);
}

static void stars_stop_at_slashes(void **state)
{
    (void)state;
    assert_true(match("*", "abc"));
    assert_true(match("*", ""));
    assert_false(match("*", "a/b"));
    assert_true(match("a*c", "abbc"));
    assert_false(match("a*c", "ab/c"));
    assert_true(match("*/b", "a/b"));
    assert_false(match("*/b", "a/a/b"));
    assert_true(match("?b", "ab"));
    assert_false(match("?b", "/b"));
}

static void double_stars_cross_them(void **state)
{
    (void)state;
    assert_true(match("**", "a/b/c"));
    assert_true(match("**/c", "c"));
    assert_true(match("**/c", "a/b/c"));
    assert_true(match("a/**/c", "a/c"));
    assert_true(match("a/**/c", "a/x/y/c"));
    assert_true(match("a/**", "a/b/c"));
    assert_false(match("a/**", "a"));
    assert_false(match("a**c", "ab/c")); /* not between slashes: as one star */
    assert_false(match("**/c", "a/bc"));
}

static void brackets(void **state)
{
    (void)state;
    assert_true(match("[abc]", "b"));
    assert_true(match("[a-c]", "b"));
    assert_false(match("[a-c]", "d"));
    assert_true(match("[!a]", "b"));
    assert_true(match("[^a]", "b"));
    assert_false(match("[!a]", "a"));
    assert_true(match("[]a]", "]"));
    assert_true(match("[a-]", "-"));
    assert_true(match("[--0]", "."));
    assert_true(match("[\\]]", "]"));
    assert_true(match("[[:digit:]x]", "7"));
    assert_false(match("[[:digit:]x]", "y"));
    assert_false(match("[!a]", "/"));
    assert_false(match("[c-a]", "b"));
}

static void broken_patterns_match_nothing(void **state)
{
    (void)state;
    assert_false(match("[abc", "a"));
    assert_false(match("a\\", "a"));
    assert_false(match("a\\", "a\\"));
    assert_false(match("[[:nope:]]", "n"));
    assert_false(match("[", "["));
}

static void case_folds_for_ascii_only(void **state)
{
    (void)state;
    assert_true(glob_match(STR("ReadMe"), STR("README"), true));
    assert_true(glob_match(STR("[A-C]x"), STR("bX"), true));
    assert_true(glob_match(STR("[[:upper:]]"), STR("a"), true));
    assert_false(glob_match(STR("\xc3\x89"), STR("\xc3\xa9"), true));
}

/* Ends at once though the naive way takes longer than the universe. */
static void hostile_patterns_end(void **state)
{
    (void)state;
    char text[2001], pattern[301];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i + 1 < sizeof pattern; i += 2)
        memcpy(pattern + i, "*a", 2);
    assert_true(glob_match(str_of(pattern, 300), str_of(text, 2000), false));
    pattern[299] = 'b';
    assert_false(glob_match(str_of(pattern, 300), str_of(text, 2000), false));
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "a/", 2);
    assert_false(glob_match(STR("**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b"), str_of(text, 2000), false));
}

/* What looks like the start of a class, two million times: each is looked for to the end of the bracket. */
static void a_bracket_is_not_searched_for_ever(void **state)
{
    (void)state;
    enum { LEN = 4 << 20 };
    char *pattern = malloc(LEN);
    unsigned steps;
    assert_non_null(pattern);
    for (size_t i = 0; i < LEN; i++)
        pattern[i] = i % 2 == 0 ? '[' : ':';
    pattern[LEN - 2] = 'x';
    pattern[LEN - 1] = ']';
    assert_false(glob_match_steps(str_of(pattern, LEN), STR("x"), false, &steps));
    assert_int_equal(steps, GLOB_STEPS_MAX);
    assert_true(glob_match_steps(STR("[a-z]*[0-9]"), STR("version1"), false, &steps));
    assert_in_range(steps, 2, 100);
    free(pattern);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_stop_at_slashes),
        cmocka_unit_test(double_stars_cross_them),
        cmocka_unit_test(brackets),
        cmocka_unit_test(broken_patterns_match_nothing),
        cmocka_unit_test(case_folds_for_ascii_only),
        cmocka_unit_test(hostile_patterns_end),
        cmocka_unit_test(a_bracket_is_not_searched_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
