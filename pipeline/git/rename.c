#include "pipeline/git/rename.h"

#include "pipeline/base/map.h"
#include "pipeline/git/blob_chunks.h"

#include <stdlib.h>

/* Similarity in git's fine steps; a percent is 600 of them, rounded down. */
enum {
    SCORE_MAX = 60000,
    SCORE_PERCENT = SCORE_MAX / 100,
    SCORE_MIN = RENAME_SIMILARITY_MIN * SCORE_PERCENT,
    SCORE_BASENAME_MIN = RENAME_BASENAME_MIN * SCORE_PERCENT,
};

struct rename_finder {
    struct object_reader *reader;
    struct arena arena; /* of the pool of one commit */
};

/* A deleted or added file. */
struct file {
    struct tree_change *change;
    struct str name; /* the last part of its path */
    bool is_taken;
    uint32_t next_same; /* the next deleted file of the same content, as its number plus one */
    bool has_len;
    size_t len_bytes; /* 0 also when its content is not to be compared */
    bool is_read, has_chunks;
    struct chunk_list chunks;
};

struct files {
    struct file *at;
    size_t len;
};

struct search {
    struct object_reader *reader;
    struct arena scratch; /* each step takes a copy and so gives back what it took */
    struct chunk_pool pool;
    struct files deleted, added;
    size_t bytes_read;
    bool is_limited;
};

static const struct object_id *id_of(const struct file *file)
{
    return file->change->old_mode ? &file->change->old_id : &file->change->new_id;
}

static uint32_t mode_of(const struct file *file)
{
    return file->change->old_mode ? file->change->old_mode : file->change->new_mode;
}

static bool is_regular(const struct file *file)
{
    uint32_t mode = mode_of(file);
    return mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC;
}

/* Makes one change of two; that of the deleted file loses both modes, which tells that it is gone. */
static void pair_up(struct file *from, struct file *to, uint32_t score)
{
    to->change->old_path = from->change->path;
    to->change->old_mode = from->change->old_mode;
    to->change->old_id = from->change->old_id;
    to->change->similarity = (uint8_t)(score / SCORE_PERCENT);
    from->change->old_mode = 0;
    from->is_taken = to->is_taken = true;
}

static void drop_taken(struct files *files)
{
    size_t kept = 0;
    for (size_t i = 0; i < files->len; i++)
        if (!files->at[i].is_taken)
            files->at[kept++] = files->at[i];
    files->len = kept;
}

/* 1. The same content ------------------------------------------------------------------------------------------------ */

static struct str id_key(const struct file *file)
{
    return str_of((const char *)id_of(file)->bytes, OBJECT_ID_MAX);
}

/* Chains the deleted files of one content, in order, and maps the content to the first of them. */
static struct map chain_deleted(struct search *s, struct arena *scratch)
{
    struct map first = {0};
    for (size_t i = s->deleted.len; i-- > 0;) {
        uint32_t *head = map_put(&first, scratch, id_key(&s->deleted.at[i]), NULL);
        s->deleted.at[i].next_same = *head;
        *head = (uint32_t)i + 1;
    }
    return first;
}

static bool may_be_same(const struct file *a, const struct file *b)
{
    return mode_of(a) == mode_of(b) || (is_regular(a) && is_regular(b));
}

/* The link to the file of the chain that `added` was, or NULL. */
static uint32_t *choose_same(const struct search *s, uint32_t *head, const struct file *added)
{
    uint32_t *chosen = NULL;
    uint32_t *link = head;
    for (int looked = 0; *link && looked < RENAME_EXACT_LOOK; looked++) {
        struct file *deleted = &s->deleted.at[*link - 1];
        if (may_be_same(deleted, added)) {
            if (str_eq(deleted->name, added->name))
                return link;
            chosen = chosen ? chosen : link;
        }
        link = &deleted->next_same;
    }
    return chosen;
}

static void find_same_content(struct search *s)
{
    struct arena scratch = s->scratch;
    struct map first = chain_deleted(s, &scratch);
    for (size_t i = 0; i < s->added.len; i++) {
        struct file *added = &s->added.at[i];
        uint32_t *head = map_get(&first, id_key(added));
        uint32_t *link = head ? choose_same(s, head, added) : NULL;
        if (!link)
            continue;
        struct file *deleted = &s->deleted.at[*link - 1];
        *link = deleted->next_same;
        pair_up(deleted, added, SCORE_MAX);
    }
}

