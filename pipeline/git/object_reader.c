#include "pipeline/git/object_store_inside.h"

#include "pipeline/git/inflate.h"
#include "pipeline/git/loose_object.h"

#include <stdlib.h>

/* All bytes made for one object, results of deltas on the way included. git's depth is 50 unless told otherwise. */
static const uint64_t work_max_bytes = (uint64_t)64 * OBJECT_MAX;

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
    uint32_t last_source; /* where the last object was found */
    size_t n_links;
    struct link chain[OBJECT_CHAIN_MAX]; /* the last one is next to what is not made by a delta */
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
    struct object_reader *reader =
        allocate(sizeof *reader); /* the chain is not touched: it takes no memory yet */
    reader->store = store;
    reader->cache = object_cache_new(cache_bytes);
    reader->inflater = inflater_new();
    reader->last_source = 0;
    reader->n_links = 0;
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
    free(reader);
}

/* What was made before ---------------------------------------------------------------------------------------------- */

/* Adds an entry whose data is there under `key`; it is then held. */
static struct object_entry *keep(struct object_reader *reader, struct object_entry *entry,
                                 const struct object_key *key)
{
    entry->key = *key;
    object_cache_add(reader->cache, entry);
    return entry;
}

/* Remembers why there is nothing to be had at `key`. Returns ERR_INPUT. */
static int keep_failure(struct object_reader *reader, const struct object_key *key, const struct err *err)
{
    struct str text = str_from(err->text);
    struct object_entry *entry = object_cache_make(reader->cache, text.len);
    memcpy(entry->bytes, text.p, text.len);
    entry->data = str_of(entry->bytes, text.len);
    object_cache_release(reader->cache, keep(reader, entry, key));
    return err->code;
}

/* 1 with the entry at `key`, held; 0 when there is none; ERR_INPUT with what was remembered. */
static int find_kept(struct object_reader *reader, const struct object_key *key,
                     struct object_entry **ret_entry, struct err *err)
{
    struct object_entry *entry = object_cache_find(reader->cache, key);
    if (!entry)
        return 0;
    if (entry->type != OBJECT_NONE || key->is_delta) {
        *ret_entry = entry;
        return 1;
    }
    err_set(err, ERR_INPUT, "%.*s", STR_ARG(entry->data));
    object_cache_release(reader->cache, entry);
    return ERR_INPUT;
}

/* Making one object ------------------------------------------------------------------------------------------------- */

/* Inflates to an entry of its own, held. What fails is remembered. */
static int inflate_to(struct object_reader *reader, const struct object_key *key, struct str packed,
                      size_t len_bytes, enum object_type type, struct object_entry **ret_entry,
                      struct err *err)
{
    struct object_entry *entry = object_cache_make(reader->cache, len_bytes);
    int rc = inflate_exactly(reader->inflater, packed, entry->bytes, len_bytes, err);
    if (rc < 0) {
        object_cache_drop(reader->cache, entry);
        return rc;
    }
    entry->type = type;
    entry->is_inflated = true;
    entry->data = str_of(entry->bytes, len_bytes);
    *ret_entry = keep(reader, entry, key);
    return 0;
}

/* The inflated delta of a link, held. Kept beside what is made of it: it is small, and when that is evicted, only copies
 * are to be made again. */
static int read_delta(struct object_reader *reader, const struct link *link, struct object_entry **ret_entry,
                      struct pack_delta *ret_delta, struct err *err)
{
    struct object_entry *entry = NULL;
    struct object_key key = link->key;
    key.is_delta = true;
    int rc = find_kept(reader, &key, &entry, err);
    if (rc == 0)
        rc = inflate_to(reader, &key, link->packed, link->len_bytes, OBJECT_NONE, &entry, err);
    if (rc < 0)
        return rc;
    rc = pack_delta_parse(entry->data, ret_delta, err);
    if (rc == 0 && ret_delta->result_len > OBJECT_MAX)
        rc = err_set(err, ERR_INPUT, "too large: %llu bytes, %d are the limit",
                     (unsigned long long)ret_delta->result_len, OBJECT_MAX);
    if (rc < 0)
        object_cache_release(reader->cache, entry);
    else
        *ret_entry = entry;
    return rc;
}

static int apply_link(struct object_reader *reader, const struct link *link, struct object_entry *base,
                      struct object_entry **ret_entry, struct err *err)
{
    struct pack_delta delta;
    struct object_entry *delta_entry;
    int rc = read_delta(reader, link, &delta_entry, &delta, err);
    if (rc < 0)
        return rc;
    struct object_entry *entry = object_cache_make(reader->cache, delta.result_len);
    rc = pack_delta_apply(&delta, base->data, entry->bytes, err);
    object_cache_release(reader->cache, delta_entry);
    if (rc < 0) {
        object_cache_drop(reader->cache, entry);
        return rc;
    }
    base->was_base = true;
    entry->type = base->type;
    entry->data = str_of(entry->bytes, delta.result_len);
    *ret_entry = keep(reader, entry, &link->key);
    return 0;
}

