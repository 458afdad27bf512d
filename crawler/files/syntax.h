/*
 * syntax: what begins and ends comments and strings in a language, as data.
 *
 * A syntax is a list of tokens. In code the longest token that fits decides; once something is open only its own end
 * (and escapes, nesting and interpolation where it has them) matters. Most languages are plain tables of lines, blocks
 * and strings; the few whose ends are computed (raw strings, here-documents) have a kind of their own. The tables are
 * in lang_table.c, the machine that follows them in scan.c. All static and constant.
 */
#ifndef CBCRAWL_FILES_SYNTAX_H
#define CBCRAWL_FILES_SYNTAX_H

#include <stddef.h>
#include <stdint.h>

enum {
    TOKEN_LEN_MAX = 8,      /* a token is compared as one 64-bit word */
    SYNTAX_TOKENS_MAX = 24, /* tokens of one syntax; the longest table has 20 */
};

enum token_kind {
    TOKEN_LINE,   /* comment to the end of the line */
    TOKEN_BLOCK,  /* comment to `close` */
    TOKEN_STRING, /* string to `close`, or to the end of the line when that is empty */
    TOKEN_ESCAPE, /* itself and the byte behind it mean nothing */
    TOKEN_SKIP,   /* itself means nothing: hides what it looks like */
    TOKEN_CHAR,   /* a quote that may also be a lifetime, a prime, a type variable */
    TOKEN_REGEX,  /* a slash: regular expression where an operand is due, else division */
    TOKEN_BRACKET, /* long brackets of Lua and CMake: [==[ … ]==], string or comment by what is before the bracket */
    TOKEN_HEREDOC, /* the lines below, up to the word that follows */
    TOKEN_ENTER,   /* another language starts here, up to `close` */
    TOKEN_TAG,     /* the same behind the '>' that ends this tag */
};

enum token_flag {
    /* Where it counts. */
    AT_COLUMN_0 = 1 << 0, /* nothing before it on its line */
    AT_FIRST = 1 << 1,    /* only white space before it on its line */
    AT_WORD = 1 << 2,     /* behind white space or an operator of the shell */
    AT_OPERATOR = 1 << 3, /* Haskell: not as a part of a longer operator such as --> */
    NO_CASE = 1 << 4,     /* letters of either case; the table has them in lower case */

    /* What is inside. */
    NESTS = 1 << 5,     /* the same token inside needs its own end */
    MULTILINE = 1 << 6, /* a string goes on behind the end of the line, else it ends there, closed or not */
    ESCAPES = 1 << 7,   /* backslash hides the byte behind it */
    SPLICED = 1 << 8,   /* a backslash before the line's end joins the next line to a line comment */
    INTERPOLATES = 1 << 9, /* code in "${ }" for braces, "$( )" for parentheses: see `struct syntax` */
    CLOSES_AT_0 = 1 << 10, /* its end counts in column 0 only */
    DOCSTRING = 1 << 11,   /* Python: a comment when the code before it does not go on */

    /* Strings whose prefix changes their end. */
    RAW_CPP = 1 << 12,    /* R"x( … )x" */
    RAW_RUST = 1 << 13,   /* r##" … "## */
    RAW_CSHARP = 1 << 14, /* @" … " and """" … """" */

    /* Here-documents. */
    INDENTED = 1 << 15, /* the end may be indented, also without - or ~ before the word */
    SPACED = 1 << 16,   /* white space may stand before the word */
    CAPITAL = 1 << 17,  /* the word is quoted or begins with a capital, else it is a shift */
};

struct token {
    char open[TOKEN_LEN_MAX + 1];
    char close[TOKEN_LEN_MAX + 1];
    enum token_kind kind;
    unsigned flags;
    const struct syntax *inner; /* TOKEN_ENTER, TOKEN_TAG */
};

struct syntax {
    const struct token *tokens;
    size_t n_tokens;
    char interpolation; /* '{' or '(', for tokens that INTERPOLATES; 0 when there are none */
};

#endif
