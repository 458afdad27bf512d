/*
 * resync: finds the functions a parser of C went astray in, and takes them out of its way.
 *
 * C needs its braces balanced, and a function whose macros or conditionals upset them costs a parser all that follows:
 * the next functions end up inside it, or in an error. People still see where a function ends: at a '}' in the first
 * column with a new declaration behind it. So does this: where the tree has no function ending at such a place, the
 * body that ends there is blanked, and the file is worth another parse. What stood in that body is then unknown, and no
 * figures may be given for the function.
 *
 * A shell script is read so too, its functions found by shell_layout.h. There the code in front of a lost function may
 * be what the grammar cannot read: then that is blanked as well.
 *
 * It works on the text that was parsed, macros blanked or not. The copy has the same length and the same newlines.
 */
#ifndef CBCRAWL_PARSE_RESYNC_H
#define CBCRAWL_PARSE_RESYNC_H

#include "analyzers/ast/analyzer.h"

struct resync_function {
    uint32_t head;        /* shell: where its first line begins */
    uint32_t open, close; /* its braces */
    bool is_lost;         /* the tree has no node that ends with it */
};

struct resync {
    struct str text;
    VEC(struct resync_function) functions; /* as their layout shows them, in source order */
    size_t n_lost;
    size_t n_nodes; /* functions the tree has, those in others left out */
};

/* Looks at `text`, which `tree` was parsed from as `lang`: C, C++ or shell. Linear; what is found lives in `arena`. */
void resync_look(struct str text, enum ast_lang lang, const struct ast_tree *tree, struct arena *arena,
                 struct resync *ret_resync);

/* What is blanked. */
enum resync_reach {
    RESYNC_BODIES, /* of the functions that lead others astray: the first of each run of lost ones */
    RESYNC_GAPS,   /* what stands between those and the functions in front of them */
    RESYNC_ALL,    /* these gaps, and the bodies of all lost functions */
};

/* A copy of the text, in `arena`, without them. The braces stay, so that they are still functions. Appends what was
 * blanked to `spans`. */
struct str resync_blank(const struct resync *resync, enum resync_reach reach, struct arena *arena,
                        struct ast_spans *spans);

#endif
