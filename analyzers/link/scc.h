/*
 * scc: strongly connected components, by Tarjan's algorithm (1972) with an explicit stack, in one pass over the edges.
 *
 * Two nodes are in one component when each reaches the other; a component of two or more is a dependency cycle.
 * Components are numbered so that every edge leads to an equal or lower number: going up from 0 meets all successors
 * of a component before the component itself. Members are in ascending order. Memory: 16 bytes a node.
 */
#ifndef CBCRAWL_LINK_SCC_H
#define CBCRAWL_LINK_SCC_H

#include "analyzers/link/graph.h"

struct scc {
    uint32_t n_components;
    uint32_t *component; /* by node */
    uint32_t *start;     /* n_components + 1 entries */
    uint32_t *member;    /* component c holds member[start[c]] to member[start[c + 1] - 1] */
};

/* The components of `graph`; all arrays in the arena. */
struct scc scc_find(struct arena *arena, const struct graph *graph);

static inline uint32_t scc_size(const struct scc *scc, uint32_t component)
{
    return scc->start[component + 1] - scc->start[component];
}

/* The longest path down from each component, in edges of the condensed graph; n_components entries. */
uint32_t *scc_depths(struct arena *arena, const struct graph *graph, const struct scc *scc);

#endif
