/*
 * tool: cbc-tool as a function: asks outside analysers, and appends what they say to the stream of a scan.
 *
 * The stream passes first, to its end: what is cut off is not worth asking about. Then one tool after another is run, on
 * as few calls as its list of files allows, and heard. Whatever becomes of a tool, the stream goes on without it, with an
 * error record.
 */
#ifndef CBCRAWL_TOOL_TOOL_H
#define CBCRAWL_TOOL_TOOL_H

#include "pipeline/tool/tool_conf.h"

struct tool_request {
    struct tools *tools; /* that tool_check has passed */
    int in_fd, out_fd;
    void (*note)(const char *text); /* told of each tool that did not end well; or NULL */
};

/* ERR_USAGE: a pattern of a tool is none. */
int tool_check(const struct tools *tools, struct err *err);

/* ERR_INPUT: the stream on `in_fd` is not whole. ERR_ENV. Closes out_fd. */
int tool_run(const struct tool_request *request, struct err *err);

#endif
