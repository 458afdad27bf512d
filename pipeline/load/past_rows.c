#include "pipeline/load/past_rows.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/tables.h"

enum { KEY_LEN = 16, CONTENT_ID_MAX = 64 };

struct past_rows {
    struct store *store;
    struct arena *arena;
    struct names *names;
    int64_t root_id;
    struct intern keys;    /* of this load: rows that wait are not found in the store */
    VEC(int64_t) ids;      /* of contents, by slot of `keys` */
    int64_t last_id;       /* the greatest of all contents */
    int64_t past_id;       /* of the content whose units are coming; 0: none */
    bool is_new;           /* its units are not stored yet */
    bool has_removed;      /* versions */
    struct buf content_id; /* its id as written */
    struct store_stmt *find_content;
    struct store_rows *files, *contents, *versions, *units, *findings;
};

int past_rows_new(struct past_rows **ret_rows, struct store *store, struct names *names, struct arena *arena,
                  int64_t root_id, struct err *err)
{
    struct past_rows *p = *ret_rows = arena_new(arena, struct past_rows);
    *p = (struct past_rows){.store = store, .arena = arena, .names = names, .root_id = root_id};
    buf_init(&p->content_id, CONTENT_ID_MAX);
    int rc = store_prepare(store, "SELECT past_id FROM past_content WHERE key = ?", &p->find_content, err);
    if (rc == 0)
        rc = store_max_id(store, "SELECT max(past_id) FROM past_content", &p->last_id, err);
    if (rc == 0)
        rc = row_open(store, &table_past_file, &p->files, err);
    if (rc == 0)
        rc = row_open(store, &table_past_content, &p->contents, err);
    if (rc == 0)
        rc = row_open(store, &table_past_version, &p->versions, err);
    if (rc == 0)
        rc = row_open(store, &table_past_unit, &p->units, err);
    if (rc == 0)
        rc = row_open(store, &table_past_finding, &p->findings, err);
    return rc;
}

void past_rows_release(struct past_rows *p)
{
    if (!p)
        return;
    store_rows_free(p->files);
    store_rows_free(p->contents);
    store_rows_free(p->versions);
    store_rows_free(p->units);
    store_rows_free(p->findings);
    buf_release(&p->content_id);
}

/* Contents -------------------------------------------------------------------------------------------------------- */

static int add_content(struct past_rows *p, struct str key, const struct json_val *record, struct err *err)
{
    struct store_cell *cells = store_rows_next(p->contents);
    p->past_id = ++p->last_id;
    p->is_new = true;
    cells[0] = store_cell_int(p->past_id);
    cells[1] = store_cell_blob(str_dup(store_rows_arena(p->contents), key));
    return row_put(&table_past_content, p->contents, p->names, record, err);
}

/* In the store: the content of that key, made when there is none. */
static int find_or_add(struct past_rows *p, struct str key, const struct json_val *record, struct err *err)
{
    store_bind_blob(p->find_content, 1, key);
    int rc = store_step(p->find_content, err);
    if (rc == 0)
        return add_content(p, key, record, err);
    if (rc > 0) {
        p->past_id = store_int(p->find_content, 0);
        store_reset(p->find_content);
    }
    return rc < 0 ? rc : 0;
}

static int find_content(struct past_rows *p, const struct json_val *record, struct err *err)
{
    unsigned char bytes[KEY_LEN];
    struct str key = str_of((const char *)bytes, KEY_LEN);
    if (!hex_decode(json_get_str(record, "key"), bytes, KEY_LEN))
        return err_set(err, ERR_INPUT, "blob: key is not %d hexadecimal digits", HASH128_HEX_LEN);
    uint32_t slot = intern_find(&p->keys, key);
    if (slot != INTERN_NONE) {
        p->past_id = p->ids.at[slot];
        return 0;
    }
    int rc = find_or_add(p, key, record, err);
    if (rc == 0) {
        intern_id(&p->keys, p->arena, key);
        *vec_push(&p->ids, p->arena) = p->past_id;
    }
    return rc;
}

