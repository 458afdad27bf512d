/*
 * block_pool: blocks of very different sizes that come and go by the million, from one range of memory that stays.
 *
 * malloc returns large blocks to the system and faults their pages in again, which is a sixth of what reading objects
 * takes. Here the range is reserved once, in huge pages where the kernel has them, and a block that is given back joins
 * the free ones beside it: two-level segregated fit (Masmano et al. 2004), a constant number of steps for each call. What
 * does not fit comes from malloc. One thread.
 */
#ifndef CBCRAWL_GIT_BLOCK_POOL_H
#define CBCRAWL_GIT_BLOCK_POOL_H

#include <stddef.h>

struct block_pool;

/* Reserves `bytes` of address space; memory is taken as it is touched. Never NULL; free with block_pool_free. */
struct block_pool *block_pool_new(size_t bytes);
void block_pool_free(struct block_pool *pool); /* what came from malloc must have been given back */

/* At least `bytes`, aligned to 16. Never NULL. */
void *block_pool_take(struct block_pool *pool, size_t bytes);
void block_pool_give(struct block_pool *pool, void *block);

#endif
