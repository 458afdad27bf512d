/*
 * measure: runs a command several times and prints what its best run took.
 *
 *     usage: measure RUNS COMMAND [ARG…]
 *
 * Prints "wall_ms cpu_ms peak_kb": the least wall time, the least CPU time (user and system, all its processes that
 * were waited for) and the largest resident size of one process. The command's stdout goes to /dev/null unless it is
 * told otherwise (sh -c). A run that fails ends the measurement with its exit code.
 */
#include "pipeline/base/num.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct best {
    double wall_ms, cpu_ms;
    long peak_kb;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
           (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

static _Noreturn void become(char **argv)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

/* One run. Returns the command's exit code. */
static int run(char **argv, struct best *best)
{
    double start_ms = now_ms();
    pid_t pid = fork();
    if (pid == 0)
        become(argv);
    int status;
    struct rusage usage;
    if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
        perror("measure");
        return 4;
    }
    best->wall_ms = fmin(best->wall_ms, now_ms() - start_ms);
    best->cpu_ms = fmin(best->cpu_ms, cpu_ms(&usage));
    if (usage.ru_maxrss > best->peak_kb)
        best->peak_kb = usage.ru_maxrss;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    int64_t runs;
    if (argc < 3 || !num_parse_int(str_from(argv[1]), &runs) || runs < 1) {
        fputs("usage: measure RUNS COMMAND [ARG...]\n", stderr);
        return 2;
    }
    struct best best = {.wall_ms = INFINITY, .cpu_ms = INFINITY};
    for (int64_t i = 0; i < runs; i++) {
        int code = run(argv + 2, &best);
        if (code != 0)
            return code;
    }
    printf("%.2f %.2f %ld\n", best.wall_ms, best.cpu_ms, best.peak_kb);
    return 0;
}
