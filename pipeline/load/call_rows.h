/*
 * call_rows: the calls of one file on their way into the table `call`.
 *
 * Calls are collected until their file ends; then those of one unit to one name become one row, with the line of the
 * first and their number.
 */
#ifndef CBCRAWL_LOAD_CALL_ROWS_H
#define CBCRAWL_LOAD_CALL_ROWS_H

#include "pipeline/base/vec.h"
#include "pipeline/store/store_rows.h"

/* One call. 32 bytes: qsort moves such elements themselves, larger ones by pointers. */
struct call_row {
    int64_t unit, callee_id, receiver_id, line;
};

struct call_rows {
    struct arena batch;
    VEC(struct call_row) rows; /* calls of the current file */
    struct store_rows *out;
};

/* 0, or ERR_ENV. Release takes what a failed init left, and loses rows that were not flushed. */
int call_rows_init(struct call_rows *rows, struct store *store, struct err *err);
void call_rows_release(struct call_rows *rows);

/* Copies the row. Cannot fail. */
void call_rows_add(struct call_rows *rows, const struct call_row *row);

/* What was added are the calls in the file of `fact_id`; the next are those of another. */
int call_rows_end_file(struct call_rows *rows, int64_t fact_id, struct err *err);

/* Writes the calls of all files that were ended. */
int call_rows_flush(struct call_rows *rows, struct err *err);

#endif
