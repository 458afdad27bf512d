/*
 * sarif: findings as SARIF 2.1.0, for code scanning and editors.
 *
 * At most SARIF_RESULTS_MAX results, the worst first, since larger files are refused by those who read them; what was
 * left out is counted in the run's properties. Each result carries its fingerprint, so that a finding that only moved
 * is not reported anew.
 */
#ifndef CBCRAWL_REPORT_SARIF_H
#define CBCRAWL_REPORT_SARIF_H

#include "pipeline/base/buf.h"
#include "pipeline/store/store.h"

enum {
    SARIF_RESULTS_MAX = 25000, /* GitHub's limit for one run */
    SARIF_STEPS_MAX = 100,     /* as many places of a result as it keeps */
};

/* Appends the document to `out`. 0, or ERR_INPUT when the store is damaged. */
int sarif_write(struct buf *out, struct store *store, const struct store_run_info *run, struct arena *arena,
                struct err *err);

#endif
