#include "crawler/history/hot_files.h"

#include "crawler/history/source_path.h"
#include "pipeline/git/tree_diff.h"

#include <stdlib.h>

/* A path of git's has no NUL. */
void hot_touch(struct buf *touched, struct str path)
{
    if (source_path_lang(path).len == 0)
        return;
    buf_add(touched, path);
    buf_addc(touched, '\0');
}

void hot_counts_add_known(struct hot_counts *counts, struct arena *arena, struct str path, int64_t revisions)
{
    uint32_t *index = map_get(&counts->at, path);
    if (!index) {
        index = map_put(&counts->at, arena, str_dup(arena, path), NULL);
        *index = (uint32_t)counts->revisions.len;
        *vec_push(&counts->revisions, arena) = 0;
    }
    counts->revisions.at[*index] += revisions;
}

void hot_counts_add(struct hot_counts *counts, struct arena *arena, struct str touched)
{
    while (touched.p && touched.len)
        hot_counts_add_known(counts, arena, str_cut(&touched, '\0'), 1);
}

/* 0 for a file that takes no part. */
static int64_t heat_of(const struct hot_counts *counts, struct object_reader *reader,
                       const struct tree_change *file)
{
    enum object_type type;
    size_t len_bytes;
    struct err ignored;
    const uint32_t *index = map_get(&counts->at, file->path);
    bool is_file = file->new_mode == TREE_MODE_FILE || file->new_mode == TREE_MODE_EXEC;
    if (!index || !is_file || source_path_is_aside(file->path))
        return 0;
    if (object_stat(reader, &file->new_id, &type, &len_bytes, &ignored) < 0 || len_bytes > HOT_FILE_MAX)
        return 0;
    int64_t revisions =
        counts->revisions.at[*index]; /* the store's word for some of them, so perhaps absurd */
    return revisions > 0 && revisions <= INT32_MAX ? revisions * (int64_t)len_bytes : 0;
}

static int hotter(const void *a, const void *b)
{
    const struct hot_file *x = a, *y = b;
    return x->heat != y->heat ? (x->heat < y->heat) - (x->heat > y->heat) : str_cmp(x->path, y->path);
}

int hot_files_choose(const struct hot_counts *counts, struct object_reader *reader,
                     const struct object_id *tree, size_t n_max, struct arena *arena,
                     struct hot_files *ret_files, struct err *err)
{
    struct tree_changes files = {.changes = {0}};
    int rc = tree_diff(reader, NULL, tree, arena, &files, err);
    if (rc < 0)
        return rc;
    *ret_files = (struct hot_files){.at = {0}};
    for (size_t i = 0; i < files.changes.len; i++) {
        struct hot_file file = {.path = files.changes.at[i].path,
                                .lang = source_path_lang(files.changes.at[i].path)};
        file.heat = file.lang.len ? heat_of(counts, reader, &files.changes.at[i]) : 0;
        if (file.heat > 0)
            *vec_push(&ret_files->at, arena) = file;
    }
    if (ret_files->at.len > 1)
        qsort(ret_files->at.at, ret_files->at.len, sizeof *ret_files->at.at, hotter);
    if (ret_files->at.len > n_max)
        ret_files->at.len = n_max;
    return 0;
}
