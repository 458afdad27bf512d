/*
 * change_count: the lines that one change of one file adds and deletes, as `git log --numstat` counts them.
 *
 * A file that is binary has no lines; a submodule has one, which names its commit. A counter belongs to one thread.
 */
#ifndef CBCRAWL_HISTORY_CHANGE_COUNT_H
#define CBCRAWL_HISTORY_CHANGE_COUNT_H

#include "crawler/history/binary_rules.h"
#include "pipeline/git/line_diff.h"
#include "pipeline/git/tree_diff.h"

struct change_counter {
    struct object_reader *reader;
    size_t id_len;
    struct line_diff *diff;
    struct binary_rules *rules;
};

struct change_count {
    bool is_binary; /* then no lines */
    struct line_counts lines;
};

/* ERR_INPUT when a side cannot be read: `err` names the object. */
int change_count(struct change_counter *counter, const struct tree_change *change,
                 struct change_count *ret_count, struct err *err);

#endif
