#include "crawler/history/commit_walk.h"

#include "pipeline/git/commit_text.h"

enum { COMMIT_TEXT_BYTES = 64 << 20 }; /* the parents of one commit */

/* Commits that wait for their visit, the next on top: a binary heap. */
struct queue {
    VEC(uint32_t) heap;
};

struct walker {
    struct object_reader *reader;
    const struct commit_walk_request *request;
    struct arena *arena;
    struct arena scratch; /* of one commit's text */
    struct commit_walk *walk;
    struct queue queue;
    size_t n_open;         /* in the queue, and to be told as far as is known */
    int64_t oldest_open_s; /* of those that left it */
};

/* Commits by id ---------------------------------------------------------------------------------------------------- */

static size_t slot_of(const struct commit_walk *walk, const struct object_id *id)
{
    size_t mask = walk->by_id.cap - 1;
    size_t slot = object_id_hash(id) & mask;
    while (walk->by_id.slots[slot] && !object_id_eq(&walk->commits.at[walk->by_id.slots[slot] - 1].id, id))
        slot = (slot + 1) & mask;
    return slot;
}

static void grow_table(struct commit_walk *walk, struct arena *arena)
{
    walk->by_id.cap = walk->by_id.cap ? walk->by_id.cap * 2 : 1024;
    walk->by_id.slots = arena_array(arena, uint32_t, walk->by_id.cap);
    for (size_t i = 0; i < walk->commits.len; i++)
        walk->by_id.slots[slot_of(walk, &walk->commits.at[i].id)] = (uint32_t)i + 1;
}

const struct walk_commit *commit_walk_find(const struct commit_walk *walk, const struct object_id *id)
{
    uint32_t slot = walk->by_id.cap ? walk->by_id.slots[slot_of(walk, id)] : 0;
    return slot ? &walk->commits.at[slot - 1] : NULL;
}

const struct walk_commit *commit_walk_parent(const struct commit_walk *walk, const struct walk_commit *commit,
                                             uint32_t n)
{
    const struct walk_commit *parent =
        n < commit->n_parents ? &walk->commits.at[walk->parents.at[commit->first_parent + n]] : NULL;
    return parent && !parent->is_damaged ? parent : NULL;
}

/* Order ------------------------------------------------------------------------------------------------------------ */

static bool goes_before(const struct walker *w, uint32_t a, uint32_t b)
{
    const struct walk_commit *x = &w->walk->commits.at[a], *y = &w->walk->commits.at[b];
    return x->time_s != y->time_s ? x->time_s > y->time_s : object_id_cmp(&x->id, &y->id) < 0;
}

static void queue_push(struct walker *w, uint32_t commit)
{
    *vec_push(&w->queue.heap, w->arena) = commit;
    uint32_t *heap = w->queue.heap.at;
    size_t i = w->queue.heap.len - 1;
    for (; i > 0 && goes_before(w, commit, heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = commit;
}

static uint32_t queue_pop(struct walker *w)
{
    uint32_t *heap = w->queue.heap.at;
    uint32_t top = heap[0], last = heap[--w->queue.heap.len];
    size_t n = w->queue.heap.len, i = 0;
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && goes_before(w, heap[child + 1], heap[child]))
            child++;
        if (!goes_before(w, heap[child], last))
            break;
        heap[i] = heap[child];
    }
    heap[i] = last;
    return top;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static int read_text(struct walker *w, struct arena *arena, struct walk_commit *commit,
                     struct commit_text *ret_text, struct err *err)
{
    struct object object = {0};
    int rc = object_read(w->reader, &commit->id, OBJECT_COMMIT, &object, err);
    if (rc == 0)
        rc = commit_text_parse(object.data, object_store_id_len(w->request->store), arena, ret_text, err);
    object_release(w->reader, &object);
    return rc;
}

/* The place of a commit among the others; its parents are looked at when it is visited. */
static int add_commit(struct walker *w, const struct object_id *id, uint32_t *ret_index, struct err *err)
{
    struct commit_walk *walk = w->walk;
    if (walk->commits.len * 2 >= walk->by_id.cap)
        grow_table(walk, w->arena);
    size_t slot = slot_of(walk, id);
    if (!walk->by_id.slots[slot]) {
        if (walk->commits.len >= WALK_COMMITS_MAX)
            return err_set(err, ERR_INPUT, "more than %d commits", WALK_COMMITS_MAX);
        *vec_push(&walk->commits, w->arena) = (struct walk_commit){.id = *id, .first_parent = WALK_NONE};
        walk->by_id.slots[slot] = (uint32_t)walk->commits.len;
    }
    *ret_index = walk->by_id.slots[slot] - 1;
    return 0;
}

/* A commit that a shallow clone cut off from its parents has none, as for git: then it is no merge either, and adds all
 * its files. */
static int add_parents(struct walker *w, uint32_t index, const struct commit_text *text, struct err *err)
{
    uint32_t first = (uint32_t)w->walk->parents.len, n = (uint32_t)text->parents.len;
    bool is_cut =
        n > 0 && w->request->shallow && object_ids_have(w->request->shallow, &w->walk->commits.at[index].id);
    if (is_cut)
        n = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t parent;
        int rc = add_commit(w, &text->parents.at[i], &parent, err);
        if (rc < 0)
            return rc;
        *vec_push(&w->walk->parents, w->arena) = parent;
    }
    struct walk_commit *commit = &w->walk->commits.at[index];
    commit->is_boundary = is_cut;
    commit->first_parent = first;
    commit->n_parents = n;
    return 0;
}

