/*
 * vec: a growing array of T in an arena.
 *
 *     VEC(struct unit) units = {0};
 *     *vec_push(&units, arena) = (struct unit){...};
 *     for (size_t i = 0; i < units.len; i++) use(&units.at[i]);
 *
 * Elements move when the array grows: keep indexes, not pointers. Growth leaves the old copy behind in the arena
 * unless the array is its last allocation; at most half of the arena is lost that way.
 */
#ifndef CBCRAWL_BASE_VEC_H
#define CBCRAWL_BASE_VEC_H

#include "pipeline/base/arena.h"

#define VEC(T)           \
    struct {             \
        T *at;           \
        size_t len, cap; \
    }

/* Pointer to a new last element, not initialised. Never NULL. */
#define vec_push(v, arena) ((v)->len < (v)->cap ? 0 : vec_grow_any((v), (arena)), &(v)->at[(v)->len++])

/* Room for `n` elements in all, so that pushes up to there do not move the array. */
#define vec_reserve(v, arena, n)                                                                  \
    ((v)->cap >= (n) ? (void)0                                                                    \
                     : (void)((v)->at = arena_grow((arena), (v)->at, (v)->cap * sizeof *(v)->at,  \
                                                   (n) * sizeof *(v)->at, _Alignof(max_align_t)), \
                              (v)->cap = (n)))

/* Doubles; used by vec_push. */
#define vec_grow_any(v, arena)                                                                     \
    ((v)->at = arena_grow((arena), (v)->at, (v)->cap * sizeof *(v)->at,                            \
                          ((v)->cap ? (v)->cap * 2 : 8) * sizeof *(v)->at, _Alignof(max_align_t)), \
     (v)->cap = (v)->cap ? (v)->cap * 2 : 8, 0)

#endif
