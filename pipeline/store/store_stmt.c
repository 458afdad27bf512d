#include "pipeline/store/store_private.h"

#include <stdlib.h>

struct store_stmt {
    sqlite3_stmt *sqlite;
    struct store *store;
    struct store_stmt *next, **link; /* in store->stmts; *link is this statement */
};

int store_prepare(struct store *store, const char *sql, struct store_stmt **ret_stmt, struct err *err)
{
    sqlite3_stmt *sqlite;
    if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &sqlite, NULL) != SQLITE_OK)
        return store_fail(store, err, "read the schema");
    struct store_stmt *stmt = malloc(sizeof *stmt);
    if (!stmt)
        arena_full(sizeof *stmt);
    *stmt = (struct store_stmt){.sqlite = sqlite, .store = store, .next = store->stmts, .link = &store->stmts};
    if (stmt->next)
        stmt->next->link = &stmt->next;
    store->stmts = stmt;
    *ret_stmt = stmt;
    return 0;
}

void store_free(struct store_stmt *stmt)
{
    if (!stmt)
        return;
    *stmt->link = stmt->next;
    if (stmt->next)
        stmt->next->link = stmt->link;
    sqlite3_finalize(stmt->sqlite);
    free(stmt);
}

/* A parameter that is not there is a bug, and so is binding between two steps. */
static void bound(int rc)
{
    if (rc != SQLITE_OK)
        BUG("a value was bound to a parameter the statement does not have");
}

void store_bind_int(struct store_stmt *stmt, int parameter, int64_t value)
{
    bound(sqlite3_bind_int64(stmt->sqlite, parameter, value));
}

void store_bind_real(struct store_stmt *stmt, int parameter, double value)
{
    bound(sqlite3_bind_double(stmt->sqlite, parameter, value));
}

void store_bind_text(struct store_stmt *stmt, int parameter, struct str text)
{
    bound(sqlite3_bind_text64(stmt->sqlite, parameter, text.p, text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void store_bind_blob(struct store_stmt *stmt, int parameter, struct str bytes)
{
    bound(sqlite3_bind_blob64(stmt->sqlite, parameter, bytes.p, bytes.len, SQLITE_STATIC));
}

void store_bind_null(struct store_stmt *stmt, int parameter)
{
    bound(sqlite3_bind_null(stmt->sqlite, parameter));
}

int store_step(struct store_stmt *stmt, struct err *err)
{
    int rc = sqlite3_step(stmt->sqlite);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(stmt->sqlite);
        return 0;
    }
    rc = store_fail(stmt->store, err, "statement");
    sqlite3_reset(stmt->sqlite);
    return rc;
}

int store_run(struct store_stmt *stmt, struct err *err)
{
    int rc;
    while ((rc = store_step(stmt, err)) > 0)
        ;
    return rc;
}

void store_reset(struct store_stmt *stmt)
{
    sqlite3_reset(stmt->sqlite);
}

int64_t store_int(struct store_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->sqlite, column);
}

double store_real(struct store_stmt *stmt, int column)
{
    return sqlite3_column_double(stmt->sqlite, column);
}

struct str store_text(struct store_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt->sqlite, column);
    return str_of(text, (size_t)sqlite3_column_bytes(stmt->sqlite, column));
}

struct str store_blob(struct store_stmt *stmt, int column)
{
    const char *bytes = sqlite3_column_blob(stmt->sqlite, column);
    return str_of(bytes, (size_t)sqlite3_column_bytes(stmt->sqlite, column));
}

bool store_is_null(struct store_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->sqlite, column) == SQLITE_NULL;
}
