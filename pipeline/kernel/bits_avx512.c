#include "pipeline/kernel/bits_isa.h"

#include <immintrin.h>
#include <stdbool.h>

enum { WORDS = 8 }; /* of one register */

/* The last `n` words, fewer than a register has. */
static inline __m512i rest(const uint64_t *p, size_t n)
{
    return _mm512_maskz_loadu_epi64((__mmask8)((1u << n) - 1), p);
}

static inline __m512i whole(const uint64_t *p)
{
    return _mm512_loadu_si512(p);
}

static inline void count(__m512i *sum, __m512i words)
{
    *sum = _mm512_add_epi64(*sum, _mm512_popcnt_epi64(words));
}

static inline __m512i pair(__m512i x, __m512i y, bool is_xor)
{
    return is_xor ? _mm512_xor_si512(x, y) : _mm512_and_si512(x, y);
}

/* Signatures are often that short: then all registers are loaded at once, without a loop. */
enum { SHORT_WORDS = 4 * WORDS };

/* The register from word `at` on of a short vector; `there` has a bit for each of its words. */
static inline __m512i part(const uint64_t *p, uint32_t there, unsigned at)
{
    return _mm512_maskz_loadu_epi64((__mmask8)(there >> at), p + at);
}

/* Of long vectors the words that far ahead are asked for: two streams at once are more than the processor foresees. */
enum { AHEAD_WORDS = 256 };

static inline void fetch_ahead(const uint64_t *a, const uint64_t *b)
{
    _mm_prefetch((const char *)(a + AHEAD_WORDS), _MM_HINT_T0);
    _mm_prefetch((const char *)(b + AHEAD_WORDS), _MM_HINT_T0);
}

/* Where the last words begin that nothing lies far enough behind of; 0 in short vectors, which end soon. */
static inline size_t fetch_end(size_t n)
{
    return n > AHEAD_WORDS ? n - AHEAD_WORDS : 0;
}

/* `is_xor` is known where these are called, so no loop asks for it. */
static inline uint64_t count_short_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    const uint32_t there = _bzhi_u32(UINT32_MAX, (unsigned)n);
    __m512i sum0 = _mm512_setzero_si512(), sum1 = sum0;
#pragma GCC unroll 4
    for (unsigned at = 0; at < SHORT_WORDS; at += 2 * WORDS) {
        count(&sum0, pair(part(a, there, at), part(b, there, at), is_xor));
        count(&sum1, pair(part(a, there, at + WORDS), part(b, there, at + WORDS), is_xor));
    }
    return (uint64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(sum0, sum1));
}

static uint64_t count_long_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    __m512i sum = _mm512_setzero_si512();
    size_t i = 0;
    for (; i + WORDS <= fetch_end(n); i += WORDS) {
        fetch_ahead(a + i, b + i);
        count(&sum, pair(whole(a + i), whole(b + i), is_xor));
    }
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, pair(whole(a + i), whole(b + i), is_xor));
    if (i < n)
        count(&sum, pair(rest(a + i, n - i), rest(b + i, n - i), is_xor));
    return (uint64_t)_mm512_reduce_add_epi64(sum);
}

static inline uint64_t count_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    return n <= SHORT_WORDS ? count_short_pairs(a, b, n, is_xor) : count_long_pairs(a, b, n, is_xor);
}

uint64_t bits_overlap_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, false);
}

uint64_t bits_hamming_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, true);
}

/* What ratios are made of. */
struct sums {
    __m512i both, either, first;
};

/* `sized`, known where this is called: the first set is counted, too. */
static inline void count_shares(struct sums *sums, __m512i x, __m512i y, bool sized)
{
    count(&sums->both, _mm512_and_si512(x, y));
    count(&sums->either, _mm512_or_si512(x, y));
    if (sized)
        count(&sums->first, x);
}

static inline struct sums sum_up_short(const uint64_t *a, const uint64_t *b, size_t n, bool sized)
{
    const uint32_t there = _bzhi_u32(UINT32_MAX, (unsigned)n);
    struct sums sums = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
#pragma GCC unroll 4
    for (unsigned at = 0; at < SHORT_WORDS; at += WORDS)
        count_shares(&sums, part(a, there, at), part(b, there, at), sized);
    return sums;
}

static inline struct sums sum_up_long(const uint64_t *a, const uint64_t *b, size_t n, bool sized)
{
    struct sums sums = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    size_t i = 0;
    for (; i + WORDS <= fetch_end(n); i += WORDS) {
        fetch_ahead(a + i, b + i);
        count_shares(&sums, whole(a + i), whole(b + i), sized);
    }
    for (; i + WORDS <= n; i += WORDS)
        count_shares(&sums, whole(a + i), whole(b + i), sized);
    if (i < n)
        count_shares(&sums, rest(a + i, n - i), rest(b + i, n - i), sized);
    return sums;
}

static inline struct sums sum_up(const uint64_t *a, const uint64_t *b, size_t n, bool sized)
{
    return n <= SHORT_WORDS ? sum_up_short(a, b, n, sized) : sum_up_long(a, b, n, sized);
}

/* Adding up the eight sums of a register takes as long as counting a short vector: counts below 2^32 are added up two at a
 * time, one in the upper half of each sum. */
enum { HALF_WORDS = 1 << 25 };

static inline struct bits_shares totals(const struct sums *sums, size_t n)
{
    if (n > HALF_WORDS)
        return (struct bits_shares){.both = (uint64_t)_mm512_reduce_add_epi64(sums->both),
                                    .either = (uint64_t)_mm512_reduce_add_epi64(sums->either)};
    uint64_t halves =
        (uint64_t)_mm512_reduce_add_epi64(_mm512_or_si512(sums->both, _mm512_slli_epi64(sums->either, 32)));
    return (struct bits_shares){.both = halves & UINT32_MAX, .either = halves >> 32};
}

struct bits_shares bits_share_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct sums sums = sum_up(a, b, n, false);
    return totals(&sums, n);
}

struct bits_sizes bits_size_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct sums sums = sum_up(a, b, n, true);
    const struct bits_shares counts = totals(&sums, n);
    return (struct bits_sizes){counts.both, counts.either, (uint64_t)_mm512_reduce_add_epi64(sums.first)};
}

typedef uint64_t words8 __attribute__((vector_size(64)));

BITS_AGREED(agreed_words, words8);

void bits_consensus_avx512(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                           uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        agreed_words(vectors, n_vectors, i, quorum, ret_agreed);
    for (; i < n; i++)
        bits_agreed_word(vectors, n_vectors, i, quorum, ret_agreed);
}
