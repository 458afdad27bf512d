#include "pipeline/base/err.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/num.h"
#include "pipeline/base/quote.h"

#include "tests/unit/check.h"

#include <errno.h>

static void errors_are_one_safe_line(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(err_set(&err, ERR_INPUT, "a\nb\033[31mc"), ERR_INPUT);
    assert_string_equal(err.text, "a?b?[31mc");
    assert_int_equal(err_wrap(&err, "ctx"), ERR_INPUT);
    assert_string_equal(err.text, "ctx: a?b?[31mc");
    errno = ENOENT;
    assert_int_equal(err_sys(&err, "open x"), ERR_ENV);
    assert_string_equal(err.text, "open x: No such file or directory");
    assert_int_equal(err_set(NULL, ERR_USAGE, "x"), ERR_USAGE);
}

static void long_errors_end_in_dots(void **state)
{
    (void)state;
    char big[3 * ERR_TEXT_MAX];
    struct err err = {0};
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    err_set(&err, ERR_INPUT, "%s", big);
    assert_string_equal(err.text + strlen(err.text) - 3, "...");
    err_wrap(&err, "%s", big);
    assert_int_equal(strlen(err.text), ERR_TEXT_MAX - 1);
}

static void exit_codes(void **state)
{
    (void)state;
    assert_int_equal(err_exit_code(0), 0);
    assert_int_equal(err_exit_code(7), 0);
    assert_int_equal(err_exit_code(ERR_NO), 1);
    assert_int_equal(err_exit_code(ERR_ENV), 4);
    assert_int_equal(err_exit_code(-99), 4);
}

static void numbers_parse_whole_or_not(void **state)
{
    (void)state;
    int64_t n;
    assert_true(num_parse_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(num_parse_int(STR("+7"), &n) && n == 7);
    assert_false(num_parse_int(STR("9223372036854775808"), &n));
    assert_false(num_parse_int(STR(""), &n));
    assert_false(num_parse_int(STR("-"), &n));
    assert_false(num_parse_int(STR("12x"), &n));
    assert_false(num_parse_int(STR(" 1"), &n));
    assert_true(num_parse_size(STR("3k"), &n) && n == 3072);
    assert_true(num_parse_size(STR("2G"), &n) && n == (int64_t)2 << 30);
    assert_false(num_parse_size(STR("-1"), &n));
    assert_false(num_parse_size(STR("9999999999G"), &n));
    assert_false(num_parse_size(STR("k"), &n));
}

static void numbers_print_for_people(void **state)
{
    (void)state;
    char out[NUM_TEXT_MAX];
    assert_string_equal(num_grouped(out, 1234567), "1,234,567");
    assert_string_equal(num_grouped(out, -999), "-999");
    assert_string_equal(num_grouped(out, INT64_MIN), "-9,223,372,036,854,775,808");
    assert_string_equal(num_bytes(out, 999), "999 B");
    assert_string_equal(num_bytes(out, 1400), "1.4 kB");
    assert_string_equal(num_bytes(out, 23000000), "23 MB");
    assert_string_equal(num_duration(out, 3200000), "3.2 ms");
    assert_string_equal(num_duration(out, 1450000000), "1.45 s");
    assert_string_equal(num_duration(out, 125000000000), "2 min 5 s");
    assert_string_equal(num_fixed(out, 2.5, 2), "2.50");
}

/* `printf '' | git hash-object --stdin` and the same of "hello\n". */
static void blob_ids_are_gits(void **state)
{
    (void)state;
    unsigned char id[GIT_ID_LEN];
    char hex[GIT_ID_HEX_LEN + 1];
    git_blob_id(STR(""), id);
    hex_encode(id, sizeof id, hex);
    assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    git_blob_id(STR("hello\n"), id);
    hex_encode(id, sizeof id, hex);
    assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
    struct git_blob_hash *pieces = git_blob_hash_new(6);
    git_blob_hash_add(pieces, STR("hel"));
    git_blob_hash_add(pieces, STR("lo\n"));
    unsigned char again[GIT_ID_LEN];
    git_blob_hash_end(pieces, again);
    assert_memory_equal(id, again, GIT_ID_LEN);
}

static void a_stream_of_pieces_hashes_like_the_whole(void **state)
{
    (void)state;
    char whole[1000], one[HASH128_HEX_LEN + 1], other[HASH128_HEX_LEN + 1];
    for (size_t i = 0; i < sizeof whole; i++)
        whole[i] = (char)(i * 7);
    hash128_hex(hash128(str_of(whole, sizeof whole)), one);
    for (size_t cut = 0; cut <= sizeof whole; cut += 111) {
        struct hash_stream *stream = hash_stream_new();
        hash_stream_add(stream, str_of(whole, cut));
        hash_stream_add(stream, str_of(whole + cut, sizeof whole - cut));
        hash128_hex(hash_stream_digest(stream), other);
        hash_stream_free(stream);
        assert_string_equal(one, other);
    }
}

static void hex_goes_both_ways(void **state)
{
    (void)state;
    unsigned char bytes[3];
    assert_true(hex_decode(STR("00fFa1"), bytes, 3));
    assert_memory_equal(bytes, "\x00\xff\xa1", 3);
    assert_false(hex_decode(STR("00fFa"), bytes, 3));
    assert_false(hex_decode(STR("00fFg1"), bytes, 3));
}

static void any_path_survives_quoting(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct buf out;
    struct str back;
    buf_init(&out, 1 << 20);
    const struct str paths[] = {STR("plain"),       STR("tab\there"),   STR("new\nline"), STR("qu\"ote\\"),
                                STR("caf\xc3\xa9"), STR("bad\xff\xfe"), STR("\x01\x7f")};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        buf_clear(&out);
        quote_c(&out, paths[i]);
        assert_true(str_is_utf8(buf_str(&out)));
        assert_true(unquote_c(&arena, buf_str(&out), &back));
        assert_true(str_eq(back, paths[i]));
        buf_clear(&out);
        base64_encode(&out, paths[i]);
        assert_true(base64_decode(&arena, buf_str(&out), &back));
        assert_true(str_eq(back, paths[i]));
    }
    buf_clear(&out);
    quote_c(&out, STR("caf\xc3"));
    assert_str(buf_str(&out), "\"caf\\303\""); /* as `git -c core.quotePath=off ls-files` prints it */
    assert_false(unquote_c(&arena, STR("\"open"), &back));
    assert_false(unquote_c(&arena, STR("\"\\9\""), &back));
    assert_false(base64_decode(&arena, STR("abc"), &back));
    assert_false(base64_decode(&arena, STR("ab!="), &back));
    buf_release(&out);
    arena_release(&arena);
}

