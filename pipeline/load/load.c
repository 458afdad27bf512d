#include "pipeline/load/load.h"

#include "pipeline/base/io.h"
#include "pipeline/base/quote.h"
#include "pipeline/base/version.h"
#include "pipeline/load/prune.h"

#include <sys/stat.h>

enum { NAMES_LIMIT_BYTES = 1 << 30 }; /* a tree of 5 million files and names; only what is used is taken */

struct load {
    const struct load_request *request;
    struct arena arena;
    struct store *store;
    struct loader *loader;
    struct str root;
    struct loader_totals totals;
};

/* The root as records write it: a path that is not UTF-8 is C-quoted. */
static int read_root(struct load *load, struct record_reader *reader, struct err *err)
{
    struct str raw;
    struct buf quoted;
    int rc = record_reader_root(reader, &load->arena, &raw, err);
    if (rc < 0)
        return rc;
    load->root = raw;
    if (!str_is_utf8(raw)) {
        buf_init(&quoted, RECORD_LINE_MAX);
        quote_c(&quoted, raw);
        load->root = str_dup(&load->arena, buf_str(&quoted));
        buf_release(&quoted);
    }
    return 0;
}

/* Does the store lie in the .cbcrawl of the tree it is about? */
static bool is_trees_own(const struct load *load, struct str raw_root)
{
    struct arena scratch = load->arena;
    struct stat state_dir, store_dir;
    struct str folder = str_dirname(str_from(load->request->store));
    const char *own = arena_printf(&scratch, "%.*s/.cbcrawl", STR_ARG(raw_root));
    return stat(own, &state_dir) == 0 &&
           stat(folder.len ? str_cstr(&scratch, folder) : ".", &store_dir) == 0 &&
           state_dir.st_dev == store_dir.st_dev && state_dir.st_ino == store_dir.st_ino;
}

/* A store inside its tree goes where the tree goes: what was its root before the move is its root still. */
static int follow_move(struct load *load, struct record_reader *reader, struct err *err)
{
    struct str raw;
    int rc = record_reader_root(reader, &load->arena, &raw, err);
    if (rc < 0 || !is_trees_own(load, raw))
        return rc;
    return store_exec_with(load->store, err, "UPDATE root SET path = ? WHERE (SELECT count(*) FROM root) = 1",
                           "t", load->root);
}

/* The first stream says which root the run is of. */
static int begin_run(struct load *load, struct record_reader *reader, struct err *err)
{
    int rc = read_root(load, reader, err);
    if (rc == 0)
        rc = store_open(&load->store, load->request->store, STORE_CREATE, err);
    if (rc == 0)
        store_set_wait(load->store, (int)load->request->wait_s);
    if (rc == 0)
        rc = store_follow_keys(load->store, false, err);
    if (rc == 0)
        rc = store_begin(load->store, err);
    if (rc == 0)
        rc = follow_move(load, reader, err);
    if (rc == 0)
        rc = loader_begin(&load->loader, load->store, &load->arena, load->root, err);
    return rc;
}

static int load_stream(struct load *load, const char *operand, struct err *err)
{
    struct record_reader reader;
    const char *name;
    int fd, rc = io_open_input(operand, &fd, &name, err);
    if (rc < 0)
        return rc;
    rc = record_reader_open(&reader, fd, name, err);
    if (rc == 0 && !load->loader)
        rc = begin_run(load, &reader, err);
    if (rc == 0)
        rc = loader_stream(load->loader, &reader, err);
    record_reader_close(&reader);
    io_close_input(fd);
    return rc;
}

static int print_totals(const struct load *load, int out_fd, struct err *err)
{
    const struct record_program program = {.program = "cbc-load", .version = CBCRAWL_VERSION};
    struct record_writer writer;
    struct buf line;
    buf_init(&line, RECORD_LINE_MAX);
    struct json_out loaded = record_open(&line, "loaded");
    json_put_int(&loaded, "run_id", load->totals.run_id);
    json_put_int(&loaded, "files", load->totals.files);
    json_put_int(&loaded, "new_facts", load->totals.new_facts);
    json_put_int(&loaded, "rows", load->totals.rows);
    json_put_int(&loaded, "pruned_runs", load->totals.pruned);
    record_close(&loaded);
    record_writer_open(&writer, out_fd, "standard output", false);
    int rc = record_writer_head(&writer, load->root, (struct str){NULL, 0}, &program, err);
    if (rc == 0)
        rc = record_writer_lines(&writer, &line, err);
    rc = record_writer_finish(&writer, rc, err);
    buf_release(&line);
    return rc;
}

/* Not in the transaction of the run: keys are followed or not for a whole one. */
static int prune(struct load *load, struct err *err)
{
    int rc = store_follow_keys(load->store, true, err);
    return rc == 0 ? prune_runs(load->store, load->root, load->request->keep_runs, &load->totals.pruned, err)
                   : rc;
}

int load_streams(const struct load_request *request, int out_fd, struct err *err)
{
    struct load load = {.request = request};
    int rc = arena_init(&load.arena, NAMES_LIMIT_BYTES, err);
    for (int i = 0; i < request->n_streams && rc == 0; i++)
        rc = load_stream(&load, request->streams[i], err);
    if (rc == 0)
        rc = loader_end(load.loader, &load.totals, err);
    if (rc == 0)
        rc = store_commit_news(load.store, err);
    if (rc == 0)
        rc = prune(&load, err);
    store_rollback(load.store);
    loader_free(load.loader);
    store_close(load.store);
    if (rc == 0)
        rc = print_totals(&load, out_fd, err);
    arena_release(&load.arena);
    return rc;
}
