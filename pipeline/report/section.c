#include "pipeline/report/section.h"

#include "pipeline/base/num.h"

static size_t count_columns(const struct section *section)
{
    size_t n = 0;
    while (section->columns[n].kind != COLUMN_END)
        n++;
    return n;
}

static struct cell read_cell(struct store_stmt *stmt, int column, enum column_kind kind, struct arena *arena)
{
    struct cell cell = {.is_null = store_is_null(stmt, column)};
    if (cell.is_null)
        return cell;
    switch (kind) {
    case COLUMN_COUNT:
    case COLUMN_BYTES: cell.whole = store_int(stmt, column); break;
    case COLUMN_SHARE:
    case COLUMN_POINTS:
    case COLUMN_REAL: cell.real = store_real(stmt, column); break;
    default: cell.text = str_dup(arena, store_text(stmt, column)); break;
    }
    return cell;
}

int section_ask(struct store *store, const struct section *section, int64_t rows_max, int64_t run_id,
                struct arena *arena, struct section_rows *ret_rows, struct err *err)
{
    struct section_rows rows = {.section = section, .n_columns = count_columns(section)};
    struct store_stmt *stmt;
    int rc = store_prepare_with(store, &stmt, err, section->sql, "ii", section->all ? -1 : rows_max, run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) == 1) {
        for (size_t i = 0; i < rows.n_columns; i++)
            *vec_push(&rows.cells, arena) = read_cell(stmt, (int)i, section->columns[i].kind, arena);
        rows.n_rows++;
    }
    store_free(stmt);
    if (rc == 0)
        *ret_rows = rows;
    return rc;
}

const struct cell *section_cell(const struct section_rows *rows, size_t row, size_t column)
{
    return &rows->cells.at[row * rows->n_columns + column];
}

bool column_is_number(enum column_kind kind)
{
    return kind == COLUMN_COUNT || kind == COLUMN_BYTES || kind == COLUMN_SHARE || kind == COLUMN_REAL ||
           kind == COLUMN_POINTS;
}

bool section_column_is_empty(const struct section_rows *rows, size_t column)
{
    for (size_t row = 0; row < rows->n_rows; row++) {
        if (!section_cell(rows, row, column)->is_null)
            return false;
    }
    return rows->n_rows > 0;
}

struct str section_format(const struct cell *cell, enum column_kind kind, struct arena *arena)
{
    char text[NUM_TEXT_MAX];
    if (cell->is_null)
        return STR("-");
    switch (kind) {
    case COLUMN_COUNT: return str_dup(arena, str_from(num_grouped(text, cell->whole)));
    case COLUMN_BYTES: return str_dup(arena, str_from(num_bytes(text, (uint64_t)cell->whole)));
    case COLUMN_SHARE: return str_from(arena_printf(arena, "%s %%", num_fixed(text, cell->real * 100, 1)));
    case COLUMN_REAL: return str_dup(arena, str_from(num_fixed(text, cell->real, 2)));
    case COLUMN_POINTS: return str_dup(arena, str_from(num_fixed(text, cell->real, 1)));
    default: return cell->text;
    }
}
