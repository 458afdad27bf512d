/*
 * graph: a directed graph of numbered nodes, packed once and then only read.
 *
 * Links come in any order and as often as they occur; graph_build sorts them by counting, merges equal ones into one
 * edge with a weight, and drops links from a node to itself. The edges of node n are at[start[n]] to
 * at[start[n + 1] - 1], ordered by target. Everything lives in the caller's arena: 12 bytes an edge and 4 a node,
 * and during graph_build as much again. A graph is read-only after that, so threads may share it.
 */
#ifndef CBCRAWL_LINK_GRAPH_H
#define CBCRAWL_LINK_GRAPH_H

#include "pipeline/base/arena.h"

#include <stdint.h>

enum {
    LINK_TYPE_ONLY = 1 << 0, /* the compiler forgets it: nothing is loaded at run time */
    LINK_DECLARES =
        1 << 1,         /* says that the target is part of the program, not that it is used: Rust's `mod` */
    LINK_TEST = 1 << 2, /* stands in a test */
};

/* One reason for an edge: an import. */
struct graph_link {
    uint32_t from, to;
    uint32_t flags;
};

struct graph_edge {
    uint32_t to;
    uint32_t weight; /* links behind it */
    uint32_t flags;  /* those that all of them have */
};

struct graph {
    uint32_t n_nodes, n_edges;
    uint32_t *start; /* n_nodes + 1 entries */
    struct graph_edge *at;
};

/* Packs `links`, whose ends are below `n_nodes`. */
struct graph graph_build(struct arena *arena, const struct graph_link *links, size_t n_links,
                         uint32_t n_nodes);

/* The same nodes, and the edges that have none of `flags`. */
struct graph graph_without(struct arena *arena, const struct graph *graph, uint32_t flags);

/* How many edges end in each node; n_nodes entries. */
uint32_t *graph_fan_in(struct arena *arena, const struct graph *graph);

static inline uint32_t graph_fan_out(const struct graph *graph, uint32_t node)
{
    return graph->start[node + 1] - graph->start[node];
}

#endif
