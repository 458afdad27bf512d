#include "pipeline/git/repo.h"

#include "pipeline/base/hash.h"

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

/* git takes a folder for its own when it has a HEAD of the right form, `objects` and `refs`. */
static bool is_git_dir(struct arena *arena, struct str path)
{
    struct str head = read_first_line(arena, join(arena, path, "HEAD"));
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

/* Looks for a git folder from `dir` upwards. 1 with it and the folder that holds it, 0 for none; ERR_INPUT inside of
 * one. */
static int search(struct arena *arena, struct str dir, struct str *ret_holder, struct str *ret_git_dir,
                  struct err *ret_warning, struct err *err)
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
            *ret_holder = folder;
            *ret_git_dir = git_dir;
            return 1;
        }
        if (is_there)
            err_set(ret_warning, ERR_INPUT, "%.*s/.git leads to no repository; scanned without it",
                    STR_ARG(at));
        if (is_git_dir(arena, at))
            return err_set(err, ERR_INPUT,
                           "%.*s: a bare repository, or a folder of git's own, has no files to scan; "
                           "check them out with: git clone %.*s DIR",
                           STR_ARG(dir), STR_ARG(folder));
        if (at.len <= 1)
            return 0;
    }
}

/* The branch that HEAD names, for `onbranch:`. */
static struct str branch_of(struct arena *arena, struct str git_dir)
{
    struct str head = read_first_line(arena, join(arena, git_dir, "HEAD"));
    struct str name = str_starts(head, STR("ref:")) ? str_trim(str_skip(head, 4)) : (struct str){0};
    return str_starts(name, STR("refs/heads/")) ? str_skip(name, 11) : (struct str){0};
}

static bool is_below(struct str path, struct str folder)
{
    return str_eq(path, folder) || str_eq(folder, STR("/")) ||
           (str_starts(path, folder) && path.p[folder.len] == '/');
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
    struct str below = str_skip(dir, repo->work_tree.len);
    if (str_starts(below, STR("/")))
        below = str_skip(below, 1);
    repo->prefix = below.len ? str_from(arena_printf(arena, "%.*s/", STR_ARG(below))) : STR("");
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

int repo_find(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning,
              struct err *err)
{
    struct repo repo = {0};
    struct str holder = {0};
    int rc = search(arena, dir, &holder, &repo.git_dir, ret_warning, err);
    if (rc <= 0)
        return rc;
    repo.common_dir = common_dir_of(arena, repo.git_dir);
    load_settings(arena, &repo, ret_warning);
    rc = place_dir(arena, dir, holder, &repo, err);
    if (rc == 1)
        *ret_repo = repo;
    return rc;
}

void repo_none(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning)
{
    *ret_repo = (struct repo){.work_tree = dir, .prefix = STR("")};
    load_settings(arena, ret_repo, ret_warning);
}

/* Refs --------------------------------------------------------------------------------------------------------------- */

/* A name from a file of the repository becomes part of a path: it must not lead out of the folder of refs. */
static bool is_ref_name(struct str name)
{
    return str_starts(name, STR("refs/")) && str_find(name, STR("..")) < 0 && str_find(name, STR("//")) < 0;
}

static bool is_id(const struct repo *repo, struct str hex)
{
    unsigned char id[INDEX_ID_MAX];
    return hex_decode(hex, id, repo->id_len);
}

/* Lines of `packed-refs`: id, space, name. */
static struct str find_packed(struct arena *arena, const struct repo *repo, struct str name)
{
    struct str rest = {0};
    if (git_read_file(arena, join(arena, repo->common_dir, "packed-refs"), REPO_PACKED_REFS_MAX, &rest,
                      NULL) <= 0)
        return (struct str){0};
    while (rest.p) {
        struct str line = str_cut(&rest, '\n'), id = str_cut(&line, ' ');
        if (line.p && str_eq(line, name) && is_id(repo, id))
            return id;
    }
    return (struct str){0};
}

struct str repo_head_id(struct arena *arena, const struct repo *repo)
{
    struct str text = read_first_line(arena, join(arena, repo->git_dir, "HEAD"));
    for (int depth = 0; depth <= REPO_REF_DEPTH_MAX; depth++) {
        if (is_id(repo, text))
            return text;
        struct str name = str_starts(text, STR("ref:")) ? str_trim(str_skip(text, 4)) : (struct str){0};
        if (!is_ref_name(name))
            break;
        text = read_first_line(arena, join(arena, repo->common_dir, str_cstr(arena, name)));
        if (text.len == 0)
            text = find_packed(arena, repo, name);
    }
    return (struct str){0};
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
