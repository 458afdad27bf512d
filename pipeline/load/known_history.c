#include "pipeline/load/known_history.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

#include <errno.h>
#include <sys/stat.h>

static int put_all(struct store *store, struct buf *out, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(store,
                           "SELECT path, lower(hex(tip)), settings FROM history JOIN root USING (root_id)"
                           " ORDER BY path",
                           &stmt, err);
    while (rc >= 0 && (rc = store_step(stmt, err)) > 0) {
        struct json_out known = record_open(out, "known");
        json_put_str(&known, "root", store_text(stmt, 0));
        json_put_str(&known, "tip", store_text(stmt, 1));
        json_put_str(&known, "settings", store_text(stmt, 2));
        record_close(&known);
    }
    return rc;
}

/* Opened as a load would: a store of an older schema has no history, and is led on so that the next question has it. */
static int read_store(const char *path, struct buf *out, struct err *err)
{
    struct store *store = NULL;
    struct stat st;
    if (stat(path, &st) < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : err_sys(err, "%s", path);
    int rc = store_open(&store, path, STORE_WRITE, err);
    if (rc == 0)
        rc = put_all(store, out, err);
    store_close(store);
    return rc;
}

int known_history_print(const char *store_path, int out_fd, struct err *err)
{
    static const size_t limit_bytes = 64 << 20; /* some 100 bytes a root */
    const struct record_program program = {.program = "cbc-load", .version = CBCRAWL_VERSION};
    struct record_writer writer;
    struct buf lines;
    buf_init(&lines, limit_bytes);
    record_writer_open(&writer, out_fd, "standard output", false);
    int rc = read_store(store_path, &lines, err);
    if (rc == 0)
        rc = record_writer_head(&writer, STR(""), (struct str){NULL, 0}, &program, err);
    if (rc == 0)
        rc = record_writer_lines(&writer, &lines, err);
    rc = record_writer_finish(&writer, rc, err);
    buf_release(&lines);
    return rc;
}
