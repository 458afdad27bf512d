/* cbc-load: puts record streams into a store. */

#include "pipeline/kit/kit.h"
#include "pipeline/load/known_history.h"
#include "pipeline/load/load.h"
#include "pipeline/load/same_tree.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-load",
    .synopsis = "[OPTIONS] STORE [STREAM...]",
    .summary = "Puts record streams into STORE as one run, as a whole or not at all.",
    .epilog = "Without STREAM, and for \"-\", reads standard input. Streams may be lz4-compressed.",
};

/* What to do instead of loading. */
struct instead {
    bool same, no_history, versions, known;
    const char *tools;
};

static enum same_past past_of(const struct instead *instead)
{
    return instead->no_history ? SAME_NO_HISTORY : instead->versions ? SAME_VERSIONS : SAME_HISTORY;
}

static int is_same(const char *store, const struct instead *instead, struct err *err)
{
    const struct same_wanted wanted = {.past = past_of(instead), .tools = instead->tools};
    return same_tree(store, STDIN_FILENO, "standard input", &wanted, STDOUT_FILENO, err);
}

static int start(struct load_request *request, const struct instead *instead, const struct kit *kit,
                 struct err *err)
{
    static const char *const standard_input[] = {"-"};
    if (kit->n_operands == 0)
        return err_set(err, ERR_USAGE, "a store, please; see cbc-load --help");
    if (instead->same && (instead->known || kit->n_operands > 1))
        return err_set(err, ERR_USAGE, "--same compares the stream on standard input, and does nothing else");
    if (instead->known && kit->n_operands > 1)
        return err_set(err, ERR_USAGE, "--known loads no stream");
    int rc = kit_confine_store(kit->operands[0], NULL, (const char *const *)kit->operands + 1, err);
    if (rc < 0)
        return rc;
    bool piped = kit->n_operands == 1;
    request->store = kit->operands[0];
    request->streams = piped ? standard_input : (const char *const *)kit->operands + 1;
    request->n_streams = piped ? 1 : kit->n_operands - 1;
    if (instead->known)
        return known_history_print(request->store, STDOUT_FILENO, err);
    if (instead->same)
        return is_same(request->store, instead, err);
    return load_streams(request, STDOUT_FILENO, err);
}

int main(int argc, char **argv)
{
    struct load_request request = {.keep_runs = LOAD_KEEP_DEFAULT, .wait_s = STORE_WAIT_S};
    struct instead instead = {.same = false};
    const struct opt table[] = {
        OPT_SECTION("Loading"),
        OPT_INT('k', "keep", &request.keep_runs, 1, LOAD_KEEP_MAX, "N",
                "runs of the same root to keep, this one included; default: 10"),
        OPT_INT('w', "wait", &request.wait_s, 0, LOAD_WAIT_MAX_S, "SECONDS",
                "how long to wait for another program that writes to STORE; default: 20"),
        OPT_FLAG(
            's', "same", &instead.same,
            "load nothing; exit 0 if this stream of cbc-crawl shows the tree of the latest run, else print its keys"),
        OPT_FLAG(0, "no-history", &instead.no_history,
                 "with --same: also if STORE has no history, or an older one"),
        OPT_FLAG(0, "versions", &instead.versions,
                 "with --same: only if STORE has past versions of files, should there be any"),
        OPT_STR(0, "tools", &instead.tools, "DIGEST",
                "with --same: only if these tools, as cbc-tool --digest has them, were asked"),
        OPT_FLAG(0, "known", &instead.known,
                 "load nothing; print which history STORE has, for cbc-history --known"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&request, &instead, &kit, &err);
    return kit_end(&kit, rc, &err);
}
