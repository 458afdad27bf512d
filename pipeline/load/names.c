#include "pipeline/load/names.h"

int names_init(struct names *names, struct arena *arena, struct store *store, struct err *err)
{
    int64_t any;
    *names = (struct names){.arena = arena, .store = store};
    int rc = store_query_int(store, "SELECT EXISTS (SELECT 1 FROM name)", &any, err);
    if (rc == 0)
        rc = store_prepare(store, "SELECT name_id FROM name WHERE text = ? AND raw = ?", &names->find, err);
    if (rc == 0)
        rc = store_prepare(store, "INSERT INTO name (text, raw) VALUES (?, ?)", &names->add, err);
    names->none_stored = rc == 0 && !any;
    return rc;
}

static void bind(struct store_stmt *stmt, struct str text, struct str raw)
{
    store_bind_text(stmt, 1, text);
    store_bind_blob(stmt, 2, raw.len ? raw : STR(""));
}

static int find_or_add(struct names *names, struct str text, struct str raw, int64_t *ret_id, struct err *err)
{
    int rc = 0;
    if (!names->none_stored) {
        bind(names->find, text, raw);
        rc = store_step(names->find, err);
    }
    if (rc > 0) {
        *ret_id = store_int(names->find, 0);
        store_reset(names->find);
        return 0;
    }
    if (rc == 0) {
        bind(names->add, text, raw);
        rc = store_run(names->add, err);
    }
    if (rc == 0)
        *ret_id = store_last_id(names->store);
    return rc;
}

int names_slot(struct names *names, struct str text, struct str raw, uint32_t *ret_slot, struct err *err)
{
    struct str key = text;
    if (raw.len) { /* such paths are few; no text of ours starts with NUL */
        char *bytes = arena_array(names->arena, char, raw.len + 1);
        memcpy(bytes + 1, raw.p, raw.len);
        key = str_of(bytes, raw.len + 1);
    }
    uint32_t slot = intern_find(&names->slots, key);
    if (slot == INTERN_NONE) {
        int64_t id = 0;
        int rc = find_or_add(names, text, raw, &id, err);
        if (rc < 0)
            return rc;
        slot = intern_id(&names->slots, names->arena, key);
        *vec_push(&names->ids, names->arena) = id;
    }
    *ret_slot = slot;
    return 0;
}