/* Contents ----------------------------------------------------------------------------------------------------------- */

static void read_len(struct search *s, struct file *file)
{
    if (file->has_len)
        return;
    enum object_type type;
    size_t len_bytes;
    file->has_len = true;
    if (is_regular(file) && object_stat(s->reader, id_of(file), &type, &len_bytes, NULL) == 0 &&
        type == OBJECT_BLOB && len_bytes <= RENAME_BLOB_MAX)
        file->len_bytes = len_bytes;
}

/* Cuts up the content of a file. False when there is no room for it. */
static bool cut_content(struct search *s, struct file *file)
{
    struct object blob;
    s->bytes_read += file->len_bytes;
    if (s->bytes_read > RENAME_BYTES_MAX)
        return false;
    if (object_read(s->reader, id_of(file), OBJECT_BLOB, &blob, NULL) < 0)
        return true;
    bool has_room = chunk_pool_add(&s->pool, blob.data, &file->chunks);
    file->has_chunks = has_room;
    object_release(s->reader, &blob);
    return has_room;
}

/* Cuts it up unless that was tried before; does it have chunks now? */
static bool read_chunks(struct search *s, struct file *file)
{
    if (!file->is_read && !cut_content(s, file))
        s->is_limited = true;
    file->is_read = true;
    return file->has_chunks;
}

static uint32_t score_of(uint64_t common_bytes, size_t a_bytes, size_t b_bytes)
{
    size_t larger = a_bytes > b_bytes ? a_bytes : b_bytes;
    return common_bytes ? (uint32_t)(common_bytes * SCORE_MAX / larger) : 0;
}

/* The best score that files of these sizes can have. */
static uint32_t score_bound(size_t a_bytes, size_t b_bytes)
{
    return score_of(a_bytes < b_bytes ? a_bytes : b_bytes, a_bytes, b_bytes);
}

/* 2. The same base name ---------------------------------------------------------------------------------------------- */

static const uint32_t not_unique = UINT32_MAX;

/* From base names to the one file, plus one, that has it. */
static struct map map_names(const struct files *files, struct arena *scratch)
{
    struct map names = {0};
    for (size_t i = 0; i < files->len; i++) {
        bool is_new;
        uint32_t *number = map_put(&names, scratch, files->at[i].name, &is_new);
        *number = is_new ? (uint32_t)i + 1 : not_unique;
    }
    return names;
}

static struct file *get_unique(const struct map *names, const struct files *files, struct str name)
{
    const uint32_t *number = map_get(names, name);
    return number && *number != not_unique ? &files->at[*number - 1] : NULL;
}

static void try_same_name(struct search *s, struct file *deleted, struct file *added)
{
    read_len(s, deleted);
    read_len(s, added);
    size_t old_bytes = deleted->len_bytes, new_bytes = added->len_bytes;
    if (score_bound(old_bytes, new_bytes) < SCORE_BASENAME_MIN || !read_chunks(s, deleted) ||
        !read_chunks(s, added))
        return;
    uint32_t score =
        score_of(chunk_pool_common(&s->pool, deleted->chunks, added->chunks), old_bytes, new_bytes);
    if (score >= SCORE_BASENAME_MIN)
        pair_up(deleted, added, score);
}

static void find_same_name(struct search *s)
{
    struct arena scratch = s->scratch;
    struct map deleted_names = map_names(&s->deleted, &scratch);
    struct map added_names = map_names(&s->added, &scratch);
    for (size_t i = 0; i < s->deleted.len; i++) {
        struct str name = s->deleted.at[i].name;
        struct file *deleted = get_unique(&deleted_names, &s->deleted, name);
        struct file *added = get_unique(&added_names, &s->added, name);
        if (deleted && added)
            try_same_name(s, deleted, added);
    }
}

/* 3. All pairs ------------------------------------------------------------------------------------------------------- */

struct candidate {
    int32_t score; /* -1: none yet */
    bool same_name;
    uint32_t deleted, added; /* their numbers */
    uint32_t order;          /* where it stood; decides between equals */
};

static int cmp_rank(const struct candidate *a, const struct candidate *b)
{
    return a->score != b->score ? (a->score < b->score ? -1 : 1) : (int)a->same_name - (int)b->same_name;
}

static int best_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int rank = cmp_rank(y, x);
    return rank ? rank : (x->order > y->order) - (x->order < y->order);
}

