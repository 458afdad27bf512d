#include "analyzers/link/closure.h"
#include "analyzers/link/shortest_cycle.h"

#include "tests/unit/check.h"

enum { NODES_MAX = 40, ROUNDS = 3000 };

/* A small generator of our own: the same graphs everywhere. */
static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

/* The same graph as a matrix, by the plainest means. */
struct matrix {
    uint32_t n;
    uint32_t links[NODES_MAX][NODES_MAX]; /* how many */
    uint32_t typed[NODES_MAX][NODES_MAX]; /* how many of them are of types only */
    uint32_t distance[NODES_MAX][NODES_MAX];
};

enum { FAR = 1000000 };

static void random_matrix(struct matrix *m, struct graph_link *links, size_t *ret_n_links)
{
    *m = (struct matrix){.n = 1 + random_below(NODES_MAX)};
    size_t n_links = random_below(3 * m->n + 1);
    for (size_t i = 0; i < n_links; i++) {
        links[i] =
            (struct graph_link){random_below(m->n), random_below(m->n), random_below(2) ? LINK_TYPE_ONLY : 0};
        m->links[links[i].from][links[i].to]++;
        m->typed[links[i].from][links[i].to] += links[i].flags == LINK_TYPE_ONLY;
    }
    for (uint32_t a = 0; a < m->n; a++) {
        for (uint32_t b = 0; b < m->n; b++)
            m->distance[a][b] = a == b ? 0 : m->links[a][b] ? 1 : FAR;
    }
    for (uint32_t k = 0; k < m->n; k++) {
        for (uint32_t a = 0; a < m->n; a++) {
            for (uint32_t b = 0; b < m->n; b++) {
                uint32_t around = m->distance[a][k] + m->distance[k][b];
                m->distance[a][b] = around < m->distance[a][b] ? around : m->distance[a][b];
            }
        }
    }
    *ret_n_links = n_links;
}

static void check_edges(const struct graph *g, const struct matrix *m)
{
    uint32_t edges = 0;
    for (uint32_t a = 0; a < m->n; a++) {
        uint32_t e = g->start[a];
        for (uint32_t b = 0; b < m->n; b++) {
            if (a == b || !m->links[a][b])
                continue;
            assert_true(e < g->start[a + 1]);
            assert_int_equal(g->at[e].to, b);
            assert_int_equal(g->at[e].weight, m->links[a][b]);
            assert_int_equal(g->at[e].flags, m->typed[a][b] == m->links[a][b] ? LINK_TYPE_ONLY : 0);
            e++, edges++;
        }
        assert_int_equal(e, g->start[a + 1]);
    }
    assert_int_equal(edges, g->n_edges);
}

static void check_components(const struct graph *g, const struct scc *scc, const struct matrix *m)
{
    for (uint32_t a = 0; a < m->n; a++) {
        for (uint32_t b = 0; b < m->n; b++) {
            bool together = m->distance[a][b] < FAR && m->distance[b][a] < FAR;
            assert_int_equal(scc->component[a] == scc->component[b], together);
        }
        for (uint32_t e = g->start[a]; e < g->start[a + 1]; e++)
            assert_true(scc->component[g->at[e].to] <= scc->component[a]);
    }
    for (uint32_t c = 0; c < scc->n_components; c++) {
        for (uint32_t i = scc->start[c]; i < scc->start[c + 1]; i++) {
            assert_int_equal(scc->component[scc->member[i]], c);
            assert_true(i == scc->start[c] || scc->member[i - 1] < scc->member[i]);
        }
    }
}

/* The longest chain of components, by trying all. */
static uint32_t brute_depth(const struct scc *scc, const struct matrix *m, uint32_t component)
{
    uint32_t deepest = 0;
    for (uint32_t a = 0; a < m->n; a++) {
        for (uint32_t b = 0; b < m->n; b++) {
            uint32_t to = scc->component[b];
            if (scc->component[a] != component || to == component || !m->links[a][b])
                continue;
            uint32_t below = 1 + brute_depth(scc, m, to);
            deepest = below > deepest ? below : deepest;
        }
    }
    return deepest;
}

static void check_cycles(struct arena *arena, const struct graph *g, const struct scc *scc,
                         const struct matrix *m)
{
    for (uint32_t c = 0; c < scc->n_components; c++) {
        if (scc_size(scc, c) < 2)
            continue;
        struct node_path path = shortest_cycle(arena, g, scc, c);
        uint32_t shortest = FAR, start = 0;
        for (uint32_t i = scc->start[c]; i < scc->start[c + 1]; i++) {
            uint32_t a = scc->member[i];
            for (uint32_t j = scc->start[c]; j < scc->start[c + 1]; j++) {
                uint32_t b = scc->member[j];
                if (a != b && m->links[a][b] && m->distance[b][a] + 1 < shortest) {
                    shortest = m->distance[b][a] + 1;
                    start = a;
                }
            }
        }
        assert_int_equal(path.len, shortest + 1);
        assert_int_equal(path.node[0], start);
        assert_int_equal(path.node[shortest], start);
        for (uint32_t i = 0; i + 1 < path.len; i++)
            assert_true(m->links[path.node[i]][path.node[i + 1]] > 0);
    }
}

