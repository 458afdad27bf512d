#include "analyzers/link/shortest_cycle.h"

/* `from` is valid for a node whose `seen` is the number of this search: no clearing between searches. */
struct search {
    const struct graph *graph;
    const struct scc *scc;
    uint32_t component;
    uint32_t *seen, *from, *queue, *depth; /* by position in the component */
    uint32_t round;
    uint64_t steps;
};

/* Positions of nodes among the members of their component: members are in ascending order. */
static uint32_t position(const struct search *s, uint32_t node)
{
    uint32_t low = s->scc->start[s->component], high = s->scc->start[s->component + 1];
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (s->scc->member[mid] <= node)
            low = mid;
        else
            high = mid;
    }
    return low - s->scc->start[s->component];
}

/* Looks for a way back to `start` of fewer than `limit` edges. Returns its length with `s->from` leading from its last
 * node, *ret_last, to `start`; 0 when there is none. */
static uint32_t way_back(struct search *s, uint32_t start, uint32_t limit, uint32_t *ret_last)
{
    const uint32_t *member = &s->scc->member[s->scc->start[s->component]];
    uint32_t head = 0, tail = 0;
    s->round++;
    s->queue[tail++] = start;
    s->seen[start] = s->round;
    s->depth[start] = 0;
    while (head < tail && s->depth[s->queue[head]] + 1 < limit) {
        uint32_t at = s->queue[head++];
        const struct graph *g = s->graph;
        for (uint32_t e = g->start[member[at]]; e < g->start[member[at] + 1]; e++) {
            uint32_t to = g->at[e].to;
            s->steps++;
            if (to == member[start]) {
                *ret_last = at;
                return s->depth[at] + 1;
            }
            if (s->scc->component[to] != s->component)
                continue;
            uint32_t next = position(s, to);
            if (s->seen[next] == s->round)
                continue;
            s->seen[next] = s->round;
            s->from[next] = at;
            s->depth[next] = s->depth[at] + 1;
            s->queue[tail++] = next;
        }
    }
    return 0;
}

struct node_path shortest_cycle(struct arena *arena, const struct graph *graph, const struct scc *scc,
                                uint32_t component)
{
    uint32_t size = scc_size(scc, component), best = size + 1;
    uint32_t *path = arena_array(arena, uint32_t, (size_t)size + 1);
    struct arena scratch = *arena;
    struct search s = {.graph = graph,
                       .scc = scc,
                       .component = component,
                       .seen = arena_array(&scratch, uint32_t, size),
                       .from = arena_array(&scratch, uint32_t, size),
                       .queue = arena_array(&scratch, uint32_t, size),
                       .depth = arena_array(&scratch, uint32_t, size)};
    const uint32_t *member = &scc->member[scc->start[component]];
    for (uint32_t start = 0; start < size && best > 2 && s.steps < SHORTEST_CYCLE_STEPS; start++) {
        uint32_t at = 0;
        uint32_t len = way_back(&s, start, best, &at);
        if (len == 0)
            continue;
        best = len;
        path[0] = path[len] = member[start];
        for (uint32_t i = len - 1; i > 0; i--, at = s.from[at])
            path[i] = member[at];
    }
    return (struct node_path){path, best + 1};
}
