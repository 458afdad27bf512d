#include "pipeline/store/store_private.h"

/* Where SQLite's header has PRAGMA user_version and application_id, each four bytes, big-endian. */
enum { VERSION_AT = 60, APPLICATION_ID_AT = 68 };

static uint32_t big_endian(struct str start, size_t at)
{
    const unsigned char *p = (const unsigned char *)start.p + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

enum store_kind store_kind(struct str start)
{
    static const char magic[] = "SQLite format 3"; /* with its NUL */
    if (start.len < STORE_START_LEN || memcmp(start.p, magic, sizeof magic) != 0)
        return STORE_KIND_ALIEN;
    if (big_endian(start, APPLICATION_ID_AT) != STORE_APPLICATION_ID)
        return STORE_KIND_OTHER;
    return big_endian(start, VERSION_AT) > STORE_VERSION ? STORE_KIND_NEWER : STORE_KIND_OURS;
}

/* Whatever reading a damaged file answers, the answer to "is it whole?" is no. */
static int damaged(int rc)
{
    return rc == ERR_INPUT ? ERR_NO : rc;
}

static int check_pages(struct store *store, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(store, "PRAGMA integrity_check(1)", &stmt, err);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc > 0) {
        struct str answer = store_text(stmt, 0);
        rc = str_eq(answer, STR("ok"))
                 ? 0
                 : err_set(err, ERR_NO, "%s: damaged: %.*s", store->path, STR_ARG(answer));
    }
    store_free(stmt);
    return rc;
}

/* SQLite's own tables (statistics, the counter of AUTOINCREMENT) are none of our schema's. */
static const char list_schema[] =
    "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

static int compare_schemas(struct store_stmt *theirs, struct store_stmt *ours, const char *path,
                           struct err *err)
{
    for (;;) {
        int here = store_step(theirs, err), there = store_step(ours, err);
        if (here < 0 || there < 0)
            return here < 0 ? here : there;
        if (here == 0 && there == 0)
            return 0;
        if (here == there && str_eq(store_text(theirs, 0), store_text(ours, 0)) &&
            str_eq(store_text(theirs, 1), store_text(ours, 1)))
            continue;
        struct str name = store_text(here ? theirs : ours, 0);
        return err_set(err, ERR_NO, "%s: its schema is not that of version %d, first at %.*s", path,
                       STORE_VERSION, STR_ARG(name));
    }
}

/* The schema as this program would make it, in memory, is the measure. */
static int check_schema(struct store *store, struct err *err)
{
    char name[] = ":memory:";
    struct store fresh = {.path = name};
    struct store_stmt *theirs, *ours;
    int rc = 0;
    if (sqlite3_open_v2(name, &fresh.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) != SQLITE_OK)
        rc = store_fail(&fresh, err, "open");
    if (rc == 0)
        rc = store_make_schema(&fresh, 0, err);
    if (rc == 0)
        rc = store_prepare(&fresh, list_schema, &ours, err);
    if (rc == 0)
        rc = store_prepare(store, list_schema, &theirs, err);
    if (rc == 0) {
        rc = compare_schemas(theirs, ours, store->path, err);
        store_free(theirs);
    }
    while (fresh.stmts)
        store_free(fresh.stmts);
    sqlite3_close_v2(fresh.db);
    return rc;
}

/* What the tables themselves cannot promise: each counts rows that must not be. */
static const struct rule {
    const char *broken;
    const char *count;
} rules[] = {
    {"rows refer to rows that are not there", "SELECT count(*) FROM pragma_foreign_key_check"},
    {"runs are incomplete", "SELECT count(*) FROM run WHERE NOT is_complete OR files <>"
                            " (SELECT count(*) FROM run_file WHERE run_file.run_id = run.run_id)"},
    {"roots do not show their latest run",
     "SELECT count(*) FROM root WHERE latest_run_id IS NOT"
     " (SELECT max(run_id) FROM run WHERE run.root_id = root.root_id AND is_complete)"},
    {"calls have no name or no file",
     "SELECT count(*) FROM call WHERE callee_id NOT IN (SELECT name_id FROM name)"
     " OR (receiver_id <> 0 AND receiver_id NOT IN (SELECT name_id FROM name))"
     " OR fact_id NOT IN (SELECT fact_id FROM fact)"},
    {"facts belong to no run",
     "SELECT count(*) FROM fact WHERE fact_id NOT IN (SELECT fact_id FROM run_file)"},
};

static int check_rows(struct store *store, struct err *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        int64_t count;
        int rc = store_query_int(store, rules[i].count, &count, err);
        if (rc < 0)
            return rc;
        if (count)
            return err_set(err, ERR_NO, "%s: %lld %s", store->path, (long long)count, rules[i].broken);
    }
    return 0;
}

int store_check(struct store *store, struct err *err)
{
    int rc = check_pages(store, err);
    if (rc == 0)
        rc = check_schema(store, err);
    if (rc == 0)
        rc = check_rows(store, err);
    return damaged(rc);
}
