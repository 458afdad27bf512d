#include "pipeline/base/map.h"

#include "pipeline/base/hash.h"

/* The empty key needs a pointer that is not NULL. */
static struct str storable(struct str key)
{
    return key.p ? key : STR("");
}

static struct map_slot *find_slot(const struct map *map, struct str key, uint32_t hash)
{
    for (size_t i = hash & (map->cap - 1);; i = (i + 1) & (map->cap - 1)) {
        struct map_slot *slot = &map->slots[i];
        if (!slot->key.p || (slot->hash == hash && str_eq(slot->key, key)))
            return slot;
    }
}

static void grow(struct map *map, struct arena *arena)
{
    struct map bigger = {.cap = map->cap ? map->cap * 2 : 16, .len = map->len};
    bigger.slots = arena_array(arena, struct map_slot, bigger.cap);
    for (size_t i = 0; i < map->cap; i++) {
        if (map->slots[i].key.p)
            *find_slot(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    }
    *map = bigger;
}

uint32_t *map_get(const struct map *map, struct str key)
{
    if (map->cap == 0)
        return NULL;
    key = storable(key);
    struct map_slot *slot = find_slot(map, key, (uint32_t)hash64(key));
    return slot->key.p ? &slot->value : NULL;
}

/* The slot of `key`, which may be free; there is room for one more. */
static struct map_slot *slot_for(struct map *map, struct arena *arena, struct str key, uint32_t hash)
{
    if (map->len >= map->cap / 4 * 3)
        grow(map, arena);
    return find_slot(map, key, hash);
}

uint32_t *map_put(struct map *map, struct arena *arena, struct str key, bool *ret_added)
{
    key = storable(key);
    uint32_t hash = (uint32_t)hash64(key);
    struct map_slot *slot = slot_for(map, arena, key, hash);
    bool added = !slot->key.p;
    if (added) {
        *slot = (struct map_slot){.key = key, .hash = hash};
        map->len++;
    }
    if (ret_added)
        *ret_added = added;
    return &slot->value;
}

uint32_t intern_find(const struct intern *intern, struct str s)
{
    const uint32_t *id = map_get(&intern->ids, s);
    return id ? *id : INTERN_NONE;
}

uint32_t intern_id(struct intern *intern, struct arena *arena, struct str s)
{
    struct str key = storable(s);
    uint32_t hash = (uint32_t)hash64(key);
    struct map_slot *slot = slot_for(&intern->ids, arena, key, hash);
    if (slot->key.p)
        return slot->value;
    struct str copy = str_dup(arena, key);
    *slot = (struct map_slot){.key = copy, .hash = hash, .value = (uint32_t)intern->names.len};
    intern->ids.len++;
    *vec_push(&intern->names, arena) = copy;
    return slot->value;
}
