#include "crawler/files/walk.h"

#include "crawler/files/tree.h"
#include "pipeline/base/par.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* Address space of one thread's nodes and entries: 200 bytes an entry, so twenty million files. */
static const size_t arena_limit_bytes = (size_t)4 << 30;

/* Folders kept open so that those in them open with one call; the usual limit of a process is 1024 in all. */
enum { OPEN_FOLDERS_MAX = 400 };

/* One thread reads that many folders before others are called: in the 5 ms this takes they would just have started. */
enum { ALONE_FOLDERS_MAX = 500 };

/* One call to the kernel lists some 800 names. */
enum { LISTING_BYTES = 32 << 10 };

struct walk_folder {
    struct str path; /* full, "" or with a '/' at the end */
    struct walk_folder *above;
    unsigned depth;
    size_t first, behind; /* the index entries below it */
    const struct ignore_level *ignores;
    const struct attr_level *attributes;
    bool only_tracked; /* a rule ignores it */
    bool is_included;  /* an --include matches it, so all that is in it is in */
    bool is_repo;      /* an untracked repository inside the scanned one */
    struct walk_entry *entries;
    size_t n_entries;
    struct walk_entry problem; /* of the folder as a whole, when it has a reason */

    int fd;                /* -1 when closed */
    atomic_size_t waiting; /* folders in it that have not been opened yet; the last one closes fd */
};

/* Folders still to read, the newest first: that keeps few of them open. */
struct queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct arena arena;
    VEC(struct walk_folder *) folders;
    unsigned working; /* threads that may still add some */
    atomic_int n_open;
};

struct crew {
    struct walk *walk;
    size_t folders_max; /* for each thread to read before it leaves */
    struct queue queue;
};

/* One thread at work on one folder. */
struct worker {
    struct crew *crew;
    const struct walk *walk;
    const struct scope *scope;
    struct arena *arena;  /* what is kept */
    struct arena scratch; /* names of the folder being read */
    struct walk_folder *folder;
    VEC(struct walk_entry) found;
    bool has_ignores, has_attributes, has_git;
    char *listing;
};

/* Opening ------------------------------------------------------------------------------------------------------------ */

static void close_folder(struct queue *queue, struct walk_folder *folder)
{
    close(folder->fd);
    folder->fd = -1;
    atomic_fetch_sub(&queue->n_open, 1);
}

/* Its path below the scanned folder. */
static struct str below_root(const struct scope *scope, struct str path)
{
    return str_skip(path, scope->repo.prefix.len);
}

static int open_folder(struct worker *w)
{
    struct walk_folder *folder = w->folder, *above = folder->above;
    if (!above)
        return tree_open_dir(w->walk->root_fd, STR(""));
    if (above->fd < 0)
        return tree_open_dir(w->walk->root_fd, below_root(w->scope, folder->path));
    char *name = str_cstr(&w->scratch, str_skip(folder->path, above->path.len));
    name[folder->path.len - above->path.len - 1] = '\0'; /* without the '/' */
    int fd = openat(above->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), saved = errno;
    if (atomic_fetch_sub(&above->waiting, 1) == 1)
        close_folder(&w->crew->queue, above);
    errno = saved;
    return fd;
}

static void set_problem(struct worker *w, struct walk_entry *entry, struct str path, const char *reason)
{
    *entry = (struct walk_entry){.path = path,
                                 .kind = WALK_PROBLEM,
                                 .folder = w->folder,
                                 .reason = str_dup(w->arena, str_from(reason))};
}

/* Listing ------------------------------------------------------------------------------------------------------------ */

static enum walk_kind kind_of_mode(mode_t mode)
{
    return S_ISREG(mode) ? WALK_FILE : S_ISLNK(mode) ? WALK_LINK : S_ISDIR(mode) ? WALK_FOLDER : WALK_PROBLEM;
}

/* The kind as the listing tells it; file systems that do not tell are asked. */
static enum walk_kind kind_of(const struct dirent64 *d, int fd)
{
    struct stat st;
    switch (d->d_type) {
    case DT_REG: return WALK_FILE;
    case DT_LNK: return WALK_LINK;
    case DT_DIR: return WALK_FOLDER;
    case DT_UNKNOWN:
        return fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? kind_of_mode(st.st_mode) : WALK_PROBLEM;
    default: return WALK_PROBLEM;
    }
}

