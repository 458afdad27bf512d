#include "pipeline/kernel/bits.h"

#include "pipeline/base/cpu.h"
#include "pipeline/kernel/bits_isa.h"

#include <math.h>

/* The reference ---------------------------------------------------------------------------------------------------- */

static uint64_t overlap_scalar(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += bits_ones(a[i] & b[i]);
    return count;
}

static uint64_t hamming_scalar(const uint64_t *a, const uint64_t *b, size_t n)
{
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += bits_ones(a[i] ^ b[i]);
    return count;
}

static struct bits_shares share_scalar(const uint64_t *a, const uint64_t *b, size_t n)
{
    struct bits_shares counts = {0};
    for (size_t i = 0; i < n; i++) {
        counts.both += bits_ones(a[i] & b[i]);
        counts.either += bits_ones(a[i] | b[i]);
    }
    return counts;
}

static struct bits_sizes size_scalar(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_shares shares = share_scalar(a, b, n);
    struct bits_sizes counts = {shares.both, shares.either, 0};
    for (size_t i = 0; i < n; i++)
        counts.first += bits_ones(a[i]);
    return counts;
}

/* Counts the voters of each bit, one by one. */
static void consensus_scalar(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                             uint64_t *ret_agreed)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t agreed = 0;
        for (unsigned bit = 0; bit < 64; bit++) {
            unsigned votes = 0;
            for (size_t v = 0; v < n_vectors; v++)
                votes += vectors[v][i] >> bit & 1;
            agreed |= (uint64_t)(votes >= quorum) << bit;
        }
        ret_agreed[i] = agreed;
    }
}

/* Ratios ----------------------------------------------------------------------------------------------------------- */

double bits_jaccard(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_shares counts = bits_share(a, b, n);
    return counts.either ? (double)(int64_t)counts.both / (double)(int64_t)counts.either : 1;
}

double bits_cosine(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_sizes counts = bits_size(a, b, n);
    double first = (double)counts.first, second = (double)(counts.both + counts.either - counts.first);
    return first > 0 && second > 0 ? (double)counts.both / (sqrt(first) * sqrt(second)) : 0;
}

/* Variants --------------------------------------------------------------------------------------------------------- */

#define VARIANT(name, needs)                                                                         \
    {                                                                                                \
#name, needs, bits_overlap_##name, bits_hamming_##name, bits_share_##name, bits_size_##name, \
            bits_consensus_##name                                                                    \
    }

const struct bits_variant bits_variants[] = {
#if defined(__x86_64__)
    VARIANT(avx512, CPU_AVX512),
    VARIANT(avx2, CPU_AVX2),
#elif defined(__aarch64__)
    VARIANT(neon, CPU_NEON),
#endif
    {"scalar", 0, overlap_scalar, hamming_scalar, share_scalar, size_scalar, consensus_scalar},
};

const size_t bits_variants_len = sizeof bits_variants / sizeof bits_variants[0];

bits_count_fn *bits_overlap = overlap_scalar, *bits_hamming = hamming_scalar;
bits_shares_fn *bits_share = share_scalar;
bits_sizes_fn *bits_size = size_scalar;
bits_consensus_fn *bits_consensus = consensus_scalar;

void bits_select(void)
{
    const struct bits_variant *variant = bits_variants;
    while (variant->needs & ~cpu_features()) /* the reference needs nothing, so this ends */
        variant++;
    bits_overlap = variant->overlap;
    bits_hamming = variant->hamming;
    bits_share = variant->share;
    bits_size = variant->size;
    bits_consensus = variant->consensus;
}
