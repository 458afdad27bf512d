/*
 * tree_combine: which files of a tree differ from every one of some other trees.
 *
 * For merges: a file that is the same as in a parent came from there; the others are the merge's own. A folder that a
 * parent has alike is passed over, so little more is read than the folders both sides changed. Only content counts, not
 * modes; only regular files are told; files that are gone are not. Limits and damage are those of tree_diff.h: a folder
 * that cannot be read, on any side, is left out.
 */
#ifndef CBCRAWL_GIT_TREE_COMBINE_H
#define CBCRAWL_GIT_TREE_COMBINE_H

#include "pipeline/git/tree_diff.h"

enum {
    TREE_COMBINE_SIDES_MAX = 64,  /* trees that are looked at; the widest merge known has 66 parents */
    TREE_COMBINE_DEPTH_MAX = 256, /* folders in folders; deeper ones are left out */
};

struct combined_file {
    struct str path;
    struct object_id id;
};

struct combined_files {
    VEC(struct combined_file) at;
};

/* Appends to `ret_files`, in the order of their paths, all in `arena`. A NULL among `others` is the empty tree. What is
 * beyond a limit is left out. */
void tree_combine(struct object_reader *reader, const struct object_id *tree,
                  const struct object_id *const *others, size_t n_others, struct arena *arena,
                  struct combined_files *ret_files);

#endif
