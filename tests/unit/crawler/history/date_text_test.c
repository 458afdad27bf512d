/* Dates as users write them, beside date(1). */
#include "crawler/history/date_text.h"

#include "pipeline/base/buf.h"
#include "pipeline/base/num.h"

#include "tests/support/git_test.h"

#include <inttypes.h>

enum { DATES = 300 };

/* What date(1) makes of each line; an alias of git's is a way to start it. */
static void same(struct str texts)
{
    struct str seconds = git_must(&arena, folder, texts, "-c", "alias.date=!date -u -f - +%s", "date", NULL);
    size_t n = 0;
    for (; texts.len; n++) {
        struct str text = str_cut(&texts, '\n'), said = str_cut(&seconds, '\n');
        int64_t ours = 0, theirs = 0;
        assert_true(num_parse_int(said, &theirs));
        if (!date_text_parse(text, &ours) || ours != theirs)
            fail_msg("%.*s: %" PRId64 ", date says %" PRId64, STR_ARG(text), ours, theirs);
    }
    assert_true(n > 0);
    assert_int_equal(seconds.len, 0);
}

static void by_hand(void **state)
{
    (void)state;
    same(STR("1970-01-01\n2000-02-29\n1900-03-01\n2024-02-29T23:59:59Z\n0001-01-01\n9999-12-31T23:59:59\n"
             "2024-03-01 12:30\n1969-12-31T23:59:59\n2024-03-01T12:30+0200\n2024-03-01T00:15-1130\n"
             "2024-03-01 12:30:15+05:45\n"));
}

static void random_dates(void **state)
{
    (void)state;
    uint64_t seed = 20261124;
    struct buf texts;
    buf_init(&texts, 1 << 16);
    for (int i = 0; i < DATES; i++) {
        buf_printf(&texts, "%04u-%02u-%02u", 1 + random_below(&seed, 9998), 1 + random_below(&seed, 12),
                   1 + random_below(&seed, 28));
        bool has_clock = random_below(&seed, 3) > 0;
        if (has_clock)
            buf_printf(&texts, "%c%02u:%02u:%02u", "T "[random_below(&seed, 2)], random_below(&seed, 24),
                       random_below(&seed, 60), random_below(&seed, 60));
        if (has_clock && random_below(&seed, 2))
            buf_printf(&texts, "%c%02u%s%02u", "+-"[random_below(&seed, 2)], random_below(&seed, 14),
                       random_below(&seed, 2) ? ":" : "", random_below(&seed, 60));
        buf_addc(&texts, '\n');
    }
    same(buf_str(&texts));
    buf_release(&texts);
}

static void seconds(void **state)
{
    (void)state;
    int64_t time_s = 1;
    assert_true(date_text_parse(STR("@0"), &time_s));
    assert_int_equal(time_s, 0);
    assert_true(date_text_parse(STR("@1700000000"), &time_s));
    assert_int_equal(time_s, 1700000000);
    assert_true(date_text_parse(STR("@-5"), &time_s));
    assert_int_equal(time_s, -5);
}

static void no_dates(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "@",
                                        "@x",
                                        "2024",
                                        "2024-03",
                                        "2024-3-1",
                                        "2024-13-01",
                                        "2024-00-01",
                                        "2024-01-00",
                                        "2024-01-32",
                                        "2023-02-29",
                                        "1900-02-29",
                                        "2024-04-31",
                                        "2024-03-01T",
                                        "2024-03-01T12",
                                        "2024-03-01T24:00",
                                        "2024-03-01T12:60",
                                        "2024-03-01T12:30:61",
                                        "2024-03-01T12:30+2",
                                        "2024-03-01T12:30+02:60",
                                        "2024-03-01T12:30Zx",
                                        "2024-03-01x",
                                        "24-03-01",
                                        "main",
                                        "v1.0",
                                        "-2024-03-01",
                                        "@99999999999999999999",
                                        "2024-03-01T12:30+1600",
                                        "yesterday",
                                        "2024-03-01T12:30:"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t time_s = 42;
        if (date_text_parse(str_from(texts[i]), &time_s))
            fail_msg("\"%s\" is taken for a date", texts[i]);
        assert_int_equal(time_s, 42);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_hand), cmocka_unit_test(random_dates),
                                       cmocka_unit_test(seconds), cmocka_unit_test(no_dates)};
    return cmocka_run_group_tests(tests, git_set_up, git_tear_down);
}
