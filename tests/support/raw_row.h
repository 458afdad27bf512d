/*
 * raw_row: a change as a line of `git diff-tree -r --raw --no-abbrev` with core.quotePath off.
 */
#ifndef CBCRAWL_TESTS_RAW_ROW_H
#define CBCRAWL_TESTS_RAW_ROW_H

#include "pipeline/base/quote.h"
#include "pipeline/git/tree_diff.h"

/* Quoted only where it must be. */
static inline void raw_row_path(struct buf *out, struct str path)
{
    size_t start = out->len;
    buf_addc(out, '\t');
    quote_c(out, path);
    if (out->len - start != path.len + 3)
        return;
    out->len = start + 1;
    buf_add(out, path);
}

static inline void raw_row_add(struct buf *out, const struct tree_change *change, size_t id_len)
{
    char old_hex[OBJECT_ID_HEX_MAX + 1], new_hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(change->old_id.bytes, id_len, old_hex);
    hex_encode(change->new_id.bytes, id_len, new_hex);
    buf_printf(out, ":%06o %06o %s %s ", change->old_mode, change->new_mode, old_hex, new_hex);
    if (change->old_path.len) {
        buf_printf(out, "R%03d", change->similarity);
        raw_row_path(out, change->old_path);
    } else if (!change->old_mode || !change->new_mode)
        buf_addc(out, change->old_mode ? 'D' : 'A');
    else
        buf_addc(out, (change->old_mode ^ change->new_mode) & 0170000 ? 'T' : 'M');
    raw_row_path(out, change->path);
    buf_addc(out, '\n');
}

#endif
