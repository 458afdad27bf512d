#include "pipeline/load/same_tree.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

#include <sys/stat.h>

enum { MEMORY_BYTES = 64 << 20 }; /* two heads and two digests */

/* What must be alike. */
struct tree {
    struct str root, commit, digest;
    struct str programs; /* JSON array, in the stream of cbc-crawl alone */
};

static int take_head(struct record_reader *reader, struct arena *arena, struct tree *tree, struct err *err)
{
    const struct json_val *head;
    struct str line = buf_str(&reader->head);
    ptrdiff_t programs = str_find(line, STR("\"programs\":["));
    int rc = json_read(reader->json, line, &head, err);
    if (rc < 0)
        return rc;
    if (programs < 0 || !str_ends(line, STR("]}")))
        return err_set(err, ERR_INPUT, "%s:1: the head record does not end with its list of programs",
                       reader->in.name);
    tree->root = str_dup(arena, json_get_str(head, "root"));
    tree->commit = str_dup(arena, json_get_str(head, "commit"));
    tree->programs = str_skip(line, (size_t)programs + sizeof "\"programs\":" - 1);
    tree->programs = str_dup(arena, str_head(tree->programs, tree->programs.len - 1));
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

/* The stored run's list starts with the crawl's, and whoever came behind it was of this very version. */
static bool same_programs(struct str stored, struct str crawl)
{
    struct json_reader *reader = json_reader_new(RECORD_LINE_MAX);
    const struct json_val *list, *program;
    bool same =
        str_starts(stored, str_head(crawl, crawl.len - 1)) && json_read(reader, stored, &list, NULL) == 0;
    struct json_iter iter = same ? json_iter_begin(list) : (struct json_iter){0};
    while (same && (program = json_iter_next(&iter, NULL))) {
        const struct json_val *options = json_get(program, "options");
        int64_t facts = CBCRAWL_FACTS;
        json_get_int(options, "facts", &facts);
        same = str_eq(json_get_str(program, "version"), STR(CBCRAWL_VERSION)) && facts == CBCRAWL_FACTS &&
               !json_get_bool(options, "no_macros", false);
    }
    json_reader_free(reader);
    return same;
}

static int compare(struct store *store, const struct tree *tree, bool no_history, struct arena *arena,
                   struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(store,
                           "SELECT tree_digest, coalesce(commit_id, ''), programs,"
                           " (SELECT count(*) FROM error WHERE error.run_id = run.run_id AND NOT is_lasting),"
                           " (SELECT lower(hex(tip)) FROM history WHERE history.root_id = root.root_id)"
                           " FROM root JOIN run ON run.run_id = latest_run_id WHERE path = ?1",
                           &stmt, err);
    if (rc < 0)
        return rc;
    bool same = false;
    store_bind_text(stmt, 1, tree->root);
    rc = store_step(stmt, err);
    if (rc == 1)
        same = tree->digest.len && str_eq(store_text(stmt, 0), tree->digest) &&
               str_eq(store_text(stmt, 1), tree->commit) && store_int(stmt, 3) == 0 &&
               (no_history || tree->commit.len == 0 || str_eq(store_text(stmt, 4), tree->commit)) &&
               same_programs(str_dup(arena, store_text(stmt, 2)), tree->programs);
    store_free(stmt);
    if (rc < 0)
        return rc;
    return same ? 0 : ERR_NO;
}

int same_tree(const char *store_path, int fd, const char *name, bool no_history, struct err *err)
{
    struct arena arena;
    struct tree tree = {0};
    struct store *store = NULL;
    struct stat st;
    int rc = arena_init(&arena, MEMORY_BYTES, err);
    if (rc < 0)
        return rc;
    rc = read_stream(fd, name, &arena, &tree, err);
    if (rc == 0 && stat(store_path, &st) < 0)
        rc = ERR_NO;
    if (rc == 0)
        rc = store_open(&store, store_path, STORE_READ, err);
    if (rc == 0)
        rc = compare(store, &tree, no_history, &arena, err);
    store_close(store);
    arena_release(&arena);
    return rc;
}
