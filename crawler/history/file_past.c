#include "crawler/history/file_past.h"

#include "crawler/history/history_error.h"
#include "pipeline/git/commit_text.h"
#include "pipeline/git/rename.h"
#include "pipeline/git/tree_find.h"
#include "pipeline/record/record.h"

enum { CHANGES_MEMORY_MAX = 1 << 30 }; /* of one commit; a path of each */

/* A commit of the main line. */
struct line_commit {
    struct object_id id, folder; /* the tree of the scanned folder */
    struct object_id parent;
    int64_t time_s;
    bool has_folder, has_parent, is_merge;
};

/* What a commit has at a path. */
struct place {
    struct object_id folder; /* the tree it is in; while that is the same, so is the rest */
    struct object_id content;
    bool has_folder, is_there; /* as a regular file */
};

/* A file on its way back. */
struct trace {
    struct past_file *file;
    struct str path; /* as it is called here */
    struct place here;
    bool is_done;
};

struct follower {
    const struct file_past_request *request;
    struct arena *arena;
    struct arena scratch; /* of one commit's changes */
    struct file_past *past;
    struct rename_finder *renames; /* NULL: not looked for */
    struct trace *traces;
    size_t n_traces, n_open;
    bool is_beyond; /* what the store knows has been reached */
};

/* Small things ------------------------------------------------------------------------------------------------------ */

static void put_id(struct json_out *r, const char *key, const struct object_id *id, size_t id_len)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(id->bytes, id_len, hex);
    json_put_str(r, key, str_from(hex));
}

static void put_error(struct follower *f, const struct object_id *commit, struct str path, struct str reason)
{
    history_error_put(f->request->setup->store, commit, path, reason, &f->past->errors);
}

static void finish(struct follower *f, struct trace *t)
{
    f->n_open -= !t->is_done;
    t->is_done = true;
}

/* Commits ---------------------------------------------------------------------------------------------------------- */

static void find_parent(struct follower *f, const struct commit_text *text, struct line_commit *commit)
{
    commit->is_merge = text->parents.len > 1;
    commit->has_parent = text->parents.len > 0 && !object_ids_have(f->request->shallow, &commit->id) &&
                         object_exists(f->request->setup->store, &text->parents.at[0]);
    if (commit->has_parent)
        commit->parent = text->parents.at[0];
}

static int read_commit(struct follower *f, const struct object_id *id, struct line_commit *ret_commit,
                       struct err *err)
{
    struct arena scratch = *f->arena;
    struct object object = {0};
    struct commit_text text = {0};
    *ret_commit = (struct line_commit){.id = *id};
    int rc = object_read(f->request->reader, id, OBJECT_COMMIT, &object, err);
    if (rc == 0)
        rc = commit_text_parse(object.data, object_store_id_len(f->request->setup->store), &scratch, &text,
                               err);
    if (rc == 0) {
        ret_commit->time_s = text.committer.time_s;
        ret_commit->has_folder =
            history_find_folder(f->request->setup, f->request->reader, &text.tree, &ret_commit->folder);
        find_parent(f, &text, ret_commit);
    }
    object_release(f->request->reader, &object);
    return rc;
}

/* Paths ------------------------------------------------------------------------------------------------------------ */

/* The file's folder first: mostly it is that of the commit before, and then nothing more is to be read. */
static int look(struct follower *f, const struct line_commit *commit, struct str path,
                const struct place *before, struct place *ret_place, struct err *err)
{
    struct place place = {.has_folder = false};
    uint32_t mode = 0;
    int rc = !commit->has_folder ? 0
                                 : tree_find(f->request->reader, &commit->folder, str_dirname(path),
                                             &place.folder, &mode, err);
    place.has_folder = rc > 0 && mode == TREE_MODE_TREE;
    if (place.has_folder && before && before->has_folder && object_id_eq(&before->folder, &place.folder))
        place = *before;
    else if (place.has_folder) {
        rc = tree_find(f->request->reader, &place.folder, str_basename(path), &place.content, &mode, err);
        place.is_there = rc > 0 && (mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC);
    }
    if (rc >= 0)
        *ret_place = place;
    return rc < 0 ? rc : 0;
}

static bool is_same(const struct place *a, const struct place *b)
{
    return a->is_there == b->is_there && (!a->is_there || object_id_eq(&a->content, &b->content));
}

/* Renames ---------------------------------------------------------------------------------------------------------- */

/* What `commit` changes against `parent`; valid until the next call. Nothing when it cannot be told. */
static void find_changes(struct follower *f, const struct line_commit *commit,
                         const struct line_commit *parent, struct tree_changes *ret_changes)
{
    struct err ignored;
    bool is_limited;
    arena_reset(&f->scratch);
    *ret_changes = (struct tree_changes){.changes = {0}};
    if (!f->renames)
        return;
    if (tree_diff(f->request->reader, parent->has_folder ? &parent->folder : NULL,
                  commit->has_folder ? &commit->folder : NULL, &f->scratch, ret_changes, &ignored) == 0)
        rename_find(f->renames, &f->scratch, ret_changes, &is_limited);
}

