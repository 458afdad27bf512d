/*
 * disk_cache: values by 128-bit keys, kept in a folder from one run of a stage to the next.
 *
 *     disk_cache_open ─► find, read (any thread); put (any thread, into a batch of its own) ─► add ─► save ─► close
 *
 * Two files: a pack, to which values are appended, and an index of it, which is replaced as a whole. What is read is
 * what was written, or nothing: index and values carry XXH3-128 sums, and a value is checked where nobody else can
 * change it any more. Whatever is torn, cut off, poisoned or of another version is as good as none, and nothing is lost
 * with it but time. A key may have several values, told apart by who reads them; the newest come first.
 *
 * Any number of processes may use the folder at once. Appending needs no lock (O_APPEND); the index changes under one,
 * and takes in what others have added since. A pack over its ceiling is written anew with the values used last, half
 * the ceiling of them; who added meanwhile loses what it added.
 *
 * Everything is opened in the folder without following links or waiting, since a scanned repository may have put it
 * there.
 */
#ifndef CBCRAWL_KIT_DISK_CACHE_H
#define CBCRAWL_KIT_DISK_CACHE_H

#include "pipeline/base/arena.h"
#include "pipeline/base/buf.h"
#include "pipeline/base/hash.h"

enum {
    DISK_CACHE_VALUE_MAX = 32 << 20, /* bytes; larger values are not kept */
    DISK_CACHE_BATCH_MAX = 64 << 20, /* bytes of values put before they are added */
    DISK_CACHE_VARIANTS_MAX = 4,     /* values of one key; older ones go */
};

struct disk_cache;

/* Opens the cache in the folder open at `dir_fd` (borrowed), an empty one when there is none that can be used. The pack
 * may take `max_bytes`. ERR_ENV when the folder cannot hold one: the stage then goes without. */
int disk_cache_open(struct disk_cache **ret_cache, int dir_fd, uint64_t max_bytes, struct err *err);
void disk_cache_close(struct disk_cache *cache);

/* The values of a key: `ret_first` is the first's place, the others follow. Returns how many. Any thread. */
size_t disk_cache_find(const struct disk_cache *cache, struct hash128 key, size_t *ret_first);

/* Fills `value` (cleared first) with the value at that place. False when it is damaged. Any thread. */
bool disk_cache_read(struct disk_cache *cache, size_t place, struct buf *value);

/* Appends a value to a batch, a buf with a limit of DISK_CACHE_BATCH_MAX; one that does not fit is left out. */
void disk_cache_put(struct buf *batch, struct hash128 key, struct str value);

/* Appends the values of a batch to the pack, those that are there already apart, and empties it. One thread at a time.
 * When that fails nothing more is kept in this run. */
void disk_cache_add(struct disk_cache *cache, struct buf *batch);

/* Makes what was added known to others, and removes what has not been used for long when the pack is too large. ERR_ENV,
 * with the old cache as it was. */
int disk_cache_save(struct disk_cache *cache, struct err *err);

#endif