static void base64_is_rfc_4648(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    base64_encode(&out, STR("foob"));
    assert_str(buf_str(&out), "Zm9vYg==");
    buf_clear(&out);
    base64_encode(&out, STR("fooba"));
    assert_str(buf_str(&out), "Zm9vYmE=");
    buf_release(&out);
}

static void nothing_a_terminal_acts_on_is_left(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    quote_terminal(&out, STR("a\033]0;x\007\xc2\x9b\xe2\x80\xae\xff\xc3\xa9"));
    assert_str(buf_str(&out), "a\\x1b]0;x\\x07\\u{009b}\\u{202e}\\xff\xc3\xa9");
    buf_release(&out);
}

static void a_part_of_a_uri_has_no_other_characters(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 1000);
    quote_uri(&out, STR("a-Z_0.9~/\xff %@\0"), "/");
    assert_str(buf_str(&out), "a-Z_0.9~/%FF%20%25%40%00");
    buf_clear(&out);
    quote_uri(&out, STR("a/b"), "");
    assert_str(buf_str(&out), "a%2Fb");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_one_safe_line),
        cmocka_unit_test(long_errors_end_in_dots),
        cmocka_unit_test(exit_codes),
        cmocka_unit_test(numbers_parse_whole_or_not),
        cmocka_unit_test(numbers_print_for_people),
        cmocka_unit_test(blob_ids_are_gits),
        cmocka_unit_test(a_stream_of_pieces_hashes_like_the_whole),
        cmocka_unit_test(hex_goes_both_ways),
        cmocka_unit_test(any_path_survives_quoting),
        cmocka_unit_test(base64_is_rfc_4648),
        cmocka_unit_test(nothing_a_terminal_acts_on_is_left),
        cmocka_unit_test(a_part_of_a_uri_has_no_other_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
