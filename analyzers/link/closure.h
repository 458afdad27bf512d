/*
 * closure: how much of a system a change can reach.
 *
 * Propagation cost is the density of the visibility matrix: the share of all ordered pairs (a, b), a == b included,
 * where a reaches b over any number of edges. A. MacCormack, J. Rusnak, C. Baldwin, "Exploring the Structure of
 * Complex Software Designs", Management Science 52 (7), 2006: there a change of one file of Mozilla reached 17 % of the
 * others, of Linux 5 %.
 *
 * The matrix is never held: CLOSURE_BLOCK targets at a time are pushed up the condensed graph as bits, so memory is
 * CLOSURE_BLOCK / 8 bytes a component, and work is edges x nodes / CLOSURE_BLOCK steps of one such bit set.
 */
#ifndef CBCRAWL_LINK_CLOSURE_H
#define CBCRAWL_LINK_CLOSURE_H

#include "analyzers/link/scc.h"

enum { CLOSURE_BLOCK = 512 }; /* bits: one cache line, so that 100,000 components take 6.4 MB */

/* Ordered pairs (a, b) where a == b or a reaches b. */
uint64_t closure_pairs(struct arena *arena, const struct graph *graph, const struct scc *scc);

/* Those pairs over n_nodes squared; 0 for an empty graph. */
double closure_propagation_cost(struct arena *arena, const struct graph *graph, const struct scc *scc);

#endif
