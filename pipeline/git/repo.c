#include "pipeline/git/repo.h"

#include "pipeline/base/hash.h"
#include "pipeline/base/num.h"
#include "pipeline/git/refs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(struct arena *arena, struct str folder, const char *name)
{
    return arena_printf(arena, "%.*s/%s", STR_ARG(folder), name);
}

/* `path` as seen from `folder`, without symbolic links; empty when it does not exist. */
static struct str resolve(struct arena *arena, struct str folder, struct str path)
{
    struct str from = str_starts(path, STR("/")) ? STR("") : folder;
    char *real = realpath(arena_printf(arena, "%.*s/%.*s", STR_ARG(from), STR_ARG(path)), NULL);
    struct str copy = real ? str_dup(arena, str_from(real)) : (struct str){0};
    free(real);
    return copy;
}

/* The first line of a small file; empty when there is none. */
static struct str read_first_line(struct arena *arena, const char *path)
{
    struct str bytes = {0};
    if (git_read_file(arena, path, REPO_LINK_MAX, &bytes, NULL) <= 0)
        return (struct str){0};
    return str_trim(str_cut(&bytes, '\n'));
}

static bool is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Finding ----------------------------------------------------------------------------------------------------------- */

/* The folder that holds what all work trees of `git_dir` share: itself, or what its `commondir` names. */
static struct str common_dir_of(struct arena *arena, struct str git_dir)
{
    struct str line = read_first_line(arena, join(arena, git_dir, "commondir"));
    return line.len ? resolve(arena, git_dir, line) : git_dir;
}

/* What HEAD says. A symbolic link to a ref, as it once was, says `ref:` too. */
static struct str read_head(struct arena *arena, struct str git_dir)
{
    char *path = join(arena, git_dir, "HEAD");
    char target[REPO_LINK_MAX];
    ssize_t len = readlink(path, target, sizeof target);
    if (len > 0 && str_starts(str_of(target, (size_t)len), STR("refs/")))
        return str_from(arena_printf(arena, "ref: %.*s", (int)len, target));
    return read_first_line(arena, path);
}

/* git takes a folder for its own when it has a HEAD of the right form, `objects` and `refs`. */
static bool is_git_dir(struct arena *arena, struct str path)
{
    struct str head = read_head(arena, path);
    unsigned char id[INDEX_ID_MAX];
    if (!str_starts(head, STR("ref:")) && !hex_decode(head, id, 20) && !hex_decode(head, id, 32))
        return false;
    struct str common = common_dir_of(arena, path);
    return common.len && is_dir(join(arena, common, "objects")) && is_dir(join(arena, common, "refs"));
}

/* The git folder that `folder`/.git is or names; empty when it is neither. `ret_is_there` says whether there is any. */
static struct str git_dir_of(struct arena *arena, struct str folder, bool *ret_is_there)
{
    struct stat st;
    char *dot_git = join(arena, folder, ".git");
    struct str path = {0};
    *ret_is_there = lstat(dot_git, &st) == 0; /* also a link that leads nowhere, or to itself */
    if (!*ret_is_there || stat(dot_git, &st) < 0)
        return path;
    if (S_ISDIR(st.st_mode)) {
        path = resolve(arena, folder, STR(".git"));
    } else if (S_ISREG(st.st_mode)) {
        struct str line = read_first_line(arena, dot_git);
        if (str_starts(line, STR("gitdir: ")))
            path = resolve(arena, folder, str_skip(line, 8));
    }
    return path.len && is_git_dir(arena, path) ? path : (struct str){0};
}

bool repo_is_top(struct arena *scratch, int dir_fd)
{
    struct stat st;
    bool is_there;
    if (fstatat(dir_fd, ".git", &st, 0) < 0)
        return false;
    return git_dir_of(scratch, str_from(arena_printf(scratch, "/proc/self/fd/%d", dir_fd)), &is_there).len > 0;
}

/* Is `folder` in the list of folders that a search from below must not enter? */
static bool is_ceiling(struct str folder)
{
    const char *list = getenv("GIT_CEILING_DIRECTORIES");
    struct str rest = str_from(list);
    while (list && rest.p) {
        struct str ceiling = str_cut(&rest, ':');
        while (ceiling.len > 1 && str_ends(ceiling, STR("/")))
            ceiling.len--;
        if (ceiling.len && str_eq(ceiling, folder))
            return true;
    }
    return false;
}

