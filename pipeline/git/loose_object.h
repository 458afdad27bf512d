/*
 * loose_object: an object in a file of its own: objects/ab/cdef….
 *
 * The file is one zlib stream: type, length and NUL, then the content. So the room it needs is known only once it is
 * inflated: it is guessed, and the guess doubled.
 */
#ifndef CBCRAWL_GIT_LOOSE_OBJECT_H
#define CBCRAWL_GIT_LOOSE_OBJECT_H

#include "pipeline/git/object_cache.h"
#include "pipeline/git/inflate.h"

enum { LOOSE_PATH_MAX = OBJECT_ID_HEX_MAX + 2 };

/* "ab/cdef…", as below objects/. */
void loose_object_path(const struct object_id *id, size_t id_len, char ret_path[LOOSE_PATH_MAX]);

/* The object in the folder open at `dir_fd`. 1 and a made entry (object_cache_make) with type and data, 0 when there is no
 * such file, ERR_INPUT, ERR_ENV. */
int loose_object_read(int dir_fd, const struct object_id *id, size_t id_len, struct inflater *inflater,
                      struct object_cache *cache, struct object_entry **ret_entry, struct err *err);

/* The same of the bytes of such a file: 0 or ERR_INPUT. */
int loose_object_parse(struct str file, struct inflater *inflater, struct object_cache *cache,
                       struct object_entry **ret_entry, struct err *err);

#endif
