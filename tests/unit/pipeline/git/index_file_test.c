/* The index: each version, cut off at every byte, with numbers that lie; git writes real ones in
 * tests/cli/cbc-crawl/content-id.d. */
#include "pipeline/base/buf.h"
#include "pipeline/git/ewah.h"
#include "pipeline/git/index_file.h"

#include "tests/unit/check.h"

#include <endian.h>

static struct arena arena;
static struct buf file;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    buf_init(&file, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    buf_release(&file);
    return 0;
}

static void add32(uint32_t value)
{
    value = htobe32(value);
    buf_add(&file, str_of((const char *)&value, sizeof value));
}

static void add64(uint64_t value)
{
    value = htobe64(value);
    buf_add(&file, str_of((const char *)&value, sizeof value));
}

static void add_zeros(size_t n)
{
    while (n--)
        buf_addc(&file, '\0');
}

static void begin(uint32_t version, uint32_t count)
{
    buf_clear(&file);
    buf_add(&file, STR("DIRC"));
    add32(version);
    add32(count);
}

/* An entry of version 2 whose length is `len_bytes`. */
static void add_entry(const char *name, uint32_t len_bytes)
{
    size_t start = file.len;
    for (uint32_t i = 0; i < 9; i++)
        add32(i == 6 ? 0100644 : i);
    add32(len_bytes);
    for (int i = 0; i < 20; i++)
        buf_addc(&file, (char)i);
    add_zeros(2);
    buf_add(&file, str_from(name));
    add_zeros(8 - (file.len - start) % 8);
}

/* One of version 4: drops `dropped` bytes of the name before. */
static void add_short_entry(unsigned char dropped, const char *rest)
{
    add_zeros(62);
    buf_addc(&file, (char)dropped);
    buf_add(&file, str_from(rest));
    add_zeros(1);
}

static int parse(struct index_file *index, struct err *err)
{
    /* An exact heap block, so that a sanitizer sees one byte too many. */
    char *copy = malloc(file.len ? file.len : 1);
    memcpy(copy, file.p, file.len);
    int rc = index_file_parse(&arena, str_of(copy, file.len), 20, index, err);
    static char *last;
    free(last);
    last = copy;
    return rc;
}

static void version_2(void **state)
{
    (void)state;
    struct index_file index;
    struct err err = {0};
    begin(2, 3);
    add_entry("a", 11);
    add_entry("b/c", 22);
    add_entry("b/d-longer-than-eight", 33);
    add_zeros(20);
    assert_ok(parse(&index, &err), &err);
    assert_int_equal(index.len, 3);
    assert_str(index.entries[1].path, "b/c");
    assert_int_equal(index.entries[1].stat.len_bytes, 22);
    assert_int_equal(index.entries[2].stat.mode, 0100644);
    assert_int_equal(index.entries[2].id[19], 19);
    assert_int_equal(index_file_search(&index, STR("b/")), 1);
    assert_int_equal(index_file_search(&index, STR("z")), 3);
}

static void version_4_shares_prefixes(void **state)
{
    (void)state;
    struct index_file index;
    struct err err = {0};
    begin(4, 3);
    add_short_entry(0, "folder/one");
    add_short_entry(3, "other");
    add_short_entry(12, "z");
    add_zeros(20);
    assert_ok(parse(&index, &err), &err);
    assert_str(index.entries[0].path, "folder/one");
    assert_str(index.entries[1].path, "folder/other");
    assert_str(index.entries[2].path, "z");
    begin(4, 1);
    add_short_entry(1, "a");
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
    assert_contains(err.text, "drops more bytes");
}

static void lies_are_refused(void **state)
{
    (void)state;
    struct index_file index;
    struct err err = {0};
    begin(5, 0);
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
    assert_contains(err.text, "version 5");
    begin(2, UINT32_MAX);
    add_entry("a", 1);
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
    begin(2, 2);
    add_entry("b", 1);
    add_entry("a", 1);
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
    assert_contains(err.text, "not in order");
    begin(2, 0);
    buf_add(&file, STR("new!"));
    add32(0);
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
    assert_contains(err.text, "newer git");
    begin(2, 0);
    buf_add(&file, STR("TREE"));
    add32(1000);
    add_zeros(20);
    assert_int_equal(parse(&index, &err), ERR_INPUT);
}

static void cut_off_anywhere(void **state)
{
    (void)state;
    struct index_file index;
    for (uint32_t version = 2; version <= 4; version += 2) {
        begin(version, 2);
        for (int i = 0; i < 2; i++) {
            if (version == 4)
                add_short_entry(i == 0 ? 0 : 1, i == 0 ? "ab" : "c");
            else
                add_entry(i == 0 ? "ab" : "ac", 1);
        }
        add_zeros(20);
        size_t whole = file.len;
        assert_int_equal(parse(&index, NULL), 0);
        for (file.len = 0; file.len < whole; file.len++)
            assert_int_equal(parse(&index, NULL), ERR_INPUT);
    }
}

static void bit_maps(void **state)
{
    (void)state;
    uint64_t words[3] = {0};
    struct err err = {0};
    buf_clear(&file);
    add32(192);
    add32(2);
    add64(1 | 2 << 1 | (uint64_t)1 << 33); /* two words of ones, one literal */
    add64(0x5);
    add32(0);
    assert_int_equal(ewah_len_bytes(buf_str(&file)), file.len);
    assert_ok(ewah_unpack(buf_str(&file), 192, words, &err), &err);
    assert_true(words[0] == UINT64_MAX && words[1] == UINT64_MAX && words[2] == 5);
    assert_int_equal(ewah_unpack(buf_str(&file), 128, words, &err), ERR_INPUT); /* one word too many */
    assert_int_equal(ewah_len_bytes(str_head(buf_str(&file), file.len - 1)), 0);
}

/* The base has a, c, e. The split index deletes c, replaces e, adds d. */
static void split_indexes_join(void **state)
{
    (void)state;
    struct err err = {0};
    const unsigned char id[20] = {0};
    struct index_entry of_base[] = {{.path = STR("a"), .id = id},
                                    {.path = STR("c"), .id = id},
                                    {.path = STR("e"), .id = id}};
    struct index_entry of_split[] = {{.path = STR(""), .id = id, .stat.len_bytes = 7},
                                     {.path = STR("d"), .id = id}};
    struct index_file base = {.entries = of_base, .len = 3}, split = {.entries = of_split, .len = 2}, both;
    buf_clear(&file);
    for (int i = 0; i < 2; i++) { /* the deleted, then the replaced */
        add32(3);
        add32(2);
        add64((uint64_t)1 << 33);
        add64(i == 0 ? 2 : 4);
        add32(0);
    }
    split.deleted = str_head(buf_str(&file), file.len / 2);
    split.replaced = str_skip(buf_str(&file), file.len / 2);
    assert_ok(index_file_join(&arena, &split, &base, &both, &err), &err);
    assert_int_equal(both.len, 3);
    assert_str(both.entries[0].path, "a");
    assert_str(both.entries[1].path, "d");
    assert_str(both.entries[2].path, "e");
    assert_int_equal(both.entries[2].stat.len_bytes, 7);
    of_split[0].path = STR("b"); /* then nothing replaces e */
    assert_int_equal(index_file_join(&arena, &split, &base, &both, &err), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_2),        cmocka_unit_test(version_4_shares_prefixes),
        cmocka_unit_test(lies_are_refused), cmocka_unit_test(cut_off_anywhere),
        cmocka_unit_test(bit_maps),         cmocka_unit_test(split_indexes_join),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
