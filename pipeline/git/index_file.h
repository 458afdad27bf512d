/*
 * index_file: git's index, the list of tracked files with what stat(2) said of them when their ids were taken.
 *
 * Our own reader over the bytes of the file: versions 2, 3 and 4 (names share prefixes), split (`link`) and sparse
 * (`sdir`) ones. The index of a scanned repository is an attacker's: every length is checked, names must be sorted,
 * and what cannot be read is ERR_INPUT, never a guess. The checksum at the end is not looked at; git does not either.
 *
 * Entries are in order of their names, byte by byte. Names and ids borrow the bytes of the file or live in the arena.
 */
#ifndef CBCRAWL_GIT_INDEX_FILE_H
#define CBCRAWL_GIT_INDEX_FILE_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    INDEX_FILE_MAX = 1 << 30, /* bytes; 100 a file: ten million files */
    INDEX_NAME_MAX = 4096,    /* bytes; PATH_MAX, longer ones cannot be checked out */
    INDEX_NAMES_MAX =
        1 << 30,       /* bytes of all names of a version 4 index together, which 1 MB could make 4 GB */
    INDEX_ID_MAX = 32, /* SHA-256 */
};

/* The file types that git knows, as in st_mode. */
enum index_mode { INDEX_MODE_TYPE = 0170000, INDEX_MODE_DIR = 0040000, INDEX_MODE_COMMIT = 0160000 };

enum index_flag {
    INDEX_SKIP_WORKTREE = 1 << 0, /* sparse checkout: not in the work tree on purpose */
    INDEX_INTENT_TO_ADD = 1 << 1, /* `git add -N`: has no content yet */
    INDEX_UNMERGED = 1 << 2,      /* one of up to three entries of a name in conflict */
};

/* The last 32 bits of what stat said, as git stores them. */
struct index_stat {
    uint32_t ctime_s, ctime_ns, mtime_s, mtime_ns, dev, ino, mode, uid, gid, len_bytes;
};

struct index_entry {
    struct str path;
    const unsigned char *id;
    struct index_stat stat;
    unsigned flags;
};

struct index_file {
    struct index_entry *entries;
    size_t len;
    bool is_sparse;     /* entries of mode INDEX_MODE_DIR stand for whole folders that are not checked out */
    struct str base_id; /* of the shared index that a split one stands on; empty when it is whole */
    struct str deleted, replaced; /* of a split one: bit maps over the base's entries */
};

/* Reads the bytes of an index whose ids have `id_len` bytes. ERR_INPUT says what is wrong. */
int index_file_parse(struct arena *arena, struct str bytes, size_t id_len, struct index_file *ret_index,
                     struct err *err);

/* Lays a split index over its base: *ret_index has the entries of both. ERR_INPUT when they do not fit. */
int index_file_join(struct arena *arena, const struct index_file *split, const struct index_file *base,
                    struct index_file *ret_index, struct err *err);

/* The first entry at or behind `path`, as an index; `len` when there is none. */
size_t index_file_search(const struct index_file *index, struct str path);

#endif
