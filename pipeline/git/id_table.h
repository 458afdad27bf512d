/*
 * id_table: sorted object ids behind a fanout, as pack indexes and multi-pack indexes have them.
 *
 * The fanout is 256 numbers: how many ids begin with a byte not above the position. Borrows the mapped file.
 */
#ifndef CBCRAWL_GIT_ID_TABLE_H
#define CBCRAWL_GIT_ID_TABLE_H

#include "pipeline/git/object_id.h"

enum { ID_TABLE_FANOUT_BYTES = 256 * 4 };

struct id_table {
    const char *fanout;
    const char *ids; /* the first one */
    size_t stride;   /* bytes from one to the next */
    size_t id_len;
    uint32_t len;
};

/* Does the fanout never fall, and end at what `ret_len` then says? All lookups rely on it. */
bool id_table_fanout_len(const char *fanout, uint32_t *ret_len);

/* Position of `id`. False when it is not there, also when the table is not in order. */
bool id_table_find(const struct id_table *table, const struct object_id *id, uint32_t *ret_at);

/* Position of the first id that is not below `id`; `len` when there is none. */
uint32_t id_table_search(const struct id_table *table, const struct object_id *id);

static inline struct object_id id_table_at(const struct id_table *table, uint32_t i)
{
    return object_id_of(table->ids + i * table->stride, table->id_len);
}

#endif
