#include "pipeline/tool/line_pattern.h"

static const char *const field_names[LINE_FIELDS] = {
    [FIELD_PATH] = "path",         [FIELD_LINE] = "line", [FIELD_COLUMN] = "column",
    [FIELD_SEVERITY] = "severity", [FIELD_RULE] = "rule", [FIELD_MESSAGE] = "message",
    [FIELD_CWE] = "cwe",           [FIELD_ANY] = "any",
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

static bool find_field(struct str name, enum line_field *ret_field)
{
    for (int i = 0; i < LINE_FIELDS; i++) {
        if (str_eq(name, str_from(field_names[i]))) {
            *ret_field = (enum line_field)i;
            return true;
        }
    }
    return false;
}

static bool has_field(const struct line_pattern *pattern, enum line_field field)
{
    for (size_t i = 0; i < pattern->n_parts; i++) {
        if (pattern->parts[i].is_field && pattern->parts[i].field == field)
            return true;
    }
    return false;
}

static int add_field(struct line_pattern *pattern, struct str name, struct err *err)
{
    enum line_field field;
    if (!find_field(name, &field))
        return err_set(err, ERR_USAGE,
                       "there is no field {%.*s}; there are path, line, column, severity, rule, message,"
                       " cwe, any",
                       STR_ARG(str_head(name, 40)));
    if (field != FIELD_ANY && has_field(pattern, field))
        return err_set(err, ERR_USAGE, "{%s} twice", field_names[field]);
    if (pattern->n_parts && pattern->parts[pattern->n_parts - 1].is_field)
        return err_set(err, ERR_USAGE, "nothing stands before {%s} to tell where it begins",
                       field_names[field]);
    pattern->parts[pattern->n_parts++] = (struct line_part){.is_field = true, .field = field};
    return 0;
}

/* Takes the next part off `rest`: a field, or all up to the next one. */
static int read_part(struct line_pattern *pattern, struct str *rest, struct err *err)
{
    ptrdiff_t open = str_index(*rest, '{'), close = str_index(*rest, '}');
    if (open == 0 && close > 0) {
        struct str name = str_of(rest->p + 1, (size_t)close - 1);
        *rest = str_skip(*rest, (size_t)close + 1);
        return add_field(pattern, name, err);
    }
    struct str literal = open > 0 ? str_head(*rest, (size_t)open) : *rest;
    pattern->parts[pattern->n_parts++] = (struct line_part){.literal = literal};
    *rest = str_skip(*rest, literal.len);
    return 0;
}

int line_pattern_read(struct line_pattern *pattern, struct str text, struct err *err)
{
    int rc = 0;
    *pattern = (struct line_pattern){.n_parts = 0};
    while (text.len && rc == 0) {
        if (pattern->n_parts == LINE_PATTERN_PARTS)
            return err_set(err, ERR_USAGE, "more than %d parts", LINE_PATTERN_PARTS);
        rc = read_part(pattern, &text, err);
    }
    if (rc == 0 && (!has_field(pattern, FIELD_PATH) || !has_field(pattern, FIELD_MESSAGE)))
        rc = err_set(err, ERR_USAGE, "a pattern has {path} and {message}");
    return rc;
}

/* Matching --------------------------------------------------------------------------------------------------------- */

struct matching {
    const struct line_pattern *pattern;
    struct str line;
    struct str *fields;
    int steps; /* left */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_number(enum line_field field)
{
    return field == FIELD_LINE || field == FIELD_COLUMN || field == FIELD_CWE;
}

static bool is_word(enum line_field field)
{
    return field == FIELD_SEVERITY || field == FIELD_RULE;
}

/* How many bytes at `at` may belong to the field at most. */
static size_t reach(const struct matching *m, enum line_field field, size_t at)
{
    size_t len = 0;
    while (at + len < m->line.len) {
        char c = m->line.p[at + len];
        if ((is_number(field) && !is_digit(c)) || (is_word(field) && (c == ' ' || c == '\t')))
            break;
        len++;
    }
    return len;
}

static bool match_from(struct matching *m, size_t part, size_t at);

static bool try_length(struct matching *m, size_t part, size_t at, size_t len)
{
    if (--m->steps < 0 || !match_from(m, part + 1, at + len))
        return false;
    m->fields[m->pattern->parts[part].field] = str_of(m->line.p + at, len);
    return true;
}

static bool match_field(struct matching *m, size_t part, size_t at)
{
    enum line_field field = m->pattern->parts[part].field;
    size_t least = field != FIELD_ANY, most = reach(m, field, at);
    bool is_greedy = field == FIELD_MESSAGE || is_number(field);
    for (size_t i = least; i <= most && m->steps > 0; i++) {
        if (try_length(m, part, at, is_greedy ? most - (i - least) : i))
            return true;
        if (is_number(field)) /* all of its digits or none */
            return false;
    }
    return false;
}

/* Depth is that of parts: LINE_PATTERN_PARTS at most. */
static bool match_from(struct matching *m, size_t part, size_t at)
{
    if (part == m->pattern->n_parts)
        return at == m->line.len;
    const struct line_part *next = &m->pattern->parts[part];
    if (next->is_field)
        return match_field(m, part, at);
    return str_starts(str_skip(m->line, at), next->literal) && match_from(m, part + 1, at + next->literal.len);
}

bool line_pattern_match(const struct line_pattern *pattern, struct str line,
                        struct str ret_fields[LINE_FIELDS])
{
    struct matching m = {pattern, line, ret_fields, LINE_PATTERN_STEPS};
    for (int i = 0; i < LINE_FIELDS; i++)
        ret_fields[i] = (struct str){NULL, 0};
    return match_from(&m, 0, 0);
}
