#include "pipeline/kernel/minhash_isa.h"

#include <immintrin.h>

enum { LANES = 8 }; /* of one register */

static inline __m256i load(const uint32_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

/* Lanes outside, members inside: flips, factors and the least stay in registers. */
void minhash_add_avx2(const uint32_t *members, size_t n, uint32_t signature[MINHASH_LANES])
{
    for (size_t lane = 0; lane < MINHASH_LANES; lane += 2 * LANES) {
        const __m256i flip0 = load(minhash_flip + lane), flip1 = load(minhash_flip + lane + LANES);
        const __m256i factor0 = load(minhash_factor + lane), factor1 = load(minhash_factor + lane + LANES);
        __m256i least0 = load(signature + lane), least1 = load(signature + lane + LANES);
        for (size_t i = 0; i < n; i++) {
            const __m256i member = _mm256_set1_epi32((int)members[i]);
            least0 = _mm256_min_epu32(least0, _mm256_mullo_epi32(_mm256_xor_si256(member, flip0), factor0));
            least1 = _mm256_min_epu32(least1, _mm256_mullo_epi32(_mm256_xor_si256(member, flip1), factor1));
        }
        _mm256_storeu_si256((__m256i *)(signature + lane), least0);
        _mm256_storeu_si256((__m256i *)(signature + lane + LANES), least1);
    }
}

static inline size_t equal_lanes(const uint32_t *a, const uint32_t *b)
{
    __m256i same = _mm256_cmpeq_epi32(load(a), load(b));
    return (size_t)__builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(same)));
}

size_t minhash_equal_avx2(const uint32_t *a, const uint32_t *b, size_t n)
{
    size_t equal = 0, i = 0;
    for (; i + 2 * LANES <= n; i += 2 * LANES)
        equal += equal_lanes(a + i, b + i) + equal_lanes(a + i + LANES, b + i + LANES);
    for (; i < n; i++)
        equal += a[i] == b[i];
    return equal;
}
