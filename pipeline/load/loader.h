/*
 * loader: puts the records of one run into the store.
 *
 *     loader_begin ─► loader_stream (one or more) ─► loader_end
 *
 * All of it happens inside the caller's transaction: nothing counts before that commits. The rows refer to what the
 * loader itself has written or found, so that transaction can do without looking their keys up, and has to: rows wait in
 * memory, and a row may get there before what it refers to.
 *
 * Facts of a file whose key the store has are not written again and its units and calls not even parsed; the run only
 * notes that the path has them. Units and calls must follow their file, as every writer of ours has it; imports may come
 * later.
 *
 * What it keeps lies in the caller's arena: paths and names, some 100 bytes a file.
 */
#ifndef CBCRAWL_LOAD_LOADER_H
#define CBCRAWL_LOAD_LOADER_H

#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

struct loader;

/* What a load did. */
struct loader_totals {
    int64_t run_id;
    int64_t files;     /* of the run */
    int64_t new_facts; /* files whose facts the store did not have */
    int64_t rows;      /* written in all */
    int64_t pruned;    /* older runs that retention removed */
};

/* Starts a run of `root`, the absolute path as records write it. Free with loader_free, also after an error. */
int loader_begin(struct loader **ret_loader, struct store *store, struct arena *arena, struct str root,
                 struct err *err);
void loader_free(struct loader *loader);

/* Reads `reader` to its end. ERR_INPUT when the stream is not whole, names another root, or its records contradict each
 * other; the message has file and line. */
int loader_stream(struct loader *loader, struct record_reader *reader, struct err *err);

/* Writes what waits, and makes the run the latest of its root. */
int loader_end(struct loader *loader, struct loader_totals *ret_totals, struct err *err);

#endif
