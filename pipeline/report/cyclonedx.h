/*
 * cyclonedx: what the tree depends on, as a CycloneDX 1.6 document in JSON (https://cyclonedx.org/docs/1.6/json/).
 *
 * A component is a package at a version, once, wherever it is declared; one that is locked nowhere has no version, and its
 * constraint as a property. The graph is what lock files tell. The serial number is made from the digest of the run, and
 * the time is that of the run, or SOURCE_DATE_EPOCH: the same store gives the same bytes. Tests and vendored code are left
 * out.
 */
#ifndef CBCRAWL_REPORT_CYCLONEDX_H
#define CBCRAWL_REPORT_CYCLONEDX_H

#include "pipeline/base/buf.h"
#include "pipeline/store/store.h"

/* 0, ERR_INPUT for a damaged store, ERR_USAGE for a SOURCE_DATE_EPOCH that is no number. */
int cyclonedx_write(struct buf *out, struct store *store, const struct store_run_info *run,
                    struct arena *arena, struct err *err);

#endif
