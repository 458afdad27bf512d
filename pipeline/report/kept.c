#include "pipeline/report/kept.h"

#include "pipeline/base/version.h"

#include <inttypes.h>
#include <sys/stat.h>

enum { KEPT_MAX = 4 << 20 /* bytes: a report for people has some 20 kB */ };

/* Two builds of one version may say different things. */
const char *kept_name(struct arena *arena, const char *format, int64_t rows, bool colour)
{
    struct stat st = {0};
    if (stat("/proc/self/exe", &st) < 0)
        st.st_size = 0;
    return arena_printf(arena, "%s %" PRId64 ".%09ld %" PRId64 " %s %" PRId64 "%s", CBCRAWL_VERSION,
                        (int64_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (int64_t)st.st_size, format, rows,
                        colour ? " colour" : "");
}

/* The length of a sequence that only sets colours at the start of `text`; 0: it is none. */
static size_t colour_len(struct str text)
{
    size_t len = 2;
    if (!str_starts(text, STR("\033[")))
        return 0;
    while (len < text.len && ((text.p[len] >= '0' && text.p[len] <= '9') || text.p[len] == ';'))
        len++;
    return len < text.len && text.p[len] == 'm' ? len + 1 : 0;
}

/* A store may come from a stranger: what is not ours to say to a terminal is not repeated. */
static bool is_harmless(struct str text)
{
    while (text.len > 0) {
        unsigned char c = (unsigned char)text.p[0], next = text.len > 1 ? (unsigned char)text.p[1] : 0;
        size_t colour = colour_len(text);
        bool is_control = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || (c == 0xc2 && next < 0xa0);
        if (is_control && colour == 0)
            return false;
        text = str_skip(text, colour ? colour : 1);
    }
    return true;
}

int kept_find(struct store *store, const char *name, struct buf *out, struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(store, &stmt, err, "SELECT text FROM report WHERE how = ?", "t", str_from(name));
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc > 0 && is_harmless(store_blob(stmt, 0)))
        buf_add(out, store_blob(stmt, 0));
    else if (rc > 0)
        rc = 0;
    store_free(stmt);
    return rc;
}

void kept_put(struct store *store, const char *name, struct str text)
{
    struct err ignored;
    if (text.len > KEPT_MAX)
        return;
    store_set_wait(store, 0);
    int rc = store_exec_with(store, &ignored, "INSERT OR REPLACE INTO report (how, text) VALUES (?, ?)", "tb",
                             str_from(name), text);
    if (rc == 0)
        rc = store_commit(store, &ignored);
    if (rc < 0)
        store_rollback(store);
}
