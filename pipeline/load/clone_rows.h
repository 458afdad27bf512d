/*
 * clone_rows: clone records on their way into the tables `clone` and `clone_member`.
 */
#ifndef CBCRAWL_LOAD_CLONE_ROWS_H
#define CBCRAWL_LOAD_CLONE_ROWS_H

#include "pipeline/load/row.h"
#include "pipeline/store/store_rows.h"

struct clone_rows {
    struct names *names; /* borrowed */
    int64_t run_id;
    struct store_rows *classes, *members;
};

/* 0, or ERR_ENV. Release takes what a failed init left, and loses rows that were not flushed. */
int clone_rows_init(struct clone_rows *rows, struct store *store, struct names *names, int64_t run_id,
                    struct err *err);
void clone_rows_release(struct clone_rows *rows);

/* Adds a class and its members. ERR_INPUT when the record is not as it should be. */
int clone_rows_add(struct clone_rows *rows, const struct json_val *record, struct err *err);

int clone_rows_flush(struct clone_rows *rows, struct err *err);

#endif
