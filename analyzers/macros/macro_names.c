/* Which names of the table a text depends on. */
#include "analyzers/macros/macro_table.h"

/* A file of 1 MB with nothing but names of two letters. */
static const size_t hashes_max_bytes = (size_t)4 << 20;

void macro_names_init(struct macro_names *names)
{
    buf_init(&names->hashes, hashes_max_bytes);
    macro_names_clear(names);
}

void macro_names_clear(struct macro_names *names)
{
    buf_clear(&names->hashes);
    memset(names->recent, 0, sizeof names->recent);
    names->recent[0] = 1; /* 0 may be a hash too, and belongs there */
}

/* Adds all entries with this hash, which lie in order of their names from the slot that it gives. */
static void put_entries(const struct macros *macros, uint32_t hash, struct buf *out)
{
    for (size_t slot = hash & macros->slots_mask; macros->slots[slot];
         slot = (slot + 1) & macros->slots_mask) {
        const struct macro_entry *entry = &macros->entries[macros->slots[slot] - 1];
        if (name_hash32(name_hash(entry->name)) != hash)
            continue;
        const uint64_t what = entry->name.len << 16 | entry->classes;
        buf_add(out, str_of((const char *)&what, sizeof what));
        buf_add(out, entry->name);
    }
}

struct hash128 macros_state(const struct macros *macros, struct str hashes)
{
    struct buf found;
    buf_init(&found, (size_t)1 << 30);
    for (; hashes.len >= sizeof(uint32_t); hashes = str_skip(hashes, sizeof(uint32_t))) {
        uint32_t hash;
        memcpy(&hash, hashes.p, sizeof hash);
        if (filter_has(&macros->filter, (uint64_t)hash << 32))
            put_entries(macros, hash, &found);
    }
    struct hash128 state = hash128(buf_str(&found));
    buf_release(&found);
    return state;
}