static bool on_device(struct arena *arena, struct str folder, dev_t dev)
{
    struct stat st;
    return stat(str_cstr(arena, folder), &st) == 0 && st.st_dev == dev;
}

struct place {
    struct str holder;  /* the folder with the `.git`; the git folder itself when `dir` is in it */
    struct str git_dir; /* without symbolic links */
    bool is_inside;     /* `dir` is in a bare repository or in a folder of git's own */
};

/* Looks for a git folder from `dir` upwards. 1 with it, 0 for none. */
static int search(struct arena *arena, struct str dir, struct place *ret_place, struct err *ret_warning,
                  struct err *err)
{
    struct stat st;
    bool is_there;
    if (stat(str_cstr(arena, dir), &st) < 0)
        return err_sys(err, "%.*s", STR_ARG(dir));
    for (struct str at = dir;; at = str_dirname(at)) {
        struct str folder = at.len ? at : STR("/");
        if (at.len < dir.len && (is_ceiling(folder) || !on_device(arena, folder, st.st_dev)))
            return 0;
        struct str git_dir = git_dir_of(arena, at, &is_there);
        if (git_dir.len) {
            *ret_place = (struct place){.holder = folder, .git_dir = git_dir};
            return 1;
        }
        if (is_there)
            err_set(ret_warning, ERR_INPUT, "%.*s/.git leads to no repository; scanned without it",
                    STR_ARG(at));
        if (is_git_dir(arena, at)) {
            *ret_place = (struct place){.holder = folder, .git_dir = folder, .is_inside = true};
            return 1;
        }
        if (at.len <= 1)
            return 0;
    }
}

/* The branch that HEAD names, for `onbranch:`. */
static struct str branch_of(struct arena *arena, struct str git_dir)
{
    struct str head = read_head(arena, git_dir);
    struct str name = str_starts(head, STR("ref:")) ? str_trim(str_skip(head, 4)) : (struct str){0};
    return str_starts(name, STR("refs/heads/")) ? str_skip(name, 11) : (struct str){0};
}

static bool is_below(struct str path, struct str folder)
{
    return str_eq(path, folder) || str_eq(folder, STR("/")) ||
           (str_starts(path, folder) && path.p[folder.len] == '/');
}

/* `dir`, which is below the work tree, as seen from there: "" or "a/b/". */
static struct str prefix_of(struct arena *arena, struct str dir, struct str work_tree)
{
    struct str below = str_skip(dir, work_tree.len);
    if (str_starts(below, STR("/")))
        below = str_skip(below, 1);
    return below.len ? str_from(arena_printf(arena, "%.*s/", STR_ARG(below))) : STR("");
}

/* Where the work tree is, and `dir` in it. */
static int place_dir(struct arena *arena, struct str dir, struct str holder, struct repo *repo,
                     struct err *err)
{
    bool is_linked = !str_eq(repo->git_dir, repo->common_dir);
    if (repo->settings.is_bare && !is_linked)
        return err_set(err, ERR_INPUT,
                       "%.*s: a bare repository has no files to scan; check them out with: git clone %.*s DIR",
                       STR_ARG(dir), STR_ARG(repo->git_dir));
    repo->work_tree = holder;
    if (repo->settings.work_tree.len && !is_linked) {
        repo->work_tree = resolve(arena, repo->git_dir, repo->settings.work_tree);
        if (repo->work_tree.len == 0 || !is_below(dir, repo->work_tree))
            return err_set(err, ERR_INPUT,
                           "%.*s: core.worktree says that the files of this repository are in %.*s",
                           STR_ARG(dir), STR_ARG(repo->settings.work_tree));
    }
    repo->prefix = prefix_of(arena, dir, repo->work_tree);
    return 1;
}

static void load_settings(struct arena *arena, struct repo *repo, struct err *ret_warning)
{
    struct git_config_place place = {.git_dir = repo->git_dir, .common_dir = repo->common_dir};
    if (repo->git_dir.len)
        place.branch = branch_of(arena, repo->git_dir);
    git_config_load(arena, &place, &repo->settings, ret_warning);
    repo->id_len = str_eq_nocase(repo->settings.object_format, STR("sha256")) ? 32 : GIT_ID_LEN;
}

static struct repo open_place(struct arena *arena, const struct place *place, struct err *ret_warning)
{
    struct repo repo = {.git_dir = place->git_dir, .common_dir = common_dir_of(arena, place->git_dir)};
    load_settings(arena, &repo, ret_warning);
    return repo;
}

