/* cbc-crawl: finds the files of a code base. */

#include "crawler/files/count.h"
#include "crawler/files/crawl.h"
#include "pipeline/base/log.h"
#include "pipeline/kit/kit.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-crawl",
    .synopsis = "[OPTIONS] [DIR...]",
    .summary = "Finds the files of a code base as git would, counts their lines, and prints a record of each.",
    .epilog =
        "DIR is the current folder by default. Several share one root, the deepest folder that holds them all.\n"
        "GLOB is a line of a .gitignore, relative to DIR.",
};

static void show_progress(uint64_t done, uint64_t total)
{
    log_progress("files", done, total);
}

static void show_note(const char *text)
{
    log_warning("%s", text);
}

static int start(struct crawl_options *options, const struct kit *kit, struct err *err)
{
    /* Reading is not bound to DIR: git's settings, and the folders that .git files name, may be anywhere. */
    int rc = options->state ? kit_confine_writes(options->state, err) : kit_confine(SANDBOX_READ, err);
    if (rc < 0)
        return rc;
    count_setup();
    options->threads = kit->threads;
    struct crawl_stats stats = {0};
    rc = crawl_run(options, kit->operands, (size_t)kit->n_operands, &stats, err);
    kit_trace(kit, "files", (int64_t)stats.files);
    kit_trace(kit, "files_reused", (int64_t)stats.reused);
    return rc;
}

int main(int argc, char **argv)
{
    static struct crawl_options options = {.out_fd = STDOUT_FILENO,
                                           .progress = show_progress,
                                           .note = show_note};
    const struct opt table[] = {
        OPT_SECTION("Which files"),
        OPT_LIST('i', "include", &options.include, "GLOB",
                 "only files that match, or are in a folder that does"),
        OPT_LIST('x', "exclude", &options.exclude, "GLOB",
                 "no files that match, nor folders; also tracked ones"),
        OPT_FLAG(0, "no-ignore", &options.no_ignore, "take in what .gitignore and its like leave out"),
        OPT_STR(0, "why", &options.why, "PATH", "print the rule that leaves PATH out; exit 1 when none does"),
        OPT_SECTION("What to print"),
        OPT_FLAG('l', "list", &options.list, "paths only; reads no file"),
        OPT_FLAG('0', "null", &options.nul, "with --list: end paths with NUL, and quote none"),
        OPT_STR(0, "state", &options.state, "DIR",
                "keep a stat index there: unchanged files are not read again"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&options, &kit, &err);
    return kit_end(&kit, rc, &err);
}
