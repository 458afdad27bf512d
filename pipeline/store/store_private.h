/*
 * store_private: what the files of this component share; the only header that includes SQLite's.
 */
#ifndef CBCRAWL_STORE_STORE_PRIVATE_H
#define CBCRAWL_STORE_STORE_PRIVATE_H

#include "pipeline/store/store.h"

#include <sqlite3.h>

enum { STORE_VERSION = 2 }; /* of the schema that this program writes */

struct store {
    sqlite3 *db;
    char *path;
    int wait_s;
    struct store_stmt *stmts; /* all of them, newest first */
};

/* Fills `err` from SQLite's last error and answers with the code it stands for. */
int store_fail(struct store *store, struct err *err, const char *what);

/* Leads the tables and views from version `from` (0: an empty database) to STORE_VERSION. */
int store_make_schema(struct store *store, int64_t from, struct err *err);

#endif
