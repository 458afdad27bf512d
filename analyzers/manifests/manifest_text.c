#include "analyzers/manifests/manifest_text.h"

struct str text_unquoted(struct str s)
{
    bool quoted = s.len >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.len - 1] == s.p[0];
    return quoted ? str_of(s.p + 1, s.len - 2) : s;
}

/* JSON with comments ----------------------------------------------------------------------------------------------- */

/* The offset behind the string that starts at `at`. */
static size_t behind_string(const char *text, size_t len, size_t at)
{
    for (at++; at < len && text[at] != '"'; at++)
        at += text[at] == '\\';
    return at < len ? at + 1 : len;
}

/* The offset behind the comment that starts at `at`, or `at` when none does. */
static size_t behind_comment(struct str text, size_t at)
{
    struct str rest = str_skip(text, at);
    ptrdiff_t end;
    if (str_starts(rest, STR("//")))
        end = str_index(rest, '\n');
    else if (str_starts(rest, STR("/*")))
        end = str_find(str_skip(rest, 2), STR("*/")) < 0 ? -1 : str_find(str_skip(rest, 2), STR("*/")) + 4;
    else
        return at;
    return end < 0 ? text.len : at + (size_t)end;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void jsonc_blank(char *text, size_t len)
{
    static const char mark[3] = {'\xEF', '\xBB', '\xBF'};
    size_t comma = len; /* the last comma with only white space behind it so far */
    if (len >= sizeof mark && memcmp(text, mark, sizeof mark) == 0)
        memset(text, ' ', sizeof mark);
    for (size_t at = 0; at < len;) {
        size_t behind = behind_comment(str_of(text, len), at);
        if (behind > at) {
            memset(text + at, ' ', behind - at);
            at = behind;
        } else if (text[at] == '"') {
            at = behind_string(text, len, at);
            comma = len;
        } else {
            if ((text[at] == '}' || text[at] == ']') && comma < len)
                text[comma] = ' ';
            if (!is_space(text[at]))
                comma = text[at] == ',' ? at : len;
            at++;
        }
    }
}

/* TOML -------------------------------------------------------------------------------------------------------------- */

struct toml_lines toml_begin(struct str text)
{
    return (struct toml_lines){.rest = text, .section = STR("")};
}

/* The line without its comment; `#` inside quotes is none. Adds to *depth the brackets it opens and does not close. */
static struct str toml_content(struct str line, int *depth)
{
    char quote = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.p[i];
        if (quote) {
            if (c == '\\' && quote == '"')
                i++;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#') {
            return str_trim(str_head(line, i));
        } else {
            *depth += (c == '[' || c == '{') - (c == ']' || c == '}');
        }
    }
    return str_trim(line);
}

/* The value that starts on `line`, up to the line where its brackets are closed again. */
static struct str toml_value(struct toml_lines *lines, struct str value, int depth)
{
    struct str all = value;
    while (depth > 0 && lines->rest.p) {
        struct str more = toml_content(str_cut(&lines->rest, '\n'), &depth);
        if (more.p)
            all.len = (size_t)(more.p + more.len - all.p);
    }
    return all;
}

bool toml_next(struct toml_lines *lines)
{
    while (lines->rest.p) {
        int depth = 0;
        struct str line = toml_content(str_cut(&lines->rest, '\n'), &depth);
        if (line.len >= 2 && line.p[0] == '[' && line.p[line.len - 1] == ']') {
            lines->section = str_trim(str_of(line.p + 1, line.len - 2));
            continue;
        }
        ptrdiff_t equals = str_index(line, '=');
        if (equals < 0)
            continue;
        lines->key = text_unquoted(str_trim(str_head(line, (size_t)equals)));
        lines->value = toml_value(lines, str_trim(str_skip(line, (size_t)equals + 1)), depth);
        return true;
    }
    return false;
}

struct str toml_string(struct str value)
{
    struct str inner = text_unquoted(value);
    return inner.p == value.p ? (struct str){NULL, 0} : inner;
}

/* The end of a value of an inline table: the comma or brace behind it, outside of quotes and brackets. */
static size_t member_end(struct str text, size_t at)
{
    int depth = 0;
    char quote = 0;
    for (; at < text.len; at++) {
        char c = text.p[at];
        if (quote) {
            at += c == '\\' && quote == '"';
            quote = c == quote ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (depth == 0 && (c == ',' || c == '}')) {
            return at;
        } else {
            depth += (c == '[' || c == '{') - (c == ']' || c == '}');
        }
    }
    return text.len;
}

struct str toml_raw_member(struct str table, const char *key)
{
    size_t at = str_starts(table, STR("{")) ? 1 : table.len;
    while (at < table.len) {
        size_t end = member_end(table, at);
        struct str value = str_of(table.p + at, end - at), name = str_cut(&value, '=');
        if (value.p && str_eq(text_unquoted(str_trim(name)), str_from(key)))
            return str_trim(value);
        at = end + 1;
    }
    return (struct str){NULL, 0};
}

struct str toml_member(struct str table, const char *key)
{
    return toml_string(toml_raw_member(table, key));
}

/* go.mod ------------------------------------------------------------------------------------------------------------ */

struct gomod_lines gomod_begin(struct str text)
{
    return (struct gomod_lines){.rest = text};
}

/* Cuts the next word of *line, up to a comment. */
static struct str gomod_word(struct str *line)
{
    *line = str_trim(*line);
    size_t len = 0;
    while (len < line->len && !is_space(line->p[len]))
        len++;
    struct str word = str_head(*line, len);
    *line = str_skip(*line, len);
    if (str_starts(word, STR("//"))) {
        *line = str_head(*line, 0);
        return *line;
    }
    return text_unquoted(word);
}

bool gomod_next(struct gomod_lines *lines)
{
    while (lines->rest.p) {
        struct str line = str_cut(&lines->rest, '\n');
        struct str word = gomod_word(&line);
        if (word.len == 0)
            continue;
        if (lines->in_block && str_eq(word, STR(")"))) {
            lines->in_block = false;
            continue;
        }
        if (!lines->in_block) {
            lines->verb = word;
            word = gomod_word(&line);
        }
        if (str_eq(word, STR("("))) {
            lines->in_block = true;
            continue;
        }
        lines->n_args = 0;
        for (; word.len && lines->n_args < sizeof lines->args / sizeof *lines->args; word = gomod_word(&line))
            lines->args[lines->n_args++] = word;
        return true;
    }
    return false;
}
