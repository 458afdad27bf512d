/* cbc-report: shows what a store knows. */

#include "pipeline/kit/kit.h"
#include "pipeline/report/report.h"

static const struct kit_about about = {
    .program = "cbc-report",
    .synopsis = "[OPTIONS] STORE",
    .summary = "Reports what STORE knows about the latest run.",
    .epilog = "With --sql it prints the question behind every table, for sqlite3(1).",
};

static int start(struct report_options *options, const struct kit *kit, struct err *err)
{
    if (kit->n_operands != 1 && !options->sql)
        return err_set(err, ERR_USAGE, "one store, please; see cbc-report --help");
    options->store = kit->operands[0];
    static const char *const nothing_else[] = {NULL};
    const char *file = options->sql ? options->output : options->store;
    int rc = file ? kit_confine_store(file, options->output, nothing_else, err) : kit_confine(0, err);
    return rc < 0 ? rc : report_run(options, err);
}

int main(int argc, char **argv)
{
    static struct report_options options = {.format = "text"};
    const struct opt table[] = {
        OPT_SECTION("Report"),
        OPT_STR('f', "format", &options.format, "FORM", "text, md, json, sarif or cyclonedx; default: text"),
        OPT_STR('o', "output", &options.output, "FILE", "write there, whole or not at all; default: stdout"),
        OPT_INT('n', "rows", &options.rows, -1, 1000000, "N",
                "rows a table shows; -1: all; default: 10, json all"),
        OPT_FLAG(0, "keep", &options.keep,
                 "keep the report in STORE, and show it again as long as nothing there has changed"),
        OPT_FLAG(0, "sql", &options.sql, "print the questions instead of the answers"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&options, &kit, &err);
    return kit_end(&kit, rc, &err);
}
