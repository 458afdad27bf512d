#include "crawler/history/known.h"

#include "pipeline/record/record.h"

const struct known_file *known_find(const struct known *known, struct str path)
{
    const uint32_t *index = map_get(&known->by_path, path);
    return index ? &known->files.at[*index] : NULL;
}

static void read_root(const struct json_val *record, struct arena *arena, struct known *known)
{
    known->tip = str_dup(arena, json_get_str(record, "tip"));
    known->settings = str_dup(arena, json_get_str(record, "settings"));
    known->extent = str_dup(arena, json_get_str(record, "extent"));
}

static void read_file(const struct json_val *record, struct arena *arena, struct known *known)
{
    bool is_new = false;
    struct known_file file = {.path = str_dup(arena, json_get_path(arena, record, "path")),
                              .content_id = str_dup(arena, json_get_str(record, "content_id"))};
    json_get_int(record, "revisions", &file.revisions);
    json_get_int(record, "versions", &file.versions);
    json_get_int(record, "stride", &file.stride);
    uint32_t *index = map_put(&known->by_path, arena, file.path, &is_new);
    if (!is_new)
        return;
    *index = (uint32_t)known->files.len;
    *vec_push(&known->files, arena) = file;
}

static int read_stream(struct record_reader *reader, struct str root, struct arena *arena,
                       struct known *ret_known, struct err *err)
{
    const struct json_val *object;
    struct record record;
    bool found = false;
    int rc;
    *ret_known = (struct known){.tip = {NULL, 0}};
    while ((rc = record_reader_next(reader, &record, err)) > 0) {
        bool is_file = str_eq(record.kind, STR("known_file"));
        if (!is_file && !str_eq(record.kind, STR("known")))
            continue;
        rc = record_parse(reader, &record, &object, err);
        if (rc < 0)
            break;
        if (!str_eq(json_get_path(arena, object, "root"), root))
            continue;
        found = true;
        if (is_file)
            read_file(object, arena, ret_known);
        else
            read_root(object, arena, ret_known);
    }
    return rc < 0 ? rc : found;
}

int known_read(const char *operand, struct str root, struct arena *arena, struct known *ret_known,
               struct err *err)
{
    struct record_reader reader;
    const char *name;
    int fd, rc = io_open_input(operand, &fd, &name, err);
    if (rc < 0)
        return rc;
    rc = record_reader_open(&reader, fd, name, err);
    if (rc == 0)
        rc = read_stream(&reader, root, arena, ret_known, err);
    record_reader_close(&reader);
    io_close_input(fd);
    return rc;
}