static void note_special(struct worker *w, struct str name)
{
    w->has_ignores |= str_eq(name, STR(".gitignore"));
    w->has_attributes |= str_eq(name, STR(".gitattributes"));
    w->has_git |= str_eq(name, STR(".git"));
}

/* Takes one name of the listing into `found`, in scratch memory; `path` is the name alone for now. */
static void take_name(struct worker *w, const struct dirent64 *d, int fd)
{
    struct str name = str_from(d->d_name);
    if (name.p[0] == '.') {
        note_special(w, name);
        if (str_eq(name, STR(".")) || str_eq(name, STR("..")) || str_eq(name, STR(".git")))
            return;
    }
    enum walk_kind kind = kind_of(d, fd);
    char *copy = arena_grow(&w->scratch, NULL, 0, name.len + 2, 1);
    memcpy(copy, name.p, name.len + 1);
    if (kind == WALK_FOLDER)
        memcpy(copy + name.len++, "/", 2);
    *vec_push(&w->found, &w->scratch) = (struct walk_entry){.path = {copy, name.len}, .kind = kind};
}

/* 0, or -1 and errno. */
static int list_folder(struct worker *w, int fd)
{
    ssize_t got;
    while ((got = getdents64(fd, w->listing, LISTING_BYTES)) > 0) {
        for (ssize_t at = 0; at < got;) {
            const struct dirent64 *d = (const struct dirent64 *)(const void *)(w->listing + at);
            take_name(w, d, fd);
            at += d->d_reclen;
        }
    }
    return (int)got;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct walk_entry *)a)->path, ((const struct walk_entry *)b)->path);
}

/* Choosing ----------------------------------------------------------------------------------------------------------- */

/* Walks through the index entries of a folder in step with its sorted names. */
struct cursor {
    const struct index_file *index;
    size_t at, behind, skip; /* skip: bytes of the folder's path */
};

static struct str cursor_name(const struct cursor *c)
{
    return str_skip(c->index->entries[c->at].path, c->skip);
}

/* The index entry of exactly this name, or NULL. */
static const struct index_entry *cursor_find(struct cursor *c, struct str name)
{
    while (c->at < c->behind && str_cmp(cursor_name(c), name) < 0)
        c->at++;
    return c->at < c->behind && str_eq(cursor_name(c), name) ? &c->index->entries[c->at] : NULL;
}

/* The entries below the folder `name` ("a/"): *ret_first up to the return value. The cursor goes behind them. */
static size_t cursor_enter(struct cursor *c, struct str name, size_t *ret_first)
{
    while (c->at < c->behind && str_cmp(cursor_name(c), name) < 0)
        c->at++;
    *ret_first = c->at;
    size_t low = c->at, high = c->behind;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_starts(str_skip(c->index->entries[middle].path, c->skip), name))
            low = middle + 1;
        else
            high = middle;
    }
    return c->at = low;
}

/* A folder that the index holds as a submodule loses its '/' before the names are sorted. */
static void find_submodules(struct worker *w)
{
    const struct index_file *index = &w->scope->index;
    for (size_t i = 0; w->scope->index_has_commits && i < w->found.len; i++) {
        struct walk_entry *entry = &w->found.at[i];
        if (entry->kind != WALK_FOLDER)
            continue;
        struct arena scratch = w->scratch;
        struct str name = str_head(entry->path, entry->path.len - 1);
        struct str full =
            str_from(arena_printf(&scratch, "%.*s%.*s", STR_ARG(w->folder->path), STR_ARG(name)));
        size_t at = index_file_search(index, full);
        if (at < index->len && index->entries[at].stat.mode == INDEX_MODE_COMMIT &&
            str_eq(index->entries[at].path, full)) {
            entry->kind = WALK_REPO;
            entry->path = name;
        }
    }
}

static bool is_ignored(const struct worker *w, const struct walk_entry *entry, struct str path)
{
    if (w->folder->only_tracked)
        return true;
    return scope_is_ignored(w->scope, w->folder->ignores, path, entry->kind == WALK_FOLDER);
}

