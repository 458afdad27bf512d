#include "pipeline/load/call_rows.h"

#include "pipeline/base/buf.h"

#include <stdlib.h>

enum {
    BATCH_LIMIT_BYTES = 64 << 20
}; /* a file is parsed up to 1 MB: 262,144 calls of 4 bytes, 40 bytes each, twice */

static int prepare(struct store *store, int n, struct store_stmt **ret_insert, struct err *err)
{
    struct buf sql;
    buf_init(&sql, 4096);
    buf_add(&sql, STR("INSERT INTO call (fact_id, unit, callee_id, receiver_id, line, calls) VALUES "));
    for (int i = 0; i < n; i++)
        buf_printf(&sql, "%s(?, ?, ?, ?, ?, ?)", i ? ", " : "");
    buf_addc(&sql, '\0');
    int rc = store_prepare(store, sql.p, ret_insert, err);
    buf_release(&sql);
    return rc;
}

int call_rows_init(struct call_rows *rows, struct store *store, struct err *err)
{
    *rows = (struct call_rows){.put_one = NULL};
    int rc = arena_init(&rows->batch, BATCH_LIMIT_BYTES, err);
    if (rc == 0)
        rc = prepare(store, 1, &rows->put_one, err);
    if (rc == 0)
        rc = prepare(store, CALL_ROWS_AT_ONCE, &rows->put_many, err);
    return rc;
}

void call_rows_release(struct call_rows *rows)
{
    arena_release(&rows->batch);
}

void call_rows_add(struct call_rows *rows, const struct call_row *row)
{
    *vec_push(&rows->rows, &rows->batch) = *row;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* The order of the table's key, then by line. */
static int by_key(const void *a, const void *b)
{
    const struct call_row *x = a, *y = b;
    int order = compare(x->unit, y->unit);
    if (order == 0)
        order = compare(x->callee_id, y->callee_id);
    if (order == 0)
        order = compare(x->receiver_id, y->receiver_id);
    return order ? order : compare(x->line, y->line);
}

static bool same_key(const struct call_row *a, const struct call_row *b)
{
    return a->unit == b->unit && a->callee_id == b->callee_id && a->receiver_id == b->receiver_id;
}

/* Makes one row of those with the same key; returns how many are left, in order. */
static size_t merge(struct call_row *rows, size_t len)
{
    size_t n = 0;
    if (len)
        qsort(rows, len, sizeof rows[0], by_key);
    for (size_t i = 0; i < len; i++) {
        if (n && same_key(&rows[n - 1], &rows[i]))
            rows[n - 1].calls += rows[i].calls;
        else
            rows[n++] = rows[i];
    }
    return n;
}

/* Inserts `n` rows with a statement that takes so many. */
static int put(struct store_stmt *insert, int64_t fact_id, const struct call_row *rows, int n, struct err *err)
{
    int parameter = 0;
    for (int i = 0; i < n; i++) {
        store_bind_int(insert, ++parameter, fact_id);
        store_bind_int(insert, ++parameter, rows[i].unit);
        store_bind_int(insert, ++parameter, rows[i].callee_id);
        store_bind_int(insert, ++parameter, rows[i].receiver_id);
        store_bind_int(insert, ++parameter, rows[i].line);
        store_bind_int(insert, ++parameter, rows[i].calls);
    }
    return store_run(insert, err);
}

int call_rows_flush(struct call_rows *rows, int64_t fact_id, struct err *err)
{
    const struct call_row *row = rows->rows.at;
    size_t left = merge(rows->rows.at, rows->rows.len);
    int rc = 0;
    while (left && rc == 0) {
        bool many = left >= CALL_ROWS_AT_ONCE;
        int n = many ? CALL_ROWS_AT_ONCE : 1;
        rc = put(many ? rows->put_many : rows->put_one, fact_id, row, n, err);
        row += n;
        left -= (size_t)n;
    }
    rows->rows.at = NULL;
    rows->rows.len = rows->rows.cap = 0;
    arena_reset(&rows->batch);
    return rc;
}
