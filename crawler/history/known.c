#include "crawler/history/known.h"

#include "pipeline/record/record.h"

static int read_stream(struct record_reader *reader, struct str root, struct arena *arena,
                       struct known *ret_known, struct err *err)
{
    const struct json_val *object;
    struct record record;
    bool found = false;
    int rc;
    while ((rc = record_reader_next(reader, &record, err)) > 0) {
        if (!str_eq(record.kind, STR("known")))
            continue;
        rc = record_parse(reader, &record, &object, err);
        if (rc < 0)
            break;
        if (!str_eq(json_get_path(arena, object, "root"), root))
            continue;
        found = true;
        ret_known->tip = str_dup(arena, json_get_str(object, "tip"));
        ret_known->settings = str_dup(arena, json_get_str(object, "settings"));
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
