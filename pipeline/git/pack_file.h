/*
 * pack_file: the entries of a pack: what each is, and where its compressed bytes begin.
 *
 * Borrows the mapped file. An entry is a whole object or a delta against another, named by its distance in the same pack
 * or by its id. Its compressed length is written nowhere: the stream itself says where it ends.
 */
#ifndef CBCRAWL_GIT_PACK_FILE_H
#define CBCRAWL_GIT_PACK_FILE_H

#include "pipeline/git/object_id.h"

/* As in the file; 1 to 4 are those of enum object_type. */
enum pack_entry_type { PACK_ENTRY_OFFSET_DELTA = 6, PACK_ENTRY_ID_DELTA = 7 };

struct pack_file {
    struct str bytes; /* without the checksum */
    size_t id_len;
};

struct pack_entry {
    unsigned type;        /* an object_type or a pack_entry_type */
    size_t len_bytes;     /* when inflated */
    struct str packed;    /* begins with the stream, and ends with the pack */
    uint64_t base_offset; /* of PACK_ENTRY_OFFSET_DELTA: below that of the entry */
    struct object_id base_id;
};

/* ERR_INPUT when it is no pack, or of another version than 2 and 3. */
int pack_file_parse(struct str bytes, size_t id_len, struct pack_file *ret_pack, struct err *err);

/* The entry at `offset`; ERR_INPUT when there can be none, or its length is above `limit_bytes` or cannot come from the
 * bytes that are left. */
int pack_file_entry(const struct pack_file *pack, uint64_t offset, size_t limit_bytes,
                    struct pack_entry *ret_entry, struct err *err);

#endif
