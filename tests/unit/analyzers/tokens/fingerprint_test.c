#include "analyzers/tokens/fingerprint.h"

#include "tests/unit/check.h"

static const struct fingerprint_statement written[] = {
    {1, 1, 0x01020304, 0xfffe, 7},
    {1, 300, 0xffffffff, 0, 200},
    {300, 300, 0, 0, 0},
    {70000, 70001, 5, 6, 1},
};

static void pack(struct buf *out)
{
    uint32_t line = 0;
    const struct fingerprint_unit none = {0}, first = {3, 0, 4}, second = {200, 3, 1};
    buf_init(out, 1 << 16);
    fingerprint_put_count(out, 4);
    for (size_t i = 0; i < 4; i++) {
        fingerprint_put_statement(out, &written[i], line);
        line = written[i].line_start;
    }
    fingerprint_put_count(out, 2);
    fingerprint_put_unit(out, &first, &none);
    fingerprint_put_unit(out, &second, &first);
}

static void reads_what_was_written(void **state)
{
    (void)state;
    struct buf packed;
    struct fingerprint_reader reader;
    struct fingerprint_statement s;
    struct fingerprint_unit unit;
    pack(&packed);
    assert_true(fingerprint_open(&reader, buf_str(&packed)));
    assert_int_equal(reader.n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(fingerprint_next_statement(&reader, &s));
        assert_true(s.line_start == written[i].line_start && s.line_end == written[i].line_end &&
                    s.shape == written[i].shape && s.text == written[i].text && s.tokens == written[i].tokens);
    }
    assert_true(fingerprint_open_units(&reader));
    assert_int_equal(reader.n, 2);
    assert_true(fingerprint_next_unit(&reader, &unit) && unit.unit == 3 && unit.first == 0 && unit.len == 4);
    assert_true(fingerprint_next_unit(&reader, &unit) && unit.unit == 200 && unit.first == 3 && unit.len == 1);
    assert_int_equal(reader.rest.len, 0);
    buf_release(&packed);
}

/* Reads all there is; true when it was whole. */
static bool read_all(struct str bytes)
{
    struct fingerprint_reader reader;
    struct fingerprint_statement s;
    struct fingerprint_unit unit;
    if (!fingerprint_open(&reader, bytes))
        return false;
    while (reader.i < reader.n)
        if (!fingerprint_next_statement(&reader, &s))
            return false;
    if (!fingerprint_open_units(&reader))
        return false;
    while (reader.i < reader.n)
        if (!fingerprint_next_unit(&reader, &unit))
            return false;
    return true;
}

static void refuses_a_part(void **state)
{
    (void)state;
    struct buf packed;
    pack(&packed);
    assert_true(read_all(buf_str(&packed)));
    for (size_t len = 0; len < packed.len; len++) {
        char *copy = malloc(len + 1); /* a block of its own, so that a sanitizer sees a byte too many */
        memcpy(copy, packed.p, len);
        assert_false(read_all(str_of(copy, len)));
        free(copy);
    }
    buf_release(&packed);
}

static void refuses_what_is_over_a_limit(void **state)
{
    (void)state;
    assert_false(read_all(str_of("\x81\x80\x10", 3))); /* 2^18 + 1 statements */
    assert_false(read_all(str_of("\x01\x01\x00\xc9"
                                 "abcdef\x00",
                                 11))); /* 201 tokens */
    assert_true(read_all(str_of("\x01\x01\x00\xc8"
                                "abcdef\x00",
                                11)));                                 /* 200 */
    assert_false(read_all(str_of("\x01\xff\xff\x7f\x00\x00\x00", 7))); /* line 2^21 - 1 */
    assert_false(
        read_all(str_of("\x01\x01\x00\x00\x01\x00\x01\x01", 8))); /* a unit behind the last statement */
    assert_false(read_all(
        str_of("\x01\x01\x00\x00\x02\x00\x00\x01\x00\x00\x01", 11))); /* more units than statements */
    assert_false(read_all(str_of("\xff\xff\xff\xff\x01", 5)));        /* a count of five bytes */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_written),
        cmocka_unit_test(refuses_a_part),
        cmocka_unit_test(refuses_what_is_over_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
