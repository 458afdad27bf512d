/* What tools print: patterns of lines, numbers of weaknesses, lines for people, words for severities. */
#include "pipeline/tool/sarif_in.h"
#include "pipeline/tool/text_in.h"
#include "tests/unit/check.h"

#include <stdio.h>

static const struct tool plain = {.name = {"t", 1}, .format = TOOL_TEXT};

static void pattern_fits(const char *pattern, const char *line, struct str fields[LINE_FIELDS])
{
    struct line_pattern read;
    struct err err = {0};
    assert_ok(line_pattern_read(&read, str_from(pattern), &err), &err);
    if (!line_pattern_match(&read, str_from(line), fields))
        fail_msg("%s does not fit %s", line, pattern);
}

static void patterns_take_lines_apart(void **state)
{
    (void)state;
    struct str fields[LINE_FIELDS];
    pattern_fits("{path}:{line}:{column}: {severity}: {message} [{rule}]",
                 "a:b.c:12:3: warning: this [is] it: so [r-1]", fields);
    assert_str(fields[FIELD_PATH], "a:b.c");
    assert_str(fields[FIELD_LINE], "12");
    assert_str(fields[FIELD_COLUMN], "3");
    assert_str(fields[FIELD_SEVERITY], "warning");
    assert_str(fields[FIELD_MESSAGE], "this [is] it: so");
    assert_str(fields[FIELD_RULE], "r-1");
    pattern_fits("{rule} {any}|{path}|{message}", "E1 what ever|a b.py|m", fields);
    assert_str(fields[FIELD_PATH], "a b.py");
    assert_str(fields[FIELD_RULE], "E1");
    assert_null(fields[FIELD_LINE].p);
}

static void patterns_refuse_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {"a.c:x: m", "a.c:1:", ":1: m", "a.c 1 m", ""};
    struct str fields[LINE_FIELDS];
    struct line_pattern pattern;
    struct err err = {0};
    assert_ok(line_pattern_read(&pattern, STR("{path}:{line}: {message}"), &err), &err);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (line_pattern_match(&pattern, str_from(lines[i]), fields))
            fail_msg("\"%s\" should not fit", lines[i]);
    }
}

/* Four fields that can share a line of one letter in n⁴ ways: the ceiling of steps ends it. */
static void a_bomb_does_not_fit(void **state)
{
    (void)state;
    char line[TEXT_LINE_MAX];
    struct str fields[LINE_FIELDS];
    struct line_pattern pattern;
    struct err err = {0};
    memset(line, 'a', sizeof line);
    assert_ok(line_pattern_read(&pattern, STR("{path}a{any}a{any}a{any}a{message}!"), &err), &err);
    assert_false(line_pattern_match(&pattern, str_of(line, sizeof line), fields));
}

static void weaknesses_are_read(void **state)
{
    (void)state;
    assert_int_equal(report_cwe(STR("CWE-79")), 79);
    assert_int_equal(report_cwe(STR("external/cwe/cwe-079")), 79);
    assert_int_equal(report_cwe(STR("CWE-78: OS command injection")), 78);
    assert_int_equal(report_cwe(STR("CWE-1234567")), 0);
    assert_int_equal(report_cwe(STR("CWE-")), 0);
    assert_int_equal(report_cwe(STR("CVE-2020-1")), 0);
    assert_int_equal(report_cwe(STR("OWASP-A01")), 0);
}

static void texts_become_lines(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct report report;
    report_init(&report, &plain, &arena);
    assert_str(report_line(&report, STR("  two\n\tlines \033[1m "), 100), "two lines [1m");
    assert_str(report_line(&report, STR("abc\xc3\xa4"), 4), "abc");
    assert_str(report_line(&report, STR("abc\xc3\xa4"), 5), "abc\xc3\xa4");
    uint32_t rule = report_rule_id(&report, STR("two words\xc3\xa4"));
    assert_str(report.rule_ids.names.at[rule], "two-words--");
    assert_str(report.rule_ids.names.at[report_rule_id(&report, STR(" "))], "unnamed");
    arena_release(&arena);
}

/* A "severity" that is none belongs to the message. */
static void words_before_messages(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct report report;
    report_init(&report, &plain, &arena);
    text_in_read(&report,
                 STR("a.c:1:2: note: see this\r\na.c:1:2: foo: see that\nIn file a:\na.c:3: x [y]\n"));
    assert_int_equal(report.statements.len, 3);
    assert_int_equal(report.ignored, 1);
    assert_string_equal(report.statements.at[0].severity, "low");
    assert_str(report.statements.at[0].message, "see this");
    assert_str(report.statements.at[1].message, "foo: see that");
    assert_null(report.statements.at[1].severity);
    assert_int_equal(report.statements.at[2].line_start, 3);
    arena_release(&arena);
}

/* The same result a hundred thousand times and once more. */
static void a_flood_is_counted(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct report report;
    struct buf text;
    buf_init(&text, 8 << 20);
    for (int i = 0; i < REPORT_STATEMENTS_MAX + 3; i++)
        buf_add(&text, STR("a.c:1: flood\n"));
    report_init(&report, &plain, &arena);
    text_in_read(&report, buf_str(&text));
    assert_int_equal(report.statements.len, REPORT_STATEMENTS_MAX);
    assert_int_equal(report.over_limit, 3);
    buf_release(&text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_take_lines_apart), cmocka_unit_test(patterns_refuse_lines),
        cmocka_unit_test(a_bomb_does_not_fit),       cmocka_unit_test(weaknesses_are_read),
        cmocka_unit_test(texts_become_lines),        cmocka_unit_test(words_before_messages),
        cmocka_unit_test(a_flood_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
