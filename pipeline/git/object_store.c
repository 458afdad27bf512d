#include "pipeline/git/object_store_inside.h"

#include "pipeline/git/alternates.h"
#include "pipeline/git/loose_object.h"
#include "pipeline/git/mapped_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { FOLDER_ENTRIES_MAX = 1 << 20 }; /* looked at in one folder */

static const size_t map_max_bytes = (size_t)1 << 46; /* a quarter of the address space of a process */

/* Opening packs ----------------------------------------------------------------------------------------------------- */

/* A folder's packs while it is opened: names end in ".idx" and are in order. */
struct opening {
    struct arena *arena;
    struct object_store *store;
    uint32_t folder;
    VEC(struct str) names;
    bool *is_covered; /* by the multi-pack index */
};

static void warn(struct opening *o, struct err *err)
{
    err_wrap(err, "%.*s", STR_ARG(o->store->folders.at[o->folder].path));
    *vec_push(&o->store->warnings, o->arena) = str_dup(o->arena, str_from(err->text));
}

static int open_in_folder(struct opening *o, const char *path, struct str *ret_bytes, struct err *err)
{
    return mapped_file_open(o->store->folders.at[o->folder].fd, path, map_max_bytes, ret_bytes, err);
}

/* Maps the pack that belongs to the index of that name. 1, 0 when it is missing, or an error. */
static int open_pack(struct opening *o, struct str index_name, uint32_t *ret_pack, struct err *err)
{
    struct store_pack pack = {0};
    struct str stem = str_head(index_name, index_name.len - 4);
    const char *path = arena_printf(o->arena, "pack/%.*s.pack", STR_ARG(stem));
    int rc = open_in_folder(o, path, &pack.mapped, err);
    if (rc <= 0)
        return rc;
    pack.name = str_from(path);
    rc = pack_file_parse(pack.mapped, o->store->id_len, &pack.file, err);
    if (rc < 0) {
        mapped_file_close(pack.mapped);
        return err_wrap(err, "%s", path);
    }
    *ret_pack = (uint32_t)o->store->packs.len;
    *vec_push(&o->store->packs, o->arena) = pack;
    return 1;
}

static int open_pack_and_index(struct opening *o, struct str name, struct err *err)
{
    struct store_source source = {.kind = STORE_PACK, .folder = o->folder};
    const char *path = arena_printf(o->arena, "pack/%.*s", STR_ARG(name));
    int rc = open_in_folder(o, path, &source.mapped, err);
    if (rc <= 0)
        return rc;
    rc = pack_index_parse(source.mapped, o->store->id_len, &source.index, err);
    if (rc < 0)
        err_wrap(err, "%s", path);
    else
        rc = open_pack(o, name, &source.pack, err);
    if (rc > 0)
        *vec_push(&o->store->sources, o->arena) = source;
    else
        mapped_file_close(source.mapped);
    return rc;
}

static int cmp_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Names of the folder's pack indexes; without a pack folder there are none. */
static void list_packs(struct opening *o)
{
    struct err err;
    int fd = openat(o->store->folders.at[o->folder].fd, "pack", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        if (fd >= 0 || errno != ENOENT) {
            err_sys(&err, "pack");
            warn(o, &err);
        }
        return;
    }
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(dir)) && n < FOLDER_ENTRIES_MAX; n++) {
        struct str name = str_from(entry->d_name);
        if (!str_ends(name, STR(".idx")))
            continue;
        if (o->store->packs.len + o->names.len == OBJECT_PACKS_MAX) {
            err_set(&err, ERR_INPUT, "more than %d packs: the others are left out", OBJECT_PACKS_MAX);
            warn(o, &err);
            break;
        }
        *vec_push(&o->names, o->arena) = str_dup(o->arena, name);
    }
    closedir(dir);
    if (o->names.len)
        qsort(o->names.at, o->names.len, sizeof *o->names.at, cmp_name);
}

