/*
 * pack_delta: an object told as pieces of another one (its base) and bytes between them.
 *
 * Copies are made in steps of 16 bytes, so base, delta and result each need PACK_DELTA_SLACK bytes of memory behind
 * their end; what is in them does not matter, and behind the result they are overwritten.
 */
#ifndef CBCRAWL_GIT_PACK_DELTA_H
#define CBCRAWL_GIT_PACK_DELTA_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { PACK_DELTA_SLACK = 32 };

struct pack_delta {
    uint64_t base_len, result_len;
    struct str commands;
};

/* Reads the two lengths; ERR_INPUT when they are cut off. */
int pack_delta_parse(struct str delta, struct pack_delta *ret_delta, struct err *err);

/* Makes the result, `result_len` bytes at `to`. ERR_INPUT when the base has another length, a command reaches out of it,
 * or the result does not end where it should; what is at `to` is then undefined. */
int pack_delta_apply(const struct pack_delta *delta, struct str base, char *to, struct err *err);

#endif
