/*
 * score_write: a verdict as rows of the store and as records.
 *
 * The rows are written in one transaction, in place of what cbc-score wrote about the same run before; then the records
 * say the same, with the figures behind each finding and component that the views have no column for.
 */
#ifndef CBCRAWL_SCORE_SCORE_WRITE_H
#define CBCRAWL_SCORE_SCORE_WRITE_H

#include "pipeline/score/score_density.h"
#include "pipeline/score/score_find.h"
#include "pipeline/score/score_memo.h"

/* What was found out about a run. */
struct verdict {
    const struct facts *facts;
    struct findings *findings;
    struct density densities[COMPONENT_COUNT];
    struct grade grades[COMPONENT_COUNT];
    struct overall overall;
    bool compared; /* with a baseline */
    bool gate_closed;
    const char *gate_detail; /* when compared */
    const char *limits;      /* digest of the settings */
};

/* With the memo of what was said. ERR_ENV when another process writes, or the disk is full. */
int write_rows(const struct verdict *verdict, const struct memo *memo, struct store *store,
               struct arena scratch, struct err *err);

/* A whole stream on `fd`, which is closed. */
int write_records(const struct verdict *verdict, int fd, struct arena scratch, struct err *err);

#endif
