/*
 * hunk_cache: what changed between two contents, white space aside, worked out once for all threads. And which of the lines
 * that a hunk replaces have the same code as before (code_text.h): only what is said beside them changed.
 *
 * Blames of many lines of one file go over the same changes again and again. Entries are found by both ids without a
 * lock, never change and never go; when the table is three quarters full, nothing is added. An entry takes 88 bytes, 16
 * for each hunk and 8 for each such line.
 *
 * A user belongs to one thread: it reads the objects that are missing and keeps the entries it made.
 */
#ifndef CBCRAWL_HISTORY_HUNK_CACHE_H
#define CBCRAWL_HISTORY_HUNK_CACHE_H

#include "crawler/history/code_text.h"
#include "pipeline/git/line_diff.h"
#include "pipeline/git/object_store.h"

enum { HUNK_CACHE_MAX = 1 << 23 }; /* entries: 64 MB of table */

/* A line of the new side, and one of the old side in the same hunk that has the same code. */
struct line_twin {
    uint32_t new_line, old_line;
};

struct change_lines {
    struct line_hunks hunks;
    const struct line_twin *twins; /* in the order of both sides */
    size_t n_twins;
};

struct hunk_cache;

/* Room for `n` changes, at most HUNK_CACHE_MAX. Never NULL. Free after all its users. */
struct hunk_cache *hunk_cache_new(size_t n);
void hunk_cache_free(struct hunk_cache *cache); /* NULL is fine */

struct hunk_user;

/* Never NULL. */
struct hunk_user *hunk_user_new(struct hunk_cache *cache, struct object_reader *reader,
                                struct line_diff *diff);
void hunk_user_free(struct hunk_user *user); /* NULL is fine */

/* The hunks of line_diff_hunks_no_space, and with a `syntax` (else NULL) the twins; they hold until the next call. ERR_INPUT
 * when a side cannot be read, or is binary by its bytes. */
int hunk_cache_get(struct hunk_user *user, const struct code_syntax *syntax, const struct object_id *old_id,
                   const struct object_id *new_id, struct change_lines *ret_lines, struct err *err);

#endif
