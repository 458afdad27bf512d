/*
 * run: the whole toolchain over one directory, as processes joined by pipes.
 *
 *     cbc-score --dry-run STORE
 *     cbc-crawl DIR >CRAWL
 *     cbc-load --same STORE <CRAWL >STORED ||
 *         cbc-parse --stored STORED --cache DIR <CRAWL | cbc-link [| cbc-tool] | cbc-load STORE
 *     cbc-history --same STORED DIR ||
 *         cbc-load --known STORE | cbc-history --known - DIR | cbc-parse | cbc-load STORE
 *     cbc-score --once STORE;  cbc-report STORE
 *
 * It knows the stages' names, finds them beside its own binary, and holds no logic of theirs: everything it does can be
 * typed by hand. A lock on the state directory keeps two runs of one store apart. The store changes only when the
 * stage that writes it ends well, so a run that fails or is interrupted leaves the last whole one in place.
 */
#ifndef CBCRAWL_RUN_RUN_H
#define CBCRAWL_RUN_RUN_H

#include "pipeline/kit/kit.h"
#include "pipeline/run/run_tools.h"

struct run_options {
    const char *dir;
    const char *store;          /* NULL: DIR/.cbcrawl/store.db */
    const char *config;         /* --config FILE for the judging stages, or NULL */
    const char *policy;         /* --policy DIR for cbc-score, or NULL */
    const char *osv;            /* folder of known vulnerabilities, or NULL */
    const char *baseline;       /* or NULL */
    const char *write_baseline; /* or NULL */
    const char *format;         /* of the report on stdout; "none" for no report */
    struct opt_list include, exclude;
    struct opt_list settings; /* --set NAME=VALUE for cbc-score and cbc-tool */
    struct run_tools tools;
    bool gate, strict, keep_going;
    bool fresh; /* parse although nothing has changed */
    bool no_history;
    int64_t trend; /* files whose past versions are looked into */
};

/* Runs all stages. 0; ERR_NO when the gate is closed; else the code of the stage that failed first, which `err` names.
 * The report goes to stdout, a table of time and memory per stage to stderr. */
int run_all(const struct run_options *options, const struct kit *kit, struct err *err);

#endif
