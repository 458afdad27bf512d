/*
 * minhash: signatures of sets, by which sets that share much are found without comparing their members.
 *
 * A signature has MINHASH_LANES numbers, each the least value of another hash over the members; the share of equal lanes
 * estimates the Jaccard index of the sets (Broder, "On the resemblance and containment of documents", 1997). Lane l hashes
 * a member v, 32 bits, to (v ^ minhash_flip[l]) * minhash_factor[l] modulo 2^32, a permutation of all 32-bit numbers.
 *
 * Every variant gives the same numbers; minhash.c is the reference. minhash_select chooses once; before it the reference
 * works. Pure, any thread.
 */
#ifndef CBCRAWL_KERNEL_MINHASH_H
#define CBCRAWL_KERNEL_MINHASH_H

#include <stddef.h>
#include <stdint.h>

enum { MINHASH_LANES = 64 };

/* The first 64 numbers of splitmix64 from seed 1: high half, and low half made odd. */
extern const uint32_t minhash_flip[MINHASH_LANES], minhash_factor[MINHASH_LANES];

/* Takes `n` members into a signature, which starts as all UINT32_MAX. */
typedef void minhash_add_fn(const uint32_t *members, size_t n, uint32_t signature[MINHASH_LANES]);
extern minhash_add_fn *minhash_add;

/* How many of `n` lanes are equal. */
typedef size_t minhash_equal_fn(const uint32_t *a, const uint32_t *b, size_t n);
extern minhash_equal_fn *minhash_equal;

/* One way of doing it, and the cpu.h features it needs. */
struct minhash_variant {
    const char *name;
    unsigned needs;
    minhash_add_fn *add;
    minhash_equal_fn *equal;
};

/* All variants of this machine, fastest first, the reference last. */
extern const struct minhash_variant minhash_variants[];
extern const size_t minhash_variants_len;

/* Points both at the first variant that cpu_features() allows. Once in `main`, before threads. */
void minhash_select(void);

#endif
