/*
 * scratch: a folder for one test in which git makes repositories, and what git says is in them.
 *
 * SCRATCH_TEST makes the folder and an arena before the test and removes both behind it; SCRATCH_RUN is a group of such.
 */
#ifndef CBCRAWL_TESTS_SCRATCH_H
#define CBCRAWL_TESTS_SCRATCH_H

#include "pipeline/base/buf.h"
#include "pipeline/git/object_id.h"

#include "tests/unit/check.h"

extern struct arena scratch_arena;
extern struct buf scratch_answer; /* the last one of scratch_ask_git */

int scratch_set_up_all(void **state);
int scratch_tear_down_all(void **state);
int scratch_set_up(void **state);
int scratch_tear_down(void **state);

#define SCRATCH_TEST(test) cmocka_unit_test_setup_teardown((test), scratch_set_up, scratch_tear_down)
#define SCRATCH_RUN(tests) cmocka_run_group_tests((tests), scratch_set_up_all, scratch_tear_down_all)

/* The path of a name in the folder. */
char *scratch_path(const char *name);

/* Runs a shell script in the folder; the test fails when it does. */
void scratch_sh(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A repository `r` with one pack: ninety commits to a file of 100 kB, so that copies are longer than 64 kB; folders, a tag,
 * and an empty file. */
void scratch_make_repository(const char *init_options);

/* All objects of a repository as `git cat-file --batch` prints them: read scratch_answer with scratch_take_object. */
void scratch_ask_git(const char *repository);

/* Cuts one off: its id, type and bytes. */
struct object_id scratch_take_object(struct str *rest, size_t id_len, struct str *ret_type,
                                     struct str *ret_data);

#endif
