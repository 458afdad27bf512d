/*
 * link_output: the records that cbc-link makes of the levels: edge, graph, cycle, system, and external.
 *
 * Lines collect in a buffer and go to the writer in large pieces. Everything is written in the order of names.
 */
#ifndef CBCRAWL_LINK_LINK_OUTPUT_H
#define CBCRAWL_LINK_LINK_OUTPUT_H

#include "analyzers/link/cycles.h"
#include "analyzers/link/levels.h"
#include "pipeline/record/record.h"

enum {
    LINK_OUTPUT_PIECE = 256 << 10, /* bytes collected before they are written */

    /* Bytes of paths in one cycle record, half of what a line may have. Beyond that the list of members is cut; `size`
     * still says how many there are. */
    LINK_MEMBERS_MAX = 4 << 20,
};

struct link_output {
    struct record_writer *writer;
    struct buf lines;
};

/* Borrows the writer. Release drops what was not flushed. */
void link_output_init(struct link_output *out, struct record_writer *writer);
void link_output_release(struct link_output *out);

/* Writes what has collected; unless `all`, only when it is a large piece. 0 or ERR_ENV. */
int link_output_flush(struct link_output *out, bool all, struct err *err);

/* The analysis of one level. */
struct level_facts {
    const struct level *level;
    struct graph used; /* the graph without edges that only declare */
    struct scc scc;
    struct cycles cycles;
    uint32_t *fan_in; /* by node */
    uint32_t *depth;  /* by component */
};

/* In `arena`. */
struct level_facts level_analyse(struct arena *arena, const struct level *level);

/* All records of one kind and level. 0 or ERR_ENV. */
int put_edges(struct link_output *out, const struct level *level, struct err *err);
int put_nodes(struct link_output *out, const struct level_facts *facts, struct err *err);
int put_cycles(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err);
int put_system(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err);

#endif
