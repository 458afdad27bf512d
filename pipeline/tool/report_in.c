#include "pipeline/tool/report_in.h"

void report_init(struct report *report, const struct tool *tool, struct arena *arena)
{
    *report = (struct report){.arena = arena, .tool = tool};
}

static bool is_space(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

struct str report_line(struct report *report, struct str text, size_t max_bytes)
{
    text = str_trim(text);
    char *line = arena_array(report->arena, char, (text.len < max_bytes ? text.len : max_bytes) + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < max_bytes; i++) {
        if (!is_space(text.p[i]))
            line[len++] = text.p[i];
        else if (len && line[len - 1] != ' ')
            line[len++] = ' ';
    }
    size_t whole = str_utf8_prefix(str_of(line, len));
    bool is_cut =
        len - whole < 4 && len == max_bytes; /* inside of a character; else it was not UTF-8 before */
    return str_trim(str_of(line, is_cut ? whole : len));
}

/* Comments and settings name a rule as one word. */
static struct str fit_id(struct report *report, struct str id)
{
    struct str line = report_line(report, id, REPORT_RULE_MAX);
    char *fit = arena_array(report->arena, char, line.len + 1);
    for (size_t i = 0; i < line.len; i++)
        fit[i] = line.p[i] == ' ' || (line.p[i] & 0x80) ? '-' : line.p[i];
    return line.len ? str_of(fit, line.len) : STR("unnamed");
}

uint32_t report_rule_id(struct report *report, struct str id)
{
    uint32_t rule = intern_id(&report->rule_ids, report->arena, fit_id(report, id));
    while (report->rules.len <= rule)
        *vec_push(&report->rules, report->arena) = (struct report_rule){.cwe = 0};
    return rule;
}

struct report_rule *report_rule_at(struct report *report, uint32_t rule)
{
    return &report->rules.at[rule];
}

struct statement *report_add(struct report *report)
{
    if (report->statements.len == REPORT_STATEMENTS_MAX) {
        report->over_limit++;
        return NULL;
    }
    struct statement *said = vec_push(&report->statements, report->arena);
    *said = (struct statement){.line_start = 0};
    return said;
}

int64_t report_cwe(struct str text)
{
    enum { DIGITS_MAX = 5 };
    static const struct str prefix = {"external/cwe/", 13};
    if (str_starts(text, prefix))
        text = str_skip(text, prefix.len);
    if (text.len < 5 || !str_eq_nocase(str_head(text, 4), STR("CWE-")))
        return 0;
    int64_t number = 0;
    size_t i = 4;
    for (; i < text.len && i < 4 + DIGITS_MAX && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        number = number * 10 + (text.p[i] - '0');
    bool is_end = i == text.len || !((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '-');
    return is_end ? number : 0;
}
