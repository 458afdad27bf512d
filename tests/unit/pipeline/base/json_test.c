#include "pipeline/base/json.h"

#include "tests/unit/check.h"

static void the_writer_puts_commas_and_escapes(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10000);
    struct json_out j = {.buf = &buf};
    json_open(&j, '{');
    json_put_str(&j, "s", STR("a\"b\\c\n\x01\x7f\xc3\xa9\xff"));
    json_put_int(&j, "i", INT64_MIN);
    json_put_bool(&j, "b", true);
    json_put_fixed(&j, "f", 2.50, 4);
    json_put_fixed(&j, "g", 3.0, 2);
    json_key(&j, "a");
    json_open(&j, '[');
    json_int(&j, 0);
    json_null(&j);
    json_open(&j, '{');
    json_close(&j, '}');
    json_close(&j, ']');
    json_close(&j, '}');
    assert_str(buf_str(&buf),
               "{\"s\":\"a\\\"b\\\\c\\n\\u0001\\u007f\xc3\xa9\xef\xbf\xbd\",\"i\":-9223372036854775808,"
               "\"b\":true,\"f\":2.5,\"g\":3,\"a\":[0,null,{}]}");
    buf_release(&buf);
}

static void paths_of_any_bytes_come_back(void **state)
{
    (void)state;
    const struct str paths[] = {STR("src/a.c"), STR("caf\xc3\xa9"), STR("bad\xff"), STR("new\nline\"")};
    struct arena arena = test_arena();
    struct json_reader *reader = json_reader_new(10000);
    struct buf buf;
    buf_init(&buf, 10000);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct json_out j = {.buf = &buf};
        const struct json_val *root;
        struct err err = {0};
        buf_clear(&buf);
        json_open(&j, '{');
        json_put_path(&j, "path", paths[i]);
        json_close(&j, '}');
        assert_ok(json_read(reader, buf_str(&buf), &root, &err), &err);
        assert_true(str_eq(json_get_path(&arena, root, "path"), paths[i]));
    }
    assert_str(buf_str(&buf), "{\"path\":\"new\\nline\\\"\"}");
    buf_release(&buf);
    json_reader_free(reader);
    arena_release(&arena);
}

static void getters_answer_absent_for_wrong_types(void **state)
{
    (void)state;
    struct json_reader *reader = json_reader_new(10000);
    const struct json_val *root;
    struct err err = {0};
    int64_t n = 5;
    double d;
    assert_ok(json_read(reader,
                        STR("{\"s\":\"x\",\"n\":-7,\"d\":1.5,\"big\":18446744073709551615,\"a\":[1,[2]]}"),
                        &root, &err),
              &err);
    assert_str(json_get_str(root, "s"), "x");
    assert_null(json_get_str(root, "n").p);
    assert_null(json_get_str(root, "missing").p);
    assert_true(json_get_int(root, "n", &n) && n == -7);
    assert_false(json_get_int(root, "s", &n));
    assert_false(json_get_int(root, "big", &n));
    assert_int_equal(n, -7);
    assert_true(json_get_double(root, "d", &d) && d == 1.5);
    assert_true(json_get_bool(root, "missing", true));
    assert_null(json_get(NULL, "x"));
    struct json_iter iter = json_iter_begin(root);
    struct str key;
    int members = 0;
    while (json_iter_next(&iter, &key))
        members++;
    assert_int_equal(members, 5);
    assert_str(key, "a");
    struct json_iter inner = json_iter_begin(json_get(root, "a"));
    assert_true(json_int_value(json_iter_next(&inner, NULL), &n) && n == 1);
    assert_true(json_is_array(json_iter_next(&inner, NULL)));
    assert_null(json_iter_next(&inner, NULL));
    json_reader_free(reader);
}

static void hostile_documents_are_refused(void **state)
{
    (void)state;
    char deep[2 * JSON_DEPTH_MAX + 3];
    memset(deep, '[', JSON_DEPTH_MAX + 1);
    memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    const struct {
        struct str text;
        const char *why;
    } cases[] = {
        {STR("{\"a\":1,\"a\":2}"), "same key twice"},
        {STR("[{\"x\":{\"b\":1,\"c\":2,\"b\":3}}]"), "same key twice"},
        {STR("{\"axb\":1,\"ayb\":2,\"axb\":3}"), "same key twice"},
        {STR("{\"\":1,\"a\":2,\"\":3}"), "same key twice"},
        {STR("{\"a\":1,}"), "JSON: "},
        {STR("{\"a\":1} x"), "JSON: "},
        {STR("{\"a\":\"\xff\"}"), "JSON: "},
        {STR("{\"a\":01}"), "JSON: "},
        {STR(""), "JSON: "},
        {str_of(deep, 2 * JSON_DEPTH_MAX + 2), "nests deeper"},
    };
    struct json_reader *reader = json_reader_new(1000);
    const struct json_val *root = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        assert_int_equal(json_read(reader, cases[i].text, &root, &err), ERR_INPUT);
        assert_contains(err.text, cases[i].why);
        assert_null(root);
    }
    struct err err = {0};
    /* keys alike in length and ends are different keys; brackets in a string nest nothing */
    assert_ok(json_read(reader, STR("{\"axb\":1,\"ayb\":2}"), &root, &err), &err);
    char text[JSON_DEPTH_MAX + 8];
    memset(text, '[', sizeof text);
    text[0] = text[sizeof text - 1] = '"';
    assert_ok(json_read(reader, str_of(text, sizeof text), &root, &err), &err);
    deep[JSON_DEPTH_MAX] = ']'; /* one level less is fine */
    assert_ok(json_read(reader, str_of(deep, 2 * JSON_DEPTH_MAX), &root, &err), &err);
    json_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_writer_puts_commas_and_escapes),
        cmocka_unit_test(paths_of_any_bytes_come_back),
        cmocka_unit_test(getters_answer_absent_for_wrong_types),
        cmocka_unit_test(hostile_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
