#include "pipeline/git/tree_combine.h"

#include "pipeline/base/buf.h"

/* A folder of one side while it is read: its next entry that was not passed yet. */
struct cursor {
    struct object object;
    struct tree_text text;
    struct tree_entry entry;
    bool has_entry;
};

struct combiner {
    struct object_reader *reader;
    struct arena *arena;
    struct combined_files *files;
    size_t id_len, work;
    unsigned depth;
    struct buf path;
};

/* One folder: ours, and of the other sides those that have it. */
struct level {
    const struct object_id *tree;
    const struct object_id *const *others;
    size_t n_others;
};

static void next(struct cursor *cursor)
{
    struct err ignored;
    cursor->has_entry = tree_text_next(&cursor->text, &cursor->entry, &ignored) > 0;
}

static void close_cursor(struct combiner *c, struct cursor *cursor)
{
    object_release(c->reader, &cursor->object);
}

/* A folder that is not there has no entries. False when it cannot be read, or there was too much to read. */
static bool open_cursor(struct combiner *c, const struct object_id *tree, struct cursor *cursor)
{
    struct err ignored;
    *cursor = (struct cursor){.has_entry = false};
    if (!tree)
        return true;
    if (object_read(c->reader, tree, OBJECT_TREE, &cursor->object, &ignored) < 0)
        return false;
    c->work += cursor->object.data.len + TREE_DIFF_VISIT;
    cursor->text = tree_text_of(cursor->object.data, c->id_len);
    next(cursor);
    return c->work <= TREE_DIFF_WORK_MAX;
}

static bool is_file(uint32_t mode)
{
    return mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC;
}

/* The other side's entry of that name and kind, or NULL. */
static const struct tree_entry *seek(struct cursor *cursor, const struct tree_entry *wanted)
{
    bool is_tree = wanted->mode == TREE_MODE_TREE;
    while (cursor->has_entry &&
           tree_name_cmp(cursor->entry.name, cursor->entry.mode == TREE_MODE_TREE, wanted->name, is_tree) < 0)
        next(cursor);
    if (!cursor->has_entry || !str_eq(cursor->entry.name, wanted->name))
        return NULL;
    bool is_alike = is_tree ? cursor->entry.mode == TREE_MODE_TREE : is_file(cursor->entry.mode);
    return is_alike ? &cursor->entry : NULL;
}

static void combine_level(struct combiner *c, const struct level *level);

/* An entry of ours that no other side has alike; `ids` are those of the sides that have one of its name. */
static void take_entry(struct combiner *c, const struct tree_entry *entry, const struct object_id *const *ids,
                       size_t n_ids)
{
    size_t len = c->path.len;
    buf_add(&c->path, entry->name);
    struct object_id id = object_id_of(entry->id, c->id_len);
    if (entry->mode == TREE_MODE_TREE && c->depth < TREE_COMBINE_DEPTH_MAX && !c->path.overflow) {
        buf_addc(&c->path, '/');
        c->depth++;
        combine_level(c, &(struct level){&id, ids, n_ids});
        c->depth--;
    } else if (is_file(entry->mode) && !c->path.overflow && c->files->at.len < TREE_DIFF_CHANGES_MAX) {
        *vec_push(&c->files->at, c->arena) =
            (struct combined_file){.path = str_dup(c->arena, buf_str(&c->path)), .id = id};
    }
    c->path.len = len;
    c->path.overflow = false;
}

static void combine_entry(struct combiner *c, const struct tree_entry *entry, struct cursor *others,
                          size_t n_others)
{
    struct object_id ids[TREE_COMBINE_SIDES_MAX];
    const struct object_id *there[TREE_COMBINE_SIDES_MAX];
    bool is_alike = false;
    size_t n = 0;
    for (size_t i = 0; i < n_others; i++) {
        const struct tree_entry *other = seek(&others[i], entry);
        if (!other)
            continue;
        is_alike |= memcmp(other->id, entry->id, c->id_len) == 0;
        ids[n] = object_id_of(other->id, c->id_len);
        there[n] = &ids[n];
        n++;
    }
    if (!is_alike)
        take_entry(c, entry, there, n);
}

static void combine_level(struct combiner *c, const struct level *level)
{
    struct cursor ours, *others = arena_array(c->arena, struct cursor, level->n_others + 1);
    bool is_readable = open_cursor(c, level->tree, &ours);
    for (size_t i = 0; i < level->n_others; i++)
        is_readable &= open_cursor(c, level->others[i], &others[i]);
    for (; is_readable && ours.has_entry; next(&ours))
        combine_entry(c, &ours.entry, others, level->n_others);
    close_cursor(c, &ours);
    for (size_t i = 0; i < level->n_others; i++)
        close_cursor(c, &others[i]);
}

void tree_combine(struct object_reader *reader, const struct object_id *tree,
                  const struct object_id *const *others, size_t n_others, struct arena *arena,
                  struct combined_files *ret_files)
{
    struct combiner c = {.reader = reader,
                         .arena = arena,
                         .files = ret_files,
                         .id_len = object_store_id_len(object_reader_store(reader))};
    buf_init(&c.path, TREE_DIFF_PATH_MAX);
    combine_level(&c, &(struct level){tree, others,
                                      n_others < TREE_COMBINE_SIDES_MAX ? n_others : TREE_COMBINE_SIDES_MAX});
    buf_release(&c.path);
}
