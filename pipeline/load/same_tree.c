#include "pipeline/load/same_tree.h"

#include "pipeline/base/version.h"
#include "pipeline/load/known_history.h"
#include "pipeline/load/stream_head.h"
#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

#include <sys/stat.h>

enum {
    MEMORY_BYTES = 64 << 20, /* two heads and two digests */
    KEYS_BYTES = 512 << 20,  /* 60 a file */
};

/* What must be alike. */
struct tree {
    struct str root, commit, digest;
    struct str tools;    /* as cbc-tool --digest prints them; empty for none */
    struct str programs; /* JSON array, in the stream of cbc-crawl alone */
};

static int take_head(struct record_reader *reader, struct arena *arena, struct tree *tree, struct err *err)
{
    struct stream_head head;
    int rc = stream_head_read(reader, arena, &head, err);
    if (rc < 0)
        return rc;
    tree->root = head.root;
    tree->commit = head.commit;
    tree->programs = str_from(arena_printf(arena, "[%.*s]", STR_ARG(head.programs)));
    return 0;
}

static int take_record(struct record_reader *reader, const struct record *record, struct arena *arena,
                       struct tree *tree, struct err *err)
{
    const struct json_val *object;
    if (!str_eq(record->kind, STR("tree")))
        return 0;
    int rc = record_parse(reader, record, &object, err);
    if (rc == 0)
        tree->digest = str_dup(arena, json_get_str(object, "digest"));
    return rc;
}

static int read_stream(int fd, const char *name, struct arena *arena, struct tree *tree, struct err *err)
{
    struct record_reader reader;
    struct record record;
    int more = 1, rc = record_reader_open(&reader, fd, name, err);
    if (rc == 0)
        rc = take_head(&reader, arena, tree, err);
    while (rc == 0 && (more = record_reader_next(&reader, &record, err)) == 1)
        rc = take_record(&reader, &record, arena, tree, err);
    record_reader_close(&reader);
    return rc < 0 ? rc : more;
}

/* The stored run's list starts with the crawl's, whoever came behind it was of this very version, and the outside tools
 * that were asked are those that would be. */
static bool same_programs(struct str stored, struct str crawl, struct str tools)
{
    struct json_reader *reader = json_reader_new(RECORD_LINE_MAX);
    const struct json_val *list, *program;
    bool same =
        str_starts(stored, str_head(crawl, crawl.len - 1)) && json_read(reader, stored, &list, NULL) == 0;
    struct str asked = {NULL, 0};
    struct json_iter iter = same ? json_iter_begin(list) : (struct json_iter){0};
    while (same && (program = json_iter_next(&iter, NULL))) {
        const struct json_val *options = json_get(program, "options");
        int64_t facts = CBCRAWL_FACTS;
        json_get_int(options, "facts", &facts);
        same = str_eq(json_get_str(program, "version"), STR(CBCRAWL_VERSION)) && facts == CBCRAWL_FACTS &&
               !json_get_bool(options, "no_macros", false);
        if (json_get_str(options, "tools").len)
            asked = json_get_str(options, "tools");
    }
    same = same && str_eq(asked, tools);
    json_reader_free(reader);
    return same;
}

/* Past versions, or nothing that could have any: no file that was parsed, is the project's own and has changed. Changes
 * lead to files: a path's own changes have no index. */
#define HAS_PAST                                                                                                         \
    "CASE WHEN EXISTS (SELECT 1 FROM past_version WHERE root_id = root.root_id) THEN 1"                                  \
    " ELSE NOT EXISTS (SELECT 1 FROM revision CROSS JOIN change USING (revision_id) CROSS JOIN run_file USING (path_id)" \
    " CROSS JOIN fact USING (fact_id) WHERE root_id = root.root_id AND NOT is_boundary AND NOT is_merge"                 \
    " AND run_file.run_id = run.run_id AND is_parsed AND NOT is_test AND NOT is_vendored AND NOT is_generated) END"

/* An error may be gone the next time, so a run with errors is not as good as another: but for those that the same bytes
 * give again. */
