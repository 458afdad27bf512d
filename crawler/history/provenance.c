#include "crawler/history/provenance.h"

#include "pipeline/git/tree_find.h"

#include <stdlib.h>

enum { SAME_SECOND_MAX = 1000 }; /* commits of one second that are looked through for one pair */

struct provenance {
    const struct history_setup *setup;
    const struct producers *table; /* NULL: commits are read as needed */
    struct object_reader *reader;
    struct rename_finder *renames;
    const struct commit_walk *walk; /* the one all share, or `own` */
    struct commit_walk own;
    struct arena arena, scratch; /* of `own` */
};

struct provenance *provenance_new(const struct history_setup *setup, const struct producers *table,
                                  struct object_reader *reader, struct rename_finder *renames)
{
    static const size_t arena_bytes = (size_t)16 << 30, scratch_bytes = 64 << 20;
    struct err ignored;
    struct provenance *p = calloc(1, sizeof *p);
    if (!p || arena_init(&p->arena, arena_bytes, &ignored) < 0 ||
        arena_init(&p->scratch, scratch_bytes, &ignored) < 0)
        arena_full(sizeof *p);
    p->setup = setup;
    p->table = table;
    p->reader = reader;
    p->renames = renames;
    p->walk = table ? setup->walk : &p->own;
    return p;
}

void provenance_free(struct provenance *provenance)
{
    if (!provenance)
        return;
    arena_release(&provenance->arena);
    arena_release(&provenance->scratch);
    free(provenance);
}

/* Commits --------------------------------------------------------------------------------------------------------- */

uint32_t provenance_commit(struct provenance *p, const struct object_id *id)
{
    struct err ignored;
    uint32_t index = WALK_NONE;
    if (!p->table)
        return commit_walk_read(p->reader, p->setup->walk_request, &p->arena, p->scratch, &p->own, id, &index,
                                &ignored) < 0
                   ? WALK_NONE
                   : index;
    const struct walk_commit *commit = commit_walk_find(p->walk, id);
    return commit && !commit->is_damaged ? (uint32_t)(commit - p->walk->commits.at) : WALK_NONE;
}

const struct walk_commit *provenance_at(const struct provenance *p, uint32_t commit)
{
    return &p->walk->commits.at[commit];
}

uint32_t provenance_parent(struct provenance *p, uint32_t commit, uint32_t n)
{
    const struct walk_commit *at = provenance_at(p, commit);
    uint32_t parent = n < at->n_parents ? p->walk->parents.at[at->first_parent + n] : WALK_NONE;
    if (parent == WALK_NONE)
        return WALK_NONE;
    struct object_id id = provenance_at(p, parent)->id;
    return provenance_commit(p, &id);
}

static bool find_folder(struct provenance *p, uint32_t commit, struct object_id *ret_tree)
{
    return history_find_folder(p->setup, p->reader, &provenance_at(p, commit)->tree, ret_tree);
}

/* The regular file at a path of a commit. */
static bool find_file(struct provenance *p, uint32_t commit, struct str path, struct object_id *ret_id)
{
    struct err ignored;
    struct object_id tree;
    uint32_t mode = 0;
    return find_folder(p, commit, &tree) && tree_find(p->reader, &tree, path, ret_id, &mode, &ignored) > 0 &&
           (mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC);
}

static uint32_t parents_of(const struct provenance *p, uint32_t commit)
{
    uint32_t n = provenance_at(p, commit)->n_parents;
    return n < PROVENANCE_PARENTS_MAX ? n : PROVENANCE_PARENTS_MAX;
}

/* Producers ------------------------------------------------------------------------------------------------------- */

/* The first parent that has the same content there; WALK_NONE: the commit itself produced it. */
static uint32_t parent_with(struct provenance *p, uint32_t commit, const struct place *place)
{
    for (uint32_t i = 0; i < parents_of(p, commit); i++) {
        struct object_id id;
        uint32_t parent = provenance_parent(p, commit, i);
        if (parent != WALK_NONE && find_file(p, parent, place->path, &id) && object_id_eq(&id, &place->id))
            return parent;
    }
    return WALK_NONE;
}

/* That of the table's producers, from `first` on, which is this commit; or PRODUCERS_NONE. */
static uint32_t producer_at(const struct provenance *p, uint32_t first, uint32_t commit)
{
    uint32_t i = first;
    while (i != PRODUCERS_NONE && p->table->at.at[i].commit != commit)
        i = producers_next(p->table, i);
    return i;
}

/* A commit that changed nothing has the file from its only parent, and need not be asked. */
static uint32_t step_back(struct provenance *p, uint32_t commit, const struct place *place)
{
    return p->table && provenance_at(p, commit)->n_parents == 1 ? provenance_parent(p, commit, 0)
                                                                : parent_with(p, commit, place);
}

