/*
 * chain: one or more stages joined by pipes, started together and watched until all have ended.
 */
#ifndef CBCRAWL_RUN_CHAIN_H
#define CBCRAWL_RUN_CHAIN_H

#include "pipeline/base/sub.h"

enum {
    CHAIN_STAGES_MAX = 8,  /* twice what there are */
    CHAIN_ARGS_MAX = 1200, /* two option lists of OPT_LIST_MAX, flag and value each */
};

struct chain_stage {
    const char *name; /* "cbc-parse" */
    const char *argv[CHAIN_ARGS_MAX + 1];
    size_t argc;
    pid_t pid; /* 0 when not running */
    pid_t last_pid;
    struct sub_result result;
    int64_t wall_ns;
};

struct chain {
    struct chain_stage stages[CHAIN_STAGES_MAX];
    size_t n_stages;
};

/* Adds a stage; `path` is its program. */
struct chain_stage *chain_add(struct chain *chain, const char *name, const char *path);

/* Adds one argument (borrowed). More than CHAIN_ARGS_MAX is a bug of the caller: its lists are bounded. */
void chain_arg(struct chain_stage *stage, const char *arg);

/* From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT stop whatever chain is running (each of its stages gets SIGTERM) and
 * are remembered, so that the caller outlives its stages and can say what happened. */
void chain_catch_signals(void);

/* The signal that was caught, or 0. */
int chain_interrupted(void);

/* Starts all stages: stdin of the first is `stdin_fd`, stdout of the last is `stdout_fd`, stderr is shared; both are
 * closed here. Waits for all. When one fails the others are told to stop (SIGTERM). 0, or the failing stage's own code
 * with its name and how it ended in `err`. */
int chain_run(struct chain *chain, int stdin_fd, int stdout_fd, struct err *err);

#endif
