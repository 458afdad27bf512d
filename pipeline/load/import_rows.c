#include "pipeline/load/import_rows.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/tables.h"

int import_rows_init(struct import_rows *rows, struct store *store, struct names *names, struct err *err)
{
    *rows = (struct import_rows){.names = names};
    int rc = row_open(store, &table_import, &rows->facts, err);
    return rc < 0 ? rc : row_open(store, &table_import_target, &rows->targets, err);
}

void import_rows_release(struct import_rows *rows)
{
    store_rows_free(rows->facts);
    store_rows_free(rows->targets);
}

/* An import with several targets is written once for each. Its number must not depend on what it stands for, or the
 * facts that another run stored would not fit: so a record that says the same as the one before it is the same import.
 * True for one that was not there before. */
static bool next_import(struct import_place *place, const struct json_val *record)
{
    int64_t line = 0;
    json_get_int(record, "line", &line);
    uint64_t says = hash64(json_get_str(record, "text")) * 31 + hash64(json_get_str(record, "module"));
    says = says * 31 + (uint64_t)line;
    bool is_next = place->imports == 0 || says != place->last;
    if (is_next) {
        place->imports++;
        place->targets = 0;
        place->last = says;
    }
    return is_next;
}

static int put_fact(struct import_rows *rows, int64_t fact_id, const struct import_place *place,
                    const struct json_val *record, struct err *err)
{
    struct store_cell *cells = store_rows_next(rows->facts);
    cells[0] = store_cell_int(fact_id);
    cells[1] = store_cell_int(place->imports - 1);
    return row_put(&table_import, rows->facts, rows->names, record, err);
}

static int put_target(struct import_rows *rows, const struct import_wanted *wanted,
                      struct import_place *place, const struct json_val *record, struct err *err)
{
    struct store_cell *cells = store_rows_next(rows->targets);
    cells[0] = store_cell_int(wanted->linked_id);
    cells[1] = store_cell_int(wanted->path_id);
    cells[2] = store_cell_int(place->imports - 1);
    cells[3] = store_cell_int(place->targets++);
    return row_put(&table_import_target, rows->targets, rows->names, record, err);
}

int import_rows_add(struct import_rows *rows, struct import_place *place, const struct import_wanted *wanted,
                    const struct json_val *record, struct err *err)
{
    bool is_next = next_import(place, record);
    int rc = is_next && wanted->fact_id ? put_fact(rows, wanted->fact_id, place, record, err) : 0;
    bool is_resolved = json_get(record, "target_path") || json_get(record, "target_module") ||
                       json_get(record, "external_name");
    return rc < 0 || !is_resolved || !wanted->linked_id ? rc : put_target(rows, wanted, place, record, err);
}

int import_rows_flush(struct import_rows *rows, struct err *err)
{
    int rc = store_rows_flush(rows->facts, err);
    return rc < 0 ? rc : store_rows_flush(rows->targets, err);
}

struct str import_line_start(struct str line, struct str *ret_path)
{
    static const struct str before = {"{\"k\":\"import\",\"path\":\"", 22}, after = {"\",\"line\":", 9};
    const struct str none = {NULL, 0};
    if (!str_starts(line, before))
        return none;
    struct str rest = str_skip(line, before.len), path = str_cut(&rest, '"');
    size_t at = before.len + path.len;
    if (str_index(path, '\\') >= 0 || !str_starts(str_skip(line, at), after))
        return none;
    *ret_path = path;
    return str_head(line, at + after.len);
}
