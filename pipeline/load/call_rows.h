/*
 * call_rows: the calls of one file on their way into the table `call`.
 *
 * Calls are collected until their file ends; then those of one unit to one name become one row, with the line of the
 * first and their number. Rows are most of what a load writes, so they are inserted CALL_ROWS_AT_ONCE to a statement,
 * which takes two thirds of the time that one by one does.
 */
#ifndef CBCRAWL_LOAD_CALL_ROWS_H
#define CBCRAWL_LOAD_CALL_ROWS_H

#include "pipeline/base/vec.h"
#include "pipeline/store/store.h"

enum { CALL_ROWS_AT_ONCE = 16 };

/* A row, but for its file. */
struct call_row {
    int64_t unit, callee_id, receiver_id, line, calls;
};

struct call_rows {
    struct arena batch;
    VEC(struct call_row) rows; /* of the current file */
    struct store_stmt *put_one, *put_many;
};

/* Prepares the statements. Release takes what a failed init left, and loses rows that were not flushed. */
int call_rows_init(struct call_rows *rows, struct store *store, struct err *err);
void call_rows_release(struct call_rows *rows);

/* Copies the row. Cannot fail. */
void call_rows_add(struct call_rows *rows, const struct call_row *row);

/* Writes what was added, as calls in the file of `fact_id`, and forgets it. */
int call_rows_flush(struct call_rows *rows, int64_t fact_id, struct err *err);

#endif
