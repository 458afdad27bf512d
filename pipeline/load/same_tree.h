/*
 * same_tree: is the tree that cbc-crawl sees now the one that the latest run is about?
 *
 * The second half of an instant second run: when the answer is yes, the facts in the store are what parsing again would
 * give. That takes the same root, commit, tree digest, options of the crawl and versions of all programs, and a latest
 * run in which no file failed.
 */
#ifndef CBCRAWL_LOAD_SAME_TREE_H
#define CBCRAWL_LOAD_SAME_TREE_H

#include "pipeline/base/err.h"

/* 0: the same. ERR_NO, with `err` untouched: not, or there is no such store or run. ERR_INPUT: `name`, read from `fd`,
 * is no whole stream of cbc-crawl, or the store is not ours. */
int same_tree(const char *store_path, int fd, const char *name, struct err *err);

#endif
