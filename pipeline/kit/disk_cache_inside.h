/*
 * disk_cache_inside: what reading a cache (disk_cache.c) and replacing its index (disk_cache_save.c) share: the form of
 * the two files.
 *
 * The index: a head, entries sorted by key and then from the newest, and the sum of all that. The pack, named for its
 * generation: a head, then values one behind the other, with gaps where a process died. Numbers are in this machine's
 * byte order: a cache does not travel, and the magic numbers differ where the order does.
 */
#ifndef CBCRAWL_KIT_DISK_CACHE_INSIDE_H
#define CBCRAWL_KIT_DISK_CACHE_INSIDE_H

#include "pipeline/base/map.h"
#include "pipeline/kit/disk_cache.h"

enum {
    CACHE_INDEX_MAX = 256 << 20, /* bytes: five million entries */
    CACHE_NAME_MAX = 64,
    CACHE_PIECE_BYTES = 1 << 20, /* written or copied at once */
};

/* "cbcidx01" and "cbcpck01", read as this machine's numbers. Another form gets another number. */
static const uint64_t cache_index_magic = 0x3130786469636263;
static const uint64_t cache_pack_magic = 0x31306b6370636263;

struct cache_index_head {
    uint64_t magic, generation, n_entries;
};

struct cache_pack_head {
    uint64_t magic, generation;
};

struct cache_entry {
    struct hash128 key, sum;
    uint64_t at;        /* in the pack */
    uint32_t len_bytes; /* of the value */
    uint32_t used_s;    /* when it was last of use, in seconds since 1970 */
};

/* What happened to an entry in this run. */
enum cache_mark { CACHE_UNTOUCHED, CACHE_USED, CACHE_DAMAGED };

/* An index as read; the entries lie in `bytes`. */
struct cache_index {
    struct buf bytes;
    uint64_t generation;
    const struct cache_entry *entries;
    size_t len;
};

struct disk_cache {
    struct arena arena;
    int dir_fd, pack_fd;
    uint64_t max_bytes, appended_bytes;
    struct cache_index old;
    unsigned char *marks; /* enum cache_mark by entry of `old`; written by any thread */
    struct buf pending;   /* values to append; the entries from first_pending on lie in it */
    VEC(struct cache_entry) added;
    size_t first_pending;
    struct map known; /* key and sum of what was added, to its index */
    bool is_full;     /* nothing more is kept */
};

/* By key, then from the newest. */
int cache_entry_cmp(const void *a, const void *b);

/* Takes the entries out of the bytes of an index. False when these are none. */
bool cache_index_take(struct cache_index *index);

/* Reads the index. False when there is none to be trusted; `index` is then empty. Release its bytes in any case. */
bool cache_index_read(int dir_fd, struct cache_index *index);

/* Replaces it. The entries are in order. ERR_ENV. */
int cache_index_write(int dir_fd, uint64_t generation, const struct cache_entry *entries, size_t n,
                      struct err *err);

/* Makes an empty pack of a new generation. The descriptor, or ERR_ENV. */
int cache_pack_make(int dir_fd, uint64_t *ret_generation, struct err *err);

/* Waits for the folder's lock for a second at most. A descriptor to close, or ERR_ENV. */
int cache_lock(int dir_fd, struct err *err);

/* Removes other packs, and what processes that died left behind. The lock is held, so nobody else is writing; whoever has
 * another pack open finds out when it saves. */
void cache_sweep(int dir_fd, uint64_t generation);

/* Writes out what is pending. */
void cache_flush(struct disk_cache *cache);

#endif
