#include "pipeline/git/object_store_inside.h"

#include "pipeline/git/inflate.h"
#include "pipeline/git/loose_object.h"

#include <stdlib.h>

/* A delta that waits for its base. */
struct link {
    struct object_key key;
    struct str packed;
    size_t len_bytes;
};

struct object_reader {
    const struct object_store *store;
    struct object_cache *cache;
    struct inflater *inflater;
    char *delta; /* the one being applied, with slack */
    size_t delta_cap;
    uint32_t last_source; /* where the last object was found */
    struct link chain[OBJECT_CHAIN_MAX];
};

static void *allocate(size_t bytes)
{
    void *p = malloc(bytes);
    if (!p)
        arena_full(bytes);
    return p;
}

struct object_reader *object_reader_new(const struct object_store *store, size_t cache_bytes)
{
    struct object_reader *reader = allocate(sizeof *reader); /* the chain is left untouched: no memory yet */
    reader->store = store;
    reader->cache = object_cache_new(cache_bytes);
    reader->inflater = inflater_new();
    reader->delta = NULL;
    reader->delta_cap = 0;
    reader->last_source = 0;
    return reader;
}

const struct object_store *object_reader_store(const struct object_reader *reader)
{
    return reader->store;
}

void object_reader_free(struct object_reader *reader)
{
    if (!reader)
        return;
    object_cache_free(reader->cache);
    inflater_free(reader->inflater);
    free(reader->delta);
    free(reader);
}

/* Making one object ------------------------------------------------------------------------------------------------- */

static char *delta_room(struct object_reader *reader, size_t len_bytes)
{
    size_t wanted = len_bytes + PACK_DELTA_SLACK;
    if (wanted > reader->delta_cap) {
        free(reader->delta);
        reader->delta_cap = wanted * 2 > 1 << 16 ? wanted * 2 : 1 << 16;
        reader->delta = allocate(reader->delta_cap);
    }
    return reader->delta;
}

static int inflate_entry(struct object_reader *reader, const struct pack_entry *packed,
                         struct object_entry **ret_entry, struct err *err)
{
    struct object_entry *entry = object_cache_make(reader->cache, packed->len_bytes);
    int rc = inflate_exactly(reader->inflater, packed->packed, entry->bytes, packed->len_bytes, err);
    if (rc < 0) {
        object_cache_drop(reader->cache, entry);
        return rc;
    }
    entry->type = packed->type;
    entry->is_inflated = true;
    entry->data = str_of(entry->bytes, packed->len_bytes);
    *ret_entry = entry;
    return 0;
}

static int read_delta(struct object_reader *reader, const struct link *link, struct pack_delta *ret_delta,
                      struct err *err)
{
    char *bytes = delta_room(reader, link->len_bytes);
    int rc = inflate_exactly(reader->inflater, link->packed, bytes, link->len_bytes, err);
    return rc < 0 ? rc : pack_delta_parse(str_of(bytes, link->len_bytes), ret_delta, err);
}

static int apply_link(struct object_reader *reader, const struct link *link, const struct object_entry *base,
                      struct object_entry **ret_entry, struct err *err)
{
    struct pack_delta delta;
    int rc = read_delta(reader, link, &delta, err);
    if (rc < 0)
        return rc;
    if (delta.result_len > OBJECT_MAX)
        return err_set(err, ERR_INPUT, "too large: %llu bytes, %d are the limit",
                       (unsigned long long)delta.result_len, OBJECT_MAX);
    struct object_entry *entry = object_cache_make(reader->cache, delta.result_len);
    rc = pack_delta_apply(&delta, base->data, entry->bytes, err);
    if (rc < 0) {
        object_cache_drop(reader->cache, entry);
        return rc;
    }
    entry->type = base->type;
    entry->data = str_of(entry->bytes, delta.result_len);
    *ret_entry = entry;
    return 0;
}

/* Places ------------------------------------------------------------------------------------------------------------ */

static int read_loose(struct object_reader *reader, const struct object_place *place,
                      struct object_entry **ret_entry, struct err *err)
{
    const struct object_store *store = reader->store;
    struct object_entry *entry = object_cache_find(reader->cache, &place->key);
    if (!entry) {
        int rc = loose_object_read(store->folders.at[place->folder].fd, &place->key.id, store->id_len,
                                   reader->inflater, reader->cache, &entry, err);
        if (rc <= 0)
            return rc;
        entry->key = place->key;
        object_cache_add(reader->cache, entry);
    }
    *ret_entry = entry;
    return 1;
}

