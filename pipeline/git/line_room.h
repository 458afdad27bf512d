/*
 * line_room: memory of a line_diff that is kept from one call to the next.
 *
 * Its content is not: every taker writes before it reads. Never larger than twice the largest request, and what was
 * taken for one very large pair of files goes back to the system with line_room_trim.
 */
#ifndef CBCRAWL_GIT_LINE_ROOM_H
#define CBCRAWL_GIT_LINE_ROOM_H

#include "pipeline/base/arena.h"

#include <stdlib.h>

enum { LINE_ROOM_KEEP_BYTES = 32 << 20 }; /* kept for good; more only during a call */

struct line_room {
    void *p;
    size_t cap_bytes;
};

/* Room for `n` objects of `size` bytes, not initialised. Never NULL. */
static inline void *line_room_take(struct line_room *room, size_t n, size_t size)
{
    size_t bytes = (n + 1) * size; /* nobody's first request is for 0 bytes */
    if (bytes <= room->cap_bytes)
        return room->p;
    free(room->p);
    room->cap_bytes = bytes + bytes / 2;
    room->p = malloc(room->cap_bytes);
    if (!room->p)
        arena_full(room->cap_bytes);
    return room->p;
}

static inline void line_room_release(struct line_room *room)
{
    free(room->p);
    *room = (struct line_room){0};
}

static inline void line_room_trim(struct line_room *room)
{
    if (room->cap_bytes > LINE_ROOM_KEEP_BYTES)
        line_room_release(room);
}

#endif
