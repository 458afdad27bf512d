#include "analyzers/link/graph.h"

#include <stdbool.h>
#include <string.h>

/* Stable counting sort of `from` into `to` by one end of the links; `starts` has n_nodes + 1 zeroed entries. */
static void sort_links(const struct graph_link *from, struct graph_link *to, size_t n_links, uint32_t *starts,
                       uint32_t n_nodes, bool by_target)
{
    for (size_t i = 0; i < n_links; i++)
        starts[(by_target ? from[i].to : from[i].from) + 1]++;
    for (uint32_t n = 0; n < n_nodes; n++)
        starts[n + 1] += starts[n];
    for (size_t i = 0; i < n_links; i++)
        to[starts[by_target ? from[i].to : from[i].from]++] = from[i];
}

/* Sorted by source and target: by target first, then, stably, by source. */
static struct graph_link *sorted_links(struct arena *arena, const struct graph_link *links, size_t n_links,
                                       uint32_t n_nodes)
{
    struct graph_link *sorted = arena_array(arena, struct graph_link, n_links);
    struct graph_link *half = arena_array(arena, struct graph_link, n_links);
    sort_links(links, half, n_links, arena_array(arena, uint32_t, (size_t)n_nodes + 1), n_nodes, true);
    sort_links(half, sorted, n_links, arena_array(arena, uint32_t, (size_t)n_nodes + 1), n_nodes, false);
    return sorted;
}

static bool same_edge(const struct graph_link *a, const struct graph_link *b)
{
    return a->from == b->from && a->to == b->to;
}

static uint32_t count_edges(const struct graph_link *sorted, size_t n_links)
{
    uint32_t count = 0;
    for (size_t i = 0; i < n_links; i++)
        count += sorted[i].from != sorted[i].to && (i == 0 || !same_edge(&sorted[i], &sorted[i - 1]));
    return count;
}

static void merge(struct graph *graph, const struct graph_link *sorted, size_t n_links)
{
    struct graph_edge *edge = graph->at - 1;
    for (size_t i = 0; i < n_links; i++) {
        const struct graph_link *link = &sorted[i];
        if (link->from == link->to)
            continue;
        if (i == 0 || !same_edge(link, link - 1)) {
            *++edge = (struct graph_edge){.to = link->to, .flags = link->flags};
            graph->start[link->from + 1]++;
        }
        edge->weight++;
        edge->flags &= link->flags;
    }
    for (uint32_t n = 0; n < graph->n_nodes; n++)
        graph->start[n + 1] += graph->start[n];
}

struct graph graph_build(struct arena *arena, const struct graph_link *links, size_t n_links, uint32_t n_nodes)
{
    struct graph graph = {.n_nodes = n_nodes, .start = arena_array(arena, uint32_t, (size_t)n_nodes + 1)};
    struct arena room = *arena;
    const struct graph_link *sorted = sorted_links(&room, links, n_links, n_nodes);
    graph.n_edges = count_edges(sorted, n_links);
    graph.at = arena_array(&room, struct graph_edge, graph.n_edges);
    merge(&graph, sorted, n_links);
    /* What is kept goes where the links were sorted; it is no longer than they, so it does not reach the edges. */
    struct graph_edge *kept = arena_array(arena, struct graph_edge, graph.n_edges);
    graph.at = memcpy(kept, graph.at, graph.n_edges * sizeof *kept);
    return graph;
}

struct graph graph_without(struct arena *arena, const struct graph *graph, uint32_t flags)
{
    struct graph kept = {.n_nodes = graph->n_nodes,
                         .start = arena_array(arena, uint32_t, (size_t)graph->n_nodes + 1),
                         .at = arena_array(arena, struct graph_edge, graph->n_edges)};
    for (uint32_t n = 0; n < graph->n_nodes; n++) {
        for (uint32_t e = graph->start[n]; e < graph->start[n + 1]; e++) {
            if (!(graph->at[e].flags & flags))
                kept.at[kept.n_edges++] = graph->at[e];
        }
        kept.start[n + 1] = kept.n_edges;
    }
    return kept;
}

uint32_t *graph_fan_in(struct arena *arena, const struct graph *graph)
{
    uint32_t *fan_in = arena_array(arena, uint32_t, graph->n_nodes);
    for (uint32_t i = 0; i < graph->n_edges; i++)
        fan_in[graph->at[i].to]++;
    return fan_in;
}
