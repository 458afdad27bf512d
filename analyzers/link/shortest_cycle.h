/*
 * shortest_cycle: one example for a dependency cycle that a person can check.
 *
 * A component of hundreds of files is proof of nothing to its reader; the shortest way round is. Breadth-first search
 * from each member in turn, never deeper than the best so far, so that the result is the shortest cycle of the
 * component and, of equals, the one with the smallest start. Large components end the search early: after
 * SHORTEST_CYCLE_STEPS edges the best so far counts, which is at least the shortest cycle through the smallest member.
 */
#ifndef CBCRAWL_LINK_SHORTEST_CYCLE_H
#define CBCRAWL_LINK_SHORTEST_CYCLE_H

#include "analyzers/link/scc.h"

enum { SHORTEST_CYCLE_STEPS = 20 * 1000 * 1000 }; /* edges looked at for one component: some 50 ms */

struct node_path {
    const uint32_t *node;
    uint32_t len; /* the first node is repeated at the end */
};

/* The example for a component of two or more nodes, in `arena`. */
struct node_path shortest_cycle(struct arena *arena, const struct graph *graph, const struct scc *scc,
                                uint32_t component);

#endif
