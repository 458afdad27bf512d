/*
 * mailmap: who a name and an e-mail address stand for, as gitmailmap(5) says.
 */
#ifndef CBCRAWL_GIT_MAILMAP_H
#define CBCRAWL_GIT_MAILMAP_H

#include "pipeline/base/map.h"

enum { MAILMAP_MAX = 16 << 20 }; /* bytes; the Linux kernel's has 60 kB */

struct mailmap;

/* Adds the lines of a .mailmap to `map` (made when *map is NULL); later ones go before. Lines that say nothing are
 * skipped, as git does. All lives in `arena`. */
void mailmap_add(struct arena *arena, struct mailmap **map, struct str text);

/* Replaces name and e-mail by the proper ones. `map` may be NULL. */
void mailmap_resolve(const struct mailmap *map, struct str *name, struct str *email);

#endif
