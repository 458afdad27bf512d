#include "pipeline/git/loose_object.h"

#include "pipeline/base/num.h"
#include "pipeline/git/mapped_file.h"

enum {
    HEAD_MAX = 32,                             /* "commit 18446744073709551615" and NUL are 28 */
    FILE_MAX = OBJECT_MAX + (OBJECT_MAX >> 8), /* what cannot be compressed grows by 5 bytes in 16 kB */
};

void loose_object_path(const struct object_id *id, size_t id_len, char ret_path[LOOSE_PATH_MAX])
{
    hex_encode(id->bytes, 1, ret_path);
    ret_path[2] = '/';
    hex_encode(id->bytes + 1, id_len - 1, ret_path + 3);
}

static enum object_type type_of(struct str name)
{
    static const struct str names[] = {[OBJECT_COMMIT] = STR("commit"),
                                       [OBJECT_TREE] = STR("tree"),
                                       [OBJECT_BLOB] = STR("blob"),
                                       [OBJECT_TAG] = STR("tag")};
    for (unsigned i = OBJECT_COMMIT; i <= OBJECT_TAG; i++)
        if (str_eq(name, names[i]))
            return i;
    return OBJECT_NONE;
}

/* Cuts the head off the content. */
static int read_head(struct object_entry *entry, struct err *err)
{
    struct str head = str_head(entry->data, HEAD_MAX);
    ptrdiff_t nul = str_index(head, '\0');
    int64_t len = -1;
    if (nul >= 0) {
        head = str_head(head, (size_t)nul);
        entry->type = type_of(str_cut(&head, ' '));
        entry->data = str_skip(entry->data, (size_t)nul + 1);
    }
    if (nul < 0 || entry->type == OBJECT_NONE || !num_parse_int(head, &len) || len < 0)
        return err_set(err, ERR_INPUT, "its file does not begin as an object does");
    if ((uint64_t)len != entry->data.len)
        return err_set(err, ERR_INPUT, "%zu bytes, its file promises %lld", entry->data.len, (long long)len);
    return 0;
}

static int inflate_whole(struct str file, struct inflater *inflater, struct object_cache *cache,
                         struct object_entry **ret_entry, struct err *err)
{
    size_t most = inflate_limit(file.len), limit = HEAD_MAX + (size_t)OBJECT_MAX;
    size_t len, room = file.len * 4 + HEAD_MAX;
    for (;; room *= 2) {
        room = room < limit ? room : limit;
        struct object_entry *entry = object_cache_make(cache, room);
        int rc = inflate_within(inflater, file, entry->bytes, room, &len, err);
        if (rc > 0) {
            entry->data = str_of(entry->bytes, len);
            entry->is_inflated = true;
            *ret_entry = entry;
            return 0;
        }
        object_cache_drop(cache, entry);
        if (rc < 0)
            return rc;
        if (room == limit || room > most)
            return err_set(err, ERR_INPUT, "too large: %d bytes are the limit", OBJECT_MAX);
    }
}

int loose_object_parse(struct str file, struct inflater *inflater, struct object_cache *cache,
                       struct object_entry **ret_entry, struct err *err)
{
    struct object_entry *entry;
    int rc = inflate_whole(file, inflater, cache, &entry, err);
    if (rc < 0)
        return rc;
    rc = read_head(entry, err);
    if (rc == 0)
        *ret_entry = entry;
    else
        object_cache_drop(cache, entry);
    return rc;
}

int loose_object_read(int dir_fd, const struct object_id *id, size_t id_len, struct inflater *inflater,
                      struct object_cache *cache, struct object_entry **ret_entry, struct err *err)
{
    char path[LOOSE_PATH_MAX];
    struct str file;
    loose_object_path(id, id_len, path);
    int rc = mapped_file_open(dir_fd, path, FILE_MAX, &file, err);
    if (rc <= 0)
        return rc;
    rc = loose_object_parse(file, inflater, cache, ret_entry, err);
    mapped_file_close(file);
    return rc < 0 ? rc : 1;
}
