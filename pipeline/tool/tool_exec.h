/*
 * tool_exec: runs one outside program to its end, or to the end of our patience.
 *
 * It gets no standard input, the scanned root as its folder, few environment variables, no network unless the user allows
 * it, and a temporary folder of its own: the only place where it may write, as far as the kernel can tell (sandbox.h), but
 * for those that the user lists. What it prints is kept up to a limit; what runs too long or prints too much is killed with
 * all it has started.
 */
#ifndef CBCRAWL_TOOL_TOOL_EXEC_H
#define CBCRAWL_TOOL_TOOL_EXEC_H

#include "pipeline/base/buf.h"
#include "pipeline/tool/tool_conf.h"

enum { EXEC_COMPLAINT_MAX = 2000 }; /* bytes of its other stream, for a message */

enum exec_end {
    EXEC_EXITED,
    EXEC_SIGNALLED, /* killed, or crashed */
    EXEC_TIMED_OUT,
    EXEC_FLOODED, /* more output than allowed */
    EXEC_NOT_STARTED,
};

struct exec_result {
    enum exec_end end;
    int code;             /* exit code, or the signal */
    struct buf output;    /* of the stream, or the file, that has the findings */
    struct buf complaint; /* the start of the other stream, or why it was not started */
    int64_t left_ns;      /* of the time it had */
};

struct exec_request {
    const struct tool *tool;
    const char *const *argv; /* ends with NULL */
    const char *root;
    const char *temp_dir;    /* its own */
    const char *output_path; /* inside it, where {output} points; else NULL */
    int64_t wait_ns;         /* how long it may take */
};

/* Always fills the result; release it. The caller has one thread. A signal that ends us ends the program first. */
void exec_run(const struct exec_request *request, struct arena scratch, struct exec_result *ret_result);
void exec_result_release(struct exec_result *result);

/* A folder of our own for temporary files; NULL, with `err` set, when there can be none. Lives in the arena. */
const char *exec_make_temp(struct arena *arena, struct err *err);

/* Removes it with all that is in it, as far as that is possible. */
void exec_remove_temp(const char *temp_dir);

#endif
