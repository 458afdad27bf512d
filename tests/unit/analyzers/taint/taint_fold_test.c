/* What operators make of constants. Where languages differ, or a number does not fit, nothing is known. */
#include "tests/unit/check.h"

#include "analyzers/taint/taint_interp_inside.h"

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

static struct interp *interp_for(enum ast_lang lang)
{
    struct taint_file *tf = arena_new(&arena, struct taint_file);
    struct taint_grammar *grammar = arena_new(&arena, struct taint_grammar);
    tf->arena = &arena;
    tf->grammar = grammar;
    assert_true(taint_grammar_of(lang, grammar));
    name_id(tf, STR(""));
    return interp_new(&arena, tf, taint_rules_new(lang, &arena), 1000);
}

/* The result as text, or "?". */
static struct str ints(enum ast_lang lang, int64_t a, enum ir_sub sub, int64_t b)
{
    struct value value = fold(interp_for(lang), sub, value_of(V_INT, a), value_of(V_INT, b));
    return value.kind == V_INT ? str_from(arena_printf(&arena, "%lld", (long long)value.n)) : STR("?");
}

static struct value text_of(struct interp *in, const char *text)
{
    return value_of(V_STR, name_id(in->tf, str_from(text)));
}

static struct str texts(enum ast_lang lang, const char *a, enum ir_sub sub, const char *b)
{
    struct interp *in = interp_for(lang);
    struct value value = fold(in, sub, text_of(in, a), text_of(in, b));
    return value.kind == V_STR   ? name_text(in->tf, (uint32_t)value.n)
           : value.kind == V_INT ? str_from(arena_printf(&arena, "%lld", (long long)value.n))
                                 : STR("?");
}

static void numbers_that_fit(void **state)
{
    (void)state;
    assert_str(ints(AST_JAVA, 2, SUB_ADD, 3), "5");
    assert_str(ints(AST_JAVA, INT64_MAX, SUB_ADD, 1), "?");
    assert_str(ints(AST_JAVA, INT64_MIN, SUB_MINUS, 1), "?");
    assert_str(ints(AST_JAVA, INT64_MAX, SUB_MUL, 2), "?");
    assert_str(ints(AST_JAVA, 1, SUB_SHL, 30), "1073741824");
    assert_str(ints(AST_JAVA, 1, SUB_SHL, 31), "?");
    assert_str(ints(AST_JAVA, 8, SUB_SHR, 2), "2");
    assert_str(ints(AST_JAVA, -8, SUB_SHR, 2), "?");
    assert_str(ints(AST_JAVA, 6, SUB_BITXOR, 3), "5");
    assert_str(ints(AST_JAVA, -1, SUB_LT, 0), "1");
    assert_str(ints(AST_JAVA, 3, SUB_NE, 3), "0");
}

static void division_differs(void **state)
{
    (void)state;
    assert_str(ints(AST_JAVA, 7, SUB_DIV, 2), "3");
    assert_str(ints(AST_JAVASCRIPT, 7, SUB_DIV, 2), "?");
    assert_str(ints(AST_PYTHON, 8, SUB_DIV, 2), "4");
    assert_str(ints(AST_C, -7, SUB_DIV, 2), "?");
    assert_str(ints(AST_C, 7, SUB_DIV, 0), "?");
    assert_str(ints(AST_C, 7, SUB_MOD, 0), "?");
    assert_str(ints(AST_C, INT64_MIN, SUB_DIV, -1), "?");
    assert_str(ints(AST_PYTHON, 7, SUB_MOD, 4), "3");
}

static void texts_are_joined_and_compared(void **state)
{
    (void)state;
    assert_str(texts(AST_JAVA, "ab", SUB_ADD, "c"), "abc");
    assert_str(texts(AST_PHP, "ab", SUB_CONCAT, "c"), "abc");
    assert_str(texts(AST_PYTHON, "a", SUB_EQ, "a"), "1");
    assert_str(texts(AST_PYTHON, "a", SUB_NE, "a"), "0");
    assert_str(texts(AST_PYTHON, "b", SUB_IN, "abc"), "1");
    assert_str(texts(AST_PYTHON, "b", SUB_NOT_IN, "abc"), "0");
    assert_str(texts(AST_C, "a", SUB_EQ, "a"), "?"); /* pointers */
    struct interp *in = interp_for(AST_JAVASCRIPT);
    struct value mixed = fold(in, SUB_ADD, text_of(in, "n"), value_of(V_INT, -1));
    assert_str(name_text(in->tf, (uint32_t)mixed.n), "n-1");
}

/* A loop may not double a text for ever. */
static void texts_stay_short(void **state)
{
    (void)state;
    struct interp *in = interp_for(AST_PYTHON);
    struct value text = text_of(in, "x");
    for (int i = 0; i < 12; i++)
        text = fold(in, SUB_ADD, text, text);
    assert_int_equal(text.kind, V_STR);
    assert_int_equal(name_text(in->tf, (uint32_t)text.n).len, 4096);
    assert_int_equal(fold(in, SUB_ADD, text, text).kind, V_UNKNOWN);
}

static void nothing_is_equal_to_nothing(void **state)
{
    (void)state;
    struct interp *in = interp_for(AST_JAVA);
    struct value null = value_of(V_NULL, 0);
    assert_int_equal(fold(in, SUB_EQ, null, null).n, 1);
    assert_int_equal(fold(in, SUB_NE, text_of(in, "a"), null).n, 1);
    assert_int_equal(fold(in, SUB_EQ, value_unknown(0), null).kind, V_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_fit),
        cmocka_unit_test(division_differs),
        cmocka_unit_test(texts_are_joined_and_compared),
        cmocka_unit_test(texts_stay_short),
        cmocka_unit_test(nothing_is_equal_to_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