/* 1 with the object, held; 0 when there is no such file. */
static int read_loose(struct object_reader *reader, const struct object_place *place,
                      struct object_entry **ret_entry, struct err *err)
{
    const struct object_store *store = reader->store;
    struct object_entry *entry;
    int rc = find_kept(reader, &place->key, ret_entry, err);
    if (rc != 0)
        return rc;
    rc = loose_object_read(store->folders.at[place->folder].fd, &place->key.id, store->id_len,
                           reader->inflater, reader->cache, &entry, err);
    if (rc == ERR_INPUT)
        return keep_failure(reader, &place->key, err);
    if (rc > 0)
        *ret_entry = keep(reader, entry, &place->key);
    return rc;
}

/* Chains of deltas -------------------------------------------------------------------------------------------------- */

/* What the chain stands on: an entry that is there, a whole entry of a pack, or a loose object. */
struct root {
    struct object_place place;
    struct object_entry *entry; /* held; NULL: not made yet */
    struct pack_entry packed;   /* unless loose */
};

/* Where the base of a delta lies: `place` is that of the delta before. */
static int find_base(const struct object_reader *reader, const struct pack_entry *packed,
                     struct object_place *place, struct err *err)
{
    if (packed->type == PACK_ENTRY_OFFSET_DELTA) {
        place->key.offset = packed->base_offset;
        return 0;
    }
    struct object_search search = {.hint = reader->last_source};
    while (object_store_next_place(reader->store, &packed->base_id, &search, place))
        if (place->key.pack != LOOSE_PACK || object_store_has_loose(reader->store, place))
            return 0;
    return err_set(err, ERR_INPUT, "the base of its delta is missing");
}

static int push_link(struct object_reader *reader, const struct object_key *key,
                     const struct pack_entry *packed, struct err *err)
{
    if (reader->n_links == OBJECT_CHAIN_MAX)
        return err_set(err, ERR_INPUT, "more than %d deltas upon each other", OBJECT_CHAIN_MAX);
    reader->chain[reader->n_links++] =
        (struct link){.key = *key, .packed = packed->packed, .len_bytes = packed->len_bytes};
    return 0;
}

/* Follows deltas from `place` to their root, and leaves them in the chain. A circle of them ends at its limit. */
static int find_root(struct object_reader *reader, const struct object_place *place, struct root *ret_root,
                     struct err *err)
{
    struct root root = {.place = *place};
    reader->n_links = 0;
    for (;;) {
        const struct object_key *key = &root.place.key;
        int rc = find_kept(reader, key, &root.entry, err);
        if (rc < 0)
            return rc;
        if (rc > 0 || key->pack == LOOSE_PACK)
            break;
        rc = pack_file_entry(&reader->store->packs.at[key->pack].file, key->offset, OBJECT_MAX, &root.packed,
                             err);
        if (rc < 0)
            return rc;
        if (root.packed.type < PACK_ENTRY_OFFSET_DELTA)
            break;
        rc = push_link(reader, key, &root.packed, err);
        if (rc == 0)
            rc = find_base(reader, &root.packed, &root.place, err);
        if (rc < 0)
            return rc;
    }
    *ret_root = root;
    return 0;
}

static int make_root(struct object_reader *reader, struct root *root, struct err *err)
{
    if (root->entry)
        return 0;
    if (root->place.key.pack == LOOSE_PACK) {
        int rc = read_loose(reader, &root->place, &root->entry, err);
        return rc == 0 ? err_set(err, ERR_INPUT, "the base of its delta is missing") : rc < 0 ? rc : 0;
    }
    int rc = inflate_to(reader, &root->place.key, root->packed.packed, root->packed.len_bytes,
                        root->packed.type, &root->entry, err);
    return rc < 0 ? keep_failure(reader, &root->place.key, err) : 0;
}

static int read_packed(struct object_reader *reader, const struct object_place *place,
                       struct object_entry **ret_entry, struct err *err)
{
    struct root root;
    uint64_t work = 0;
    int rc = find_root(reader, place, &root, err);
    if (rc == 0)
        rc = make_root(reader, &root, err);
    if (rc < 0)
        return rc;
    struct object_entry *entry = root.entry;
    while (reader->n_links-- > 0) {
        const struct link *link = &reader->chain[reader->n_links];
        struct object_entry *base = entry;
        rc = apply_link(reader, link, base, &entry, err);
        object_cache_release(reader->cache, base);
        if (rc < 0)
            return keep_failure(reader, &link->key, err);
        work += entry->data.len;
        if (work > work_max_bytes && reader->n_links > 0) {
            object_cache_release(reader->cache, entry);
            return err_set(err, ERR_INPUT, "its deltas make more than %llu bytes on the way",
                           (unsigned long long)work_max_bytes);
        }
    }
    *ret_entry = entry;
    return 1;
}

