/*
 * edit_search: a short script of deletions and insertions between two sequences of numbers.
 *
 * Myers' divide and conquer (An O(ND) Difference Algorithm and Its Variations, 1986, section 4b): from both ends of a
 * box of the edit graph the furthest points reachable with 0, 1, 2, … edits are followed until they meet; the box is
 * split there. Two rules, which decide git's numbers, end a search that has become expensive:
 *
 *   snake  once more than 256 edits were spent, a point far from its corner for what it has cost, at the end of 20 equal
 *          elements, is good enough to split at;
 *   cost   when as many edits were spent as the square root of the number of diagonals (256 at least), the point furthest
 *          from its corner is taken.
 *
 * What lies between the corner and such a point is known to be cheap, and there the search is exact; the rest starts
 * anew. A box of n elements takes at most O(n · cost limit) steps: hostile files of millions of lines would keep git busy for
 * minutes. Here what is left after 2^31 points, some twenty seconds, has simply changed. Sequences are borrowed, shorter than
 * 2^30.
 */
#ifndef CBCRAWL_GIT_EDIT_SEARCH_H
#define CBCRAWL_GIT_EDIT_SEARCH_H

#include "pipeline/git/line_room.h"

#include <stdbool.h>
#include <stdint.h>

enum { EDIT_COST_MIN = 256 }; /* a script of up to twice as many edits is always found, and the shortest */

struct edit_sequence {
    const uint32_t *at;
    uint32_t len;
    uint8_t *changed; /* set to 1 where an element is deleted or inserted; NULL when only the count is wanted */
};

struct edit_searcher {
    struct line_room frontier_room[2];
};

struct edit_counts {
    uint32_t deleted, added; /* the fewest there can be when they sum up to no more than 2 * EDIT_COST_MIN */
};

/* What is deleted from `a` and added to make it `b`. Both or neither have `changed`. */
struct edit_counts edit_search(struct edit_searcher *searcher, const struct edit_sequence *a,
                               const struct edit_sequence *b);

/* Twice the square root of `n` at most, and a power of two: the limit that several rules share. */
uint32_t edit_bounded_root(uint32_t n);

void edit_searcher_release(struct edit_searcher *searcher);

#endif