static int compare(struct store *store, const struct tree *tree, enum same_past past, struct arena *arena,
                   struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(store, &stmt, err,
                           "SELECT tree_digest, coalesce(commit_id, ''), programs,"
                           " (SELECT count(*) FROM error WHERE error.run_id = run.run_id AND NOT is_lasting),"
                           " (SELECT lower(hex(tip)) FROM history WHERE history.root_id = root.root_id),"
                           " CASE WHEN ?2 THEN " HAS_PAST " ELSE 1 END"
                           " FROM root JOIN run ON run.run_id = latest_run_id WHERE path = ?1",
                           "ti", tree->root, (int64_t)(past == SAME_VERSIONS));
    if (rc < 0)
        return rc;
    bool same = false;
    rc = store_step(stmt, err);
    if (rc == 1)
        same = tree->digest.len && str_eq(store_text(stmt, 0), tree->digest) &&
               str_eq(store_text(stmt, 1), tree->commit) && store_int(stmt, 3) == 0 &&
               (past == SAME_NO_HISTORY || tree->commit.len == 0 ||
                (str_eq(store_text(stmt, 4), tree->commit) && store_int(stmt, 5))) &&
               same_programs(str_dup(arena, store_text(stmt, 2)), tree->programs, tree->tools);
    store_free(stmt);
    if (rc < 0)
        return rc;
    return same ? 0 : ERR_NO;
}

/* The keys that parsed files of the root's latest run have, and which history it has; none without a store. */
static int put_keys(struct store *store, struct str root, struct buf *out, struct err *err)
{
    struct store_stmt *stmt;
    if (!store)
        return 0;
    int rc =
        store_prepare_with(store, &stmt, err,
                           "SELECT lower(hex(key)) FROM root JOIN run_file ON run_id = latest_run_id"
                           " JOIN fact USING (fact_id) WHERE root.path = ? AND is_parsed ORDER BY path_id",
                           "t", root);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) > 0) {
        struct json_out stored = record_open(out, "stored");
        json_put_str(&stored, "key", store_text(stmt, 0));
        record_close(&stored);
    }
    store_free(stmt);
    return rc < 0 ? rc : known_history_tip(store, root, out, err);
}

static int print_keys(struct store *store, struct str root, int out_fd, struct err *err)
{
    const struct record_program program = {.program = "cbc-load", .version = CBCRAWL_VERSION};
    struct record_writer writer;
    struct buf lines;
    buf_init(&lines, KEYS_BYTES);
    record_writer_open(&writer, out_fd, "standard output", false);
    int rc = put_keys(store, root, &lines, err);
    if (rc == 0)
        rc = record_writer_head(&writer, root, (struct str){NULL, 0}, &program, err);
    if (rc == 0)
        rc = record_writer_lines(&writer, &lines, err);
    rc = record_writer_finish(&writer, rc, err);
    buf_release(&lines);
    return rc;
}

/* Another process may be about to write its first run, or was killed before it had: there is no run to compare with. */
static int open_store(const char *path, struct store **ret_store, struct err *err)
{
    struct stat st;
    struct err why = {0};
    int rc = stat(path, &st) < 0 ? ERR_NO : store_open(ret_store, path, STORE_READ, &why);
    if (rc == ERR_INPUT && stat(path, &st) == 0 && st.st_size == 0)
        return ERR_NO;
    return rc < 0 && rc != ERR_NO ? err_set(err, rc, "%s", why.text) : rc;
}

int same_tree(const char *store_path, int fd, const char *name, const struct same_wanted *wanted, int out_fd,
              struct err *err)
{
    struct arena arena;
    struct tree tree = {.tools = str_from(wanted->tools)};
    struct store *store = NULL;
    int rc = arena_init(&arena, MEMORY_BYTES, err);
    if (rc < 0)
        return rc;
    rc = read_stream(fd, name, &arena, &tree, err);
    if (rc == 0)
        rc = open_store(store_path, &store, err);
    if (rc == 0)
        rc = compare(store, &tree, wanted->past, &arena, err);
    if (rc == ERR_NO) {
        int printed = print_keys(store, tree.root, out_fd, err);
        rc = printed < 0 ? printed : ERR_NO;
    }
    store_close(store);
    arena_release(&arena);
    return rc;
}
