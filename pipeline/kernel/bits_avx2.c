#include "pipeline/kernel/bits_isa.h"

#include <immintrin.h>
#include <stdbool.h>

enum { WORDS = 4 }; /* of one register */

static inline __m256i load(const uint64_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

/* Bits set in each of four words: nibbles are looked up, and the counts of bytes summed (Mula, Kurz, Lemire, "Faster
 * population counts using AVX2 instructions", 2018). */
static inline __m256i popcount(__m256i words)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2,
                                           2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(0x0f);
    const __m256i by_low = _mm256_shuffle_epi8(table, _mm256_and_si256(words, low));
    const __m256i by_high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(words, 4), low));
    return _mm256_sad_epu8(_mm256_add_epi8(by_low, by_high), _mm256_setzero_si256());
}

static inline void count(__m256i *sum, __m256i words)
{
    *sum = _mm256_add_epi64(*sum, popcount(words));
}

static inline uint64_t total(__m256i sum)
{
    __m128i half = _mm_add_epi64(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    return (uint64_t)_mm_extract_epi64(half, 0) + (uint64_t)_mm_extract_epi64(half, 1);
}

static inline __m256i pair(__m256i x, __m256i y, bool is_xor)
{
    return is_xor ? _mm256_xor_si256(x, y) : _mm256_and_si256(x, y);
}

/* `is_xor` is known where this is called, so no loop asks for it. */
static inline uint64_t count_pairs(const uint64_t *a, const uint64_t *b, size_t n, bool is_xor)
{
    __m256i sum = _mm256_setzero_si256();
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, pair(load(a + i), load(b + i), is_xor));
    for (; i < n; i++)
        rest += bits_ones(is_xor ? a[i] ^ b[i] : a[i] & b[i]);
    return total(sum) + rest;
}

uint64_t bits_overlap_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, false);
}

uint64_t bits_hamming_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    return count_pairs(a, b, n, true);
}

struct bits_shares bits_share_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m256i both = _mm256_setzero_si256(), either = both;
    struct bits_shares rest = {0};
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        count(&both, _mm256_and_si256(load(a + i), load(b + i)));
        count(&either, _mm256_or_si256(load(a + i), load(b + i)));
    }
    for (; i < n; i++) {
        rest.both += bits_ones(a[i] & b[i]);
        rest.either += bits_ones(a[i] | b[i]);
    }
    return (struct bits_shares){.both = rest.both + total(both), .either = rest.either + total(either)};
}

struct bits_sizes bits_size_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m256i both = _mm256_setzero_si256(), either = both, first = both;
    struct bits_sizes rest = {0};
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        count(&both, _mm256_and_si256(load(a + i), load(b + i)));
        count(&either, _mm256_or_si256(load(a + i), load(b + i)));
        count(&first, load(a + i));
    }
    for (; i < n; i++) {
        rest.both += bits_ones(a[i] & b[i]);
        rest.either += bits_ones(a[i] | b[i]);
        rest.first += bits_ones(a[i]);
    }
    return (struct bits_sizes){rest.both + total(both), rest.either + total(either),
                               rest.first + total(first)};
}

typedef uint64_t words4 __attribute__((vector_size(32)));

BITS_AGREED(agreed_words, words4);

void bits_consensus_avx2(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                         uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        agreed_words(vectors, n_vectors, i, quorum, ret_agreed);
    for (; i < n; i++)
        bits_agreed_word(vectors, n_vectors, i, quorum, ret_agreed);
}
