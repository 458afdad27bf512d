/*
 * clone_windows: the places of a tree that begin with code found elsewhere too.
 *
 * A window is the shortest run of statements from one place on that has FINGERPRINT_TOKENS_MIN tokens: the least that is
 * a clone. Of statements that are alike only the first CLONE_REPEATS_MAX count, so a table of like lines has no window. Any
 * two stretches of code that are alike, and long enough, begin with equal windows: windows are fingerprints that miss
 * nothing, as Schleimer, Wilkerson and Aiken's winnowing ("Winnowing: local algorithms for document fingerprinting",
 * SIGMOD 2003) promises for stretches of a given length; cutting at statements takes the place of taking minima, and
 * leaves one of five to ten tokens.
 *
 * First all windows are counted, up to two, in a table of bits: most occur once. Those that may occur again are sorted by
 * hash into groups, and compared statement by statement. Time and memory grow with the number of statements.
 */
#ifndef CBCRAWL_CLONE_CLONE_WINDOWS_H
#define CBCRAWL_CLONE_CLONE_WINDOWS_H

#include "analyzers/clone/clone_corpus.h"

enum {
    CLONE_WINDOW_MAX = 200, /* statements: the least of a clone is code in fewer */
    CLONE_REPEATS_MAX = 2,
};

static const uint32_t CLONE_NONE = UINT32_MAX;

/* A place whose window occurs elsewhere. */
struct clone_place {
    uint32_t position;
    uint32_t group; /* CLONE_NONE: its hash was another's */
};

struct clone_windows {
    uint8_t *len;               /* by position: statements of its window; 0: it has none */
    struct clone_place *places; /* by position */
    uint32_t n_places;
    uint32_t *members; /* places, group by group, each by position */
    uint32_t *start;   /* of each group, and one more */
    uint32_t n_groups; /* of two members at least */
};

/* In `arena`. `exact`: by the text of the statements, not only by their shape. */
struct clone_windows windows_find(const struct clone_corpus *corpus, bool exact, struct arena *arena);

#endif
