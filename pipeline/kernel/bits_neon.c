#include "pipeline/kernel/bits_isa.h"

#include <arm_neon.h>
#include <stdbool.h>

enum { WORDS = 2 }; /* of one register */

static inline void count(uint64x2_t *sum, uint64x2_t words)
{
    const uint8x16_t bytes = vcntq_u8(vreinterpretq_u8_u64(words));
    *sum = vpadalq_u32(*sum, vpaddlq_u16(vpaddlq_u8(bytes)));
}

static inline uint64x2_t pair(uint64x2_t x, uint64x2_t y, bool is_xor)
{
    return is_xor ? veorq_u64(x, y) : vandq_u64(x, y);
}

/* `is_xor` is known where this is called, so no loop asks for it. */
static inline uint64_t count_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    uint64x2_t sum = vdupq_n_u64(0);
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, pair(vld1q_u64(a + i), vld1q_u64(b + i), is_xor));
    for (; i < n; i++)
        rest += bits_ones(is_xor ? a[i] ^ b[i] : a[i] & b[i]);
    return vaddvq_u64(sum) + rest;
}

uint64_t bits_overlap_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, false);
}

uint64_t bits_hamming_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, true);
}

struct bits_shares bits_share_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64x2_t both = vdupq_n_u64(0), either = both;
    struct bits_shares rest = {0};
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        const uint64x2_t x = vld1q_u64(a + i), y = vld1q_u64(b + i);
        count(&both, vandq_u64(x, y));
        count(&either, vorrq_u64(x, y));
    }
    for (; i < n; i++) {
        rest.both += bits_ones(a[i] & b[i]);
        rest.either += bits_ones(a[i] | b[i]);
    }
    return (struct bits_shares){.both = rest.both + vaddvq_u64(both),
                                .either = rest.either + vaddvq_u64(either)};
}

struct bits_sizes bits_size_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_shares counts = bits_share_neon(a, b, n);
    return (struct bits_sizes){counts.both, counts.either, bits_overlap_neon(a, a, n)};
}

typedef uint64_t words2 __attribute__((vector_size(16)));

BITS_AGREED(agreed_words, words2);

void bits_consensus_neon(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                         uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        agreed_words(vectors, n_vectors, i, quorum, ret_agreed);
    for (; i < n; i++)
        bits_agreed_word(vectors, n_vectors, i, quorum, ret_agreed);
}
