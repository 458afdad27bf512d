#include "pipeline/load/call_rows.h"

#include <stdlib.h>

enum {
    BATCH_LIMIT_BYTES = 64 << 20
}; /* a file is parsed up to 1 MB: 262,144 calls of 4 bytes, 40 bytes each, twice */

int call_rows_init(struct call_rows *rows, struct store *store, struct err *err)
{
    *rows = (struct call_rows){.out = NULL};
    int rc = arena_init(&rows->batch, BATCH_LIMIT_BYTES, err);
    if (rc == 0)
        rc = store_rows_new(store, "call", "fact_id, unit, callee_id, receiver_id, line, calls", 6, "",
                            &rows->out, err);
    return rc;
}

void call_rows_release(struct call_rows *rows)
{
    store_rows_free(rows->out);
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

/* `n_calls` of one key, the first of them at `call`. */
static int put(struct store_rows *out, int64_t fact_id, const struct call_row *call, size_t n_calls,
               struct err *err)
{
    struct store_cell *cells = store_rows_next(out);
    cells[0] = store_cell_int(fact_id);
    cells[1] = store_cell_int(call->unit);
    cells[2] = store_cell_int(call->callee_id);
    cells[3] = store_cell_int(call->receiver_id);
    cells[4] = store_cell_int(call->line);
    cells[5] = store_cell_int((int64_t)n_calls);
    return store_rows_add(out, err);
}

int call_rows_end_file(struct call_rows *rows, int64_t fact_id, struct err *err)
{
    const struct call_row *calls = rows->rows.at;
    size_t len = rows->rows.len, first = 0;
    int rc = 0;
    if (len)
        qsort(rows->rows.at, len, sizeof *calls, by_key);
    for (size_t i = 1; i <= len && rc == 0; i++) {
        if (i < len && same_key(&calls[first], &calls[i]))
            continue;
        rc = put(rows->out, fact_id, &calls[first], i - first, err);
        first = i;
    }
    rows->rows.at = NULL;
    rows->rows.len = rows->rows.cap = 0;
    arena_reset(&rows->batch);
    return rc;
}

int call_rows_flush(struct call_rows *rows, struct err *err)
{
    return store_rows_flush(rows->out, err);
}