static int read_commit(struct walker *w, uint32_t index, struct err *err)
{
    struct commit_text text = {0};
    struct err why;
    struct arena scratch = w->scratch;
    struct walk_commit *commit = &w->walk->commits.at[index];
    commit->first_parent = 0;
    int rc = read_text(w, &scratch, commit, &text, &why);
    if (rc < 0 && rc != ERR_INPUT)
        return err_set(err, rc, "%s", why.text);
    if (rc == ERR_INPUT) {
        commit->is_damaged = true;
        *vec_push(&w->walk->errors, w->arena) =
            (struct walk_error){.id = commit->id, .reason = str_dup(w->arena, str_from(why.text))};
        return 0;
    }
    commit->tree = text.tree;
    commit->time_s = text.committer.time_s;
    return add_parents(w, index, &text, err);
}

int commit_walk_read(struct object_reader *reader, const struct commit_walk_request *request,
                     struct arena *arena, struct arena scratch, struct commit_walk *walk,
                     const struct object_id *id, uint32_t *ret_index, struct err *err)
{
    struct walker w = {.reader = reader, .request = request, .arena = arena, .scratch = scratch, .walk = walk};
    uint32_t index;
    int rc = add_commit(&w, id, &index, err);
    if (rc == 0 && walk->commits.at[index].first_parent == WALK_NONE)
        rc = read_commit(&w, index, err);
    if (rc == 0 && walk->commits.at[index].is_damaged)
        rc = err_set(err, ERR_INPUT, "a damaged commit");
    if (rc == 0)
        *ret_index = index;
    return rc;
}

/* Walking ---------------------------------------------------------------------------------------------------------- */

static bool is_open(const struct walk_commit *commit)
{
    return commit->marks == (WALK_REACHED | WALK_QUEUED);
}

/* Marks a commit, and queues it when that is news, so that its parents learn of it. */
static int mark(struct walker *w, uint32_t index, uint8_t marks, struct err *err)
{
    if (w->walk->commits.at[index].first_parent == WALK_NONE) {
        int rc = read_commit(w, index, err);
        if (rc < 0)
            return rc;
    }
    struct walk_commit *commit = &w->walk->commits.at[index];
    if ((commit->marks & marks) == marks)
        return 0;
    bool was_open = is_open(commit), was_queued = commit->marks & WALK_QUEUED;
    commit->marks |= marks | WALK_QUEUED;
    w->n_open += (size_t)is_open(commit) - (size_t)was_open;
    if (!was_queued)
        queue_push(w, index);
    return 0;
}

