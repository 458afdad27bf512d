#include "pipeline/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a reset keeps committed: enough that a batch of source files does not fault its pages in again. */
static const size_t keep_bytes = (size_t)8 << 20;

static void default_handler(size_t wanted_bytes)
{
    char line[96];
    int len = snprintf(line, sizeof line, "memory ceiling reached (%zu bytes more wanted)\n", wanted_bytes);
    if (write(STDERR_FILENO, line, (size_t)len) < 0) { /* nothing left to tell it to */
    }
    _exit(-ERR_ENV);
}

static void (*full_handler)(size_t) = default_handler;

void arena_on_full(void (*handler)(size_t wanted_bytes))
{
    full_handler = handler;
}

_Noreturn void arena_full(size_t wanted_bytes)
{
    full_handler(wanted_bytes);
    BUG("the arena_on_full handler returned");
}

int arena_init(struct arena *arena, size_t limit_bytes, struct err *err)
{
    void *base =
        mmap(NULL, limit_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return err_sys(err, "reserve %zu bytes of address space (does ulimit -v allow it?)", limit_bytes);
    *arena = (struct arena){.at = base, .end = (char *)base + limit_bytes, .base = base};
    return 0;
}

void arena_release(struct arena *arena)
{
    if (!arena || !arena->base)
        return;
    munmap(arena->base, (size_t)(arena->end - arena->base));
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    if (arena_used_bytes(arena) > keep_bytes)
        madvise(arena->base + keep_bytes, (size_t)(arena->end - arena->base) - keep_bytes, MADV_DONTNEED);
    arena->at = arena->base;
}

size_t arena_used_bytes(const struct arena *arena)
{
    return (size_t)(arena->at - arena->base);
}

/* Moves `at` past `bytes` at `align` and returns their start. */
static char *take(struct arena *arena, size_t bytes, size_t align)
{
    size_t pad = -(uintptr_t)arena->at & (align - 1);
    size_t left = (size_t)(arena->end - arena->at);
    if (pad > left || bytes > left - pad)
        arena_full(bytes);
    char *p = arena->at + pad;
    arena->at = p + bytes;
    return p;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        arena_full(SIZE_MAX);
    return memset(take(arena, bytes, align), 0, bytes);
}

void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes, size_t align)
{
    if (old && (char *)old + old_bytes == arena->at) {
        arena->at = old;
        return take(arena, new_bytes, align);
    }
    char *p = take(arena, new_bytes, align);
    if (old_bytes)
        memcpy(p, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    return p;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = arena_alloc(arena, (size_t)len + 1, 1, 1);
    vsnprintf(p, (size_t)len + 1, fmt, again);
    va_end(again);
    return p;
}
