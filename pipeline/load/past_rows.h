/*
 * past_rows: past versions of files, their functions, and secrets found in them, on their way into the store.
 *
 * A `blob` record that cbc-parse completed says which version it is, and by its key what is in it; its `past_unit` records
 * follow. What the store has under that key is not written again. A version that was not parsed (binary, missing) is left
 * out.
 */
#ifndef CBCRAWL_LOAD_PAST_ROWS_H
#define CBCRAWL_LOAD_PAST_ROWS_H

#include "pipeline/load/row.h"

struct past_rows;

/* For the root of that id; lives in `arena`. 0 or an error; then too what *ret_rows has is to be released. */
int past_rows_new(struct past_rows **ret_rows, struct store *store, struct names *names, struct arena *arena,
                  int64_t root_id, struct err *err);
void past_rows_release(struct past_rows *rows); /* NULL is fine */

/* One record each. ERR_INPUT when it says too little, or stands in the wrong place. */
int past_rows_blob(struct past_rows *rows, const struct json_val *record, struct err *err);
int past_rows_unit(struct past_rows *rows, const struct json_val *record, struct err *err);
int past_rows_finding(struct past_rows *rows, const struct json_val *record, struct err *err);

/* Writes what waits. */
int past_rows_flush(struct past_rows *rows, struct err *err);

/* Removes what there is of the root's versions; and what is in no version any more. */
int past_rows_forget(struct past_rows *rows, struct err *err);
int past_rows_prune(struct past_rows *rows, struct err *err);

#endif