static void random_graphs_agree_with_brute_force(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct graph_link links[3 * NODES_MAX + 1];
    static struct matrix m;
    for (int round = 0; round < ROUNDS; round++) {
        size_t n_links;
        random_matrix(&m, links, &n_links);
        struct graph g = graph_build(&arena, links, n_links, m.n);
        struct scc scc = scc_find(&arena, &g);
        check_edges(&g, &m);
        check_components(&g, &scc, &m);
        uint64_t pairs = 0;
        for (uint32_t a = 0; a < m.n; a++) {
            for (uint32_t b = 0; b < m.n; b++)
                pairs += m.distance[a][b] < FAR;
        }
        assert_int_equal(closure_pairs(&arena, &g, &scc), pairs);
        if (m.n < 12) {
            const uint32_t *depths = scc_depths(&arena, &g, &scc);
            for (uint32_t c = 0; c < scc.n_components; c++)
                assert_int_equal(depths[c], brute_depth(&scc, &m, c));
        }
        check_cycles(&arena, &g, &scc, &m);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void fan_in_and_edges_left_out(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    const struct graph_link links[] = {{0, 2, 0},
                                       {1, 2, LINK_DECLARES},
                                       {2, 0, LINK_DECLARES | LINK_TYPE_ONLY},
                                       {1, 1, 0},
                                       {0, 2, LINK_TYPE_ONLY}};
    struct graph g = graph_build(&arena, links, 5, 3);
    const uint32_t *fan_in = graph_fan_in(&arena, &g);
    assert_int_equal(g.n_edges, 3);
    assert_int_equal(fan_in[2], 2);
    assert_int_equal(fan_in[1], 0);
    struct graph used = graph_without(&arena, &g, LINK_DECLARES);
    assert_int_equal(used.n_edges, 1);
    assert_int_equal(used.at[0].weight, 2);
    assert_int_equal(graph_fan_out(&used, 0), 1);
    arena_release(&arena);
}

/* More nodes than a block of the closure, in one chain: every node reaches all behind it. */
static void the_closure_crosses_its_blocks(void **state)
{
    (void)state;
    enum { N = 3 * CLOSURE_BLOCK + 17, RING = 700 };
    static struct graph_link links[N];
    struct arena arena = test_arena();
    for (uint32_t i = 0; i + 1 < N; i++)
        links[i] = (struct graph_link){i, i + 1, 0};
    struct graph chain = graph_build(&arena, links, N - 1, N);
    struct scc scc = scc_find(&arena, &chain);
    assert_int_equal(scc.n_components, N);
    assert_int_equal(closure_pairs(&arena, &chain, &scc), (uint64_t)N * (N + 1) / 2);
    assert_int_equal(scc_depths(&arena, &chain, &scc)[scc.component[0]], N - 1);

    links[N - 1] =
        (struct graph_link){RING, 0, 0}; /* the first RING + 1 nodes become a cycle larger than a block */
    struct graph ring = graph_build(&arena, links, N, N);
    scc = scc_find(&arena, &ring);
    uint64_t inside = RING + 1, behind = N - inside;
    assert_int_equal(scc_size(&scc, scc.component[5]), inside);
    assert_int_equal(closure_pairs(&arena, &ring, &scc),
                     inside * inside + inside * behind + behind * (behind + 1) / 2);
    assert_int_equal(shortest_cycle(&arena, &ring, &scc, scc.component[5]).len, inside + 1);
    arena_release(&arena);
}

static void nothing_is_a_graph_too(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct graph g = graph_build(&arena, NULL, 0, 0);
    struct scc scc = scc_find(&arena, &g);
    assert_int_equal(scc.n_components, 0);
    assert_true(closure_propagation_cost(&arena, &g, &scc) == 0);
    g = graph_build(&arena, NULL, 0, 4);
    scc = scc_find(&arena, &g);
    assert_true(closure_propagation_cost(&arena, &g, &scc) == 0.25);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_graphs_agree_with_brute_force),
        cmocka_unit_test(fan_in_and_edges_left_out),
        cmocka_unit_test(the_closure_crosses_its_blocks),
        cmocka_unit_test(nothing_is_a_graph_too),
    };
    return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