int repo_find(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning,
              struct err *err)
{
    struct place place = {0};
    int rc = search(arena, dir, &place, ret_warning, err);
    if (rc <= 0)
        return rc;
    if (place.is_inside)
        return err_set(err, ERR_INPUT,
                       "%.*s: a bare repository, or a folder of git's own, has no files to scan; "
                       "check them out with: git clone %.*s DIR",
                       STR_ARG(dir), STR_ARG(place.git_dir));
    struct repo repo = open_place(arena, &place, ret_warning);
    rc = place_dir(arena, dir, place.holder, &repo, err);
    if (rc == 1)
        *ret_repo = repo;
    return rc;
}

/* History ------------------------------------------------------------------------------------------------------------ */

/* The work tree of a linked git folder: the one whose `.git` its file `gitdir` names. */
static struct str linked_work_tree(struct arena *arena, struct str git_dir)
{
    struct str line = read_first_line(arena, join(arena, git_dir, "gitdir"));
    return line.len ? str_dirname(resolve(arena, git_dir, line)) : (struct str){0};
}

/* The work tree that belongs to a repository, wherever it was asked for; empty when there is none. */
static struct str work_tree_of(struct arena *arena, const struct place *place, const struct repo *repo)
{
    bool is_linked = !str_eq(repo->git_dir, repo->common_dir);
    if (is_linked)
        return place->is_inside ? linked_work_tree(arena, repo->git_dir) : place->holder;
    if (repo->settings.work_tree.len)
        return resolve(arena, repo->git_dir, repo->settings.work_tree);
    if (repo->settings.is_bare)
        return (struct str){0};
    if (!place->is_inside)
        return place->holder;
    return str_eq(str_basename(repo->git_dir), STR(".git")) ? str_dirname(repo->git_dir) : (struct str){0};
}

/* git's promise: format 1 is one with extensions, and who does not know one of them must not go on. */
static int check_form(const struct repo *repo, struct err *err)
{
    const struct git_settings *settings = &repo->settings;
    int64_t version = 0;
    if (settings->format_version.len &&
        (!num_parse_int(settings->format_version, &version) || version < 0 || version > 1))
        return err_set(err, ERR_INPUT, "%.*s: a repository of format \"%.*s\"; 0 and 1 are known",
                       STR_ARG(repo->git_dir), STR_ARG(settings->format_version));
    if (version == 1 && settings->unknown_extension.len)
        return err_set(err, ERR_INPUT, "%.*s: a repository with the extension \"%.*s\", which is not known",
                       STR_ARG(repo->git_dir), STR_ARG(settings->unknown_extension));
    struct str format = settings->object_format;
    if (format.len && !str_eq_nocase(format, STR("sha1")) && !str_eq_nocase(format, STR("sha256")))
        return err_set(err, ERR_INPUT, "%.*s: objects named by \"%.*s\"; sha1 and sha256 are known",
                       STR_ARG(repo->git_dir), STR_ARG(format));
    return 0;
}

static bool has_bytes(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
}

/* Is there a name in the folder that ends so? An empty ending is on every name. */
static bool has_name(const char *path, struct str ending)
{
    DIR *dir = opendir(path);
    bool found = false;
    for (const struct dirent *entry; dir && !found && (entry = readdir(dir));)
        found = entry->d_name[0] != '.' && str_ends(str_from(entry->d_name), ending);
    if (dir)
        closedir(dir);
    return found;
}

static bool has_replace_refs(const struct arena *arena, const struct repo *repo)
{
    struct arena scratch = *arena;
    struct str packed = {0};
    if (has_name(join(&scratch, repo->common_dir, "refs/replace"), STR("")))
        return true;
    git_read_file(&scratch, join(&scratch, repo->common_dir, "packed-refs"), REPO_PACKED_REFS_MAX, &packed,
                  NULL);
    return str_find(packed, STR(" refs/replace/")) >= 0;
}

static void look_at_history(struct arena *arena, struct repo *repo)
{
    struct str common = repo->common_dir;
    struct arena scratch = *arena;
    repo->is_bare = repo->work_tree.len == 0;
    repo->is_shallow = has_bytes(join(&scratch, common, "shallow"));
    repo->is_partial = repo->settings.partial_clone.len ||
                       has_name(join(&scratch, common, "objects/pack"), STR(".promisor"));
    repo->has_grafts = has_bytes(join(&scratch, common, "info/grafts"));
    repo->has_replace = has_replace_refs(&scratch, repo);
}