/* Opens the packs a multi-pack index names. What is in the list of names is then covered. */
static void open_covered(struct opening *o, struct store_source *source)
{
    struct str rest = source->multi.pack_names;
    source->packs = arena_array(o->arena, uint32_t, source->multi.n_packs);
    for (uint32_t i = 0; i < source->multi.n_packs; i++) {
        struct err err;
        struct str name = str_cut(&rest, '\0');
        source->packs[i] = LOOSE_PACK;
        struct str *known =
            o->names.len ? bsearch(&name, o->names.at, o->names.len, sizeof name, cmp_name) : NULL;
        if (!known || o->is_covered[known - o->names.at])
            continue; /* a pack that is gone, or named twice */
        o->is_covered[known - o->names.at] = true;
        if (open_pack(o, name, &source->packs[i], &err) < 0)
            warn(o, &err);
    }
}

static void open_multi_pack_index(struct opening *o)
{
    struct err err;
    struct store_source source = {.kind = STORE_MULTI_PACK, .folder = o->folder};
    int rc = open_in_folder(o, "pack/multi-pack-index", &source.mapped, &err);
    if (rc > 0) {
        rc = multi_pack_index_parse(source.mapped, o->store->id_len, &source.multi, &err);
        if (rc < 0) {
            mapped_file_close(source.mapped);
        } else {
            open_covered(o, &source);
            *vec_push(&o->store->sources, o->arena) = source;
        }
    }
    if (rc < 0)
        warn(o, &err);
}

static void open_packs(struct arena *arena, struct object_store *store, uint32_t folder)
{
    struct opening o = {.arena = arena, .store = store, .folder = folder};
    struct err err;
    list_packs(&o);
    o.is_covered = arena_array(arena, bool, o.names.len);
    open_multi_pack_index(&o);
    for (size_t i = 0; i < o.names.len; i++)
        if (!o.is_covered[i] && open_pack_and_index(&o, o.names.at[i], &err) < 0)
            warn(&o, &err);
}

/* Opening and closing ----------------------------------------------------------------------------------------------- */

int object_store_open(struct arena *arena, struct str common_dir, size_t id_len,
                      struct object_store **ret_store, struct err *err)
{
    struct object_store *store = arena_new(arena, struct object_store);
    store->id_len = id_len;
    struct str path = str_from(arena_printf(arena, "%.*s/objects", STR_ARG(common_dir)));
    int rc = alternates_add_folder(arena, store, path, 0, err);
    if (rc < 0)
        return rc;
    alternates_open(arena, store);
    for (uint32_t i = 0; i < store->folders.len; i++)
        open_packs(arena, store, i);
    for (uint32_t i = 0; i < store->folders.len; i++)
        *vec_push(&store->sources, arena) = (struct store_source){.kind = STORE_LOOSE, .folder = i};
    *ret_store = store;
    return 0;
}

void object_store_close(struct object_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->packs.len; i++)
        mapped_file_close(store->packs.at[i].mapped);
    for (size_t i = 0; i < store->sources.len; i++)
        mapped_file_close(store->sources.at[i].mapped);
    for (size_t i = 0; i < store->folders.len; i++)
        close(store->folders.at[i].fd);
    *store = (struct object_store){0};
}

struct str object_store_warning(const struct object_store *store, size_t i)
{
    return i < store->warnings.len ? store->warnings.at[i] : (struct str){0};
}

size_t object_store_id_len(const struct object_store *store)
{
    return store->id_len;
}

/* Finding ----------------------------------------------------------------------------------------------------------- */

static bool look_in(const struct object_store *store, uint32_t i, const struct object_id *id,
                    struct object_place *place)
{
    const struct store_source *source = &store->sources.at[i];
    uint32_t in_multi;
    *place = (struct object_place){.folder = source->folder};
    switch (source->kind) {
    case STORE_PACK:
        place->key.pack = source->pack;
        return pack_index_find(&source->index, id, &place->key.offset);
    case STORE_MULTI_PACK:
        if (!multi_pack_index_find(&source->multi, id, &in_multi, &place->key.offset))
            return false;
        place->key.pack = source->packs[in_multi];
        return place->key.pack != LOOSE_PACK;
    case STORE_LOOSE: break;
    }
    place->key = (struct object_key){.pack = LOOSE_PACK, .offset = source->folder, .id = *id};
    return true;
}

bool object_store_next_place(const struct object_store *store, const struct object_id *id,
                             struct object_search *search, struct object_place *ret_place)
{
    while (search->next <= store->sources.len) {
        bool is_hint = search->next == 0;
        uint32_t source = is_hint ? search->hint : search->next - 1;
        search->next++;
        if (!is_hint && source == search->hint)
            continue;
        search->source = source;
        if (look_in(store, source, id, ret_place))
            return true;
    }
    return false;
}

