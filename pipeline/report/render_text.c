#include "pipeline/base/quote.h"
#include "pipeline/report/render.h"

/* Wide enough for a path and a sentence, narrow enough for two windows side by side on a screen. */
enum { PATH_WIDTH_MAX = 52, TEXT_WIDTH_MAX = 72 };

static const char bold[] = "\033[1m", dim[] = "\033[2m", red[] = "\033[31m", yellow[] = "\033[33m",
                  green[] = "\033[32m", plain[] = "\033[0m";

/* Code points: what a terminal gives one cell each, but for wide and combining characters. */
static size_t width_of(struct str s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.len; i++)
        width += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return width;
}

/* Without its first or last code points, so that `width` are left. */
static struct str keep_end(struct str s, size_t width)
{
    for (size_t over = width_of(s) - width; over > 0; over--) {
        do {
            s = str_skip(s, 1);
        } while (s.len && ((unsigned char)s.p[0] & 0xc0) == 0x80);
    }
    return s;
}

static struct str keep_start(struct str s, size_t width)
{
    size_t i = 0;
    for (size_t seen = 0; i < s.len; i++) {
        seen += ((unsigned char)s.p[i] & 0xc0) != 0x80;
        if (seen > width)
            break;
    }
    return str_head(s, i);
}

/* The end of a path, from a slash on where that costs little: half a name helps nobody. */
static struct str keep_path_end(struct str path, size_t width)
{
    struct str end = keep_end(path, width);
    ptrdiff_t slash = str_index(end, '/');
    return slash > 0 && width_of(str_head(end, (size_t)slash)) < width / 2 ? str_skip(end, (size_t)slash)
                                                                           : end;
}

/* The cell as it will stand in the table: safe, and not too wide. */
static struct str shown(const struct cell *cell, enum column_kind kind, struct arena *arena)
{
    struct str raw = section_format(cell, kind, arena);
    struct buf safe;
    buf_init(&safe, raw.len * 10 + 16); /* the longest escape of one byte, and room */
    quote_terminal(&safe, raw);
    struct str s = str_dup(arena, buf_str(&safe));
    buf_release(&safe);
    size_t most = kind == COLUMN_PATH ? PATH_WIDTH_MAX : TEXT_WIDTH_MAX;
    if (kind == COLUMN_NOTE || width_of(s) <= most)
        return s;
    if (kind == COLUMN_PATH)
        return str_from(arena_printf(arena, "…%.*s", STR_ARG(keep_path_end(s, most - 1))));
    return str_from(arena_printf(arena, "%.*s…", STR_ARG(keep_start(s, most - 1))));
}

static const char *colour_of(enum column_kind kind, struct str text)
{
    char first = text.len ? text.p[0] : '-';
    if (kind == COLUMN_GRADE)
        return first == 'A' || first == 'B' ? green : first == 'C' || first == 'D' ? yellow : red;
    if (kind == COLUMN_SEVERITY)
        return first == 'c' || first == 'h' ? red : first == 'm' ? yellow : dim;
    return NULL;
}

static void pad(struct buf *out, size_t n)
{
    while (n-- > 0)
        buf_addc(out, ' ');
}

static void put_cell(struct buf *out, struct str text, size_t width, bool right, const char *colour)
{
    size_t space = width - width_of(text);
    if (right)
        pad(out, space);
    if (colour)
        buf_add(out, str_from(colour));
    buf_add(out, text);
    if (colour)
        buf_add(out, str_from(plain));
    if (!right)
        pad(out, space);
}

/* A row without the blanks its last column would end in. */
static void end_row(struct buf *out)
{
    while (out->len && out->p[out->len - 1] == ' ')
        out->len--;
    buf_addc(out, '\n');
}

struct layout {
    const struct section_rows *rows;
    struct str *cells; /* as shown, row by row */
    size_t widths[SECTION_COLUMNS_MAX];
    bool hidden[SECTION_COLUMNS_MAX]; /* nothing but NULL: no use to show */
};

static struct layout lay_out(const struct section_rows *rows, struct arena *arena)
{
    struct layout layout = {.rows = rows, .cells = arena_array(arena, struct str, rows->cells.len)};
    for (size_t column = 0; column < rows->n_columns; column++) {
        const struct column *about = &rows->section->columns[column];
        layout.widths[column] = width_of(str_from(about->title));
        layout.hidden[column] = section_column_is_empty(rows, column);
        for (size_t row = 0; row < rows->n_rows; row++) {
            const struct cell *cell = section_cell(rows, row, column);
            struct str text = shown(cell, about->kind, arena);
            layout.cells[row * rows->n_columns + column] = text;
            if (width_of(text) > layout.widths[column])
                layout.widths[column] = width_of(text);
        }
    }
    return layout;
}

static void put_head(struct buf *out, const struct layout *layout, bool colour)
{
    for (size_t i = 0; i < layout->rows->n_columns; i++) {
        const struct column *about = &layout->rows->section->columns[i];
        if (layout->hidden[i])
            continue;
        pad(out, 2);
        put_cell(out, str_from(about->title), layout->widths[i], column_is_number(about->kind),
                 colour ? dim : NULL);
    }
    end_row(out);
}

static void put_row(struct buf *out, const struct layout *layout, size_t row, bool colour)
{
    for (size_t i = 0; i < layout->rows->n_columns; i++) {
        enum column_kind kind = layout->rows->section->columns[i].kind;
        struct str text = layout->cells[row * layout->rows->n_columns + i];
        if (layout->hidden[i])
            continue;
        pad(out, 2);
        put_cell(out, text, layout->widths[i], column_is_number(kind), colour ? colour_of(kind, text) : NULL);
    }
    end_row(out);
}

static void put_vertical(struct buf *out, const struct layout *layout)
{
    size_t width = 0;
    for (size_t i = 0; i < layout->rows->n_columns; i++) {
        size_t title = width_of(str_from(layout->rows->section->columns[i].title));
        width = title > width ? title : width;
    }
    for (size_t i = 0; i < layout->rows->n_columns && layout->rows->n_rows; i++) {
        if (layout->hidden[i])
            continue;
        pad(out, 2);
        put_cell(out, str_from(layout->rows->section->columns[i].title), width + 2, false, NULL);
        buf_add(out, layout->cells[i]);
        buf_addc(out, '\n');
    }
}

void render_text(struct buf *out, const struct section_rows *rows, bool colour, struct arena arena)
{
    if (rows->n_rows == 0 && !rows->section->empty)
        return;
    struct layout layout = lay_out(rows, &arena);
    buf_printf(out, "%s%s%s\n", colour ? bold : "", rows->section->title, colour ? plain : "");
    if (rows->n_rows == 0) {
        buf_printf(out, "  %s\n", rows->section->empty);
    } else if (rows->section->vertical) {
        put_vertical(out, &layout);
    } else {
        put_head(out, &layout, colour);
        for (size_t row = 0; row < rows->n_rows; row++)
            put_row(out, &layout, row, colour);
    }
    buf_addc(out, '\n');
}
