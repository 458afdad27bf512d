#include "pipeline/store/store_private.h"

#include "pipeline/base/birthmark.h"
#include "pipeline/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Errors ---------------------------------------------------------------------------------------------------------- */

static int fail_env(struct store *store, struct err *err, const char *what)
{
    int cause = sqlite3_system_errno(store->db);
    return err_set(err, ERR_ENV, "%s: %s: %s%s%s", store->path, what, sqlite3_errmsg(store->db),
                   cause ? ": " : "", cause ? strerror(cause) : "");
}

int store_fail(struct store *store, struct err *err, const char *what)
{
    switch (sqlite3_errcode(store->db) & 0xff) {
    case SQLITE_NOTADB: return err_set(err, ERR_INPUT, "%s: not a store of cbcrawl", store->path);
    case SQLITE_CORRUPT:
        return err_set(err, ERR_INPUT, "%s: damaged: %s (%s)", store->path, sqlite3_errmsg(store->db), what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_ENV, "%s: busy: another program is writing to it; waited %d s", store->path,
                       store->wait_s);
    case SQLITE_CONSTRAINT:
        return err_set(err, ERR_INPUT, "%s: refused: %s", store->path, sqlite3_errmsg(store->db));
    case SQLITE_FULL: return err_set(err, ERR_ENV, "%s: the disk is full", store->path);
    case SQLITE_READONLY: return err_set(err, ERR_ENV, "%s: may not be written", store->path);
    case SQLITE_ERROR: /* our SQL is tested: its tables are not what they were */
    case SQLITE_MISMATCH:
        return err_set(err, ERR_INPUT, "%s: %s: %s: " STORE_OF_ANOTHER_BUILD, store->path, what,
                       sqlite3_errmsg(store->db));
    default: return fail_env(store, err, what);
    }
}

/* Schema ---------------------------------------------------------------------------------------------------------- */

/* Step i leads from version i to i + 1. A later version adds a function here and raises STORE_VERSION. */
static int (*const migrations[STORE_VERSION])(struct store *, struct err *) = {store_make_schema};

static int migrate(struct store *store, int64_t from, struct err *err)
{
    int rc = 0;
    for (int64_t version = from; version < STORE_VERSION && rc == 0; version++)
        rc = migrations[version](store, err);
    char stamp[128];
    snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             STORE_APPLICATION_ID, STORE_VERSION);
    return rc < 0 ? rc : store_exec(store, stamp, err);
}

/* The version of the schema; 0 for a database without anything in it. ERR_INPUT when it is not ours, or newer. */
static int read_version(struct store *store, int64_t *ret_version, struct err *err)
{
    int64_t id, version, objects, triggers;
    int rc = store_query_int(store, "PRAGMA application_id", &id, err);
    if (rc == 0)
        rc = store_query_int(store, "PRAGMA user_version", &version, err);
    if (rc == 0)
        rc = store_query_int(store, "SELECT count(*) FROM sqlite_schema", &objects, err);
    if (rc == 0)
        rc = store_query_int(store, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", &triggers,
                             err);
    if (rc < 0)
        return rc;
    if (id == 0 && version == 0 && objects == 0) {
        *ret_version = 0;
        return 0;
    }
    if (id != STORE_APPLICATION_ID || version < 1)
        return err_set(err, ERR_INPUT, "%s: a database, but not a store of cbcrawl", store->path);
    if (version > STORE_VERSION)
        return err_set(err, ERR_INPUT,
                       "%s: its schema %lld is newer than this program knows (%d): update cbcrawl",
                       store->path, (long long)version, STORE_VERSION);
    if (triggers) /* ours has none: somebody wants their SQL run */
        return err_set(err, ERR_INPUT, "%s: has triggers: not written by cbcrawl", store->path);
    *ret_version = version;
    return 0;
}

/* From its second opening on a store has a log, so that readers read while somebody writes. While others use the store
 * its mode cannot be changed; then one of the next to open it does. */
static void use_log(struct store *store)
{
    sqlite3_busy_timeout(store->db, 0);
    sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    store_set_wait(store, store->wait_s);
}

/* Another process may do the same, so what is found before the lock is looked up again behind it. A new store
 * gets its first run in rollback mode, which writes new pages once where a log writes them twice. */
