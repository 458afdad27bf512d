/* Blocks come and go at random: none shares a byte with another, and what is given back can be had again in one piece. */
#include "pipeline/git/block_pool.h"

#include "tests/unit/check.h"

enum { POOL_BYTES = 1 << 20, BLOCKS = 64 };

struct block {
    unsigned char *p;
    size_t len;
    unsigned char mark;
};

static uint32_t random_below(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)*seed * n >> 32);
}

static void check_marks(const struct block *block)
{
    for (size_t i = 0; i < block->len; i++)
        assert_int_equal(block->p[i], block->mark);
}

static void replace(struct block_pool *pool, struct block *block, uint32_t *seed)
{
    if (block->p) {
        check_marks(block);
        block_pool_give(pool, block->p);
    }
    block->len = random_below(seed, 8) ? random_below(seed, 4000) : random_below(seed, 200000);
    block->mark = (unsigned char)random_below(seed, 256);
    block->p = block_pool_take(pool, block->len);
    assert_int_equal((uintptr_t)block->p % 16, 0);
    memset(block->p, block->mark, block->len);
}

static void blocks_do_not_overlap(void **state)
{
    (void)state;
    struct block_pool *pool = block_pool_new(POOL_BYTES);
    struct block blocks[BLOCKS] = {{0}};
    uint32_t seed = 1;
    for (int i = 0; i < 20000; i++)
        replace(pool, &blocks[random_below(&seed, BLOCKS)], &seed);
    for (int i = 0; i < BLOCKS; i++)
        if (blocks[i].p) {
            check_marks(&blocks[i]);
            block_pool_give(pool, blocks[i].p);
        }
    block_pool_free(pool);
}

/* The pool's first block is at its beginning, and so is a large one after all was given back, whatever the order. */
static void what_comes_back_is_joined(void **state)
{
    (void)state;
    struct block_pool *pool = block_pool_new(POOL_BYTES);
    void *blocks[BLOCKS];
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = block_pool_take(pool, 10000);
    for (int i = 0; i < BLOCKS; i++)
        block_pool_give(pool, blocks[i * 37 % BLOCKS]);
    void *large = block_pool_take(pool, POOL_BYTES / 8 * 7);
    assert_ptr_equal(large, blocks[0]);
    block_pool_give(pool, large);
    block_pool_free(pool);
}

static void malloc_serves_the_rest(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes < 200; bytes++) {
        struct block_pool *pool = block_pool_new(bytes);
        void *one = block_pool_take(pool, 100), *two = block_pool_take(pool, POOL_BYTES);
        memset(one, 1, 100);
        memset(two, 2, POOL_BYTES);
        block_pool_give(pool, one);
        block_pool_give(pool, two);
        block_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(what_comes_back_is_joined),
        cmocka_unit_test(malloc_serves_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
