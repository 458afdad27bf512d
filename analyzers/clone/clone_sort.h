/*
 * clone_sort: sorts by a 64-bit hash, byte by byte from the lowest: stable, and linear.
 */
#ifndef CBCRAWL_CLONE_CLONE_SORT_H
#define CBCRAWL_CLONE_CLONE_SORT_H

#include "pipeline/base/arena.h"

#include <stdint.h>

struct clone_key {
    uint64_t key;
    uint32_t value;
};

/* Scratch memory is taken from a copy of `arena`. */
void clone_sort(struct clone_key *keys, size_t n, const struct arena *arena);

#endif
