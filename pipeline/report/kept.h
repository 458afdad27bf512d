/*
 * kept: the report that a store was last asked for, in the store.
 *
 * Some answers take seconds on long histories, and the second run over a tree that has not changed shall take none. Whoever
 * writes facts or judgements removes what was kept (store_commit_news), so what is there is what would be said.
 */
#ifndef CBCRAWL_REPORT_KEPT_H
#define CBCRAWL_REPORT_KEPT_H

#include "pipeline/base/buf.h"
#include "pipeline/store/store.h"

/* Names a report by all it depends on but the store: this very program, the format, the rows wanted, colours. In the
 * arena. */
const char *kept_name(struct arena *arena, const char *format, int64_t rows, bool colour);

/* 1: appends the kept report of that name to `out`; 0: there is none. */
int kept_find(struct store *store, const char *name, struct buf *out, struct err *err);

/* Keeps a report in the transaction under way, in which the store was read; commits it. Where that cannot be - somebody
 * has written since, or may alone write - nothing is kept, which is no error. */
void kept_put(struct store *store, const char *name, struct str text);

#endif
