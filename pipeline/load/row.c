#include "pipeline/load/row.h"

#include "pipeline/base/hash.h"
#include "pipeline/base/quote.h"

#include <stdlib.h>

int row_open(struct store *store, const struct row_table *table, struct store_rows **ret_rows, struct err *err)
{
    struct buf columns;
    buf_init(&columns, 4096); /* 32 columns of common length */
    buf_printf(&columns, "%s", table->given);
    for (size_t i = 0; i < table->n_columns; i++)
        buf_printf(&columns, ", %s", table->columns[i].column);
    buf_addc(&columns, '\0');
    int rc = store_rows_new(store, table->table, columns.p, table->n_given + (int)table->n_columns,
                            table->again, ret_rows, err);
    buf_release(&columns);
    return rc;
}

/* One record on its way into a row. What its cells hold lies in the arena of the rows. */
struct put {
    const struct row_table *table;
    struct names *names;
    const struct json_val *object;
    struct arena *arena;
};

static int wrong_type(const struct put *put, const struct row_column *column, const char *wanted,
                      struct err *err)
{
    return err_set(err, ERR_INPUT, "%s: %.*s is not %s", put->table->kind, STR_ARG(column->field), wanted);
}

static int put_int(struct put *put, const struct row_column *column, const struct json_val *value,
                   struct store_cell *cell, struct err *err)
{
    int64_t number;
    if (!json_int_value(value, &number))
        return wrong_type(put, column, "an integer", err);
    *cell = store_cell_int(number);
    return 0;
}

static int put_real(struct put *put, const struct row_column *column, struct store_cell *cell, struct err *err)
{
    double number;
    if (!json_get_double(put->object, column->field.p, &number))
        return wrong_type(put, column, "a number", err);
    *cell = (struct store_cell){.type = STORE_REAL, .real = number};
    return 0;
}

static int put_hex(struct put *put, const struct row_column *column, struct str text, struct store_cell *cell,
                   struct err *err)
{
    size_t len = text.len / 2;
    unsigned char *bytes = arena_array(put->arena, unsigned char, len + 1);
    if (!text.p || text.len % 2 || !hex_decode(text, bytes, len))
        return wrong_type(put, column, "hexadecimal", err);
    *cell = store_cell_blob(str_of((char *)bytes, len));
    return 0;
}

/* A path that is not UTF-8 is C-quoted, and only such a path has its bytes beside it. */
static int put_name(struct put *put, const struct row_column *column, struct str text,
                    struct store_cell *cell, struct err *err)
{
    struct str raw = {NULL, 0};
    uint32_t slot = 0;
    if (!text.p)
        return wrong_type(put, column, "text", err);
    if (column->type == ROW_PATH && str_starts(text, STR("\""))) {
        raw = json_get_path(put->arena, put->object, column->field.p);
        raw = str_eq(raw, text) ? (struct str){NULL, 0} : raw;
    }
    int rc = names_slot(put->names, text, raw, &slot, err);
    if (rc == 0)
        *cell = store_cell_int(names_id(put->names, slot));
    return rc;
}

/* The array's texts, each quoted when it is to be JSON again, or with arrows between. */
static int put_list(struct put *put, const struct row_column *column, const struct json_val *value,
                    struct store_cell *cell, struct err *err)
{
    struct buf text;
    struct json_out json = {.buf = &text};
    struct json_iter items = json_iter_begin(value);
    const struct json_val *item;
    if (!json_is_array(value))
        return wrong_type(put, column, "an array", err);
    buf_init(&text, (size_t)16 << 20); /* twice the longest record */
    if (column->type == ROW_LIST)
        json_open(&json, '[');
    while ((item = json_iter_next(&items, NULL))) {
        if (column->type == ROW_LIST) {
            json_str(&json, json_str_value(item));
        } else {
            buf_add(&text, text.len ? STR(" -> ") : STR(""));
            buf_add(&text, json_str_value(item));
        }
    }
    if (column->type == ROW_LIST)
        json_close(&json, ']');
    *cell = store_cell_text(str_dup(put->arena, buf_str(&text)));
    buf_release(&text);
    return 0;
}

static int put_value(struct put *put, const struct row_column *column, const struct json_val *value,
                     struct store_cell *cell, struct err *err)
{
    switch (column->type) {
    case ROW_INT:
    case ROW_COUNT: return put_int(put, column, value, cell, err);
    case ROW_REAL: return put_real(put, column, cell, err);
    case ROW_BOOL:
    case ROW_FLAG: *cell = store_cell_int(json_get_bool(put->object, column->field.p, false)); return 0;
    case ROW_HEX: return put_hex(put, column, json_str_value(value), cell, err);
    case ROW_NAME:
    case ROW_PATH: return put_name(put, column, json_str_value(value), cell, err);
    case ROW_LIST:
    case ROW_WAY: return put_list(put, column, value, cell, err);
    case ROW_TEXT:
    case ROW_WORD: break;
    }
    if (!json_is_str(value))
        return wrong_type(put, column, "text", err);
    *cell = store_cell_text(str_dup(put->arena, json_str_value(value)));
    return 0;
}

static int put_absent(const struct put *put, const struct row_column *column, struct store_cell *cell,
                      struct err *err)
{
    if (column->required)
        return err_set(err, ERR_INPUT, "%s: without %.*s", put->table->kind, STR_ARG(column->field));
    if (column->type == ROW_FLAG || column->type == ROW_COUNT)
        *cell = store_cell_int(0);
    else if (column->type == ROW_WORD)
        *cell = store_cell_text(STR(""));
    else
        *cell = (struct store_cell){.type = STORE_NULL};
    return 0;
}

/* The column of `field`. Writers keep an order, mostly that of our columns: the guess is the one behind the last. */
static size_t find_column(const struct row_table *table, struct str field, size_t guess)
{
    for (size_t tried = 0; tried < table->n_columns; tried++) {
        size_t i = (guess + tried) % table->n_columns;
        if (str_eq(field, table->columns[i].field))
            return i;
    }
    return table->n_columns;
}

int row_put(const struct row_table *table, struct store_rows *rows, struct names *names,
            const struct json_val *object, struct err *err)
{
    struct put put = {.table = table, .names = names, .object = object, .arena = store_rows_arena(rows)};
    struct store_cell *cells = store_rows_next(rows) + table->n_given;
    bool seen[STORE_CELLS_MAX] = {false};
    struct json_iter fields = json_iter_begin(object);
    const struct json_val *value;
    struct str field;
    size_t guess = 0;
    while ((value = json_iter_next(&fields, &field))) {
        size_t i = find_column(table, field, guess);
        if (i == table->n_columns)
            continue;
        int rc = put_value(&put, &table->columns[i], value, &cells[i], err);
        if (rc < 0)
            return rc;
        seen[i] = true;
        guess = i + 1;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        int rc = seen[i] ? 0 : put_absent(&put, &table->columns[i], &cells[i], err);
        if (rc < 0)
            return rc;
    }
    return store_rows_add(rows, err);
}
