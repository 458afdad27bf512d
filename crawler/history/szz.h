/*
 * szz: the faults of a history: for each of its fixes the commits that brought in what it mends, as records.
 *
 * The walk over the history feeds it (szz_add), in order and from one thread; then it works on the fixes with all. The
 * records come in the order of the fixes, whatever the number of threads.
 */
#ifndef CBCRAWL_HISTORY_SZZ_H
#define CBCRAWL_HISTORY_SZZ_H

#include "crawler/history/history_worker.h"
#include "pipeline/record/record.h"

struct szz;

/* `is_whole`: the walk tells of every commit that the tip reaches. ERR_ENV. Free with szz_free. */
int szz_new(const struct history_setup *setup, bool is_whole, struct szz **ret_szz, struct err *err);
void szz_free(struct szz *szz); /* NULL is fine */

/* What the walk found in the next commits. */
void szz_add(struct szz *szz, const struct history_found *found);

/* Works on the fixes, and writes their records. */
int szz_tell(struct szz *szz, int threads, struct record_writer *writer, struct err *err);

#endif
