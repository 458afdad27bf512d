#include "analyzers/parse/cpp_signs.h"

#include "tests/unit/check.h"

static bool shows(const char *text)
{
    return cpp_signs(str_from(text));
}

static void qualified_names(void **state)
{
    (void)state;
    assert_true(shows("std::string s;"));
    assert_true(shows("int f() { return 'x'; }\nA::~A() {}\n"));
    assert_true(shows("// std::x\nint a = b::c;"));
    assert_true(shows("#define A 1\nusing std::move;"));
    assert_true(shows("a::b")); /* up to the end */
}

static void what_c_may_hold(void **state)
{
    (void)state;
    assert_false(shows(""));
    assert_false(shows("int main(void) { return 0; }\n"));
    assert_false(shows("// std::string\n/* a::b */ int x;"));
    assert_false(shows("char *s = \"std::string\", c = '::';"));
    assert_false(shows("#define M std::move \\\n  a::b\nint x;"));
    assert_false(shows("[[gnu ::unused]] int x;"));
    assert_false(shows("asm(\"\" ::\"r\"(x)); asm(\"\"::x);"));
    assert_false(shows("000000,5.RS:SPECIAL:32::ADD"));
    assert_false(shows("x ? a :: b"));
    assert_false(shows("a::")); /* cut off */
    assert_false(shows("a:"));
}

static void text_made_for_both(void **state)
{
    (void)state;
    assert_false(shows("#ifdef __cplusplus\nusing std::atomic_int;\n#endif\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qualified_names),
        cmocka_unit_test(what_c_may_hold),
        cmocka_unit_test(text_made_for_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
