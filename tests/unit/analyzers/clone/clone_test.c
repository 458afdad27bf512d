#include "analyzers/clone/clone.h"

#include "analyzers/clone/clone_units.h"
#include "pipeline/base/quote.h"
#include "tests/unit/check.h"

#include <stdio.h>

/* A file is written as letters, one a statement of ten tokens on a line of its own: the letter is its shape, and upper
 * case the same shape with another text. '|' is a gap. */
static void pack_file(const char *text, struct buf *out)
{
    uint32_t n = (uint32_t)strlen(text);
    const struct fingerprint_unit none = {0}, all = {0, 0, n};
    fingerprint_put_count(out, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t shape = (uint32_t)(text[i] | 0x20) * 2654435761u;
        struct fingerprint_statement s = {i + 1, i + 1, shape, (uint16_t)(text[i] * 31),
                                          text[i] == '|' ? 0 : 10};
        fingerprint_put_statement(out, &s, i);
    }
    fingerprint_put_count(out, 1);
    fingerprint_put_unit(out, &all, &none);
}

struct world {
    struct clones *clones;
    struct json_reader *json;
    char names[4096][16];
    int n;
};

static void world_begin(struct world *w)
{
    struct err err = {0};
    *w = (struct world){.json = json_reader_new((size_t)64 << 20)};
    assert_ok(clones_new(&w->clones, &err), &err);
}

static bool add_packed(struct world *w, struct str packed, unsigned flags)
{
    const struct json_val *record;
    struct buf line;
    buf_init(&line, (size_t)64 << 20);
    buf_printf(&line, "{\"packed\":\"");
    base64_encode(&line, packed);
    buf_printf(&line, "\"}");
    snprintf(w->names[w->n], sizeof w->names[0], "f%d", w->n);
    assert_ok(json_read(w->json, buf_str(&line), &record, NULL), &(struct err){0});
    bool added = clones_add(w->clones, str_from(w->names[w->n]), flags, record);
    w->n += added;
    buf_release(&line);
    return added;
}

static void add_flagged(struct world *w, const char *text, unsigned flags)
{
    struct buf packed;
    buf_init(&packed, (size_t)16 << 20);
    pack_file(text, &packed);
    assert_true(add_packed(w, buf_str(&packed), flags));
    buf_release(&packed);
}

static void add(struct world *w, const char *text)
{
    add_flagged(w, text, 0);
}

/* "TYPE SIMILARITY: f0:1-9 f1:1-9" a line, for each class. */
static void describe(struct world *w, struct buf *out)
{
    struct buf line;
    buf_init(&line, (size_t)64 << 20);
    clones_find(w->clones);
    for (; clones_put_next(w->clones, &line); buf_clear(&line)) {
        const struct json_val *record, *member;
        int64_t type, start, end;
        double similarity;
        assert_ok(json_read(w->json, str_trim(buf_str(&line)), &record, NULL), &(struct err){0});
        assert_true(json_get_int(record, "type", &type) && json_get_double(record, "similarity", &similarity));
        buf_printf(out, "%d %.2f%s%s:", (int)type, similarity,
                   json_get_bool(record, "is_test", false) ? " test" : "",
                   json_get_bool(record, "is_vendored", false) ? " vendored" : "");
        struct json_iter iter = json_iter_begin(json_get(record, "members"));
        while ((member = json_iter_next(&iter, NULL))) {
            json_get_int(member, "line_start", &start);
            json_get_int(member, "line_end", &end);
            buf_printf(out, " %.*s:%d-%d", STR_ARG(json_get_str(member, "path")), (int)start, (int)end);
        }
        buf_addc(out, '\n');
    }
    buf_release(&line);
}

static void world_end(struct world *w)
{
    clones_free(w->clones);
    json_reader_free(w->json);
}

/* What is found in these files, ending with NULL. */
static void expect(const char *const *files, const char *wanted)
{
    struct world *w = malloc(sizeof *w);
    struct buf got;
    world_begin(w);
    buf_init(&got, 1 << 20);
    for (; *files; files++)
        add(w, *files);
    describe(w, &got);
    assert_str(buf_str(&got), wanted);
    buf_release(&got);
    world_end(w);
    free(w);
}

#define FILES(...)        \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