static int bring_up_to_date(struct store *store, struct err *err)
{
    int64_t version;
    int rc = read_version(store, &version, err);
    if (rc < 0)
        return rc;
    if (version == STORE_VERSION) {
        use_log(store);
        return 0;
    }
    rc = store_begin(store, err);
    if (rc < 0)
        return rc;
    rc = read_version(store, &version, err);
    if (rc == 0)
        rc = migrate(store, version, err);
    if (rc == 0)
        rc = store_commit(store, err);
    if (rc < 0)
        store_rollback(store);
    return rc;
}

/* Opening --------------------------------------------------------------------------------------------------------- */

/* A repository can hold a link by the name of the store. */
static int check_path(const char *path, enum store_mode mode, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) < 0) {
        if (errno == ENOENT && mode == STORE_CREATE)
            return 0;
        if (errno == ENOENT)
            return err_set(err, ERR_INPUT, "%s: no such store; cbc-run or cbc-load makes one", path);
        return err_sys(err, "%s", path);
    }
    if (S_ISLNK(st.st_mode))
        return err_set(err, ERR_INPUT, "%s: a symbolic link: give the name of the file itself", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_INPUT, "%s: not a file", path);
    return 0;
}

/* The state folder of a tree ignores itself. A store elsewhere needs a folder that is there. */
static int make_home(const char *path, struct err *err)
{
    bool is_new;
    char home[4096];
    struct str folder = str_dirname(str_from(path));
    struct stat st;
    if (!str_eq(str_basename(folder), STR(".cbcrawl")))
        return 0;
    int len = snprintf(home, sizeof home, "%.*s", STR_ARG(folder));
    if (len < 0 || (size_t)len >= sizeof home)
        return err_set(err, ERR_USAGE, "%s: path is too long", path);
    is_new = mkdir(home, 0777) == 0;
    if (!is_new && errno != EEXIST)
        return err_sys(err, "make folder %s", home);
    int dir = open(home, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir < 0)
        return err_set(err, ERR_INPUT, "%s: not a folder, or a link to one", home);
    int rc = 0;
    if (fstatat(dir, ".gitignore", &st, AT_SYMLINK_NOFOLLOW) < 0)
        rc = io_write_file_atomic(dir, ".gitignore", STR("*\n"), err);
    if (rc == 0 && is_new)
        rc = birthmark_make(dir, err);
    close(dir);
    return rc;
}

/* A file: URI of `path` with its special bytes escaped. */
static char *immutable_uri(const char *path)
{
    struct buf uri;
    buf_init(&uri, (size_t)64 << 10);
    buf_add(&uri, path[0] == '/' ? STR("file:") : STR("file:./"));
    for (const char *p = path; *p; p++) {
        if (strchr("%?#", *p))
            buf_printf(&uri, "%%%02X", (unsigned char)*p);
        else
            buf_addc(&uri, *p);
    }
    buf_add(&uri, STR("?immutable=1"));
    buf_addc(&uri, '\0');
    return uri.p;
}

static int open_file(struct store *store, const char *name, int flags, struct err *err)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* counting each allocation costs 4 % of a load */
    if (sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return store_fail(store, err, "open");
    sqlite3_extended_result_codes(store->db, 0);
    store_set_wait(store, STORE_WAIT_S);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    return 0;
}

/* synchronous: a commit survives a crash of ours at once, and of the machine from the next checkpoint on; either way
 * the file is whole. cache_size: a load of a few million rows stays in memory until its commit. page_size counts for a
 * new file only: rows of units are some 150 bytes, and larger pages hold them with less waste. */
