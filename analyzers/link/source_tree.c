#include "analyzers/link/source_tree.h"

#include "analyzers/manifests/manifest_text.h"
#include "analyzers/link/rel_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

void tree_init(struct source_tree *tree, struct arena *arena, struct arena *scratch)
{
    *tree = (struct source_tree){.arena = arena, .scratch = scratch, .root_fd = -1};
    tree->json = json_reader_new(TREE_MANIFEST_MAX);
    buf_init(&tree->text, TREE_MANIFEST_MAX);
}

void tree_release(struct source_tree *tree)
{
    if (tree->root_fd >= 0)
        close(tree->root_fd);
    json_reader_free(tree->json);
    buf_release(&tree->text);
    *tree = (struct source_tree){.root_fd = -1};
}

/* Building --------------------------------------------------------------------------------------------------------- */

/* `path` is in the arena already, so its folders can be borrowed from it. */
static void add_dirs(struct source_tree *tree, struct str path)
{
    bool added = true;
    while (path.len && added) {
        path = str_dirname(path);
        map_put(&tree->dirs, tree->arena, path, &added);
    }
}

uint32_t tree_add_file(struct source_tree *tree, struct str path, struct str lang, enum lang_family family)
{
    uint32_t known = tree_file(tree, path);
    if (known != TREE_NONE)
        return known;
    uint32_t id = (uint32_t)tree->files.len;
    struct source_file file = {.path = str_dup(tree->arena, path),
                               .lang = intern_id(&tree->langs, tree->arena, lang),
                               .package = INTERN_NONE,
                               .module = INTERN_NONE,
                               .family = (uint8_t)family};
    *vec_push(&tree->files, tree->arena) = file;
    *map_put(&tree->by_path, tree->arena, file.path, NULL) = id;
    lists_add(&tree->by_name, tree->arena, str_basename(file.path), id);
    add_dirs(tree, file.path);
    return id;
}

void tree_add_type(struct source_tree *tree, uint32_t file, struct str name)
{
    uint32_t id = intern_id(&tree->names, tree->arena, name);
    *vec_push(&tree->types, tree->arena) = (struct declared_type){.file = file, .name = id};
}

void tree_add_scope(struct source_tree *tree, uint32_t file, int64_t line_start, int64_t line_end,
                    struct str name)
{
    uint32_t id = intern_id(&tree->names, tree->arena, name);
    *vec_push(&tree->scopes, tree->arena) =
        (struct inline_module){file, (uint32_t)line_start, (uint32_t)line_end, id};
}

void tree_add_package(struct source_tree *tree, uint32_t file, struct str name)
{
    if (tree->files.at[file].package == INTERN_NONE)
        tree->files.at[file].package = intern_id(&tree->names, tree->arena, name);
}

static struct str module_key(struct arena *scratch, enum lang_family family, struct str name)
{
    char tag = (char)('A' + family);
    return rel_cat(scratch, str_of(&tag, 1), name, STR(""));
}

uint32_t tree_module(struct source_tree *tree, enum lang_family family, struct str name)
{
    struct arena scratch = *tree->scratch;
    return intern_id(&tree->modules, tree->arena, module_key(&scratch, family, name));
}

uint32_t tree_find_module(const struct source_tree *tree, enum lang_family family, struct str name)
{
    struct arena scratch = *tree->scratch;
    return intern_find(&tree->modules, module_key(&scratch, family, name));
}

