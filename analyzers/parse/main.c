/* cbc-parse: adds what syntax trees tell to a stream of file records. */

#include "analyzers/parse/parse.h"
#include "pipeline/base/io.h"
#include "pipeline/base/log.h"
#include "pipeline/kit/kit.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-parse",
    .synopsis = "[OPTIONS] <RECORDS",
    .summary = "Adds units, imports, calls and findings to the file records on standard input.",
    .epilog = "Files over 1 MB, binary files, and files in other languages pass unparsed.",
};

static void show_progress(uint64_t done, uint64_t total)
{
    log_progress("files", done, total);
}

static void show_note(const char *text)
{
    log_warning("%s", text);
}

/* What main has to say besides the request. */
struct start {
    struct kit kit;
    struct parse_request request;
    const char *cache;  /* folder, or NULL */
    const char *stored; /* file, or NULL */
    struct opt_list rules;
    bool test_rules;
};

/* Objects may lie outside of the root, and then reading is not bound to it. */
static int confine(void *start, int root_fd, bool reads_objects, struct err *err)
{
    const struct start *s = start;
    if (reads_objects)
        return kit_confine(SANDBOX_READ | (s->request.cache_fd < 0 ? 0 : SANDBOX_WRITE), err);
    return kit_confine_cached(SANDBOX_READ, root_fd, s->request.cache_fd, err);
}

static int test_rules(struct start *s, struct err *err)
{
    struct buf out;
    buf_init(&out, 16 << 20);
    int rc = parse_test_rules(&s->rules, &out, err);
    fwrite(out.p, 1, out.len, stdout);
    buf_release(&out);
    return rc;
}

static int start(struct start *s, struct err *err)
{
    struct parse_stats stats = {0};
    if (s->kit.n_operands > 0)
        return err_set(err, ERR_USAGE, "records come on standard input; see cbc-parse --help");
    if (s->test_rules)
        return test_rules(s, err);
    s->request.threads = s->kit.threads;
    s->request.rules = &s->rules;
    const char *name;
    int rc = s->stored ? io_open_input(s->stored, &s->request.stored_fd, &name, err) : 0;
    if (rc < 0)
        return rc;
    if (s->cache)
        s->request.cache_fd = kit_open_cache(s->cache);
    rc = parse_run(&s->request, confine, s, &stats, err);
    if (rc == 0 && s->request.cache_fd >= 0)
        kit_figure(&s->kit, "files from the cache", (int64_t)stats.cached, (int64_t)stats.wanted);
    return rc;
}

int main(int argc, char **argv)
{
    struct start s = {.request = {.in_fd = STDIN_FILENO,
                                  .out_fd = STDOUT_FILENO,
                                  .cache_fd = -1,
                                  .stored_fd = -1,
                                  .cache_max_bytes = (int64_t)1 << 30,
                                  .progress = show_progress,
                                  .note = show_note}};
    const struct opt table[] = {
        OPT_SECTION("How to parse"),
        OPT_FLAG('M', "no-macros", &s.request.no_macros,
                 "parse C and C++ as written, without blanking macros"),
        OPT_STR(
            0, "stored", &s.stored, "FILE",
            "leave out calls, and units that can be called, of files whose keys it lists; see cbc-load --same"),
        OPT_FLAG('z', "lz4", &s.request.lz4, "compress the output"),
        OPT_SECTION("What to look for"),
        OPT_LIST(0, "rules", &s.rules, "DIR", "also for rules in the files *.rules there; may be repeated"),
        OPT_FLAG('n', "no-findings", &s.request.no_findings, "for no rules at all"),
        OPT_FLAG(0, "test-rules", &s.test_rules, "run the examples of all rules, and nothing else"),
        OPT_SECTION("What to keep"),
        OPT_STR('C', "cache", &s.cache, "DIR", "keep facts there: files whose facts it has are not read"),
        OPT_SIZE(0, "cache-size", &s.request.cache_max_bytes, 1 << 20, (int64_t)1 << 40, "BYTES",
                 "let the cache take so much; default: 1G"),
        OPT_FLAG('F', "fresh", &s.request.is_fresh,
                 "take nothing from the cache, but leave these facts there"),
        OPT_END,
    };
    struct err err = {0};
    int rc = kit_start(&s.kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&s, &err);
    return kit_end(&s.kit, rc, &err);
}