bool object_store_has_loose(const struct object_store *store, const struct object_place *place)
{
    char path[LOOSE_PATH_MAX];
    loose_object_path(&place->key.id, store->id_len, path);
    return faccessat(store->folders.at[place->folder].fd, path, F_OK, 0) == 0;
}

bool object_exists(const struct object_store *store, const struct object_id *id)
{
    struct object_search search = {0};
    struct object_place place;
    while (object_store_next_place(store, id, &search, &place))
        if (place.key.pack != LOOSE_PACK || object_store_has_loose(store, &place))
            return true;
    return false;
}

/* Abbreviations ----------------------------------------------------------------------------------------------------- */

/* What was found so far: one id, or more than one. */
struct abbreviation {
    struct str hex;       /* lower case */
    struct object_id low; /* the digits, then zeros */
    size_t id_len;
    struct object_id found;
    unsigned n_found; /* 2: several */
};

static bool matches(const struct abbreviation *a, const struct object_id *id)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(id->bytes, a->id_len, hex);
    return str_starts(str_from(hex), a->hex);
}

static void add_match(struct abbreviation *a, const struct object_id *id)
{
    if (a->n_found && object_id_eq(&a->found, id))
        return;
    a->found = *id;
    a->n_found++;
}

static void match_in_table(struct abbreviation *a, const struct id_table *table)
{
    for (uint32_t i = id_table_search(table, &a->low); i < table->len && a->n_found < 2; i++) {
        struct object_id id = id_table_at(table, i);
        if (!matches(a, &id))
            return;
        add_match(a, &id);
    }
}

/* The folder's loose objects that begin with the same byte. */
static void match_loose(struct abbreviation *a, int folder_fd)
{
    char name[3] = {a->hex.p[0], a->hex.p[1]}, hex[OBJECT_ID_HEX_MAX + 1];
    int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return;
    }
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(dir)) && n < FOLDER_ENTRIES_MAX && a->n_found < 2; n++) {
        struct object_id id;
        snprintf(hex, sizeof hex, "%s%s", name, entry->d_name);
        if (strlen(entry->d_name) == 2 * a->id_len - 2 && object_id_parse(str_from(hex), a->id_len, &id) &&
            matches(a, &id))
            add_match(a, &id);
    }
    closedir(dir);
}

/* False when they are no hex digits, too few or too many. */
static bool abbreviation_init(struct abbreviation *a, struct str hex, size_t id_len,
                              char lower[OBJECT_ID_HEX_MAX])
{
    char padded[OBJECT_ID_HEX_MAX];
    if (hex.len < 4 || hex.len > 2 * id_len)
        return false;
    memset(padded, '0', sizeof padded);
    memcpy(padded, hex.p, hex.len);
    *a = (struct abbreviation){.id_len = id_len, .hex = str_of(lower, hex.len)};
    if (!object_id_parse(str_of(padded, 2 * id_len), id_len, &a->low))
        return false;
    for (size_t i = 0; i < hex.len; i++)
        lower[i] = padded[i] >= 'A' && padded[i] <= 'F' ? (char)(padded[i] | 0x20) : padded[i];
    return true;
}

int object_find_abbreviated(const struct object_store *store, struct str hex, struct object_id *ret_id,
                            struct err *err)
{
    struct abbreviation a;
    char lower[OBJECT_ID_HEX_MAX];
    if (!abbreviation_init(&a, hex, store->id_len, lower))
        return 0;
    for (size_t i = 0; i < store->sources.len && a.n_found < 2; i++) {
        const struct store_source *source = &store->sources.at[i];
        if (source->kind == STORE_LOOSE)
            match_loose(&a, store->folders.at[source->folder].fd);
        else
            match_in_table(&a, source->kind == STORE_PACK ? &source->index.ids : &source->multi.ids);
    }
    if (a.n_found > 1)
        return err_set(err, ERR_INPUT, "several objects begin with %.*s", STR_ARG(hex));
    if (a.n_found == 1)
        *ret_id = a.found;
    return (int)a.n_found;
}
