#include "pipeline/base/sub.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The largest pipe an unprivileged process may ask for: a stage then seldom waits for its neighbour. */
enum { PIPE_BYTES = 1 << 20 };

/* Moves three descriptors to 0, 1 and 2. Duplicated above them first, since they may be in each other's way. */
static int add_fds(posix_spawn_file_actions_t *actions, const int fds[3], int ret_copies[3])
{
    for (int i = 0; i < 3; i++) {
        ret_copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
        if (ret_copies[i] < 0)
            return errno;
        int rc = posix_spawn_file_actions_adddup2(actions, ret_copies[i], i);
        if (rc)
            return rc;
    }
    return 0;
}

/* A child starts with the defaults and with nothing blocked, whatever we ignore or catch. */
static int reset_signals(posix_spawnattr_t *attr)
{
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);
    int rc = posix_spawnattr_setsigmask(attr, &none);
    if (rc == 0)
        rc = posix_spawnattr_setsigdefault(attr, &defaults);
    if (rc == 0)
        rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return rc;
}

int sub_spawn(const struct sub_spec *spec, pid_t *ret_pid, struct err *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    int copies[3] = {-1, -1, -1};
    const int fds[3] = {spec->stdin_fd, spec->stdout_fd, spec->stderr_fd};
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    int rc = add_fds(&actions, fds, copies);
    if (rc == 0)
        rc = reset_signals(&attr);
    if (rc == 0)
        rc = posix_spawn(ret_pid, spec->argv[0], &actions, &attr, (char *const *)(uintptr_t)spec->argv,
                         environ);
    for (int i = 0; i < 3; i++) {
        if (copies[i] >= 0)
            close(copies[i]);
    }
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    return rc ? err_set(err, ERR_ENV, "start %s: %s", spec->argv[0], strerror(rc)) : 0;
}

static int64_t timeval_ns(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_usec * 1000;
}

static struct sub_result result_of(int status, const struct rusage *usage)
{
    return (struct sub_result){
        .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
        .cpu_ns = timeval_ns(usage->ru_utime) + timeval_ns(usage->ru_stime),
        .peak_bytes = (int64_t)usage->ru_maxrss * 1024,
    };
}

int sub_wait_any(const pid_t *pids, size_t n, size_t *ret_index, struct sub_result *ret_result,
                 struct err *err)
{
    for (;;) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, 0, &usage);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid < 0)
            return err_sys(err, "wait for a stage");
        for (size_t i = 0; i < n; i++) {
            if (pids[i] == pid) {
                *ret_index = i;
                *ret_result = result_of(status, &usage);
                return 0;
            }
        }
    }
}

int sub_pipe(int *ret_read_fd, int *ret_write_fd, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return err_sys(err, "pipe");
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES); /* a smaller pipe works too */
    *ret_read_fd = ends[0];
    *ret_write_fd = ends[1];
    return 0;
}
