#include "analyzers/ast/ast_pool.h"

#include "analyzers/ast/ast_inside.h"

#include <pthread.h>

/* Pages beyond this go back to the system when a pool is cleared: a 100 KB file needs about 10 MB. */
static const size_t keep_bytes = (size_t)24 << 20;

/* Before each block; 16 bytes, so that blocks are aligned as malloc's are. */
struct block {
    size_t class;
    size_t room_bytes;
};

static _Thread_local struct ast_pool *current;

static struct block *block_of(void *p)
{
    return (struct block *)p - 1;
}

static size_t class_of(size_t bytes, size_t *ret_room)
{
    if (bytes <= AST_POOL_SMALL * 16) {
        size_t class = bytes ? (bytes - 1) / 16 : 0;
        *ret_room = (class + 1) * 16;
        return class;
    }
    size_t power = 64 - (size_t)__builtin_clzll(bytes - 1);
    *ret_room = (size_t)1 << power;
    return AST_POOL_SMALL + power - 11;
}

/* All blocks have a multiple of 16 bytes, and so has the arena's base: nothing need be aligned. */
static void *new_block(struct ast_pool *pool, size_t class, size_t room)
{
    struct arena *arena = &pool->arena;
    if (sizeof(struct block) + room > (size_t)(arena->end - arena->at))
        arena_full(room);
    struct block *b = (struct block *)(void *)arena->at;
    arena->at += sizeof *b + room;
    *b = (struct block){.class = class, .room_bytes = room};
    return b + 1;
}

static void *pool_malloc(size_t bytes)
{
    struct ast_pool *pool = current;
    size_t room;
    size_t class = class_of(bytes, &room);
    void *p = pool->free[class];
    pool->handed_bytes += room;
    if (p) {
        memcpy(&pool->free[class], p, sizeof(void *));
        return p;
    }
    return new_block(pool, class, room);
}

static void pool_free(void *p)
{
    if (!p || !current)
        return;
    memcpy(p, &current->free[block_of(p)->class], sizeof(void *));
    current->free[block_of(p)->class] = p;
}

static void *pool_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        arena_full(SIZE_MAX);
    return memset(pool_malloc(bytes), 0, bytes);
}

static void *pool_realloc(void *old, size_t bytes)
{
    if (old && block_of(old)->room_bytes >= bytes)
        return old;
    void *p = pool_malloc(bytes);
    if (old) {
        memcpy(p, old, block_of(old)->room_bytes);
        pool_free(old);
    }
    return p;
}

static void install(void)
{
    ts_set_allocator(pool_malloc, pool_calloc, pool_realloc, pool_free);
}

int ast_pool_init(struct ast_pool *pool, size_t limit_bytes, struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    *pool = (struct ast_pool){0};
    return arena_init(&pool->arena, limit_bytes, err);
}

void ast_pool_release(struct ast_pool *pool)
{
    if (current == pool)
        current = NULL;
    arena_release(&pool->arena);
}

void ast_pool_clear(struct ast_pool *pool)
{
    memset(pool->free, 0, sizeof pool->free);
    pool->handed_bytes = 0;
    if (arena_used_bytes(&pool->arena) > keep_bytes)
        arena_reset(&pool->arena);
    else
        pool->arena.at = pool->arena.base;
}

void ast_pool_use(struct ast_pool *pool)
{
    current = pool;
}
