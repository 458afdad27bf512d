/* What contents have in common: by hand, where each figure is what git 2.39 prints, and many against many. */
#include "pipeline/git/blob_chunks.h"

#include "tests/support/run_git.h"
#include "tests/unit/check.h"

#include <stdio.h>

static struct arena arena;
static struct chunk_pool pool;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(arena_init(&arena, CHUNK_POOL_BYTES, &err), &err);
    pool = (struct chunk_pool){.arena = &arena};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct chunk_list cut(struct str content)
{
    struct chunk_list list;
    assert_true(chunk_pool_add(&pool, content, &list));
    return list;
}

static int common(struct str a, struct str b)
{
    struct chunk_list x = cut(a), y = cut(b);
    uint64_t bytes = chunk_pool_common(&pool, x, y);
    assert_int_equal(chunk_pool_common(&pool, y, x), bytes);
    return (int)bytes;
}

#define COMMON(a, b) common(STR(a), STR(b))
#define TEXT_63      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ."

static void lines_count_as_often_as_on_both_sides(void **state)
{
    (void)state;
    assert_int_equal(COMMON("", ""), 0);
    assert_int_equal(COMMON("a\n", ""), 0);
    assert_int_equal(COMMON("a\nbc\n", "bc\na\n"), 5);
    assert_int_equal(COMMON("a\na\na\n", "a\nb\na\n"), 4);
    assert_int_equal(COMMON("a\n", "a \n"), 0);
    assert_int_equal(COMMON("\n\n\n", "\n\n"), 2);
}

static void long_lines_are_cut(void **state)
{
    (void)state;
    assert_int_equal(COMMON(TEXT_63 "\nx\n", TEXT_63 "\ny\n"), 64);
    assert_int_equal(COMMON(TEXT_63 "!x\n", TEXT_63 "!y\n"), 64);
    assert_int_equal(COMMON(TEXT_63 "!\nx\n", "\n" TEXT_63 "!y\n"), 65);
    assert_int_equal(COMMON(TEXT_63 "xyz\n", TEXT_63 "xyz\n"), 67);
    assert_int_equal(COMMON("a" TEXT_63 "xyz\n", TEXT_63 "xyz\n"), 0);
}

static void what_no_newline_ends_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(COMMON("abc", "abc"), 0);
    assert_int_equal(COMMON("x\nabc", "x\nabc"), 2);
    assert_int_equal(COMMON(TEXT_63, TEXT_63), 0);
    assert_int_equal(COMMON(TEXT_63 "!", TEXT_63 "!"), 64);
}

static void cr_before_lf_does_not_count_in_text(void **state)
{
    (void)state;
    assert_int_equal(COMMON("abc\r\nd\r\n", "abc\nd\n"), 6);
    assert_int_equal(COMMON("abc\r\nd\r\n", "abc\r\nd\r\n"), 6);
    assert_int_equal(COMMON("\r\n", "\n"), 1);
    assert_int_equal(COMMON("abc\r\r\nd\n", "abc\r\nd\n"), 2);
    assert_int_equal(COMMON("a\rb\n", "ab\n"), 0);
    assert_int_equal(COMMON(TEXT_63 "\r\nx\n", TEXT_63 "\nx\n"), 66);
    assert_int_equal(COMMON(TEXT_63 "!\r\nx\n", TEXT_63 "!\nx\n"), 67);
    assert_int_equal(COMMON(TEXT_63 "\r", TEXT_63 "\r"), 64);
    assert_int_equal(COMMON("abc\r", "abc\r"), 0);
    assert_int_equal(COMMON("\0\nabc\r\n", "\0\nabc\n"), 2);
    assert_int_equal(COMMON("\0\nabc\r\n", "\0\nabc\r\n"), 7);
}

/* A NUL beyond the first bytes makes no binary. */
static void text_is_decided_by_the_first_bytes(void **state)
{
    (void)state;
    static char crlf[8004], lf[8004];
    memset(crlf, '\n', sizeof crlf);
    memcpy(crlf, "abc\r\n", 5);
    memset(lf, '\n', sizeof lf);
    memcpy(lf, "abc\n", 4);
    crlf[8000] = lf[8000] = '\0';
    crlf[8001] = lf[8001] = '\n';
    assert_int_equal(common(str_of(crlf, sizeof crlf), str_of(lf, sizeof lf)), sizeof crlf - 1);
    crlf[7999] = '\0';
    assert_true(common(str_of(crlf, sizeof crlf), str_of(lf, sizeof lf)) < (int)sizeof crlf - 4);
}

