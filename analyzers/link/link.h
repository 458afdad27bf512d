/*
 * link: the stage cbc-link as a function: a record stream in, the same stream with resolved imports and graphs out.
 *
 * Whole-program work, like a linker's: what an import means is known only when all files are. Everything but imports
 * passes through at once, unit and call records without being parsed. Imports are held back, each as 16 bytes and its
 * text once for all files that write it alike; behind the last record they are written resolved, followed by edges,
 * graph nodes, cycles, systems, externals, what is wrong with dependencies, and clones. Fingerprints end here: clones are
 * found by them. One thread: the work is a small part of parsing.
 */
#ifndef CBCRAWL_LINK_LINK_H
#define CBCRAWL_LINK_LINK_H

#include "pipeline/record/record.h"

struct link_options {
    bool no_clones; /* fingerprints are dropped */
};

/* Links the stream of `reader`, whose head was read, into `writer`, whose head was written; `root_fd` (taken over, or
 * -1) is the scanned root, for manifests. Writes all but the end record. ERR_INPUT for a broken stream or one that was
 * linked before, ERR_ENV when writing fails. */
int link_run(struct record_reader *reader, struct record_writer *writer, int root_fd,
             const struct link_options *options, struct err *err);

#endif
