#include "pipeline/store/store_private.h"

#include "pipeline/store/clones_sql.h"
#include "pipeline/store/dependencies_sql.h"
#include "pipeline/store/findings_sql.h"
#include "pipeline/store/history_sql.h"
#include "pipeline/store/schema_sql.h"
#include "pipeline/store/tools_sql.h"

static const char *const schema_texts[] = {schema_sql, history_sql,      findings_sql,
                                           clones_sql, dependencies_sql, tools_sql};
enum { SCHEMA_TEXTS = sizeof schema_texts / sizeof schema_texts[0] };

int store_make_schema(struct store *store, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < SCHEMA_TEXTS && rc == 0; i++)
        rc = store_exec(store, schema_texts[i], err);
    return rc < 0 ? err_wrap(err, "making the schema") : 0;
}

/* SQLite's own tables (statistics, the counter of AUTOINCREMENT) are none of our schema's. */
static const char list_schema[] =
    "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/* The next byte of SQL that counts, taken off its front; 0 at the end. */
static char next_of_sql(struct str *sql)
{
    while (sql->len) {
        char c = sql->p[0];
        *sql = str_skip(*sql, 1);
        if (c == '-' && str_starts(*sql, STR("-")))
            str_cut(sql, '\n');
        else if (c != ' ' && c != '\n')
            return c;
    }
    return 0;
}

/* Another comment is no other schema. */
static bool same_sql(struct str a, struct str b)
{
    char c;
    do {
        c = next_of_sql(&a);
        if (c != next_of_sql(&b))
            return false;
    } while (c);
    return true;
}

/* Of two names in order, either of which may be missing, the one that the other side lacks. */
static struct str first_of(struct str a, struct str b)
{
    if (!a.p || !b.p)
        return a.p ? a : b;
    return str_cmp(a, b) < 0 ? a : b;
}

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
            same_sql(store_text(theirs, 1), store_text(ours, 1)))
            continue;
        struct str name = first_of(here ? store_text(theirs, 0) : (struct str){NULL, 0},
                                   there ? store_text(ours, 0) : (struct str){NULL, 0});
        return err_set(err, ERR_NO,
                       "%s: its schema is not that of version %d, first at %.*s: " STORE_OF_ANOTHER_BUILD,
                       path, STORE_VERSION, STR_ARG(name));
    }
}

/* The schema as this program would make it, in memory, is the measure. */
static int compare_with_fresh(struct store *store, struct err *err)
{
    char name[] = ":memory:";
    struct store fresh = {.path = name};
    struct store_stmt *theirs, *ours;
    int rc = 0;
    if (sqlite3_open_v2(name, &fresh.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, NULL) != SQLITE_OK)
        rc = store_fail(&fresh, err, "open");
    if (rc == 0)
        rc = store_make_schema(&fresh, err);
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

static bool stands_in_schema(struct str sql)
{
    for (int i = 0; i < SCHEMA_TEXTS; i++) {
        struct str text = str_from(schema_texts[i]);
        ptrdiff_t at = sql.len ? str_find(text, sql) : -1;
        if (at >= 0 && text.p[(size_t)at + sql.len] == ';')
            return true;
    }
    return false;
}

static int count_objects(void)
{
    int objects = 0;
    for (int i = 0; i < SCHEMA_TEXTS; i++)
        for (struct str rest = str_from(schema_texts[i]); rest.p;)
            objects += str_starts(str_cut(&rest, '\n'), STR("CREATE "));
    return objects;
}

/* The usual case, told without a second database: SQLite keeps the text of each object, and all of ours are there as they
 * stand in the .sql files. */
static int is_verbatim(struct store *store, bool *ret_is, struct err *err)
{
    struct store_stmt *stmt;
    int objects = 0, rc = store_prepare(store, list_schema, &stmt, err);
    if (rc < 0)
        return rc;
    *ret_is = true;
    for (; (rc = store_step(stmt, err)) > 0; objects++)
        *ret_is &= stands_in_schema(store_text(stmt, 1));
    store_free(stmt);
    *ret_is &= objects == count_objects();
    return rc;
}

int store_check_schema(struct store *store, struct err *err)
{
    bool is_ours = false;
    int rc = is_verbatim(store, &is_ours, err);
    return rc < 0 || is_ours ? rc : compare_with_fresh(store, err);
}
