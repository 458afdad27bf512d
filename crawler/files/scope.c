#include "crawler/files/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_problem(struct scope *scope, struct arena *arena, struct str path, struct str reason)
{
    *vec_push(&scope->problems, arena) = (struct scope_problem){path, str_dup(arena, reason)};
}

/* Rule files -------------------------------------------------------------------------------------------------------- */

static bool read_rules_of(struct arena *arena, int dir_fd, struct str folder, const char *name,
                          size_t limit_bytes, struct str *ret_bytes, struct scope_problem *ret_problem)
{
    struct err err = {0};
    int rc = git_read_rules(arena, dir_fd, name, limit_bytes, ret_bytes, &err);
    if (rc < 0 && ret_problem->reason.len == 0) {
        ret_problem->path = str_from(arena_printf(arena, "%.*s%s", STR_ARG(folder), name));
        ret_problem->reason = str_dup(arena, str_from(err.text));
    }
    return rc == 1 && ret_bytes->len > 0;
}

const struct ignore_level *scope_enter_ignores(const struct scope *scope, struct arena *arena, int dir_fd,
                                               struct str folder, const struct ignore_level *above,
                                               struct scope_problem *ret_problem)
{
    struct str bytes;
    if (!read_rules_of(arena, dir_fd, folder, ".gitignore", IGNORE_FILE_MAX, &bytes, ret_problem))
        return above;
    struct ignore_level *level = arena_new(arena, struct ignore_level);
    level->rules = ignore_parse(arena, bytes, scope->repo.settings.ignore_case);
    level->above = above;
    level->folder = folder;
    level->source = str_from(arena_printf(arena, "%.*s.gitignore", STR_ARG(folder)));
    return level;
}

const struct attr_level *scope_enter_attributes(const struct scope *scope, struct arena *arena, int dir_fd,
                                                struct str folder, const struct attr_level *above,
                                                struct scope_problem *ret_problem)
{
    struct str bytes;
    if (!read_rules_of(arena, dir_fd, folder, ".gitattributes", ATTR_FILE_MAX, &bytes, ret_problem))
        return above;
    struct attr_level *level = arena_new(arena, struct attr_level);
    level->rules = attr_parse(arena, bytes, scope->repo.settings.ignore_case);
    level->above = above;
    level->folder = folder;
    return level;
}

/* What lies outside the scanned folder ------------------------------------------------------------------------------ */

/* Reads a rule file by its own path: the user's or the repository's. */
static bool read_outside(struct scope *scope, struct arena *arena, struct str path, size_t limit_bytes,
                         struct str *ret_bytes)
{
    struct err err = {0};
    if (path.len == 0)
        return false;
    int rc = git_read_file(arena, str_cstr(arena, path), limit_bytes, ret_bytes, &err);
    if (rc < 0)
        add_problem(scope, arena, STR(""), str_from(err.text)); /* which names the file */
    return rc == 1 && ret_bytes->len > 0;
}

static void add_ignores(struct scope *scope, struct arena *arena, struct str path)
{
    struct str bytes;
    if (!read_outside(scope, arena, path, IGNORE_FILE_MAX, &bytes))
        return;
    struct ignore_level *level = arena_new(arena, struct ignore_level);
    level->rules = ignore_parse(arena, bytes, scope->repo.settings.ignore_case);
    level->above = scope->ignores;
    level->source = path;
    scope->ignores = level;
}

static const struct attr_level *read_attributes(struct scope *scope, struct arena *arena, struct str path)
{
    struct str bytes;
    if (!read_outside(scope, arena, path, ATTR_FILE_MAX, &bytes))
        return NULL;
    struct attr_level *level = arena_new(arena, struct attr_level);
    level->rules = attr_parse(arena, bytes, scope->repo.settings.ignore_case);
    return level;
}

static struct str in_common_dir(const struct scope *scope, struct arena *arena, const char *name)
{
    if (!scope->has_repo)
        return (struct str){0};
    return str_from(arena_printf(arena, "%.*s/%s", STR_ARG(scope->repo.common_dir), name));
}

static struct str or_user_file(struct arena *arena, struct str path, const char *name)
{
    return path.len ? path : git_config_user_file(arena, name);
}

/* The levels below all folders: the user's file, and over it the repository's own. */
static void enter_repo(struct scope *scope, struct arena *arena)
{
    const struct git_settings *settings = &scope->repo.settings;
    if (!scope->options.no_ignore) {
        add_ignores(scope, arena, or_user_file(arena, settings->excludes_file, "ignore"));
        add_ignores(scope, arena, in_common_dir(scope, arena, "info/exclude"));
    }
    if (!scope->options.want_attributes)
        return;
    scope->attributes =
        read_attributes(scope, arena, or_user_file(arena, settings->attributes_file, "attributes"));
    const struct attr_level *info =
        read_attributes(scope, arena, in_common_dir(scope, arena, "info/attributes"));
    scope->info_attributes = info ? info->rules : NULL;
}

/* Takes in the rules of one folder above the scanned one. */
static int enter_above(struct scope *scope, struct arena *arena, struct str folder, struct err *err)
{
    char *path = arena_printf(arena, "%.*s/%.*s", STR_ARG(scope->repo.work_tree), STR_ARG(folder));
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "open %s", path);
    struct scope_problem problem = {0};
    if (!scope->options.no_ignore)
        scope->ignores = scope_enter_ignores(scope, arena, fd, folder, scope->ignores, &problem);
    if (scope->options.want_attributes)
        scope->attributes = scope_enter_attributes(scope, arena, fd, folder, scope->attributes, &problem);
    if (problem.reason.len)
        *vec_push(&scope->problems, arena) = problem;
    close(fd);
    return 0;
}

