/*
 * same_tree: is the tree that cbc-crawl sees now the one that the latest run is about?
 *
 * The second half of an instant second run: when the answer is yes, the facts in the store are what parsing again would
 * give. That takes the same root, commit, tree digest, options of the crawl and versions of all programs, a latest
 * run in which no file failed but for good, the same outside tools, and a history that was read from that commit.
 */
#ifndef CBCRAWL_LOAD_SAME_TREE_H
#define CBCRAWL_LOAD_SAME_TREE_H

#include "pipeline/base/err.h"

/* What the store must have of the past. */
enum same_past {
    SAME_HISTORY,    /* that from the commit */
    SAME_VERSIONS,   /* that, and past versions of files, where there are any; how many is not asked */
    SAME_NO_HISTORY, /* nothing */
};

struct same_wanted {
    enum same_past past;
    const char *tools; /* as cbc-tool --digest prints them; NULL or "": none */
};

/* 0: the same. ERR_NO, with `err` untouched: not, or there is no such
 * store or run; then a stream with the keys of all facts that the latest run has goes to `out_fd`, which is closed: what
 * cbc-parse need not print again; and which history the root has, for cbc-history. ERR_INPUT: `name`, read from `fd`, is no whole stream of cbc-crawl, or the store is not
 * ours. */
int same_tree(const char *store_path, int fd, const char *name, const struct same_wanted *wanted, int out_fd,
              struct err *err);

#endif
