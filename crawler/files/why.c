#include "crawler/files/why.h"

#include "crawler/files/list.h"
#include "crawler/files/tree.h"
#include "pipeline/base/quote.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is known so far on the way down to the path. */
struct descent {
    const struct scope *scope;
    struct arena *arena;
    int root_fd;
    struct str path; /* below the scanned folder, without '/' at the end */
    bool is_dir;
    const struct ignore_level *ignores;
    struct ignore_verdict verdict;
    const char *reason; /* no rule of a file: "tracked", … */
    bool is_included;
};

/* "./a//b/" as "a/b"; false when it leads out. */
static bool normalise(struct arena *arena, struct str path, struct str *ret_path, bool *ret_is_dir)
{
    char *to = arena_array(arena, char, path.len + 1);
    size_t len = 0;
    *ret_is_dir = str_ends(path, STR("/"));
    if (str_starts(path, STR("/")))
        return false;
    while (path.p) {
        struct str name = str_cut(&path, '/');
        if (str_eq(name, STR("..")))
            return false;
        if (name.len == 0 || str_eq(name, STR(".")))
            continue;
        if (len)
            to[len++] = '/';
        memcpy(to + len, name.p, name.len);
        len += name.len;
    }
    *ret_path = str_of(to, len);
    return len > 0;
}

static struct str full_path(struct descent *d, struct str path)
{
    return str_from(arena_printf(d->arena, "%.*s%.*s", STR_ARG(d->scope->repo.prefix), STR_ARG(path)));
}

static void enter_folder(struct descent *d, struct str folder)
{
    struct scope_problem problem = {0};
    int fd = d->scope->options.no_ignore ? -1 : tree_open_dir(d->root_fd, folder);
    if (fd < 0)
        return;
    d->ignores = scope_enter_ignores(d->scope, d->arena, fd, full_path(d, folder), d->ignores, &problem);
    close(fd);
}

/* Judges the path or a folder above it. True when that settles it. */
static bool settle(struct descent *d, struct str path, bool is_dir)
{
    if (str_eq(str_basename(path), STR(".git")))
        d->reason = "git's own, never entered";
    else if (scope_is_excluded(d->scope, path, is_dir))
        d->reason = "--exclude";
    else
        d->verdict = ignore_check(d->ignores, full_path(d, path), is_dir, NULL);
    d->is_included |= scope_is_included(d->scope, path, is_dir);
    return d->reason || ignore_is_ignored(d->verdict);
}

static void descend(struct descent *d)
{
    for (size_t start = 0; start <= d->path.len;) {
        ptrdiff_t slash = str_index(str_skip(d->path, start), '/');
        size_t end = slash < 0 ? d->path.len : start + (size_t)slash;
        enter_folder(d, str_head(d->path, start));
        if (settle(d, str_head(d->path, end), end < d->path.len || d->is_dir))
            return;
        start = end + 1;
    }
}

/* Does the index hold the path, or something below it? */
static bool is_tracked(struct descent *d)
{
    const struct index_file *index = &d->scope->index;
    struct str full = full_path(d, d->path);
    size_t at = index_file_search(index, full);
    if (at < index->len && str_eq(index->entries[at].path, full))
        return true;
    full = str_from(arena_printf(d->arena, "%.*s/", STR_ARG(full)));
    at = index_file_search(index, full);
    return at < index->len && str_starts(index->entries[at].path, full);
}

static void print(const struct descent *d, struct buf *out)
{
    const struct pattern *rule = d->verdict.rule;
    if (d->reason) {
        buf_printf(out, "%s", d->reason);
    } else {
        list_path(out, d->verdict.level->source);
        buf_printf(out, ":%u:", rule->line);
        quote_terminal(out, rule->source);
    }
    buf_addc(out, '\t');
    list_path(out, d->path);
    buf_addc(out, '\n');
}

/* Goes down to the path and settles on a reason or a rule. True when the path is left out. */
static bool judge(struct descent *d)
{
    d->verdict = d->scope->ignored_by;
    if (!ignore_is_ignored(d->verdict))
        descend(d);
    if (!d->reason && is_tracked(d))
        d->reason = "tracked";
    else if (d->reason || ignore_is_ignored(d->verdict))
        return true;
    if (!d->is_included)
        d->reason = "no --include matches";
    else if (!d->reason && !d->verdict.rule)
        d->reason = "no rule";
    return !d->is_included;
}

int why_explain(const struct scope *scope, struct arena *arena, int root_fd, struct str path, struct buf *out,
                struct err *err)
{
    struct stat st;
    struct descent d = {.scope = scope, .arena = arena, .root_fd = root_fd, .ignores = scope->ignores};
    if (!normalise(arena, path, &d.path, &d.is_dir))
        return err_set(err, ERR_USAGE, "--why: \"%.*s\" is not a path below the scanned folder",
                       STR_ARG(path));
    if (fstatat(root_fd, str_cstr(arena, d.path), &st, AT_SYMLINK_NOFOLLOW) == 0)
        d.is_dir = S_ISDIR(st.st_mode);
    bool left_out = judge(&d);
    print(&d, out);
    return left_out;
}
