#include "pipeline/tool/tool_exec.h"

#include "pipeline/base/io.h"
#include "pipeline/base/sub.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    ENVIRONMENT_MAX = 64,
    WRITABLE_MAX = 32,
    READ_BYTES = 64 << 10,
    OPEN_FOLDERS = 16,
};

/* Being killed ------------------------------------------------------------------------------------------------------ */

static volatile sig_atomic_t running_group; /* of the program; 0: none */
static volatile sig_atomic_t caught;        /* the signal that is to end us */

static void end_with_us(int signal_number)
{
    caught = signal_number;
    if (running_group)
        kill(-(pid_t)running_group, SIGKILL);
}

/* The program is gone; now we go, and leave nothing. */
static void end_if_caught(const char *temp_dir)
{
    if (!caught)
        return;
    exec_remove_temp(temp_dir);
    signal(caught, SIG_DFL);
    raise(caught);
}

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDING_SIGNALS = sizeof ending_signals / sizeof ending_signals[0] };

static struct sigaction before[ENDING_SIGNALS];

/* What is ignored, as nohup has it, stays so. */
static void catch_signals(void)
{
    const struct sigaction action = {.sa_handler = end_with_us};
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(ending_signals[i], &action, NULL);
    }
}

static void release_signals(void)
{
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        sigaction(ending_signals[i], &before[i], NULL);
}

/* Signals wait while it starts, so that the handler knows whom to kill. */
static int start(const struct sub_spec *spec, const struct sub_limits *limits, pid_t *ret_pid, struct err *err)
{
    sigset_t ending, open;
    sigemptyset(&ending);
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        sigaddset(&ending, ending_signals[i]);
    sigprocmask(SIG_BLOCK, &ending, &open);
    catch_signals();
    int rc = sub_spawn_limited(spec, limits, ret_pid, err);
    if (rc == 0)
        running_group = *ret_pid;
    else
        release_signals();
    sigprocmask(SIG_SETMASK, &open, NULL);
    return rc;
}

/* Reaps it, after what it has started is gone: a killed group holds no pipe open. */
static void finish(pid_t pid, struct exec_result *result)
{
    size_t which;
    struct sub_result ended = {.exit_code = -1, .signal = SIGKILL};
    kill(-pid, SIGKILL);
    sub_wait_any(&pid, 1, &which, &ended, NULL);
    running_group = 0;
    release_signals();
    if (result->end != EXEC_EXITED)
        return;
    result->end = ended.signal ? EXEC_SIGNALLED : EXEC_EXITED;
    result->code = ended.signal ? ended.signal : ended.exit_code;
}

/* Waiting ---------------------------------------------------------------------------------------------------------- */

struct watch {
    struct pollfd fds[3]; /* its output, its complaints, itself */
    struct buf *to[2];
    int64_t until_ns;
};

/* Bytes that do not fit are lost, and the buf says so. */
static void take_bytes(struct pollfd *from, struct buf *to)
{
    char bytes[READ_BYTES];
    ssize_t len = read(from->fd, bytes, sizeof bytes);
    if (len > 0) {
        size_t room = to->limit - to->len;
        bool fits = (size_t)len <= room;
        buf_add(to, str_of(bytes, fits ? (size_t)len : room));
        to->overflow |= !fits;
    } else if (len == 0 || (errno != EINTR && errno != EAGAIN)) {
        from->fd = -1;
    }
}

static int milliseconds_left(const struct watch *watch)
{
    int64_t left_ns = watch->until_ns - io_clock_ns();
    return left_ns <= 0 ? 0 : left_ns / 1000000 > 1000 ? 1000 : (int)(left_ns / 1000000) + 1;
}

/* What is still in the pipes when it has ended. */
static void drain(struct watch *watch)
{
    for (int i = 0; i < 2; i++) {
        struct pollfd *from = &watch->fds[i];
        while (from->fd >= 0 && !watch->to[0]->overflow && poll(from, 1, 0) > 0)
            take_bytes(from, watch->to[i]);
    }
}