/* The file appears in `commit`: under which name did the parent have it? Empty: under none. */
static struct str find_old_path(struct follower *f, struct str path, const struct line_commit *commit,
                                const struct line_commit *parent)
{
    struct str old_path = {NULL, 0};
    struct tree_changes changes;
    find_changes(f, commit, parent, &changes);
    for (size_t i = 0; i < changes.changes.len; i++)
        if (changes.changes.at[i].old_path.len && str_eq(changes.changes.at[i].path, path))
            old_path = changes.changes.at[i].old_path;
    return old_path.len ? str_dup(f->arena, old_path) : old_path;
}

/* The parent has a file that `commit` has not: does it live on under another name? */
static bool is_moved_away(struct follower *f, struct str path, const struct line_commit *commit,
                          const struct line_commit *parent)
{
    struct tree_changes changes;
    bool is_moved = false;
    find_changes(f, commit, parent, &changes);
    for (size_t i = 0; i < changes.changes.len && !is_moved; i++)
        is_moved = str_eq(changes.changes.at[i].old_path, path);
    return is_moved;
}

/* Following -------------------------------------------------------------------------------------------------------- */

static void add_version(struct follower *f, struct trace *t, const struct line_commit *commit)
{
    if (commit->time_s < f->request->since_s || commit->time_s > f->request->until_s)
        return;
    *vec_push(&t->file->versions, f->arena) = (struct past_version){
        .path = t->path, .commit = commit->id, .content = t->here.content, .time_s = commit->time_s};
}

/* From `commit` to its parent. */
static int follow_step(struct follower *f, struct trace *t, const struct line_commit *commit,
                       const struct line_commit *parent, struct err *err)
{
    struct place before;
    int rc = look(f, parent, t->path, &t->here, &before, err);
    if (rc < 0 || is_same(&t->here, &before)) {
        t->here = rc < 0 ? t->here : before;
        return rc;
    }
    if (t->here.is_there)
        add_version(f, t, commit);
    if (t->here.is_there && !before.is_there) {
        struct str old_path = find_old_path(f, t->path, commit, parent);
        if (old_path.len) {
            t->path = old_path;
            rc = look(f, parent, old_path, NULL, &before, err);
        }
    } else if (!t->here.is_there && is_moved_away(f, t->path, commit, parent)) {
        finish(f, t);
    }
    t->here = before;
    return rc;
}

static void follow_all(struct follower *f, const struct line_commit *commit, const struct line_commit *parent)
{
    for (size_t i = 0; i < f->n_traces; i++) {
        struct trace *t = &f->traces[i];
        struct err err;
        if (t->is_done || follow_step(f, t, commit, parent, &err) == 0)
            continue;
        put_error(f, &commit->id, t->path, str_from(err.text));
        finish(f, t);
    }
}

/* The line ends at `commit`: what is there was there from its beginning. */
static void end_all(struct follower *f, const struct line_commit *commit)
{
    for (size_t i = 0; i < f->n_traces; i++) {
        struct trace *t = &f->traces[i];
        if (!t->is_done && t->here.is_there)
            add_version(f, t, commit);
        finish(f, t);
    }
}

/* With so many versions that at most `max` of them are told. */
static int64_t stride_of(int64_t versions, size_t max)
{
    int64_t last = versions - 1, stride = 1;
    while (last / stride + 1 + (last % stride != 0) > (int64_t)max)
        stride *= 2;
    return stride;
}

/* Does the store have the versions of `file` up to here that are to be told, and its state here? */
static bool is_known(const struct follower *f, const struct trace *t)
{
    const struct known_file *known = known_find(f->request->known, t->path);
    struct object_id content;
    if (!known || !t->here.is_there || !str_eq(t->path, t->file->path) || known->versions < 1 ||
        known->versions > INT32_MAX)
        return false;
    return stride_of(known->versions + (int64_t)t->file->versions.len, f->request->versions_max) >=
               known->stride &&
           object_id_parse(known->content_id, object_store_id_len(f->request->setup->store), &content) &&
           object_id_eq(&content, &t->here.content);
}

/* What the store knows begins here: files whose state it has are done. */
static void leave_known(struct follower *f)
{
    for (size_t i = 0; i < f->n_traces; i++) {
        struct trace *t = &f->traces[i];
        if (t->is_done || !is_known(f, t))
            continue;
        t->file->n_others = known_find(f->request->known, t->path)->versions;
        finish(f, t);
    }
}

static bool is_hidden(const struct follower *f, const struct object_id *id)
{
    const struct walk_commit *commit = commit_walk_find(f->request->setup->walk, id);
    return !commit || (commit->marks & WALK_HIDDEN);
}

/* Whether to go on at a commit of the line. */
static bool goes_on(struct follower *f, const struct object_id *id)
{
    if (!f->is_beyond && is_hidden(f, id)) {
        if (!f->request->known)
            return false;
        f->is_beyond = true;
        leave_known(f);
    }
    return f->n_open > 0;
}

