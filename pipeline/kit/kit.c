#include "pipeline/kit/kit.h"

#include "pipeline/base/cpu.h"
#include "pipeline/base/io.h"
#include "pipeline/base/json.h"
#include "pipeline/base/log.h"
#include "pipeline/base/num.h"
#include "pipeline/base/par.h"
#include "pipeline/base/vec.h"
#include "pipeline/base/version.h"
#include "pipeline/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PLACE_MAX = 4096,
    PLACES_BYTES = 16 << 20, /* names of the files on a command line */
};

/* What the common options are read into before the kit takes them over. */
struct common {
    bool help, version, man, quiet, verbose;
    int64_t threads;
    const char *log;
    const char *trace;
};

static _Noreturn void memory_full(size_t wanted_bytes)
{
    log_error("memory ceiling reached (%zu bytes more wanted); see LIMITS in the man page", wanted_bytes);
    _exit(-ERR_ENV);
}

/* A descriptor that is closed would be taken by the first file opened, and data written into that. What stands in for
 * one of the first two cannot be used, or a run whose output went nowhere would look like one that worked. */
static int open_standard_fds(struct err *err)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
            return err_sys(err, "open /dev/null");
    }
    return 0;
}

static bool is_planned; /* the exit */

/* OpenMP's runtime leaves by itself when it cannot start a thread, with the code that is our answer "no". */
static void exit_unplanned(void)
{
    if (!is_planned)
        _exit(-ERR_ENV);
}

