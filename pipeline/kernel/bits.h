/*
 * bits: bit vectors compared: what two have in common, where they differ, and what many agree on.
 *
 * A vector is `n` words of 64 bits, without alignment. What the counts mean for two sets of bits A and B:
 *
 *     overlap   |A and B|                                hamming   |A xor B|
 *     jaccard   |A and B| / |A or B|, 1 for two empty    cosine    |A and B| / sqrt(|A| * |B|), 0 when one is empty
 *
 * Every variant gives the same numbers and reads exactly the words of its vectors; bits.c is the reference. bits_select
 * chooses once; before it the reference works. Pure, any thread.
 *
 * No stage calls it yet: clones are compared by minhash.h. Its callers are its unit test and tests/bench/kernels.
 */
#ifndef CBCRAWL_KERNEL_BITS_H
#define CBCRAWL_KERNEL_BITS_H

#include <stddef.h>
#include <stdint.h>

/* A count over two vectors. */
typedef uint64_t bits_count_fn(const uint64_t *a, const uint64_t *b, size_t n);

extern bits_count_fn *bits_overlap, *bits_hamming;

/* The counts that ratios are made of. Two fit into registers, so short vectors take the shorter struct. */
struct bits_shares {
    uint64_t both;   /* |A and B| */
    uint64_t either; /* |A or B| */
};

struct bits_sizes {
    uint64_t both, either;
    uint64_t first; /* |A|; |B| is both + either - first */
};

typedef struct bits_shares bits_shares_fn(const uint64_t *a, const uint64_t *b, size_t n);
typedef struct bits_sizes bits_sizes_fn(const uint64_t *a, const uint64_t *b, size_t n);

extern bits_shares_fn *bits_share;
extern bits_sizes_fn *bits_size;

double bits_jaccard(const uint64_t *a, const uint64_t *b, size_t n);
double bits_cosine(const uint64_t *a, const uint64_t *b, size_t n);

enum { BITS_VOTERS_MAX = 255 };

/* Sets the bits that at least `quorum` of `n_vectors` (1 to BITS_VOTERS_MAX) have. `ret_agreed` has `n` words and is none
 * of the vectors. */
typedef void bits_consensus_fn(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                               uint64_t *ret_agreed);
extern bits_consensus_fn *bits_consensus;

/* One way of doing it, and the cpu.h features it needs. */
struct bits_variant {
    const char *name;
    unsigned needs;
    bits_count_fn *overlap, *hamming;
    bits_shares_fn *share;
    bits_sizes_fn *size;
    bits_consensus_fn *consensus;
};

/* All variants of this machine, fastest first, the reference last. */
extern const struct bits_variant bits_variants[];
extern const size_t bits_variants_len;

/* Points all at the first variant that cpu_features() allows. Once in `main`, before threads. */
void bits_select(void);

#endif