static int mark_ids(struct walker *w, const struct object_id *ids, size_t n, uint8_t marks, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t index;
        int rc = add_commit(w, &ids[i], &index, err);
        if (rc == 0)
            rc = mark(w, index, marks, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* Nothing left can be told, nor hide what was. */
static bool is_done(const struct walker *w)
{
    if (w->queue.heap.len == 0)
        return true;
    int64_t newest_s = w->walk->commits.at[w->queue.heap.at[0]].time_s;
    return w->n_open == 0 &&
           (w->oldest_open_s == INT64_MAX || newest_s < w->oldest_open_s - (int64_t)WALK_SLOP_S);
}

static int visit_next(struct walker *w, struct err *err)
{
    uint32_t index = queue_pop(w);
    struct walk_commit commit = w->walk->commits.at[index];
    if (is_open(&commit)) {
        w->n_open--;
        w->oldest_open_s = commit.time_s < w->oldest_open_s ? commit.time_s : w->oldest_open_s;
    }
    uint8_t marks = commit.marks & (WALK_REACHED | WALK_HIDDEN);
    w->walk->commits.at[index].marks = marks;
    for (uint32_t i = 0; i < commit.n_parents; i++) {
        uint32_t parent = w->walk->parents.at[commit.first_parent + i];
        int rc = mark(w, parent, marks, err);
        if (rc < 0)
            return rc;
        w->walk->commits.at[index].is_boundary |= w->walk->commits.at[parent].is_damaged;
    }
    return 0;
}

static int walk_all(struct walker *w, struct err *err)
{
    int rc = mark_ids(w, w->request->hidden, w->request->n_hidden, WALK_HIDDEN, err);
    if (rc == 0)
        rc = mark_ids(w, w->request->tip, 1, WALK_REACHED, err);
    while (rc == 0 && !is_done(w))
        rc = visit_next(w, err);
    return rc;
}

/* Telling ---------------------------------------------------------------------------------------------------------- */

static bool is_told(const struct walk_commit *commit)
{
    return (commit->marks & (WALK_REACHED | WALK_HIDDEN)) == WALK_REACHED && !commit->is_damaged;
}

/* Calls for each parent of `commit` that is told: one child less, or one more. Queues those that have none left. */
static void count_children(struct walker *w, const struct walk_commit *commit, uint32_t *children, int step)
{
    for (uint32_t i = 0; i < commit->n_parents; i++) {
        uint32_t parent = w->walk->parents.at[commit->first_parent + i];
        if (!is_told(&w->walk->commits.at[parent]))
            continue;
        children[parent] += (uint32_t)step;
        if (step < 0 && children[parent] == 0)
            queue_push(w, parent);
    }
}

static void put_in_order(struct walker *w)
{
    size_t n = w->walk->commits.len;
    uint32_t *children = arena_array(w->arena, uint32_t, n + 1);
    w->queue.heap.len = 0;
    for (size_t i = 0; i < n; i++)
        if (is_told(&w->walk->commits.at[i]))
            count_children(w, &w->walk->commits.at[i], children, +1);
    for (size_t i = 0; i < n; i++)
        if (is_told(&w->walk->commits.at[i]) && children[i] == 0)
            queue_push(w, (uint32_t)i);
    while (w->queue.heap.len > 0) {
        uint32_t next = queue_pop(w);
        *vec_push(&w->walk->order, w->arena) = next;
        count_children(w, &w->walk->commits.at[next], children, -1);
    }
}

static int check_tip(const struct commit_walk *walk, const struct object_id *tip, struct err *err)
{
    if (!commit_walk_find(walk, tip)->is_damaged)
        return 0;
    size_t i = 0;
    while (!object_id_eq(&walk->errors.at[i].id, tip))
        i++;
    return err_set(err, ERR_INPUT, "%.*s", STR_ARG(walk->errors.at[i].reason));
}

int commit_walk(struct object_reader *reader, const struct commit_walk_request *request, struct arena *arena,
                struct commit_walk *ret_walk, struct err *err)
{
    struct walker w = {
        .reader = reader, .request = request, .arena = arena, .walk = ret_walk, .oldest_open_s = INT64_MAX};
    *ret_walk = (struct commit_walk){.commits = {0}};
    int rc = arena_init(&w.scratch, COMMIT_TEXT_BYTES, err);
    if (rc == 0)
        rc = walk_all(&w, err);
    if (rc == 0)
        rc = check_tip(ret_walk, request->tip, err);
    if (rc == 0)
        put_in_order(&w);
    arena_release(&w.scratch);
    return rc;
}
