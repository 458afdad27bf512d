#include "pipeline/load/run_row.h"

/* The first column of the one row that `sql`, about a root's path, gives; 0 when there is none. */
static int ask_root(const struct run_row *run, const char *sql, int64_t *ret_value, struct err *err)
{
    return store_query_int_with(run->store, ret_value, err, sql, "t", run->root);
}

int run_row_begin(struct run_row *run, struct store *store, struct str root, struct err *err)
{
    *run = (struct run_row){.store = store, .root = root};
    int rc = store_exec_with(store, err, "INSERT OR IGNORE INTO root (path) VALUES (?)", "t", root);
    if (rc == 0)
        rc = ask_root(run, "SELECT root_id FROM root WHERE path = ?", &run->root_id, err);
    if (rc == 0)
        rc = store_exec_with(store, err,
                             "INSERT INTO run (root_id, loaded_at, programs, digest, files, is_complete)"
                             " VALUES (?, unixepoch(), '[]', '', 0, 0)",
                             "i", run->root_id);
    if (rc == 0)
        run->run_id = store_last_id(store);
    return rc;
}

int run_row_finish(const struct run_row *run, const struct run_row_end *end, struct err *err)
{
    int rc = store_exec_with(run->store, err,
                             "UPDATE run SET commit_id = nullif(?, ''), programs = ?, digest = ?, files = ?,"
                             " linked_id = ?, is_complete = 1 WHERE run_id = ?",
                             "tttiii", end->commit_id, end->programs, end->digests, end->files,
                             end->linked_id, run->run_id);
    if (rc == 0)
        rc = store_exec_with(run->store, err, "UPDATE root SET latest_run_id = ? WHERE root_id = ?", "ii",
                             run->run_id, run->root_id);
    return rc;
}

int run_row_give_way(struct run_row *run, struct err *err)
{
    int64_t latest;
    int rc = ask_root(run, "SELECT latest_run_id FROM root WHERE path = ?", &latest, err);
    if (rc < 0 || latest == 0)
        return rc;
    rc = store_exec_with(run->store, err, "UPDATE error SET run_id = ? WHERE run_id = ?", "ii", latest,
                         run->run_id);
    if (rc == 0)
        rc = store_exec_with(run->store, err, "DELETE FROM run WHERE run_id = ?", "i", run->run_id);
    run->run_id = latest;
    return rc < 0 ? rc : 1;
}