/* Goes down from the root of the work tree to the scanned folder, until a rule ignores the way. */
static int enter_prefix(struct scope *scope, struct arena *arena, struct err *err)
{
    struct str prefix = scope->repo.prefix;
    for (size_t start = 0; start < prefix.len;) {
        int rc = enter_above(scope, arena, str_head(prefix, start), err);
        if (rc < 0)
            return rc;
        size_t end = start + (size_t)str_index(str_skip(prefix, start), '/');
        struct ignore_verdict verdict = ignore_check(scope->ignores, str_head(prefix, end), true, NULL);
        if (ignore_is_ignored(verdict) && !scope->ignored_by.rule)
            scope->ignored_by = verdict;
        start = end + 1;
    }
    return 0;
}

/* Index -------------------------------------------------------------------------------------------------------------- */

/* Would options let a file at `path`, relative to the scanned folder, be part of the scan? */
static bool is_wanted(const struct scope *scope, struct str path)
{
    bool included = scope_is_included(scope, path, false);
    if (scope_is_excluded(scope, path, false))
        return false;
    for (path = str_dirname(path); path.len; path = str_dirname(path)) {
        if (scope_is_excluded(scope, path, true))
            return false;
        included |= scope_is_included(scope, path, true);
    }
    return included;
}

static void survey_index(struct scope *scope)
{
    struct str prefix = scope->repo.prefix;
    size_t i = index_file_search(&scope->index, prefix);
    for (; i < scope->index.len && str_starts(scope->index.entries[i].path, prefix); i++) {
        const struct index_entry *entry = &scope->index.entries[i];
        if (entry->stat.mode == INDEX_MODE_COMMIT)
            scope->index_has_commits = true;
        if ((entry->flags & INDEX_SKIP_WORKTREE) && is_wanted(scope, str_skip(entry->path, prefix.len)))
            scope->n_sparse++;
    }
}

/* A damaged index is a problem, not the end: untracked files can be told without it. */
static void read_index(struct scope *scope, struct arena *arena)
{
    struct err err = {0};
    if (repo_index(arena, &scope->repo, &scope->index, &scope->index_mtime_ns, &err) == 0) {
        survey_index(scope);
        return;
    }
    struct str reason =
        str_from(arena_printf(arena, "%s; tracked files that are ignored are missing here", err.text));
    add_problem(scope, arena, STR(""), reason);
}

int scope_init(struct scope *scope, struct arena *arena, struct str dir, const struct scope_options *options,
               struct err *err)
{
    struct err warning = {0};
    *scope = (struct scope){.options = *options, .rule_steps_max = SCOPE_STEPS_MAX};
    scope->rule_steps = arena_new(arena, atomic_ullong);
    int rc = repo_find(arena, dir, &scope->repo, &warning, err);
    if (rc < 0)
        return rc;
    scope->has_repo = rc == 1;
    if (!scope->has_repo)
        repo_none(arena, dir, &scope->repo, &warning);
    if (warning.text[0])
        add_problem(scope, arena, STR(""), str_from(warning.text));
    if (options->n_include)
        scope->include = ignore_from_list(arena, options->include, options->n_include, false);
    if (options->n_exclude)
        scope->exclude = ignore_from_list(arena, options->exclude, options->n_exclude, false);
    if (scope->has_repo) {
        scope->head_id = repo_head_id(arena, &scope->repo);
        read_index(scope, arena);
    }
    enter_repo(scope, arena);
    return enter_prefix(scope, arena, err);
}

/* Asking --------------------------------------------------------------------------------------------------------------- */

static bool is_spent(const struct scope *scope)
{
    return atomic_load_explicit(scope->rule_steps, memory_order_relaxed) > scope->rule_steps_max;
}

static void count(const struct scope *scope, uint64_t steps)
{
    if (steps >= SCOPE_STEPS_COUNTED)
        atomic_fetch_add_explicit(scope->rule_steps, steps, memory_order_relaxed);
}

int scope_check_cost(const struct scope *scope, struct err *err)
{
    if (!is_spent(scope))
        return 0;
    return err_set(
        err, ERR_INPUT,
        "%.*s: its .gitignore and .gitattributes files have more, or more costly, wildcards than can be"
        " tried on so many files",
        STR_ARG(scope->repo.work_tree));
}

bool scope_is_ignored(const struct scope *scope, const struct ignore_level *level, struct str path,
                      bool is_dir)
{
    uint64_t steps = 0;
    if (is_spent(scope))
        return true;
    struct ignore_verdict verdict = ignore_check(level, path, is_dir, &steps);
    count(scope, steps);
    return ignore_is_ignored(verdict);
}

struct attr_values scope_attributes_of(const struct scope *scope, const struct attr_level *level,
                                       struct str path)
{
    struct attr_level top = {.rules = scope->info_attributes, .above = level};
    uint64_t steps = 0;
    if (is_spent(scope))
        return (struct attr_values){0};
    struct attr_values values = attr_check(top.rules ? &top : level, path, &steps);
    count(scope, steps);
    return values;
}

/* Options ------------------------------------------------------------------------------------------------------------ */

static bool matches(const struct ignore_rules *rules, struct str path, bool is_dir)
{
    struct pattern_subject subject = {.path = path, .name = str_basename(path), .is_dir = is_dir};
    const struct pattern *rule = ignore_find(rules, &subject);
    return rule && !(rule->flags & PATTERN_NEGATED);
}

bool scope_is_excluded(const struct scope *scope, struct str path, bool is_dir)
{
    return scope->exclude && matches(scope->exclude, path, is_dir);
}

bool scope_is_included(const struct scope *scope, struct str path, bool is_dir)
{
    return !scope->include || matches(scope->include, path, is_dir);
}
