#include "pipeline/run/chain.h"

#include "pipeline/base/io.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct chain_stage *chain_add(struct chain *chain, const char *name, const char *path)
{
    if (chain->n_stages == CHAIN_STAGES_MAX)
        BUG("too many stages in one chain");
    struct chain_stage *stage = &chain->stages[chain->n_stages++];
    *stage = (struct chain_stage){.name = name};
    chain_arg(stage, path);
    return stage;
}

void chain_arg(struct chain_stage *stage, const char *arg)
{
    if (stage->argc == CHAIN_ARGS_MAX)
        BUG("too many arguments for one stage");
    stage->argv[stage->argc++] = arg;
    stage->argv[stage->argc] = NULL;
}

static void close_fd(int *fd)
{
    if (*fd > STDERR_FILENO)
        close(*fd);
    *fd = -1;
}

/* Starts stage `i` between its two descriptors. Both are closed here whatever happens: an end kept open in the parent
 * would hide the death of a neighbour. */
static int start_one(struct chain *chain, size_t i, int in_fd, int out_fd, struct err *err)
{
    struct chain_stage *stage = &chain->stages[i];
    struct sub_spec spec = {
        .argv = stage->argv, .stdin_fd = in_fd, .stdout_fd = out_fd, .stderr_fd = STDERR_FILENO};
    int rc = sub_spawn(&spec, &stage->pid, err);
    if (rc < 0)
        stage->pid = 0;
    stage->last_pid = stage->pid;
    close_fd(&in_fd);
    close_fd(&out_fd);
    return rc;
}

static int start_all(struct chain *chain, int in_fd, int stdout_fd, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < chain->n_stages && rc == 0; i++) {
        int out_fd = stdout_fd, next_fd = -1;
        if (i + 1 < chain->n_stages)
            rc = sub_pipe(&next_fd, &out_fd, err);
        if (rc == 0)
            rc = start_one(chain, i, in_fd, out_fd, err);
        else
            close_fd(&in_fd);
        in_fd = next_fd;
    }
    close_fd(&in_fd);
    return rc;
}

/* Called from the signal handler too: only what may be called there. */
static void stop_all(const struct chain *chain)
{
    for (size_t i = 0; i < chain->n_stages; i++) {
        if (chain->stages[i].pid > 0)
            kill(chain->stages[i].pid, SIGTERM);
    }
}

static const struct chain *volatile running; /* for the handler */
static volatile sig_atomic_t caught;

static void on_signal(int signal_number)
{
    caught = signal_number;
    if (running)
        stop_all(running);
}

void chain_catch_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    const struct sigaction action = {.sa_handler = on_signal};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        sigaction(signals[i], &action, NULL);
}

int chain_interrupted(void)
{
    return caught;
}

/* What a stage's end means for the run; `err` names it. */
static int verdict(const struct chain_stage *stage, struct err *err)
{
    const struct sub_result *result = &stage->result;
    if (result->signal)
        return err_set(err, ERR_ENV, "%s was ended by signal %d (%s)", stage->name, result->signal,
                       strsignal(result->signal));
    if (result->exit_code == 0)
        return 0;
    int code = result->exit_code <= -ERR_ENV ? -result->exit_code : ERR_ENV;
    if (code == ERR_NO)
        return err_set(err, code, "%s: the answer is no", stage->name);
    return err_set(err, code, "%s failed (exit %d)", stage->name, result->exit_code);
}

/* A neighbour's death makes a stage fail too: "cut off" downstream, and SIGTERM is ours. So the stage that is to blame is
 * the first of those that ended in the least explicable way. SIGPIPE says no more than that the reader has ended, and
 * how, that tells itself: it may have had enough. */
enum blame { BLAME_NONE, BLAME_EXIT, BLAME_SIGNAL };

static enum blame blame_of(const struct sub_result *result, bool stopping)
{
    if (result->signal == SIGPIPE || (stopping && result->signal == SIGTERM))
        return BLAME_NONE;
    if (result->signal)
        return BLAME_SIGNAL;
    return result->exit_code ? BLAME_EXIT : BLAME_NONE;
}

/* Waits for the next stage to end and notes how it did. False when none is left, since some never started. */
static bool wait_one(struct chain *chain, int64_t started_ns, struct chain_stage **ret_stage)
{
    pid_t pids[CHAIN_STAGES_MAX];
    size_t which;
    struct sub_result result;
    for (size_t i = 0; i < chain->n_stages; i++)
        pids[i] = chain->stages[i].pid;
    if (sub_wait_any(pids, chain->n_stages, &which, &result, NULL) < 0)
        return false;
    struct chain_stage *stage = &chain->stages[which];
    stage->pid = 0;
    stage->result = result;
    stage->wall_ns = io_clock_ns() - started_ns;
    *ret_stage = stage;
    return true;
}

static int wait_all(struct chain *chain, int rc, struct err *err)
{
    int64_t started_ns = io_clock_ns();
    bool stopping = rc < 0;
    enum blame most = rc < 0 ? BLAME_EXIT : BLAME_NONE; /* a stage that could not be started */
    struct chain_stage *stage;
    while (wait_one(chain, started_ns, &stage)) {
        enum blame blame = blame_of(&stage->result, stopping);
        if (blame > most) {
            rc = verdict(stage, err);
            most = blame;
        }
        if (rc < 0 && !stopping)
            stop_all(chain);
        stopping = rc < 0;
    }
    return rc;
}

int chain_run(struct chain *chain, int stdin_fd, int stdout_fd, struct err *err)
{
    running = chain;
    int rc = start_all(chain, stdin_fd, stdout_fd, err);
    if (rc < 0 || caught) /* caught: perhaps before the last of them had a pid */
        stop_all(chain);
    rc = wait_all(chain, rc, err);
    running = NULL;
    return rc < 0 || !caught ? rc : err_set(err, ERR_ENV, "interrupted");
}
