#include "pipeline/run/run.h"

#include "pipeline/base/io.h"
#include "pipeline/base/log.h"
#include "pipeline/base/num.h"
#include "pipeline/run/chain.h"
#include "pipeline/run/figures.h"
#include "pipeline/run/state_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Of each file, at most. Parsing is what costs: 20 versions of 10 large files are
 * some 30 MB of source. */
#define TREND_VERSIONS "20"

enum { STAGES_MAX = 16 }; /* of all chains of a run; there are thirteen */

/* One run: what the chains share. */
struct run {
    const struct run_options *options;
    const struct kit *kit;
    struct arena arena;
    const char *bin_dir; /* where the stages are */
    const char *store;
    const char *state_dir; /* NULL when the store is elsewhere */
    bool has_lock;         /* of state_dir */
    char threads[NUM_TEXT_MAX];
    const char *tools; /* which outside tools are asked, as cbc-load --same takes it; NULL: none */
    struct chain_stage done[STAGES_MAX]; /* for the summary */
    size_t n_done;
    struct figures figures;
};

/* The same id in every stage's log and trace; time and pid make it unique on a machine. */
static void name_run(void)
{
    char id[NUM_TEXT_MAX];
    snprintf(id, sizeof id, "%llx-%lx", (unsigned long long)time(NULL), (long)getpid());
    setenv("CBCRAWL_RUN_ID", id, 0);
}

/* Between two pieces of work the threads of a stage sleep. Else each spins for a while, on a core that the next stage of the
 * chain could use. */
static void let_threads_sleep(void)
{
    setenv("OMP_WAIT_POLICY", "passive", 0);
}

static int find_bin_dir(struct run *run, struct err *err)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len < 0 || (size_t)len == sizeof path)
        return err_sys(err, "find this program's own folder");
    run->bin_dir = str_cstr(&run->arena, str_dirname(str_of(path, (size_t)len)));
    return 0;
}

/* A stage that is missing should be told before the work, too. */
static int check_stages(struct run *run, struct err *err)
{
    static const char *const stages[] = {"cbc-crawl", "cbc-parse", "cbc-link",
                                         "cbc-load",  "cbc-score", "cbc-report"};
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++) {
        char *path = arena_printf(&run->arena, "%s/%s", run->bin_dir, stages[i]);
        if (access(path, X_OK) < 0)
            return err_sys(err, "start %s", path);
    }
    return 0;
}

static int take_state_dir(struct run *run, struct err *err)
{
    bool was_elsewhere = false;
    int rc = state_dir_make(run->state_dir, err);
    if (rc == 0)
        rc = state_dir_lock(run->state_dir, err);
    run->has_lock = rc == 0;
    if (rc == 0)
        rc = state_dir_claim(run->state_dir, &was_elsewhere, err);
    if (was_elsewhere)
        log_warning(
            "%s was not made here: it is a copy, or came with the tree. Its store may say anything and is"
            " not used; it is %s" STATE_DIR_ELSEWHERE " now",
            run->state_dir, run->store);
    return rc;
}

static int choose_store(struct run *run, struct err *err)
{
    struct stat st;
    const char *dir = run->options->dir;
    if (stat(dir, &st) < 0)
        return err_set(err, ERR_USAGE, "%s: %s", dir, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_USAGE, "%s is not a directory", dir);
    run->store = run->options->store;
    if (run->store)
        return 0;
    run->state_dir = arena_printf(&run->arena, "%s/.cbcrawl", dir);
    run->store = arena_printf(&run->arena, "%s/store.db", run->state_dir);
    return take_state_dir(run, err);
}

/* A stage with the options that all share. */
static struct chain_stage *add(struct run *run, struct chain *chain, const char *name)
{
    struct chain_stage *stage = chain_add(chain, name, arena_printf(&run->arena, "%s/%s", run->bin_dir, name));
    chain_arg(stage, "--threads");
    chain_arg(stage, run->threads);
    if (run->kit->quiet)
        chain_arg(stage, "--quiet");
    if (run->kit->verbose)
        chain_arg(stage, "--verbose");
    if (run->kit->log_json)
        chain_arg(stage, "--log=json");
    if (run->kit->trace)
        chain_arg(stage, arena_printf(&run->arena, "--trace=%s", run->kit->trace));
    return stage;
}

static void add_list(struct chain_stage *stage, const char *option, const struct opt_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        chain_arg(stage, option);
        chain_arg(stage, list->at[i]);
    }
}

static void add_value(struct chain_stage *stage, const char *option, const char *value)
{
    if (!value)
        return;
    chain_arg(stage, option);
    chain_arg(stage, value);
}

