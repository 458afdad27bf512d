#include "pipeline/kernel/bits_isa.h"

#include <arm_neon.h>

enum { WORDS = 2 }; /* of one register */

static inline uint64_t ones(uint64_t word)
{
    return (uint64_t)__builtin_popcountll(word);
}

static inline void count(uint64x2_t *sum, uint64x2_t words)
{
    const uint8x16_t bytes = vcntq_u8(vreinterpretq_u8_u64(words));
    *sum = vpadalq_u32(*sum, vpaddlq_u16(vpaddlq_u8(bytes)));
}

uint64_t bits_overlap_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64x2_t sum = vdupq_n_u64(0);
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, vandq_u64(vld1q_u64(a + i), vld1q_u64(b + i)));
    for (; i < n; i++)
        rest += ones(a[i] & b[i]);
    return vaddvq_u64(sum) + rest;
}

uint64_t bits_hamming_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64x2_t sum = vdupq_n_u64(0);
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, veorq_u64(vld1q_u64(a + i), vld1q_u64(b + i)));
    for (; i < n; i++)
        rest += ones(a[i] ^ b[i]);
    return vaddvq_u64(sum) + rest;
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
        rest.both += ones(a[i] & b[i]);
        rest.either += ones(a[i] | b[i]);
    }
    return (struct bits_shares){.both = rest.both + vaddvq_u64(both),
                                .either = rest.either + vaddvq_u64(either)};
}

struct bits_sizes bits_size_neon(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_shares counts = bits_share_neon(a, b, n);
    return (struct bits_sizes){counts.both, counts.either, bits_overlap_neon(a, a, n)};
}

/* As bits_agreed_word, on two words. */
void bits_consensus_neon(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                         uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        uint64x2_t plane[BITS_PLANES], more = vdupq_n_u64(0), equal = vdupq_n_u64(~UINT64_C(0));
        for (int p = 0; p < BITS_PLANES; p++)
            plane[p] = vdupq_n_u64(0);
        for (size_t v = 0; v < n_vectors; v++) {
            uint64x2_t carry = vld1q_u64(vectors[v] + i);
            for (int p = 0; p < BITS_PLANES && v + 1 >= (size_t)1 << p; p++) {
                const uint64x2_t next = vandq_u64(plane[p], carry);
                plane[p] = veorq_u64(plane[p], carry);
                carry = next;
            }
        }
        for (int p = BITS_PLANES - 1; p >= 0; p--) {
            const uint64x2_t wanted = vdupq_n_u64(quorum >> p & 1 ? ~UINT64_C(0) : 0);
            more = vorrq_u64(more, vbicq_u64(vandq_u64(equal, plane[p]), wanted));
            equal = vbicq_u64(equal, veorq_u64(plane[p], wanted));
        }
        vst1q_u64(ret_agreed + i, vorrq_u64(more, equal));
    }
    for (; i < n; i++)
        ret_agreed[i] = bits_agreed_word(vectors, n_vectors, i, quorum);
}
