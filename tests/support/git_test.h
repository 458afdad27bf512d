/*
 * git_test: an arena and a folder in which git makes repositories, for each test of a file or once for its group.
 *
 * In a header, so that each test has them by short names of its own.
 */
#ifndef CBCRAWL_TESTS_GIT_TEST_H
#define CBCRAWL_TESTS_GIT_TEST_H

#include "tests/support/run_git.h"
#include "tests/unit/check.h"

static struct arena arena; /* 1 GB */
static char folder[GIT_FOLDER_MAX];

/* A path in the folder. */
static inline const char *below(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

/* An empty folder. */
static inline int git_set_up_folder(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(arena_init(&arena, (size_t)1 << 30, &err), &err);
    git_folder_make(folder);
    return 0;
}

/* The folder is an empty repository. */
static inline int git_set_up(void **state)
{
    git_set_up_folder(state);
    git(&arena, folder, "init", "-q");
    return 0;
}

static inline int git_tear_down(void **state)
{
    (void)state;
    git_folder_remove(folder);
    arena_release(&arena);
    return 0;
}

#endif