static void plan_crawl(struct run *run, struct chain *chain)
{
    struct chain_stage *crawl = add(run, chain, "cbc-crawl");
    add_list(crawl, "--include", &run->options->include);
    add_list(crawl, "--exclude", &run->options->exclude);
    add_value(crawl, "--state", run->state_dir);
    chain_arg(crawl, "--");
    chain_arg(crawl, run->options->dir);
}

static void plan_comparison(struct run *run, struct chain *chain)
{
    struct chain_stage *load = add(run, chain, "cbc-load");
    chain_arg(load, "--same");
    if (run->options->no_history)
        chain_arg(load, "--no-history");
    else if (run->options->trend)
        chain_arg(load, "--versions");
    add_value(load, "--tools", run->tools);
    chain_arg(load, "--");
    chain_arg(load, run->store);
}

static struct chain_stage *plan_tools(struct run *run, struct chain *chain)
{
    struct chain_stage *tool = add(run, chain, "cbc-tool");
    add_value(tool, "--config", run->options->config);
    add_list(tool, "--set", &run->options->settings);
    return tool;
}

static void plan_facts(struct run *run, struct chain *chain, int stored_fd)
{
    struct chain_stage *parse = add(run, chain, "cbc-parse");
    if (run->state_dir)
        add_value(parse, "--cache", arena_printf(&run->arena, "%s/cache", run->state_dir));
    if (run->options->fresh)
        chain_arg(parse, "--fresh");
    else
        add_value(parse, "--stored", arena_printf(&run->arena, "/dev/fd/%d", stored_fd));
    add(run, chain, "cbc-link");
    if (run->tools)
        plan_tools(run, chain);
    struct chain_stage *load = add(run, chain, "cbc-load");
    chain_arg(load, "--");
    chain_arg(load, run->store);
}

static void add_past_options(struct run *run, struct chain_stage *history)
{
    if (run->options->trend) {
        add_value(history, "--blobs", arena_printf(&run->arena, "%lld", (long long)run->options->trend));
        add_value(history, "--versions", TREND_VERSIONS);
    }
    chain_arg(history, "--");
    chain_arg(history, run->options->dir);
}

/* The past goes on from what the store has of it. */
static void plan_history(struct run *run, struct chain *chain)
{
    struct chain_stage *known = add(run, chain, "cbc-load");
    chain_arg(known, "--known");
    chain_arg(known, "--");
    chain_arg(known, run->store);
    struct chain_stage *history = add(run, chain, "cbc-history");
    chain_arg(history, "--if-any");
    chain_arg(history, "--known");
    chain_arg(history, "-");
    add_past_options(run, history);
    if (run->options->trend)
        add(run, chain, "cbc-parse");
    struct chain_stage *load = add(run, chain, "cbc-load");
    chain_arg(load, "--");
    chain_arg(load, run->store);
}

static void plan_past_comparison(struct run *run, struct chain *chain, int stored_fd)
{
    struct chain_stage *history = add(run, chain, "cbc-history");
    chain_arg(history, "--if-any");
    add_value(history, "--same", arena_printf(&run->arena, "/dev/fd/%d", stored_fd));
    add_past_options(run, history);
}

/* The judge is asked twice: before anything is scanned, whether it could judge, and then to do it. */
static void plan_score(struct run *run, struct chain *chain, bool dry_run)
{
    struct chain_stage *score = add(run, chain, "cbc-score");
    if (dry_run)
        chain_arg(score, "--dry-run");
    add_value(score, "--config", run->options->config);
    add_value(score, "--osv", run->options->osv);
    add_value(score, "--policy", run->options->policy ? run->options->policy : run->options->dir);
    add_list(score, "--set", &run->options->settings);
    add_value(score, "--baseline", run->options->baseline);
    add_value(score, "--write-baseline", run->options->write_baseline);
    if (run->options->gate)
        chain_arg(score, "--gate");
    if (run->options->strict)
        chain_arg(score, "--strict");
    if (!run->options->fresh)
        chain_arg(score, "--once");
    chain_arg(score, "--");
    chain_arg(score, run->store);
}

static void plan_report(struct run *run, struct chain *chain)
{
    struct chain_stage *report = add(run, chain, "cbc-report");
    add_value(report, "--format", run->options->format);
    chain_arg(report, "--keep");
    chain_arg(report, "--");
    chain_arg(report, run->store);
}

static int open_null(struct err *err)
{
    int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    return fd < 0 ? err_sys(err, "open /dev/null") : fd;
}

/* Runs a chain, which closes both descriptors, and keeps its figures. */
static int run_chain(struct run *run, struct chain *chain, int in_fd, int out_fd, struct err *err)
{
    int rc = chain_run(chain, in_fd, out_fd, err);
    for (size_t i = 0; i < chain->n_stages && run->n_done < STAGES_MAX; i++)
        run->done[run->n_done++] = chain->stages[i];
    return rc;
}