static int start_all(struct follower *f, struct line_commit *ret_tip, struct err *err)
{
    int rc = read_commit(f, f->request->tip, ret_tip, err);
    for (size_t i = 0; i < f->n_traces && rc == 0; i++)
        rc = look(f, ret_tip, f->traces[i].path, NULL, &f->traces[i].here, err);
    return rc;
}

/* Ids are not computed again, so a hostile repository may hold a commit among its own ancestors: a stone is laid down after
 * 1, 2, 4, 8, … steps, and whoever meets it walks in a ring (Brent). */
static void follow_line(struct follower *f)
{
    struct line_commit commit, parent;
    struct object_id stone = *f->request->tip;
    struct err err;
    uint64_t steps = 0, next_stone = 1;
    int rc = start_all(f, &commit, &err);
    while (rc == 0 && goes_on(f, &commit.id)) {
        if (!commit.has_parent || object_id_eq(&commit.parent, &stone)) {
            end_all(f, &commit);
            break;
        }
        if ((rc = read_commit(f, &commit.parent, &parent, &err)) < 0)
            break;
        follow_all(f, &commit, &parent);
        commit = parent;
        if (++steps == next_stone) {
            stone = commit.id;
            next_stone *= 2;
        }
    }
    if (rc < 0)
        put_error(f, &commit.id, (struct str){NULL, 0}, str_from(err.text));
}

static int64_t versions_of(const struct past_file *file)
{
    return file->n_others + (int64_t)file->versions.len;
}

/* Numbers the versions, and leaves those that are told. */
static void thin_out(struct past_file *file, size_t max)
{
    size_t kept = 0;
    int64_t number = versions_of(file), newest = number - 1;
    file->stride = stride_of(number, max);
    for (size_t i = 0; i < file->versions.len; i++) {
        struct past_version *version = &file->versions.at[i];
        version->number = --number;
        if (number == newest || number % file->stride == 0)
            file->versions.at[kept++] = *version;
    }
    file->n_others = newest + 1 - (int64_t)kept;
    file->versions.len = kept;
}

void file_past_follow(const struct file_past_request *request, const struct hot_files *files,
                      struct arena *arena, struct file_past *ret_past)
{
    struct err no_memory;
    struct follower f = {.request = request, .arena = arena, .past = ret_past, .n_traces = files->at.len};
    if (arena_init(&f.scratch, CHANGES_MEMORY_MAX, &no_memory) < 0)
        arena_full(CHANGES_MEMORY_MAX);
    *ret_past = (struct file_past){.files = {0}};
    buf_init(&ret_past->errors, HISTORY_RECORDS_MAX);
    vec_reserve(&ret_past->files, arena, files->at.len);
    f.traces = arena_array(arena, struct trace, files->at.len + 1);
    f.n_open = f.n_traces;
    f.renames = request->setup->no_renames ? NULL : rename_finder_new(request->reader);
    for (size_t i = 0; i < files->at.len; i++) {
        struct past_file *file = vec_push(&ret_past->files, arena);
        *file = (struct past_file){.path = files->at.at[i].path, .lang = files->at.at[i].lang};
        f.traces[i] = (struct trace){.file = file, .path = file->path};
    }
    if (f.n_traces)
        follow_line(&f);
    for (size_t i = 0; i < ret_past->files.len; i++)
        thin_out(&ret_past->files.at[i], request->versions_max);
    rename_finder_free(f.renames);
    arena_release(&f.scratch);
}

void file_past_release(struct file_past *past)
{
    buf_release(&past->errors);
}

/* Records ---------------------------------------------------------------------------------------------------------- */

static void put_version(const struct file_past_request *request, const struct past_file *file,
                        const struct past_version *version, struct buf *out)
{
    size_t len_bytes = 0, id_len = object_store_id_len(request->setup->store);
    enum object_type type;
    struct err ignored; /* who reads the content tells of it */
    struct json_out r = record_open(out, "blob");
    put_id(&r, "commit_id", &version->commit, id_len);
    json_put_path(&r, "path", version->path);
    if (!str_eq(version->path, file->path))
        json_put_path(&r, "now_path", file->path);
    json_put_str(&r, "lang", file->lang);
    put_id(&r, "content_id", &version->content, id_len);
    json_put_int(&r, "version", version->number);
    json_put_int(&r, "time_s", version->time_s);
    if (object_stat(request->reader, &version->content, &type, &len_bytes, &ignored) == 0)
        json_put_int(&r, "len_bytes", (int64_t)len_bytes);
    record_close(&r);
}

void file_past_put(const struct file_past_request *request, const struct past_file *file, struct buf *out)
{
    struct json_out r = record_open(out, "past_file");
    json_put_path(&r, "path", file->path);
    json_put_int(&r, "versions", versions_of(file));
    json_put_int(&r, "stride", file->stride);
    record_close(&r);
    for (size_t i = 0; i < file->versions.len; i++)
        put_version(request, file, &file->versions.at[i], out);
}
