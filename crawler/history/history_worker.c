#include "crawler/history/history_worker.h"

#include "crawler/history/commit_record.h"
#include "crawler/history/history_error.h"
#include "crawler/history/hot_files.h"
#include "pipeline/git/rename.h"
#include "pipeline/git/tree_combine.h"
#include "pipeline/git/tree_find.h"
#include "pipeline/record/record.h"

#include <stdlib.h>

enum { COMMIT_MEMORY_MAX = 1 << 30 }; /* changes of one commit; a path of each */

struct history_worker {
    const struct history_setup *setup;
    struct object_reader *reader;
    struct rename_finder *renames;
    struct change_counter counter;
    struct arena arena; /* of one commit */
    struct buf errors;  /* of one commit: they stand behind its other records */
};

struct history_worker *history_worker_new(const struct history_setup *setup)
{
    struct err ignored;
    struct history_worker *w = calloc(1, sizeof *w);
    if (!w || arena_init(&w->arena, COMMIT_MEMORY_MAX, &ignored) < 0)
        arena_full(sizeof *w);
    w->setup = setup;
    w->reader = object_reader_new(setup->store, setup->cache_bytes);
    w->renames = rename_finder_new(w->reader);
    w->counter = (struct change_counter){.reader = w->reader,
                                         .id_len = object_store_id_len(setup->store),
                                         .diff = line_diff_new(),
                                         .rules = binary_rules_new(setup->repo)};
    buf_init(&w->errors, HISTORY_RECORDS_MAX);
    return w;
}

void history_worker_free(struct history_worker *worker)
{
    if (!worker)
        return;
    rename_finder_free(worker->renames);
    line_diff_free(worker->counter.diff);
    binary_rules_free(worker->counter.rules);
    object_reader_free(worker->reader);
    buf_release(&worker->errors);
    arena_release(&worker->arena);
    free(worker);
}

static void put_error(struct history_worker *w, const struct walk_commit *commit, struct str path,
                      struct str reason)
{
    history_error_put(w->setup->store, &commit->id, path, reason, &w->errors);
}

bool history_find_folder(const struct history_setup *setup, struct object_reader *reader,
                         const struct object_id *tree, struct object_id *ret_tree)
{
    struct err ignored;
    uint32_t mode = 0;
    return tree_find(reader, tree, setup->repo->prefix, ret_tree, &mode, &ignored) > 0 &&
           mode == TREE_MODE_TREE;
}

/* What the commit changes against its first parent. A merge only says so when asked to. */
static int find_changes(struct history_worker *w, const struct walk_commit *commit,
                        struct tree_changes *ret_changes, bool *ret_is_limited, struct err *err)
{
    struct object_id old_tree, new_tree;
    *ret_is_limited = false;
    if (commit->n_parents > 1 && !w->setup->first_parent)
        return 0;
    const struct walk_commit *parent = commit_walk_parent(w->setup->walk, commit, 0);
    bool has_old = parent && history_find_folder(w->setup, w->reader, &parent->tree, &old_tree);
    bool has_new = history_find_folder(w->setup, w->reader, &commit->tree, &new_tree);
    int rc = tree_diff(w->reader, has_old ? &old_tree : NULL, has_new ? &new_tree : NULL, &w->arena,
                       ret_changes, err);
    if (rc == 0 && !w->setup->no_renames)
        rename_find(w->renames, &w->arena, ret_changes, ret_is_limited);
    return rc;
}

static void count_changes(struct history_worker *w, const struct walk_commit *commit,
                          const struct tree_changes *found, struct commit_changes *ret_changes)
{
    for (size_t i = 0; i < found->errors.len; i++)
        put_error(w, commit, (struct str){NULL, 0}, found->errors.at[i]);
    vec_reserve(&ret_changes->at, &w->arena, found->changes.len);
    for (size_t i = 0; i < found->changes.len; i++) {
        struct err why;
        struct counted_change *counted = vec_push(&ret_changes->at, &w->arena);
        *counted = (struct counted_change){.change = &found->changes.at[i]};
        if (change_count(&w->counter, counted->change, &counted->count, &why) < 0) {
            counted->is_missing = true;
            put_error(w, commit, counted->change->path, str_from(why.text));
        }
    }
}

/* What tracing needs ----------------------------------------------------------------------------------------------- */

static bool is_file(uint32_t mode)
{
    return mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC;
}

static uint32_t index_of(const struct history_worker *w, const struct walk_commit *commit)
{
    return (uint32_t)(commit - w->setup->walk->commits.at);
}

