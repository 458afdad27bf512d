#include "pipeline/kernel/bytes_isa.h"

#include <arm_neon.h>

/* As in bytes_avx2.c, on 4 × 16 bytes; the table lookup gives 0 for indexes of 16 and more. */

/* One bit per byte of four vectors that hold 0x00 or 0xff. */
static inline uint64_t mask_of(const uint8x16_t v[4])
{
    static const uint8_t place[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t places = vld1q_u8(place);
    uint8x16_t low = vpaddq_u8(vandq_u8(v[0], places), vandq_u8(v[1], places));
    uint8x16_t high = vpaddq_u8(vandq_u8(v[2], places), vandq_u8(v[3], places));
    uint8x16_t sum = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline uint64_t members(const struct bytes_set *set, const uint8x16_t bytes[4])
{
    static const uint8_t bit_of[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t rows = vld1q_u8(set->low), bits = vld1q_u8(bit_of);
    uint8x16_t found[4];
    for (unsigned i = 0; i < 4; i++) {
        uint8x16_t row = vqtbl1q_u8(rows, vandq_u8(bytes[i], vdupq_n_u8(0x0f)));
        found[i] = vtstq_u8(row, vqtbl1q_u8(bits, vshrq_n_u8(bytes[i], 4)));
    }
    return mask_of(found);
}

void bytes_classify_neon(const struct bytes_set sets[BYTES_SETS], const char *p, size_t n_blocks,
                         struct bytes_masks *ret_masks)
{
    for (size_t b = 0; b < n_blocks; b++) {
        uint8x16_t bytes[4], newline[4], solid[4];
        for (unsigned i = 0; i < 4; i++) {
            bytes[i] = vld1q_u8((const uint8_t *)p + b * BYTES_BLOCK + i * 16);
            newline[i] = vceqq_u8(bytes[i], vdupq_n_u8('\n'));
            solid[i] = vandq_u8(vcgtq_u8(vsubq_u8(bytes[i], vdupq_n_u8('\t')), vdupq_n_u8('\r' - '\t')),
                                vmvnq_u8(vceqq_u8(bytes[i], vdupq_n_u8(' '))));
        }
        ret_masks[b] = (struct bytes_masks){.newline = mask_of(newline), .solid = mask_of(solid)};
        for (unsigned i = 0; i < BYTES_SETS; i++)
            ret_masks[b].in[i] = members(&sets[i], bytes);
    }
}

void bytes_newlines_neon(const char *p, size_t n_blocks, uint64_t *ret_masks)
{
    for (size_t b = 0; b < n_blocks; b++) {
        uint8x16_t newline[4];
        for (unsigned i = 0; i < 4; i++)
            newline[i] = vceqq_u8(vld1q_u8((const uint8_t *)p + b * BYTES_BLOCK + i * 16), vdupq_n_u8('\n'));
        ret_masks[b] = mask_of(newline);
    }
}