static enum exec_end watch_it(struct watch *watch)
{
    for (;;) {
        int ready = poll(watch->fds, 3, milliseconds_left(watch));
        if (ready < 0 && errno != EINTR)
            return EXEC_SIGNALLED;
        for (int i = 0; ready > 0 && i < 2; i++) {
            if (watch->fds[i].fd >= 0 && watch->fds[i].revents)
                take_bytes(&watch->fds[i], watch->to[i]);
        }
        if (watch->to[0]->overflow)
            return EXEC_FLOODED;
        if (ready > 0 && watch->fds[2].revents) {
            drain(watch);
            return watch->to[0]->overflow ? EXEC_FLOODED : EXEC_EXITED;
        }
        if (io_clock_ns() >= watch->until_ns)
            return EXEC_TIMED_OUT;
    }
}

/* What it gets ------------------------------------------------------------------------------------------------------ */

/* Tokens of a CI job are not for it: names beyond these the user lists. Caches go where it may write. */
static void fill_environment(const struct exec_request *request, struct arena *arena,
                             const char *ret_list[ENVIRONMENT_MAX])
{
    static const char *const passed[] = {"PATH", "HOME", "USER", "LANG", "LC_ALL", "JAVA_HOME", "GOROOT"};
    const struct tool *tool = request->tool;
    size_t n = 0;
    ret_list[n++] = arena_printf(arena, "TMPDIR=%s", request->temp_dir);
    ret_list[n++] = arena_printf(arena, "XDG_CACHE_HOME=%s", request->temp_dir);
    ret_list[n++] = "NO_COLOR=1";
    ret_list[n++] = "TERM=dumb";
    for (size_t i = 0; i < sizeof passed / sizeof passed[0] + tool->n_environment && n < ENVIRONMENT_MAX - 1;
         i++) {
        size_t n_passed = sizeof passed / sizeof passed[0];
        const char *name = i < n_passed ? passed[i] : str_cstr(arena, tool->environment[i - n_passed]);
        const char *value = getenv(name);
        if (value)
            ret_list[n++] = arena_printf(arena, "%s=%s", name, value);
    }
    ret_list[n] = NULL;
}

static void fill_writable(const struct exec_request *request, struct arena *arena,
                          const char *ret_list[WRITABLE_MAX])
{
    const struct tool *tool = request->tool;
    size_t n = 0;
    ret_list[n++] = request->temp_dir;
    ret_list[n++] = "/dev/null";
    ret_list[n++] = "/dev/full";
    for (size_t i = 0; i < tool->n_writable && n < WRITABLE_MAX - 1; i++)
        ret_list[n++] = str_cstr(arena, tool->writable[i]);
    ret_list[n] = NULL;
}

static int spawn(const struct exec_request *request, struct arena *arena, const int fds[3], pid_t *ret_pid,
                 struct err *err)
{
    const char *environment[ENVIRONMENT_MAX], *writable[WRITABLE_MAX];
    const struct tool *tool = request->tool;
    fill_environment(request, arena, environment);
    fill_writable(request, arena, writable);
    const struct sandbox_paths paths = {.write_below = writable};
    const struct sub_limits limits = {
        .cwd = request->root,
        .environment = environment,
        .memory_bytes = tool->memory_bytes,
        .file_bytes = tool->output_bytes,
        .rights = SANDBOX_READ | SANDBOX_WRITE | SANDBOX_EXEC | (tool->network ? SANDBOX_NET : 0),
        .paths = &paths,
    };
    const struct sub_spec spec = {
        .argv = request->argv, .stdin_fd = fds[0], .stdout_fd = fds[1], .stderr_fd = fds[2]};
    return start(&spec, &limits, ret_pid, err);
}

/* Running ---------------------------------------------------------------------------------------------------------- */

struct ends {
    int null_fd;
    int read_fds[2], write_fds[2]; /* of its standard output and standard error */
    int pid_fd;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_ends(struct ends *ends)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&ends->read_fds[i]);
        close_fd(&ends->write_fds[i]);
    }
    close_fd(&ends->null_fd);
    close_fd(&ends->pid_fd);
}

