/*
 * bits_isa: the variants of bits, one file per instruction set, and what they share. Only bits.c calls them by name.
 */
#ifndef CBCRAWL_KERNEL_BITS_ISA_H
#define CBCRAWL_KERNEL_BITS_ISA_H

#include "pipeline/kernel/bits.h"

bits_count_fn bits_overlap_avx2, bits_hamming_avx2;
bits_shares_fn bits_share_avx2;
bits_sizes_fn bits_size_avx2;
bits_consensus_fn bits_consensus_avx2;

bits_count_fn bits_overlap_avx512, bits_hamming_avx512;
bits_shares_fn bits_share_avx512;
bits_sizes_fn bits_size_avx512;
bits_consensus_fn bits_consensus_avx512;

bits_count_fn bits_overlap_neon, bits_hamming_neon;
bits_shares_fn bits_share_neon;
bits_sizes_fn bits_size_neon;
bits_consensus_fn bits_consensus_neon;

enum { BITS_PLANES = 8 }; /* of a counter of voters */

/* One word of the consensus, for the ends of vectors. Counters of 64 bits at once lie in planes: plane p has bit p of each.
 * A vote is added with carry; then the counters are compared with the quorum from the highest plane down. */
static inline uint64_t bits_agreed_word(const uint64_t *const *vectors, size_t n_vectors, size_t at,
                                        unsigned quorum)
{
    uint64_t plane[BITS_PLANES] = {0}, more = 0, equal = ~UINT64_C(0);
    for (size_t v = 0; v < n_vectors; v++) {
        uint64_t carry = vectors[v][at];
        for (int p = 0; p < BITS_PLANES && carry; p++) {
            uint64_t next = plane[p] & carry;
            plane[p] ^= carry;
            carry = next;
        }
    }
    for (int p = BITS_PLANES - 1; p >= 0; p--) {
        uint64_t wanted = quorum >> p & 1 ? ~UINT64_C(0) : 0;
        more |= equal & plane[p] & ~wanted;
        equal &= ~(plane[p] ^ wanted);
    }
    return more | equal;
}

#endif
