/* cbc-parse: adds what syntax trees tell to a stream of file records. */

#include "analyzers/parse/parse.h"
#include "pipeline/base/log.h"
#include "pipeline/kit/kit.h"

#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-parse",
    .synopsis = "[OPTIONS] <RECORDS",
    .summary = "Adds units, imports and calls to the file records on standard input.",
    .epilog = "Files over 1 MB, binary files, and files in other languages pass unparsed.",
};

static void show_progress(uint64_t done, uint64_t total)
{
    log_progress("files", done, total);
}

static int confine(void *unused, int root_fd, bool reads_objects, struct err *err)
{
    (void)unused;
    return reads_objects ? kit_confine(SANDBOX_READ, err) : kit_confine_below(SANDBOX_READ, root_fd, err);
}

static int start(struct parse_request *request, const struct kit *kit, struct err *err)
{
    if (kit->n_operands > 0)
        return err_set(err, ERR_USAGE, "records come on standard input; see cbc-parse --help");
    request->threads = kit->threads;
    return parse_run(request, confine, NULL, err);
}

int main(int argc, char **argv)
{
    struct parse_request request = {.in_fd = STDIN_FILENO, .out_fd = STDOUT_FILENO, .progress = show_progress};
    const struct opt table[] = {
        OPT_SECTION("How to parse"),
        OPT_FLAG('M', "no-macros", &request.no_macros, "parse C and C++ as written, without blanking macros"),
        OPT_FLAG('z', "lz4", &request.lz4, "compress the output"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&request, &kit, &err);
    return kit_end(&kit, rc, &err);
}
