#include "tests/unit/check.h"

#include "analyzers/ast/finding.h"

static bool alike(const char *a, const char *b)
{
    struct hash128 x = finding_tokens(str_from(a)), y = finding_tokens(str_from(b));
    return x.high == y.high && x.low == y.low;
}

static void tokens_do_not_depend_on_names_or_layout(void **state)
{
    (void)state;
    assert_true(alike("strcpy(a, b)", "strcpy( dst,\n\tsource )"));
    assert_true(alike("f(\"a b\", 'c')", "g(\"\", '\\'')"));
    assert_true(alike("x[1]", "buffer[4096]"));
    assert_false(alike("f(a, b)", "f(a)"));
    assert_false(alike("f(\"a\")", "f(a)"));
    assert_false(alike("a + b", "a - b"));
}

static void a_quote_that_is_not_closed_ends_nothing(void **state)
{
    (void)state;
    assert_false(alike("don't f(a)", "don't f(a, b)"));
    assert_true(alike("\"a\nb\"", "\"c\nd\""));
    assert_true(alike("'\\", "'\\"));
}

static void the_record_says_what_is_given(void **state)
{
    (void)state;
    struct buf out;
    struct finding_step step = {.place = {{3, 4}, 0, 0}, .message = STR("here")};
    struct ast_file file = {.path = STR("a.c"), .text = STR("f(a)\n")};
    struct ast_finding finding = {
        .rule_id = STR("c/x"), .place = {{0, 4}, 0, 0}, .unit = AST_UNIT_NONE, .steps = &step, .n_steps = 1};
    buf_init(&out, 4096);
    finding_put(&file, &finding, &out);
    buf_add(&out, str_of("", 1));
    assert_contains((const char *)out.p, "\"byte_end\":4,\"tokens\":\"");
    assert_contains((const char *)out.p, "\"steps\":[{\"line_start\":1,\"line_end\":1,\"byte_start\":3");
    assert_null(strstr((const char *)out.p, "severity"));
    assert_null(strstr((const char *)out.p, "\"unit\""));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_do_not_depend_on_names_or_layout),
        cmocka_unit_test(a_quote_that_is_not_closed_ends_nothing),
        cmocka_unit_test(the_record_says_what_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