static int cmp_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The sizes of contents that may be compared, sorted. */
static size_t *sorted_sizes(const struct files *files, struct arena *scratch, size_t *ret_n)
{
    size_t *sizes = arena_array(scratch, size_t, files->len), n = 0;
    for (size_t i = 0; i < files->len; i++)
        if (files->at[i].len_bytes)
            sizes[n++] = files->at[i].len_bytes;
    qsort(sizes, n, sizeof *sizes, cmp_size);
    *ret_n = n;
    return sizes;
}

/* Is there one among `sizes` that may be similar enough? The nearest of the larger and of the smaller will do. */
static bool has_partner(const size_t *sizes, size_t n, size_t len_bytes)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sizes[middle] < len_bytes)
            low = middle + 1;
        else
            high = middle;
    }
    return (low < n && score_bound(sizes[low], len_bytes) >= SCORE_MIN) ||
           (low > 0 && score_bound(sizes[low - 1], len_bytes) >= SCORE_MIN);
}

/* Reads the contents of `files` that one of the others may be similar to; returns how many these are. */
static size_t read_contents(struct search *s, struct files *files, const struct files *others)
{
    struct arena scratch = s->scratch;
    size_t n_sizes, n_read = 0;
    size_t *sizes = sorted_sizes(others, &scratch, &n_sizes);
    for (size_t i = 0; i < files->len; i++)
        if (files->at[i].len_bytes && has_partner(sizes, n_sizes, files->at[i].len_bytes))
            n_read += read_chunks(s, &files->at[i]);
    return n_read;
}

static struct chunk_index index_deleted(const struct search *s)
{
    struct arena scratch = s->scratch;
    struct chunk_list *lists = arena_array(&scratch, struct chunk_list, s->deleted.len);
    for (size_t i = 0; i < s->deleted.len; i++)
        lists[i] = s->deleted.at[i].chunks;
    return chunk_index_of(&s->pool, lists, s->deleted.len);
}

static bool too_many_steps(const struct search *s, const struct chunk_index *index)
{
    uint64_t steps = 0;
    for (size_t i = 0; i < s->added.len; i++)
        steps += chunk_index_steps(index, s->added.at[i].chunks);
    return steps > RENAME_STEPS_MAX;
}

/* Takes the place of the worst, the first of equals, if it is better. */
static void offer(struct candidate slots[RENAME_CANDIDATES], const struct candidate *candidate)
{
    struct candidate *worst = &slots[0];
    for (int i = 1; i < RENAME_CANDIDATES; i++)
        if (cmp_rank(&slots[i], worst) < 0)
            worst = &slots[i];
    if (cmp_rank(candidate, worst) > 0)
        *worst = *candidate;
}

/* What git would not compare for the sizes' sake is 0 to it: seldom of consequence, see offer(). */
static uint32_t score_in_matrix(uint64_t common_bytes, size_t a_bytes, size_t b_bytes)
{
    return score_bound(a_bytes, b_bytes) < SCORE_MIN ? 0 : score_of(common_bytes, a_bytes, b_bytes);
}

/* The best candidates for added file `number`; `common` has room for each deleted file. */
static void choose_candidates(const struct search *s, const struct chunk_index *index, uint32_t number,
                              uint32_t *common, struct candidate slots[RENAME_CANDIDATES])
{
    const struct file *added = &s->added.at[number];
    for (int i = 0; i < RENAME_CANDIDATES; i++)
        slots[i].score = -1;
    memset(common, 0, s->deleted.len * sizeof *common);
    chunk_index_common(index, added->chunks, common);
    for (uint32_t i = 0; i < s->deleted.len; i++) {
        const struct file *deleted = &s->deleted.at[i];
        struct candidate candidate = {.score = (int32_t)score_in_matrix(common[i], deleted->len_bytes,
                                                                        added->len_bytes),
                                      .same_name = str_eq(deleted->name, added->name),
                                      .deleted = i,
                                      .added = number};
        offer(slots, &candidate);
    }
}

