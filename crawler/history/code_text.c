#include "crawler/history/code_text.h"

#include "crawler/files/syntax.h"
#include "pipeline/base/hash.h"

enum { IS_SPACE = 1, MAY_BEGIN = 2 };

static bool is_quoted(const struct token *token)
{
    return token->kind == TOKEN_STRING && !(token->flags & DOCSTRING);
}

static bool is_comment(const struct token *token)
{
    return token->kind == TOKEN_LINE || token->kind == TOKEN_BLOCK;
}

struct code_syntax code_syntax_of(const struct lang *lang)
{
    struct code_syntax syntax = {.lang = lang};
    syntax.skips[' '] = syntax.skips['\t'] = syntax.skips['\n'] = syntax.skips['\r'] = IS_SPACE;
    if (!lang || !lang->syntax)
        return syntax;
    for (size_t i = 0; i < lang->syntax->n_tokens; i++) {
        const struct token *token = &lang->syntax->tokens[i];
        if (is_comment(token) || is_quoted(token) || token->kind == TOKEN_CHAR)
            syntax.skips[(unsigned char)token->open[0]] = MAY_BEGIN;
    }
    return syntax;
}

/* Does the token count at that place of the line? */
static bool is_in_place(const struct token *token, struct str line, size_t at, bool is_first)
{
    if (token->flags & AT_COLUMN_0)
        return at == 0;
    if (token->flags & AT_FIRST)
        return is_first;
    if (token->flags & AT_WORD)
        return at == 0 || strchr(" \t;|&()", line.p[at - 1]);
    return true;
}

/* The longest token that begins there; NULL when none does. */
static const struct token *token_at(const struct code_syntax *syntax, struct str line, size_t at,
                                    bool is_first)
{
    const struct token *found = NULL;
    for (size_t i = 0; i < syntax->lang->syntax->n_tokens; i++) {
        const struct token *token = &syntax->lang->syntax->tokens[i];
        if (!str_starts(str_skip(line, at), str_from(token->open)) || !is_in_place(token, line, at, is_first))
            continue;
        if (!found || strlen(token->open) > strlen(found->open))
            found = token;
    }
    return found;
}

/* Where a token's end ends that began at `at`: the end of the line when it is not on it. */
static size_t end_of(const struct token *token, struct str line, size_t at)
{
    struct str close = str_from(token->close);
    at += strlen(token->open);
    for (; close.len && at < line.len; at++) {
        if ((token->flags & ESCAPES) && line.p[at] == '\\')
            at++;
        else if (str_starts(str_skip(line, at), close))
            return at + close.len;
    }
    return line.len;
}

/* A character in quotes ends with the next one; else the quote is a mark of its own (a lifetime, a prime). */
static size_t end_of_character(struct str line, size_t at)
{
    size_t close = at + 1 < line.len && line.p[at + 1] == '\\' ? at + 3 : at + 2;
    return close < line.len && line.p[close] == line.p[at] ? close + 1 : at + 1;
}

/* Where what begins at `at` ends; *ret_is_code when it is not a comment. */
static size_t pass(const struct code_syntax *syntax, struct str line, size_t at, bool is_first,
                   bool *ret_is_code)
{
    const struct token *token = token_at(syntax, line, at, is_first);
    *ret_is_code = !token || !is_comment(token);
    if (token && token->kind == TOKEN_CHAR)
        return end_of_character(line, at);
    return token && (is_comment(token) || is_quoted(token)) ? end_of(token, line, at) : at + 1;
}

size_t code_text(const struct code_syntax *syntax, struct str line, char *to)
{
    size_t len = 0;
    for (size_t at = 0; at < line.len;) {
        bool is_code = true;
        size_t next = at + 1;
        if (syntax->skips[(unsigned char)line.p[at]] == MAY_BEGIN)
            next = pass(syntax, line, at, len == 0, &is_code);
        for (; is_code && at < next; at++) {
            to[len] = line.p[at];
            len += syntax->skips[(unsigned char)line.p[at]] != IS_SPACE;
        }
        at = next;
    }
    return len;
}

uint64_t code_hash(const struct code_syntax *syntax, struct str line, struct buf *room)
{
    buf_clear(room);
    char *to = buf_reserve(room, line.len + 1);
    size_t len = to ? code_text(syntax, line, to) : 0;
    return len ? hash64(str_of(to, len)) | 1 : 0;
}
