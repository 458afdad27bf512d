#include "pipeline/load/past_rows.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/tables.h"

enum { KEY_LEN = 16, CONTENT_ID_MAX = 64 };

struct past_rows {
    struct store *store;
    struct names *names;
    int64_t root_id;
    int64_t past_id;       /* of the content whose units are coming; 0: none */
    bool is_new;           /* its units are not stored yet */
    struct buf content_id; /* its id as written */
    struct store_stmt *find_content, *put_content, *put_version, *put_unit;
};

int past_rows_init(struct past_rows **ret_rows, struct store *store, struct names *names, struct arena *arena,
                   int64_t root_id, struct err *err)
{
    struct past_rows *p = arena_new(arena, struct past_rows);
    *p = (struct past_rows){.store = store, .names = names, .root_id = root_id};
    buf_init(&p->content_id, CONTENT_ID_MAX);
    int rc = store_prepare(store, "SELECT past_id FROM past_content WHERE key = ?", &p->find_content, err);
    if (rc == 0)
        rc = row_prepare(store, &table_past_content, &p->put_content, err);
    if (rc == 0)
        rc = row_prepare(store, &table_past_version, &p->put_version, err);
    if (rc == 0)
        rc = row_prepare(store, &table_past_unit, &p->put_unit, err);
    if (rc == 0)
        *ret_rows = p;
    return rc;
}

void past_rows_release(struct past_rows *rows)
{
    if (rows)
        buf_release(&rows->content_id);
}

static int add_content(struct past_rows *p, struct arena scratch, struct str key, const struct json_val *record,
                       struct err *err)
{
    store_bind_blob(p->put_content, 1, key);
    int rc = row_put(&table_past_content, p->put_content, p->names, scratch, record, err);
    p->past_id = store_last_id(p->store);
    p->is_new = true;
    return rc;
}

/* The content of that key, made when the store has none. */
static int find_content(struct past_rows *p, struct arena scratch, const struct json_val *record, struct err *err)
{
    unsigned char bytes[KEY_LEN];
    struct str key = str_of((const char *)bytes, KEY_LEN);
    if (!hex_decode(json_get_str(record, "key"), bytes, KEY_LEN))
        return err_set(err, ERR_INPUT, "blob: key is not %d hexadecimal digits", HASH128_HEX_LEN);
    store_bind_blob(p->find_content, 1, key);
    int rc = store_step(p->find_content, err);
    p->is_new = false;
    if (rc > 0) {
        p->past_id = store_int(p->find_content, 0);
        store_reset(p->find_content);
        return 0;
    }
    return rc < 0 ? rc : add_content(p, scratch, key, record, err);
}

int past_rows_blob(struct past_rows *p, struct arena scratch, const struct json_val *record, struct err *err)
{
    p->past_id = 0;
    if (!json_get_bool(record, "parsed", false))
        return 0;
    buf_clear(&p->content_id);
    buf_add(&p->content_id, json_get_str(record, "content_id"));
    int rc = find_content(p, scratch, record, err);
    if (rc < 0)
        return rc;
    store_bind_int(p->put_version, 1, p->root_id);
    store_bind_int(p->put_version, 2, p->past_id);
    return row_put(&table_past_version, p->put_version, p->names, scratch, record, err);
}

/* What can be called has parameters, if only 0 of them. */
int past_rows_unit(struct past_rows *p, struct arena scratch, const struct json_val *record, struct err *err)
{
    if (!p->past_id || !str_eq(json_get_str(record, "content_id"), buf_str(&p->content_id)))
        return err_set(err, ERR_INPUT, "past_unit: the blob record before it has another content");
    if (!p->is_new || !json_get(record, "params"))
        return 0;
    store_bind_int(p->put_unit, 1, p->past_id);
    return row_put(&table_past_unit, p->put_unit, p->names, scratch, record, err);
}

int past_rows_prune(struct store *store, struct err *err)
{
    return store_exec(store, "DELETE FROM past_content WHERE past_id NOT IN (SELECT past_id FROM past_version)", err);
}