static int open_ends(struct ends *ends, struct err *err)
{
    int rc = 0;
    *ends = (struct ends){.null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC),
                          .read_fds = {-1, -1},
                          .write_fds = {-1, -1},
                          .pid_fd = -1};
    if (ends->null_fd < 0)
        return err_sys(err, "open /dev/null");
    for (int i = 0; i < 2 && rc == 0; i++)
        rc = sub_pipe(&ends->read_fds[i], &ends->write_fds[i], err);
    return rc;
}

static void watch_to_the_end(const struct exec_request *request, const struct ends *ends, int64_t until_ns,
                             struct exec_result *result)
{
    bool is_stderr = request->tool->output == TOOL_STDERR;
    struct watch watch = {
        .fds = {{.fd = ends->read_fds[is_stderr], .events = POLLIN},
                {.fd = ends->read_fds[!is_stderr], .events = POLLIN},
                {.fd = ends->pid_fd, .events = POLLIN}},
        .to = {&result->output, &result->complaint},
        .until_ns = until_ns,
    };
    result->end = watch_it(&watch);
}

/* The file at {output} is its output then; what it prints counts for nothing but the limit. */
static void read_output_file(const struct exec_request *request, struct exec_result *result)
{
    struct err why = {0};
    int fd;
    buf_clear(&result->output);
    if (io_open_strangers(request->output_path, &fd, &why) < 0 || fd < 0)
        return;
    if (io_read_fd(fd, &result->output, &why) == ERR_INPUT)
        result->end = EXEC_FLOODED;
    close(fd);
}

static int run(const struct exec_request *request, struct arena *scratch, struct ends *ends,
               struct exec_result *result, struct err *err)
{
    pid_t pid;
    int64_t until_ns = io_clock_ns() + request->wait_ns;
    const int fds[3] = {ends->null_fd, ends->write_fds[0], ends->write_fds[1]};
    int rc = spawn(request, scratch, fds, &pid, err);
    if (rc < 0)
        return rc;
    close_fd(&ends->write_fds[0]);
    close_fd(&ends->write_fds[1]);
    ends->pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    result->end = EXEC_SIGNALLED; /* when it cannot be watched it is killed */
    if (ends->pid_fd < 0)
        rc = err_sys(err, "watch %s", request->argv[0]);
    else
        watch_to_the_end(request, ends, until_ns, result);
    finish(pid, result);
    result->left_ns = until_ns - io_clock_ns();
    return rc;
}

void exec_run(const struct exec_request *request, struct arena scratch, struct exec_result *ret_result)
{
    struct ends ends;
    struct err err = {0};
    *ret_result = (struct exec_result){.end = EXEC_NOT_STARTED};
    buf_init(&ret_result->output, (size_t)request->tool->output_bytes);
    buf_init(&ret_result->complaint, EXEC_COMPLAINT_MAX);
    int rc = open_ends(&ends, &err);
    if (rc == 0)
        rc = run(request, &scratch, &ends, ret_result, &err);
    close_ends(&ends);
    if (rc < 0) {
        ret_result->end = EXEC_NOT_STARTED;
        buf_clear(&ret_result->complaint);
        buf_add(&ret_result->complaint, str_from(err.text));
    } else if (request->output_path) {
        read_output_file(request, ret_result);
    }
    end_if_caught(request->temp_dir);
}

void exec_result_release(struct exec_result *result)
{
    buf_release(&result->output);
    buf_release(&result->complaint);
}

/* Temporary files --------------------------------------------------------------------------------------------------- */

const char *exec_make_temp(struct arena *arena, struct err *err)
{
    const char *parent = getenv("TMPDIR");
    bool is_usable = parent && parent[0] == '/';
    char *path = arena_printf(arena, "%s/cbc-tool.XXXXXX", is_usable ? parent : "/tmp");
    if (mkdtemp(path))
        return path;
    err_sys(err, "make a temporary folder %s", path);
    return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    remove(path); /* what cannot go stays; the rest should go all the same */
    return 0;
}

void exec_remove_temp(const char *temp_dir)
{
    if (temp_dir)
        nftw(temp_dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
