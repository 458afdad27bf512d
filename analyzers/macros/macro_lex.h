/*
 * macro_lex: the few lexical facts of C and C++ that the macro pre-pass needs.
 *
 * Every function takes the rest of a text [p, end) and returns a place in it, `end` at most; none keeps anything. Line
 * splices (backslash, newline) count as white space.
 */
#ifndef CBCRAWL_MACROS_MACRO_LEX_H
#define CBCRAWL_MACROS_MACRO_LEX_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum lex_class {
    LEX_PUNCT, /* all bytes without a class of their own */
    LEX_SPACE,
    LEX_NEWLINE,
    LEX_NAME, /* may begin a name; bytes above ASCII too */
    LEX_DIGIT,
    LEX_QUOTE,
    LEX_SLASH,
    LEX_HASH,
    LEX_OPEN,  /* ( [ { */
    LEX_CLOSE, /* ) ] } */
};

extern const uint8_t lex_classes[256];

static inline enum lex_class lex_class(char c)
{
    return (enum lex_class)lex_classes[(unsigned char)c];
}

static inline bool lex_is_word(char c)
{
    enum lex_class class = lex_class(c);
    return class == LEX_NAME || class == LEX_DIGIT;
}

/* Past the name that begins at p. */
static inline const char *lex_name(const char *p, const char *end)
{
    while (p < end && lex_is_word(*p))
        p++;
    return p;
}

/* Past the literal whose quote is at p; an unclosed one ends with its line. */
const char *lex_quoted(const char *p, const char *end);

/* Past the raw string whose quote is at p: "x( … )x". */
const char *lex_raw_string(const char *p, const char *end);

/* Past the number at p. */
const char *lex_number(const char *p, const char *end);

/* Past the comment at p, or one past p when none begins there. */
const char *lex_comment(const char *p, const char *end);

/* Past blanks and comments, on this line or on any. */
const char *lex_blank(const char *p, const char *end);
const char *lex_gap(const char *p, const char *end);

/* Past the bracket that closes the one at p. NULL when none does within LEX_GROUP_MAX bytes, or a directive comes
 * first. */
enum { LEX_GROUP_MAX = 2048 }; /* arguments of an attribute; a bound for text of nothing but open brackets */
const char *lex_group(const char *p, const char *end);

/* The newline that ends the logical line at p, or `end`. Comments that span lines and splices are part of it. */
const char *lex_line(const char *p, const char *end);

/* Is it an all-capitals name of at least three bytes, as macros are by custom? */
bool lex_is_capitals(struct str name);

#endif
