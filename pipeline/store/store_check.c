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

/* What the tables themselves cannot promise: each counts rows that must not be. */
static const struct rule {
    const char *broken;
    const char *count;
} rules[] = {
    {"rows refer to rows that are not there", "SELECT count(*) FROM pragma_foreign_key_check"},
    {"runs are incomplete", "SELECT count(*) FROM run WHERE NOT is_complete OR linked_id IS NULL OR files <>"
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
    {"sets of what was linked belong to no run, or have no digest",
     "SELECT count(*) FROM linked WHERE length(digest) <> 16 OR linked_id NOT IN"
     " (SELECT linked_id FROM run WHERE linked_id IS NOT NULL)"},
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
        rc = store_check_schema(store, err);
    if (rc == 0)
        rc = check_rows(store, err);
    return damaged(rc);
}
