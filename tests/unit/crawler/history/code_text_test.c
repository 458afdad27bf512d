/* What of a line is code: comments behind it and in it, what only looks like one in strings, and characters in quotes. */
#include "crawler/history/code_text.h"

#include "tests/unit/check.h"

static void leaves_code(void **state)
{
    static const struct {
        const char *lang, *line, *code;
    } samples[] = {
        {"C", "    int b = 2; // why\n", "intb=2;"},
        {"C", "\tf(a /* in */, b);/* out", "f(a,b);"},
        {"C", "s = \"http://x /* y\"; // z", "s=\"http://x/*y\";"},
        {"C", "c = '\"'; d = '\\''; // \"", "c='\"';d='\\'';"},
        {"C", "s = \"a\\\"//\"; /**/", "s=\"a\\\"//\";"},
        {"C", "// only words", ""},
        {"C", "a / b", "a/b"},
        {"Python", "x = '#' # that", "x='#'"},
        {"Shell", "echo a#b # c", "echoa#b"},
        {"Rust", "fn f<'a>(x: &'a str) // y", "fnf<'a>(x:&'astr)"},
        {"C", "s = \"open // no comment", "s=\"open//nocomment"},
        {"C", "\r\n", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char code[128];
        struct str line = str_from(samples[i].line);
        const struct lang *lang = lang_by_name(str_from(samples[i].lang));
        assert_non_null(lang);
        struct code_syntax syntax = code_syntax_of(lang);
        size_t len = code_text(&syntax, line, code);
        assert_true(len <= line.len);
        code[len] = '\0';
        assert_string_equal(code, samples[i].code);
    }
    char code[16];
    struct code_syntax none = code_syntax_of(NULL);
    assert_int_equal(code_text(&none, STR("a // b\n"), code), 4);
}

static void hashes_code(void **state)
{
    (void)state;
    const struct code_syntax c = code_syntax_of(lang_by_name(STR("C")));
    struct buf room;
    buf_init(&room, 100);
    uint64_t hash = code_hash(&c, STR("  f(a); // one\n"), &room);
    assert_true(hash == code_hash(&c, STR("f( a );/* two */"), &room));
    assert_true(hash != code_hash(&c, STR("f(b);"), &room));
    assert_true(hash != 0);
    assert_true(code_hash(&c, STR(" // one\n"), &room) == 0);
    buf_release(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(leaves_code), cmocka_unit_test(hashes_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
