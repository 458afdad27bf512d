#include "pipeline/tool/text_in.h"

#include "pipeline/base/num.h"

struct patterns {
    struct line_pattern list[TEXT_PATTERNS_MAX];
    size_t len;
};

/* The most telling first. */
static const char *const gnu[] = {
    "{path}:{line}:{column}: {severity}: {message} [{rule}]",
    "{path}:{line}:{column}: {severity}: {message}",
    "{path}:{line}:{column}: {message} [{rule}]",
    "{path}:{line}:{column}: {message}",
    "{path}:{line}: {severity}: {message} [{rule}]",
    "{path}:{line}: {severity}: {message}",
    "{path}:{line}: {message}",
};

static int read_one(struct patterns *patterns, struct str text, struct err *err)
{
    return line_pattern_read(&patterns->list[patterns->len++], text, err);
}

static int read_patterns(struct patterns *patterns, const struct tool *tool, struct err *err)
{
    int rc = 0;
    patterns->len = 0;
    if (tool->patterns.len > TEXT_PATTERNS_MAX)
        return err_set(err, ERR_USAGE, "[tool \"%.*s\"] pattern: more than %d", STR_ARG(tool->name),
                       TEXT_PATTERNS_MAX);
    for (size_t i = 0; i < tool->patterns.len && rc == 0; i++)
        rc = read_one(patterns, tool->patterns.at[i], err);
    for (size_t i = 0; tool->patterns.len == 0 && i < sizeof gnu / sizeof gnu[0] && rc == 0; i++)
        rc = read_one(patterns, str_from(gnu[i]), err);
    return rc < 0 ? err_wrap(err, "[tool \"%.*s\"] pattern", STR_ARG(tool->name)) : 0;
}

int text_in_check(const struct tool *tool, struct err *err)
{
    struct patterns patterns;
    return tool->format == TOOL_TEXT ? read_patterns(&patterns, tool, err) : 0;
}

static int64_t number_of(struct str digits)
{
    int64_t number;
    return num_parse_int(digits, &number) && number <= REPORT_LINE_MAX ? number : 0;
}

/* The part that comes in each of the GNU shapes before the message may be a word of the message. */
static bool fits(const struct report *report, const struct line_pattern *pattern, struct str line,
                 struct str fields[LINE_FIELDS])
{
    if (!line_pattern_match(pattern, line, fields))
        return false;
    bool is_own = report->tool->patterns.len > 0;
    return is_own || !fields[FIELD_SEVERITY].p || tool_severity_of(report->tool, fields[FIELD_SEVERITY]);
}

static void take(struct report *report, const struct str fields[LINE_FIELDS])
{
    struct statement *said = report_add(report);
    if (!said)
        return;
    struct str rule = fields[FIELD_RULE].len ? fields[FIELD_RULE] : fields[FIELD_SEVERITY];
    said->path = str_dup(report->arena, fields[FIELD_PATH]);
    said->line_start = said->line_end = number_of(fields[FIELD_LINE]);
    said->column = number_of(fields[FIELD_COLUMN]);
    said->cwe = number_of(fields[FIELD_CWE]);
    said->severity = tool_severity_of(report->tool, fields[FIELD_SEVERITY]);
    said->message = report_line(report, fields[FIELD_MESSAGE], REPORT_MESSAGE_MAX);
    said->rule = report_rule_id(report, rule.len ? rule : STR("finding"));
}

static void take_line(struct report *report, const struct patterns *patterns, struct str line)
{
    struct str fields[LINE_FIELDS];
    if (line.len && line.p[line.len - 1] == '\r')
        line.len--;
    if (!line.len)
        return;
    for (size_t i = 0; line.len <= TEXT_LINE_MAX && i < patterns->len; i++) {
        if (fits(report, &patterns->list[i], line, fields)) {
            take(report, fields);
            return;
        }
    }
    report->ignored++;
}

void text_in_read(struct report *report, struct str text)
{
    struct patterns patterns;
    if (read_patterns(&patterns, report->tool, NULL) < 0)
        BUG("patterns that nobody has checked");
    while (text.p)
        take_line(report, &patterns, str_cut(&text, '\n'));
}
