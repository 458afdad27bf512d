#include "pipeline/kernel/bytes.h"

#include "pipeline/base/cpu.h"
#include "tests/unit/check.h"

/* Deterministic noise (an LCG with Knuth's constants), rich in the bytes that matter. */
static uint64_t noise(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static void fill(char *p, size_t len, uint64_t *seed)
{
    static const char rich[] = " \t\n\v\f\r\"'/*\\#\x80\xff\x7f\x1f";
    for (size_t i = 0; i < len; i++)
        p[i] = noise(seed) % 2 ? rich[noise(seed) % (sizeof rich - 1)] : (char)noise(seed);
}

static void sets_of_noise(struct bytes_set sets[BYTES_SETS], uint64_t *seed)
{
    memset(sets, 0, sizeof *sets * BYTES_SETS);
    for (int set = 0; set < BYTES_SETS; set++)
        for (uint64_t n = noise(seed) % 40; n; n--)
            bytes_set_add(&sets[set], (unsigned char)noise(seed));
}

static const struct bytes_variant *reference(void)
{
    const struct bytes_variant *last = &bytes_variants[bytes_variants_len - 1];
    assert_int_equal(last->needs, 0);
    return last;
}

static void reference_says_what_the_header_says(void **state)
{
    (void)state;
    char block[BYTES_BLOCK];
    struct bytes_set sets[BYTES_SETS] = {0};
    struct bytes_masks masks;
    bytes_set_add(&sets[0], '"');
    bytes_set_add(&sets[1], 0);
    bytes_set_add(&sets[1], 0xff); /* not ASCII: never a member */
    for (int c = 0; c < 256; c++) {
        memset(block, c, sizeof block);
        reference()->classify(sets, block, 1, &masks);
        bool white = c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
        assert_true(masks.newline == (c == '\n' ? ~UINT64_C(0) : 0));
        assert_true(masks.solid == (white ? 0 : ~UINT64_C(0)));
        assert_true(masks.in[0] == (c == '"' ? ~UINT64_C(0) : 0));
        assert_true(masks.in[1] == (c == 0 ? ~UINT64_C(0) : 0));
    }
    memset(block, 'x', sizeof block);
    block[0] = block[63] = '\n';
    reference()->classify(sets, block, 1, &masks);
    assert_true(masks.newline == (UINT64_C(1) | UINT64_C(1) << 63));
    uint64_t newlines;
    reference()->newlines(block, 1, &newlines);
    assert_true(newlines == masks.newline);
}

/* Blocks of their own on the heap, so that a sanitizer sees a byte too many; every variant this CPU can run. */
static void variants_agree(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t n_blocks = 0; n_blocks < 40; n_blocks++) {
        for (int round = 0; round < 20; round++) {
            char *bytes = malloc(n_blocks * BYTES_BLOCK);
            struct bytes_masks *wanted = malloc(n_blocks * sizeof *wanted);
            struct bytes_masks *got = malloc(n_blocks * sizeof *got);
            uint64_t *newlines = malloc(n_blocks * sizeof *newlines);
            struct bytes_set sets[BYTES_SETS];
            fill(bytes, n_blocks * BYTES_BLOCK, &seed);
            sets_of_noise(sets, &seed);
            reference()->classify(sets, bytes, n_blocks, wanted);
            for (size_t i = 0; i + 1 < bytes_variants_len; i++) {
                if (bytes_variants[i].needs & ~cpu_features())
                    continue;
                bytes_variants[i].classify(sets, bytes, n_blocks, got);
                assert_int_equal(n_blocks ? memcmp(got, wanted, n_blocks * sizeof *got) : 0, 0);
            }
            for (size_t i = 0; i < bytes_variants_len; i++) {
                if (bytes_variants[i].needs & ~cpu_features())
                    continue;
                bytes_variants[i].newlines(bytes, n_blocks, newlines);
                for (size_t block = 0; block < n_blocks; block++)
                    assert_true(newlines[block] == wanted[block].newline);
            }
            free(newlines);
            free(bytes);
            free(wanted);
            free(got);
        }
    }
}

static void every_byte_at_every_place(void **state)
{
    (void)state;
    char block[BYTES_BLOCK];
    struct bytes_set sets[BYTES_SETS] = {0};
    for (int c = 1; c < 128; c += 2)
        bytes_set_add(&sets[c % 4 == 1], (unsigned char)c);
    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < sizeof block; at++) {
            struct bytes_masks wanted, got;
            memset(block, 'x', sizeof block);
            block[at] = (char)c;
            reference()->classify(sets, block, 1, &wanted);
            for (size_t i = 0; i + 1 < bytes_variants_len; i++) {
                if (bytes_variants[i].needs & ~cpu_features())
                    continue;
                bytes_variants[i].classify(sets, block, 1, &got);
                assert_memory_equal(&got, &wanted, sizeof got);
            }
        }
    }
}

static void selection_obeys_the_mask(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(cpu_init("scalar", &err), &err);
    bytes_select();
    assert_true(bytes_classify == reference()->classify);
    assert_true(bytes_newlines == reference()->newlines);
    assert_ok(cpu_init(NULL, &err), &err);
    bytes_select();
    for (size_t i = 0; i < bytes_variants_len; i++)
        if (bytes_classify == bytes_variants[i].classify)
            assert_int_equal(bytes_variants[i].needs & ~cpu_features(), 0);
}

int main(void)
{
    cpu_init(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_says_what_the_header_says),
        cmocka_unit_test(variants_agree),
        cmocka_unit_test(every_byte_at_every_place),
        cmocka_unit_test(selection_obeys_the_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
