/* loader_held: the part of the loader that waits to see whether a tree was linked as before. */

#include "pipeline/load/loader_inside.h"

/* Notes whose import is coming; `path` is empty when only parsing can tell. */
static enum linked_place place_import(struct loader *l, struct str path)
{
    if (path.len && l->import_file != NO_FILE && str_eq(path, l->import_path))
        return LINKED_NEXT;
    uint32_t slot = path.len ? intern_find(&l->names.slots, path) : INTERN_NONE;
    l->import_file = slot < l->file_of_slot.len ? l->file_of_slot.at[slot] : NO_FILE;
    if (l->import_file == NO_FILE)
        return LINKED_LATER;
    struct loader_file *file = &l->files.at[l->import_file];
    bool is_first = !file->has_imports;
    l->import_path = l->names.slots.names.at[slot];
    file->has_imports = true;
    return is_first ? LINKED_FIRST : LINKED_LATER;
}

static int replay_line(struct loader *l, struct json_reader *json, struct str line, struct err *err)
{
    const struct json_val *object;
    int rc = json_read(json, line, &object, err);
    if (rc < 0)
        return rc;
    const struct record record = {.kind = json_get_str(object, "k"), .line = line};
    return loader_take(l, &record, object, err);
}

/* Loads what was held back, as if it came now. */
static int replay(struct loader *l, struct err *err)
{
    struct json_reader *json = json_reader_new(RECORD_LINE_MAX);
    struct str rest = buf_str(&l->linked.held);
    int rc = linked_make(&l->linked, err);
    l->linked.is_holding = false;
    l->is_replaying = true;
    for (size_t i = 0; i < l->files.len; i++)
        l->files.at[i].imports = (struct import_place){0};
    for (size_t i = 0; rest.len > 0 && rc == 0; i++) {
        rc = replay_line(l, json, str_cut(&rest, '\n'), err);
        if (rc == ERR_INPUT)
            err_wrap(err, "%s:%llu", l->held_name, (unsigned long long)l->linked.numbers.at[i]);
    }
    l->is_replaying = false;
    buf_clear(&l->linked.held);
    json_reader_free(json);
    return rc;
}

int loader_hold(struct loader *l, const struct record_reader *reader, const struct handler *handler,
                const struct record *record, struct err *err)
{
    struct str path = {NULL, 0}, start = handler->is_import ? import_line_start(record->line, &path) : path;
    if (handler->is_import)
        linked_add_import(&l->linked, record->line, start, place_import(l, path));
    else
        linked_add(&l->linked, record->line);
    l->has_facts = true;
    l->held_name = reader->in.name;
    if (!l->linked.is_holding)
        return linked_make(&l->linked, err);
    if (!linked_hold(&l->linked, record->line, reader->in.lines_read))
        return replay(l, err);
    return !handler->is_import || (l->import_file != NO_FILE && !l->files.at[l->import_file].is_new);
}

int loader_end_linked(struct loader *l, struct err *err)
{
    int rc = linked_end(&l->linked, err);
    if (rc == 0 && l->linked.is_holding)
        rc = replay(l, err);
    return rc < 0 ? rc : 0;
}
