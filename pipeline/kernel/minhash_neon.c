#include "pipeline/kernel/minhash_isa.h"

#include <arm_neon.h>

enum { LANES = 4 }; /* of one register */

/* As in minhash_avx2.c, on four registers at a time. */
void minhash_add_neon(const uint32_t *members, size_t n, uint32_t signature[MINHASH_LANES])
{
    enum { PARTS = 4 };
    for (size_t lane = 0; lane < MINHASH_LANES; lane += (size_t)PARTS * LANES) {
        uint32x4_t flip[PARTS], factor[PARTS], least[PARTS];
        for (int p = 0; p < PARTS; p++) {
            flip[p] = vld1q_u32(minhash_flip + lane + (size_t)p * LANES);
            factor[p] = vld1q_u32(minhash_factor + lane + (size_t)p * LANES);
            least[p] = vld1q_u32(signature + lane + (size_t)p * LANES);
        }
        for (size_t i = 0; i < n; i++) {
            const uint32x4_t member = vdupq_n_u32(members[i]);
            for (int p = 0; p < PARTS; p++)
                least[p] = vminq_u32(least[p], vmulq_u32(veorq_u32(member, flip[p]), factor[p]));
        }
        for (int p = 0; p < PARTS; p++)
            vst1q_u32(signature + lane + (size_t)p * LANES, least[p]);
    }
}

size_t minhash_equal_neon(const uint32_t *a, const uint32_t *b, size_t n)
{
    size_t equal = 0, i = 0;
    for (; i + LANES <= n; i += LANES)
        equal += vaddvq_u32(vshrq_n_u32(vceqq_u32(vld1q_u32(a + i), vld1q_u32(b + i)), 31));
    for (; i < n; i++)
        equal += a[i] == b[i];
    return equal;
}
