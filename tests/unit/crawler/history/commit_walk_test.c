/* Which commits are told and in which order, beside git: random graphs with clocks that are right, and that are not. */
#include "crawler/history/commit_walk.h"

#include "pipeline/base/buf.h"

#include "tests/support/open_objects.h"
#include "tests/support/git_test.h"

#include <stdio.h>

enum { COMMITS = 60, GRAPHS = 12 };

static uint64_t seed = 20261124;

struct graph {
    const char *dir;
    struct object_id ids[COMMITS];
    struct object_store *store;
    struct object_reader *reader;
};

static void add_commit(struct buf *script, int n, int64_t time_s)
{
    buf_printf(script, "commit refs/heads/b%d\nmark :%d\ncommitter C <c> %lld +0000\ndata 0\n", n, n + 1,
               (long long)time_s);
    for (uint32_t k = n == 0 ? 0 : 1 + (random_below(&seed, 4) == 0) + (random_below(&seed, 9) == 0), i = 0;
         i < k; i++) {
        uint32_t back = 1 + random_below(&seed, n < 6 ? (uint32_t)n : 6);
        buf_printf(script, "%s :%d\n", i == 0 ? "from" : "merge", n + 1 - (int)back);
    }
}

/* `skew_s` is by how much clocks may be off; at 0 every commit has another second, later than its parents'. */
static struct graph make_graph(int number, uint32_t skew_s)
{
    struct buf script;
    struct graph g = {.dir = arena_printf(&arena, "%s/%d", folder, number)};
    buf_init(&script, 1 << 20);
    git(&arena, folder, "init", "-q", g.dir);
    for (int n = 0; n < COMMITS; n++)
        add_commit(&script, n,
                   1700000000 + n * 100 + (skew_s ? (int64_t)random_below(&seed, 2 * skew_s) - skew_s : 0));
    git_must(&arena, g.dir, buf_str(&script), "-c", "core.fsync=none", "fast-import", "--quiet", NULL);
    buf_release(&script);
    for (int n = 0; n < COMMITS; n++) {
        struct str hex = git(&arena, g.dir, "rev-parse", arena_printf(&arena, "b%d", n));
        assert_true(object_id_parse(hex, GIT_ID_LEN, &g.ids[n]));
    }
    g.reader = open_objects(&arena, g.dir, &g.store);
    return g;
}

static void drop_graph(struct graph *g)
{
    object_reader_free(g->reader);
    object_store_close(g->store);
}

static struct commit_walk walk(struct graph *g, int tip, const struct object_id *hidden, size_t n_hidden)
{
    struct commit_walk walk;
    struct err err = {0};
    const struct commit_walk_request request = {
        .store = g->store, .tip = &g->ids[tip], .hidden = hidden, .n_hidden = n_hidden};
    assert_ok(commit_walk(g->reader, &request, &arena, &walk, &err), &err);
    return walk;
}

