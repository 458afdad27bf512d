/*
 * cycles: the dependency cycles of one level, each as small as it is real.
 *
 * An import in a test, or one that is gone at run time, can tie what is no cycle by itself to one that is, and its
 * members would then be told to come apart where they already are. So cycles are looked for in steps: first without
 * such imports, then with one kind of them after the other. What a step finds is a cycle only when no member is in one
 * of an earlier step; it then needs the imports that the step added, and says so. A node is in one cycle at most.
 *
 * Type-only imports are added late between files alone: there they cannot break an initialisation order, but they tie
 * folders and modules as firmly as any other import.
 *
 * 12 bytes a node for each step that the flags of the graph make necessary, four at most, and 12 an edge for each that
 * drops some. `graph` must live as long as the cycles.
 */
#ifndef CBCRAWL_LINK_CYCLES_H
#define CBCRAWL_LINK_CYCLES_H

#include "analyzers/link/scc.h"

#include <stdbool.h>

enum { CYCLE_STEPS_MAX = 4 };

struct cycle_step {
    uint32_t dropped; /* LINK_… flags: edges with any of them are not in the graph */
    struct graph graph;
    struct scc scc;
};

struct cycle {
    const struct cycle_step *step; /* in whose graph it is a component */
    uint32_t component;
    bool is_type_only; /* none without type-only imports */
    bool is_test_only; /* none without imports in tests */
};

struct cycles {
    struct cycle_step *steps; /* at most CYCLE_STEPS_MAX */
    uint32_t n_steps;
    struct cycle *list; /* the largest first, then by name */
    uint32_t n;
    uint32_t *id; /* by node: 1 for list[0] and so on; 0 when it is in none */
};

/* The cycles of `graph`, in `arena`; `types_late` adds type-only imports late. */
struct cycles cycles_find(struct arena *arena, const struct graph *graph, bool types_late);

static inline uint32_t cycle_size(const struct cycle *cycle)
{
    return scc_size(&cycle->step->scc, cycle->component);
}

/* Its members in ascending order; cycle_size of them. */
static inline const uint32_t *cycle_members(const struct cycle *cycle)
{
    return &cycle->step->scc.member[cycle->step->scc.start[cycle->component]];
}

/* Edges from a member to a member. */
uint32_t cycle_edges(const struct cycle *cycle);

#endif
