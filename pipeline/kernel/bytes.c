#include "pipeline/kernel/bytes.h"

#include "pipeline/base/cpu.h"
#include "pipeline/kernel/bytes_isa.h"

static bool is_white(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void classify_block(const struct bytes_set sets[BYTES_SETS], const unsigned char *p,
                           struct bytes_masks *ret)
{
    struct bytes_masks masks = {0};
    for (unsigned i = 0; i < BYTES_BLOCK; i++) {
        masks.newline |= (uint64_t)(p[i] == '\n') << i;
        masks.solid |= (uint64_t)!is_white(p[i]) << i;
        for (unsigned set = 0; set < BYTES_SETS; set++)
            masks.in[set] |= (uint64_t)bytes_set_has(&sets[set], p[i]) << i;
    }
    *ret = masks;
}

static void classify_scalar(const struct bytes_set sets[BYTES_SETS], const char *p, size_t n_blocks,
                            struct bytes_masks *ret_masks)
{
    for (size_t i = 0; i < n_blocks; i++)
        classify_block(sets, (const unsigned char *)p + i * BYTES_BLOCK, &ret_masks[i]);
}

static void newlines_scalar(const char *p, size_t n_blocks, uint64_t *ret_masks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        ret_masks[i] = 0;
        for (unsigned bit = 0; bit < BYTES_BLOCK; bit++)
            ret_masks[i] |= (uint64_t)(p[i * BYTES_BLOCK + bit] == '\n') << bit;
    }
}

const struct bytes_variant bytes_variants[] = {
#if defined(__x86_64__)
    {"avx512", CPU_AVX512, bytes_classify_avx512, bytes_newlines_avx512},
    {"avx2", CPU_AVX2, bytes_classify_avx2, bytes_newlines_avx2},
#elif defined(__aarch64__)
    {"neon", CPU_NEON, bytes_classify_neon, bytes_newlines_neon},
#endif
    {"scalar", 0, classify_scalar, newlines_scalar},
};

const size_t bytes_variants_len = sizeof bytes_variants / sizeof bytes_variants[0];

bytes_classify_fn *bytes_classify = classify_scalar;
bytes_newlines_fn *bytes_newlines = newlines_scalar;

void bytes_select(void)
{
    const struct bytes_variant *variant = bytes_variants;
    while (variant->needs & ~cpu_features()) /* the reference needs nothing, so this ends */
        variant++;
    bytes_classify = variant->classify;
    bytes_newlines = variant->newlines;
}