/* The commits told, one hex id a line. */
static struct str told(const struct commit_walk *walk)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < walk->order.len; i++) {
        char hex[OBJECT_ID_HEX_MAX + 1];
        hex_encode(walk->commits.at[walk->order.at[i]].id.bytes, GIT_ID_LEN, hex);
        buf_printf(&out, "%s%s", i ? "\n" : "", hex);
    }
    struct str text = str_dup(&arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static void check_parents_later(const struct commit_walk *walk)
{
    uint32_t *place = arena_array(&arena, uint32_t, walk->commits.len);
    for (size_t i = 0; i < walk->order.len; i++)
        place[walk->order.at[i]] = (uint32_t)i + 1;
    for (size_t i = 0; i < walk->order.len; i++) {
        const struct walk_commit *commit = &walk->commits.at[walk->order.at[i]];
        for (uint32_t n = 0; n < commit->n_parents; n++) {
            const struct walk_commit *parent = commit_walk_parent(walk, commit, n);
            assert_non_null(parent);
            uint32_t at = place[parent - walk->commits.at];
            assert_true(at == 0 || at > i + 1);
        }
        assert_null(commit_walk_parent(walk, commit, commit->n_parents));
    }
}

/* With sound clocks the order is that of `git rev-list --date-order`. */
static void order_is_gits(void **state)
{
    (void)state;
    for (int i = 0; i < GRAPHS; i++) {
        struct graph g = make_graph(i, 0);
        int tip = COMMITS - 1 - (int)random_below(&seed, 5);
        int hidden[] = {(int)random_below(&seed, COMMITS), (int)random_below(&seed, COMMITS)};
        const struct object_id ids[] = {g.ids[hidden[0]], g.ids[hidden[1]]};
        struct commit_walk all = walk(&g, tip, NULL, 0), part = walk(&g, tip, ids, 2);
        const char *name = arena_printf(&arena, "b%d", tip);
        assert_str(told(&all), str_cstr(&arena, git(&arena, g.dir, "rev-list", "--date-order", name)));
        struct str want =
            git(&arena, g.dir, "rev-list", "--date-order", name, arena_printf(&arena, "^b%d", hidden[0]),
                arena_printf(&arena, "^b%d", hidden[1]));
        assert_str(told(&part), str_cstr(&arena, want));
        check_parents_later(&all);
        drop_graph(&g);
    }
}

static int compare_lines(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str sorted(struct str text)
{
    VEC(struct str) lines = {0};
    struct buf out;
    while (text.p && text.len)
        *vec_push(&lines, &arena) = str_cut(&text, '\n');
    if (lines.len)
        qsort(lines.at, lines.len, sizeof *lines.at, compare_lines);
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < lines.len; i++)
        buf_printf(&out, "%.*s\n", STR_ARG(lines.at[i]));
    struct str result = str_dup(&arena, buf_str(&out));
    buf_release(&out);
    return result;
}

/* Clocks that are off by less than the slop lose nothing and hide all they should. */
static void skewed_clocks(void **state)
{
    (void)state;
    for (int i = 0; i < GRAPHS; i++) {
        struct graph g = make_graph(100 + i, WALK_SLOP_S / 3);
        int hidden = (int)random_below(&seed, COMMITS);
        struct commit_walk part = walk(&g, COMMITS - 1, &g.ids[hidden], 1);
        struct str want = git(&arena, g.dir, "rev-list", arena_printf(&arena, "b%d", COMMITS - 1),
                              arena_printf(&arena, "^b%d", hidden));
        assert_str(sorted(told(&part)), str_cstr(&arena, sorted(want)));
        check_parents_later(&part);
        drop_graph(&g);
    }
}

static void the_tip_itself_hidden(void **state)
{
    (void)state;
    struct graph g = make_graph(200, 0);
    struct commit_walk none = walk(&g, 9, &g.ids[9], 1);
    assert_int_equal(none.order.len, 0);
    assert_non_null(commit_walk_find(&none, &g.ids[9]));
    struct commit_walk newer = walk(&g, 9, &g.ids[COMMITS - 1], 1);
    assert_int_equal(newer.errors.len, 0);
    drop_graph(&g);
}

/* Commits that a shallow clone cut off have no parents; nothing behind them is looked for. */
static void shallow(void **state)
{
    (void)state;
    struct graph g = make_graph(201, 0);
    struct commit_walk cut;
    struct err err = {0};
    const struct object_ids shallow_ids = {.at = {&g.ids[30], 1, 1}};
    const struct commit_walk_request request = {.store = g.store, .tip = &g.ids[30], .shallow = &shallow_ids};
    assert_ok(commit_walk(g.reader, &request, &arena, &cut, &err), &err);
    assert_int_equal(cut.order.len, 1);
    assert_int_equal(cut.commits.len, 1);
    assert_true(cut.commits.at[0].is_boundary);
    assert_int_equal(cut.commits.at[0].n_parents, 0);
    drop_graph(&g);
}

/* A parent that is not there is an error, its child a boundary; a tip that is not there is bad input. */
static void missing_commits(void **state)
{
    (void)state;
    struct commit_walk found;
    struct err err = {0};
    struct graph g = make_graph(202, 0);
    struct object_id child, nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    memset(nowhere.bytes, 0x11, GIT_ID_LEN);
    struct str tree = git(&arena, g.dir, "rev-parse", "b0^{tree}");
    struct str text = str_from(arena_printf(
        &arena,
        "tree %.*s\nparent 1111111111111111111111111111111111111111\nauthor A <a> 1 +0000\ncommitter C <c> 1 +0000\n\nx\n",
        STR_ARG(tree)));
    struct str hex =
        git_must(&arena, g.dir, text, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", NULL);
    assert_true(object_id_parse(hex, GIT_ID_LEN, &child));
    drop_graph(&g);
    g.reader = open_objects(&arena, g.dir, &g.store);
    const struct commit_walk_request request = {.store = g.store, .tip = &child};
    assert_ok(commit_walk(g.reader, &request, &arena, &found, &err), &err);
    assert_int_equal(found.order.len, 1);
    assert_true(found.commits.at[found.order.at[0]].is_boundary);
    assert_int_equal(found.errors.len, 1);
    assert_true(object_id_eq(&found.errors.at[0].id, &nowhere));
    assert_null(commit_walk_parent(&found, &found.commits.at[found.order.at[0]], 0));
    const struct commit_walk_request gone = {
        .store = g.store, .tip = &nowhere, .hidden = &child, .n_hidden = 1};
    assert_int_equal(commit_walk(g.reader, &gone, &arena, &found, &err), ERR_INPUT);
    assert_contains(err.text, "object 1111111111111111111111111111111111111111");
    drop_graph(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_is_gits),         cmocka_unit_test(skewed_clocks),
        cmocka_unit_test(the_tip_itself_hidden), cmocka_unit_test(shallow),
        cmocka_unit_test(missing_commits),
    };
    return cmocka_run_group_tests(tests, git_set_up_folder, git_tear_down);
}
