/*
 * known: which history a store has already, as `cbc-load --known` says.
 *
 * A record stream of one kind, `known`: a root, the tip its history was read from, and the digest of the settings that it
 * was read with.
 */
#ifndef CBCRAWL_HISTORY_KNOWN_H
#define CBCRAWL_HISTORY_KNOWN_H

#include "pipeline/base/str.h"

struct known {
    struct str tip; /* hex digits */
    struct str settings;
};

/* Reads the stream in the file `operand` ("-": standard input) to its end. 1 with what it says of `root`, in `arena`; 0
 * when it says nothing of it. ERR_INPUT when the stream is not whole. */
int known_read(const char *operand, struct str root, struct arena *arena, struct known *ret_known,
               struct err *err);

#endif