static void first_type(void **state)
{
    (void)state;
    expect(FILES("abcdefgh", "xyabcdefghz"), "1 1.00: f0:1-8 f1:3-10\n");
    expect(FILES("abcdefghqrstuvwxyz1abcdefgh"), "1 1.00: f0:1-8 f0:20-27\n");
    expect(FILES("abcde", "abcde"), ""); /* too few lines */
}

static void second_type(void **state)
{
    (void)state;
    expect(FILES("abcdefgh", "xyABCdefghz"), "2 0.62: f0:1-8 f1:3-10\n");
}

static void third_type(void **state)
{
    (void)state;
    expect(FILES("abcdefghij", "abcdxefghij"), "3 0.95: f0:1-10 f1:1-11\n");
    expect(FILES("abcdefghij", "qrstuvghij"), "");
}

static void classes_not_pairs(void **state)
{
    (void)state;
    expect(FILES("abcdefgh", "1abcdefgh", "12abcdefgh", "abcdefgh345"),
           "1 1.00: f0:1-8 f1:2-9 f2:3-10 f3:1-8\n");
    /* Two are nearly alike as a whole; a third shares some of it. */
    expect(FILES("abcdefghijklmnop123", "abcdefghijklmnop456", "7890ghijkl!%&/()"),
           "3 0.84: f0:1-19 f1:1-19\n1 1.00: f0:7-12 f1:7-12 f2:5-10\n");
}

static void gaps_are_not_crossed(void **state)
{
    (void)state;
    expect(FILES("abcd|efgh", "abcd|efgh"), "");
    expect(FILES("abcdefgh|ijklmnop", "abcdefgh|ijklmnop"),
           "1 1.00: f0:1-8 f1:1-8\n1 1.00: f0:10-17 f1:10-17\n");
}

/* Tables and switch arms: the same shapes over and over. */
static void repetition_is_no_clone(void **state)
{
    (void)state;
    expect(FILES("aAaAaAaAaAaAaAaAaAaA", "aaAAaaAAaaAAaaAA"), "");
}

/* Code that repeats itself is a class whose members do not overlap. */
static void periods_do_not_overlap(void **state)
{
    (void)state;
    expect(FILES("abcdefghabcdefghabcdefgh"), "1 1.00: f0:1-8 f0:9-16 f0:17-24\n");
}

static void flags(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    struct buf got;
    world_begin(w);
    buf_init(&got, 1 << 20);
    add_flagged(w, "abcdefgh", CLONE_VENDORED);
    add_flagged(w, "abcdefgh", 0);
    add_flagged(w, "ijklmnop", CLONE_TEST);
    add_flagged(w, "ijklmnop", CLONE_TEST);
    add_flagged(w, "qrstuvwx", CLONE_TEST);
    add_flagged(w, "qrstuvwx", 0);
    describe(w, &got);
    assert_str(buf_str(&got),
               "1 1.00 vendored: f0:1-8 f1:1-8\n1 1.00 test: f2:1-8 f3:1-8\n1 1.00: f4:1-8 f5:1-8\n");
    buf_release(&got);
    world_end(w);
    free(w);
}

/* One class of a thousand, not half a million pairs. */
static void a_thousand_copies(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    struct buf got;
    world_begin(w);
    buf_init(&got, 1 << 20);
    for (int i = 0; i < 1000; i++)
        add(w, "abcdefghijklmnopqrstuvwxyz");
    describe(w, &got);
    assert_true(str_starts(buf_str(&got), STR("1 1.00: f0:1-26 f1:1-26 ")));
    assert_true(str_ends(buf_str(&got), STR(" f999:1-26\n")));
    assert_int_equal(str_index(buf_str(&got), '\n'), got.len - 1);
    buf_release(&got);
    world_end(w);
    free(w);
}

/* Files as large as they come, of one statement, of short periods and of a long one: what is quadratic in these does not
 * come back. */
static void large_and_repetitive(void **state)
{
    (void)state;
    enum { LEN = FINGERPRINT_STATEMENTS_MAX };
    static const int periods[] = {1, 2, 7, 26, 1000};
    struct world *w = malloc(sizeof *w);
    char *text = malloc(LEN + 1);
    struct buf got;
    world_begin(w);
    buf_init(&got, (size_t)64 << 20);
    for (size_t p = 0; p < sizeof periods / sizeof *periods; p++) {
        for (int i = 0; i < LEN; i++)
            text[i] = (char)('0' + i % periods[p] % 70 + i % periods[p] / 70 % 5);
        text[LEN] = '\0';
        add(w, text);
    }
    describe(w, &got);
    assert_true(got.len > 0 && !got.overflow);
    buf_release(&got);
    world_end(w);
    free(text);
    free(w);
}

