/*
 * clone_sort: brings like hashes together.
 *
 * Most hashes occur once. A tally counts them up to two in a table of bits, so that only those that may occur again need be
 * sorted. Sorting goes digit by digit from the lowest: stable, and linear.
 */
#ifndef CBCRAWL_CLONE_CLONE_SORT_H
#define CBCRAWL_CLONE_CLONE_SORT_H

#include "pipeline/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct clone_key {
    uint64_t key;
    uint32_t value;
};

/* Two bits for each slot, 32 slots to a word: met once, met again. Hashes that share a slot are taken for one. */
struct clone_tally {
    uint64_t *words;
    uint64_t mask;
};

/* For `n` hashes, in `arena`. */
struct clone_tally clone_tally_new(size_t n, struct arena *arena);

static inline void clone_tally_add(struct clone_tally *tally, uint64_t hash)
{
    uint64_t slot = hash & tally->mask, once = UINT64_C(1) << slot % 32 * 2;
    uint64_t *word = &tally->words[slot / 32];
    *word |= once | (*word & once) << 1;
}

/* Was a hash of this slot added more than once? */
static inline bool clone_tally_again(const struct clone_tally *tally, uint64_t hash)
{
    uint64_t slot = hash & tally->mask;
    return tally->words[slot / 32] >> slot % 32 * 2 & 2;
}

/* Drops keys that occur once, though not all of them. Returns how many are left; they stay in order. */
size_t clone_keep_again(struct clone_key *keys, size_t n, const struct arena *arena);

/* Scratch memory is taken from a copy of `arena`. */
void clone_sort(struct clone_key *keys, size_t n, const struct arena *arena);

#endif
