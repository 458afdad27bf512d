#include "pipeline/kernel/bytes_isa.h"

#include <immintrin.h>

/* A set lookup: the shuffle by the low four bits picks the row, and gives 0 for bytes above 0x7f; `bit` is 1 << (byte
 * >> 4), the place in the row. White space is a set as well. */
struct tables {
    __m256i bit, white, sets[BYTES_SETS];
};

static __m256i row_table(const uint8_t low[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)low));
}

static struct tables tables_make(const struct bytes_set sets[BYTES_SETS])
{
    static const uint8_t bit[16] = {1, 2, 4, 8, 16, 32, 64, 128};
    struct bytes_set white = {{0}};
    for (unsigned char c = '\t'; c <= '\r'; c++)
        bytes_set_add(&white, c);
    bytes_set_add(&white, ' ');
    struct tables tables = {.bit = row_table(bit), .white = row_table(white.low)};
    for (unsigned i = 0; i < BYTES_SETS; i++)
        tables.sets[i] = row_table(sets[i].low);
    return tables;
}

/* A bit per byte that is a member. */
static inline uint32_t members(__m256i table, __m256i bytes, __m256i bit)
{
    __m256i row = _mm256_shuffle_epi8(table, bytes);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit));
}

/* Adds the 32 bytes at `p` to `masks`, as its bits from `shift` on. */
static inline void classify_half(const struct tables *tables, const char *p, unsigned shift,
                                 struct bytes_masks *masks)
{
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
    /* Of bytes above 0x7f the bit is 0, as is the row: "0 & 0 == 0" would make them members. */
    const __m256i bit = _mm256_or_si256(_mm256_shuffle_epi8(tables->bit, high),
                                        _mm256_and_si256(bytes, _mm256_set1_epi8((char)0x80)));
    const __m256i newline = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
    masks->newline |= (uint64_t)(uint32_t)_mm256_movemask_epi8(newline) << shift;
    masks->solid |= (uint64_t)~members(tables->white, bytes, bit) << shift;
    for (unsigned i = 0; i < BYTES_SETS; i++)
        masks->in[i] |= (uint64_t)members(tables->sets[i], bytes, bit) << shift;
}

void bytes_classify_avx2(const struct bytes_set sets[BYTES_SETS], const char *p, size_t n_blocks,
                         struct bytes_masks *ret_masks)
{
    const struct tables tables = tables_make(sets);
    for (size_t i = 0; i < n_blocks; i++) {
        struct bytes_masks masks = {0};
        classify_half(&tables, p + i * BYTES_BLOCK, 0, &masks);
        classify_half(&tables, p + i * BYTES_BLOCK + 32, 32, &masks);
        ret_masks[i] = masks;
    }
}

static inline uint32_t newlines_of_half(const char *p)
{
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')));
}

void bytes_newlines_avx2(const char *p, size_t n_blocks, uint64_t *ret_masks)
{
    for (size_t i = 0; i < n_blocks; i++, p += BYTES_BLOCK)
        ret_masks[i] = newlines_of_half(p) | (uint64_t)newlines_of_half(p + 32) << 32;
}
