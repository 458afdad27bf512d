/*
 * past_findings in little room: of each value the last line stays, however often room was made; different values fill it,
 * and then it says so.
 */
#include "analyzers/parse/past_findings.h"

#include "tests/unit/check.h"

enum { ROOM = 4096 };

static struct arena arena;

static struct str line_of(struct buf *line, int version, int value)
{
    buf_clear(line);
    buf_printf(line, "{\"k\":\"past_finding\",\"rule_id\":\"r\",\"value_hash\":\"%08x\",\"version\":%d}\n",
               value, version);
    return buf_str(line);
}

static void the_oldest_stays(void **state)
{
    (void)state;
    struct past_findings findings;
    struct err err = {0};
    struct buf line, wanted;
    past_findings_init(&findings, &arena, ROOM);
    buf_init(&line, ROOM);
    buf_init(&wanted, ROOM);
    for (int version = 0; version < 1000; version++)
        for (int value = 0; value < 3; value++)
            assert_ok(past_findings_add(&findings, line_of(&line, version, value), &err), &err);
    assert_ok(past_findings_reduce(&findings, &err), &err);
    for (int value = 0; value < 3; value++)
        buf_add(&wanted, line_of(&line, 999, value));
    assert_true(str_eq(buf_str(&findings.records), buf_str(&wanted)));
    assert_false(findings.is_full);
    buf_release(&line);
    buf_release(&wanted);
    past_findings_release(&findings);
}

static void too_many_are_told(void **state)
{
    (void)state;
    struct past_findings findings;
    struct err err = {0};
    struct buf line;
    past_findings_init(&findings, &arena, ROOM);
    buf_init(&line, ROOM);
    int added = 0;
    for (; !findings.is_full; added++)
        assert_ok(past_findings_add(&findings, line_of(&line, 1, added), &err), &err);
    assert_in_range(added, ROOM / 100, ROOM / 20);
    assert_ok(past_findings_add(&findings, line_of(&line, 1, 0), &err), &err);
    assert_false(findings.records.overflow);
    assert_ok(past_findings_reduce(&findings, &err), &err);
    assert_true(str_starts(buf_str(&findings.records), line_of(&line, 1, 0)));
    buf_release(&line);
    past_findings_release(&findings);
}

int main(void)
{
    struct err err = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_oldest_stays),
                                       cmocka_unit_test(too_many_are_told)};
    if (arena_init(&arena, 1 << 20, &err) < 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
