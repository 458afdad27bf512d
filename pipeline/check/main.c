/* cbc-check: is this stream, or this store, whole? */

#include "pipeline/check/check_file.h"
#include "pipeline/kit/kit.h"

#include <string.h>

static const struct kit_about about = {
    .program = "cbc-check",
    .synopsis = "[OPTIONS] STREAM|STORE",
    .summary = "Says nothing when it is whole, else what is wrong.",
    .epilog =
        "\"-\" is a stream on standard input. Exit codes: 0 whole, 1 not whole, 3 neither a stream nor a store.",
};

static int start(const struct kit *kit, struct err *err)
{
    if (kit->n_operands != 1)
        return err_set(err, ERR_USAGE, "one stream or store, please; see cbc-check --help");
    /* Writing: whoever opens a store rolls back what a killed load left in it. */
    const char *file = kit->operands[0], *const itself[] = {file, NULL};
    int rc = strcmp(file, "-") == 0 ? kit_confine(0, err) : kit_confine_store(file, NULL, itself, err);
    return rc < 0 ? rc : check_file(kit->operands[0], err);
}

int main(int argc, char **argv)
{
    const struct opt table[] = {OPT_END};
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&kit, &err);
    return kit_end(&kit, rc, &err);
}