static void tell_change(struct history_found *found, uint32_t commit, const struct tree_change *change)
{
    struct produced file = {.commit = commit, .new_id = change->new_id};
    bool is_same = change->old_path.len == 0 && object_id_eq(&change->old_id, &change->new_id);
    if (!is_file(change->new_mode) || (is_same && is_file(change->old_mode)))
        return;
    file.path = str_dup(&found->arena, change->path);
    if (is_file(change->old_mode)) {
        file.old_path = change->old_path.len ? str_dup(&found->arena, change->old_path) : file.path;
        file.old_id = change->old_id;
    }
    *vec_push(&found->files, &found->arena) = file;
}

/* The files of a merge that come from none of its parents as they are. */
static void tell_merge(struct history_worker *w, const struct walk_commit *commit, struct history_found *found)
{
    struct object_id tree, trees[TREE_COMBINE_SIDES_MAX];
    const struct object_id *others[TREE_COMBINE_SIDES_MAX];
    struct combined_files files = {.at = {0}};
    size_t n = 0;
    if (!history_find_folder(w->setup, w->reader, &commit->tree, &tree))
        return;
    for (uint32_t i = 0; i < commit->n_parents && n < TREE_COMBINE_SIDES_MAX; i++) {
        const struct walk_commit *parent = commit_walk_parent(w->setup->walk, commit, i);
        if (parent && history_find_folder(w->setup, w->reader, &parent->tree, &trees[n])) {
            others[n] = &trees[n];
            n++;
        }
    }
    tree_combine(w->reader, &tree, others, n, &w->arena, &files);
    for (size_t i = 0; i < files.at.len; i++)
        *vec_push(&found->files, &found->arena) =
            (struct produced){.commit = index_of(w, commit),
                              .is_merge = true,
                              .path = str_dup(&found->arena, files.at.at[i].path),
                              .new_id = files.at.at[i].id};
}

static void tell_found(struct history_worker *w, const struct walk_commit *commit,
                       const struct tree_changes *changes, bool is_fix, struct history_found *found)
{
    if (commit->n_parents > 1) {
        tell_merge(w, commit, found);
        return;
    }
    for (size_t i = 0; i < changes->changes.len; i++)
        tell_change(found, index_of(w, commit), &changes->changes.at[i]);
    if (is_fix && commit->n_parents == 1 && !commit->is_boundary)
        *vec_push(&found->fixes, &found->arena) = index_of(w, commit);
}

/* What is hot ------------------------------------------------------------------------------------------------------ */

static void note_paths(struct history_worker *w, const struct walk_commit *commit,
                       const struct tree_changes *found, struct buf *touched)
{
    if (!w->setup->notes_paths || commit->is_boundary || commit->n_parents > 1)
        return;
    for (size_t i = 0; i < found->changes.len; i++)
        hot_touch(touched, found->changes.at[i].path);
}

/* One commit ------------------------------------------------------------------------------------------------------- */

bool history_worker_commit(struct history_worker *w, const struct walk_commit *commit, struct buf *out,
                           struct buf *touched, struct history_found *ret_found)
{
    struct err err;
    struct object object = {0};
    struct commit_text text = {0};
    struct tree_changes found = {.changes = {0}};
    struct commit_changes changes = {0};
    buf_clear(&w->errors);
    binary_rules_begin(w->counter.rules);
    int rc = object_read(w->reader, &commit->id, OBJECT_COMMIT, &object, &err);
    if (rc == 0)
        rc = commit_text_parse(object.data, object_store_id_len(w->setup->store), &w->arena, &text, &err);
    if (rc == 0) {
        if (find_changes(w, commit, &found, &changes.is_limited, &err) < 0)
            put_error(w, commit, (struct str){NULL, 0}, str_from(err.text));
        count_changes(w, commit, &found, &changes);
        note_paths(w, commit, &found, touched);
        bool is_fix = commit_record_put(w->setup, commit, &text, &changes, &w->arena, out);
        if (ret_found)
            tell_found(w, commit, &found, is_fix, ret_found);
    } else {
        put_error(w, commit, (struct str){NULL, 0}, str_from(err.text));
    }
    buf_add(out, buf_str(&w->errors));
    object_release(w->reader, &object);
    arena_reset(&w->arena);
    return changes.is_limited;
}

void history_worker_trace(struct history_worker *w, const struct walk_commit *commit,
                          struct history_found *found)
{
    struct err ignored;
    bool is_limited;
    struct tree_changes changes = {.changes = {0}};
    if (find_changes(w, commit, &changes, &is_limited, &ignored) == 0)
        tell_found(w, commit, &changes, false, found);
    arena_reset(&w->arena);
}
