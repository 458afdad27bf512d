/*
 * sub: child programs, started by argv and never through a shell.
 *
 * A child gets exactly the three descriptors it is given; every other descriptor of ours is O_CLOEXEC. It runs in our
 * process group, so Ctrl-C reaches it as well. Children are watched by pid only; names are never searched for.
 *
 * A foreign program is started inside limits: it leads a process group of its own, so that all it starts can be ended with
 * it, dies with us, and has fewer rights than we.
 */
#ifndef CBCRAWL_BASE_SUB_H
#define CBCRAWL_BASE_SUB_H

#include "pipeline/base/sandbox.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct sub_spec {
    const char *const *argv; /* argv[0] is the path of the program: PATH is not searched */
    int stdin_fd, stdout_fd, stderr_fd;
};

/* What a foreign program may do. */
struct sub_limits {
    const char *cwd;                   /* absolute */
    const char *const *environment;    /* all of it: NAME=VALUE, ends with NULL */
    int64_t memory_bytes;              /* of data, by process */
    int64_t file_bytes;                /* no file may get larger */
    unsigned rights;                   /* sandbox.h */
    const struct sandbox_paths *paths; /* or NULL */
};

/* How a child ended. */
struct sub_result {
    int exit_code; /* -1 when a signal ended it */
    int signal;    /* 0 when it exited */
    int64_t cpu_ns, peak_bytes;
};

/* Starts a child. ERR_ENV when it cannot be started (the program is missing, no process left). */
int sub_spawn(const struct sub_spec *spec, pid_t *ret_pid, struct err *err);

/* The same for a foreign program. The caller has one thread: it is forked. Also ERR_ENV when a limit cannot be set. */
int sub_spawn_limited(const struct sub_spec *spec, const struct sub_limits *limits, pid_t *ret_pid,
                      struct err *err);

/* Waits until any of `pids` ends (entries <= 0 are skipped); *ret_index says which. ERR_ENV when none is left. */
int sub_wait_any(const pid_t *pids, size_t n, size_t *ret_index, struct sub_result *ret_result,
                 struct err *err);

/* A pipe with both ends O_CLOEXEC and, where allowed, 1 MB of room. */
int sub_pipe(int *ret_read_fd, int *ret_write_fd, struct err *err);

#endif
