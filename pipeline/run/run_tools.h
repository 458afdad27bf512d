/*
 * run_tools: whether the user's config names outside tools, which decides if a run has cbc-tool among its stages and
 * whether what is started may reach the network. What the sections say is cbc-tool's business.
 */
#ifndef CBCRAWL_RUN_RUN_TOOLS_H
#define CBCRAWL_RUN_RUN_TOOLS_H

#include "pipeline/base/opt.h"

struct run_tools {
    bool has_any;
    bool has_network; /* one that may reach it */
};

/* Reads the user's file, `config` (or NULL) and `settings`. ERR_USAGE with file:line when one is refused. */
int run_tools_look(const char *config, const struct opt_list *settings, struct run_tools *ret_tools,
                   struct err *err);

#endif
