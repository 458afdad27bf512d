#include "pipeline/kernel/minhash.h"

#include "pipeline/base/cpu.h"
#include "tests/unit/check.h"

/* splitmix64, which the constants are said to come from. */
static uint64_t splitmix(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static const struct minhash_variant *reference(void)
{
    const struct minhash_variant *last = &minhash_variants[minhash_variants_len - 1];
    assert_int_equal(last->needs, 0);
    return last;
}

static void constants_are_as_told(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int lane = 0; lane < MINHASH_LANES; lane++) {
        uint64_t number = splitmix(&seed);
        assert_int_equal(minhash_flip[lane], number >> 32);
        assert_int_equal(minhash_factor[lane], (uint32_t)number | 1);
    }
}

/* Sets with a Jaccard index of one half have about that share of equal lanes: 64 lanes miss it by more than a quarter
 * once in ten thousand times. */
static void share_of_equal_lanes_is_the_index(void **state)
{
    (void)state;
    uint64_t seed = 3;
    double sum = 0;
    for (int round = 0; round < 100; round++) {
        uint32_t members[400], a[MINHASH_LANES], b[MINHASH_LANES];
        for (int i = 0; i < 400; i++)
            members[i] = (uint32_t)splitmix(&seed);
        memset(a, 0xff, sizeof a);
        memset(b, 0xff, sizeof b);
        reference()->add(members, 300, a);
        reference()->add(members + 100, 300, b); /* 200 of 400 in common */
        double share = (double)reference()->equal(a, b, MINHASH_LANES) / MINHASH_LANES;
        assert_true(share > 0.2 && share < 0.8);
        sum += share;
    }
    assert_true(sum > 46 && sum < 54);
}

static void variants_agree(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t n = 0; n < 150; n++) {
        uint32_t *a = malloc((n + 1) * 4), *b = malloc((n + 1) * 4);
        for (size_t i = 0; i <= n; i++) {
            a[i] = (uint32_t)splitmix(&seed);
            b[i] = splitmix(&seed) % 2 ? a[i] : (uint32_t)splitmix(&seed);
        }
        for (size_t i = 0; i + 1 < minhash_variants_len; i++) {
            const struct minhash_variant *variant = &minhash_variants[i];
            uint32_t wanted[MINHASH_LANES], got[MINHASH_LANES];
            if (variant->needs & ~cpu_features())
                continue;
            memset(wanted, 0xff, sizeof wanted);
            memset(got, 0xff, sizeof got);
            reference()->add(a + 1, n, wanted);
            variant->add(a + 1, n, got);
            assert_memory_equal(got, wanted, sizeof got);
            assert_int_equal(variant->equal(a + 1, b + 1, n), reference()->equal(a + 1, b + 1, n));
        }
        free(a);
        free(b);
    }
}

static void selection_obeys_the_mask(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(cpu_init("scalar", &err), &err);
    minhash_select();
    assert_true(minhash_add == reference()->add && minhash_equal == reference()->equal);
    assert_ok(cpu_init(NULL, &err), &err);
    minhash_select();
    for (size_t i = 0; i < minhash_variants_len; i++)
        if (minhash_add == minhash_variants[i].add)
            assert_int_equal(minhash_variants[i].needs & ~cpu_features(), 0);
}

int main(void)
{
    cpu_init(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_are_as_told),
        cmocka_unit_test(share_of_equal_lanes_is_the_index),
        cmocka_unit_test(variants_agree),
        cmocka_unit_test(selection_obeys_the_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