enum { FILES = 60, LINES_MAX = 80 };

static struct str random_content(uint64_t *seed)
{
    uint32_t lines = random_below(seed, LINES_MAX), kinds = 1 + random_below(seed, 200);
    char *content = arena_array(&arena, char, LINES_MAX * 8 + 1);
    size_t len = 0;
    for (uint32_t i = 0; i < lines; i++)
        len += (size_t)snprintf(content + len, 8, "%u\n", random_below(seed, kinds));
    return str_of(content, len);
}

static void one_with_many_is_one_with_each(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct chunk_list lists[FILES];
    for (size_t i = 0; i < FILES; i++)
        lists[i] = cut(random_content(&seed));
    struct chunk_index index = chunk_index_of(&pool, lists, FILES / 2);
    for (size_t i = FILES / 2; i < FILES; i++) {
        uint32_t all[FILES / 2] = {0};
        uint64_t shared = 0;
        chunk_index_common(&index, lists[i], all);
        for (size_t j = 0; j < FILES / 2; j++)
            assert_int_equal(all[j], chunk_pool_common(&pool, lists[i], lists[j]));
        for (size_t j = 0; j < FILES / 2; j++)
            for (uint32_t x = 0; x < lists[i].len; x++)
                for (uint32_t y = 0; y < lists[j].len; y++)
                    shared +=
                        pool.counts.at[lists[i].first + x].chunk == pool.counts.at[lists[j].first + y].chunk;
        assert_int_equal(chunk_index_steps(&index, lists[i]), shared);
    }
}

/* A full pool refuses, and what it holds can still be compared in the memory that was promised. */
static void pools_have_a_limit(void **state)
{
    (void)state;
    enum { LINE = 8 };
    size_t len = (size_t)CHUNKS_MAX / 2 * LINE;
    char *content = malloc(len + LINE + 1);
    assert_non_null(content);
    for (size_t i = 0; i <= (size_t)CHUNKS_MAX / 2; i++)
        snprintf(content + i * LINE, LINE + 1, "%07zu\n", i);
    struct chunk_list a = cut(str_of(content, len)), b = cut(str_of(content, len)), none;
    assert_false(chunk_pool_add(&pool, STR("more\n"), &none));
    assert_int_equal(chunk_pool_common(&pool, a, b), len);
    const struct chunk_list both[] = {a, b};
    struct chunk_index index = chunk_index_of(&pool, both, 2);
    uint32_t all[2] = {0};
    chunk_index_common(&index, a, all);
    assert_int_equal(all[0], len);
    assert_int_equal(all[1], len);
    free(content);
}

/* All that a pool can hold, in one content of different lines. */
static void a_full_pool_fits_its_arena(void **state)
{
    (void)state;
    enum { LINE = 8 };
    size_t len = (size_t)CHUNKS_MAX * LINE;
    char *content = malloc(len + 1);
    assert_non_null(content);
    for (size_t i = 0; i < (size_t)CHUNKS_MAX; i++)
        snprintf(content + i * LINE, LINE + 1, "%07zu\n", i);
    for (size_t part = 1; part < 64; part *= 4) /* grows more than once */
        cut(str_of(content, LINE * part * 1000));
    struct chunk_list all;
    assert_false(chunk_pool_add(&pool, str_of(content, len), &all));
    assert_int_equal(pool.counts.len, CHUNKS_MAX);
    all = (struct chunk_list){0, CHUNKS_MAX};
    assert_true(chunk_pool_common(&pool, all, all) > 0);
    struct chunk_index index = chunk_index_of(&pool, &all, 1);
    assert_true(chunk_index_steps(&index, all) >= CHUNKS_MAX);
    free(content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_count_as_often_as_on_both_sides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_lines_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_no_newline_ends_does_not_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cr_before_lf_does_not_count_in_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_is_decided_by_the_first_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_with_many_is_one_with_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pools_have_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_pool_fits_its_arena, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
