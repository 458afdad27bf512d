#include "pipeline/load/prune.h"

/* Every run but the last `?` of the root `?`. */
#define OLD_RUNS                                                                          \
    " FROM run WHERE root_id = (SELECT root_id FROM root WHERE path = ?1) AND run_id NOT" \
    " IN (SELECT run_id FROM run JOIN root USING (root_id) WHERE path = ?1 ORDER BY run_id DESC LIMIT ?2)"

static int count_old(struct store *store, struct str root, int64_t keep_runs, int64_t *ret_runs,
                     struct err *err)
{
    return store_query_int_with(store, ret_runs, err, "SELECT count(*)" OLD_RUNS, "ti", root, keep_runs);
}

static int remove_old(struct store *store, struct str root, int64_t keep_runs, int64_t *ret_runs,
                      struct err *err)
{
    static const char unused[] = "DELETE FROM fact WHERE NOT EXISTS"
                                 " (SELECT 1 FROM run_file WHERE run_file.fact_id = fact.fact_id);"
                                 "DELETE FROM linked WHERE NOT EXISTS"
                                 " (SELECT 1 FROM run WHERE run.linked_id = linked.linked_id);"
                                 "DELETE FROM call WHERE fact_id NOT IN (SELECT fact_id FROM fact)";
    int rc = store_exec_with(store, err, "DELETE" OLD_RUNS, "ti", root, keep_runs);
    int64_t removed = store_changed(store);
    if (rc == 0)
        rc = store_exec(store, unused, err);
    if (rc == 0)
        *ret_runs = removed;
    return rc;
}

int prune_runs(struct store *store, struct str root, int64_t keep_runs, int64_t *ret_pruned, struct err *err)
{
    int64_t runs = 0;
    int rc = count_old(store, root, keep_runs, &runs, err);
    if (rc == 0 && runs > 0) {
        rc = store_begin(store, err);
        if (rc == 0)
            rc = remove_old(store, root, keep_runs, &runs, err);
        if (rc == 0)
            rc = store_commit_news(store, err);
        store_rollback(store);
    }
    if (rc == 0)
        *ret_pruned = runs;
    return rc;
}
