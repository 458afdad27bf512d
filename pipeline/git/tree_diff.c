#include "pipeline/git/tree_diff.h"

/*
 * A stack of folders, one for each level, replaces recursion. Of each side of a folder at most one entry is read ahead:
 * the one that waits for the other side to catch up. When none waits, both sides stand at the start of an entry, and
 * bytes that are the same on both mean the same: that is where equal runs are passed over.
 */

enum { OLD, NEW, SIDES };

struct side {
    struct object object; /* lent; zero when the folder is not there on this side */
    struct tree_text text;
    struct tree_entry entry;
    bool waits; /* `entry` is read, but not yet dealt with */
};

struct folder {
    struct side sides[SIDES];
    size_t path_len;     /* of its path, in walk.path */
    size_t changes_here; /* how many changes there were before it */
};

struct walk {
    struct object_reader *reader;
    size_t id_len;
    struct arena *arena;
    struct tree_changes *to;
    VEC(struct folder) folders; /* from the top to where we are */
    VEC(char) path;             /* of the last of them, with a '/' behind each name */
    size_t first_change, first_error, paths_bytes, work;
};

/* The entries of one name, NULL on a side where there is none. */
struct pair {
    const struct tree_entry *entries[SIDES];
};

static struct str pair_name(const struct pair *pair)
{
    return pair->entries[OLD] ? pair->entries[OLD]->name : pair->entries[NEW]->name;
}

static struct folder *current(struct walk *w)
{
    return &w->folders.at[w->folders.len - 1];
}

static struct str current_path(const struct walk *w)
{
    return str_of(w->path.at, w->path.len);
}

static void leave(struct walk *w)
{
    struct folder *folder = current(w);
    for (int i = 0; i < SIDES; i++)
        object_release(w->reader, &folder->sides[i].object);
    w->folders.len--;
    w->path.len = w->folders.len ? current(w)->path_len : 0;
}

static int over_limit(struct err *err, const char *what, int limit)
{
    return err_set(err, ERR_INPUT, "%s (limit %d)", what, limit);
}

/* Keeps what is wrong with the current folder and takes back its changes. For the top one it is the end. */
static int tell_damage(struct walk *w, struct err *why, struct err *err)
{
    if (w->folders.len == 1)
        return err_set(err, why->code, "%s", why->text);
    if (w->to->errors.len - w->first_error == TREE_DIFF_ERRORS_MAX)
        return over_limit(err, "too many damaged folders", TREE_DIFF_ERRORS_MAX);
    err_wrap(why, "%.*s", STR_ARG(current_path(w)));
    *vec_push(&w->to->errors, w->arena) = str_dup(w->arena, str_from(why->text));
    w->to->changes.len = current(w)->changes_here;
    leave(w);
    return 0;
}

/* Going down ------------------------------------------------------------------------------------------------------- */

static int extend_path(struct walk *w, struct str name, struct err *err)
{
    size_t len = w->path.len + name.len + 1;
    if (len > TREE_DIFF_PATH_MAX)
        return over_limit(err, "a path is too long", TREE_DIFF_PATH_MAX);
    if (len > w->path.cap)
        vec_reserve(&w->path, w->arena, 2 * len);
    memcpy(w->path.at + w->path.len, name.p, name.len);
    w->path.at[len - 1] = '/';
    w->path.len = len;
    return 0;
}

static int open_side(struct walk *w, struct side *side, const struct object_id *id, struct err *err)
{
    int rc = object_read(w->reader, id, OBJECT_TREE, &side->object, err);
    if (rc < 0)
        return rc;
    side->text = tree_text_of(side->object.data, w->id_len);
    w->work += side->object.data.len;
    return 0;
}

/* Puts the folder of these two trees, of which one may be NULL, on the stack. */
static int enter(struct walk *w, const struct object_id *const trees[SIDES], struct err *err)
{
    if (w->folders.len == TREE_DIFF_DEPTH_MAX)
        return over_limit(err, "folders are too deep", TREE_DIFF_DEPTH_MAX);
    *vec_push(&w->folders, w->arena) =
        (struct folder){.path_len = w->path.len, .changes_here = w->to->changes.len};
    w->work += TREE_DIFF_VISIT;
    struct err why = {0};
    int rc = 0;
    for (int i = 0; i < SIDES && rc == 0; i++)
        if (trees[i])
            rc = open_side(w, &current(w)->sides[i], trees[i], &why);
    if (rc == 0 && w->work > TREE_DIFF_WORK_MAX)
        return over_limit(err, "too many bytes of trees", TREE_DIFF_WORK_MAX);
    return rc == ERR_INPUT ? tell_damage(w, &why, err) : rc < 0 ? err_set(err, rc, "%s", why.text) : 0;
}

static int enter_pair(struct walk *w, const struct pair *pair, struct err *err)
{
    struct object_id ids[SIDES];
    const struct object_id *trees[SIDES] = {0};
    for (int i = 0; i < SIDES; i++) {
        if (!pair->entries[i])
            continue;
        ids[i] = object_id_of(pair->entries[i]->id, w->id_len);
        trees[i] = &ids[i];
    }
    int rc = extend_path(w, pair_name(pair), err);
    return rc < 0 ? rc : enter(w, trees, err);
}

/* One folder -------------------------------------------------------------------------------------------------------- */

