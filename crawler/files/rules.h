/*
 * rules: a syntax made ready for scanning.
 *
 * `sets` say which bytes can begin something in code (RULES_OPEN) and which can end or continue what is open
 * (RULES_SHUT): all others are skipped 64 at a time. Tokens are sorted by first byte, the longest first. Made in about
 * a microsecond from a constant table; a counter keeps those of its language from file to file.
 */
#ifndef CBCRAWL_FILES_RULES_H
#define CBCRAWL_FILES_RULES_H

#include "crawler/files/syntax.h"
#include "pipeline/kernel/bytes.h"

enum { RULES_OPEN, RULES_SHUT };

/* A token as a word: it stands at p when ((8 bytes at p | fold) & mask) == text. */
struct rule {
    uint64_t text, mask, fold;
    const struct token *token;
};

struct rules {
    const struct syntax *syntax;
    const struct token *entered_by; /* NULL for the language of the file itself */
    struct bytes_set sets[BYTES_SETS];
    bool firsts;       /* some tokens are looked for only where a line begins */
    struct rule leave; /* the end of an inner language; mask 0 when there is none */
    uint8_t n;
    uint8_t start[128]; /* of the tokens with that first byte, index into `rule`; n when there are none */
    struct rule rule[SYNTAX_TOKENS_MAX];
};

/* `syntax` may be NULL: no rules. `entered_by` says how an inner language ends. */
void rules_make(struct rules *rules, const struct syntax *syntax, const struct token *entered_by);

/* The eight bytes at `p` as a word. */
static inline uint64_t rules_word(const char *p)
{
    uint64_t word;
    __builtin_memcpy(&word, p, sizeof word);
    return word;
}

static inline bool rule_matches(const struct rule *rule, uint64_t word)
{
    return ((word | rule->fold) & rule->mask) == rule->text;
}

#endif
