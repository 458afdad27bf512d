/*
 * mailmap: who a name and an e-mail address stand for, as gitmailmap(5) says.
 *
 * E-mails and names are compared without regard to the case of ASCII letters. A map does not change while it is read:
 * any number of threads may resolve with it.
 */
#ifndef CBCRAWL_GIT_MAILMAP_H
#define CBCRAWL_GIT_MAILMAP_H

#include "pipeline/git/object_store.h"
#include "pipeline/git/repo.h"

enum {
    MAILMAP_MAX = 16 << 20, /* bytes; the Linux kernel's has 60 kB */
    MAILMAP_KEY_MAX = 1024, /* bytes of an e-mail and a name that are looked up: git's own limit for a line */
};

struct mailmap;

/* Adds the lines of a .mailmap to `map` (made when *map is NULL); later ones go before. Lines that say nothing are
 * skipped, as git does. All lives in `arena`, but for the text, which is borrowed. */
void mailmap_add(struct arena *arena, struct mailmap **map, struct str text);

/* Replaces name and e-mail by the proper ones. `map` may be NULL. */
void mailmap_resolve(const struct mailmap *map, struct str *name, struct str *email);

/* The map that git would use: `.mailmap` at the top of the work tree (a regular file, no link, as git wants it), or
 * HEAD's in a bare repository, then the file that the user's mailmap.file names. The repository's own mailmap.file and
 * mailmap.blob are not followed: they are the scanned repository's. NULL when there is none. What is there and cannot
 * be read is left out, and *ret_warning says so, else it is left alone. */
struct mailmap *mailmap_load(struct arena *arena, const struct repo *repo, struct object_reader *reader,
                             struct err *ret_warning);

#endif
