/*
 * known_history: tells which history a store has, so that cbc-history can go on from there.
 */
#ifndef CBCRAWL_LOAD_KNOWN_HISTORY_H
#define CBCRAWL_LOAD_KNOWN_HISTORY_H

#include "pipeline/base/buf.h"
#include "pipeline/store/store.h"

/* Prints a record stream on `out_fd`, which it closes: a `known` record for each root with a history. A store that is not
 * there yet has none. ERR_INPUT when the file is no store. */
int known_history_print(const char *store_path, int out_fd, struct err *err);

/* Appends the `known` record of that root, when it has a history. */
int known_history_tip(struct store *store, struct str root, struct buf *out, struct err *err);

#endif
