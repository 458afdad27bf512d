/*
 * known: which history a store has already, as `cbc-load --known` says, and `cbc-load --same` in short.
 *
 * A record stream. `known` has a root, the tip its history was read from, and the digests of the settings that it was read
 * with and of how much was asked for. The `known_file` records behind it tell how often the files of that root have changed.
 */
#ifndef CBCRAWL_HISTORY_KNOWN_H
#define CBCRAWL_HISTORY_KNOWN_H

#include "pipeline/base/map.h"

/* A path that the history has. */
struct known_file {
    struct str path;
    int64_t revisions;
    struct str content_id; /* its newest past version, in hex digits; empty: none */
    int64_t versions;      /* past versions that there are; 0: it is not known */
    int64_t stride;        /* of which the store has every so many-th (file_past.h) */
};

struct known {
    struct str tip; /* hex digits */
    struct str settings;
    struct str extent;
    VEC(struct known_file) files;
    struct map by_path; /* index in `files` */
};

/* The file of that path, or NULL. */
const struct known_file *known_find(const struct known *known, struct str path);

/* Reads the stream in the file `operand` ("-": standard input) to its end. 1 with what it says of `root`, in `arena`; 0
 * when it says nothing of it. ERR_INPUT when the stream is not whole. */
int known_read(const char *operand, struct str root, struct arena *arena, struct known *ret_known,
               struct err *err);

#endif
