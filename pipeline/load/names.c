#include "pipeline/load/names.h"

int names_init(struct names *names, struct arena *arena, struct store *store, struct err *err)
{
    *names = (struct names){.arena = arena};
    int rc = store_max_id(store, "SELECT max(name_id) FROM name", &names->last_id, err);
    if (rc == 0)
        rc = store_prepare(store, "SELECT name_id FROM name WHERE text = ? AND raw = ?", &names->find, err);
    if (rc == 0)
        rc = store_rows_new(store, "name", "name_id, text, raw", 3, "", &names->rows, err);
    names->none_stored = names->last_id == 0;
    return rc;
}

void names_release(struct names *names)
{
    store_rows_free(names->rows);
}

static int add(struct names *names, struct str text, struct str raw, struct err *err)
{
    struct store_cell *cells = store_rows_next(names->rows);
    struct arena *arena = store_rows_arena(names->rows);
    cells[0] = store_cell_int(++names->last_id);
    cells[1] = store_cell_text(str_dup(arena, text));
    cells[2] = store_cell_blob(raw.len ? str_dup(arena, raw) : STR(""));
    return store_rows_add(names->rows, err);
}

static int find_or_add(struct names *names, struct str text, struct str raw, int64_t *ret_id, struct err *err)
{
    int rc = 0;
    if (!names->none_stored) {
        store_bind_text(names->find, 1, text);
        store_bind_blob(names->find, 2, raw.len ? raw : STR(""));
        rc = store_step(names->find, err);
    }
    if (rc > 0) {
        *ret_id = store_int(names->find, 0);
        store_reset(names->find);
        return 0;
    }
    if (rc == 0)
        rc = add(names, text, raw, err);
    if (rc == 0)
        *ret_id = names->last_id;
    return rc;
}

int names_flush(struct names *names, struct err *err)
{
    return store_rows_flush(names->rows, err);
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
