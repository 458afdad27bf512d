/*
 * row: a record becomes a row of a table, by a list that says which field goes into which column, and how.
 *
 * Columns that the record does not decide alone (run_id, fact_id, an ordinal) come first; the caller sets their cells,
 * row_put the rest. A field that has no column is left alone. A field of the wrong type, or a required one
 * that is missing, is ERR_INPUT and names kind and field.
 */
#ifndef CBCRAWL_LOAD_ROW_H
#define CBCRAWL_LOAD_ROW_H

#include "pipeline/base/json.h"
#include "pipeline/load/names.h"

enum row_type {
    ROW_INT,
    ROW_COUNT, /* the same; absent is 0, not NULL */
    ROW_REAL,
    ROW_BOOL, /* true or false, as 1 or 0 */
    ROW_FLAG, /* the same; absent is 0, not NULL */
    ROW_TEXT,
    ROW_WORD, /* text; absent is '', not NULL */
    ROW_HEX,  /* hex digits, as bytes */
    ROW_NAME, /* text, as an id of the table `name` */
    ROW_PATH, /* the same; FIELD_raw has the bytes of a path that is not UTF-8 */
    ROW_LIST, /* an array of texts, as JSON */
    ROW_WAY,  /* an array of texts, as 'a -> b -> a' */
};

struct row_column {
    struct str field;
    const char *column;
    enum row_type type;
    bool required;
};

struct row_table {
    const char *kind;
    const char *table;
    const char *given; /* the columns the caller sets, separated by ", " */
    int n_given;
    const char *again; /* what to do about a row whose key is there: an ON CONFLICT clause, or "" for an error */
    const struct row_column *columns;
    size_t n_columns;
};

/* Rows for that table; the caller owns them. */
int row_open(struct store *store, const struct row_table *table, struct store_rows **ret_rows,
             struct err *err);

/* Sets the cells of the next of `rows` behind those given, and adds it. */
int row_put(const struct row_table *table, struct store_rows *rows, struct names *names,
            const struct json_val *object, struct err *err);

#endif
