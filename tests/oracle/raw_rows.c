/*
 * raw_rows: what tree_diff and rename say, as `git log --raw --no-abbrev --format=%H` would say it.
 *
 * usage: raw_rows OBJECTS-DIR [--no-renames] <lines of "commit old-tree new-tree", trees "-" when there is none
 * Says on stderr how much CPU time each part took.
 */
#include "pipeline/git/rename.h"

#include "tests/support/raw_row.h"

#include <stdio.h>
#include <time.h>

static struct arena run, batch;
static struct buf rows;
static struct object_reader *reader;
static struct rename_finder *finder;
static double diff_s, rename_s;
static size_t commits, changed;

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const struct object_id *id_of(const char *word)
{
    struct object_id *id = arena_new(&batch, struct object_id);
    return object_id_parse(str_from(word), GIT_ID_LEN, id) ? id : NULL;
}

static int show_commit(const char *commit, const char *old_tree, const char *new_tree, struct err *err)
{
    struct tree_changes changes = {0};
    double start = cpu_s();
    int rc = tree_diff(reader, id_of(old_tree), id_of(new_tree), &batch, &changes, err);
    double middle = cpu_s();
    bool is_limited = false;
    if (rc == 0 && finder)
        rename_find(finder, &batch, &changes, &is_limited);
    rename_s += cpu_s() - middle;
    diff_s += middle - start;
    commits++;
    changed += changes.changes.len;
    printf("%s\n", commit);
    buf_clear(&rows);
    for (size_t i = 0; i < changes.changes.len; i++)
        raw_row_add(&rows, &changes.changes.at[i], GIT_ID_LEN);
    fwrite(rows.p, 1, rows.len, stdout);
    for (size_t i = 0; i < changes.errors.len; i++)
        fprintf(stderr, "%s: %.*s\n", commit, STR_ARG(changes.errors.at[i]));
    if (is_limited)
        fprintf(stderr, "%s: too many renames\n", commit);
    return rc;
}

static int show_all(struct err *err)
{
    char commit[81], old_tree[81], new_tree[81];
    int rc = 0;
    while (rc == 0 && scanf("%80s %80s %80s", commit, old_tree, new_tree) == 3) {
        rc = show_commit(commit, old_tree, new_tree, err);
        arena_reset(&batch);
    }
    return rc;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    struct object_store *store = NULL;
    if (argc < 2)
        return 2;
    buf_init(&rows, (size_t)1 << 30);
    int rc = arena_init(&run, (size_t)1 << 30, &err);
    if (rc == 0)
        rc = arena_init(&batch, (size_t)4 << 30, &err);
    if (rc == 0)
        rc = object_store_open(&run, str_from(argv[1]), GIT_ID_LEN, &store, &err);
    if (rc == 0) {
        reader = object_reader_new(store, OBJECT_CACHE_BYTES);
        finder = argc > 2 ? NULL : rename_finder_new(reader);
        rc = show_all(&err);
        rename_finder_free(finder);
        object_reader_free(reader);
    }
    object_store_close(store);
    if (rc < 0)
        fprintf(stderr, "raw_rows: %s\n", err.text);
    fprintf(stderr, "%zu commits, %zu changes; CPU s: %.3f tree_diff, %.3f rename\n", commits, changed,
            diff_s, rename_s);
    return err_exit_code(rc);
}
