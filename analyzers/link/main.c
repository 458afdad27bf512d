#include "analyzers/link/link.h"
#include "pipeline/base/version.h"
#include "pipeline/kit/kit.h"

#include <fcntl.h>
#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-link",
    .synopsis = "[OPTIONS] <STREAM >STREAM",
    .summary =
        "Resolves the imports of a record stream and adds the dependency graphs of files, folders and modules.",
    .epilog =
        "Reads records of cbc-parse on standard input, writes them and its own to standard output. See cbc-link(1).",
};

/* The scanned root, for manifests; -1 when it is not there any more. */
static int open_root(struct record_reader *reader, struct err *err, int *ret_fd)
{
    struct arena arena = {0};
    struct str root;
    int rc = arena_init(&arena, 1 << 20, err); /* a path and its copies */
    if (rc == 0)
        rc = record_reader_root(reader, &arena, &root, err);
    if (rc == 0)
        *ret_fd = open(str_cstr(&arena, root), O_PATH | O_DIRECTORY | O_CLOEXEC);
    arena_release(&arena);
    return rc;
}

static int link_stdin(const struct kit *kit, struct err *err)
{
    static const struct record_program program = {"cbc-link", CBCRAWL_VERSION, {NULL, 0}};
    struct record_reader reader;
    struct record_writer writer;
    int root_fd = -1;
    if (kit->n_operands)
        return err_set(err, ERR_USAGE, "%s: no operands are taken; records come on standard input",
                       kit->operands[0]);
    record_writer_open(&writer, STDOUT_FILENO, "stdout", false);
    int rc = record_reader_open(&reader, STDIN_FILENO, "stdin", err);
    if (rc == 0)
        rc = open_root(&reader, err, &root_fd);
    if (rc == 0)
        rc = kit_confine(kit, SANDBOX_READ, err);
    if (rc == 0)
        rc = record_writer_head_from(&writer, &reader, &program, err);
    if (rc == 0)
        rc = link_run(&reader, &writer, root_fd, err);
    if (rc == 0)
        rc = record_writer_end(&writer, err);
    else
        record_writer_abandon(&writer);
    record_reader_close(&reader);
    return rc;
}

int main(int argc, char **argv)
{
    const struct opt table[] = {OPT_END};
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = link_stdin(&kit, &err);
    return kit_end(&kit, rc, &err);
}
