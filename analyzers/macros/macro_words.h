/*
 * macro_words: the words of C and C++ as the macro pre-pass sees them, and what a macro can stand for.
 *
 * A name is either a word of the language, with an enum word, or a macro, with the union of the classes of all its
 * definitions.
 */
#ifndef CBCRAWL_MACROS_MACRO_WORDS_H
#define CBCRAWL_MACROS_MACRO_WORDS_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum word {
    WORD_NONE,
    WORD_CONTROL,   /* takes a parenthesis and a statement: if for while */
    WORD_ELSE,      /* takes a statement: else do try */
    WORD_CASE,      /* up to a colon: case default */
    WORD_STORAGE,   /* static extern inline … */
    WORD_TYPE,      /* int unsigned void … */
    WORD_QUALIFIER, /* const volatile … */
    WORD_CLASS,     /* struct union class */
    WORD_ENUM,
    WORD_NAMESPACE,
    WORD_TYPEDEF,
    WORD_ATTRIBUTE, /* takes a parenthesis and belongs to a declaration: __attribute__ */
    WORD_OPERATOR,  /* part of an expression, or takes a parenthesis that is no call: return sizeof */
    WORD_RAW,       /* R, LR …: a raw string when a quote follows */
};

enum macro_class {
    MACRO_EMPTY = 1 << 0,     /* nothing */
    MACRO_SPECIFIER = 1 << 1, /* attributes, storage classes, qualifiers, linkage */
    MACRO_STATEMENT = 1 << 2, /* statements or declarations, complete */
    MACRO_OPENS = 1 << 3,     /* leaves a brace or a control statement open: foreach loops */
    MACRO_CLOSES = 1 << 4,    /* closes a brace it did not open */
    MACRO_TYPE = 1 << 5,      /* the words of a type */
    MACRO_OTHER = 1 << 6,     /* anything else, expressions above all */
    MACRO_OBJECT = 1 << 7,    /* defined without parameters */
    MACRO_CALL = 1 << 8,      /* defined with parameters */

    MACRO_FORMS = MACRO_OBJECT | MACRO_CALL,
    MACRO_NOTHING = MACRO_EMPTY | MACRO_SPECIFIER, /* classes that a parser does not miss */
};

struct macro_word {
    const char *name;
    enum word word;
    bool is_cpp; /* a name like any other in C */
};

struct macro_known {
    const char *name;
    uint16_t classes;
};

/* In byte order. */
extern const struct macro_word macro_words[];
extern const size_t macro_words_len;

/* Macros of system headers and common libraries, which the tree uses but does not define. */
extern const struct macro_known macro_known[];
extern const size_t macro_known_len;

enum word macro_word_of(struct str name);

#endif