/* Where the base of a delta lies. */
static int find_base(struct object_reader *reader, const struct pack_entry *packed,
                     struct object_place *place, struct err *err)
{
    if (packed->type == PACK_ENTRY_OFFSET_DELTA) {
        place->key.offset = packed->base_offset;
        return 0;
    }
    struct object_search search = {.hint = reader->last_source};
    if (object_store_next_place(reader->store, &packed->base_id, &search, place))
        return 0;
    return err_set(err, ERR_INPUT, "the base of its delta is missing");
}

/* Follows deltas from `place` to something that is there: an entry of the cache, or a whole object. */
static int find_root(struct object_reader *reader, struct object_place place, size_t *ret_links,
                     struct object_entry **ret_entry, struct err *err)
{
    struct object_entry *entry = NULL;
    for (*ret_links = 0;; ++*ret_links) {
        struct pack_entry packed;
        int rc;
        if (place.key.pack == LOOSE_PACK) {
            rc = read_loose(reader, &place, ret_entry, err);
            return rc ? rc : err_set(err, ERR_INPUT, "the base of its delta is missing");
        }
        if ((entry = object_cache_find(reader->cache, &place.key)))
            break;
        rc = pack_file_entry(&reader->store->packs.at[place.key.pack].file, place.key.offset, OBJECT_MAX,
                             &packed, err);
        if (rc < 0)
            return rc;
        if (packed.type < PACK_ENTRY_OFFSET_DELTA) {
            rc = inflate_entry(reader, &packed, &entry, err);
            if (rc < 0)
                return rc;
            entry->key = place.key;
            object_cache_add(reader->cache, entry);
            break;
        }
        if (*ret_links == OBJECT_CHAIN_MAX)
            return err_set(err, ERR_INPUT, "more than %d deltas upon each other", OBJECT_CHAIN_MAX);
        reader->chain[*ret_links] =
            (struct link){.key = place.key, .packed = packed.packed, .len_bytes = packed.len_bytes};
        rc = find_base(reader, &packed, &place, err);
        if (rc < 0)
            return rc;
    }
    *ret_entry = entry;
    return 0;
}

static int read_packed(struct object_reader *reader, const struct object_place *place,
                       struct object_entry **ret_entry, struct err *err)
{
    struct object_entry *entry, *base;
    size_t n_links;
    int rc = find_root(reader, *place, &n_links, &entry, err);
    if (rc < 0)
        return rc;
    while (n_links-- > 0) {
        base = entry;
        base->was_base = true;
        rc = apply_link(reader, &reader->chain[n_links], base, &entry, err);
        object_cache_release(reader->cache, base);
        if (rc < 0)
            return rc;
        entry->key = reader->chain[n_links].key;
        object_cache_add(reader->cache, entry);
    }
    *ret_entry = entry;
    return 1;
}

static int damaged(const struct object_reader *reader, const struct object_id *id, struct err *err)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(id->bytes, reader->store->id_len, hex);
    return err_wrap(err, "object %s", hex);
}

static int missing(struct err *err)
{
    return err_set(err, ERR_INPUT, "missing");
}

int object_read(struct object_reader *reader, const struct object_id *id, enum object_type type,
                struct object *ret_object, struct err *err)
{
    struct object_search search = {.hint = reader->last_source};
    struct object_place place;
    struct object_entry *entry;
    struct err why;
    int rc = 0;
    why.code = 0;
    while (rc <= 0 && object_store_next_place(reader->store, id, &search, &place))
        rc = place.key.pack == LOOSE_PACK ? read_loose(reader, &place, &entry, &why)
                                          : read_packed(reader, &place, &entry, &why);
    if (rc > 0 && type != OBJECT_NONE && entry->type != type) {
        object_cache_release(reader->cache, entry);
        rc = err_set(&why, ERR_INPUT, "of another type than is wanted");
    }
    if (rc <= 0) {
        if (!why.code)
            missing(&why);
        damaged(reader, id, &why);
        if (err)
            *err = why;
        return why.code;
    }
    reader->last_source = search.source;
    entry->times_lent++;
    *ret_object = (struct object){.type = entry->type, .data = entry->data, .entry = entry};
    return 0;
}

void object_release(struct object_reader *reader, struct object *object)
{
    if (object->entry)
        object_cache_release(reader->cache, object->entry);
    *object = (struct object){0};
}

int object_stat(struct object_reader *reader, const struct object_id *id, enum object_type *ret_type,
                size_t *ret_len_bytes, struct err *err)
{
    struct object object = {0};
    int rc = object_read(reader, id, OBJECT_NONE, &object, err);
    if (rc < 0)
        return rc;
    *ret_type = object.type;
    *ret_len_bytes = object.data.len;
    object_release(reader, &object);
    return 0;
}

int object_verify(struct object_reader *reader, const struct object_id *id, struct err *err)
{
    struct object object = {0};
    int rc = object_read(reader, id, OBJECT_NONE, &object, err);
    object_release(reader, &object);
    return rc;
}
