/* Blame says of every line what `git blame -w` says, by both ways of going back. */
#include "crawler/history/blame.h"

#include "crawler/history/source.h"

#include <stdio.h>

#include "tests/support/run_git.h"
#include "tests/unit/check.h"

enum { COMMITS = 60, LINES = 40, FILES = 2, LINE_MAX = 48 };

/* The files of one commit. */
struct version {
    char name[FILES][16];
    char line[FILES][LINES][LINE_MAX];
    uint32_t n[FILES];
};

struct world {
    struct arena arena;
    char folder[GIT_FOLDER_MAX];
    struct source source;
    struct commit_walk_request walk_request;
    struct commit_walk walk;
    struct history_setup setup;
    struct producers table;
    struct arena table_arena;
};

/* Making a history ------------------------------------------------------------------------------------------------- */

static void random_line(uint64_t *seed, char *line)
{
    static const char *const indents[] = {"", "  ", "\t", "      "};
    snprintf(line, LINE_MAX, "%svalue_%u = %u;", indents[random_below(seed, 4)], random_below(seed, 60),
             random_below(seed, 9));
}

static void edit(uint64_t *seed, struct version *version, int file)
{
    char(*lines)[LINE_MAX] = version->line[file];
    uint32_t *n = &version->n[file], at = random_below(seed, *n);
    switch (random_below(seed, 4)) {
    case 0: /* add */
        if (*n < LINES) {
            memmove(lines[at + 1], lines[at], (*n - at) * sizeof lines[0]);
            (*n)++;
        }
        random_line(seed, lines[at]);
        break;
    case 1: /* delete */
        if (*n > LINES / 2) {
            memmove(lines[at], lines[at + 1], (*n - at - 1) * sizeof lines[0]);
            (*n)--;
        }
        break;
    case 2: { /* indent */
        char copy[LINE_MAX];
        memcpy(copy, lines[at], LINE_MAX);
        size_t start = strspn(copy, " \t");
        snprintf(lines[at], LINE_MAX, "%s%.40s", start ? "" : "    ", copy + start);
        break;
    }
    default: random_line(seed, lines[at]);
    }
}

static void put_commit(struct buf *script, const struct version *version, int mark, int parent, int other)
{
    buf_printf(script, "commit refs/heads/main\nmark :%d\ncommitter A <a@b> %d +0000\ndata 1\nx\n", mark,
               1700000000 + mark);
    if (parent)
        buf_printf(script, "from :%d\n", parent);
    if (other)
        buf_printf(script, "merge :%d\n", other);
    buf_printf(script, "deleteall\n");
    for (int f = 0; f < FILES; f++) {
        buf_printf(script, "M 100644 inline %s\ndata <<END\n", version->name[f]);
        for (uint32_t i = 0; i < version->n[f]; i++)
            buf_printf(script, "%s\n", version->line[f][i]);
        buf_printf(script, "END\n");
    }
}

/* Every tenth commit begins a branch of the third before it, which the third behind it merges, half from either side. */
static void make_history(struct world *w, uint64_t seed)
{
    static struct version versions[COMMITS + 1];
    struct buf script;
    buf_init(&script, 8 << 20);
    for (int f = 0; f < FILES; f++) {
        snprintf(versions[0].name[f], sizeof versions[0].name[f], "file%d", f);
        versions[0].n[f] = LINES * 3 / 4;
        for (uint32_t i = 0; i < versions[0].n[f]; i++)
            random_line(&seed, versions[0].line[f][i]);
    }
    for (int c = 1; c <= COMMITS; c++) {
        bool is_branch = c % 10 == 5, is_merge = c % 10 == 8;
        int parent = is_branch ? c - 3 : c - 1, other = is_merge ? c - 4 : 0;
        versions[c] = versions[parent];
        if (is_merge && random_below(&seed, 2)) /* one file as the other side has it */
            memcpy(versions[c].line[0], versions[other].line[0], sizeof versions[c].line[0]),
                versions[c].n[0] = versions[other].n[0];
        for (uint32_t k = random_below(&seed, is_merge ? 2 : 5); k-- > 0;)
            edit(&seed, &versions[c], (int)random_below(&seed, FILES));
        if (c % 17 == 0)
            snprintf(versions[c].name[0], sizeof versions[c].name[0], "moved%d", c);
        put_commit(&script, &versions[c], c, parent, other);
    }
    git_must(&w->arena, w->folder, buf_str(&script), "fast-import", "--quiet", "--force", NULL);
    buf_release(&script);
    git(&w->arena, w->folder, "reset", "-q", "--hard", "main");
}

/* Reading it ------------------------------------------------------------------------------------------------------- */

