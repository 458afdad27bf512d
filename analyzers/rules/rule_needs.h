/*
 * rule_needs: words without which a rule finds nothing in a file.
 *
 * Most rules are about some names: of functions, of modules, of settings. Before such a rule is tried on the nodes of a
 * file, the words of the file's text are looked at. They are kept as a set of bits (Bloom, 1970): it may say that a word is
 * there which is not, and never the reverse.
 */
#ifndef CBCRAWL_RULES_RULE_NEEDS_H
#define CBCRAWL_RULES_RULE_NEEDS_H

#include "analyzers/rules/query.h"

enum { WORD_SET_BITS = 1 << 16 };

struct word_set {
    uint64_t bits[WORD_SET_BITS / 64];
};

/* Adds all runs of letters, digits and '_' of the text. */
void word_set_fill(struct word_set *set, struct str text);

/* Of these words one must be there. */
struct rule_need {
    const struct str *words;
    size_t n_words;
    struct rule_need *next;
};

/* What any of the patterns needs to fit, as far as it can be told; NULL: nothing. Lies in `arena`. */
struct rule_need *rule_needs_of(const struct pattern *patterns, struct arena *arena);

/* May the rule find something in a text of these words? */
bool rule_needs_met(const struct rule_need *needs, const struct word_set *words);

#endif
