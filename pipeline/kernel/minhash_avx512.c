#include "pipeline/kernel/minhash_isa.h"

#include <immintrin.h>

enum { LANES = 16 }; /* of one register */

/* As in minhash_avx2.c; the whole signature fits into registers. */
void minhash_add_avx512(const uint32_t *members, size_t n, uint32_t signature[MINHASH_LANES])
{
    enum { PARTS = MINHASH_LANES / LANES };
    __m512i flip[PARTS], factor[PARTS], least[PARTS];
    for (int p = 0; p < PARTS; p++) {
        flip[p] = _mm512_loadu_si512(minhash_flip + p * LANES);
        factor[p] = _mm512_loadu_si512(minhash_factor + p * LANES);
        least[p] = _mm512_loadu_si512(signature + p * LANES);
    }
    for (size_t i = 0; i < n; i++) {
        const __m512i member = _mm512_set1_epi32((int)members[i]);
        for (int p = 0; p < PARTS; p++)
            least[p] =
                _mm512_min_epu32(least[p], _mm512_mullo_epi32(_mm512_xor_si512(member, flip[p]), factor[p]));
    }
    for (int p = 0; p < PARTS; p++)
        _mm512_storeu_si512(signature + p * LANES, least[p]);
}

static inline size_t equal_lanes(const uint32_t *a, const uint32_t *b, __mmask16 wanted)
{
    __m512i x = _mm512_maskz_loadu_epi32(wanted, a), y = _mm512_maskz_loadu_epi32(wanted, b);
    return (size_t)__builtin_popcount(_mm512_mask_cmpeq_epi32_mask(wanted, x, y));
}

size_t minhash_equal_avx512(const uint32_t *a, const uint32_t *b, size_t n)
{
    const __mmask16 all = 0xffff;
    size_t equal = 0, i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES)
        equal += equal_lanes(a + i, b + i, all) + equal_lanes(a + i + LANES, b + i + LANES, all);
    for (; i < n; i += LANES)
        equal += equal_lanes(a + i, b + i, n - i < LANES ? (__mmask16)((1u << (n - i)) - 1) : all);
    return equal;
}
