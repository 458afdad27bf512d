#include "analyzers/macros/macro_lex.h"

const uint8_t lex_classes[256] = {
    [' '] = LEX_SPACE,  ['\t'] = LEX_SPACE,   ['\r'] = LEX_SPACE,         ['\v'] = LEX_SPACE,
    ['\f'] = LEX_SPACE, ['\n'] = LEX_NEWLINE, ['0' ... '9'] = LEX_DIGIT,  ['a' ... 'z'] = LEX_NAME,
    ['"'] = LEX_QUOTE,  ['\''] = LEX_QUOTE,   ['A' ... 'Z'] = LEX_NAME,   ['_'] = LEX_NAME,
    ['$'] = LEX_NAME,   ['#'] = LEX_HASH,     [0x80 ... 0xff] = LEX_NAME, ['('] = LEX_OPEN,
    ['['] = LEX_OPEN,   ['{'] = LEX_OPEN,     [')'] = LEX_CLOSE,          [']'] = LEX_CLOSE,
    ['}'] = LEX_CLOSE,  ['/'] = LEX_SLASH,
};

const char *lex_quoted(const char *p, const char *end)
{
    char quote = *p++;
    while (p < end && *p != quote) {
        if (*p == '\n')
            return p;
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    }
    return p < end ? p + 1 : end;
}

const char *lex_raw_string(const char *p, const char *end)
{
    enum { DELIMITER_MAX = 16 }; /* as the standard says */
    char close[DELIMITER_MAX + 2] = {')'};
    size_t len = 1;
    for (p++; p < end && *p != '('; p++) {
        if (len > DELIMITER_MAX)
            return p;
        close[len++] = *p;
    }
    close[len++] = '"';
    const char *at = memmem(p, (size_t)(end - p), close, len);
    return at ? at + len : end;
}

const char *lex_number(const char *p, const char *end)
{
    while (p < end) {
        bool sign = (*p == '+' || *p == '-') && strchr("eEpP", p[-1]);
        bool separator = *p == '\'' && p + 1 < end && lex_is_word(p[1]);
        if (!lex_is_word(*p) && *p != '.' && !sign && !separator)
            break;
        p++;
    }
    return p;
}

const char *lex_comment(const char *p, const char *end)
{
    if (p + 1 >= end)
        return end;
    if (p[1] == '*') {
        const char *at = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
        return at ? at + 2 : end;
    }
    if (p[1] != '/')
        return p + 1;
    for (;;) {
        const char *at = memchr(p, '\n', (size_t)(end - p));
        if (!at || at[-1] != '\\')
            return at ? at : end;
        p = at + 1;
    }
}

static bool comment_begins(const char *p, const char *end)
{
    return p + 1 < end && p[0] == '/' && (p[1] == '/' || p[1] == '*');
}

/* Length of the line splice at p, or 0. */
static size_t splice_len(const char *p, const char *end)
{
    if (p + 1 < end && p[0] == '\\' && p[1] == '\n')
        return 2;
    return p + 2 < end && p[0] == '\\' && p[1] == '\r' && p[2] == '\n' ? 3 : 0;
}

const char *lex_blank(const char *p, const char *end)
{
    while (p < end) {
        size_t splice = splice_len(p, end);
        if (lex_class(*p) == LEX_SPACE)
            p++;
        else if (splice)
            p += splice;
        else if (comment_begins(p, end))
            p = lex_comment(p, end);
        else
            break;
    }
    return p;
}

const char *lex_gap(const char *p, const char *end)
{
    for (p = lex_blank(p, end); p < end && *p == '\n'; p = lex_blank(p, end))
        p++;
    return p;
}

const char *lex_group(const char *p, const char *end)
{
    size_t depth = 0;
    bool line_start = false;
    if (end - p > LEX_GROUP_MAX)
        end = p + LEX_GROUP_MAX;
    while (p < end) {
        enum lex_class class = lex_class(*p);
        if (class == LEX_HASH && line_start)
            return NULL;
        if (class != LEX_SPACE)
            line_start = class == LEX_NEWLINE;
        if (class == LEX_QUOTE) {
            p = lex_quoted(p, end);
            continue;
        }
        if (class == LEX_SLASH) {
            p = lex_comment(p, end);
            continue;
        }
        depth += class == LEX_OPEN;
        p++;
        if (class == LEX_CLOSE && --depth == 0)
            return p;
    }
    return NULL;
}

const char *lex_line(const char *p, const char *end)
{
    while (p < end && *p != '\n') {
        size_t splice = splice_len(p, end);
        if (splice)
            p += splice;
        else if (*p == '"' || *p == '\'')
            p = lex_quoted(p, end);
        else if (*p == '/')
            p = lex_comment(p, end);
        else
            p++;
    }
    return p;
}

bool lex_is_capitals(struct str name)
{
    if (name.len < 3 || lex_class(name.p[0]) == LEX_DIGIT)
        return false;
    bool letter = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        letter |= c >= 'A' && c <= 'Z';
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return letter;
}
