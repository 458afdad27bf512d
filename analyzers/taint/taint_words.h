/*
 * taint_words: which functions name a source or a sink, from the words of a text alone.
 *
 * Interpreting costs far more than reading: only what may find something is run. A word that says something
 * (taint_word) is noted with its place. Most sources are named by one word. Of others a word is half: "request" and
 * "data" of request.data, which may stand far from each other; only both together name one.
 */
#ifndef CBCRAWL_TAINT_TAINT_WORDS_H
#define CBCRAWL_TAINT_TAINT_WORDS_H

#include "analyzers/taint/taint_rules.h"

/* Letters, digits and '_': what a word is made of. */
static inline bool taint_is_word_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

struct word_mark {
    uint32_t at;
    unsigned bits; /* TAINT_WORD_SOURCE, _SINK, _OBJECT, _PART */
};

/* In the order of the text. */
struct word_marks {
    VEC(struct word_mark);
};

/* The words of a file's text that say something, in `arena`. */
struct word_marks taint_words_find(const struct taint_rules *rules, enum ast_lang lang, struct str text,
                                   struct arena *arena);

/* What those in the bytes [from, to) say together. */
unsigned taint_words_within(const struct word_marks *marks, uint32_t from, uint32_t to);

/* Do they name a source, in one word or in two halves? */
bool taint_words_have_source(unsigned bits);

#endif
