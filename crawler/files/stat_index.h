/*
 * stat_index: the file records of the last run, kept so that the next one reads no file that did not change.
 *
 * One file in the state folder: for every file what lstat(2) said of it and its record as written. A record is used
 * again when all these numbers are the same and the file was older than the scan that read it by more than a tick of
 * the clock, so a change within the tick is not missed. The whole is bound to a key (program, root, options) and a
 * checksum; one that is torn, of another key or not sorted is as good as none. It is a cache: nothing is lost with it.
 *
 * Reading is from any thread; adding is from one, in order of paths.
 */
#ifndef CBCRAWL_FILES_STAT_INDEX_H
#define CBCRAWL_FILES_STAT_INDEX_H

#include "crawler/files/walk.h"

#include "pipeline/base/buf.h"
#include "pipeline/base/hash.h"

enum { STAT_INDEX_MAX = 1 << 30 }; /* bytes; 400 a file: 2.6 million files, more are read anew each time */

struct stat_index_entry;

struct stat_index {
    struct hash128 key;
    struct str bytes;             /* of the old file */
    struct stat_index_entry *old; /* sorted by path */
    size_t n_old, n_used;
    struct buf new_bytes;
    size_t n_new;
    int64_t started_ns; /* by the clock that dates files */
};

/* Loads what is in the folder open at `state_fd`, if it can be used. Cannot fail. */
void stat_index_load(struct stat_index *index, struct arena *arena, int state_fd, struct hash128 key);
void stat_index_release(struct stat_index *index);

/* The kept record of a file that did not change, with its newline; empty when there is none. `attributes` is
 * file_attribute_key. */
struct str stat_index_find(const struct stat_index *index, struct str path, const struct walk_stat *stat,
                           uint64_t attributes);

/* Keeps a record for the next run, unless the file is too young to be trusted. `reused` says that it came from
 * stat_index_find. */
void stat_index_add(struct stat_index *index, struct str path, const struct walk_stat *stat,
                    uint64_t attributes, struct str record, bool reused);

/* Replaces the file, unless nothing is new. ERR_ENV. */
int stat_index_save(struct stat_index *index, int state_fd, struct err *err);

#endif
