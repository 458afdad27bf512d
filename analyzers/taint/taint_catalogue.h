/*
 * taint_catalogue: what the taint analyzer may find, as `rule` records.
 */
#ifndef CBCRAWL_TAINT_TAINT_CATALOGUE_H
#define CBCRAWL_TAINT_TAINT_CATALOGUE_H

#include "analyzers/taint/taint.h"

/* Appends a record for each kind of harm in each language of the set; languages that share their rules are told once.
 * `arena` is for reading. */
void taint_catalogue_put(const struct taint_set *set, struct arena *arena, struct buf *out);

#endif
