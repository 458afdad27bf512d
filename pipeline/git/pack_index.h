/*
 * pack_index: where the objects of a pack begin (pack-*.idx, versions 1 and 2).
 *
 * Borrows the mapped file. That ids are in order and offsets inside of the pack is not checked here: a lie costs its
 * object, not the time to read the whole index.
 */
#ifndef CBCRAWL_GIT_PACK_INDEX_H
#define CBCRAWL_GIT_PACK_INDEX_H

#include "pipeline/git/id_table.h"

struct pack_index {
    struct id_table ids;
    const char *offsets; /* 4 bytes each, `stride` apart */
    size_t offset_stride;
    struct str far_offsets; /* 8 bytes each: of version 2, for offsets of 2 GB and more */
};

/* ERR_INPUT when the file is too short for what its fanout says, or of another version. */
int pack_index_parse(struct str bytes, size_t id_len, struct pack_index *ret_index, struct err *err);

/* False when it is not there, or its far offset is not. */
bool pack_index_find(const struct pack_index *index, const struct object_id *id, uint64_t *ret_offset);

#endif