static struct walk_folder *new_folder(struct worker *w, const struct walk_entry *entry, struct cursor *cursor,
                                      struct str name)
{
    struct walk_folder *folder = arena_new(w->arena, struct walk_folder);
    folder->path = entry->path;
    folder->above = w->folder;
    folder->depth = w->folder->depth + 1;
    folder->fd = -1;
    folder->behind = cursor_enter(cursor, name, &folder->first);
    return folder;
}

/* Is the folder part of the scan? Fills in its node. */
static bool choose_folder(struct worker *w, struct walk_entry *entry, struct cursor *cursor, struct str name)
{
    struct str plain = str_head(entry->path, entry->path.len - 1), path = below_root(w->scope, plain);
    struct walk_folder *folder = entry->folder = new_folder(w, entry, cursor, name);
    folder->only_tracked = is_ignored(w, entry, plain);
    if (scope_is_excluded(w->scope, path, true) || (folder->only_tracked && folder->first == folder->behind))
        return false;
    if (w->scope->options.no_ignore && folder->first == folder->behind && str_eq(path, STR(".cbcrawl")))
        return false; /* our own state; its .gitignore hides it otherwise */
    folder->is_included = w->folder->is_included || scope_is_included(w->scope, path, true);
    if (folder->depth > WALK_DEPTH_MAX)
        set_problem(w, entry, entry->path, "folders are nested too deep");
    return true;
}

static bool choose_file(struct worker *w, struct walk_entry *entry, struct cursor *cursor, struct str name)
{
    struct str path = below_root(w->scope, entry->path);
    entry->folder = w->folder;
    entry->tracked = cursor_find(cursor, name);
    if (!entry->tracked && (entry->kind == WALK_PROBLEM || is_ignored(w, entry, entry->path)))
        return false;
    if (scope_is_excluded(w->scope, path, false) ||
        !(w->folder->is_included || scope_is_included(w->scope, path, false)))
        return false;
    if (entry->kind == WALK_PROBLEM)
        set_problem(w, entry, entry->path, "not a regular file any more");
    return true;
}

static void read_stat(struct worker *w, struct walk_entry *entry, int fd, struct str name)
{
    struct stat st;
    if (fstatat(fd, name.p, &st, AT_SYMLINK_NOFOLLOW) < 0) {
        set_problem(w, entry, entry->path, strerror(errno));
        return;
    }
    entry->stat = (struct walk_stat){
        .mtime_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec,
        .ctime_ns = (int64_t)st.st_ctim.tv_sec * 1000000000 + st.st_ctim.tv_nsec,
        .len_bytes = (uint64_t)st.st_size,
        .ino = st.st_ino,
        .mode = st.st_mode,
        .uid = st.st_uid,
        .gid = st.st_gid,
    };
    if (kind_of_mode(st.st_mode) != entry->kind)
        set_problem(w, entry, entry->path, "changed while it was looked at");
}

/* Gives the entry its full path in lasting memory, and decides. */
static bool choose(struct worker *w, struct walk_entry *entry, struct cursor *cursor, int fd)
{
    struct arena before = *w->arena;
    struct str name = entry->path, folder = w->folder->path;
    char *path = arena_grow(w->arena, NULL, 0, folder.len + name.len + 1, 1);
    memcpy(path, folder.p, folder.len);
    memcpy(path + folder.len, name.p, name.len);
    path[folder.len + name.len] = '\0';
    entry->path = str_of(path, folder.len + name.len);
    bool chosen = entry->kind == WALK_FOLDER ? choose_folder(w, entry, cursor, name)
                                             : choose_file(w, entry, cursor, name);
    if (!chosen) {
        *w->arena = before;
        return false;
    }
    if (below_root(w->scope, entry->path).len > WALK_PATH_MAX)
        set_problem(w, entry, entry->path, "path is too long");
    if (w->walk->want_stat && (entry->kind == WALK_FILE || entry->kind == WALK_LINK))
        read_stat(w, entry, fd, name);
    return true;
}

/* Reading one folder ------------------------------------------------------------------------------------------------- */

