/*
 * multi_pack_index: where the objects of many packs begin, in one table (objects/pack/multi-pack-index).
 *
 * Borrows the mapped file. As in a pack index, order and offsets are checked when they are used. Layers of an
 * incremental one (multi-pack-index.d) are not read: each pack has its own index still.
 */
#ifndef CBCRAWL_GIT_MULTI_PACK_INDEX_H
#define CBCRAWL_GIT_MULTI_PACK_INDEX_H

#include "pipeline/git/id_table.h"

struct multi_pack_index {
    struct id_table ids;
    struct str pack_names; /* each ends in NUL: "pack-….idx" */
    uint32_t n_packs;
    const char *offsets;    /* 8 bytes each: pack, offset */
    struct str far_offsets; /* 8 bytes each; empty when no offset needs more than 32 bits */
};

/* ERR_INPUT when it is too short for what it says, of another version, or lacks a chunk. */
int multi_pack_index_parse(struct str bytes, size_t id_len, struct multi_pack_index *ret_index,
                           struct err *err);

/* False when it is not there, or its place makes no sense. *ret_pack is below n_packs. */
bool multi_pack_index_find(const struct multi_pack_index *index, const struct object_id *id,
                           uint32_t *ret_pack, uint64_t *ret_offset);

#endif
