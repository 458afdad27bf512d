#include "pipeline/base/text_folder.h"

#include "pipeline/base/io.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int name_cmp(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct names {
    VEC(struct str);
};

/* The names of the suffix, sorted. Takes the descriptor. */
static int list_names(const struct text_folder *folder, int fd, struct arena *arena, struct names *names,
                      struct err *err)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int rc = err_sys(err, "read %s", folder->path);
        close(fd);
        return rc;
    }
    int rc = 0;
    for (struct dirent *entry; rc == 0 && (entry = readdir(dir));) {
        struct str name = str_from(entry->d_name);
        if (!str_ends(name, str_from(folder->suffix)) || name.p[0] == '.')
            continue;
        if (names->len == folder->files_max)
            rc = err_set(err, ERR_USAGE, "%s: over %zu files *%s", folder->path, folder->files_max,
                         folder->suffix);
        else
            *vec_push(names, arena) = str_dup(arena, name);
    }
    closedir(dir);
    if (names->len > 0)
        qsort(names->at, names->len, sizeof *names->at, name_cmp);
    return rc;
}

/* Reads an open file, which is closed. */
static int take_file(const struct text_folder *folder, struct arena *arena, int fd, const char *name,
                     struct named_texts *texts, struct err *err)
{
    struct stat st;
    struct buf text;
    if (fd < 0)
        return err_set(err, ERR_USAGE, "%s: cannot be opened, or is a link", name);
    buf_init(&text, folder->bytes_max);
    int rc = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? io_read_fd(fd, &text, err) : ERR_USAGE;
    if (rc < 0)
        rc = err_set(err, ERR_USAGE, "%s: not a regular file of up to %zu bytes", name, folder->bytes_max);
    else
        *vec_push(texts, arena) = (struct named_text){name, str_dup(arena, buf_str(&text))};
    buf_release(&text);
    close(fd);
    return rc;
}

int text_folder_read(const struct text_folder *folder, int fd, struct arena *arena, struct named_texts *texts,
                     struct err *err)
{
    struct names names = {0};
    const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (folder->is_strangers ? O_NOFOLLOW : 0);
    int listed = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc =
        listed < 0 ? err_sys(err, "open %s", folder->path) : list_names(folder, listed, arena, &names, err);
    for (size_t i = 0; i < names.len && rc == 0; i++) {
        const char *name = arena_printf(arena, "%s/%.*s", folder->path, STR_ARG(names.at[i]));
        int file = openat(fd, str_cstr(arena, names.at[i]), flags);
        rc = take_file(folder, arena, file, name, texts, err);
    }
    close(fd);
    return rc;
}
