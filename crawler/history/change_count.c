#include "crawler/history/change_count.h"

#include <stdio.h>

/* One side of a change. */
struct side {
    struct str text;
    struct object object;
    char module[sizeof "Subproject commit \n" + OBJECT_ID_HEX_MAX]; /* what git compares of a submodule */
};

static int read_side(struct change_counter *counter, uint32_t mode, const struct object_id *id,
                     struct side *side, struct err *err)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    *side = (struct side){.text = {NULL, 0}};
    if (mode == 0)
        return 0;
    if (mode == TREE_MODE_MODULE) {
        hex_encode(id->bytes, counter->id_len, hex);
        int len = snprintf(side->module, sizeof side->module, "Subproject commit %s\n", hex);
        side->text = str_of(side->module, (size_t)len);
        return 0;
    }
    int rc = object_read(counter->reader, id, OBJECT_BLOB, &side->object, err);
    if (rc == 0)
        side->text = side->object.data;
    return rc;
}

static bool is_binary(struct change_counter *counter, struct str path, const struct side *side)
{
    enum binary_verdict verdict = binary_rules_of(counter->rules, path);
    return verdict == BINARY_BY_BYTES ? line_diff_is_binary(side->text) : verdict == BINARY_YES;
}

static struct change_count count_sides(struct change_counter *counter, const struct tree_change *change,
                                       const struct side *old_side, const struct side *new_side, bool is_same)
{
    struct str old_path = change->old_path.len ? change->old_path : change->path;
    if (is_binary(counter, old_path, old_side) || is_binary(counter, change->path, new_side))
        return (struct change_count){.is_binary = true};
    if (is_same)
        return (struct change_count){.lines = {0, 0}};
    return (struct change_count){.lines = line_diff_count(counter->diff, old_side->text, new_side->text)};
}

int change_count(struct change_counter *counter, const struct tree_change *change,
                 struct change_count *ret_count, struct err *err)
{
    struct side old_side, new_side = {.text = {NULL, 0}};
    bool is_same = object_id_eq(&change->old_id, &change->new_id);
    int rc = read_side(counter, change->old_mode, &change->old_id, &old_side, err);
    if (rc == 0 && !is_same)
        rc = read_side(counter, change->new_mode, &change->new_id, &new_side, err);
    if (rc == 0)
        *ret_count = count_sides(counter, change, &old_side, &new_side, is_same);
    object_release(counter->reader, &old_side.object);
    object_release(counter->reader, &new_side.object);
    return rc;
}
