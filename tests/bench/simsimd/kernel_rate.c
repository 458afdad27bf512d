/*
 * kernel_rate: how fast our kernels compare long and short bit vectors, beside SimSIMD and the bandwidth of memory.
 *
 *     usage: kernel_rate RUNS LONG_BYTES
 *
 * Prints "NAME OURS_NS YARDSTICK_NS GB_PER_S" a line: the best time of ours and of its yardstick for the same work, taken
 * in turn, and what ours reads a second. The yardstick of `NAME memory` reads both vectors and adds their words up.
 * Exits 1 when SimSIMD's answer is another. Compiled by tests/bench/kernels, which has SimSIMD's headers.
 */
#include "pipeline/base/cpu.h"
#include "pipeline/base/num.h"
#include "pipeline/kernel/bits.h"
#include "pipeline/kernel/minhash.h"

#include <math.h>
#include <simsimd/simsimd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Vectors of 2048 bits, so many that they fit into the first cache. */
enum { SHORT_BYTES = 256, SHORT_VECTORS = 64, SHORT_ROUNDS = 2000 };

struct work {
    const uint64_t *a, *b;
    size_t words;     /* of one vector */
    size_t n_vectors; /* each of a with each of b */
    size_t rounds;
};

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef double compare_fn(const uint64_t *a, const uint64_t *b, size_t words);

static double our_hamming(const uint64_t *a, const uint64_t *b, size_t words)
{
    return (double)bits_hamming(a, b, words);
}

static double our_overlap(const uint64_t *a, const uint64_t *b, size_t words)
{
    return (double)bits_overlap(a, b, words);
}

static double our_minhash(const uint64_t *a, const uint64_t *b, size_t words)
{
    return (double)minhash_equal((const uint32_t *)a, (const uint32_t *)b, words * 2);
}

static double their_hamming(const uint64_t *a, const uint64_t *b, size_t words)
{
    simsimd_distance_t distance;
    simsimd_hamming_b8((const simsimd_b8_t *)a, (const simsimd_b8_t *)b, words * 8, &distance);
    return distance;
}

static double their_jaccard(const uint64_t *a, const uint64_t *b, size_t words)
{
    simsimd_distance_t distance;
    simsimd_jaccard_b8((const simsimd_b8_t *)a, (const simsimd_b8_t *)b, words * 8, &distance);
    return 1 - distance;
}

/* Eight sums that do not wait for each other. */
static double read_both(const uint64_t *a, const uint64_t *b, size_t words)
{
    uint64_t sum[8] = {0};
    for (size_t i = 0; i + 8 <= words; i += 8)
        for (size_t lane = 0; lane < 8; lane++)
            sum[lane] += a[i + lane] ^ b[i + lane];
    for (size_t lane = 1; lane < 8; lane++)
        sum[0] += sum[lane];
    return (double)sum[0];
}

static double run(compare_fn *compare, const struct work *w, double *ret_sum)
{
    double start = now_ns(), sum = 0;
    for (size_t round = 0; round < w->rounds; round++)
        for (size_t v = 0; v < w->n_vectors; v++)
            sum += compare(w->a + v * w->words, w->b + v * w->words, w->words);
    *ret_sum = sum;
    return now_ns() - start;
}

/* Best of both, in turn. With `same` the answers must agree to a millionth. */
static bool race(const char *name, compare_fn *ours, compare_fn *yardstick, bool same, const struct work *w,
                 int runs)
{
    double best = INFINITY, best_yardstick = INFINITY, sum = 0, other = 0;
    for (int i = 0; i < runs; i++) {
        best = fmin(best, run(ours, w, &sum));
        best_yardstick = fmin(best_yardstick, run(yardstick, w, &other));
    }
    double bytes = 16.0 * (double)w->words * (double)w->n_vectors * (double)w->rounds;
    printf("%s %.0f %.0f %.2f\n", name, best, best_yardstick, bytes / best);
    return !same || fabs(sum - other) <= 1e-6 * fabs(sum);
}

static uint64_t *noise(size_t words, uint64_t seed)
{
    uint64_t *p = malloc(words * sizeof *p);
    for (size_t i = 0; p && i < words; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        p[i] = seed ^ seed >> 31;
    }
    return p;
}

int main(int argc, char **argv)
{
    int64_t runs, long_bytes;
    if (argc != 3 || !num_parse_int(str_from(argv[1]), &runs) ||
        !num_parse_int(str_from(argv[2]), &long_bytes))
        return 2;
    cpu_init(getenv("CBCRAWL_CPU"), NULL);
    bits_select();
    minhash_select();
    size_t words = (size_t)long_bytes / 8;
    uint64_t *a = noise(words, 1), *b = noise(words, 2);
    if (!a || !b)
        return 4;
    struct work whole = {a, b, words, 1, 1};
    struct work pieces = {a, b, SHORT_BYTES / 8, SHORT_VECTORS, SHORT_ROUNDS};
    bool same = race("long-hamming memory", our_hamming, read_both, false, &whole, (int)runs);
    same &= race("long-overlap memory", our_overlap, read_both, false, &whole, (int)runs);
    same &= race("long-jaccard memory", bits_jaccard, read_both, false, &whole, (int)runs);
    same &= race("long-cosine memory", bits_cosine, read_both, false, &whole, (int)runs);
    same &= race("long-minhash memory", our_minhash, read_both, false, &whole, (int)runs);
    same &= race("long-hamming SimSIMD", our_hamming, their_hamming, true, &whole, (int)runs);
    same &= race("long-jaccard SimSIMD", bits_jaccard, their_jaccard, true, &whole, (int)runs);
    same &= race("2048-bit-hamming SimSIMD", our_hamming, their_hamming, true, &pieces, (int)runs);
    same &= race("2048-bit-jaccard SimSIMD", bits_jaccard, their_jaccard, true, &pieces, (int)runs);
    free(a);
    free(b);
    return same ? 0 : 1;
}