int repo_find_history(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning,
                      struct err *err)
{
    struct place place = {0};
    int rc = search(arena, dir, &place, ret_warning, err);
    if (rc <= 0)
        return rc;
    struct repo repo = open_place(arena, &place, ret_warning);
    rc = check_form(&repo, err);
    if (rc < 0)
        return rc;
    repo.work_tree = work_tree_of(arena, &place, &repo);
    repo.prefix = STR("");
    if (!place.is_inside && repo.work_tree.len && is_below(dir, repo.work_tree))
        repo.prefix = prefix_of(arena, dir, repo.work_tree);
    look_at_history(arena, &repo);
    *ret_repo = repo;
    return 1;
}

static int compare_ids(const void *a, const void *b)
{
    return object_id_cmp(a, b);
}

bool object_ids_have(const struct object_ids *ids, const struct object_id *id)
{
    return ids->at.len && bsearch(id, ids->at.at, ids->at.len, sizeof *id, compare_ids);
}

int repo_shallow(struct arena *arena, const struct repo *repo, struct object_ids *ret_ids, struct err *err)
{
    struct object_ids ids = {0};
    struct str text = {0};
    char *path = join(arena, repo->common_dir, "shallow");
    int rc = git_read_file(arena, path, REPO_SHALLOW_MAX, &text, err);
    while (rc == 1 && text.len) {
        if (!object_id_parse(str_cut(&text, '\n'), repo->id_len, vec_push(&ids.at, arena)))
            rc = err_set(err, ERR_INPUT, "%s: a line that is no id", path);
    }
    if (rc < 0)
        return rc;
    if (ids.at.len)
        qsort(ids.at.at, ids.at.len, sizeof ids.at.at[0], compare_ids);
    *ret_ids = ids;
    return 0;
}

void repo_none(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning)
{
    *ret_repo = (struct repo){.work_tree = dir, .prefix = STR("")};
    load_settings(arena, ret_repo, ret_warning);
}

/* Refs --------------------------------------------------------------------------------------------------------------- */

struct str repo_head_id(struct arena *arena, const struct repo *repo)
{
    struct object_id id;
    if (!refs_find(arena, repo, STR("HEAD"), &id))
        return (struct str){0};
    char *hex = arena_array(arena, char, OBJECT_ID_HEX_MAX + 1);
    hex_encode(id.bytes, repo->id_len, hex);
    return str_from(hex);
}

/* Index -------------------------------------------------------------------------------------------------------------- */

static int64_t mtime_ns(const char *path)
{
    struct stat st;
    return stat(path, &st) < 0 ? 0 : (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

static int read_index(struct arena *arena, const struct repo *repo, const char *path,
                      struct index_file *ret_index, struct err *err)
{
    struct str bytes = {0};
    int rc = git_read_file(arena, path, INDEX_FILE_MAX, &bytes, err);
    if (rc <= 0)
        return rc;
    rc = index_file_parse(arena, bytes, repo->id_len, ret_index, err);
    return rc < 0 ? err_wrap(err, "%s", path) : 1;
}

/* Lays `split` over the shared index that it names. */
static int join_base(struct arena *arena, const struct repo *repo, const struct index_file *split,
                     struct index_file *ret_index, struct err *err)
{
    char hex[2 * INDEX_ID_MAX + 1];
    hex_encode((const unsigned char *)split->base_id.p, split->base_id.len, hex);
    char *path = join(arena, repo->git_dir, arena_printf(arena, "sharedindex.%s", hex));
    struct index_file base = {0};
    int rc = read_index(arena, repo, path, &base, err);
    if (rc == 0)
        return err_set(err, ERR_INPUT, "%s: missing, the index stands on it", path);
    return rc < 0 ? rc : index_file_join(arena, split, &base, ret_index, err);
}

int repo_index(struct arena *arena, const struct repo *repo, struct index_file *ret_index,
               int64_t *ret_mtime_ns, struct err *err)
{
    char *path = join(arena, repo->git_dir, "index");
    struct index_file index = {0};
    int64_t written_ns = mtime_ns(path); /* before reading: an older time trusts less */
    int rc = read_index(arena, repo, path, &index, err);
    if (rc > 0 && index.base_id.len)
        rc = join_base(arena, repo, &index, &index, err);
    if (rc < 0)
        return rc;
    *ret_index = index;
    *ret_mtime_ns = written_ns;
    return 0;
}
