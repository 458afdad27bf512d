#include "analyzers/link/scc.h"

/*
 * Per node: `order` is 0 before the visit, then the number of the visit; `low` the lowest order reachable so far.
 * `path` holds the nodes being visited with the next edge of each, `open` those whose component is not closed yet.
 */
struct frame {
    uint32_t node, edge;
};

struct search {
    const struct graph *graph;
    struct scc *scc;
    uint32_t *order, *low, *open;
    struct frame *path;
    uint32_t n_open, n_path, visits;
};

static const uint32_t no_component = UINT32_MAX;

static void enter(struct search *s, uint32_t node)
{
    s->order[node] = s->low[node] = ++s->visits;
    s->open[s->n_open++] = node;
    s->path[s->n_path++] = (struct frame){node, s->graph->start[node]};
}

static void lower(uint32_t *low, uint32_t to)
{
    if (to < *low)
        *low = to;
}

/* `node` has no edge left: closes its component when it is the first of it, and tells its parent. */
static void leave(struct search *s, uint32_t node)
{
    s->n_path--;
    if (s->n_path)
        lower(&s->low[s->path[s->n_path - 1].node], s->low[node]);
    if (s->low[node] != s->order[node])
        return;
    uint32_t last;
    do {
        last = s->open[--s->n_open];
        s->scc->component[last] = s->scc->n_components;
    } while (last != node);
    s->scc->n_components++;
}

static void visit_from(struct search *s, uint32_t root)
{
    enter(s, root);
    while (s->n_path) {
        struct frame *top = &s->path[s->n_path - 1];
        if (top->edge == s->graph->start[top->node + 1]) {
            leave(s, top->node);
            continue;
        }
        uint32_t to = s->graph->at[top->edge++].to;
        if (s->order[to] == 0)
            enter(s, to);
        else if (s->scc->component[to] == no_component)
            lower(&s->low[top->node], s->order[to]);
    }
}

/* Nodes come in ascending order, so do the members of each component. */
static void list_members(struct arena *arena, struct scc *scc, uint32_t n_nodes)
{
    scc->start = arena_array(arena, uint32_t, (size_t)scc->n_components + 1);
    scc->member = arena_array(arena, uint32_t, n_nodes);
    struct arena scratch = *arena;
    uint32_t *fill = arena_array(&scratch, uint32_t, scc->n_components);
    for (uint32_t n = 0; n < n_nodes; n++)
        scc->start[scc->component[n] + 1]++;
    for (uint32_t c = 0; c < scc->n_components; c++) {
        scc->start[c + 1] += scc->start[c];
        fill[c] = scc->start[c];
    }
    for (uint32_t n = 0; n < n_nodes; n++)
        scc->member[fill[scc->component[n]]++] = n;
}

struct scc scc_find(struct arena *arena, const struct graph *graph)
{
    uint32_t n_nodes = graph->n_nodes;
    struct scc scc = {.component = arena_array(arena, uint32_t, n_nodes)};
    struct arena scratch = *arena;
    struct search search = {.graph = graph,
                            .scc = &scc,
                            .order = arena_array(&scratch, uint32_t, n_nodes),
                            .low = arena_array(&scratch, uint32_t, n_nodes),
                            .open = arena_array(&scratch, uint32_t, n_nodes),
                            .path = arena_array(&scratch, struct frame, n_nodes)};
    for (uint32_t n = 0; n < n_nodes; n++)
        scc.component[n] = no_component;
    for (uint32_t n = 0; n < n_nodes; n++) {
        if (search.order[n] == 0)
            visit_from(&search, n);
    }
    list_members(arena, &scc, n_nodes);
    return scc;
}

uint32_t *scc_depths(struct arena *arena, const struct graph *graph, const struct scc *scc)
{
    uint32_t *depth = arena_array(arena, uint32_t, scc->n_components);
    for (uint32_t c = 0; c < scc->n_components; c++) { /* successors first, see scc.h */
        for (uint32_t m = scc->start[c]; m < scc->start[c + 1]; m++) {
            uint32_t node = scc->member[m];
            for (uint32_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
                uint32_t below = scc->component[graph->at[e].to];
                if (below != c && depth[below] + 1 > depth[c])
                    depth[c] = depth[below] + 1;
            }
        }
    }
    return depth;
}
