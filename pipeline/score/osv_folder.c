#include "pipeline/score/osv_folder.h"

#include "pipeline/score/score_osv.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int list(struct osv_folder *folder, struct arena *arena, const char *below, int depth, struct err *err);

static bool is_folder(int fd, const struct dirent *entry)
{
    struct stat st;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static int take_entry(struct osv_folder *folder, struct arena *arena, const char *below, int depth, int fd,
                      const struct dirent *entry, struct err *err)
{
    struct str name = str_from(entry->d_name);
    if (name.p[0] == '.')
        return 0;
    if (is_folder(fd, entry)) {
        char *deeper = arena_printf(arena, "%s%s/", below, entry->d_name);
        return depth < OSV_FOLDERS_MAX ? list(folder, arena, deeper, depth + 1, err) : 0;
    }
    if (!str_ends(name, STR(".json")))
        return 0;
    if (folder->files.len == OSV_FILES_MAX)
        return err_set(err, ERR_USAGE, "--osv: more than %d files", OSV_FILES_MAX);
    vec_push(&folder->files, arena)->path = arena_printf(arena, "%s%s", below, entry->d_name);
    return 0;
}

static int list(struct osv_folder *folder, struct arena *arena, const char *below, int depth, struct err *err)
{
    int fd = openat(folder->fd, below[0] ? below : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW),
        rc = 0;
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0)
            close(fd);
        return err_set(err, ERR_USAGE, "--osv: a folder cannot be read");
    }
    for (struct dirent *entry; rc == 0 && (entry = readdir(dir));)
        rc = take_entry(folder, arena, below, depth, fd, entry, err);
    closedir(dir);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct osv_file *)a)->path, ((const struct osv_file *)b)->path);
}

int osv_folder_list(struct osv_folder *folder, struct arena *arena, const char *path, struct err *err)
{
    *folder = (struct osv_folder){.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder->fd < 0)
        return err_set(err, ERR_USAGE, "--osv: %s: no such folder", path);
    int rc = list(folder, arena, "", 0, err);
    if (rc == 0 && folder->files.len)
        qsort(folder->files.at, folder->files.len, sizeof *folder->files.at, by_path);
    return rc;
}

void osv_folder_close(struct osv_folder *folder)
{
    if (folder->fd >= 0)
        close(folder->fd);
    folder->fd = -1;
}

int osv_add_state(struct memo_inputs *inputs, struct arena scratch, const char *path, struct err *err)
{
    struct osv_folder folder;
    int rc = osv_folder_list(&folder, &scratch, path, err);
    for (size_t i = 0; rc == 0 && i < folder.files.len; i++) {
        struct stat st = {0};
        fstatat(folder.fd, folder.files.at[i].path, &st, 0);
        const int64_t state[] = {st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
        memo_add(inputs, str_from(folder.files.at[i].path));
        memo_add(inputs, str_of((const char *)state, sizeof state));
    }
    osv_folder_close(&folder);
    return rc;
}
