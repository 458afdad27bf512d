/*
 * walk: the files of a scope, found by many threads, in order of their path bytes.
 *
 * Each folder is read once, by one thread, and becomes a node with its entries sorted; the nodes in order are the
 * result, so it does not depend on the thread count. Symbolic links are entries and never followed. Nothing is read
 * but folders and their rule files, and nothing is asked of a file that the folder's own listing tells (unless
 * `want_stat`).
 *
 * FIFOs, sockets and devices are no files, as for git. What cannot be read is an entry of kind WALK_PROBLEM, and the
 * walk goes on. `.git` is never entered. A folder with a repository of its own inside the one being scanned is one
 * entry, as for git: a submodule under its name, an untracked one with a '/' behind it.
 */
#ifndef CBCRAWL_FILES_WALK_H
#define CBCRAWL_FILES_WALK_H

#include "crawler/files/scope.h"

#include <sys/stat.h>

enum {
    WALK_PATH_MAX =
        4095, /* bytes; the kernel takes no longer ones, so nobody could open the file by its name */
    WALK_DEPTH_MAX = 1000, /* folders in each other; bounds our recursion, deepest seen in node_modules: 60 */
};

enum walk_kind { WALK_FILE, WALK_LINK, WALK_FOLDER, WALK_REPO, WALK_PROBLEM };

/* What lstat said. */
struct walk_stat {
    int64_t mtime_ns, ctime_ns;
    uint64_t len_bytes, ino;
    uint32_t mode, uid, gid;
};

struct walk_folder;

struct walk_entry {
    struct str path; /* full (scope.h), ends in NUL; of a folder or an untracked repository with a '/' at the end */
    enum walk_kind kind;
    const struct index_entry *tracked; /* NULL when it is not */
    struct walk_folder *folder;        /* of kind WALK_FOLDER: what is in it; else the one it is in */
    struct str reason;                 /* of kind WALK_PROBLEM */
    struct walk_stat stat;             /* with want_stat; of files and links */
};

struct walk {
    const struct scope *scope;
    int root_fd; /* of the scanned folder */
    int threads;
    bool want_stat;
    size_t n_arenas;
    struct arena *arenas;             /* two a thread: what is kept, and scratch */
    VEC(struct walk_entry *) entries; /* the result: files, links, repositories and problems, in order */
    size_t n_sparse; /* entries that are there although a sparse checkout may leave them out */
};

/* Walks the folder open at `root_fd`, which must stay open while the entries are read. ERR_ENV when it cannot start;
 * ERR_INPUT when the rules are too costly; an unreadable folder is no error. */
int walk_run(struct walk *walk, const struct scope *scope, struct arena *arena, int root_fd, int threads,
             bool want_stat, struct err *err);
void walk_release(struct walk *walk);

/* `entry`'s path from the scanned folder. */
struct str walk_path(const struct walk *walk, const struct walk_entry *entry);

/* The attribute rules that apply to an entry. */
const struct attr_level *walk_attributes(const struct walk_entry *entry);

#endif
