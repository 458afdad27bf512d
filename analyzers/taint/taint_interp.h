/*
 * taint_interp: runs the functions of a file with what is known of their values.
 *
 * The file's own code is run first, then once every function that can reach a source and a sink; a parameter holds what
 * its rules say, else nothing known. Conditions that are constant are followed, of others both ways; a loop runs as long as its condition is
 * constant, at most LOOP_ROUNDS_MAX times, then twice with what is known joined. Functions of the file are run where they
 * are called, with what they are given, CALLS_MAX deep. Where a rule says sink and a taint arrives there is a finding.
 *
 * Limits: steps in proportion to the file, a ceiling on memory, and on how deep it recurses. When one is hit the function
 * under way ends there: what was found before stays, nothing is made up.
 */
#ifndef CBCRAWL_TAINT_TAINT_INTERP_H
#define CBCRAWL_TAINT_TAINT_INTERP_H

#include "analyzers/taint/taint_ir.h"
#include "analyzers/taint/taint_rules.h"
#include "analyzers/taint/taint_state.h"

enum {
    CALLS_MAX = 6, /* functions run in functions */
    LOOP_ROUNDS_MAX = 4,
    RECURSION_MAX = 900,           /* levels of the interpreter: less than 1 MB of stack */
    ROOT_STEPS_MAX = 60000,        /* of one function and all that it calls */
    PATH_MAX_LEN = 160,            /* bytes of a path; longer ones say nothing */
    SMALL_FUNCTION = 500,          /* bytes; such are always run where they are called */
    INTERP_MEMORY_MAX = 192 << 20, /* bytes for one file */
};

/* A place where harm is done. */
struct taint_hit {
    uint32_t class;
    struct finding_place place;
    uint32_t taint; /* 0: a constant is the harm */
};

struct interp;

/* One for a file, in `arena`, which must be empty and is the caller's to reset. */
struct interp *interp_new(struct arena *arena, struct taint_file *tf, const struct taint_rules *rules,
                          uint64_t steps_max);

/* Runs the file's own code, then the functions. */
void interp_run(struct interp *in);

/* What was found, and how it came there. */
size_t interp_hits(const struct interp *in, const struct taint_hit **ret_hits);
/* Calls whose arguments are known to do no harm, in no order, in `arena`. Empty when a limit was met. */
struct ast_spans interp_harmless(const struct interp *in, struct arena *arena);

const struct space *interp_space(const struct interp *in);

#endif