static int append_change(struct walk *w, const struct pair *pair, struct err *err)
{
    const struct tree_entry *old = pair->entries[OLD], *new = pair->entries[NEW];
    struct str name = pair_name(pair);
    size_t len = w->path.len + name.len;
    w->paths_bytes += len;
    if (len > TREE_DIFF_PATH_MAX)
        return over_limit(err, "a path is too long", TREE_DIFF_PATH_MAX);
    if (w->to->changes.len - w->first_change == TREE_DIFF_CHANGES_MAX || w->paths_bytes > TREE_DIFF_PATHS_MAX)
        return over_limit(err, "too many changes", TREE_DIFF_CHANGES_MAX);
    char *path = arena_array(w->arena, char, len);
    memcpy(path, w->path.at ? w->path.at : "", w->path.len);
    memcpy(path + w->path.len, name.p, name.len);
    struct tree_change change = {.path = str_of(path, len)};
    if (old) {
        change.old_mode = old->mode;
        change.old_id = object_id_of(old->id, w->id_len);
    }
    if (new) {
        change.new_mode = new->mode;
        change.new_id = object_id_of(new->id, w->id_len);
    }
    *vec_push(&w->to->changes, w->arena) = change;
    return 0;
}

/* How many bytes at the start of two blocks of `len` are the same. */
static size_t common_bytes(const char *a, const char *b, size_t len)
{
    enum { STRIDE = 512 };
    size_t n = 0;
    while (len - n >= STRIDE && memcmp(a + n, b + n, STRIDE) == 0)
        n += STRIDE;
    for (uint64_t x, y; len - n >= sizeof x; n += sizeof x) {
        memcpy(&x, a + n, sizeof x);
        memcpy(&y, b + n, sizeof y);
        if (x != y)
            break;
    }
    while (n < len && a[n] == b[n])
        n++;
    return n;
}

/* Both sides stand at the start of an entry; afterwards too, and what comes next differs. */
static void skip_equal(struct tree_text *old, struct tree_text *new)
{
    size_t old_len = (size_t)(old->end - old->at), new_len = (size_t)(new->end - new->at);
    size_t shorter = old_len < new_len ? old_len : new_len;
    size_t same = shorter ? common_bytes(old->at, new->at, shorter) : 0;
    if (same == old_len && same == new_len) {
        old->at = old->end;
        new->at = new->end;
        return;
    }
    const char *start = old->at;
    tree_text_skip(old, same);
    if (old->at == start)
        return;
    new->at += old->at - start;
    new->last = old->last;
    new->last_is_tree = old->last_is_tree;
}

static int read_ahead(struct side *side, struct err *err)
{
    if (side->waits)
        return 0;
    int rc = tree_text_next(&side->text, &side->entry, err);
    side->waits = rc == 1;
    return rc < 0 ? rc : 0;
}

/* Takes the lesser of the entries that wait, or both when they have one name. */
static struct pair take_pair(struct folder *folder)
{
    struct side *old = &folder->sides[OLD], *new = &folder->sides[NEW];
    int order = old->waits ? -1 : 1;
    if (old->waits && new->waits)
        order = tree_name_cmp(old->entry.name, old->entry.mode == TREE_MODE_TREE, new->entry.name,
                              new->entry.mode == TREE_MODE_TREE);
    struct pair pair = {0};
    if (order <= 0) {
        old->waits = false;
        pair.entries[OLD] = &old->entry;
    }
    if (order >= 0) {
        new->waits = false;
        pair.entries[NEW] = &new->entry;
    }
    return pair;
}

static bool same_entry(const struct pair *pair, size_t id_len)
{
    const struct tree_entry *old = pair->entries[OLD], *new = pair->entries[NEW];
    return old && new && old->mode == new->mode &&memcmp(old->id, new->id, id_len) == 0;
}

/* 1 and the next pair that differs, 0 at the end of the folder, ERR_INPUT when it is damaged. */
static int next_pair(struct folder *folder, size_t id_len, struct pair *ret_pair, struct err *err)
{
    struct side *old = &folder->sides[OLD], *new = &folder->sides[NEW];
    do {
        if (!old->waits && !new->waits)
            skip_equal(&old->text, &new->text);
        int rc = read_ahead(old, err);
        if (rc == 0)
            rc = read_ahead(new, err);
        if (rc < 0)
            return rc;
        if (!old->waits && !new->waits)
            return 0;
        *ret_pair = take_pair(folder);
    } while (same_entry(ret_pair, id_len));
    return 1;
}

/* A folder and a submodule or file never share a pair: their names have different places in the order. */
static bool is_folder(const struct pair *pair)
{
    const struct tree_entry *entry = pair->entries[OLD] ? pair->entries[OLD] : pair->entries[NEW];
    return entry->mode == TREE_MODE_TREE;
}

static int walk_on(struct walk *w, struct err *err)
{
    struct err why = {0};
    struct pair pair;
    int rc = next_pair(current(w), w->id_len, &pair, &why);
    if (rc < 0)
        return tell_damage(w, &why, err);
    if (rc == 0) {
        leave(w);
        return 0;
    }
    return is_folder(&pair) ? enter_pair(w, &pair, err) : append_change(w, &pair, err);
}

int tree_diff(struct object_reader *reader, const struct object_id *old_tree, const struct object_id *new_tree,
              struct arena *arena, struct tree_changes *ret_changes, struct err *err)
{
    if (old_tree && new_tree && object_id_eq(old_tree, new_tree))
        return 0;
    struct walk w = {.reader = reader,
                     .id_len = object_store_id_len(object_reader_store(reader)),
                     .arena = arena,
                     .to = ret_changes,
                     .first_change = ret_changes->changes.len,
                     .first_error = ret_changes->errors.len};
    const struct object_id *const trees[SIDES] = {old_tree, new_tree};
    int rc = enter(&w, trees, err);
    while (rc == 0 && w.folders.len > 0)
        rc = walk_on(&w, err);
    if (rc == 0)
        return 0;
    while (w.folders.len > 0)
        leave(&w);
    ret_changes->changes.len = w.first_change;
    ret_changes->errors.len = w.first_error;
    return rc;
}
