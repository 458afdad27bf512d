#include "analyzers/rules/query_inside.h"

static void skip(struct reader *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        r->line += r->rest.p[i] == '\n';
    r->rest = str_skip(r->rest, n);
}

/* Up to the end of its line. */
static size_t comment_len(struct str text)
{
    ptrdiff_t newline = str_index(text, '\n');
    return newline < 0 ? text.len : (size_t)newline;
}

int pattern_peek(struct reader *r)
{
    while (r->rest.len > 0) {
        char c = r->rest.p[0];
        if (c == ';')
            skip(r, comment_len(r->rest));
        else if (c == ' ' || (c >= '\t' && c <= '\r'))
            skip(r, 1);
        else
            return (unsigned char)c;
    }
    return 0;
}

bool pattern_take(struct reader *r, char c)
{
    bool is_there = pattern_peek(r) == (unsigned char)c && c;
    if (is_there)
        skip(r, 1);
    return is_there;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '?';
}

struct str pattern_word(struct reader *r)
{
    size_t len = 0;
    pattern_peek(r);
    while (len < r->rest.len && is_word(r->rest.p[len]))
        len++;
    struct str word = str_head(r->rest, len);
    skip(r, len);
    return word;
}

int pattern_fail(struct reader *r, const char *what, struct str word)
{
    return err_set(r->err, ERR_USAGE, "%s:%u: %s%s%.*s%s", r->source->file, r->line, what,
                   word.len ? " '" : "", STR_ARG(str_head(word, 100)), word.len ? "'" : "");
}

/* \" and \\ stand for the second byte, \n and \t for what they mean in C; any other backslash is itself, so that regular
 * expressions need no doubled ones. */
static char unescape(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c;
}

int pattern_string(struct reader *r, struct str *ret)
{
    if (!pattern_take(r, '"'))
        return pattern_fail(r, "a word in double quotes is missing here", STR(""));
    char *text = arena_array(r->arena, char, r->rest.len + 1);
    size_t len = 0, at = 0;
    while (at < r->rest.len && r->rest.p[at] != '"' && r->rest.p[at] != '\n') {
        char c = r->rest.p[at++];
        if (c == '\\' && at < r->rest.len && strchr("\"\\nt", r->rest.p[at]))
            c = unescape(r->rest.p[at++]);
        text[len++] = c;
    }
    if (at == r->rest.len || r->rest.p[at] != '"')
        return pattern_fail(r, "this string does not end on its line", STR(""));
    skip(r, at + 1);
    *ret = str_of(text, len);
    return 0;
}

int pattern_capture(struct reader *r, struct str name)
{
    int known = query_capture(r->query, name);
    if (known >= 0)
        return known;
    if (name.len == 0)
        return pattern_fail(r, "a name is missing behind '@'", name);
    if (r->query->n_captures == PATTERN_CAPTURES_MAX)
        return pattern_fail(r, "over 16 captures in one rule at", name);
    r->query->captures[r->query->n_captures] = str_dup(r->arena, name);
    return (int)r->query->n_captures++;
}
