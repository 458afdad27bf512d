#include "pipeline/score/type_only.h"

#include <stdlib.h>

static int by_source(const void *a, const void *b)
{
    const struct type_only_edge *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

const bool *type_only_remainder(struct arena *arena, size_t n_nodes, struct type_only_edge *edges,
                                size_t n_edges)
{
    bool *stays = arena_array(arena, bool, n_nodes);
    uint32_t *pointed_at = arena_array(arena, uint32_t, n_nodes);
    uint32_t *ready = arena_array(arena, uint32_t, n_nodes);
    size_t *first = arena_array(arena, size_t, n_nodes + 1); /* edges of node i: first[i] to first[i + 1] */
    size_t n_ready = 0;

    if (n_edges)
        qsort(edges, n_edges, sizeof *edges, by_source);
    for (size_t i = 0; i < n_edges; i++) {
        pointed_at[edges[i].to]++;
        first[edges[i].from + 1]++;
    }
    for (size_t i = 0; i < n_nodes; i++) {
        first[i + 1] += first[i];
        stays[i] = pointed_at[i] > 0;
        if (!stays[i])
            ready[n_ready++] = (uint32_t)i;
    }
    for (size_t i = 0; i < n_ready; i++) {
        for (size_t e = first[ready[i]]; e < first[ready[i] + 1]; e++) {
            uint32_t to = edges[e].to;
            if (--pointed_at[to] == 0) {
                stays[to] = false;
                ready[n_ready++] = to;
            }
        }
    }
    return stays;
}
