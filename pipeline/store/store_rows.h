/*
 * store_rows: rows on their way into a table, many to a statement.
 *
 * A statement that inserts one row takes longer to begin and end than for the row itself. So rows are collected here, and
 * a single INSERT … SELECT takes them from a virtual table that is nothing but this memory: half the time a row, with
 * nothing to bind. They go in as they were added; until a flush the table does not have them, and what is wrong with a
 * row is found then. Flushing is the owner's duty; rows that were not flushed are lost.
 *
 * The virtual table can be named in statements of ours only, not in a view or trigger of the store. One thread, as the
 * store.
 */
#ifndef CBCRAWL_STORE_STORE_ROWS_H
#define CBCRAWL_STORE_STORE_ROWS_H

#include "pipeline/base/arena.h"
#include "pipeline/store/store.h"

enum {
    STORE_ROWS_AT_ONCE = 128, /* the cells of a wide table are 60 KB then, and stay in the second cache */
    STORE_CELLS_MAX = 32,     /* of a row */
};

enum store_cell_type { STORE_NULL, STORE_INT, STORE_REAL, STORE_TEXT, STORE_BLOB };

struct store_cell {
    enum store_cell_type type;
    union {
        int64_t number;
        double real;
        struct str bytes; /* text or blob */
    };
};

static inline struct store_cell store_cell_int(int64_t number)
{
    return (struct store_cell){.type = STORE_INT, .number = number};
}

static inline struct store_cell store_cell_text(struct str text)
{
    return (struct store_cell){.type = STORE_TEXT, .bytes = text};
}

static inline struct store_cell store_cell_blob(struct str bytes)
{
    return (struct store_cell){.type = STORE_BLOB, .bytes = bytes};
}

struct store_rows;

/* `columns` is a list of `n_columns` names, separated by commas; `again` says what to do about a row whose key is there:
 * an ON CONFLICT clause, or "" for an error. Free before the store is closed; NULL is fine. 0, or ERR_ENV. */
int store_rows_new(struct store *store, const char *table, const char *columns, int n_columns,
                   const char *again, struct store_rows **ret_rows, struct err *err);
void store_rows_free(struct store_rows *rows);

/* The cells of the next row; all of them are to be set. Text and blobs must last until the flush, as what lies in
 * store_rows_arena does. The row counts when store_rows_add is called, which flushes when there are enough. */
struct store_cell *store_rows_next(struct store_rows *rows);
struct arena *store_rows_arena(struct store_rows *rows);
int store_rows_add(struct store_rows *rows, struct err *err);

/* Writes what was added. ERR_INPUT: the table refuses a row; ERR_ENV. */
int store_rows_flush(struct store_rows *rows, struct err *err);

#endif
