/*
 * crawl: the stage as a library function: what `cbc-crawl [OPTIONS] [DIR...]` does.
 *
 * Walks the folders in order of their paths and writes one stream, or with `list` their paths alone. Several folders
 * share one root, the deepest folder that holds them all; a folder inside another one is not walked twice.
 */
#ifndef CBCRAWL_FILES_CRAWL_H
#define CBCRAWL_FILES_CRAWL_H

#include "pipeline/base/opt.h"

enum { CRAWL_DIRS_MAX = 1024 }; /* a command line of folders; more is a shell's mistake */

struct crawl_options {
    struct opt_list include, exclude;
    bool no_ignore;
    bool list, nul;    /* paths alone; each ended by NUL */
    const char *why;   /* explain this path instead; NULL: do not */
    const char *state; /* folder of the stat index; NULL: keep none */
    int threads;
    int out_fd;                                      /* closed by crawl_run */
    void (*progress)(uint64_t done, uint64_t total); /* may be NULL */
    void (*note)(const char *text);                  /* what a person should know; may be NULL */
};

/* What it did, for the trace. */
struct crawl_stats {
    uint64_t files, reused; /* records, and how many of them came from the stat index */
};

/* Does it. `dirs` may be empty: the current folder. 0; ERR_NO when `why` is asked of a path that is not ignored;
 * ERR_USAGE when a folder is none, ERR_INPUT when it is in a bare repository, ERR_ENV. */
int crawl_run(const struct crawl_options *options, char *const *dirs, size_t n_dirs,
              struct crawl_stats *ret_stats, struct err *err);

#endif
