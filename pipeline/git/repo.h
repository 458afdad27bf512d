/*
 * repo: finds the git repository that a folder belongs to, and reads of it what a crawl needs.
 *
 * Looks upwards for `.git`, a folder or the one-line file of a linked work tree or submodule, as git does: not past a
 * mount point, nor into the folders of GIT_CEILING_DIRECTORIES. GIT_DIR and its like are not looked at, so a hook sees
 * the tree it names. Who owns the repository does not matter: nothing in it is ever run.
 *
 * A repository may lack what git itself would need (objects, refs); only what cannot be told at all is an error.
 */
#ifndef CBCRAWL_GIT_REPO_H
#define CBCRAWL_GIT_REPO_H

#include "pipeline/base/vec.h"
#include "pipeline/git/git_config.h"
#include "pipeline/git/index_file.h"
#include "pipeline/git/object_id.h"

enum {
    REPO_LINK_MAX = 8192,           /* bytes of a .git file or a ref: a path and a word */
    REPO_PACKED_REFS_MAX = 1 << 28, /* bytes; 80 a ref: three million */
    REPO_REF_DEPTH_MAX = 5,         /* symbolic refs to symbolic refs, as git */
    REPO_SHALLOW_MAX = 1 << 26,     /* bytes; 41 an id: a million and a half */
};

struct repo {
    struct str work_tree;  /* absolute, without symbolic links */
    struct str git_dir;    /* of this work tree: HEAD and index */
    struct str common_dir; /* of all its work trees: config, refs, info */
    struct str prefix;     /* of the folder asked about, below the work tree: "" or "a/b/" */
    struct git_settings settings;
    size_t id_len; /* bytes of an object's id: 20, or 32 in a SHA-256 repository */

    /* Told by repo_find_history alone. */
    bool is_bare;    /* no work tree belongs to it */
    bool is_shallow; /* a clone that cut its history off: repo_shallow */
    bool is_partial; /* a clone that may lack objects, and would fetch them */
    bool has_grafts; /* info/grafts or refs/replace/ change what the history is; neither is followed */
    bool has_replace;
};

struct object_ids {
    VEC(struct object_id) at; /* sorted */
};

/* 1 with the repository that `dir` (absolute, without symbolic links) belongs to; 0 when there is none. ERR_INPUT when
 * `dir` is in a bare repository or in git's own folder, or its work tree is elsewhere: the text says what to do.
 * Settings that are broken, or a `.git` that is, are no failure: *ret_warning then says so, else it is left alone. */
int repo_find(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning,
              struct err *err);

/* The same for reading history, which needs no files: `dir` may also be in a bare repository, in git's own folder, or have
 * its work tree elsewhere; `work_tree` is then what belongs to it, or empty. 0 when there is no repository. ERR_INPUT for
 * one of a form that is not known: a newer format, or an extension. Refs that are kept in another way are refused when
 * they are asked for (refs.h). */
int repo_find_history(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning,
                      struct err *err);

/* The commits of a shallow clone whose parents were cut off, sorted; none when it is whole. ERR_INPUT when the list is damaged
 * or has REPO_SHALLOW_MAX bytes or more. */
int repo_shallow(struct arena *arena, const struct repo *repo, struct object_ids *ret_ids, struct err *err);

bool object_ids_have(const struct object_ids *ids, const struct object_id *id);

/* Without a repository: the user's settings alone. */
void repo_none(struct arena *arena, struct str dir, struct repo *ret_repo, struct err *ret_warning);

/* The id of HEAD in hex; empty when there is none yet or it cannot be told. */
struct str repo_head_id(struct arena *arena, const struct repo *repo);

/* The index, a split one joined; empty when there is none. `ret_mtime_ns` is when it was
 * written: what was changed at that time or later may have changed unseen. ERR_INPUT when it is damaged. */
int repo_index(struct arena *arena, const struct repo *repo, struct index_file *ret_index,
               int64_t *ret_mtime_ns, struct err *err);

/* Is the folder open at `dir_fd` the top of a repository with a work tree, as git asks before it takes an untracked
 * folder for one? */
bool repo_is_top(struct arena *scratch, int dir_fd);

#endif
