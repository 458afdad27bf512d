/* Attributes: how lines are read, what overrides what, and when git's object differs from the file. */
#include "pipeline/base/buf.h"
#include "pipeline/git/attr.h"

#include "tests/unit/check.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct attr_values values_of(const char *rules, const char *path)
{
    struct attr_level level = {.rules = attr_parse(&arena, str_from(rules), false)};
    return attr_check(&level, str_from(path), NULL);
}

static enum attr_filter filter_of(const char *rules, const char *path)
{
    struct attr_values values = values_of(rules, path);
    return attr_filter_of(&values, GIT_AUTOCRLF_OFF);
}

static void lines(void **state)
{
    (void)state;
    assert_int_equal(values_of("*.c text\n", "a/b.c").of[ATTR_TEXT].state, ATTR_SET);
    assert_int_equal(values_of("*.c -text", "a.c").of[ATTR_TEXT].state, ATTR_UNSET);
    assert_int_equal(values_of("*.c text\n*.c !text\n", "a.c").of[ATTR_TEXT].state, ATTR_UNSPECIFIED);
    assert_str(values_of("  a\teol=crlf  ident\r\n", "a").of[ATTR_EOL].value, "crlf");
    assert_int_equal(values_of("\"a b\\t\" text", "a b\t").of[ATTR_TEXT].state, ATTR_SET);
    assert_int_equal(values_of("#a text\n", "#a").of[ATTR_TEXT].state, ATTR_UNKNOWN);
    assert_int_equal(values_of("!a text\n", "b").of[ATTR_TEXT].state, ATTR_UNKNOWN);
    assert_int_equal(values_of("d/ text\n", "d/f").of[ATTR_TEXT].state, ATTR_UNKNOWN);
    assert_int_equal(values_of("*.png binary\n", "a.png").of[ATTR_TEXT].state, ATTR_UNSET);
    assert_int_equal(values_of("[attr]mine ident -text\na mine\n", "a").of[ATTR_IDENT].state, ATTR_SET);
}

static void deeper_levels_override_one_by_one(void **state)
{
    (void)state;
    struct attr_level top = {.rules = attr_parse(&arena, STR("* text ident"), false)};
    struct attr_level deep = {.rules = attr_parse(&arena, STR("/f -text"), false),
                              .above = &top,
                              .folder = STR("d/")};
    struct attr_values values = attr_check(&deep, STR("d/f"), NULL);
    assert_int_equal(values.of[ATTR_TEXT].state, ATTR_UNSET);
    assert_int_equal(values.of[ATTR_IDENT].state, ATTR_SET);
    assert_int_equal(attr_check(&deep, STR("d/g"), NULL).of[ATTR_TEXT].state, ATTR_SET);
}

static void filters(void **state)
{
    (void)state;
    assert_int_equal(filter_of("", "a"), ATTR_FILTER_NONE);
    assert_int_equal(filter_of("a text", "a"), ATTR_FILTER_EOL);
    assert_int_equal(filter_of("a text=auto", "a"), ATTR_FILTER_EOL);
    assert_int_equal(filter_of("a eol=lf", "a"), ATTR_FILTER_EOL);
    assert_int_equal(filter_of("a crlf", "a"), ATTR_FILTER_EOL);
    assert_int_equal(filter_of("a -text eol=crlf", "a"), ATTR_FILTER_NONE);
    assert_int_equal(filter_of("a filter=lfs -text", "a"), ATTR_FILTER_ANY);
    assert_int_equal(filter_of("a ident", "a"), ATTR_FILTER_ANY);
    assert_int_equal(filter_of("a working-tree-encoding=UTF-16", "a"), ATTR_FILTER_ANY);
    struct attr_values none = {0};
    assert_int_equal(attr_filter_of(&none, GIT_AUTOCRLF_INPUT), ATTR_FILTER_EOL);
}

static void linguist(void **state)
{
    (void)state;
    bool says;
    struct attr_values values = values_of("a linguist-generated\nb linguist-generated=false", "a");
    assert_true(attr_is_true(&values, ATTR_GENERATED, &says) && says);
    values = values_of("a linguist-generated=false", "a");
    assert_false(attr_is_true(&values, ATTR_GENERATED, &says));
    assert_true(says);
    values = values_of("b linguist-vendored", "a");
    attr_is_true(&values, ATTR_VENDORED, &says);
    assert_false(says);
    assert_str(values_of("a linguist-language=C++", "a").of[ATTR_LANGUAGE].value, "C++");
}

/* A file of the largest size that is nothing but macros and their uses is read in a moment. */
static void many_macros(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, ATTR_FILE_MAX);
    for (int i = 0; i < 120000; i++)
        buf_printf(&text, "[attr]m%d -x\n", i);
    buf_add(&text, STR("[attr]m0 linguist-generated\n"));
    for (int i = 0; i < 200000; i++)
        buf_printf(&text, "%s m%d\n", i == 77 ? "b" : "a", i % 7);
    assert_false(text.overflow);
    struct arena large;
    struct err err = {0};
    assert_ok(arena_init(&large, (size_t)1 << 30, &err), &err);
    struct attr_level level = {.rules = attr_parse(&large, buf_str(&text), false)};
    assert_int_equal(attr_check(&level, STR("a"), NULL).of[ATTR_GENERATED].state, ATTR_SET); /* the later m0 */
    assert_int_equal(attr_check(&level, STR("b"), NULL).of[ATTR_GENERATED].state, ATTR_SET);
    assert_int_equal(attr_check(&level, STR("c"), NULL).of[ATTR_GENERATED].state, ATTR_UNKNOWN);
    arena_release(&large);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),       cmocka_unit_test(deeper_levels_override_one_by_one),
        cmocka_unit_test(filters),     cmocka_unit_test(linguist),
        cmocka_unit_test(many_macros),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
