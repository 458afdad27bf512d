#include "pipeline/store/store_rows.h"

#include "pipeline/base/buf.h"
#include "pipeline/store/store_private.h"

#include <stdlib.h>

enum {
    TEXTS_ENOUGH_BYTES = 1 << 20, /* of the waiting rows; more make a flush due */
    TEXTS_LIMIT_BYTES = 64 << 20, /* so much, and one more row: the longest record has 8 MB */
};

struct store_rows {
    struct store *store;
    struct store_stmt *insert;
    struct store_cell *cells; /* row by row */
    size_t n_columns, n_rows;
    struct arena texts;
};

/* The virtual table ------------------------------------------------------------------------------------------------ */

struct cursor {
    sqlite3_vtab_cursor base;
    const struct store_rows *rows;
    size_t at;
};

struct table {
    sqlite3_vtab base;
    const struct store *store;
};

static int table_connect(sqlite3 *db, void *store, int argc, const char *const *argv, sqlite3_vtab **ret,
                         char **ret_message)
{
    (void)argc, (void)argv, (void)ret_message;
    struct buf sql;
    buf_init(&sql, 1024);
    for (int i = 0; i < STORE_CELLS_MAX; i++)
        buf_printf(&sql, "%s c%d", i ? "," : "CREATE TABLE rows (", i);
    buf_add(&sql, STR(")"));
    buf_addc(&sql, '\0');
    int rc = sqlite3_declare_vtab(db, sql.p);
    buf_release(&sql);
    struct table *table = sqlite3_malloc(sizeof *table);
    if (rc != SQLITE_OK || !table) {
        sqlite3_free(table);
        return rc != SQLITE_OK ? rc : SQLITE_NOMEM;
    }
    *table = (struct table){.store = store};
    *ret = &table->base;
    return sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
}

static int table_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int table_plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedRows = STORE_ROWS_AT_ONCE;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
    struct cursor *cursor = sqlite3_malloc(sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    *cursor = (struct cursor){.rows = ((const struct table *)table)->store->flushed};
    *ret = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int cursor_begin(sqlite3_vtab_cursor *base, int plan, const char *name, int argc, sqlite3_value **argv)
{
    (void)plan, (void)name, (void)argc, (void)argv;
    ((struct cursor *)base)->at = 0;
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->at++;
    return SQLITE_OK;
}

static int cursor_at_end(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;
    return !cursor->rows || cursor->at >= cursor->rows->n_rows;
}

static int cursor_cell(sqlite3_vtab_cursor *base, sqlite3_context *to, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct store_cell *cell =
        &cursor->rows->cells[cursor->at * cursor->rows->n_columns + (size_t)column];
    switch (cell->type) {
    case STORE_NULL: break; /* as it is without a result */
    case STORE_INT: sqlite3_result_int64(to, cell->number); break;
    case STORE_REAL: sqlite3_result_double(to, cell->real); break;
    case STORE_TEXT:
        sqlite3_result_text64(to, cell->bytes.p, cell->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case STORE_BLOB: sqlite3_result_blob64(to, cell->bytes.p, cell->bytes.len, SQLITE_STATIC); break;
    }
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = (sqlite3_int64)((struct cursor *)base)->at;
    return SQLITE_OK;
}

/* Without xCreate it is there by itself, under its name, and nobody can make another. */
static const sqlite3_module module = {
    .xConnect = table_connect,
    .xBestIndex = table_plan,
    .xDisconnect = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_begin,
    .xNext = cursor_next,
    .xEof = cursor_at_end,
    .xColumn = cursor_cell,
    .xRowid = cursor_rowid,
};

int store_rows_register(struct store *store, struct err *err)
{
    return sqlite3_create_module(store->db, "store_rows", &module, store) == SQLITE_OK
               ? 0
               : store_fail(store, err, "open");
}

/* Rows ------------------------------------------------------------------------------------------------------------- */

static int prepare(struct store_rows *rows, const char *table, const char *columns, const char *again,
                   struct err *err)
{
    struct buf sql;
    buf_init(&sql, 4096); /* 32 columns of common length, twice */
    buf_printf(&sql, "INSERT INTO %s (%s) SELECT c0", table, columns);
    for (size_t i = 1; i < rows->n_columns; i++)
        buf_printf(&sql, ", c%zu", i);
    buf_printf(&sql, " FROM store_rows WHERE true %s", again); /* without WHERE, ON would belong to a join */
    buf_addc(&sql, '\0');
    int rc = store_prepare(rows->store, sql.p, &rows->insert, err);
    buf_release(&sql);
    return rc;
}

int store_rows_new(struct store *store, const char *table, const char *columns, int n_columns,
                   const char *again, struct store_rows **ret_rows, struct err *err)
{
    if (n_columns < 1 || n_columns > STORE_CELLS_MAX)
        BUG("a table has too many columns");
    struct store_rows *rows = calloc(1, sizeof *rows);
    size_t n_cells = (size_t)n_columns * STORE_ROWS_AT_ONCE;
    if (!rows || !(rows->cells = calloc(n_cells, sizeof *rows->cells)))
        arena_full(n_cells * sizeof *rows->cells);
    rows->store = store;
    rows->n_columns = (size_t)n_columns;
    int rc = arena_init(&rows->texts, TEXTS_LIMIT_BYTES, err);
    if (rc == 0)
        rc = prepare(rows, table, columns, again, err);
    if (rc < 0)
        store_rows_free(rows);
    else
        *ret_rows = rows;
    return rc;
}

void store_rows_free(struct store_rows *rows)
{
    if (!rows)
        return;
    store_free(rows->insert);
    arena_release(&rows->texts);
    free(rows->cells);
    free(rows);
}

struct store_cell *store_rows_next(struct store_rows *rows)
{
    return &rows->cells[rows->n_rows * rows->n_columns];
}

struct arena *store_rows_arena(struct store_rows *rows)
{
    return &rows->texts;
}

int store_rows_add(struct store_rows *rows, struct err *err)
{
    rows->n_rows++;
    bool is_due = rows->n_rows == STORE_ROWS_AT_ONCE || arena_used_bytes(&rows->texts) > TEXTS_ENOUGH_BYTES;
    return is_due ? store_rows_flush(rows, err) : 0;
}

int store_rows_flush(struct store_rows *rows, struct err *err)
{
    if (rows->n_rows == 0)
        return 0;
    rows->store->flushed = rows;
    int rc = store_run(rows->insert, err);
    rows->store->flushed = NULL;
    rows->n_rows = 0;
    arena_reset(&rows->texts);
    return rc;
}
