/*
 * tree_find: the object at a path below a tree.
 */
#ifndef CBCRAWL_GIT_TREE_FIND_H
#define CBCRAWL_GIT_TREE_FIND_H

#include "pipeline/git/object_store.h"
#include "pipeline/git/tree_text.h"

/* 1 with the id and mode (TREE_MODE_) of what is at `path` ("a/b"; a '/' at its end is ignored), 0 when there is nothing.
 * ERR_INPUT when a tree on the way cannot be read. */
int tree_find(struct object_reader *reader, const struct object_id *tree, struct str path,
              struct object_id *ret_id, uint32_t *ret_mode, struct err *err);

#endif
