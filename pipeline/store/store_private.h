/*
 * store_private: what the files of this component share; the only header that includes SQLite's.
 */
#ifndef CBCRAWL_STORE_STORE_PRIVATE_H
#define CBCRAWL_STORE_STORE_PRIVATE_H

#include "pipeline/store/store.h"

#include <sqlite3.h>

enum { STORE_VERSION = 1 }; /* of the schema that this program writes */

/* What to do about a store of this version whose tables are others: only an unreleased build makes such. */
#define STORE_OF_ANOTHER_BUILD \
    "another build of cbcrawl made it; move it away, and the next scan makes a new one"

struct store {
    sqlite3 *db;
    char *path;
    int wait_s;
    struct store_stmt *stmts;         /* all of them, newest first */
    const struct store_rows *flushed; /* whose rows the virtual table shows; NULL: none */
};

/* Fills `err` from SQLite's last error and answers with the code it stands for. */
int store_fail(struct store *store, struct err *err, const char *what);

/* Makes the virtual table known that store_rows.h tells of. */
int store_rows_register(struct store *store, struct err *err);

/* Makes the tables and views of version 1 in an empty database. */
int store_make_schema(struct store *store, struct err *err);

/* Is the schema the one this program makes, comments and white space aside? ERR_NO with the first thing that differs. */
int store_check_schema(struct store *store, struct err *err);

#endif
