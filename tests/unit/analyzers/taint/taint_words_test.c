/* Which bytes of a text name a source or a sink. */
#include "tests/unit/check.h"

#include "analyzers/taint/taint_words.h"

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

static const char rules_text[] = "class c CWE-1 high - m\n"
                                 "kind http high k\n"
                                 "source http request.data\n"
                                 "source http Request.header()\n"
                                 "source http self.body\n"
                                 "source http getenv()\n"
                                 "param http @*.route()\n"
                                 "const c hash() when 0=md5\n"
                                 "sink c run(0)\n"
                                 "sink c page.html=(0)\n";

static unsigned bits_in(enum ast_lang lang, const char *text, size_t from, size_t to)
{
    struct taint_rules *rules = arena_new(&arena, struct taint_rules);
    struct err err;
    assert_ok(taint_rules_read(rules, &arena, str_from(rules_text), &err), &err);
    struct word_marks marks = taint_words_find(rules, lang, str_from(text), &arena);
    return taint_words_within(&marks, (uint32_t)from, (uint32_t)to);
}

static bool has_source(enum ast_lang lang, const char *text)
{
    return taint_words_have_source(bits_in(lang, text, 0, strlen(text)));
}

static bool has_sink(enum ast_lang lang, const char *text)
{
    return bits_in(lang, text, 0, strlen(text)) & TAINT_WORD_SINK;
}

static void half_a_source_is_none(void **state)
{
    (void)state;
    assert_false(has_source(AST_PYTHON, "x = data"));
    assert_false(has_source(AST_PYTHON, "f(request)"));
    assert_false(has_source(AST_PYTHON, "f(request, data)")); /* no part of it */
    assert_true(has_source(AST_JAVASCRIPT, "const {data} = request"));
    assert_false(has_source(AST_PYTHON, "x.body"));
    assert_false(has_source(AST_PYTHON, "route(x)"));
    assert_true(has_source(AST_PYTHON, "x = request.data"));
    assert_true(has_source(AST_PYTHON, "r = request\nx = r.data"));
    assert_true(has_source(AST_PYTHON, "x = self.body"));
    assert_true(has_source(AST_PYTHON, "@app.route('/')\ndef f(x):"));
    assert_true(has_source(AST_PYTHON, "x = r.header('n')")); /* a type need not be named */
}

/* Each function is asked for itself: what one half does in another function is nothing. */
static void halves_count_where_they_stand(void **state)
{
    (void)state;
    const char *text = "def f(request): pass\ndef g(r): r.data\n";
    size_t end = strlen(text), g = (size_t)(strchr(text, '\n') - text) + 1;
    assert_false(taint_words_have_source(bits_in(AST_PYTHON, text, 0, g)));
    assert_false(taint_words_have_source(bits_in(AST_PYTHON, text, g, end)));
    assert_true(taint_words_have_source(bits_in(AST_PYTHON, text, 0, end)));
    assert_int_equal(bits_in(AST_PYTHON, text, end, end), 0);
    assert_int_equal(bits_in(AST_PYTHON, text, 7, 6), 0);
}

static void words_are_whole(void **state)
{
    (void)state;
    assert_true(has_sink(AST_PYTHON, "run(x)"));
    assert_true(has_sink(AST_PYTHON, "page.html = x"));
    assert_false(has_sink(AST_PYTHON, "rerun(x)"));
    assert_false(has_sink(AST_PYTHON, "run2(x)"));
    assert_false(has_sink(AST_PYTHON, "_run(x)"));
    assert_true(has_sink(AST_PYTHON, "hash()"));
    assert_true(has_source(AST_PYTHON, "hash()")); /* a constant is source and sink at once */
    assert_false(has_sink(AST_PYTHON, "hash = 1"));
}

/* Only what is called counts there. */
static void in_c_words_are_calls_or_macros(void **state)
{
    (void)state;
    assert_true(has_sink(AST_C, "run(x)"));
    assert_true(has_sink(AST_C, "run (x)"));
    assert_false(has_sink(AST_C, "int run;"));
    assert_false(has_sink(AST_GO, "run := 1"));
    assert_true(has_sink(AST_JAVASCRIPT, "const r = run"));
    assert_true(has_sink(AST_C, "#define R run\nR(x)"));
    assert_true(has_sink(AST_C, "#define R\trun\nR(x)"));
    assert_false(has_sink(AST_C, "#define R\nrun = 1;"));
    assert_false(has_sink(AST_C, "R(x)"));
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    assert_int_equal(bits_in(AST_C, "", 0, 1), 0);
    assert_int_equal(bits_in(AST_C, "#define", 0, 7), 0);
    assert_true(has_source(AST_C, "\xff\xfe getenv(\xff"));
    assert_true(has_source(AST_C, "getenv("));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_source_is_none), cmocka_unit_test(halves_count_where_they_stand),
        cmocka_unit_test(words_are_whole),       cmocka_unit_test(in_c_words_are_calls_or_macros),
        cmocka_unit_test(any_bytes_are_read),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
