#include "pipeline/score/score_memo.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"

enum { JUDGED_BYTES = 1 << 20 }; /* 64 kB of advice, escaped */

/* Inputs ----------------------------------------------------------------------------------------------------------- */

void memo_begin(struct memo_inputs *inputs)
{
    inputs->stream = hash_stream_new();
    memo_add(inputs, STR(CBCRAWL_VERSION));
}

void memo_add(struct memo_inputs *inputs, struct str piece)
{
    const int64_t len = piece.p ? (int64_t)piece.len : -1;
    hash_stream_add(inputs->stream, str_of((const char *)&len, sizeof len));
    hash_stream_add(inputs->stream, piece);
}

void memo_add_config(struct memo_inputs *inputs, const struct config *config)
{
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        memo_add(inputs, entry->section);
        memo_add(inputs, entry->subsection);
        memo_add(inputs, entry->name);
        memo_add(inputs, entry->value);
        memo_add(inputs, str_of((const char *)&entry->layer, sizeof entry->layer));
    }
}

int memo_add_run(struct memo_inputs *inputs, struct store *store, int64_t run_id, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare_with(
        store, &stmt, err,
        "SELECT run_id || ' ' || root.path || ' ' || (SELECT count(*) || ' ' || total(error_id)"
        " FROM error WHERE error.run_id = run.run_id) || ' ' || (SELECT count(*) || ' ' || total(rowid)"
        " FROM past_error WHERE past_error.root_id = run.root_id) || ' ' || coalesce((SELECT hex(tip) || settings"
        " FROM history WHERE history.root_id = run.root_id), '')"
        " FROM run JOIN root USING (root_id) WHERE run_id = ?",
        "i", run_id);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    memo_add(inputs, rc > 0 ? store_text(stmt, 0) : STR(""));
    store_free(stmt);
    return rc < 0 ? rc : 0;
}

void memo_end(struct memo_inputs *inputs, char ret_hex[HASH128_HEX_LEN + 1])
{
    hash128_hex(hash_stream_digest(inputs->stream), ret_hex);
    hash_stream_free(inputs->stream);
    inputs->stream = NULL;
}

/* What was said ---------------------------------------------------------------------------------------------------- */

static int take(struct str json, const char *inputs, struct buf *advice, struct err *err)
{
    struct json_reader *reader = json_reader_new(JUDGED_BYTES);
    const struct json_val *judged;
    int rc = 0;
    if (json_read(reader, json, &judged, NULL) == 0 &&
        str_eq(json_get_str(judged, "inputs"), str_from(inputs))) {
        struct str no = json_get_str(judged, "no");
        buf_add(advice, json_get_str(judged, "advice"));
        rc = no.len ? err_set(err, ERR_NO, "%.*s", STR_ARG(no)) : 1;
    }
    json_reader_free(reader);
    return rc;
}

int memo_find(struct store *store, int64_t run_id, const char *inputs, struct buf *advice, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare_with(store, &stmt, err,
                                "SELECT json FROM other WHERE run_id = ? AND kind = 'judged'", "i", run_id);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc > 0)
        rc = take(store_text(stmt, 0), inputs, advice, err);
    store_free(stmt);
    return rc;
}

int memo_put(struct store *store, int64_t run_id, const struct memo *memo, struct err *err)
{
    struct buf line;
    buf_init(&line, JUDGED_BYTES);
    struct json_out judged = record_open(&line, "judged");
    json_put_str(&judged, "inputs", str_from(memo->inputs));
    if (memo->no.len)
        json_put_str(&judged, "no", memo->no);
    json_put_str(&judged, "advice", memo->advice);
    json_close(&judged, '}');
    int rc =
        store_exec_with(store, err, "DELETE FROM other WHERE run_id = ? AND kind = 'judged'", "i", run_id);
    if (rc == 0 && !line.overflow)
        rc = store_exec_with(store, err, "INSERT INTO other (run_id, kind, json) VALUES (?, 'judged', ?)",
                             "it", run_id, buf_str(&line));
    buf_release(&line);
    return rc;
}
