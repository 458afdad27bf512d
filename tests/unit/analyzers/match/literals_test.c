/* All literals at all places, against a search that compares every place. */
#include "analyzers/match/literals.h"

#include "pipeline/base/buf.h"
#include "tests/unit/check.h"

enum { WORDS = 60, TEXTS = 300 };

static struct arena arena;

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1103515245 + 12345;
    return *seed >> 16;
}

/* Of few letters, so that words overlap and repeat. */
static char *random_text(uint32_t *seed, size_t len, bool lower)
{
    char *text = arena_array(&arena, char, len + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = (lower ? "abz_a1b_" : "abAB_zZ1")[next(seed) % 8];
    return text;
}

static bool is_at(const struct literal *literal, struct str text, size_t at)
{
    struct str piece = str_head(str_skip(text, at), literal->text.len);
    return literal->no_case ? str_eq_nocase(piece, literal->text) : str_eq(piece, literal->text);
}

static void all_places(void **state)
{
    (void)state;
    struct literal list[WORDS];
    uint32_t seed = 7;
    for (size_t i = 0; i < WORDS; i++) {
        size_t len = LITERAL_MIN + next(&seed) % 5;
        list[i] = (struct literal){.text = {random_text(&seed, len, i % 2), len}, .no_case = i % 2};
    }
    const struct literals *set = literals_new(&arena, list, WORDS);
    for (size_t n = 0; n < TEXTS; n++) {
        struct str text = {random_text(&seed, n, false), n};
        struct literals_scan scan = literals_scan(set, text);
        size_t wanted = 0, found = 0, at;
        uint32_t literal;
        for (size_t i = 0; i < n; i++)
            for (size_t w = 0; w < WORDS; w++)
                wanted += i + list[w].text.len <= n && is_at(&list[w], text, i);
        for (; literals_next(&scan, &at, &literal); found++)
            assert_true(at + list[literal].text.len <= n && is_at(&list[literal], text, at));
        assert_int_equal(found, wanted);
    }
}

/* Nothing behind the text is read: it ends where its block of memory does. */
static void exact_blocks(void **state)
{
    (void)state;
    const struct literal list[] = {{STR("key"), true}, {STR("ghp_"), false}};
    const struct literals *set = literals_new(&arena, list, 2);
    for (size_t len = 0; len < 12; len++) {
        char *block = malloc(len ? len : 1);
        size_t at = 99;
        uint32_t literal = 99;
        memcpy(block, "xxxxxxxxxKEY" + 12 - len, len);
        struct literals_scan scan = literals_scan(set, str_of(block, len));
        assert_int_equal(literals_next(&scan, &at, &literal), len >= 3);
        if (len >= 3)
            assert_int_equal(at, len - 3);
        free(block);
    }
}

int main(void)
{
    struct err err = {0};
    if (arena_init(&arena, (size_t)16 << 20, &err) < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_places),
        cmocka_unit_test(exact_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
