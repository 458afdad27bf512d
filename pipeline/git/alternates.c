#include "pipeline/git/alternates.h"

#include "pipeline/base/quote.h"
#include "pipeline/git/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_known(const struct object_store *store, const struct stat *st)
{
    for (size_t i = 0; i < store->folders.len; i++)
        if (store->folders.at[i].dev == st->st_dev && store->folders.at[i].ino == st->st_ino)
            return true;
    return false;
}

int alternates_add_folder(struct arena *arena, struct object_store *store, struct str path, unsigned depth,
                          struct err *err)
{
    struct stat st;
    const char *name = str_cstr(arena, path);
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_INPUT, "%s: no such folder", name);
    if (fd < 0 || fstat(fd, &st) < 0) {
        int rc = err_sys(err, "%s", name);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    if (is_known(store, &st)) {
        close(fd);
        return 0;
    }
    *vec_push(&store->folders, arena) =
        (struct store_folder){.path = path, .fd = fd, .depth = depth, .dev = st.st_dev, .ino = st.st_ino};
    return 0;
}

static void warn(struct arena *arena, struct object_store *store, const char *text)
{
    *vec_push(&store->warnings, arena) = str_dup(arena, str_from(text));
}

static void add_line(struct arena *arena, struct object_store *store, size_t folder, struct str line)
{
    struct err err;
    struct str path = line;
    if (str_starts(line, STR("\"")) && !unquote_c(arena, line, &path))
        path = line;
    if (!str_starts(path, STR("/")))
        path =
            str_from(arena_printf(arena, "%.*s/%.*s", STR_ARG(store->folders.at[folder].path), STR_ARG(path)));
    if (alternates_add_folder(arena, store, path, store->folders.at[folder].depth + 1, &err) < 0) {
        err_wrap(&err, "alternate");
        warn(arena, store, err.text);
    }
}

static void add_lines(struct arena *arena, struct object_store *store, size_t folder, struct str text)
{
    while (text.p) {
        struct str line = str_cut(&text, '\n');
        if (line.len == 0 || line.p[0] == '#')
            continue;
        if (store->folders.len > OBJECT_ALTERNATES_MAX || store->warnings.len > OBJECT_ALTERNATES_MAX) {
            warn(arena, store, "more alternates than this program reads");
            return;
        }
        add_line(arena, store, folder, line);
    }
}

/* The list grows while it is read: each folder's own alternates come behind those known already. */
void alternates_open(struct arena *arena, struct object_store *store)
{
    for (size_t i = 0; i < store->folders.len; i++) {
        struct str text = {0};
        struct err err;
        int rc =
            mapped_file_open(store->folders.at[i].fd, "info/alternates", ALTERNATES_FILE_MAX, &text, &err);
        if (rc == 0)
            continue;
        if (rc > 0 && store->folders.at[i].depth > OBJECT_ALTERNATES_DEPTH)
            rc = err_set(&err, ERR_INPUT, "alternates of alternates, more than %d deep",
                         OBJECT_ALTERNATES_DEPTH);
        else if (rc > 0)
            add_lines(arena, store, i, text);
        if (rc < 0) {
            err_wrap(&err, "%.*s", STR_ARG(store->folders.at[i].path));
            warn(arena, store, err.text);
        }
        mapped_file_close(text);
    }
}
