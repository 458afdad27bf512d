/*
 * run_git: git as the oracle of unit tests: a folder for repositories, and what git says about them.
 *
 * Whoever calls git_folder_make gets the same git on every machine: no settings of user or system, fixed names and
 * times. Everything fails the test that calls it when the system does.
 */
#ifndef CBCRAWL_TESTS_RUN_GIT_H
#define CBCRAWL_TESTS_RUN_GIT_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { GIT_FOLDER_MAX = 64 };

/* Makes an empty folder and writes its path, absolute and without symbolic links. */
void git_folder_make(char ret_path[GIT_FOLDER_MAX]);

/* Removes it with all that is in it. */
void git_folder_remove(const char *path);

/* Runs `git -C folder …` (up to NULL) on `input`. Returns its exit code, and in *ret_output, which may be NULL, what it
 * printed. What it says on stderr is dropped. */
int run_git(struct arena *arena, const char *folder, struct str input, struct str *ret_output, ...)
    __attribute__((sentinel));

/* The same for a command that must succeed; its output without the last newline. */
#define git(arena, folder, ...) git_must((arena), (folder), STR(""), __VA_ARGS__, NULL)
struct str git_must(struct arena *arena, const char *folder, struct str input, ...) __attribute__((sentinel));

/* Writes a file below `folder`. */
void git_write(struct arena *arena, const char *folder, const char *name, struct str bytes);

/* A sequence that is the same on every machine (xorshift64*); *state must not be 0. Below `n`. */
uint32_t random_below(uint64_t *state, uint32_t n);

#endif
