/* cbc-link: resolves imports, adds the dependency graphs, and finds clones. */

#include "analyzers/link/link.h"
#include "pipeline/base/io.h"
#include "pipeline/base/version.h"
#include "pipeline/kernel/minhash.h"
#include "pipeline/kit/kit.h"

#include <fcntl.h>
#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-link",
    .synopsis = "[OPTIONS] [STREAM]",
    .summary =
        "Resolves the imports of a record stream and adds the dependency graphs of files, folders and modules, and "
        "the code that is there more than once.",
    .epilog =
        "Without STREAM, or when it is -, reads standard input. Writes all records and its own to standard output.",
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

static int link_fd(int fd, const char *name, const struct link_options *options, struct err *err)
{
    const struct record_program program = {"cbc-link", CBCRAWL_VERSION,
                                           options->no_clones ? STR("{\"no_clones\":true}") : STR("")};
    struct record_reader reader;
    struct record_writer writer;
    int root_fd = -1;
    record_writer_open(&writer, STDOUT_FILENO, "standard output", false);
    int rc = record_reader_open(&reader, fd, name, err);
    if (rc == 0)
        rc = open_root(&reader, err, &root_fd);
    if (rc == 0)
        rc = kit_confine_below(SANDBOX_READ, root_fd, err);
    if (rc == 0)
        rc = record_writer_head_from(&writer, &reader, &program, err);
    if (rc == 0)
        rc = link_run(&reader, &writer, root_fd, options, err);
    rc = record_writer_finish(&writer, rc, err);
    record_reader_close(&reader);
    return rc;
}

static int start(const struct kit *kit, const struct link_options *options, struct err *err)
{
    const char *name;
    int fd;
    if (kit->n_operands > 1)
        return err_set(err, ERR_USAGE, "%s: one stream at a time", kit->operands[1]);
    int rc = io_open_input(kit->n_operands ? kit->operands[0] : "-", &fd, &name, err);
    return rc < 0 ? rc : link_fd(fd, name, options, err);
}

int main(int argc, char **argv)
{
    struct link_options options = {.no_clones = false};
    const struct opt table[] = {
        OPT_FLAG('n', "no-clones", &options.no_clones, "look for no clones"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    minhash_select();
    if (rc == KIT_RUN)
        rc = start(&kit, &options, &err);
    return kit_end(&kit, rc, &err);
}
