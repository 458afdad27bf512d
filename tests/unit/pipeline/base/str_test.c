#include "pipeline/base/str.h"

#include "tests/unit/check.h"

static void cut_visits_every_field(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,");
    const char *wanted[] = {"a", "", "b", ""};
    size_t n = 0;
    while (rest.p) {
        struct str field = str_cut(&rest, ',');
        assert_true(n < 4);
        assert_str(field, wanted[n]);
        n++;
    }
    assert_int_equal(n, 4);
}

static void order_is_by_bytes_then_length(void **state)
{
    (void)state;
    assert_true(str_cmp(STR("a"), STR("b")) < 0);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("Z"), STR("a")) < 0);
    assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
    assert_true(str_cmp(STR(""), (struct str){0}) == 0);
}

static void paths_split(void **state)
{
    (void)state;
    assert_str(str_basename(STR("a/b/c.h")), "c.h");
    assert_str(str_basename(STR("c.h")), "c.h");
    assert_str(str_dirname(STR("a/b/c.h")), "a/b");
    assert_str(str_dirname(STR("c.h")), "");
}

static void utf8_follows_rfc_3629(void **state)
{
    (void)state;
    assert_true(str_is_utf8(STR("plain and long enough for the eight-byte step")));
    assert_true(str_is_utf8(STR("h\xc3\xa9llo \xe2\x82\xac \xf0\x9f\x98\x80")));
    assert_false(str_is_utf8(STR("\xc0\xaf")));         /* overlong '/' */
    assert_false(str_is_utf8(STR("\xe0\x80\xaf")));     /* overlong '/' */
    assert_false(str_is_utf8(STR("\xed\xa0\x80")));     /* surrogate */
    assert_false(str_is_utf8(STR("\xf4\x90\x80\x80"))); /* above U+10FFFF */
    assert_false(str_is_utf8(STR("\xf0\x8f\xbf\xbf"))); /* overlong */
    assert_false(str_is_utf8(STR("\x80")));
    assert_false(str_is_utf8(STR("abc\xe2\x82"))); /* cut off */
    assert_int_equal(str_utf8_prefix(STR("abcdefghij\xff")), 10);
}

static void find_and_trim(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("abcabd"), STR("abd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("x")), -1);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_rindex(STR("a/b/c"), '/'), 3);
    assert_str(str_trim(STR(" \t a b \r\n")), "a b");
    assert_str(str_trim(STR("   ")), "");
    assert_true(str_eq_nocase(STR("MakeFile"), STR("makefile")));
    assert_false(str_eq_nocase(STR("a"), STR("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_visits_every_field),
        cmocka_unit_test(order_is_by_bytes_then_length),
        cmocka_unit_test(paths_split),
        cmocka_unit_test(utf8_follows_rfc_3629),
        cmocka_unit_test(find_and_trim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