/* Pairs up candidates, best first. */
static void pair_candidates(struct search *s, struct candidate *candidates, size_t n)
{
    size_t good = 0;
    for (size_t i = 0; i < n; i++) {
        if (candidates[i].score < SCORE_MIN)
            continue;
        candidates[good] = candidates[i];
        candidates[good].order = (uint32_t)good;
        good++;
    }
    qsort(candidates, good, sizeof *candidates, best_first);
    for (size_t i = 0; i < good; i++) {
        struct file *deleted = &s->deleted.at[candidates[i].deleted],
                    *added = &s->added.at[candidates[i].added];
        if (!deleted->is_taken && !added->is_taken)
            pair_up(deleted, added, (uint32_t)candidates[i].score);
    }
}

static void compare_all(struct search *s)
{
    struct chunk_index index = index_deleted(s);
    if (too_many_steps(s, &index)) {
        s->is_limited = true;
        return;
    }
    struct arena scratch = s->scratch;
    size_t n = s->added.len * RENAME_CANDIDATES;
    struct candidate *candidates = arena_array(&scratch, struct candidate, n);
    uint32_t *common = arena_array(&scratch, uint32_t, s->deleted.len);
    for (size_t i = 0; i < s->added.len; i++)
        choose_candidates(s, &index, (uint32_t)i, common, candidates + i * RENAME_CANDIDATES);
    pair_candidates(s, candidates, n);
}

static void find_similar(struct search *s)
{
    if ((uint64_t)s->deleted.len * s->added.len > (uint64_t)RENAME_PAIRS_MAX * RENAME_PAIRS_MAX) {
        s->is_limited = true;
        return;
    }
    for (size_t i = 0; i < s->deleted.len; i++)
        read_len(s, &s->deleted.at[i]);
    for (size_t i = 0; i < s->added.len; i++)
        read_len(s, &s->added.at[i]);
    size_t n_deleted = read_contents(s, &s->deleted, &s->added);
    if (n_deleted > 0 && read_contents(s, &s->added, &s->deleted) > 0)
        compare_all(s);
}

/* Together ----------------------------------------------------------------------------------------------------------- */

static void collect(struct search *s, struct tree_changes *changes)
{
    for (size_t i = 0; i < changes->changes.len; i++) {
        struct tree_change *change = &changes->changes.at[i];
        struct files *to = !change->new_mode ? &s->deleted : !change->old_mode ? &s->added : NULL;
        if (to && to->at)
            to->at[to->len] = (struct file){.change = change, .name = str_basename(change->path)};
        if (to)
            to->len++;
    }
}

/* Collects the files; false when there is nothing to pair up. */
static bool find_files(struct search *s, struct tree_changes *changes)
{
    collect(s, changes);
    if (s->deleted.len == 0 || s->added.len == 0)
        return false;
    s->deleted = (struct files){.at = arena_array(&s->scratch, struct file, s->deleted.len)};
    s->added = (struct files){.at = arena_array(&s->scratch, struct file, s->added.len)};
    collect(s, changes);
    return true;
}

/* Goes on with what is left; false when that is nothing. */
static bool keep_left(struct search *s)
{
    drop_taken(&s->deleted);
    drop_taken(&s->added);
    return s->deleted.len > 0 && s->added.len > 0;
}

static void drop_gone(struct tree_changes *changes)
{
    size_t kept = 0;
    for (size_t i = 0; i < changes->changes.len; i++)
        if (changes->changes.at[i].old_mode || changes->changes.at[i].new_mode)
            changes->changes.at[kept++] = changes->changes.at[i];
    changes->changes.len = kept;
}

struct rename_finder *rename_finder_new(struct object_reader *reader)
{
    struct rename_finder *finder = calloc(1, sizeof *finder);
    if (!finder || arena_init(&finder->arena, CHUNK_POOL_BYTES, NULL) < 0)
        arena_full(CHUNK_POOL_BYTES);
    finder->reader = reader;
    return finder;
}

void rename_finder_free(struct rename_finder *finder)
{
    if (!finder)
        return;
    arena_release(&finder->arena);
    free(finder);
}

void rename_find(struct rename_finder *finder, struct arena *scratch, struct tree_changes *changes,
                 bool *ret_is_limited)
{
    struct search s = {.reader = finder->reader, .scratch = *scratch, .pool.arena = &finder->arena};
    *ret_is_limited = false;
    if (!find_files(&s, changes))
        return;
    find_same_content(&s);
    if (keep_left(&s)) {
        find_same_name(&s);
        if (keep_left(&s))
            find_similar(&s);
        arena_reset(&finder->arena);
    }
    drop_gone(changes);
    *ret_is_limited = s.is_limited;
}