static void fill_table(struct world *w)
{
    struct err err = {0};
    struct history_found found = {.arena = {0}};
    struct buf records;
    assert_ok(arena_init(&found.arena, (size_t)64 << 20, &err), &err);
    assert_ok(arena_init(&w->table_arena, (size_t)64 << 20, &err), &err);
    buf_init(&records, 64 << 20);
    producers_init(&w->table, &w->table_arena, GIT_ID_LEN);
    struct history_worker *worker = history_worker_new(&w->setup);
    for (size_t i = 0; i < w->walk.order.len; i++)
        history_worker_commit(worker, &w->walk.commits.at[w->walk.order.at[i]], &records, NULL, &found);
    for (size_t i = 0; i < found.files.len; i++)
        assert_true(producers_add(&w->table, &found.files.at[i]));
    producers_index(&w->table);
    history_worker_free(worker);
    buf_release(&records);
    arena_release(&found.arena);
}

static void open_world(struct world *w)
{
    struct err err = {0};
    const struct history_request request = {.dir = w->folder, .threads = 1};
    assert_ok(source_open(&w->source, &request, &w->arena, &err), &err);
    w->walk_request = (struct commit_walk_request){.store = w->source.store, .tip = &w->source.tip};
    assert_ok(commit_walk(w->source.reader, &w->walk_request, &w->arena, &w->walk, &err), &err);
    w->setup = source_setup(&w->source, &request, &w->walk);
    w->setup.walk_request = &w->walk_request;
    fill_table(w);
}

/* Comparing -------------------------------------------------------------------------------------------------------- */

/* The commit of each line, as `git blame --porcelain` heads it: "ID OLD NEW [LINES]". */
static size_t git_owners(struct world *w, const char *path, struct object_id owners[LINES])
{
    struct str rest = git(&w->arena, w->folder, "blame", "-w", "--porcelain", "HEAD", "--", path);
    size_t n = 0;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        struct object_id id;
        if (line.len > GIT_ID_HEX_LEN && line.p[GIT_ID_HEX_LEN] == ' ' &&
            object_id_parse(str_head(line, GIT_ID_HEX_LEN), GIT_ID_LEN, &id))
            owners[n++] = id;
    }
    return n;
}

static void compare_file(struct world *w, struct blamer *blamer, const char *path)
{
    struct object_id owners[LINES], blob;
    struct blamed_line lines[LINES];
    size_t n = git_owners(w, path, owners);
    char *spec = arena_printf(&w->arena, "HEAD:%s", path);
    assert_true(object_id_parse(git(&w->arena, w->folder, "rev-parse", spec), GIT_ID_LEN, &blob));
    struct place place = {provenance_commit(blamer->provenance, &w->source.tip), str_from(path), blob};
    for (uint32_t i = 0; i < n; i++)
        lines[i].line = i;
    blame_lines(blamer, &place, lines, n, &w->arena);
    for (size_t i = 0; i < n; i++) {
        assert_int_not_equal(lines[i].owner, WALK_NONE);
        assert_memory_equal(provenance_at(blamer->provenance, lines[i].owner)->id.bytes, owners[i].bytes,
                            GIT_ID_LEN);
    }
}

static void compare_all(struct world *w, const struct producers *table)
{
    struct err err = {0};
    struct object_reader *reader = object_reader_new(w->source.store, OBJECT_CACHE_BYTES);
    struct rename_finder *renames = rename_finder_new(reader);
    struct line_diff *diff = line_diff_new();
    struct hunk_cache *cache = hunk_cache_new(1);
    struct blamer blamer = {.provenance = provenance_new(&w->setup, table, reader, renames),
                            .hunks = hunk_user_new(cache, reader, diff)};
    assert_ok(arena_init(&blamer.scratch, (size_t)64 << 20, &err), &err);
    struct str paths = git(&w->arena, w->folder, "ls-tree", "--name-only", "HEAD");
    while (paths.p)
        compare_file(w, &blamer, str_cstr(&w->arena, str_cut(&paths, '\n')));
    hunk_user_free(blamer.hunks);
    provenance_free(blamer.provenance);
    arena_release(&blamer.scratch);
    hunk_cache_free(cache);
    line_diff_free(diff);
    rename_finder_free(renames);
    object_reader_free(reader);
}

static void every_line_is_gits(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct world w = {.arena = test_arena()};
        git_folder_make(w.folder);
        git(&w.arena, w.folder, "init", "-q", "-b", "main");
        make_history(&w, seed);
        open_world(&w);
        compare_all(&w, &w.table);
        compare_all(&w, NULL);
        source_close(&w.source);
        arena_release(&w.table_arena);
        git_folder_remove(w.folder);
        arena_release(&w.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_is_gits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
