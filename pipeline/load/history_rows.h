/*
 * history_rows: the records of cbc-history on their way into the store.
 *
 * A stream's `history` record comes first and says what it covers. When it goes on from the tip that the store has, with
 * the same settings, its commits are added; otherwise what was known of the root's past is dropped first. Each commit is
 * followed by its changes. A commit the store has already is left as it is, and so are its changes.
 *
 * What it keeps lies in the caller's arena: the people.
 */
#ifndef CBCRAWL_LOAD_HISTORY_ROWS_H
#define CBCRAWL_LOAD_HISTORY_ROWS_H

#include "pipeline/load/row.h"

struct history_rows;

/* For the root of that id, inside the transaction that writes. `names` and `arena` must outlive it. 0 or an error; then
 * too what *ret_rows has is to be released. */
int history_rows_new(struct history_rows **ret_rows, struct store *store, struct names *names,
                     struct arena *arena, int64_t root_id, struct err *err);
void history_rows_release(struct history_rows *rows); /* NULL is fine */

/* 1: the record was of the past, and is taken; 0: it is of another kind. ERR_INPUT when it says too little, or stands in
 * the wrong place. */
int history_rows_take(struct history_rows *rows, struct str kind, const struct json_val *record,
                      struct err *err);

/* Writes what waits. After a rewrite, commits and past versions that the new tip does not reach are removed. */
int history_rows_end(struct history_rows *rows, struct err *err);

#endif
