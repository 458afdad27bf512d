/*
 * sandbox: a stage's rights, enforced by the kernel once its streams are open.
 *
 * A scanned repository is an attacker, and the parsers that read it are large foreign programs. After sandbox_enter
 * the process may use memory, threads, clocks and the descriptors it has, and what `rights` adds. Anything else fails
 * with EPERM (seccomp), whatever code runs. Where the kernel has Landlock the file rights are also bound to places: then
 * nothing else can be opened (EACCES), though its name and size still show. Rights cannot be regained; children inherit them.
 */
#ifndef CBCRAWL_BASE_SANDBOX_H
#define CBCRAWL_BASE_SANDBOX_H

#include "pipeline/base/err.h"

#include <stdbool.h>

enum sandbox_right {
    SANDBOX_READ = 1 << 0,  /* open files for reading */
    SANDBOX_WRITE = 1 << 1, /* create, write, rename and remove files */
    SANDBOX_EXEC = 1 << 2,  /* start and wait for programs */
    SANDBOX_NET = 1 << 3,   /* sockets */
};

/* Where files may be read or written: NULL-terminated lists of folders and files, NULL for anywhere. What may be written
 * may be read, too. What is not there yet cannot be named, only the folder it will be in. Only Landlock can enforce
 * these. */
struct sandbox_paths {
    const char *const *read_below;
    const char *const *write_below;
};

/* 0, or ERR_ENV when the kernel refuses a filter it should support. `paths` may be NULL. CBCRAWL_SANDBOX=off skips it,
 * for debuggers and for machines that trace system calls themselves. */
int sandbox_enter(unsigned rights, const struct sandbox_paths *paths, struct err *err);

#endif
