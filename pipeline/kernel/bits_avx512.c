#include "pipeline/kernel/bits_isa.h"

#include <immintrin.h>
#include <stdbool.h>

enum { WORDS = 8 }; /* of one register */

/* The words from `i` on, as many as there are. */
static inline __m512i load(const uint64_t *p, size_t i, size_t n)
{
    __mmask8 there = n - i < WORDS ? (__mmask8)((1u << (n - i)) - 1) : 0xff;
    return _mm512_maskz_loadu_epi64(there, p + i);
}

static inline __m512i whole(const uint64_t *p)
{
    return _mm512_loadu_si512(p);
}

static inline void count(__m512i *sum, __m512i words)
{
    *sum = _mm512_add_epi64(*sum, _mm512_popcnt_epi64(words));
}

static inline uint64_t total(__m512i x, __m512i y)
{
    return (uint64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(x, y));
}

static inline __m512i pair(__m512i x, __m512i y, bool is_xor)
{
    return is_xor ? _mm512_xor_si512(x, y) : _mm512_and_si512(x, y);
}

/* Two registers a round: sums that do not wait for each other. `is_xor` is known where this is called, so no loop asks for
 * it. */
static inline uint64_t count_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    __m512i x = _mm512_setzero_si512(), y = x;
    size_t i = 0;
    for (; i + 2 * WORDS <= n; i += 2 * WORDS) {
        count(&x, pair(whole(a + i), whole(b + i), is_xor));
        count(&y, pair(whole(a + i + WORDS), whole(b + i + WORDS), is_xor));
    }
    for (; i < n; i += WORDS)
        count(&x, pair(load(a, i, n), load(b, i, n), is_xor));
    return total(x, y);
}

uint64_t bits_overlap_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, false);
}

uint64_t bits_hamming_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, true);
}

/* Adding up the eight sums of a register takes as long as counting a short vector: counts below 2^32 are added up two at a
 * time, one in the upper half of each sum. */
enum { HALF_WORDS = 1 << 25 };

static inline struct bits_shares share_totals(__m512i both, __m512i either, size_t n)
{
    if (n > HALF_WORDS)
        return (struct bits_shares){.both = (uint64_t)_mm512_reduce_add_epi64(both),
                                    .either = (uint64_t)_mm512_reduce_add_epi64(either)};
    uint64_t halves = (uint64_t)_mm512_reduce_add_epi64(_mm512_or_si512(both, _mm512_slli_epi64(either, 32)));
    return (struct bits_shares){.both = halves & UINT32_MAX, .either = halves >> 32};
}

struct bits_shares bits_share_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m512i both0 = _mm512_setzero_si512(), both1 = both0, either0 = both0, either1 = both0;
    size_t i = 0;
    for (; i + 2 * WORDS <= n; i += 2 * WORDS) {
        const __m512i x0 = whole(a + i), y0 = whole(b + i);
        const __m512i x1 = whole(a + i + WORDS), y1 = whole(b + i + WORDS);
        count(&both0, _mm512_and_si512(x0, y0));
        count(&either0, _mm512_or_si512(x0, y0));
        count(&both1, _mm512_and_si512(x1, y1));
        count(&either1, _mm512_or_si512(x1, y1));
    }
    for (; i < n; i += WORDS) {
        const __m512i x = load(a, i, n), y = load(b, i, n);
        count(&both0, _mm512_and_si512(x, y));
        count(&either0, _mm512_or_si512(x, y));
    }
    return share_totals(_mm512_add_epi64(both0, both1), _mm512_add_epi64(either0, either1), n);
}

struct bits_sizes bits_size_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m512i both = _mm512_setzero_si512(), either = both, first = both;
    for (size_t i = 0; i < n; i += WORDS) {
        const __m512i x = load(a, i, n), y = load(b, i, n);
        count(&both, _mm512_and_si512(x, y));
        count(&either, _mm512_or_si512(x, y));
        count(&first, x);
    }
    const struct bits_shares counts = share_totals(both, either, n);
    return (struct bits_sizes){counts.both, counts.either, (uint64_t)_mm512_reduce_add_epi64(first)};
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
