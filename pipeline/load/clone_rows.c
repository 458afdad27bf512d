#include "pipeline/load/clone_rows.h"

#define INT(name)                                     \
    {                                                 \
        {name, sizeof(name) - 1}, name, ROW_INT, true \
    }
#define FLAG(name)                                      \
    {                                                   \
        {name, sizeof(name) - 1}, name, ROW_FLAG, false \
    }

static const struct row_column class_columns[] = {
    INT("clone_id"), INT("type"),          {{"similarity", 10}, "similarity", ROW_REAL, true},
    INT("tokens"),   INT("lines"),         INT("size"),
    FLAG("is_test"), FLAG("is_generated"), FLAG("is_vendored"),
};

static const struct row_column member_columns[] = {
    {{"path", 4}, "path_id", ROW_PATH, true}, INT("line_start"), INT("line_end"),
    {{"unit", 4}, "unit", ROW_INT, false},    INT("lines_new"),
};

static const struct row_table table_class = {
    "clone", "clone", "run_id", 1, "", class_columns, sizeof class_columns / sizeof class_columns[0]};
static const struct row_table table_member = {"clone",
                                              "clone_member",
                                              "run_id, clone_id, member",
                                              3,
                                              "",
                                              member_columns,
                                              sizeof member_columns / sizeof member_columns[0]};

int clone_rows_init(struct clone_rows *rows, struct store *store, struct names *names, int64_t run_id,
                    struct err *err)
{
    *rows = (struct clone_rows){.names = names, .run_id = run_id};
    int rc = row_open(store, &table_class, &rows->classes, err);
    return rc < 0 ? rc : row_open(store, &table_member, &rows->members, err);
}

void clone_rows_release(struct clone_rows *rows)
{
    store_rows_free(rows->classes);
    store_rows_free(rows->members);
}

static int add_members(struct clone_rows *rows, int64_t clone_id, const struct json_val *members,
                       struct err *err)
{
    struct json_iter iter = json_iter_begin(members);
    const struct json_val *member;
    int rc = 0;
    for (int64_t n = 0; rc == 0 && (member = json_iter_next(&iter, NULL)); n++) {
        struct store_cell *cells = store_rows_next(rows->members);
        cells[0] = store_cell_int(rows->run_id);
        cells[1] = store_cell_int(clone_id);
        cells[2] = store_cell_int(n);
        rc = row_put(&table_member, rows->members, rows->names, member, err);
    }
    return rc;
}

int clone_rows_add(struct clone_rows *rows, const struct json_val *record, struct err *err)
{
    const struct json_val *members = json_get(record, "members");
    int64_t clone_id = 0;
    if (!json_is_array(members))
        return err_set(err, ERR_INPUT, "clone: members is not an array");
    store_rows_next(rows->classes)[0] = store_cell_int(rows->run_id);
    int rc = row_put(&table_class, rows->classes, rows->names, record, err);
    json_get_int(record, "clone_id", &clone_id);
    return rc < 0 ? rc : add_members(rows, clone_id, members, err);
}

int clone_rows_flush(struct clone_rows *rows, struct err *err)
{
    int rc = store_rows_flush(rows->classes, err);
    return rc < 0 ? rc : store_rows_flush(rows->members, err);
}
