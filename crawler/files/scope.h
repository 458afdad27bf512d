/*
 * scope: what decides which files below a folder belong to the scan.
 *
 * Tracked files always do, also where a rule ignores them; untracked ones when no rule does: the .gitignore of their
 * folder and of every one above it in the work tree, .git/info/exclude, core.excludesFile. Options come before all
 * that: what --exclude matches is out, and where there is an --include only what matches is in.
 *
 * Paths here are relative to the root of the work tree ("full"), or of the folder itself without a repository. The
 * scope is filled once, before threads, and then only read; it lives in the arena it was given.
 */
#ifndef CBCRAWL_FILES_SCOPE_H
#define CBCRAWL_FILES_SCOPE_H

#include "pipeline/base/vec.h"
#include "pipeline/git/attr.h"
#include "pipeline/git/ignore.h"
#include "pipeline/git/repo.h"

#include <stdatomic.h>

struct scope_options {
    const char *const *include, *const *exclude;
    size_t n_include, n_exclude;
    bool no_ignore;
    bool want_attributes; /* not for a list of paths */
};

/* Something that could not be read: the scan goes on without it and says so. */
struct scope_problem {
    struct str path; /* full, or absolute outside of the work tree */
    struct str reason;
};

struct scope {
    struct scope_options options;
    bool has_repo;
    struct repo repo; /* its prefix is "" without a repository */
    struct str head_id;
    struct index_file index;
    int64_t index_mtime_ns;
    bool index_has_commits; /* submodules: entries of mode INDEX_MODE_COMMIT */
    size_t n_sparse;        /* tracked paths that a sparse checkout may leave out */

    const struct ignore_rules *include, *exclude; /* NULL when there are none */
    const struct ignore_level *ignores; /* of the folders above the scanned one and of the repository */
    const struct attr_level *attributes;
    const struct attr_rules *info_attributes; /* .git/info/attributes, which outdoes all others; may be NULL */
    struct ignore_verdict ignored_by;         /* the rule that ignores the scanned folder itself, if any */
    VEC(struct scope_problem) problems;

    /* What checking paths against rules has taken, in steps (glob.h); only checks that take many are counted, and threads
     * add to it. Behind the limit rules no longer answer, and the scan must end: scope_check_cost. */
    atomic_ullong *rule_steps;
    uint64_t rule_steps_max;
};

enum { SCOPE_STEPS_COUNTED = 4096 }; /* some ten microseconds: what takes less is in proportion to the tree */
#define SCOPE_STEPS_MAX 3000000000U  /* some ten seconds of one processor; 700,000 files that are counted */

/* Prepares the scan of `dir` (absolute, without symbolic links). ERR_INPUT as repo_find; ERR_ENV. */
int scope_init(struct scope *scope, struct arena *arena, struct str dir, const struct scope_options *options,
               struct err *err);

/* The levels of a folder that is open at `dir_fd`; `folder` is its full path with a '/' at the end, or "". Returns
 * `above` when the file holds no rules. A file that cannot be read is added to *ret_problem when that is empty. */
const struct ignore_level *scope_enter_ignores(const struct scope *scope, struct arena *arena, int dir_fd,
                                               struct str folder, const struct ignore_level *above,
                                               struct scope_problem *ret_problem);
const struct attr_level *scope_enter_attributes(const struct scope *scope, struct arena *arena, int dir_fd,
                                                struct str folder, const struct attr_level *above,
                                                struct scope_problem *ret_problem);

/* Do the rules ignore `path`? */
bool scope_is_ignored(const struct scope *scope, const struct ignore_level *level, struct str path,
                      bool is_dir);

/* ERR_INPUT when the limit was reached: what was found then is not what belongs to the scan. */
int scope_check_cost(const struct scope *scope, struct err *err);

/* The attributes of the file at `path`, in a folder whose level is `level`. */
struct attr_values scope_attributes_of(const struct scope *scope, const struct attr_level *level,
                                       struct str path);

/* What --include and --exclude say of a path below the scanned folder, relative to it. */
bool scope_is_excluded(const struct scope *scope, struct str path, bool is_dir);
bool scope_is_included(const struct scope *scope, struct str path, bool is_dir);

#endif
