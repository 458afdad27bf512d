/*
 * type_only: which cycles of files are there for the type checker alone.
 *
 * `import type` in TypeScript and imports below TYPE_CHECKING in Python vanish before the program runs. A cycle that
 * falls apart without them cannot break an initialisation order, so it weighs less.
 */
#ifndef CBCRAWL_SCORE_TYPE_ONLY_H
#define CBCRAWL_SCORE_TYPE_ONLY_H

#include "pipeline/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct type_only_edge {
    uint32_t from, to; /* nodes 0..n_nodes-1 */
};

/* Peels off nodes that nobody left points at, until none is. Returns an array of `n_nodes` in the arena: true for the
 * nodes that stay, which lie on a cycle or behind one. Sorts `edges`. */
const bool *type_only_remainder(struct arena *arena, size_t n_nodes, struct type_only_edge *edges,
                                size_t n_edges);

#endif