static void set_signals(void)
{
    signal(SIGPIPE, SIG_DFL); /* as any filter: `cbc-crawl --list | head` ends without a word */
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow shows as EFBIG, with a message */
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

static int print(struct buf *text, struct err *err)
{
    int rc = io_write_all(STDOUT_FILENO, buf_str(text), err);
    buf_release(text);
    return rc;
}

static int print_help(const struct kit_about *about, const struct opt *const *tables, struct err *err)
{
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_printf(&text, "usage: %s %s\n%s\n", about->program, about->synopsis, about->summary);
    opt_help(&text, tables);
    if (about->epilog)
        buf_printf(&text, "\n%s\n", about->epilog);
    return print(&text, err);
}

static int print_man(const struct opt *const *tables, struct err *err)
{
    struct buf text;
    buf_init(&text, 1 << 20);
    opt_man(&text, tables);
    return print(&text, err);
}

/* Opened once and at once: a name that is wrong is told before the work, and no right to write need be kept for it. */
static int open_trace(struct kit *kit, const char *option, struct err *err)
{
    kit->trace = option ? option : getenv("CBCRAWL_TRACE");
    if (!kit->trace)
        return 0;
    kit->trace_fd = open(kit->trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
    return kit->trace_fd < 0 ? err_sys(err, "trace: open %s", kit->trace) : 0;
}

static int use_common(struct kit *kit, const struct common *common, struct err *err)
{
    bool json = common->log && strcmp(common->log, "json") == 0;
    if (common->log && !json && strcmp(common->log, "text") != 0)
        return err_set(err, ERR_USAGE, "--log: \"%s\" is neither text nor json", common->log);
    if (common->quiet && common->verbose)
        return err_set(err, ERR_USAGE, "--quiet and --verbose exclude each other");
    kit->threads = common->threads ? (int)common->threads : par_threads_default();
    kit->quiet = common->quiet;
    kit->verbose = common->verbose;
    kit->log_json = json;
    log_init(kit->about->program,
             common->quiet     ? LOG_QUIET
             : common->verbose ? LOG_VERBOSE
                               : LOG_NORMAL,
             json);
    int rc = open_trace(kit, common->trace, err);
    return rc < 0 ? rc : cpu_init(getenv("CBCRAWL_CPU"), err);
}

int kit_start(struct kit *kit, const struct kit_about *about, const struct opt *own, int argc, char **argv,
              struct err *err)
{
    struct common common = {0};
    const struct opt shared[] = {
        OPT_SECTION("Common"),
        OPT_INT('j', "threads", &common.threads, 1, PAR_THREADS_MAX, "N",
                "threads to use; default: all processors"),
        OPT_FLAG('q', "quiet", &common.quiet, "only errors on stderr"),
        OPT_FLAG('v', "verbose", &common.verbose, "more on stderr, and time and memory at the end"),
        OPT_STR(0, "log", &common.log, "FORM", "form of messages: text or json"),
        OPT_STR(0, "trace", &common.trace, "FILE", "append events as JSON lines; also $CBCRAWL_TRACE"),
        OPT_FLAG('h', "help", &common.help, "show this and exit"),
        OPT_FLAG('V', "version", &common.version, "show the version and exit"),
        OPT_END,
    };
    const struct opt hidden[] = {OPT_FLAG(0, "help-man", &common.man, "print the options for the man page"),
                                 OPT_END};
    const struct opt *const all[] = {own, shared, hidden, NULL}, *const shown[] = {own, shared, NULL};

    *kit = (struct kit){.about = about, .own = own, .threads = 1, .trace_fd = -1, .started_ns = io_clock_ns()};
    log_init(about->program, LOG_NORMAL, false);
    arena_on_full(memory_full);
    atexit(exit_unplanned);
    set_signals();
    int rc = open_standard_fds(err);
    if (rc == 0)
        rc = opt_parse(all, argc, argv, &kit->n_operands, err);
    if (rc < 0)
        return rc;
    kit->operands = argv + 1;
    if (common.help)
        return print_help(about, shown, err);
    if (common.man)
        return print_man(shown, err);
    if (common.version) {
        printf("%s %s\n", about->program, CBCRAWL_VERSION);
        return 0;
    }
    rc = use_common(kit, &common, err);
    return rc < 0 ? rc : KIT_RUN;
}

static int64_t peak_bytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (int64_t)usage.ru_maxrss * 1024;
}

static void say_resources(const struct kit *kit)
{
    char wall[NUM_TEXT_MAX], cpu[NUM_TEXT_MAX], memory[NUM_TEXT_MAX];
    log_detail("%s: %s wall, %s CPU, %s peak memory", CBCRAWL_VERSION,
               num_duration(wall, io_clock_ns() - kit->started_ns), num_duration(cpu, io_cpu_ns()),
               num_bytes(memory, (uint64_t)peak_bytes()));
}

int kit_end(struct kit *kit, int rc, const struct err *err)
{
    log_progress_end();
    kit_trace(kit, "cpu_ns", io_cpu_ns());
    kit_trace(kit, "peak_bytes", peak_bytes());
    kit_trace(kit, "exit", err_exit_code(rc));
    if (rc < 0 && err->text[0])
        log_error("%s", err->text);
    if (fflush(stdout) != 0 && rc >= 0) { /* a full disk shows only here */
        log_error("write to stdout: %s", strerror(errno));
        rc = ERR_ENV;
    }
    say_resources(kit);
    is_planned = true;
    return err_exit_code(rc);
}

int kit_confine(unsigned rights, struct err *err)
{
    return sandbox_enter(rights, NULL, err);
}

int kit_confine_below(unsigned rights, int root_fd, struct err *err)
{
    if (root_fd < 0)
        return kit_confine(rights & ~(unsigned)SANDBOX_READ, err);
    char root[64];
    snprintf(root, sizeof root, "/proc/self/fd/%d", root_fd);
    const char *const below[] = {root, NULL};
    const struct sandbox_paths paths = {.read_below = below};
    return sandbox_enter(rights, &paths, err);
}

int kit_confine_writes(const char *folder, struct err *err)
{
    const char *const below[] = {folder, NULL};
    const struct sandbox_paths paths = {.write_below = below};
    return sandbox_enter(SANDBOX_READ | SANDBOX_WRITE, &paths, err);
}

/* SQLite's source of randomness, the user's settings, and what the stage names. */
static const char *const *readable(struct arena *arena, const char *const *also_read)
{
    VEC(const char *) list = {0};
    struct config_sources sources = {.root = NULL};
    char *user = arena_array(arena, char, PLACE_MAX);
    config_sources_from_env(&sources);
    *vec_push(&list, arena) = "/dev/urandom";
    if (config_user_file(&sources, user, PLACE_MAX))
        *vec_push(&list, arena) = user;
    for (; *also_read; also_read++)
        *vec_push(&list, arena) = *also_read;
    *vec_push(&list, arena) = NULL;
    return list.at;
}

int kit_confine_store(const char *store, const char *output, const char *const *also_read, struct err *err)
{
    char beside_store[PLACE_MAX], beside_output[PLACE_MAX];
    struct arena arena;
    int rc = arena_init(&arena, PLACES_BYTES, err);
    if (rc < 0)
        return rc;
    rc = io_folder_of(store, ".cbcrawl", beside_store, sizeof beside_store, err);
    if (rc == 0 && output)
        rc = io_folder_of(output, ".cbcrawl.d", beside_output, sizeof beside_output, err);
    const char *const write_below[] = {beside_store, output ? beside_output : NULL, NULL};
    const struct sandbox_paths paths = {.read_below = also_read ? readable(&arena, also_read) : NULL,
                                        .write_below = write_below};
    if (rc == 0)
        rc = sandbox_enter(SANDBOX_READ | SANDBOX_WRITE, &paths, err);
    arena_release(&arena);
    return rc;
}

void kit_trace(const struct kit *kit, const char *event, int64_t value)
{
    if (kit->trace_fd < 0)
        return;
    struct buf line;
    buf_init(&line, 4096);
    struct json_out j = {.buf = &line};
    const char *run_id = getenv("CBCRAWL_RUN_ID");
    json_open(&j, '{');
    json_put_str(&j, "program", str_from(kit->about->program));
    if (run_id)
        json_put_str(&j, "run_id", str_from(run_id));
    json_put_int(&j, "at_ns", io_clock_ns() - kit->started_ns);
    json_put_str(&j, "event", str_from(event));
    json_put_int(&j, "value", value);
    json_close(&j, '}');
    buf_addc(&line, '\n');
    /* One write a line: lines of parallel stages do not mix. */
    io_write_all(kit->trace_fd, buf_str(&line), NULL);
    buf_release(&line);
}
