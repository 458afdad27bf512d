/*
 * store: the door to SQLite. Opens a store, and runs SQL on it; schema.sql says what is in it.
 *
 * A store is one file, one struct and one thread. Several processes may have it open: readers see the last commit,
 * one writes, another that wants to write waits (store_set_wait) and then gets ERR_ENV. What is written between
 * store_begin and store_commit is there as a whole or, after an error, a kill or a full disk, not at all.
 *
 * The file may come from a stranger (a repository can hold a .cbcrawl/): it is opened without trust in its schema, a
 * file that is not ours or is of a newer schema is ERR_INPUT, and so is damage. A full disk and a busy store are
 * ERR_ENV. Messages name the file.
 */
#ifndef CBCRAWL_STORE_STORE_H
#define CBCRAWL_STORE_STORE_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    STORE_WAIT_S = 20, /* a load of a large tree writes for some seconds; who keeps others longer hangs */
    STORE_APPLICATION_ID = 0x63626372, /* "cbcr" */
};

struct store;

enum store_mode {
    STORE_READ,  /* nothing can be written; works in a read-only folder too */
    STORE_WRITE, /* the file must be there; an older schema is brought up to date */
    STORE_CREATE, /* as STORE_WRITE, and a missing file is made: its folder too, when that is called .cbcrawl */
};

/* ERR_INPUT: missing, not a store, of a newer schema. ERR_ENV: cannot be opened. Close with store_close. */
int store_open(struct store **ret_store, const char *path, enum store_mode mode, struct err *err);

/* Would store_open with STORE_CREATE find what it can write to? As far as can be told without writing and without
 * waiting: what is there must be ours, of this build, and it and its folder writable. ERR_INPUT, ERR_ENV. */
int store_can_write(const char *path, struct err *err);

/* Rolls back what is not committed and frees everything, statements too. NULL is fine. */
void store_close(struct store *store);

/* How long to wait for another process that writes; STORE_WAIT_S when not said. */
void store_set_wait(struct store *store, int wait_s);

/* Whether references to other rows are looked up for each row that is written, and rows removed with what they refer to:
 * so from the opening on. Without, a load takes a tenth less; then the caller knows that they are there. Outside of
 * transactions only. */
int store_follow_keys(struct store *store, bool on, struct err *err);

/* Transactions ---------------------------------------------------------------------------------------------------- */

/* Takes the right to write, or ERR_ENV when another process keeps it too long. */
int store_begin(struct store *store, struct err *err);

/* What is read until store_rollback is of one moment, and the file is locked once for all of it. */
int store_begin_reading(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);

/* The same for what changes facts or judgements: reports that were kept say no longer what the store knows. */
int store_commit_news(struct store *store, struct err *err);
void store_rollback(struct store *store); /* harmless when nothing was begun */

/* Statements ------------------------------------------------------------------------------------------------------ */

/* Prepared SQL; owned by the store, freed with it or before by store_free. A statement is used in rounds: bind values
 * to its parameters (1-based), step through its rows, and the step that finds no more makes it ready for new values.
 * Bound bytes are borrowed until then. An error in the SQL of a program is a bug and aborts; on a store with a broken
 * schema it is ERR_INPUT. */
struct store_stmt;
int store_prepare(struct store *store, const char *sql, struct store_stmt **ret_stmt, struct err *err);
void store_free(struct store_stmt *stmt);

void store_bind_int(struct store_stmt *stmt, int parameter, int64_t value);
void store_bind_real(struct store_stmt *stmt, int parameter, double value);
void store_bind_text(struct store_stmt *stmt, int parameter, struct str text); /* p == NULL binds NULL */
void store_bind_blob(struct store_stmt *stmt, int parameter, struct str bytes);
void store_bind_null(struct store_stmt *stmt, int parameter);

/* 1: a row; 0: no more, and the statement is reset; negative: an error, reset as well. */
int store_step(struct store_stmt *stmt, struct err *err);

/* For statements that give no rows: store_step until done. Returns 0 or an error. */
int store_run(struct store_stmt *stmt, struct err *err);

/* Makes a statement ready for another round before its last row. */
void store_reset(struct store_stmt *stmt);

/* Columns (0-based) of the row; text and bytes are borrowed until the next step. NULL reads as 0, 0.0 or {NULL, 0}. */
int64_t store_int(struct store_stmt *stmt, int column);
double store_real(struct store_stmt *stmt, int column);
struct str store_text(struct store_stmt *stmt, int column);
struct str store_blob(struct store_stmt *stmt, int column);
bool store_is_null(struct store_stmt *stmt, int column);

/* Conveniences ---------------------------------------------------------------------------------------------------- */

/* One or more statements without parameters and rows. */
int store_exec(struct store *store, const char *sql, struct err *err);

/* These three take one statement, and for each letter of `types` the value of a parameter: i an int64_t, t a struct str as
 * text, b one as bytes. The first runs it, without rows; the second makes it ready for store_step, and the caller frees it;
 * the third gives the first column of its first row, 0 when there is none. */
int store_exec_with(struct store *store, struct err *err, const char *sql, const char *types, ...);
int store_prepare_with(struct store *store, struct store_stmt **ret_stmt, struct err *err, const char *sql,
                       const char *types, ...);
int store_query_int_with(struct store *store, int64_t *ret_value, struct err *err, const char *sql,
                         const char *types, ...);

/* The last without parameters. */
int store_query_int(struct store *store, const char *sql, int64_t *ret_value, struct err *err);

/* The greatest of a table's ids, as `sql` asks for it; 0 when there are none. ERR_INPUT when those behind it run out,
 * as somebody may have arranged. */
int store_max_id(struct store *store, const char *sql, int64_t *ret_id, struct err *err);

/* The key the last INSERT made. */
int64_t store_last_id(const struct store *store);

/* Rows that were written, changed or removed: by the last statement, without what that led to; and, with it, since the
 * store was opened. */
int64_t store_changed(const struct store *store);
int64_t store_changed_in_all(const struct store *store);

/* What the views show. */
struct store_run_info {
    int64_t run_id;
    struct str root;      /* absolute */
    struct str commit_id; /* empty when not known */
    struct str programs;  /* JSON array */
};

/* The newest run of all, copied into `arena`. ERR_INPUT when nothing was loaded yet. */
int store_latest_run(struct store *store, struct arena *arena, struct store_run_info *ret_run,
                     struct err *err);

/* Checking -------------------------------------------------------------------------------------------------------- */

/* What the first bytes of a file say about it. */
enum store_kind {
    STORE_KIND_ALIEN, /* no SQLite database */
    STORE_KIND_OTHER, /* a database, but no store */
    STORE_KIND_NEWER, /* a store with a schema this program does not know */
    STORE_KIND_OURS,
};
enum { STORE_START_LEN = 100 }; /* SQLite's header */
enum store_kind store_kind(struct str start);

/* Is the whole file sound: its pages, its schema against ours, foreign keys, complete runs? ERR_NO with the first
 * thing that is not. */
int store_check(struct store *store, struct err *err);

#endif
