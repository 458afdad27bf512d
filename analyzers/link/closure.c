#include "analyzers/link/closure.h"

enum { WORDS = CLOSURE_BLOCK / 64 };

struct bits {
    _Alignas(64) uint64_t word[WORDS];
};

/* The condensed graph: each component's successors once, all with lower numbers. */
struct condensed {
    uint32_t *start, *to;
};

static struct condensed condense(struct arena *arena, const struct graph *graph, const struct scc *scc)
{
    struct condensed dag = {.start = arena_array(arena, uint32_t, (size_t)scc->n_components + 1),
                            .to = arena_array(arena, uint32_t, graph->n_edges)};
    uint32_t *seen_by = arena_array(arena, uint32_t, scc->n_components); /* component + 1 */
    uint32_t len = 0;
    for (uint32_t c = 0; c < scc->n_components; c++) {
        seen_by[c] = c + 1;
        for (uint32_t m = scc->start[c]; m < scc->start[c + 1]; m++) {
            uint32_t node = scc->member[m];
            for (uint32_t e = graph->start[node]; e < graph->start[node + 1]; e++) {
                uint32_t below = scc->component[graph->at[e].to];
                if (seen_by[below] != c + 1)
                    dag.to[len++] = below;
                seen_by[below] = c + 1;
            }
        }
        dag.start[c + 1] = len;
    }
    return dag;
}

static void join(struct bits *into, const struct bits *from)
{
    for (size_t w = 0; w < WORDS; w++)
        into->word[w] |= from->word[w];
}

static uint64_t count(const struct bits *bits)
{
    uint64_t n = 0;
    for (size_t w = 0; w < WORDS; w++)
        n += (uint64_t)__builtin_popcountll(bits->word[w]);
    return n;
}

/* Pairs whose target is one of member[first] to member[first + CLOSURE_BLOCK - 1]. Members are listed by component, and
 * no component below that of the first can reach any of them. */
static uint64_t block_pairs(const struct scc *scc, const struct condensed *dag, uint32_t first,
                            struct bits *reach)
{
    uint64_t pairs = 0;
    uint32_t lowest = scc->component[scc->member[first]];
    for (uint32_t c = lowest; c < scc->n_components; c++) {
        reach[c] = (struct bits){{0}};
        for (uint32_t i = dag->start[c]; i < dag->start[c + 1]; i++) {
            if (dag->to[i] >= lowest)
                join(&reach[c], &reach[dag->to[i]]);
        }
        uint32_t from = scc->start[c] > first ? scc->start[c] - first : 0;
        for (uint32_t bit = from; bit < CLOSURE_BLOCK && first + bit < scc->start[c + 1]; bit++)
            reach[c].word[bit / 64] |= (uint64_t)1 << bit % 64;
        pairs += count(&reach[c]) * scc_size(scc, c);
    }
    return pairs;
}

uint64_t closure_pairs(struct arena *arena, const struct graph *graph, const struct scc *scc)
{
    struct arena scratch = *arena;
    struct condensed dag = condense(&scratch, graph, scc);
    struct bits *reach = arena_array(&scratch, struct bits, scc->n_components);
    uint64_t pairs = 0;
    for (uint32_t first = 0; first < graph->n_nodes; first += CLOSURE_BLOCK)
        pairs += block_pairs(scc, &dag, first, reach);
    return pairs;
}

double closure_propagation_cost(struct arena *arena, const struct graph *graph, const struct scc *scc)
{
    if (graph->n_nodes == 0)
        return 0;
    double n = graph->n_nodes;
    return (double)closure_pairs(arena, graph, scc) / (n * n);
}