static void enter_rules(struct worker *w, int fd)
{
    struct walk_folder *folder = w->folder;
    struct scope_problem problem = {0};
    folder->ignores = folder->above ? folder->above->ignores : w->scope->ignores;
    folder->attributes = folder->above ? folder->above->attributes : w->scope->attributes;
    if (w->has_ignores && !w->scope->options.no_ignore && !folder->only_tracked)
        folder->ignores = scope_enter_ignores(w->scope, w->arena, fd, folder->path, folder->ignores, &problem);
    if (w->has_attributes && w->scope->options.want_attributes)
        folder->attributes =
            scope_enter_attributes(w->scope, w->arena, fd, folder->path, folder->attributes, &problem);
    if (problem.reason.len)
        folder->problem = (struct walk_entry){
            .path = problem.path, .kind = WALK_PROBLEM, .folder = folder, .reason = problem.reason};
}

static void keep_chosen(struct worker *w, int fd)
{
    struct walk_folder *folder = w->folder;
    struct cursor cursor = {&w->scope->index, folder->first, folder->behind, folder->path.len};
    size_t n = 0;
    for (size_t i = 0; i < w->found.len; i++) {
        if (choose(w, &w->found.at[i], &cursor, fd))
            w->found.at[n++] = w->found.at[i];
    }
    folder->entries = arena_array(w->arena, struct walk_entry, n);
    folder->n_entries = n;
    if (n)
        memcpy(folder->entries, w->found.at, n * sizeof *folder->entries);
}

/* A repository inside the scanned one, of which the index knows nothing. */
static bool is_foreign_repo(struct worker *w, int fd)
{
    const struct walk_folder *folder = w->folder;
    if (!w->has_git || !folder->above || !w->scope->has_repo || folder->first < folder->behind)
        return false;
    struct arena scratch = w->scratch;
    return repo_is_top(&scratch, fd);
}

static void read_folder(struct worker *w, int fd)
{
    if (list_folder(w, fd) < 0) {
        set_problem(w, &w->folder->problem, w->folder->path, strerror(errno));
        return;
    }
    w->folder->is_repo = is_foreign_repo(w, fd);
    if (w->folder->is_repo)
        return;
    find_submodules(w);
    if (w->found.len)
        qsort(w->found.at, w->found.len, sizeof *w->found.at, by_path);
    enter_rules(w, fd);
    keep_chosen(w, fd);
}

