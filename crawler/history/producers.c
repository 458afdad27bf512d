#include "crawler/history/producers.h"

void producers_init(struct producers *producers, struct arena *arena, size_t id_len)
{
    *producers = (struct producers){.arena = arena, .id_len = id_len};
}

static const unsigned char *new_id_at(const struct producers *p, uint32_t i)
{
    return &p->ids.at[2 * (size_t)i * p->id_len];
}

/* Ids are hashes already; the multiplier (of the golden ratio) spreads the paths. */
static size_t slot_from(const struct producers *p, uint32_t path, const unsigned char *id)
{
    uint64_t hash;
    memcpy(&hash, id, sizeof hash);
    return (size_t)((hash ^ path * 0x9e3779b97f4a7c15ULL) & (p->cap - 1));
}

/* Where the path and content are, or belong. */
static size_t slot_of(const struct producers *p, uint32_t path, const unsigned char *id)
{
    size_t slot = slot_from(p, path, id);
    for (; p->slots[slot]; slot = (slot + 1) & (p->cap - 1)) {
        uint32_t i = p->slots[slot] - 1;
        if (p->at.at[i].path == path && memcmp(new_id_at(p, i), id, p->id_len) == 0)
            break;
    }
    return slot;
}

static void add_id(struct producers *p, const struct object_id *id)
{
    if (p->ids.cap < p->ids.len + p->id_len)
        vec_reserve(&p->ids, p->arena, 2 * p->ids.cap + 1024 * p->id_len);
    memcpy(&p->ids.at[p->ids.len], id->bytes, p->id_len);
    p->ids.len += p->id_len;
}

bool producers_add(struct producers *p, const struct produced *produced)
{
    if (p->at.len >= PRODUCERS_MAX)
        return false;
    struct producer new = {.commit = produced->commit,
                           .is_merge = produced->is_merge,
                           .old_path = PRODUCERS_NONE};
    new.path = intern_id(&p->paths, p->arena, produced->path);
    if (produced->old_path.len)
        new.old_path = intern_id(&p->paths, p->arena, produced->old_path);
    *vec_push(&p->at, p->arena) = new;
    add_id(p, &produced->new_id);
    add_id(p, &produced->old_id);
    return true;
}

/* From the oldest on, so that the newest end up in front. */
void producers_index(struct producers *p)
{
    for (p->cap = 1024; p->cap < 2 * p->at.len;)
        p->cap *= 2;
    p->slots = arena_array(p->arena, uint32_t, p->cap);
    for (uint32_t i = (uint32_t)p->at.len; i-- > 0;) {
        size_t slot = slot_of(p, p->at.at[i].path, new_id_at(p, i));
        p->at.at[i].next = p->slots[slot];
        p->slots[slot] = i + 1;
    }
}

uint32_t producers_find(const struct producers *p, struct str path, const struct object_id *id)
{
    uint32_t path_id = p->cap ? intern_find(&p->paths, path) : INTERN_NONE;
    if (path_id == INTERN_NONE)
        return PRODUCERS_NONE;
    uint32_t slot = p->slots[slot_of(p, path_id, id->bytes)];
    return slot ? slot - 1 : PRODUCERS_NONE;
}
