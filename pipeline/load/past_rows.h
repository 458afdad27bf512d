/*
 * past_rows: past versions of files, their functions, and secrets found in them, on their way into the store.
 *
 * A `past_file` record says which versions of a file count. A `blob` record that cbc-parse completed says which version it is, and by its key what is in it; its `past_unit` records
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
int past_rows_file(struct past_rows *rows, const struct json_val *record, struct err *err);
int past_rows_blob(struct past_rows *rows, const struct json_val *record, struct err *err);
int past_rows_unit(struct past_rows *rows, const struct json_val *record, struct err *err);
int past_rows_finding(struct past_rows *rows, const struct json_val *record, struct err *err);

/* Writes what waits. */
int past_rows_flush(struct past_rows *rows, struct err *err);

/* Each removes what the root has of one kind. */
int past_rows_forget_files(struct past_rows *rows, struct err *err);
int past_rows_forget_versions(struct past_rows *rows, struct err *err);
int past_rows_forget_findings(struct past_rows *rows, struct err *err);

/* Once all is written: removes the versions that would not be told of these files if the history were read anew. */
int past_rows_remove_others(struct past_rows *rows, struct err *err);

/* Whether versions were removed here; then removes what is in none any more. */
bool past_rows_has_removed(const struct past_rows *rows);
int past_rows_prune(struct past_rows *rows, struct err *err);

#endif