/* Reading ----------------------------------------------------------------------------------------------------------- */

static int read_at(struct object_reader *reader, const struct object_place *place,
                   struct object_entry **ret_entry, struct err *err)
{
    return place->key.pack == LOOSE_PACK ? read_loose(reader, place, ret_entry, err)
                                         : read_packed(reader, place, ret_entry, err);
}

/* Puts the object's name before what is in `why`, or says that it is missing, and hands it to the caller. */
static int fail(const struct object_reader *reader, const struct object_id *id, struct err *why,
                struct err *err)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(id->bytes, reader->store->id_len, hex);
    if (why->code == 0)
        err_set(why, ERR_INPUT, "missing");
    err_wrap(why, "object %s", hex);
    if (err)
        *err = *why;
    return why->code;
}

/* One copy of an object may be damaged and another whole: all places are tried. */
int object_read(struct object_reader *reader, const struct object_id *id, enum object_type type,
                struct object *ret_object, struct err *err)
{
    struct object_search search = {.hint = reader->last_source};
    struct object_place place;
    struct object_entry *entry;
    struct err why;
    int rc = why.code = 0;
    while (rc <= 0 && object_store_next_place(reader->store, id, &search, &place))
        rc = read_at(reader, &place, &entry, &why);
    if (rc <= 0)
        return fail(reader, id, &why, err);
    reader->last_source = search.source;
    if (type != OBJECT_NONE && entry->type != type) {
        object_cache_release(reader->cache, entry);
        err_set(&why, ERR_INPUT, "of another type than is wanted");
        return fail(reader, id, &why, err);
    }
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

/* Type and length of what lies in a pack: the first is the root's, the second in the delta's own head. */
static int stat_packed(struct object_reader *reader, const struct object_place *place,
                       enum object_type *ret_type, size_t *ret_len_bytes, struct err *err)
{
    struct root root;
    struct object_entry *delta_entry;
    struct pack_delta delta;
    int rc = find_root(reader, place, &root, err);
    if (rc == 0 && root.place.key.pack == LOOSE_PACK)
        rc = make_root(reader, &root, err);
    if (rc < 0)
        return rc;
    enum object_type type = root.entry ? root.entry->type : root.packed.type;
    size_t len = root.entry ? root.entry->data.len : root.packed.len_bytes;
    if (root.entry)
        object_cache_release(reader->cache, root.entry);
    if (reader->n_links > 0) {
        rc = read_delta(reader, &reader->chain[0], &delta_entry, &delta, err);
        if (rc < 0)
            return rc;
        len = delta.result_len;
        object_cache_release(reader->cache, delta_entry);
    }
    *ret_type = type;
    *ret_len_bytes = len;
    return 1;
}

static int stat_loose(struct object_reader *reader, const struct object_place *place,
                      enum object_type *ret_type, size_t *ret_len_bytes, struct err *err)
{
    struct object_entry *entry;
    int rc = read_loose(reader, place, &entry, err);
    if (rc <= 0)
        return rc;
    *ret_type = entry->type;
    *ret_len_bytes = entry->data.len;
    object_cache_release(reader->cache, entry);
    return 1;
}

int object_stat(struct object_reader *reader, const struct object_id *id, enum object_type *ret_type,
                size_t *ret_len_bytes, struct err *err)
{
    struct object_search search = {.hint = reader->last_source};
    struct object_place place;
    struct err why;
    int rc = why.code = 0;
    while (rc <= 0 && object_store_next_place(reader->store, id, &search, &place))
        rc = place.key.pack == LOOSE_PACK ? stat_loose(reader, &place, ret_type, ret_len_bytes, &why)
                                          : stat_packed(reader, &place, ret_type, ret_len_bytes, &why);
    return rc <= 0 ? fail(reader, id, &why, err) : 0;
}

int object_verify(struct object_reader *reader, const struct object_id *id, struct err *err)
{
    static const char *const names[] = {
        [OBJECT_COMMIT] = "commit", [OBJECT_TREE] = "tree", [OBJECT_BLOB] = "blob", [OBJECT_TAG] = "tag"};
    struct object object = {0};
    struct object_id real = {0};
    struct err why;
    int rc = object_read(reader, id, OBJECT_NONE, &object, err);
    if (rc < 0)
        return rc;
    git_object_id(names[object.type], object.data, reader->store->id_len, real.bytes);
    object_release(reader, &object);
    if (object_id_eq(&real, id))
        return 0;
    err_set(&why, ERR_INPUT, "its content has another id");
    return fail(reader, id, &why, err);
}
