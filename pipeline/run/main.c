/* cbc-run: scans a folder with all stages. */

#include "pipeline/run/run.h"

static const struct kit_about about = {
    .program = "cbc-run",
    .synopsis = "[OPTIONS] [DIR]",
    .summary = "Scans DIR (default: the current directory), grades it, and prints a report.",
    .epilog =
        "The store is DIR/.cbcrawl/store.db; sqlite3 opens it, and its views are documented in cbc-store(5).",
};

/* A report that cannot be made should be told before the scan, not after it. */
static int check_format(const char *format, struct err *err)
{
    static const char *const formats[] = {"text", "md", "json", "sarif", "cyclonedx", "none"};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(format, formats[i]) == 0)
            return 0;
    return err_set(err, ERR_USAGE, "--format: \"%s\" is none of text, md, json, sarif, cyclonedx, none",
                   format);
}

static int start(struct run_options *options, const struct kit *kit, struct err *err)
{
    if (kit->n_operands > 1)
        return err_set(err, ERR_USAGE, "%s: one directory at a time", kit->operands[1]);
    if (kit->n_operands == 1)
        options->dir = kit->operands[0];
    int rc = check_format(options->format, err);
    if (rc == 0)
        rc = run_tools_look(options->config, &options->settings, &options->tools, err);
    if (rc == 0)
        rc = kit_confine(SANDBOX_READ | SANDBOX_WRITE | SANDBOX_EXEC |
                             (options->tools.has_network ? SANDBOX_NET : 0),
                         err);
    return rc < 0 ? rc : run_all(options, kit, err);
}

int main(int argc, char **argv)
{
    static struct run_options options = {.dir = ".", .trend = 10, .format = "text"};
    const struct opt table[] = {
        OPT_SECTION("What to scan"),
        OPT_LIST('i', "include", &options.include, "GLOB", "only paths that match; may be repeated"),
        OPT_LIST('x', "exclude", &options.exclude, "GLOB", "no paths that match; may be repeated"),
        OPT_STR('s', "store", &options.store, "FILE", "where the facts go; default: DIR/.cbcrawl/store.db"),
        OPT_FLAG('F', "fresh", &options.fresh, "parse everything, even when nothing has changed"),
        OPT_INT('t', "trend", &options.trend, 0, 1000, "N",
                "follow the N hottest files back through their versions; default: 10"),
        OPT_FLAG(0, "no-history", &options.no_history, "leave the past unread"),
        OPT_SECTION("How to judge"),
        OPT_STR(0, "config", &options.config, "FILE", "thresholds and policy; see cbcrawl.conf(5)"),
        OPT_LIST('c', "set", &options.settings, "NAME=VALUE", "one setting, over all files; may be repeated"),
        OPT_STR(0, "policy", &options.policy, "DIR", "take the repository's settings and baseline from there"),
        OPT_FLAG('g', "gate", &options.gate, "exit 1 on new or worsened findings; needs a baseline"),
        OPT_STR('b', "baseline", &options.baseline, "FILE",
                "known findings; default: DIR/.cbcrawl.d/baseline"),
        OPT_STR(0, "write-baseline", &options.write_baseline, "FILE",
                "write today's findings as the baseline"),
        OPT_STR(0, "osv", &options.osv, "DIR", "look for known vulnerabilities in the OSV files there"),
        OPT_FLAG(0, "strict", &options.strict, "exit 1 when any file could not be read or parsed"),
        OPT_SECTION("What to show"),
        OPT_STR('f', "format", &options.format, "FORM",
                "report on stdout: text, md, json, sarif, cyclonedx or none"),
        OPT_FLAG('k', "keep-going", &options.keep_going, "report even when scoring failed"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&options, &kit, &err);
    return kit_end(&kit, rc, &err);
}
