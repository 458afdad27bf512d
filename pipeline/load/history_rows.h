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

/* For the root of that id. `names` and `arena` must outlive it. */
int history_rows_init(struct history_rows **ret_rows, struct store *store, struct names *names, struct arena *arena,
                      int64_t root_id, struct err *err);
void history_rows_release(struct history_rows *rows); /* NULL is fine */

/* One record each. ERR_INPUT when it says too little, or stands in the wrong place. */
int history_rows_history(struct history_rows *rows, const struct json_val *record, struct err *err);
int history_rows_commit(struct history_rows *rows, struct arena scratch, const struct json_val *record,
                        struct err *err);
int history_rows_change(struct history_rows *rows, struct arena scratch, const struct json_val *record,
                        struct err *err);

/* Past versions: past_rows.h. */
int history_rows_blob(struct history_rows *rows, struct arena scratch, const struct json_val *record, struct err *err);
int history_rows_past_unit(struct history_rows *rows, struct arena scratch, const struct json_val *record,
                           struct err *err);

int history_rows_tag(struct history_rows *rows, const struct json_val *record, struct err *err);

/* When all are written: after a rewrite, commits and versions that the new tip does not reach are removed. */
int history_rows_end(struct history_rows *rows, struct err *err);

#endif