/* Hands the folders in this one to the crew, which may open them relative to it. */
static void queue_folders(struct worker *w, int fd)
{
    struct queue *queue = &w->crew->queue;
    struct walk_folder *folder = w->folder;
    size_t n = 0;
    for (size_t i = 0; i < folder->n_entries; i++)
        n += folder->entries[i].kind == WALK_FOLDER;
    if (n > 0 && atomic_fetch_add(&queue->n_open, 1) < OPEN_FOLDERS_MAX) {
        folder->fd = fd;
        atomic_store(&folder->waiting, n);
    } else {
        atomic_fetch_sub(&queue->n_open, n > 0);
        close(fd);
    }
    pthread_mutex_lock(&queue->lock);
    for (size_t i = folder->n_entries; i > 0 && n > 0; i--) {
        if (folder->entries[i - 1].kind == WALK_FOLDER)
            *vec_push(&queue->folders, &queue->arena) = folder->entries[i - 1].folder;
    }
    queue->working--;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

static void work_on(struct worker *w, struct walk_folder *folder)
{
    w->folder = folder;
    w->found.at = NULL;
    w->found.len = w->found.cap = 0;
    w->has_ignores = w->has_attributes = w->has_git = false;
    struct arena scratch = w->scratch;
    int fd = open_folder(w);
    if (fd < 0)
        set_problem(w, &folder->problem, folder->path, strerror(errno));
    else
        read_folder(w, fd);
    queue_folders(w, fd);
    w->scratch = scratch;
}

/* The next folder, or NULL when there is none and nobody will add one. */
static struct walk_folder *next_folder(struct queue *queue)
{
    struct walk_folder *folder = NULL;
    pthread_mutex_lock(&queue->lock);
    while (queue->folders.len == 0 && queue->working > 0)
        pthread_cond_wait(&queue->changed, &queue->lock);
    if (queue->folders.len > 0) {
        folder = queue->folders.at[--queue->folders.len];
        queue->working++;
    }
    pthread_mutex_unlock(&queue->lock);
    return folder;
}

static void take_part(void *ctx, size_t i, int thread)
{
    struct crew *crew = ctx;
    struct worker w = {.crew = crew, .walk = crew->walk, .scope = crew->walk->scope};
    w.arena = &crew->walk->arenas[2 * i];
    w.scratch = crew->walk->arenas[2 * i + 1];
    w.listing = arena_alloc(&w.scratch, 1, LISTING_BYTES, _Alignof(struct dirent64));
    struct walk_folder *folder;
    for (size_t n = 0; n < crew->folders_max && (folder = next_folder(&crew->queue)); n++)
        work_on(&w, folder);
    (void)thread; /* with fewer threads than workers, one may take the part of two */
}

/* The result --------------------------------------------------------------------------------------------------------- */

static void flatten(struct walk *walk, struct arena *arena, struct walk_folder *folder)
{
    if (folder->problem.reason.len)
        *vec_push(&walk->entries, arena) = &folder->problem;
    for (size_t i = 0; i < folder->n_entries; i++) {
        struct walk_entry *entry = &folder->entries[i];
        if (entry->kind == WALK_FOLDER && entry->folder->is_repo) {
            if (!entry->folder->is_included)
                continue;
            entry->kind = WALK_REPO;
            entry->folder = folder;
        }
        if (entry->kind == WALK_FOLDER)
            flatten(walk, arena, entry->folder);
        else
            *vec_push(&walk->entries, arena) = entry;
        walk->n_sparse += entry->tracked && (entry->tracked->flags & INDEX_SKIP_WORKTREE);
    }
}

static struct walk_folder *root_folder(struct walk *walk)
{
    const struct scope *scope = walk->scope;
    struct walk_folder *root = arena_new(&walk->arenas[0], struct walk_folder);
    struct cursor all = {.index = &scope->index, .behind = scope->index.len};
    root->path = scope->repo.prefix;
    root->fd = -1;
    root->only_tracked = scope->ignored_by.rule && !scope->options.no_ignore;
    root->is_included = !scope->include;
    all.at = index_file_search(&scope->index, root->path);
    root->behind = cursor_enter(&all, root->path, &root->first);
    return root;
}

static int make_arenas(struct walk *walk, struct arena *arena, struct err *err)
{
    size_t n = 2 * (size_t)walk->threads;
    walk->arenas = arena_array(arena, struct arena, n);
    int rc = 0;
    for (; walk->n_arenas < n && rc == 0; walk->n_arenas++)
        rc = arena_init(&walk->arenas[walk->n_arenas], arena_limit_bytes, err);
    return rc;
}

int walk_run(struct walk *walk, const struct scope *scope, struct arena *arena, int root_fd, int threads,
             bool want_stat, struct err *err)
{
    *walk = (struct walk){.scope = scope, .root_fd = root_fd, .threads = threads, .want_stat = want_stat};
    struct crew crew = {.walk = walk,
                        .queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
    int rc = make_arenas(walk, arena, err);
    if (rc == 0)
        rc = arena_init(&crew.queue.arena, arena_limit_bytes, err);
    if (rc < 0)
        return rc;
    struct walk_folder *root = root_folder(walk);
    *vec_push(&crew.queue.folders, &crew.queue.arena) = root;
    crew.folders_max = threads > 1 ? ALONE_FOLDERS_MAX : SIZE_MAX;
    take_part(&crew, 0, 0);
    crew.folders_max = SIZE_MAX;
    if (crew.queue.folders.len > 0)
        par_for((size_t)threads, threads, take_part, &crew);
    flatten(walk, arena, root);
    arena_release(&crew.queue.arena);
    return scope_check_cost(scope, err);
}

void walk_release(struct walk *walk)
{
    for (size_t i = 0; i < walk->n_arenas; i++)
        arena_release(&walk->arenas[i]);
    *walk = (struct walk){0};
}

struct str walk_path(const struct walk *walk, const struct walk_entry *entry)
{
    return below_root(walk->scope, entry->path);
}

const struct attr_level *walk_attributes(const struct walk_entry *entry)
{
    return entry->folder->attributes;
}
