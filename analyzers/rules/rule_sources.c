#include "analyzers/rules/rule_set.h"
#include "pipeline/base/io.h"
#include "pipeline/base/trail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzers/rules/all_rules.h"

void rule_sources_own(struct rule_sources *sources, struct arena *arena)
{
    for (size_t i = 0; i < sizeof all_rules / sizeof *all_rules; i++)
        *vec_push(sources, arena) = (struct rule_source){all_rules[i].name, str_from(all_rules[i].text)};
}

/* Folders ---------------------------------------------------------------------------------------------------------- */

static int name_cmp(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct names {
    VEC(struct str);
};

/* The names *.rules in a folder, sorted. Takes the descriptor. */
static int list_folder(int fd, const char *what, struct arena *arena, struct names *names, struct err *err)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int rc = err_sys(err, "read %s", what);
        close(fd);
        return rc;
    }
    int rc = 0;
    for (struct dirent *entry; rc == 0 && (entry = readdir(dir));) {
        struct str name = str_from(entry->d_name);
        if (!str_ends(name, STR(".rules")) || name.p[0] == '.')
            continue;
        if (names->len == RULE_FILES_MAX)
            rc = err_set(err, ERR_USAGE, "%s: over %d files with rules", what, RULE_FILES_MAX);
        else
            *vec_push(names, arena) = str_dup(arena, name);
    }
    closedir(dir);
    if (names->len > 0)
        qsort(names->at, names->len, sizeof *names->at, name_cmp);
    return rc;
}

/* Reads an open file, which is closed. */
static int take_file(struct rule_sources *sources, struct arena *arena, int fd, const char *name,
                     struct err *err)
{
    struct stat st;
    struct buf text;
    if (fd < 0)
        return err_set(err, ERR_USAGE, "%s: cannot be opened, or is a link", name);
    buf_init(&text, RULE_FILE_MAX);
    int rc = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? io_read_fd(fd, &text, err)
                                                        : err_set(err, ERR_USAGE, "not a regular file");
    if (rc < 0)
        rc = err_set(err, ERR_USAGE, "%s: not a regular file of up to %d bytes", name, RULE_FILE_MAX);
    else
        *vec_push(sources, arena) = (struct rule_source){name, str_dup(arena, buf_str(&text))};
    buf_release(&text);
    close(fd);
    return rc;
}

static int take_names(struct rule_sources *sources, struct arena *arena, int fd, const char *folder,
                      const struct names *names, int flags, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < names->len && rc == 0; i++) {
        const char *name = arena_printf(arena, "%s/%.*s", folder, STR_ARG(names->at[i]));
        int file =
            openat(fd, str_cstr(arena, names->at[i]), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
        rc = take_file(sources, arena, file, name, err);
    }
    return rc;
}

/* `fd` is closed. */
static int take_folder(struct rule_sources *sources, struct arena *arena, int fd, const char *folder,
                       int flags, struct err *err)
{
    struct names names = {0};
    int listed = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = listed < 0 ? err_sys(err, "open %s", folder) : list_folder(listed, folder, arena, &names, err);
    if (rc == 0)
        rc = take_names(sources, arena, fd, folder, &names, flags, err);
    close(fd);
    return rc;
}

int rule_sources_users(struct rule_sources *sources, struct arena *arena, const char *path, struct err *err)
{
    size_t before = sources->len;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_USAGE, "%s: no folder with rules can be opened there", path);
    int rc = take_folder(sources, arena, fd, path, 0, err);
    if (rc == 0 && sources->len == before)
        rc = err_set(err, ERR_USAGE, "%s: no files *.rules in there", path);
    return rc;
}

int rule_sources_scanned(struct rule_sources *sources, struct arena *arena, int root_fd, struct err *err)
{
    static const char folder[] = ".cbcrawl.d/rules";
    struct trail trail;
    trail_init(&trail, root_fd);
    int fd = trail_folder(&trail, STR(".cbcrawl.d/rules"));
    int own = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;
    if (own >= 0)
        rc = take_folder(sources, arena, own, folder, O_NOFOLLOW, err);
    else if (errno != ENOENT)
        rc = err_set(err, ERR_USAGE, "%s: not a folder that can be read", folder);
    trail_release(&trail);
    return rc;
}

struct hash128 rule_sources_digest(const struct rule_sources *sources)
{
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < sources->len; i++)
        hash_stream_add(stream, sources->at[i].text);
    struct hash128 digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    return digest;
}