/* Follows parents. `*entry` is the first of the table's producers, and becomes the right one. */
static uint32_t follow(struct provenance *p, const struct place *place, uint32_t *entry)
{
    uint32_t commit = place->commit, first = *entry;
    for (int steps = 0; steps < PROVENANCE_STEPS_MAX; steps++) {
        *entry = first == PRODUCERS_NONE ? PRODUCERS_NONE : producer_at(p, first, commit);
        uint32_t parent = *entry == PRODUCERS_NONE ? step_back(p, commit, place) : WALK_NONE;
        if (parent == WALK_NONE)
            return commit;
        commit = parent;
    }
    return WALK_NONE;
}

/* Before ---------------------------------------------------------------------------------------------------------- */

int provenance_diff(struct provenance *p, uint32_t old_commit, uint32_t new_commit, struct arena *arena,
                    struct tree_changes *ret_changes, struct err *err)
{
    struct object_id old_tree, new_tree;
    bool is_limited = false;
    bool has_old = old_commit != WALK_NONE && find_folder(p, old_commit, &old_tree);
    bool has_new = find_folder(p, new_commit, &new_tree);
    int rc =
        tree_diff(p->reader, has_old ? &old_tree : NULL, has_new ? &new_tree : NULL, arena, ret_changes, err);
    if (rc == 0 && !p->setup->no_renames)
        rename_find(p->renames, arena, ret_changes, &is_limited);
    return rc;
}

/* A file that the parent has not at its path: what it was called there. */
static bool find_renamed(struct provenance *p, uint32_t parent, uint32_t commit, struct str path,
                         struct arena *arena, struct place *ret_before)
{
    struct err ignored;
    struct tree_changes changes = {.changes = {0}};
    if (p->setup->no_renames || provenance_diff(p, parent, commit, arena, &changes, &ignored) < 0)
        return false;
    for (size_t i = 0; i < changes.changes.len; i++) {
        const struct tree_change *change = &changes.changes.at[i];
        if (change->old_path.len == 0 || !str_eq(change->path, path))
            continue;
        *ret_before = (struct place){.commit = parent, .path = change->old_path, .id = change->old_id};
        return true;
    }
    return false;
}

static void find_before(struct provenance *p, uint32_t commit, struct str path, struct arena *arena,
                        struct places *ret_before)
{
    for (uint32_t i = 0; i < parents_of(p, commit); i++) {
        struct place before = {.path = path};
        before.commit = provenance_parent(p, commit, i);
        if (before.commit == WALK_NONE)
            continue;
        if (find_file(p, before.commit, path, &before.id) ||
            find_renamed(p, before.commit, commit, path, arena, &before))
            *vec_push(&ret_before->at, arena) = before;
    }
}

bool provenance_find(struct provenance *p, const struct place *place, struct arena *arena,
                     uint32_t *ret_commit, struct places *ret_before)
{
    uint32_t entry = p->table ? producers_find(p->table, place->path, &place->id) : PRODUCERS_NONE;
    bool is_single = entry != PRODUCERS_NONE && producers_next(p->table, entry) == PRODUCERS_NONE;
    *ret_before = (struct places){.at = {0}};
    *ret_commit = is_single ? p->table->at.at[entry].commit : follow(p, place, &entry);
    if (*ret_commit == WALK_NONE)
        return false;
    if (entry == PRODUCERS_NONE || p->table->at.at[entry].is_merge) {
        find_before(p, *ret_commit, place->path, arena, ret_before);
        return true;
    }
    uint32_t old_path = p->table->at.at[entry].old_path;
    uint32_t parent = provenance_parent(p, *ret_commit, 0);
    if (old_path != PRODUCERS_NONE && parent != WALK_NONE)
        *vec_push(&ret_before->at, arena) = (struct place){.commit = parent,
                                                           .path = p->table->paths.names.at[old_path],
                                                           .id = producers_old_id(p->table, entry)};
    return true;
}

/* Time ------------------------------------------------------------------------------------------------------------ */

/* Does `a` reach `b`, over commits of the same second? */
static bool reaches_at_once(struct provenance *p, uint32_t a, uint32_t b)
{
    uint32_t queue[SAME_SECOND_MAX] = {a};
    int64_t time_s = provenance_at(p, a)->time_s;
    for (size_t at = 0, n = 1; at < n; at++) {
        if (queue[at] == b)
            return true;
        for (uint32_t i = 0; i < parents_of(p, queue[at]) && n < SAME_SECOND_MAX; i++) {
            uint32_t parent = provenance_parent(p, queue[at], i);
            if (parent != WALK_NONE && provenance_at(p, parent)->time_s == time_s)
                queue[n++] = parent;
        }
    }
    return false;
}

bool provenance_is_after(struct provenance *p, uint32_t a, uint32_t b)
{
    const struct walk_commit *x = provenance_at(p, a), *y = provenance_at(p, b);
    if (x->time_s != y->time_s)
        return x->time_s > y->time_s;
    int order = object_id_cmp(&x->id, &y->id);
    if (a == b || reaches_at_once(p, b, a))
        return false;
    return order < 0 || reaches_at_once(p, a, b);
}