static int open_for_writing(struct store *store, struct err *err)
{
    int rc = open_file(store, store->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (rc == 0)
        rc = store_exec(store,
                        "PRAGMA page_size = 8192; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                        "PRAGMA synchronous = NORMAL;"
                        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
                        err);
    if (rc == 0)
        rc = store_rows_register(store, err);
    return rc < 0 ? rc : bring_up_to_date(store, err);
}

/* Does a file of that suffix with something in it stand beside the store? */
static bool has_beside(const char *path, const char *suffix)
{
    char name[4096];
    struct stat st;
    int len = snprintf(name, sizeof name, "%s%s", path, suffix);
    return len < 0 || (size_t)len >= sizeof name || (stat(name, &st) == 0 && st.st_size > 0);
}

/* Does a log or a journal wait beside the store? */
static bool is_in_use(const char *path)
{
    return has_beside(path, "-wal") || has_beside(path, "-journal");
}

/* In a folder that may not be written SQLite cannot make the file its readers share. When no log and no journal wait
 * beside the store nobody writes, and it can be read as the unchanging file that it is. */
static bool is_settled(struct store *store)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    return (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && !is_in_use(store->path);
}

/* The last of a store's readers and writers removes its log, which takes the right to write; query_only keeps us to
 * reading. */
static int open_for_reading(struct store *store, struct err *err)
{
    int64_t version = 0;
    struct err first = {0};
    int rc = open_file(store, store->path, SQLITE_OPEN_READWRITE, &first); /* as far as that is allowed */
    if (rc == 0)
        rc = read_version(store, &version, &first);
    if (rc < 0 && is_settled(store)) {
        char *uri = immutable_uri(store->path);
        sqlite3_close_v2(store->db);
        store->db = NULL;
        rc = open_file(store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &first);
        free(uri);
        if (rc == 0)
            rc = read_version(store, &version, &first);
    }
    if (rc < 0)
        return err_set(err, rc, "%s", first.text);
    if (version != STORE_VERSION)
        return err_set(err, ERR_INPUT, "%s: %s", store->path,
                       version ? "of an older cbcrawl; cbc-load brings it up to date" : "an empty store");
    return store_exec(store,
                      "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;", err);
}

/* Looks at a store that is open, and closes it. Who writes just now is not waited for, and what cannot be told meanwhile
 * is left to whoever opens it. */
static int look_inside(struct store *store, struct err *err)
{
    struct err why = {0};
    int64_t version = 0;
    store_set_wait(store, 0);
    int rc = read_version(store, &version, &why);
    if (rc == 0 && version == STORE_VERSION)
        rc = store_check_schema(store, &why);
    bool is_busy = (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY;
    while (store->stmts)
        store_free(store->stmts);
    sqlite3_close_v2(store->db);
    return rc == 0 || is_busy ? 0 : err_set(err, rc == ERR_NO ? ERR_INPUT : rc, "%s", why.text);
}

/* Where nobody writes, no files need be made for sharing, which takes longer than the look. Only a good answer counts: a
 * bad one may be of somebody who began to write meanwhile. */
static bool looks_good_as_it_is(const char *path)
{
    struct store store = {.path = (char *)(uintptr_t)path};
    if (is_in_use(path))
        return false;
    char *uri = immutable_uri(path);
    int rc = open_file(&store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    free(uri);
    if (rc == 0)
        return look_inside(&store, NULL) == 0;
    sqlite3_close_v2(store.db);
    return false;
}

static int look_again(const char *path, struct err *err)
{
    struct store store = {.path = (char *)(uintptr_t)path};
    int rc = open_file(&store, path, SQLITE_OPEN_READWRITE, err);
    if (rc == 0)
        return look_inside(&store, err);
    sqlite3_close_v2(store.db);
    return rc;
}

int store_can_write(const char *path, struct err *err)
{
    struct stat st;
    int rc = check_path(path, STORE_CREATE, err);
    if (rc == 0)
        rc = io_can_write(path, ".cbcrawl", err);
    if (rc < 0 || stat(path, &st) < 0)
        return rc;
    if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
        return err_sys(err, "%s: write to it", path);
    return looks_good_as_it_is(path) ? 0 : look_again(path, err);
}

int store_open(struct store **ret_store, const char *path, enum store_mode mode, struct err *err)
{
    int rc = check_path(path, mode, err);
    if (rc == 0 && mode == STORE_CREATE)
        rc = make_home(path, err);
    if (rc < 0)
        return rc;
    struct store *store = calloc(1, sizeof *store);
    char *name = strdup(path);
    if (!store || !name)
        arena_full(sizeof *store);
    store->path = name;
    rc = mode == STORE_READ ? open_for_reading(store, err) : open_for_writing(store, err);
    if (rc < 0)
        store_close(store);
    else
        *ret_store = store;
    return rc;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    while (store->stmts)
        store_free(store->stmts);
    sqlite3_close_v2(store->db);
    free(store->path);
    free(store);
}

void store_set_wait(struct store *store, int wait_s)
{
    store->wait_s = wait_s;
    sqlite3_busy_timeout(store->db, wait_s * 1000);
}

int store_follow_keys(struct store *store, bool on, struct err *err)
{
    return store_exec(store, on ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF", err);
}

/* Transactions ---------------------------------------------------------------------------------------------------- */

int store_begin(struct store *store, struct err *err)
{
    return store_exec(store, "BEGIN IMMEDIATE", err);
}

int store_begin_reading(struct store *store, struct err *err)
{
    return store_exec(store, "BEGIN", err);
}

int store_commit(struct store *store, struct err *err)
{
    return store_exec(store, "COMMIT", err);
}

int store_commit_news(struct store *store, struct err *err)
{
    int rc = store_exec(store, "DELETE FROM report", err);
    return rc < 0 ? rc : store_commit(store, err);
}

void store_rollback(struct store *store)
{
    if (store && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

/* Conveniences ---------------------------------------------------------------------------------------------------- */

int store_exec(struct store *store, const char *sql, struct err *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return store_fail(store, err, "write");
    return 0;
}

static int prepare_with(struct store *store, struct store_stmt **ret_stmt, struct err *err, const char *sql,
                        const char *types, va_list values)
{
    int rc = store_prepare(store, sql, ret_stmt, err);
    for (int i = 0; rc == 0 && types[i]; i++) {
        if (types[i] == 'i')
            store_bind_int(*ret_stmt, i + 1, va_arg(values, int64_t));
        else if (types[i] == 't')
            store_bind_text(*ret_stmt, i + 1, va_arg(values, struct str));
        else
            store_bind_blob(*ret_stmt, i + 1, va_arg(values, struct str));
    }
    return rc;
}

int store_prepare_with(struct store *store, struct store_stmt **ret_stmt, struct err *err, const char *sql,
                       const char *types, ...)
{
    va_list values;
    va_start(values, types);
    int rc = prepare_with(store, ret_stmt, err, sql, types, values);
    va_end(values);
    return rc;
}

int store_exec_with(struct store *store, struct err *err, const char *sql, const char *types, ...)
{
    struct store_stmt *stmt;
    va_list values;
    va_start(values, types);
    int rc = prepare_with(store, &stmt, err, sql, types, values);
    va_end(values);
    if (rc < 0)
        return rc;
    rc = store_run(stmt, err);
    store_free(stmt);
    return rc;
}

int store_query_int_with(struct store *store, int64_t *ret_value, struct err *err, const char *sql,
                         const char *types, ...)
{
    struct store_stmt *stmt;
    va_list values;
    va_start(values, types);
    int rc = prepare_with(store, &stmt, err, sql, types, values);
    va_end(values);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc >= 0)
        *ret_value = rc > 0 ? store_int(stmt, 0) : 0;
    store_free(stmt);
    return rc < 0 ? rc : 0;
}

int store_query_int(struct store *store, const char *sql, int64_t *ret_value, struct err *err)
{
    return store_query_int_with(store, ret_value, err, sql, "");
}

int store_max_id(struct store *store, const char *sql, int64_t *ret_id, struct err *err)
{
    int64_t id;
    int rc = store_query_int(store, sql, &id, err);
    if (rc < 0)
        return rc;
    if (id > INT64_MAX / 2)
        return err_set(err, ERR_INPUT, "%s: damaged: its ids are used up", store->path);
    *ret_id = id > 0 ? id : 0;
    return 0;
}

int64_t store_last_id(const struct store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}

int64_t store_changed(const struct store *store)
{
    return sqlite3_changes64(store->db);
}

int64_t store_changed_in_all(const struct store *store)
{
    return sqlite3_total_changes64(store->db);
}

int store_latest_run(struct store *store, struct arena *arena, struct store_run_info *ret_run, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(store,
                           "SELECT run_id, path, commit_id, programs FROM run JOIN root USING (root_id)"
                           " WHERE is_complete ORDER BY run_id DESC LIMIT 1",
                           &stmt, err);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc == 0)
        rc = err_set(err, ERR_INPUT, "%s: nothing was loaded yet", store->path);
    if (rc > 0) {
        *ret_run = (struct store_run_info){
            .run_id = store_int(stmt, 0),
            .root = str_dup(arena, store_text(stmt, 1)),
            .commit_id = str_dup(arena, store_text(stmt, 2)),
            .programs = str_dup(arena, store_text(stmt, 3)),
        };
        rc = 0;
    }
    store_free(stmt);
    return rc;
}
