/*
 * object_store_inside: what a store is made of, for its readers.
 *
 * A folder is an objects/ folder: the repository's own or an alternate. A source is a table of ids in one of them: a
 * multi-pack index, a pack's index, or the loose objects; they are asked in that order.
 */
#ifndef CBCRAWL_GIT_OBJECT_STORE_INSIDE_H
#define CBCRAWL_GIT_OBJECT_STORE_INSIDE_H

#include "pipeline/base/vec.h"
#include "pipeline/git/multi_pack_index.h"
#include "pipeline/git/object_cache.h"
#include "pipeline/git/pack_file.h"
#include "pipeline/git/pack_index.h"

enum { OBJECT_PACKS_MAX = 10000 }; /* in all folders; Linux lets a process map 65,530 files */

struct store_folder {
    struct str path; /* for messages, and what relative alternates start from */
    int fd;
    unsigned depth; /* 0 for the repository's own */
    uint64_t dev, ino;
};

struct store_pack {
    struct str name; /* with folder, for messages */
    struct pack_file file;
    struct str mapped;
};

enum store_source_kind { STORE_MULTI_PACK, STORE_PACK, STORE_LOOSE };

struct store_source {
    enum store_source_kind kind;
    struct str mapped; /* the index */
    uint32_t folder;
    uint32_t pack;   /* STORE_PACK: position in packs */
    uint32_t *packs; /* STORE_MULTI_PACK: the same of each of its packs, or LOOSE_PACK when it is missing */
    union {
        struct pack_index index;
        struct multi_pack_index multi;
    };
};

struct object_store {
    size_t id_len;
    VEC(struct store_folder) folders;
    VEC(struct store_pack) packs;
    VEC(struct store_source) sources;
    VEC(struct str) warnings;
};

/* Where an object may lie, in order: start with zero and call until false. Loose places are not looked at: the file may
 * be missing. `hint` is a source to ask first, such as that of the last object. */
struct object_search {
    uint32_t hint;
    uint32_t next;   /* 0: the hint; i: source i - 1 */
    uint32_t source; /* of the place that was returned */
};

struct object_place {
    struct object_key key;
    uint32_t folder;
};

bool object_store_next_place(const struct object_store *store, const struct object_id *id,
                             struct object_search *search, struct object_place *ret_place);

/* Is there a file at that loose place? */
bool object_store_has_loose(const struct object_store *store, const struct object_place *place);

#endif
