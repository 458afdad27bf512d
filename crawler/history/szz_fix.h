/*
 * szz_fix: which commits brought in what one fix takes away.
 *
 * After Sliwerski, Zimmermann and Zeller (When Do Changes Induce Fixes?, 2005) and the refinements since. Of the lines
 * that the fix deletes, those count that are code (code_lines.h) and that it neither keeps up to white space and comments
 * nor adds elsewhere. Each is blamed (blame.h), past changes of white space and comments alone, and so there is for each
 * file and commit a number of lines. Of all commits the most recent one is chosen, as R-SZZ does (Davies, Roper and Wood,
 * Comparing Text-based and Dependence-based Approaches for Determining the Origins of Bugs, 2014).
 *
 * A fix that takes no code away is blamed on what stands around the code that it adds: the nearest line of code before and
 * behind each insertion, if it belongs to the block or encloses it.
 *
 * Commits that are boundaries, or newer than the fix, are left out. Nothing is said of a fix that touches more files or
 * lines than are below: it is more than a fix.
 */
#ifndef CBCRAWL_HISTORY_SZZ_FIX_H
#define CBCRAWL_HISTORY_SZZ_FIX_H

#include "crawler/history/blame.h"
#include "pipeline/base/buf.h"

enum {
    SZZ_FILES_MAX = 200,      /* files that count */
    SZZ_LINES_MAX = 10000,    /* lines that are blamed */
    SZZ_BYTES_MAX = 64 << 20, /* of one side of one file */
};

struct szz_worker;

/* One a thread; all share `cache`. `table` as in provenance.h. Never NULL. */
struct szz_worker *szz_worker_new(const struct history_setup *setup, const struct producers *table,
                                  struct hunk_cache *cache);
void szz_worker_free(struct szz_worker *worker); /* NULL is fine */

/* Appends the records of one fix. One whose objects are missing gets none: its errors were told with its changes. */
void szz_worker_fix(struct szz_worker *worker, const struct object_id *fix, struct buf *out);

#endif
