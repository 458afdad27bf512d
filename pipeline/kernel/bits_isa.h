/*
 * bits_isa: the variants of bits, one file per instruction set, and what they share. Only bits.c calls them by name.
 */
#ifndef CBCRAWL_KERNEL_BITS_ISA_H
#define CBCRAWL_KERNEL_BITS_ISA_H

#include "pipeline/kernel/bits.h"

#include <string.h>

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

static inline uint64_t bits_ones(uint64_t word)
{
    return (uint64_t)__builtin_popcountll(word);
}

/*
 * Defines a function that puts the consensus from word `at` on into `ret_agreed`, as many words as `words` has, which is
 * uint64_t or a vector of it in the sense of GCC; both have the operators. Counters of 64 bits at once lie in planes: plane
 * p has bit p of each. A vote is added with carry, which after v votes goes no farther than v + 1 needs; then the counters
 * are compared with the quorum from the highest plane down.
 */
#define BITS_AGREED(name, words)                                                                          \
    static inline void name(const uint64_t *const *vectors, size_t n_vectors, size_t at, unsigned quorum, \
                            uint64_t *ret_agreed)                                                         \
    {                                                                                                     \
        words plane[BITS_PLANES], more = {0}, equal = ~more;                                              \
        memset(plane, 0, sizeof plane);                                                                   \
        for (size_t v = 0; v < n_vectors; v++) {                                                          \
            words carry;                                                                                  \
            memcpy(&carry, vectors[v] + at, sizeof carry);                                                \
            for (int p = 0; p < BITS_PLANES && v + 1 >= (size_t)1 << p; p++) {                            \
                const words next = plane[p] & carry;                                                      \
                plane[p] ^= carry;                                                                        \
                carry = next;                                                                             \
            }                                                                                             \
        }                                                                                                 \
        for (int p = BITS_PLANES - 1; p >= 0; p--) {                                                      \
            const words wanted = (words){0} - (uint64_t)(quorum >> p & 1);                                \
            more |= equal & plane[p] & ~wanted;                                                           \
            equal &= ~(plane[p] ^ wanted);                                                                \
        }                                                                                                 \
        more |= equal;                                                                                    \
        memcpy(ret_agreed + at, &more, sizeof more);                                                      \
    }                                                                                                     \
    _Static_assert(sizeof(words) % sizeof(uint64_t) == 0, "whole words")

BITS_AGREED(bits_agreed_word, uint64_t);

#endif
