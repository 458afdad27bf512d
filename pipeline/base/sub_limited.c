/* sub_limited: the part of sub that starts foreign programs. posix_spawn can set no limits, so these are forked. */

#include "pipeline/base/sub.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Core dumps of hostile input are of no use to anybody. RLIMIT_DATA rather than RLIMIT_AS: virtual machines reserve many
 * times the address space that they use. */
static int set_limits(const struct sub_limits *limits, struct err *err)
{
    const struct {
        int resource;
        int64_t value;
    } wanted[] = {{RLIMIT_CORE, 0}, {RLIMIT_DATA, limits->memory_bytes}, {RLIMIT_FSIZE, limits->file_bytes}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct rlimit limit;
        rlim_t value = (rlim_t)wanted[i].value;
        if (getrlimit((__rlimit_resource_t)wanted[i].resource, &limit) < 0)
            return err_sys(err, "ask for limits");
        if (value < limit.rlim_max)
            limit.rlim_max = value;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit((__rlimit_resource_t)wanted[i].resource, &limit) < 0)
            return err_sys(err, "set limits");
    }
    return 0;
}

/* Ignored signals stay ignored through execve. */
static void reset_signals(void)
{
    static const int signals[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXFSZ};
    sigset_t none;
    sigemptyset(&none);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        signal(signals[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The three descriptors to 0, 1 and 2, and no other into the program. `report_fd` stays with us until then. */
static int take_fds(const struct sub_spec *spec, struct err *err)
{
    const int fds[3] = {spec->stdin_fd, spec->stdout_fd, spec->stderr_fd};
    int copies[3];
    for (int i = 0; i < 3; i++) {
        copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
        if (copies[i] < 0)
            return err_sys(err, "duplicate a descriptor");
    }
    for (int i = 0; i < 3; i++) {
        if (dup2(copies[i], i) < 0)
            return err_sys(err, "duplicate a descriptor");
    }
    if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) < 0 && errno != ENOSYS)
        return err_sys(err, "keep descriptors back");
    return 0;
}

/* In the child. Returns only when that failed. */
static int become(const struct sub_spec *spec, const struct sub_limits *limits, pid_t parent, struct err *err)
{
    reset_signals();
    if (setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return err_sys(err, "start %s", spec->argv[0]);
    if (getppid() != parent)
        return err_set(err, ERR_ENV, "start %s: too late", spec->argv[0]);
    if (chdir(limits->cwd) < 0)
        return err_sys(err, "enter %s", limits->cwd);
    int rc = take_fds(spec, err);
    if (rc == 0)
        rc = set_limits(limits, err);
    if (rc == 0)
        rc = sandbox_enter(limits->rights, limits->paths, err);
    if (rc < 0)
        return rc;
    execve(spec->argv[0], (char *const *)(uintptr_t)spec->argv, (char *const *)(uintptr_t)limits->environment);
    return err_sys(err, "start %s", spec->argv[0]);
}

static _Noreturn void run_child(const struct sub_spec *spec, const struct sub_limits *limits, pid_t parent,
                                int report_fd)
{
    struct err err = {0};
    become(spec, limits, parent, &err);
    ssize_t told = write(report_fd, err.text, strlen(err.text));
    _exit(told < 0 ? 126 : 127);
}

/* What the child says, until it has become the program. True when it never did. */
static bool has_failed(int report_fd, struct err *err)
{
    char text[ERR_TEXT_MAX];
    ssize_t len;
    do
        len = read(report_fd, text, sizeof text - 1);
    while (len < 0 && errno == EINTR);
    if (len > 0)
        err_set(err, ERR_ENV, "%.*s", (int)len, text);
    return len > 0;
}

int sub_spawn_limited(const struct sub_spec *spec, const struct sub_limits *limits, pid_t *ret_pid,
                      struct err *err)
{
    int read_fd, report_fd;
    pid_t parent = getpid();
    int rc = sub_pipe(&read_fd, &report_fd, err);
    if (rc < 0)
        return rc;
    pid_t pid = fork();
    if (pid == 0)
        run_child(spec, limits, parent, report_fd);
    close(report_fd);
    if (pid < 0) {
        rc = err_sys(err, "start %s", spec->argv[0]);
    } else if (has_failed(read_fd, err)) {
        waitpid(pid, NULL, 0);
        rc = ERR_ENV;
    }
    close(read_fd);
    if (rc == 0)
        *ret_pid = pid;
    return rc;
}
