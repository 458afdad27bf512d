/*
 * score: the judge of a run. Reads facts from the store, finds what is over the limits, compares with a baseline,
 * grades, and writes findings and scores to the store (one transaction) and as records to stdout.
 *
 * The gate is a question asked with --gate: is there a new or worsened finding at or over gate.severity? Everything
 * else is advice: a scan that worked is a success, whatever it found.
 */
#ifndef CBCRAWL_SCORE_SCORE_H
#define CBCRAWL_SCORE_SCORE_H

#include "pipeline/base/opt.h"

struct score_options {
    const char *store;          /* path */
    const char *config;         /* --config FILE, or NULL */
    const char *policy;         /* folder that holds .cbcrawl.conf and .cbcrawl.d; NULL: the scanned root */
    struct opt_list overrides;  /* -c section.name=value */
    const char *baseline;       /* NULL: .cbcrawl.d/baseline of the policy's folder */
    const char *write_baseline; /* FILE, or NULL */
    const char *osv;            /* folder of known vulnerabilities, or NULL */
    bool gate, strict;
    bool once; /* when the same was asked of the same run before, only its advice and answer are given again */
    int out_fd; /* takes the records; closed */
};

/* Could score_run judge with these options? Settings, baseline and the files it would write are looked at, nothing is
 * judged or written. The store need not be there yet when `policy` says where the settings are. Errors as score_run. */
int score_check(const struct score_options *options, struct err *err);

/* The few lines for whoever has to act, in `ret_advice`, whose limit is set here; release it. 0; ERR_NO: the gate is
 * closed, or --strict and files failed; ERR_USAGE: options, config, or --gate without a baseline; ERR_INPUT: not a
 * store, not a baseline; ERR_ENV. */
int score_run(const struct score_options *options, struct buf *ret_advice, struct err *err);

#endif