struct str tree_module_name(const struct source_tree *tree, uint32_t module, enum lang_family *ret_family)
{
    struct str key = tree->modules.names.at[module];
    *ret_family = (enum lang_family)(key.p[0] - 'A');
    return str_skip(key, 1);
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

uint32_t tree_file(const struct source_tree *tree, struct str path)
{
    const uint32_t *id = path.p ? map_get(&tree->by_path, path) : NULL;
    return id ? *id : TREE_NONE;
}

bool tree_has_dir(const struct source_tree *tree, struct str dir)
{
    return dir.p && map_get(&tree->dirs, dir);
}

uint32_t tree_file_above(const struct source_tree *tree, struct str dir, const char *name)
{
    struct arena scratch = *tree->scratch;
    for (;; dir = str_dirname(dir)) {
        uint32_t file = tree_file(tree, rel_join(&scratch, dir, str_from(name)));
        if (file != TREE_NONE || dir.len == 0)
            return file;
    }
}

bool tree_nearer(const struct source_tree *tree, struct str from, uint32_t a, uint32_t b)
{
    if (a == TREE_NONE || b == TREE_NONE)
        return a != TREE_NONE;
    struct str path_a = tree_path(tree, a), path_b = tree_path(tree, b);
    size_t shared_a = rel_common(str_dirname(path_a), from), shared_b = rel_common(str_dirname(path_b), from);
    if (shared_a != shared_b)
        return shared_a > shared_b;
    size_t parts_a = rel_parts(path_a), parts_b = rel_parts(path_b);
    if (parts_a != parts_b)
        return parts_a < parts_b;
    return str_cmp(path_a, path_b) < 0;
}

static bool has_suffix(struct str path, struct str suffix)
{
    return str_ends(path, suffix) && (path.len == suffix.len || path.p[path.len - suffix.len - 1] == '/');
}

/* The search, with the number of files it looked at. */
static uint32_t search_suffix(const struct source_tree *tree, struct str from, struct str suffix,
                              uint32_t *ret_looked_at)
{
    uint32_t best = TREE_NONE, looked_at = 0;
    uint32_t at = lists_first(&tree->by_name, str_basename(suffix));
    for (; at && looked_at < TREE_CANDIDATES_MAX; looked_at++) {
        const struct file_link *link = &tree->by_name.links.at[at - 1];
        if (has_suffix(tree_path(tree, link->file), suffix) && tree_nearer(tree, from, link->file, best))
            best = link->file;
        at = link->next;
    }
    *ret_looked_at = looked_at;
    return best;
}

uint32_t tree_nearest_suffix(struct source_tree *tree, struct str from, struct str suffix)
{
    enum { LONG_SEARCH = 16 }; /* files: a search as expensive as remembering it */
    struct arena mark = *tree->scratch;
    struct str question = rel_cat(tree->scratch, from, str_of("", 1), suffix);
    const uint32_t *known = map_get(&tree->suffixes, question);
    uint32_t looked_at = 0, best = known ? *known : search_suffix(tree, from, suffix, &looked_at);
    if (looked_at > LONG_SEARCH)
        *map_put(&tree->suffixes, tree->arena, str_dup(tree->arena, question), NULL) = best;
    *tree->scratch = mark;
    return best;
}

void lists_add(struct file_lists *lists, struct arena *arena, struct str key, uint32_t file)
{
    uint32_t *head = map_put(&lists->heads, arena, key, NULL);
    *vec_push(&lists->links, arena) = (struct file_link){.file = file, .next = *head};
    *head = (uint32_t)lists->links.len;
}

void tree_open_namespace(struct source_tree *tree, struct str place, struct str name)
{
    uint32_t key = intern_id(&tree->names, tree->arena, place);
    lists_add(&tree->opened, tree->arena, tree->names.names.at[key],
              intern_id(&tree->names, tree->arena, name));
}

uint32_t lists_first(const struct file_lists *lists, struct str key)
{
    const uint32_t *head = map_get(&lists->heads, key);
    return head ? *head : 0;
}

uint32_t lists_nearest(const struct source_tree *tree, const struct file_lists *lists, struct str key,
                       struct str from)
{
    uint32_t best = TREE_NONE, looked_at = 0;
    for (uint32_t at = lists_first(lists, key); at && looked_at < TREE_CANDIDATES_MAX; looked_at++) {
        const struct file_link *link = &lists->links.at[at - 1];
        if (tree_nearer(tree, from, link->file, best))
            best = link->file;
        at = link->next;
    }
    return best;
}

/* Manifests -------------------------------------------------------------------------------------------------------- */

bool tree_problem(struct source_tree *tree, uint32_t file, const char *reason, bool is_lasting)
{
    if (tree->problems.len < TREE_PROBLEMS_MAX)
        *vec_push(&tree->problems, tree->arena) = (struct tree_problem){
            .file = file, .reason = str_dup(tree->arena, str_from(reason)), .is_lasting = is_lasting};
    return false;
}

/* Part by part, since any folder may be a link that leads out of the root; never waiting on a pipe. The last part is
 * opened with `flags`. */
static int open_below(int root_fd, struct str path, int flags)
{
    char name[NAME_MAX + 1];
    int dir = root_fd;
    while (path.p) {
        struct str part = str_cut(&path, '/');
        int fd = -1;
        errno = ENOENT;
        if (part.len && part.len < sizeof name && !str_eq(part, STR("..")) && !memchr(part.p, 0, part.len)) {
            memcpy(name, part.p, part.len);
            name[part.len] = 0;
            fd = openat(dir, name, (path.p ? O_PATH | O_DIRECTORY : flags) | O_NOFOLLOW | O_CLOEXEC);
        }
        if (dir != root_fd)
            close(dir); /* of a descriptor that only names a folder: errno stays */
        if (fd < 0)
            return -1;
        dir = fd;
    }
    return dir;
}

bool tree_read(struct source_tree *tree, uint32_t file, struct str *ret_text)
{
    struct err err;
    if (tree->root_fd < 0)
        return tree_problem(tree, file, "the scanned root cannot be opened", false);
    int fd = open_below(tree->root_fd, tree_path(tree, file), O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return tree_problem(tree, file, strerror(errno), false);
    int rc = io_read_fd(fd, &tree->text, &err);
    close(fd);
    if (rc < 0)
        return tree_problem(tree, file, err.text, rc == ERR_INPUT);
    *ret_text = buf_str(&tree->text);
    return true;
}

bool tree_peek(struct source_tree *tree, uint32_t file, size_t most, struct str *ret_text)
{
    struct err ignored;
    struct stat st;
    int fd = tree->root_fd < 0
                 ? -1
                 : open_below(tree->root_fd, tree_path(tree, file), O_RDONLY | O_NONBLOCK | O_NOCTTY);
    bool good = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size <= most &&
                io_read_fd(fd, &tree->text, &ignored) == 0;
    if (fd >= 0)
        close(fd);
    if (good)
        *ret_text = buf_str(&tree->text);
    return good;
}

bool tree_read_json(struct source_tree *tree, uint32_t file, const struct json_val **ret_root)
{
    struct err err;
    struct str text;
    if (!tree_read(tree, file, &text))
        return false;
    jsonc_blank(tree->text.p, tree->text.len);
    if (json_read(tree->json, text, ret_root, &err) < 0)
        return tree_problem(tree, file, err.text, true);
    return true;
}