/* A chain that reads nothing. */
static int run_to(struct run *run, struct chain *chain, int out_fd, struct err *err)
{
    int null_fd = open_null(err);
    return null_fd < 0 ? null_fd : run_chain(run, chain, null_fd, out_fd, err);
}

/* A chain whose records are in the store; on stdout they would stand in the report's way. */
static int run_silent(struct run *run, struct chain *chain, int in_fd, struct err *err)
{
    int null_fd = open_null(err);
    return null_fd < 0 ? null_fd : run_chain(run, chain, in_fd, null_fd, err);
}

/* A chain that neither reads nor is read. */
static int run_alone(struct run *run, struct chain *chain, struct err *err)
{
    int null_fd = open_null(err);
    return null_fd < 0 ? null_fd : run_silent(run, chain, null_fd, err);
}

/* Another descriptor for what was crawled, at its start. */
static int crawled(int spool_fd, struct err *err)
{
    int fd = fcntl(spool_fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
        return err_sys(err, "read again what cbc-crawl found");
    return fd;
}

/* 0 when the store's latest run is of the tree just crawled; ERR_NO when not, and then which facts the store has can be
 * read from `stored_fd`. */
static int compare_with_store(struct run *run, int spool_fd, int stored_fd, struct err *err)
{
    struct chain comparison = {0};
    struct err why = {0};
    int fd = crawled(spool_fd, err);
    if (fd < 0)
        return fd;
    plan_comparison(run, &comparison);
    int out_fd = fcntl(stored_fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (out_fd < 0)
        return err_sys(err, "make room for what cbc-load knows");
    int rc = chain_run(&comparison, fd, out_fd, &why);
    if (rc < 0 && rc != ERR_NO)
        *err = why;
    return rc;
}

/* 0 when the store has all of the past; ERR_NO when not. */
static int compare_past(struct run *run, int stored_fd, struct err *err)
{
    struct chain comparison = {0};
    struct err why = {0};
    if (run->options->fresh)
        return ERR_NO;
    plan_past_comparison(run, &comparison, stored_fd);
    int rc = run_alone(run, &comparison, &why);
    if (rc < 0 && rc != ERR_NO)
        *err = why;
    return rc;
}

static int read_history(struct run *run, int stored_fd, struct err *err)
{
    struct chain history = {0};
    if (run->options->no_history)
        return 0;
    int rc = compare_past(run, stored_fd, err);
    if (rc == ERR_NO) {
        plan_history(run, &history);
        rc = run_alone(run, &history, err);
    }
    return rc < 0 ? err_wrap(err, "reading the past (--no-history goes without)") : 0;
}

/* Asks cbc-tool what it would ask, to know whether an earlier run asked the same. */
static int read_tools_digest(struct run *run, int fd, struct err *err)
{
    struct chain ask = {0};
    struct buf line;
    int out_fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (out_fd < 0)
        return err_sys(err, "make room for what cbc-tool says");
    add_value(plan_tools(run, &ask), "--digest", run->options->dir);
    buf_init(&line, NUM_TEXT_MAX);
    int in_fd = open_null(err);
    int rc = in_fd < 0 ? in_fd : chain_run(&ask, in_fd, out_fd, err);
    if (rc == 0 && lseek(fd, 0, SEEK_SET) < 0)
        rc = err_sys(err, "read what cbc-tool says");
    if (rc == 0)
        rc = io_read_fd(fd, &line, err);
    struct str digest = str_trim(buf_str(&line));
    if (rc == 0 && digest.len)
        run->tools = str_cstr(&run->arena, digest);
    buf_release(&line);
    return rc;
}

static int find_tools(struct run *run, struct err *err)
{
    if (!run->options->tools.has_any)
        return 0;
    int fd = memfd_create("tools", MFD_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "make room for what cbc-tool says");
    int rc = read_tools_digest(run, fd, err);
    close(fd);
    return rc;
}

/* What a run keeps between its chains, as files in memory. */
struct spools {
    int crawl_fd;  /* what cbc-crawl has found */
    int stored_fd; /* which facts the store has; inherited, so that cbc-parse can open it by its number */
};

static int open_spools(struct spools *spools, struct err *err)
{
    spools->crawl_fd = memfd_create("cbc-crawl", MFD_CLOEXEC);
    spools->stored_fd = memfd_create("stored", 0);
    return spools->crawl_fd < 0 || spools->stored_fd < 0 ? err_sys(err, "make room for what is found") : 0;
}

static void close_spools(const struct spools *spools)
{
    if (spools->crawl_fd >= 0)
        close(spools->crawl_fd);
    if (spools->stored_fd >= 0)
        close(spools->stored_fd);
}

static int parse_and_load(struct run *run, const struct spools *spools, struct err *err)
{
    struct chain facts = {0};
    int fd = crawled(spools->crawl_fd, err);
    if (fd < 0)
        return fd;
    plan_facts(run, &facts, spools->stored_fd);
    return run_silent(run, &facts, fd, err);
}

static int crawl_and_parse(struct run *run, const struct spools *spools, struct err *err)
{
    struct chain crawl = {0};
    int fd = crawled(spools->crawl_fd, err);
    if (fd < 0)
        return fd;
    plan_crawl(run, &crawl);
    int rc = run_to(run, &crawl, fd, err);
    if (rc == 0)
        rc = run->options->fresh ? ERR_NO : compare_with_store(run, spools->crawl_fd, spools->stored_fd, err);
    if (rc == 0)
        log_note("nothing has changed since the last run, whose facts are used again");
    if (rc != ERR_NO)
        return rc;
    rc = parse_and_load(run, spools, err);
    return rc == 0 ? read_history(run, spools->stored_fd, err) : rc;
}

/* cbc-parse reads the whole crawl before it starts, so keeping it here first costs no time and may save all. */
static int run_facts(struct run *run, struct err *err)
{
    struct spools spools;
    int rc = open_spools(&spools, err);
    if (rc == 0)
        rc = crawl_and_parse(run, &spools, err);
    close_spools(&spools);
    return rc;
}

/* A mistake in the settings should not be told after the work, but before it. */
static int check_plan(struct run *run, struct err *err)
{
    struct chain check = {0};
    int in_fd = open_null(err), out_fd = open_null(err);
    if (in_fd < 0 || out_fd < 0)
        return ERR_ENV;
    plan_score(run, &check, true);
    return chain_run(&check, in_fd, out_fd, err);
}

static void say_stage(const struct run *run, const struct chain_stage *stage)
{
    char wall[NUM_TEXT_MAX], cpu[NUM_TEXT_MAX], memory[NUM_TEXT_MAX];
    struct buf figures;
    buf_init(&figures, FIGURES_MAX);
    figures_put(&run->figures, stage->last_pid, &figures);
    log_note("%-12s %10s %10s %12s%s%.*s", stage->name, num_duration(wall, stage->wall_ns),
             num_duration(cpu, stage->result.cpu_ns), num_bytes(memory, (uint64_t)stage->result.peak_bytes),
             figures.len ? "  " : "", STR_ARG(buf_str(&figures)));
    buf_release(&figures);
}

static void say_summary(struct run *run)
{
    if (run->kit->quiet)
        return;
    figures_end(&run->figures);
    log_note("%-12s %10s %10s %12s", "stage", "wall", "CPU", "peak memory");
    for (size_t i = 0; i < run->n_done; i++)
        say_stage(run, &run->done[i]);
}

/* Facts, then score, then the report. A closed gate is an answer, not a failure: the report is still wanted. */
static int run_stages(struct run *run, struct err *err)
{
    struct chain score = {0}, report = {0};
    int rc = run->options->keep_going ? 0 : check_plan(run, err);
    if (rc == 0)
        rc = find_tools(run, err);
    if (rc == 0)
        rc = run_facts(run, err);
    if (rc < 0)
        return rc;
    plan_score(run, &score, false);
    int scored = run_alone(run, &score, err);
    if (scored < 0 && scored != ERR_NO && !run->options->keep_going)
        return scored;
    plan_report(run, &report);
    if (strcmp(run->options->format, "none") != 0)
        rc = run_to(run, &report, STDOUT_FILENO, scored < 0 ? NULL : err);
    return scored < 0 ? scored : rc;
}

int run_all(const struct run_options *options, const struct kit *kit, struct err *err)
{
    static const size_t arena_bytes = 16 << 20; /* paths and arguments */
    struct run run = {.options = options, .kit = kit};
    int rc = arena_init(&run.arena, arena_bytes, err);
    if (rc < 0)
        return rc;
    snprintf(run.threads, sizeof run.threads, "%d", kit->threads);
    chain_catch_signals();
    name_run();
    let_threads_sleep();
    figures_begin(&run.figures);
    rc = find_bin_dir(&run, err);
    if (rc == 0)
        rc = check_stages(&run, err);
    if (rc == 0)
        rc = choose_store(&run, err);
    if (rc == 0)
        rc = run_stages(&run, err);
    if (rc < 0 && run.has_lock)
        state_dir_discard(run.state_dir);
    if (chain_interrupted())
        rc = err_set(err, ERR_ENV, "interrupted by signal %d; the store holds the last whole run",
                     chain_interrupted());
    else if (rc == 0 || rc == ERR_NO)
        say_summary(&run);
    figures_release(&run.figures);
    arena_release(&run.arena);
    return rc;
}
