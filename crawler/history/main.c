/* cbc-history: reads the past of a code base. */

#include "crawler/history/history.h"
#include "pipeline/base/log.h"
#include "pipeline/kernel/bytes.h"
#include "pipeline/kit/kit.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-history",
    .synopsis = "[OPTIONS] [DIR]",
    .summary =
        "Reads the commits of a git repository, counts the lines each changed, and prints a record of each.",
    .epilog =
        "DIR is the current folder by default: a work tree, a folder in one, or a bare repository.\n"
        "REV is a branch, a tag, an id, with ~N or ^N; DATE is 2024-03-01, 2024-03-01T12:30+0200, or @SECONDS.",
};

static void show_progress(uint64_t done, uint64_t total)
{
    log_progress("commits", done, total);
}

static void show_note(const char *text)
{
    log_warning("%s", text);
}

static int start(struct history_request *request, const char *same, const struct kit *kit, struct err *err)
{
    struct history_stats stats = {0};
    if (kit->n_operands > 1)
        return err_set(err, ERR_USAGE, "one folder at a time; see cbc-history --help");
    int rc = kit_confine(SANDBOX_READ, err);
    if (rc < 0)
        return rc;
    bytes_select();
    request->dir = kit->n_operands ? kit->operands[0] : ".";
    request->threads = kit->threads;
    if (same) {
        request->known = same;
        return history_same(request, err);
    }
    rc = history_run(request, &stats, err);
    kit_trace(kit, "commits", (int64_t)stats.commits);
    kit_trace(kit, "errors", (int64_t)stats.errors);
    return rc;
}

int main(int argc, char **argv)
{
    static struct history_request request = {
        .versions = 100, .out_fd = STDOUT_FILENO, .progress = show_progress, .note = show_note};
    const char *same = NULL;
    const struct opt table[] = {
        OPT_SECTION("Which commits"),
        OPT_STR('s', "since", &request.since, "REV|DATE", "leave out what REV reaches, or is older than DATE"),
        OPT_STR('u', "until", &request.until, "REV|DATE",
                "start from REV, or leave out what is newer than DATE"),
        OPT_STR('b', "branch", &request.branch, "REF", "start from REF instead of HEAD"),
        OPT_FLAG(0, "no-merges", &request.no_merges, "leave out merges"),
        OPT_STR(0, "known", &request.known, "FILE",
                "only what is new to the store whose cbc-load --known wrote FILE; - is standard input"),
        OPT_STR(
            0, "same", &same, "FILE",
            "print nothing; exit 0 if there is no more than cbc-load --same or --known wrote to FILE, else 1"),
        OPT_FLAG(0, "if-any", &request.if_any,
                 "print an empty stream where there is no repository, or no commit yet"),
        OPT_SECTION("How to compare"),
        OPT_FLAG('M', "no-renames", &request.no_renames, "a file that moved was deleted and added"),
        OPT_FLAG(0, "first-parent", &request.first_parent, "compare merges with their first parent"),
        OPT_FLAG(0, "no-szz", &request.no_szz, "do not look for the commits that brought in what fixes mend"),
        OPT_SECTION("Past versions"),
        OPT_INT(0, "blobs", &request.blobs, 0, HISTORY_BLOBS_MAX, "N",
                "tell the past versions of the N hottest files; default: 0"),
        OPT_INT(0, "versions", &request.versions, 2, HISTORY_VERSIONS_MAX, "N",
                "at most N versions of each, all or every 2nd, 4th, 8th and so on; default: 100"),
        OPT_SECTION("How to print"),
        OPT_FLAG('z', "lz4", &request.lz4, "compress the output"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&request, same, &kit, &err);
    return kit_end(&kit, rc, &err);
}