/* A family of files that differ in one statement each, at different places: a hundred nested ways to be alike. */
static void families(void **state)
{
    (void)state;
    enum { COPIES = 300, LEN = 600 };
    struct world *w = malloc(sizeof *w);
    struct buf got, packed;
    world_begin(w);
    buf_init(&got, (size_t)64 << 20);
    buf_init(&packed, 1 << 20);
    for (uint32_t copy = 0; copy < COPIES; copy++) {
        buf_clear(&packed);
        fingerprint_put_count(&packed, LEN);
        for (uint32_t i = 0; i < LEN; i++) {
            struct fingerprint_statement s = {i + 1, i + 1, i == copy * 2 ? 7777 + copy : i, 0, 10};
            fingerprint_put_statement(&packed, &s, i);
        }
        fingerprint_put_count(&packed, 0);
        assert_true(add_packed(w, buf_str(&packed), 0));
    }
    describe(w, &got);
    assert_true(got.len > 0 && got.len < (size_t)8 << 20);
    buf_release(&got);
    buf_release(&packed);
    world_end(w);
    free(w);
}

static void damaged_fingerprints(void **state)
{
    (void)state;
    struct world *w = malloc(sizeof *w);
    struct buf packed, got;
    world_begin(w);
    buf_init(&packed, 1 << 20);
    buf_init(&got, 1 << 20);
    pack_file("abcdefgh", &packed);
    for (size_t len = 0; len < packed.len; len++)
        assert_false(add_packed(w, str_head(buf_str(&packed), len), 0));
    assert_true(add_packed(w, buf_str(&packed), 0));
    assert_true(add_packed(w, buf_str(&packed), 0));
    describe(w, &got);
    assert_str(buf_str(&got), "1 1.00: f0:1-8 f1:1-8\n"); /* nothing is left of the others */
    buf_release(&packed);
    buf_release(&got);
    world_end(w);
    free(w);
}

static void nothing_at_all(void **state)
{
    (void)state;
    expect((const char *const[]){NULL}, "");
    expect(FILES("|"), "");
}

/* The longest common subsequence, by hand. */
static void common_subsequence(void **state)
{
    (void)state;
    struct err err = {0};
    struct clone_corpus corpus;
    struct arena scratch;
    struct buf packed;
    uint64_t steps = 1000;
    buf_init(&packed, 1 << 20);
    assert_ok(corpus_init(&corpus, &err), &err);
    assert_ok(arena_init(&scratch, 1 << 20, &err), &err);
    pack_file("abcbdab", &packed);
    assert_true(corpus_add(&corpus, STR("x"), 0, buf_str(&packed)));
    buf_clear(&packed);
    pack_file("bdcaba", &packed);
    assert_true(corpus_add(&corpus, STR("y"), 0, buf_str(&packed)));
    assert_int_equal(units_common_tokens(&corpus, &corpus.units.at[0], &corpus.units.at[1], &steps, &scratch),
                     40);
    assert_int_equal(steps, 1000 - 7 * 6);
    steps = 41;
    assert_int_equal(units_common_tokens(&corpus, &corpus.units.at[0], &corpus.units.at[1], &steps, &scratch),
                     -1);
    assert_int_equal(steps, 41);
    arena_release(&scratch);
    corpus_release(&corpus);
    buf_release(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_type),
        cmocka_unit_test(second_type),
        cmocka_unit_test(third_type),
        cmocka_unit_test(classes_not_pairs),
        cmocka_unit_test(gaps_are_not_crossed),
        cmocka_unit_test(repetition_is_no_clone),
        cmocka_unit_test(periods_do_not_overlap),
        cmocka_unit_test(flags),
        cmocka_unit_test(a_thousand_copies),
        cmocka_unit_test(large_and_repetitive),
        cmocka_unit_test(families),
        cmocka_unit_test(damaged_fingerprints),
        cmocka_unit_test(nothing_at_all),
        cmocka_unit_test(common_subsequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
