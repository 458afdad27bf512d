#include "pipeline/kernel/bits_isa.h"

#include <immintrin.h>

enum { WORDS = 4 }; /* of one register */

static inline __m256i load(const uint64_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

static inline uint64_t ones(uint64_t word)
{
    return (uint64_t)__builtin_popcountll(word);
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

uint64_t bits_overlap_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m256i sum = _mm256_setzero_si256();
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, _mm256_and_si256(load(a + i), load(b + i)));
    for (; i < n; i++)
        rest += ones(a[i] & b[i]);
    return total(sum) + rest;
}

uint64_t bits_hamming_avx2(const uint64_t *a, const uint64_t *b, size_t n)
{
    __m256i sum = _mm256_setzero_si256();
    uint64_t rest = 0;
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS)
        count(&sum, _mm256_xor_si256(load(a + i), load(b + i)));
    for (; i < n; i++)
        rest += ones(a[i] ^ b[i]);
    return total(sum) + rest;
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
        rest.both += ones(a[i] & b[i]);
        rest.either += ones(a[i] | b[i]);
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
        rest.both += ones(a[i] & b[i]);
        rest.either += ones(a[i] | b[i]);
        rest.first += ones(a[i]);
    }
    return (struct bits_sizes){rest.both + total(both), rest.either + total(either),
                               rest.first + total(first)};
}

/* As bits_agreed_word, on four words. */
void bits_consensus_avx2(const uint64_t *const *vectors, size_t n_vectors, size_t n, unsigned quorum,
                         uint64_t *ret_agreed)
{
    size_t i = 0;
    for (; i + WORDS <= n; i += WORDS) {
        __m256i plane[BITS_PLANES], more = _mm256_setzero_si256(), equal = _mm256_set1_epi64x(-1);
        for (int p = 0; p < BITS_PLANES; p++)
            plane[p] = _mm256_setzero_si256();
        for (size_t v = 0; v < n_vectors; v++) {
            __m256i carry = load(vectors[v] + i);
            for (int p = 0; p < BITS_PLANES && v + 1 >= (size_t)1 << p; p++) {
                const __m256i next = _mm256_and_si256(plane[p], carry);
                plane[p] = _mm256_xor_si256(plane[p], carry);
                carry = next;
            }
        }
        for (int p = BITS_PLANES - 1; p >= 0; p--) {
            const __m256i wanted = _mm256_set1_epi64x(quorum >> p & 1 ? -1 : 0);
            more = _mm256_or_si256(more, _mm256_andnot_si256(wanted, _mm256_and_si256(equal, plane[p])));
            equal = _mm256_andnot_si256(_mm256_xor_si256(plane[p], wanted), equal);
        }
        _mm256_storeu_si256((__m256i *)(ret_agreed + i), _mm256_or_si256(more, equal));
    }
    for (; i < n; i++)
        ret_agreed[i] = bits_agreed_word(vectors, n_vectors, i, quorum);
}
