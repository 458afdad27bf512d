/*
 * object_store: reads git's objects: packs of every form, multi-pack indexes, loose objects, alternates.
 *
 * A store is what a repository's objects/ folder and its alternates hold. It is opened once, mapped, and never changes:
 * any number of threads may share it. Loose objects alone are opened when they are read, below folders that stay open.
 * A reader belongs to one thread: it inflates, applies deltas, and keeps what it made, up to a ceiling, because the next
 * object of a history is mostly a delta against the last.
 *
 * Objects are lent: `data` stays until object_release; a reader's cache only drops what nobody holds. What is in a
 * repository is a stranger's: every offset, size, chain and index entry is checked before use, and damage is an error of
 * the object it hits, not of the whole; of an object that lies in several places any whole copy serves. Ids are not
 * computed again (git's own default for reading, and 40 % of libgit2's time); so damage that zlib's checksum does not
 * cover, such as a changed offset in an index, may give another object's bytes. object_verify tells, for who wants to
 * know. Replacements (refs/replace) are the caller's business.
 */
#ifndef CBCRAWL_GIT_OBJECT_STORE_H
#define CBCRAWL_GIT_OBJECT_STORE_H

#include "pipeline/git/object_id.h"

enum object_type { OBJECT_NONE = 0, OBJECT_COMMIT = 1, OBJECT_TREE = 2, OBJECT_BLOB = 3, OBJECT_TAG = 4 };

enum {
    OBJECT_MAX = 512 << 20,        /* bytes of one object: git's own core.bigFileThreshold */
    OBJECT_CHAIN_MAX = 4096,       /* deltas upon deltas; git's greatest --depth is 4095 */
    OBJECT_ALTERNATES_MAX = 64,    /* folders in all */
    OBJECT_ALTERNATES_DEPTH = 5,   /* alternates of alternates, as git */
    OBJECT_CACHE_BYTES = 96 << 20, /* a good ceiling for a reader */
};

struct object_store;

/* Opens the objects of `common_dir` (absolute: repo.common_dir) whose ids have `id_len` bytes; lives in `arena`, but for
 * its mappings. A pack or an alternate that cannot be used is left out and told by object_store_warning; only when
 * there is no objects folder at all is it ERR_INPUT. ERR_ENV. */
int object_store_open(struct arena *arena, struct str common_dir, size_t id_len,
                      struct object_store **ret_store, struct err *err);
void object_store_close(struct object_store *store); /* NULL is fine */

/* What had to be left out: text `i` of 0..n-1, {NULL, 0} behind the last. */
struct str object_store_warning(const struct object_store *store, size_t i);

size_t object_store_id_len(const struct object_store *store);

/* Is there an object of this id? Says nothing about its soundness. */
bool object_exists(const struct object_store *store, const struct object_id *id);

/* The object whose id begins with `hex` (4 digits at least). 1 found, 0 none, ERR_INPUT when several do. */
int object_find_abbreviated(const struct object_store *store, struct str hex, struct object_id *ret_id,
                            struct err *err);

struct object_reader;

/* Never NULL; `cache_bytes` bounds what is kept of objects nobody holds. Free with object_reader_free, which also
 * takes back all that was lent. */
struct object_reader *object_reader_new(const struct object_store *store, size_t cache_bytes);
void object_reader_free(struct object_reader *reader); /* NULL is fine */

/* The store it reads from. */
const struct object_store *object_reader_store(const struct object_reader *reader);

enum { OBJECT_SLACK = 32 };

struct object {
    enum object_type type;
    struct str data; /* OBJECT_SLACK bytes of zeros are behind it, so that it can be read in wide steps */
    struct object_entry *entry; /* the reader's own */
};

/* Lends an object, which must be of `type` (OBJECT_NONE: any). ERR_INPUT says why not: missing, damaged (where),
 * of another type, too large; the text begins with "object <hex>". */
int object_read(struct object_reader *reader, const struct object_id *id, enum object_type type,
                struct object *ret_object, struct err *err);

/* Gives it back; zeroed structs are fine. */
void object_release(struct object_reader *reader, struct object *object);

/* Size and type without making the object, where its pack says so. */
int object_stat(struct object_reader *reader, const struct object_id *id, enum object_type *ret_type,
                size_t *ret_len_bytes, struct err *err);

/* Does the object's content have this id? 0 or ERR_INPUT. */
int object_verify(struct object_reader *reader, const struct object_id *id, struct err *err);

#endif
