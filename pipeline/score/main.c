/* cbc-score: grades a run, and says whether it got worse. */

#include "pipeline/base/log.h"
#include "pipeline/kit/kit.h"
#include "pipeline/score/score.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-score",
    .synopsis = "[OPTIONS] STORE",
    .summary =
        "Grades the latest run in STORE, finds what is over the limits, and answers whether it got worse.",
    .epilog = "Exit code 1: the gate is closed, or --strict and files failed. Settings: cbcrawl.conf(5).",
};

static void say(struct str advice)
{
    while (advice.p && advice.len) {
        struct str line = str_cut(&advice, '\n');
        log_note("%.*s", STR_ARG(line));
    }
}

/* Without --policy the settings are where the store says, and that is read too late to name it here. */
static int confine(const struct score_options *options, struct err *err)
{
    const char *reads[5] = {options->policy};
    size_t n = 1;
    if (options->config)
        reads[n++] = options->config;
    if (options->baseline)
        reads[n++] = options->baseline;
    if (options->osv)
        reads[n++] = options->osv;
    return kit_confine_store(options->store, options->write_baseline, options->policy ? reads : NULL, err);
}

static int start(struct score_options *options, bool dry_run, const struct kit *kit, struct err *err)
{
    if (kit->n_operands != 1)
        return err_set(err, ERR_USAGE, "one store, please; see cbc-score --help");
    options->store = kit->operands[0];
    int rc = confine(options, err);
    if (rc < 0)
        return rc;
    if (dry_run)
        return score_check(options, err);
    struct buf advice;
    rc = score_run(options, &advice, err);
    say(buf_str(&advice));
    buf_release(&advice);
    return rc;
}

int main(int argc, char **argv)
{
    static struct score_options options = {.out_fd = STDOUT_FILENO};
    bool dry_run = false;
    const struct opt table[] = {
        OPT_SECTION("Gate"),
        OPT_FLAG('g', "gate", &options.gate, "exit 1 on new or worsened findings; needs a baseline"),
        OPT_STR('b', "baseline", &options.baseline, "FILE",
                "what to compare with; default: .cbcrawl.d/baseline of the scanned root"),
        OPT_STR(0, "write-baseline", &options.write_baseline, "FILE", "accept all findings of today"),
        OPT_FLAG(0, "strict", &options.strict, "exit 1 when files could not be read as they should"),
        OPT_FLAG('n', "dry-run", &dry_run,
                 "judge nothing; exit 0 if settings, baseline and STORE are in order"),
        OPT_FLAG(0, "once", &options.once,
                 "when this run was judged so before, only say again what was said: no records, no writing"),
        OPT_STR(0, "osv", &options.osv, "DIR", "look for known vulnerabilities in the OSV files there"),
        OPT_SECTION("Settings"),
        OPT_STR(0, "policy", &options.policy, "DIR",
                "take .cbcrawl.conf and .cbcrawl.d from DIR; default: the scanned root"),
        OPT_STR(0, "config", &options.config, "FILE",
                "settings that win over the user's and the repository's"),
        OPT_LIST('c', "set", &options.overrides, "NAME=VALUE",
                 "one setting, e.g. score.maxParams=5; may be repeated"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&options, dry_run, &kit, &err);
    return kit_end(&kit, rc, &err);
}
