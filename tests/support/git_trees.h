/*
 * git_trees: folders full of files as git's trees, each of a commit on one branch, made by one run of git; and what
 * differs between them, according to git.
 *
 * An object_store reads what was there when it was opened: make all trees first.
 */
#ifndef CBCRAWL_TESTS_GIT_TREES_H
#define CBCRAWL_TESTS_GIT_TREES_H

#include "pipeline/base/buf.h"
#include "pipeline/git/tree_diff.h"

struct tree_file {
    struct str path;
    uint32_t mode;
    struct str content; /* of a submodule: the id in hex digits */
};

struct tree_files {
    VEC(struct tree_file) at;
};

/* Trees, in order, from files to ids. */
struct git_trees {
    struct arena *arena;
    const char *folder; /* an empty repository at first */
    struct buf script;  /* for fast-import */
    VEC(struct object_id) ids;
    size_t n;
};

struct git_trees git_trees_new(struct arena *arena, const char *folder);

/* One more tree; returns its number. Of paths that exclude each other the later ones win. */
size_t git_trees_add(struct git_trees *trees, const struct tree_files *files);

/* Makes them all: ids are there afterwards. */
void git_trees_make(struct git_trees *trees);

/* Writes one raw tree object, sound or not. */
struct object_id git_raw_tree(struct arena *arena, const char *folder, struct str bytes);

/* Appends an entry to the bytes of a raw tree. */
void raw_tree_add(struct buf *tree, const char *mode, struct str name, const struct object_id *id);

/* All rows of `git diff-tree -r --raw` between trees[i] and trees[i+1] for every even i, each behind a line of both ids.
 * `renames` is an option of git: "-M" or "--no-renames". */
struct str git_rows(struct arena *arena, const char *folder, const char *renames,
                    const struct object_id *trees, size_t n);

/* The line of both ids. */
void add_pair(struct buf *out, const struct object_id *old_tree, const struct object_id *new_tree);

#endif
