/*
 * open_objects: the objects of a repository, for a test. In a header, because what is in a support file is linked to all
 * tests, also of components that know no objects.
 */
#ifndef CBCRAWL_TESTS_OPEN_OBJECTS_H
#define CBCRAWL_TESTS_OPEN_OBJECTS_H

#include "pipeline/git/object_store.h"

#include "tests/unit/check.h"

/* `folder` is a work tree with SHA-1 ids. */
static inline struct object_reader *open_objects(struct arena *arena, const char *folder,
                                                 struct object_store **ret_store)
{
    struct err err = {0};
    struct str dir = str_from(arena_printf(arena, "%s/.git", folder));
    assert_ok(object_store_open(arena, dir, GIT_ID_LEN, ret_store, &err), &err);
    return object_reader_new(*ret_store, OBJECT_CACHE_BYTES);
}

#endif
