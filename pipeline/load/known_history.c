#include "pipeline/load/known_history.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

#include <errno.h>
#include <sys/stat.h>

#define HISTORIES                                                          \
    "SELECT path, lower(hex(tip)), settings, extent, root_id FROM history" \
    " JOIN root USING (root_id)"

static void put_known(struct store_stmt *row, struct buf *out)
{
    struct json_out known = record_open(out, "known");
    json_put_str(&known, "root", store_text(row, 0));
    json_put_str(&known, "tip", store_text(row, 1));
    json_put_str(&known, "settings", store_text(row, 2));
    json_put_str(&known, "extent", store_text(row, 3));
    record_close(&known);
}

/* A path of the past: how often it has changed, as hot_files.h counts, its newest past version, and which others there are. */
static const char files_sql[] =
    "WITH past AS (SELECT path_id, count(*) AS revisions FROM revision JOIN change USING (revision_id)"
    "  WHERE root_id = ?1 AND NOT is_boundary AND NOT is_merge GROUP BY path_id),"
    " newest AS (SELECT coalesce(now_id, path_id) AS path_id, content_id, max(version)"
    "  FROM past_version JOIN past_content USING (past_id) WHERE root_id = ?1 GROUP BY 1)"
    " SELECT text, raw, revisions, lower(hex(content_id)), versions, stride"
    " FROM past JOIN name ON name_id = past.path_id LEFT JOIN newest ON newest.path_id = past.path_id"
    " LEFT JOIN past_file ON past_file.root_id = ?1 AND past_file.path_id = past.path_id ORDER BY text, raw";

static int put_files(struct store_stmt *files, struct str root, int64_t root_id, struct buf *out,
                     struct err *err)
{
    int rc;
    store_bind_int(files, 1, root_id);
    while ((rc = store_step(files, err)) > 0) {
        struct str raw = store_blob(files, 1);
        struct json_out file = record_open(out, "known_file");
        json_put_str(&file, "root", root);
        json_put_path(&file, "path", raw.len ? raw : store_text(files, 0));
        json_put_int(&file, "revisions", store_int(files, 2));
        if (store_text(files, 3).len)
            json_put_str(&file, "content_id", store_text(files, 3));
        if (store_int(files, 4)) {
            json_put_int(&file, "versions", store_int(files, 4));
            json_put_int(&file, "stride", store_int(files, 5));
        }
        record_close(&file);
    }
    return rc;
}

static int put_all(struct store *store, struct buf *out, struct err *err)
{
    struct store_stmt *stmt, *files;
    int rc = store_prepare(store, HISTORIES " ORDER BY path", &stmt, err);
    if (rc == 0)
        rc = store_prepare(store, files_sql, &files, err);
    while (rc >= 0 && (rc = store_step(stmt, err)) > 0) {
        put_known(stmt, out);
        rc = put_files(files, store_text(stmt, 0), store_int(stmt, 4), out, err);
    }
    return rc;
}

int known_history_tip(struct store *store, struct str root, struct buf *out, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare_with(store, &stmt, err, HISTORIES " WHERE path = ?", "t", root);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc > 0)
        put_known(stmt, out);
    store_free(stmt);
    return rc < 0 ? rc : 0;
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
    static const size_t limit_bytes = (size_t)1 << 30; /* some 150 bytes a file */
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
