/*
 * ast_pool: memory for one parse, given to tree-sitter in place of malloc.
 *
 * Blocks come from a bump allocator with a free list per size class, and everything goes at once when the next file is
 * parsed, the tree included: no tree is ever taken apart node by node. Each parse starts from an empty pool, so what it
 * uses depends on the text alone, and a ceiling on it refuses the same files everywhere.
 *
 * One pool a thread; tree-sitter takes no context, so the current one is thread-local (ast_pool_use).
 */
#ifndef CBCRAWL_AST_AST_POOL_H
#define CBCRAWL_AST_AST_POOL_H

#include "pipeline/base/arena.h"

#include <stdint.h>

/* Blocks have a multiple of 16 bytes up to 1 KB, then a power of two: 64 classes and one for each power to 2^40. */
enum { AST_POOL_SMALL = 64, AST_POOL_CLASSES = AST_POOL_SMALL + 31 };

struct ast_pool {
    struct arena arena;
    void *free[AST_POOL_CLASSES]; /* linked through their first word */
    uint64_t handed_bytes;        /* all blocks since the last clear, freed ones too: a measure of work */
};

/* Reserves `limit_bytes` of address space. 0 or ERR_ENV. */
int ast_pool_init(struct ast_pool *pool, size_t limit_bytes, struct err *err);
void ast_pool_release(struct ast_pool *pool);

/* Forgets all blocks. */
void ast_pool_clear(struct ast_pool *pool);

/* tree-sitter's allocations of this thread come from `pool` until the next call; NULL: they abort. */
void ast_pool_use(struct ast_pool *pool);

#endif
