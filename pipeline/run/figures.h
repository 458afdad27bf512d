/*
 * figures: what stages say of themselves besides time and memory, for the table at the end of a run.
 *
 * They write it to a descriptor that they inherit (kit_figure), a line each, and here it is only shown: what a figure is
 * about is the stage's business. The descriptor is a file in memory, so nothing waits and nobody need read along.
 */
#ifndef CBCRAWL_RUN_FIGURES_H
#define CBCRAWL_RUN_FIGURES_H

#include "pipeline/base/buf.h"

#include <sys/types.h>

enum { FIGURES_MAX = 1 << 20 }; /* bytes; some 100 a figure */

struct figures {
    int fd; /* -1: stages keep them to themselves */
    struct buf lines;
};

/* From here on, what is started says its figures. Cannot fail: they are no more than nice to have. */
void figures_begin(struct figures *figures);

/* Reads what was said. */
void figures_end(struct figures *figures);
void figures_release(struct figures *figures);

/* Appends the figures of a process: "4,999 of 5,000 files from the cache". */
void figures_put(const struct figures *figures, pid_t pid, struct buf *out);

#endif
