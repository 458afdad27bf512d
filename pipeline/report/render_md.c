#include "pipeline/report/render.h"

/* Text of the repository as plain text in a table cell: nothing in it may start markup, a link, a mention or HTML. A
 * '>' alone starts nothing there. */
static void put_byte(struct buf *out, unsigned char c)
{
    static const char as_entity[] = "<&@|", with_backslash[] = "\\`*_{}[]#~";
    if (c < 0x20 || c == 0x7f)
        buf_addc(out, ' ');
    else if (strchr(as_entity, c))
        buf_printf(out, "&#%d;", c);
    else if (strchr(with_backslash, c))
        buf_printf(out, "\\%c", c);
    else
        buf_addc(out, (char)c);
}

static void put_escaped(struct buf *out, struct str s)
{
    while (s.len) {
        size_t valid = str_utf8_prefix(s);
        for (size_t i = 0; i < valid; i++)
            put_byte(out, (unsigned char)s.p[i]);
        s = str_skip(s, valid);
        if (s.len) {
            buf_add(out, STR("\xef\xbf\xbd"));
            s = str_skip(s, 1);
        }
    }
}

static void put_row(struct buf *out, const struct section_rows *rows, size_t row, const size_t *shown,
                    size_t n_shown, struct arena *arena)
{
    for (size_t i = 0; i < n_shown; i++) {
        enum column_kind kind = rows->section->columns[shown[i]].kind;
        buf_add(out, STR("| "));
        put_escaped(out, section_format(section_cell(rows, row, shown[i]), kind, arena));
        buf_addc(out, ' ');
    }
    buf_add(out, STR("|\n"));
}

static void put_table(struct buf *out, const struct section_rows *rows, struct arena *arena)
{
    const struct column *columns = rows->section->columns;
    size_t shown[SECTION_COLUMNS_MAX], n_shown = 0;
    for (size_t i = 0; i < rows->n_columns; i++) {
        if (!section_column_is_empty(rows, i))
            shown[n_shown++] = i;
    }
    for (size_t i = 0; i < n_shown; i++)
        buf_printf(out, "| %s ", columns[shown[i]].title);
    buf_add(out, STR("|\n"));
    for (size_t i = 0; i < n_shown; i++)
        buf_add(out, column_is_number(columns[shown[i]].kind) ? STR("| ---: ") : STR("| --- "));
    buf_add(out, STR("|\n"));
    for (size_t row = 0; row < rows->n_rows; row++)
        put_row(out, rows, row, shown, n_shown, arena);
}

static void put_list(struct buf *out, const struct section_rows *rows, struct arena *arena)
{
    for (size_t i = 0; i < rows->n_columns; i++) {
        const struct cell *cell = section_cell(rows, 0, i);
        if (cell->is_null)
            continue;
        buf_printf(out, "- %s: ", rows->section->columns[i].title);
        put_escaped(out, section_format(cell, rows->section->columns[i].kind, arena));
        buf_addc(out, '\n');
    }
}

void render_md(struct buf *out, const struct section_rows *rows, struct arena arena)
{
    if (rows->n_rows == 0 && !rows->section->empty)
        return;
    buf_printf(out, "## %s\n\n", rows->section->title);
    if (rows->n_rows == 0)
        buf_printf(out, "%s\n", rows->section->empty);
    else if (rows->section->vertical)
        put_list(out, rows, &arena);
    else
        put_table(out, rows, &arena);
    buf_addc(out, '\n');
}
