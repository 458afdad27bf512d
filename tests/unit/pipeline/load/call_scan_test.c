#include "pipeline/load/call_scan.h"

#include "tests/unit/check.h"

static void reads_the_form_that_is_written(void **state)
{
    (void)state;
    struct call_fields call;
    assert_true(call_scan(
        STR("{\"k\":\"call\",\"path\":\"src/a b.c\",\"unit\":4,\"callee\":\"free\",\"receiver\":\"x->y\","
            "\"line\":120}"),
        STR("src/a b.c"), &call));
    assert_str(call.callee, "free");
    assert_str(call.receiver, "x->y");
    assert_int_equal(call.unit, 4);
    assert_int_equal(call.line, 120);
    assert_true(
        call_scan(STR("{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":0}"), STR("a"), &call));
    assert_int_equal(call.unit, CALL_NO_UNIT);
    assert_int_equal(call.receiver.len, 0);
    assert_int_equal(call.line, 0);
}

/* All of these are left to the JSON reader, whether it likes them or not. */
static void leaves_any_other_form(void **state)
{
    static const char *const others[] = {
        "{\"k\":\"call\",\"path\":\"a\\n\",\"callee\":\"f\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"ab\",\"callee\":\"f\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"b\",\"callee\":\"f\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"\",\"callee\":\"f\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"\xc3\xa9\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\tg\",\"line\":1}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":01}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":-1}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":1.5}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":1000000000}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":99999999999999999999}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":1,\"more\":2}",
        "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":1} ",
        "{\"k\":\"call\",\"path\":\"a\",\"line\":1,\"callee\":\"f\"}",
        "{\"k\":\"call\",\"path\":\"a\",\"unit\":,\"callee\":\"f\",\"line\":1}",
        "{\"k\":\"unit\",\"path\":\"a\",\"callee\":\"f\",\"line\":1}",
    };
    (void)state;
    struct call_fields call;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (call_scan(str_from(others[i]), STR("a"), &call))
            fail_msg("was read: %s", others[i]);
    }
}

static void leaves_paths_that_json_writes_otherwise(void **state)
{
    (void)state;
    struct call_fields call;
    assert_str(call_scan_path(STR("src/a b.c")), "src/a b.c");
    assert_null(call_scan_path(STR("a\\")).p);
    assert_null(call_scan_path(STR("\"a\"")).p);
    assert_null(call_scan_path(STR("a\n")).p);
    assert_null(call_scan_path(STR("\xc3\xa9")).p);
    assert_false(call_scan(STR("{\"k\":\"call\",\"path\":\"\",\"callee\":\"f\",\"line\":1}"),
                           (struct str){NULL, 0}, &call));
}

/* On exact heap blocks, so that the address sanitizer sees a byte too many. */
static void leaves_what_is_cut_off(void **state)
{
    static const char whole[] =
        "{\"k\":\"call\",\"path\":\"a\",\"unit\":1,\"callee\":\"f\",\"receiver\":\"r\",\"line\":12}";
    (void)state;
    struct call_fields call;
    assert_true(call_scan(str_of(whole, sizeof whole - 1), STR("a"), &call));
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        char *part = malloc(len + !len);
        memcpy(part, whole, len);
        assert_false(call_scan(str_of(part, len), STR("a"), &call));
        free(part);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_form_that_is_written),
        cmocka_unit_test(leaves_any_other_form),
        cmocka_unit_test(leaves_paths_that_json_writes_otherwise),
        cmocka_unit_test(leaves_what_is_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
