#include "pipeline/kernel/bits_isa.h"

#include <immintrin.h>

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

/* Two registers a round: sums that do not wait for each other. */
uint64_t bits_overlap_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m512i x = _mm512_setzero_si512(), y = x;
    size_t i = 0;
    for (; i + 2 * WORDS <= n; i += 2 * WORDS) {
        count(&x, _mm512_and_si512(whole(a + i), whole(b + i)));
        count(&y, _mm512_and_si512(whole(a + i + WORDS), whole(b + i + WORDS)));
    }
    for (; i < n; i += WORDS)
        count(&x, _mm512_and_si512(load(a, i, n), load(b, i, n)));
    return total(x, y);
}

uint64_t bits_hamming_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m512i x = _mm512_setzero_si512(), y = x;
    size_t i = 0;
    for (; i + 2 * WORDS <= n; i += 2 * WORDS) {
        count(&x, _mm512_xor_si512(whole(a + i), whole(b + i)));
        count(&y, _mm512_xor_si512(whole(a + i + WORDS), whole(b + i + WORDS)));
    }
    for (; i < n; i += WORDS)
        count(&x, _mm512_xor_si512(load(a, i, n), load(b, i, n)));
    return total(x, y);
}

struct sums {
    __m512i both, either, first;
};

static inline void count_shares(struct sums *s, __m512i x, __m512i y)
{
    count(&s->both, _mm512_and_si512(x, y));
    count(&s->either, _mm512_or_si512(x, y));
}

static inline struct sums no_sums(void)
{
    const __m512i zero = _mm512_setzero_si512();
    return (struct sums){zero, zero, zero};
}

static inline struct bits_counts totals(const struct sums *s, const struct sums *t)
{
    return (struct bits_counts){total(s->both, t->both), total(s->either, t->either), total(s->first, t->first)};
}

struct bits_counts bits_shares_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    struct sums s = no_sums(), t = no_sums();
    size_t i = 0;
    for (; i + 2 * WORDS <= n; i += 2 * WORDS) {
        count_shares(&s, whole(a + i), whole(b + i));
        count_shares(&t, whole(a + i + WORDS), whole(b + i + WORDS));
    }
    for (; i < n; i += WORDS)
        count_shares(&s, load(a, i, n), load(b, i, n));
    return totals(&s, &t);
}

struct bits_counts bits_sizes_avx512(const uint64_t *a, const uint64_t *b, size_t n)
{
    struct sums s = no_sums(), t = no_sums();
    for (size_t i = 0; i < n; i += WORDS) {
        const __m512i x = load(a, i, n);
        count_shares(&s, x, load(b, i, n));
        count(&s.first, x);
    }
    return totals(&s, &t);
}

/* As bits_agreed_word, on eight words. */
void bits_consensus_avx512(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                           uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        __m512i plane[BITS_PLANES], more = _mm512_setzero_si512(), equal = _mm512_set1_epi64(-1);
        for (int p = 0; p < BITS_PLANES; p++)
            plane[p] = _mm512_setzero_si512();
        for (size_t v = 0; v < n_vectors; v++) {
            __m512i carry = whole(vectors[v] + i);
            for (int p = 0; p < BITS_PLANES && v + 1 >= (size_t)1 << p; p++) {
                const __m512i next = _mm512_and_si512(plane[p], carry);
                plane[p] = _mm512_xor_si512(plane[p], carry);
                carry = next;
            }
        }
        for (int p = BITS_PLANES - 1; p >= 0; p--) {
            const __m512i wanted = _mm512_set1_epi64(quorum >> p & 1 ? -1 : 0);
            more = _mm512_or_si512(more, _mm512_andnot_si512(wanted, _mm512_and_si512(equal, plane[p])));
            equal = _mm512_andnot_si512(_mm512_xor_si512(plane[p], wanted), equal);
        }
        _mm512_storeu_si512(ret_agreed + i, _mm512_or_si512(more, equal));
    }
    for (; i < n; i++)
        ret_agreed[i] = bits_agreed_word(vectors, n_vectors, i, quorum);
}
