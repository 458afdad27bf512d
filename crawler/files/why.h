/*
 * why: which rule keeps a path out of a scan, or lets it in.
 */
#ifndef CBCRAWL_FILES_WHY_H
#define CBCRAWL_FILES_WHY_H

#include "crawler/files/scope.h"
#include "pipeline/base/buf.h"

/* Appends one line about `path`, relative to the folder open at `root_fd`, which is that of the scope; it need not
 * exist:
 *
 *     SOURCE:LINE:RULE<tab>PATH     the rule that decided, as `git check-ignore -v` prints it
 *     REASON<tab>PATH               where no line of a file did
 *
 * 1 when the path is left out, 0 when it is part of the scan. ERR_USAGE when it leads out of the folder. */
int why_explain(const struct scope *scope, struct arena *arena, int root_fd, struct str path, struct buf *out,
                struct err *err);

#endif
