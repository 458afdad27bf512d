#include "crawler/files/list.h"

#include "pipeline/base/quote.h"

/* Nothing in it that ends a line, acts on a terminal or looks like a quoted path. */
static bool is_plain(struct str path)
{
    bool ascii = true;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
            return false;
        ascii &= c < 0x80;
    }
    return ascii || str_is_utf8(path);
}

void list_path(struct buf *out, struct str path)
{
    if (is_plain(path))
        buf_add(out, path);
    else
        quote_c(out, path);
}

int list_print(struct io_out *out, const struct walk *walk, struct str prefix, bool nul, struct err *err)
{
    struct buf path, line;
    buf_init(&path, 2 * (WALK_PATH_MAX + 1));
    buf_init(&line, 10 * (WALK_PATH_MAX + 1)); /* every byte as an octal escape */
    int rc = 0;
    for (size_t i = 0; i < walk->entries.len && rc == 0; i++) {
        const struct walk_entry *entry = walk->entries.at[i];
        if (entry->kind == WALK_PROBLEM)
            continue;
        buf_clear(&path);
        buf_clear(&line);
        buf_add(&path, prefix);
        buf_add(&path, walk_path(walk, entry));
        if (nul)
            buf_add(&line, buf_str(&path));
        else
            list_path(&line, buf_str(&path));
        buf_addc(&line, nul ? '\0' : '\n');
        rc = io_out_write(out, buf_str(&line), err);
    }
    buf_release(&path);
    buf_release(&line);
    return rc;
}
