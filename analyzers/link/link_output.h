/*
 * link_output: the records that cbc-link makes of the levels: edge, graph, cycle, system, and external.
 *
 * Lines collect in a buffer and go to the writer in large pieces. Everything is written in the order of names.
 */
#ifndef CBCRAWL_LINK_LINK_OUTPUT_H
#define CBCRAWL_LINK_LINK_OUTPUT_H

#include "analyzers/link/levels.h"
#include "analyzers/link/scc.h"
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
    uint32_t *fan_in;   /* by node */
    uint32_t *depth;    /* by component */
    uint32_t *cycles;   /* components of two or more, the largest first, then by name */
    uint32_t *cycle_id; /* by component: 1 for cycles[0] and so on; 0 when it is none */
    uint32_t n_cycles;
    bool *is_type_only; /* by cycle: gone when type-only imports are */
    bool *is_test_only; /* by cycle: gone when imports in tests are */
};

/* In `arena`. */
struct level_facts level_analyse(struct arena *arena, const struct level *level);

/* All records of one kind and level. 0 or ERR_ENV. */
int put_edges(struct link_output *out, const struct level *level, struct err *err);
int put_nodes(struct link_output *out, const struct level_facts *facts, struct err *err);
int put_cycles(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err);
int put_system(struct link_output *out, struct arena *arena, const struct level_facts *facts, struct err *err);

#endif
