#include "pipeline/kernel/bits.h"

#include "pipeline/base/cpu.h"
#include "tests/unit/check.h"

static uint64_t noise(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    uint64_t high = *seed >> 32;
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return high << 32 | *seed >> 32;
}

static const struct bits_variant *reference(void)
{
    const struct bits_variant *last = &bits_variants[bits_variants_len - 1];
    assert_int_equal(last->needs, 0);
    return last;
}

static void reference_says_what_the_header_says(void **state)
{
    (void)state;
    const uint64_t a[] = {0x0f, 1}, b[] = {0x3c, 0};
    assert_int_equal(reference()->overlap(a, b, 2), 2);
    assert_int_equal(reference()->hamming(a, b, 2), 5);
    const struct bits_sizes counts = reference()->size(a, b, 2);
    assert_int_equal(counts.both, 2);
    assert_int_equal(counts.either, 7);
    assert_int_equal(counts.first, 5);
    assert_true(bits_jaccard(a, b, 2) == 2.0 / 7);
    double cosine = bits_cosine(a, b, 2);
    assert_true(cosine > 0.447213 && cosine < 0.447214); /* 2 / sqrt(20) */
    assert_true(bits_jaccard(a, b, 0) == 1 && bits_cosine(a, b, 0) == 0);
    const uint64_t *voters[] = {a, b, b};
    uint64_t agreed[2];
    reference()->consensus(voters, 3, 2, 2, agreed);
    assert_int_equal(agreed[0], 0x3c);
    assert_int_equal(agreed[1], 0);
    reference()->consensus(voters, 3, 2, 3, agreed);
    assert_int_equal(agreed[0], 0x0c);
}

/* A vector of its own on the heap, `shift` bytes from where words lie, so that a sanitizer sees a byte too many. */
struct vector {
    char *memory;
    uint64_t *words;
};

static struct vector vector_of_noise(size_t n, size_t shift, uint64_t *seed)
{
    struct vector v = {.memory = malloc(n * 8 + shift + 1)};
    for (size_t i = 0; i < n; i++) {
        uint64_t word = noise(seed) % 5 ? noise(seed) : noise(seed) % 2 ? 0 : ~UINT64_C(0);
        memcpy(v.memory + shift + i * 8, &word, 8);
    }
    v.words = (uint64_t *)(void *)(v.memory + shift);
    return v;
}

static void same_counts(const struct bits_variant *variant, const uint64_t *a, const uint64_t *b, size_t n)
{
    const struct bits_variant *wanted = reference();
    assert_true(variant->overlap(a, b, n) == wanted->overlap(a, b, n));
    assert_true(variant->hamming(a, b, n) == wanted->hamming(a, b, n));
    const struct bits_shares x = variant->share(a, b, n), y = wanted->share(a, b, n);
    assert_true(x.both == y.both && x.either == y.either);
    const struct bits_sizes z = variant->size(a, b, n), u = wanted->size(a, b, n);
    assert_true(z.both == u.both && z.either == u.either && z.first == u.first);
}

static void counts_agree(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t n = 0; n < 200; n++) {
        struct vector a = vector_of_noise(n, 8 * (n % 2), &seed), b = vector_of_noise(n, 0, &seed);
        for (size_t i = 0; i + 1 < bits_variants_len; i++)
            if (!(bits_variants[i].needs & ~cpu_features()))
                same_counts(&bits_variants[i], a.words, b.words, n);
        free(a.memory);
        free(b.memory);
    }
}

static void consensus_agrees(void **state)
{
    (void)state;
    enum { VOTERS = 9 };
    uint64_t seed = 2;
    for (size_t n = 0; n < 40; n++) {
        const uint64_t *voters[BITS_VOTERS_MAX];
        struct vector vectors[VOTERS];
        for (size_t v = 0; v < VOTERS; v++)
            vectors[v] = vector_of_noise(n, 0, &seed);
        for (size_t v = 0; v < BITS_VOTERS_MAX; v++)
            voters[v] = vectors[v % VOTERS].words;
        for (size_t n_voters = 1; n_voters <= BITS_VOTERS_MAX; n_voters += n_voters < VOTERS ? 1 : 82) {
            unsigned quorum = 1 + (unsigned)(noise(&seed) % n_voters);
            struct vector wanted = vector_of_noise(n, 0, &seed), got = vector_of_noise(n, 0, &seed);
            reference()->consensus(voters, n_voters, n, quorum, wanted.words);
            for (size_t i = 0; i + 1 < bits_variants_len; i++) {
                if (bits_variants[i].needs & ~cpu_features())
                    continue;
                bits_variants[i].consensus(voters, n_voters, n, quorum, got.words);
                assert_memory_equal(got.words, wanted.words, n * 8);
            }
            free(wanted.memory);
            free(got.memory);
        }
        for (size_t v = 0; v < VOTERS; v++)
            free(vectors[v].memory);
    }
}

static void selection_obeys_the_mask(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(cpu_init("scalar", &err), &err);
    bits_select();
    assert_true(bits_overlap == reference()->overlap && bits_consensus == reference()->consensus);
    assert_ok(cpu_init(NULL, &err), &err);
    bits_select();
    for (size_t i = 0; i < bits_variants_len; i++)
        if (bits_overlap == bits_variants[i].overlap)
            assert_int_equal(bits_variants[i].needs & ~cpu_features(), 0);
}

int main(void)
{
    cpu_init(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_says_what_the_header_says),
        cmocka_unit_test(counts_agree),
        cmocka_unit_test(consensus_agrees),
        cmocka_unit_test(selection_obeys_the_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
