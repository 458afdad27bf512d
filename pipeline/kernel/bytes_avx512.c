#include "pipeline/kernel/bytes_isa.h"

#include <immintrin.h>

/* As in bytes_avx2.c, but a test gives the mask at once and high bytes need no care: a row of 0 tests as 0. */

static __m512i row_table(const uint8_t low[16])
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)low));
}

void bytes_classify_avx512(const struct bytes_set sets[BYTES_SETS], const char *p, size_t n_blocks,
                           struct bytes_masks *ret_masks)
{
    static const uint8_t bit_of[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    const __m512i bits = row_table(bit_of), set0 = row_table(sets[0].low), set1 = row_table(sets[1].low);
    for (size_t i = 0; i < n_blocks; i++) {
        const __m512i bytes = _mm512_loadu_si512(p + i * BYTES_BLOCK);
        const __m512i high = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(0x0f));
        const __m512i bit = _mm512_shuffle_epi8(bits, high);
        const __m512i from_tab = _mm512_sub_epi8(bytes, _mm512_set1_epi8('\t'));
        const uint64_t white = _mm512_cmple_epu8_mask(from_tab, _mm512_set1_epi8('\r' - '\t')) |
                               _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(' '));
        ret_masks[i] = (struct bytes_masks){
            .newline = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
            .solid = ~white,
            .in = {_mm512_test_epi8_mask(_mm512_shuffle_epi8(set0, bytes), bit),
                   _mm512_test_epi8_mask(_mm512_shuffle_epi8(set1, bytes), bit)},
        };
    }
}

void bytes_newlines_avx512(const char *p, size_t n_blocks, uint64_t *ret_masks)
{
    for (size_t i = 0; i < n_blocks; i++)
        ret_masks[i] = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p + i * BYTES_BLOCK), _mm512_set1_epi8('\n'));
}