/* Records --------------------------------------------------------------------------------------------------------- */

int past_rows_file(struct past_rows *p, const struct json_val *record, struct err *err)
{
    store_rows_next(p->files)[0] = store_cell_int(p->root_id);
    return row_put(&table_past_file, p->files, p->names, record, err);
}

int past_rows_blob(struct past_rows *p, const struct json_val *record, struct err *err)
{
    p->past_id = 0;
    p->is_new = false;
    if (!json_get_bool(record, "parsed", false))
        return 0;
    buf_clear(&p->content_id);
    buf_add(&p->content_id, json_get_str(record, "content_id"));
    int rc = find_content(p, record, err);
    if (rc < 0)
        return rc;
    struct store_cell *cells = store_rows_next(p->versions);
    cells[0] = store_cell_int(p->root_id);
    cells[1] = store_cell_int(p->past_id);
    return row_put(&table_past_version, p->versions, p->names, record, err);
}

/* What can be called has parameters, if only 0 of them. */
int past_rows_unit(struct past_rows *p, const struct json_val *record, struct err *err)
{
    if (!p->past_id || !str_eq(json_get_str(record, "content_id"), buf_str(&p->content_id)))
        return err_set(err, ERR_INPUT, "past_unit: the blob record before it has another content");
    if (!p->is_new || !json_get(record, "params"))
        return 0;
    store_rows_next(p->units)[0] = store_cell_int(p->past_id);
    return row_put(&table_past_unit, p->units, p->names, record, err);
}

int past_rows_finding(struct past_rows *p, const struct json_val *record, struct err *err)
{
    store_rows_next(p->findings)[0] = store_cell_int(p->root_id);
    return row_put(&table_past_finding, p->findings, p->names, record, err);
}

/* Ending ---------------------------------------------------------------------------------------------------------- */

int past_rows_flush(struct past_rows *p, struct err *err)
{
    int rc = store_rows_flush(p->files, err);
    if (rc == 0)
        rc = store_rows_flush(p->contents, err);
    if (rc == 0)
        rc = store_rows_flush(p->versions, err);
    if (rc == 0)
        rc = store_rows_flush(p->units, err);
    return rc == 0 ? store_rows_flush(p->findings, err) : rc;
}

static int remove_versions(struct past_rows *p, const char *sql, struct err *err)
{
    int rc = store_exec_with(p->store, err, sql, "i", p->root_id);
    p->has_removed |= rc == 0 && store_changed(p->store) > 0;
    return rc;
}

int past_rows_forget_files(struct past_rows *p, struct err *err)
{
    return store_exec_with(p->store, err, "DELETE FROM past_file WHERE root_id = ?", "i", p->root_id);
}

int past_rows_forget_versions(struct past_rows *p, struct err *err)
{
    return remove_versions(p, "DELETE FROM past_version WHERE root_id = ?", err);
}

int past_rows_forget_findings(struct past_rows *p, struct err *err)
{
    return store_exec_with(p->store, err, "DELETE FROM past_finding WHERE root_id = ?", "i", p->root_id);
}

int past_rows_remove_others(struct past_rows *p, struct err *err)
{
    return remove_versions(p,
                           "DELETE FROM past_version WHERE root_id = ?1 AND NOT EXISTS ("
                           " SELECT 1 FROM past_file AS file"
                           " WHERE file.root_id = ?1 AND file.path_id = coalesce(now_id, past_version.path_id)"
                           " AND (version % stride = 0 OR version = versions - 1))",
                           err);
}

bool past_rows_has_removed(const struct past_rows *p)
{
    return p->has_removed;
}

/* Keys are not followed while a load writes. */
int past_rows_prune(struct past_rows *p, struct err *err)
{
    return store_exec(p->store,
                      "DELETE FROM past_unit WHERE past_id NOT IN (SELECT past_id FROM past_version);"
                      "DELETE FROM past_content WHERE past_id NOT IN (SELECT past_id FROM past_version)",
                      err);
}
