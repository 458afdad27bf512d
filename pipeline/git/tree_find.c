#include "pipeline/git/tree_find.h"

/* One folder's entry of that name. */
static int find_entry(struct object_reader *reader, const struct object_id *tree, struct str name,
                      struct object_id *ret_id, uint32_t *ret_mode, struct err *err)
{
    size_t id_len = object_store_id_len(object_reader_store(reader));
    struct object object = {0};
    struct tree_entry entry;
    int rc = object_read(reader, tree, OBJECT_TREE, &object, err);
    if (rc < 0)
        return rc;
    struct tree_text text = tree_text_of(object.data, id_len);
    while ((rc = tree_text_next(&text, &entry, err)) > 0 && !str_eq(entry.name, name))
        continue;
    if (rc > 0) {
        *ret_id = object_id_of(entry.id, id_len);
        *ret_mode = entry.mode;
    }
    object_release(reader, &object);
    return rc;
}

int tree_find(struct object_reader *reader, const struct object_id *tree, struct str path,
              struct object_id *ret_id, uint32_t *ret_mode, struct err *err)
{
    struct object_id at = *tree;
    uint32_t mode = TREE_MODE_TREE;
    while (path.p && path.len) {
        struct str name = str_cut(&path, '/');
        if (mode != TREE_MODE_TREE)
            return 0;
        int rc = find_entry(reader, &at, name, &at, &mode, err);
        if (rc <= 0)
            return rc;
    }
    *ret_id = at;
    *ret_mode = mode;
    return 1;
}
