#include "pipeline/report/render.h"

static void put_value(struct json_out *j, const struct cell *cell, enum column_kind kind)
{
    if (cell->is_null)
        json_null(j);
    else if (kind == COLUMN_COUNT || kind == COLUMN_BYTES)
        json_int(j, cell->whole);
    else if (column_is_number(kind))
        json_fixed(j, cell->real, 6);
    else
        json_str(j, cell->text);
}

static void put_object(struct json_out *j, const struct section_rows *rows, size_t row)
{
    json_open(j, '{');
    for (size_t i = 0; i < rows->n_columns; i++) {
        const struct column *column = &rows->section->columns[i];
        json_key(j, column->key);
        put_value(j, section_cell(rows, row, i), column->kind);
    }
    json_close(j, '}');
}

void render_json(struct json_out *j, const struct section_rows *rows)
{
    json_key(j, rows->section->id);
    if (rows->section->vertical && rows->n_rows) {
        put_object(j, rows, 0);
        return;
    }
    json_open(j, '[');
    for (size_t row = 0; row < rows->n_rows; row++)
        put_object(j, rows, row);
    json_close(j, ']');
}
