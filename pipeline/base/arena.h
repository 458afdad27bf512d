/*
 * arena: memory with a lifetime instead of a free() per object.
 *
 * An arena is one reserved range of address space, committed by the kernel as it is touched, with a ceiling at birth.
 * Three lifetimes are used all over the tree: run, batch (arena_reset after each batch) and scratch: copy the struct
 * by value, allocate from the copy, and let it go out of scope; what it took is taken again by the next user:
 *
 *     struct arena scratch = *run;
 *
 * Allocation never returns NULL. When the ceiling is hit the process-wide handler is called; it does not return
 * (arena_on_full; `main` of every stage exits 4). An arena belongs to one thread.
 */
#ifndef CBCRAWL_BASE_ARENA_H
#define CBCRAWL_BASE_ARENA_H

#include "pipeline/base/err.h"

#include <stddef.h>

struct arena {
    char *at;   /* next free byte */
    char *end;  /* the ceiling */
    char *base; /* first byte of the range */
};

/* Reserves `limit_bytes` of address space. Returns 0, or ERR_ENV when the system refuses. */
int arena_init(struct arena *arena, size_t limit_bytes, struct err *err);

/* Gives the range back; NULL and zeroed structs are fine. */
void arena_release(struct arena *arena);

/* Forgets everything allocated; memory beyond a few MB goes back to the system. */
void arena_reset(struct arena *arena);

/* Bytes handed out since the last reset. */
size_t arena_used_bytes(const struct arena *arena);

/* Zeroed memory for `count` objects of `size` bytes at `align`. Never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align)
    __attribute__((returns_nonnull, malloc, alloc_size(2, 3)));

/* Grows `old` (the last allocation extends in place, any other is copied). Never NULL. New bytes are not zeroed. */
void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes, size_t align)
    __attribute__((returns_nonnull));

/* A NUL-terminated formatted string. */
char *arena_printf(struct arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Installs what happens when any arena or buffer is full; the handler must not return. */
void arena_on_full(void (*handler)(size_t wanted_bytes));

/* Calls that handler; shared with the malloc-backed containers of this folder. */
_Noreturn void arena_full(size_t wanted_bytes);

#define arena_new(arena, T)          ((T *)arena_alloc((arena), 1, sizeof(T), _Alignof(T)))
#define arena_array(arena, T, count) ((T *)arena_alloc((arena), (count), sizeof(T), _Alignof(T)))

#endif
