#include "crawler/history/history_error.h"

#include "pipeline/record/record.h"

void history_error_put(const struct object_store *store, const struct object_id *commit, struct str path,
                       struct str reason, struct buf *out)
{
    char id[OBJECT_ID_HEX_MAX + 1];
    hex_encode(commit->bytes, object_store_id_len(store), id);
    struct json_out r = record_open(out, "error");
    json_put_str(&r, "stage", STR("cbc-history"));
    if (path.len)
        json_put_path(&r, "path", path);
    json_put_str(&r, "commit_id", str_from(id));
    json_put_str(&r, "reason", reason);
    json_put_bool(&r, "is_lasting", true);
    record_close(&r);
}
