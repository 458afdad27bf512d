/* What a header defines, as bytes to be kept from one run to the next. */
#include "analyzers/macros/macro_table.h"

/* Numbers are in this machine's byte order: the bytes do not travel. */
struct list_head {
    uint64_t definitions_len, others_len;
};

struct definition_head {
    uint16_t classes;
    uint8_t parts_len, has_specifier, is_sequence, is_alias;
    uint16_t spare;
};

static void put(struct buf *out, const void *p, size_t len)
{
    buf_add(out, str_of(p, len));
}

static void put_name(struct buf *out, struct str name)
{
    const uint64_t len = name.len;
    put(out, &len, sizeof len);
    buf_add(out, name);
}

void macro_list_pack(const struct macro_list *list, struct buf *out)
{
    const struct list_head head = {.definitions_len = list->definitions.len, .others_len = list->others.len};
    put(out, &head, sizeof head);
    for (size_t i = 0; i < list->definitions.len; i++) {
        const struct macro_definition *d = &list->definitions.at[i];
        const struct definition_head about = {.classes = d->classes,
                                              .parts_len = d->parts_len,
                                              .has_specifier = d->has_specifier,
                                              .is_sequence = d->is_sequence,
                                              .is_alias = d->is_alias};
        put(out, &about, sizeof about);
        put_name(out, d->name);
        for (size_t k = 0; k < d->parts_len; k++)
            put_name(out, d->parts[k]);
    }
    if (list->others.len > 0)
        put(out, list->others.at, list->others.len * sizeof *list->others.at);
}

/* Takes `len` bytes off the front. False when there are not that many. */
static bool take(struct str *rest, void *to, size_t len)
{
    if (rest->len < len)
        return false;
    memcpy(to, rest->p, len);
    *rest = str_skip(*rest, len);
    return true;
}

/* Copied, since the table reads a few bytes behind a name. */
static bool take_name(struct str *rest, struct arena *arena, struct str *ret_name)
{
    uint64_t len;
    if (!take(rest, &len, sizeof len) || len == 0 || len > rest->len)
        return false;
    *ret_name = str_dup(arena, str_head(*rest, len));
    *rest = str_skip(*rest, len);
    return true;
}

static bool take_definition(struct str *rest, struct arena *arena, struct macro_definition *ret_definition)
{
    struct definition_head about;
    if (!take(rest, &about, sizeof about) || about.parts_len > MACRO_PARTS_MAX)
        return false;
    *ret_definition = (struct macro_definition){.classes = about.classes,
                                                .parts_len = about.parts_len,
                                                .has_specifier = about.has_specifier,
                                                .is_sequence = about.is_sequence,
                                                .is_alias = about.is_alias};
    bool is_good = take_name(rest, arena, &ret_definition->name);
    for (size_t k = 0; k < about.parts_len && is_good; k++)
        is_good = take_name(rest, arena, &ret_definition->parts[k]);
    return is_good;
}

struct macro_list *macro_list_unpack(struct str bytes, struct arena *arena)
{
    struct macro_list *list = arena_new(arena, struct macro_list);
    struct list_head head;
    if (!take(&bytes, &head, sizeof head) || head.definitions_len > bytes.len / sizeof(struct definition_head))
        return NULL;
    vec_reserve(&list->definitions, arena, head.definitions_len);
    for (uint64_t i = 0; i < head.definitions_len; i++) {
        struct macro_definition definition;
        if (!take_definition(&bytes, arena, &definition))
            return NULL;
        *vec_push(&list->definitions, arena) = definition;
    }
    if (bytes.len % sizeof(uint64_t) != 0 || bytes.len / sizeof(uint64_t) != head.others_len)
        return NULL;
    vec_reserve(&list->others, arena, head.others_len);
    if (head.others_len > 0)
        memcpy(list->others.at, bytes.p, bytes.len);
    list->others.len = head.others_len;
    return list;
}
