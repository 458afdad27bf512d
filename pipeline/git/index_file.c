#include "pipeline/git/index_file.h"

#include "pipeline/base/vec.h"
#include "pipeline/git/big_endian.h"
#include "pipeline/git/ewah.h"

/*
 * The file: "DIRC", version, number of entries; the entries; extensions of four letters and a length; a checksum.
 * Numbers are big-endian. An entry: ten numbers of struct index_stat, the id, 16 bits of flags, 16 more when one of
 * them says so, the name, and a NUL; before version 4 padded with NULs to a multiple of 8.
 */
enum {
    HEAD_BYTES = 12,
    STAT_BYTES = 40,
    EXTENSION_HEAD_BYTES = 8,

    FLAG_EXTENDED = 0x4000,
    FLAG_STAGE = 0x3000,
    FLAG_SKIP_WORKTREE = 0x4000, /* these two are in the second 16 bits */
    FLAG_INTENT_TO_ADD = 0x2000,
};

struct reader {
    struct arena *arena;
    const char *at, *end; /* unread bytes; `end` is before the checksum */
    size_t id_len;
    uint32_t version;
    struct str name; /* of the entry before */
    size_t names_bytes;
};

static int cut_off(struct err *err)
{
    return err_set(err, ERR_INPUT, "index is cut off");
}

static struct index_stat read_stat(const char *p)
{
    return (struct index_stat){.ctime_s = big_endian_32(p),
                               .ctime_ns = big_endian_32(p + 4),
                               .mtime_s = big_endian_32(p + 8),
                               .mtime_ns = big_endian_32(p + 12),
                               .dev = big_endian_32(p + 16),
                               .ino = big_endian_32(p + 20),
                               .mode = big_endian_32(p + 24),
                               .uid = big_endian_32(p + 28),
                               .gid = big_endian_32(p + 32),
                               .len_bytes = big_endian_32(p + 36)};
}

/* How many bytes of the last name version 4 drops: groups of 7 bits, each continuation adding one so that no number
 * has two forms. False when it is cut off or larger than any name. */
static bool read_dropped(struct reader *r, size_t *ret_dropped)
{
    size_t value = 0;
    for (bool more = true, first = true; more; first = false) {
        if (r->at == r->end || value > INDEX_NAME_MAX)
            return false;
        unsigned char byte = (unsigned char)*r->at++;
        value = (first ? 0 : value + 1) << 7 | (byte & 0x7f);
        more = byte & 0x80;
    }
    *ret_dropped = value;
    return true;
}

/* The name of version 4: what is left of the last one, and the bytes up to a NUL. */
static int read_short_name(struct reader *r, struct str *ret_name, struct err *err)
{
    size_t dropped;
    if (!read_dropped(r, &dropped) || dropped > r->name.len)
        return err_set(err, ERR_INPUT, "index: a name drops more bytes than there are");
    const char *nul = memchr(r->at, '\0', (size_t)(r->end - r->at));
    if (!nul)
        return cut_off(err);
    struct str kept = str_head(r->name, r->name.len - dropped), added = str_of(r->at, (size_t)(nul - r->at));
    r->names_bytes += kept.len + added.len;
    if (kept.len + added.len > INDEX_NAME_MAX || r->names_bytes > INDEX_NAMES_MAX)
        return err_set(err, ERR_INPUT, "index: names are longer than %d bytes", INDEX_NAME_MAX);
    char *name = arena_array(r->arena, char, kept.len + added.len + 1);
    memcpy(name, kept.p ? kept.p : "", kept.len);
    memcpy(name + kept.len, added.p, added.len);
    *ret_name = str_of(name, kept.len + added.len);
    r->at = nul + 1;
    return 0;
}

/* The name of versions 2 and 3, which stands as it is; `entry` is where its entry starts. */
static int read_long_name(struct reader *r, const char *entry, struct str *ret_name, struct err *err)
{
    const char *nul = memchr(r->at, '\0', (size_t)(r->end - r->at));
    if (!nul)
        return cut_off(err);
    *ret_name = str_of(r->at, (size_t)(nul - r->at));
    if (ret_name->len > INDEX_NAME_MAX)
        return err_set(err, ERR_INPUT, "index: a name is longer than %d bytes", INDEX_NAME_MAX);
    size_t padded = ((size_t)(nul - entry) + 8) & ~(size_t)7;
    if (padded > (size_t)(r->end - entry))
        return cut_off(err);
    r->at = entry + padded;
    return 0;
}

static int read_entry(struct reader *r, struct index_entry *ret_entry, struct err *err)
{
    const char *entry = r->at;
    size_t fixed = STAT_BYTES + r->id_len + 2;
    if ((size_t)(r->end - entry) < fixed + 2)
        return cut_off(err);
    unsigned flags = big_endian_16(entry + fixed - 2), more = 0;
    r->at += fixed;
    if (flags & FLAG_EXTENDED) {
        more = big_endian_16(r->at);
        r->at += 2;
    }
    *ret_entry =
        (struct index_entry){.id = (const unsigned char *)entry + STAT_BYTES, .stat = read_stat(entry)};
    ret_entry->flags = (more & FLAG_SKIP_WORKTREE ? INDEX_SKIP_WORKTREE : 0u) |
                       (more & FLAG_INTENT_TO_ADD ? INDEX_INTENT_TO_ADD : 0u) |
                       (flags & FLAG_STAGE ? INDEX_UNMERGED : 0u);
    int rc = r->version == 4 ? read_short_name(r, &ret_entry->path, err)
                             : read_long_name(r, entry, &ret_entry->path, err);
    r->name = ret_entry->path;
    return rc;
}

/* Order by name; a name in conflict may come up to three times, a replaced one of a split index has none here. */
static bool in_order(const struct index_entry *before, const struct index_entry *entry)
{
    int order = str_cmp(before->path, entry->path);
    return order < 0 ||
           (order == 0 && (entry->path.len == 0 || (before->flags & entry->flags & INDEX_UNMERGED)));
}

static int read_entries(struct reader *r, uint32_t count, struct index_file *index, struct err *err)
{
    if (count > (size_t)(r->end - r->at) / (STAT_BYTES + r->id_len + 2))
        return cut_off(err);
    index->entries = arena_array(r->arena, struct index_entry, count);
    for (; index->len < count; index->len++) {
        struct index_entry *entry = &index->entries[index->len];
        int rc = read_entry(r, entry, err);
        if (rc < 0)
            return rc;
        if (index->len > 0 && !in_order(entry - 1, entry))
            return err_set(err, ERR_INPUT, "index: names are not in order");
    }
    return 0;
}

static int read_link(struct str body, size_t id_len, struct index_file *index, struct err *err)
{
    if (body.len < id_len)
        return cut_off(err);
    static const char none[INDEX_ID_MAX];
    if (memcmp(body.p, none, id_len) == 0) /* split off, but nothing is in the base yet */
        return 0;
    index->base_id = str_head(body, id_len);
    index->deleted = str_skip(body, id_len);
    if (index->deleted.len == 0)
        return 0;
    size_t len = ewah_len_bytes(index->deleted);
    index->replaced = str_skip(index->deleted, len);
    if (len == 0 || ewah_len_bytes(index->replaced) == 0)
        return cut_off(err);
    return 0;
}

static int read_extensions(struct reader *r, struct index_file *index, struct err *err)
{
    while (r->end - r->at >= EXTENSION_HEAD_BYTES) {
        struct str name = str_of(r->at, 4),
                   body = str_of(r->at + EXTENSION_HEAD_BYTES, big_endian_32(r->at + 4));
        if (body.len > (size_t)(r->end - body.p))
            return cut_off(err);
        r->at += EXTENSION_HEAD_BYTES + body.len;
        int rc = 0;
        if (str_eq(name, STR("link")))
            rc = read_link(body, r->id_len, index, err);
        else if (str_eq(name, STR("sdir")))
            index->is_sparse = true;
        else if (name.p[0] < 'A' || name.p[0] > 'Z') /* what may be skipped has a capital */
            rc = err_set(err, ERR_INPUT, "index has an extension of a newer git");
        if (rc < 0)
            return rc;
    }
    return 0;
}

int index_file_parse(struct arena *arena, struct str bytes, size_t id_len, struct index_file *ret_index,
                     struct err *err)
{
    if (bytes.len < HEAD_BYTES + id_len || !str_starts(bytes, STR("DIRC")))
        return err_set(err, ERR_INPUT, "not an index");
    struct reader r = {.arena = arena,
                       .at = bytes.p + HEAD_BYTES,
                       .end = bytes.p + bytes.len - id_len,
                       .id_len = id_len,
                       .version = big_endian_32(bytes.p + 4)};
    if (r.version < 2 || r.version > 4)
        return err_set(err, ERR_INPUT, "index has version %u, this program reads 2 to 4", r.version);
    struct index_file index = {0};
    int rc = read_entries(&r, big_endian_32(bytes.p + 8), &index, err);
    if (rc == 0)
        rc = read_extensions(&r, &index, err);
    if (rc == 0 && index.base_id.len == 0 && index.len > 0 && index.entries[0].path.len == 0)
        return err_set(err, ERR_INPUT, "index: an entry has no name");
    if (rc == 0)
        *ret_index = index;
    return rc;
}

/* Split index ------------------------------------------------------------------------------------------------------- */

struct join {
    const struct index_file *split, *base;
    uint64_t *deleted, *replaced;
    size_t next_replacement; /* replacements come first in the split index, in order and without names */
    size_t next_addition;
    struct index_file *to;
};

static bool bit_of(const uint64_t *words, size_t i)
{
    return words[i / 64] >> (i % 64) & 1;
}

static void append(struct join *j, struct index_entry entry)
{
    j->to->entries[j->to->len++] = entry;
}

static int join_base_entry(struct join *j, size_t i, struct err *err)
{
    struct index_entry entry = j->base->entries[i];
    if (bit_of(j->replaced, i)) {
        if (j->next_replacement == j->split->len || j->split->entries[j->next_replacement].path.len > 0)
            return err_set(err, ERR_INPUT, "split index: a replacement is missing");
        struct str path = entry.path;
        entry = j->split->entries[j->next_replacement++];
        entry.path = path;
    }
    const struct index_entry *added = j->split->entries;
    for (; j->next_addition < j->split->len && str_cmp(added[j->next_addition].path, entry.path) <= 0;
         j->next_addition++)
        append(j, added[j->next_addition]);
    if (!bit_of(j->deleted, i))
        append(j, entry);
    return 0;
}

static int unpack(struct arena *arena, struct str packed, size_t n_bits, uint64_t **ret_words, struct err *err)
{
    uint64_t *words = arena_array(arena, uint64_t, n_bits / 64 + 1);
    int rc = packed.len ? ewah_unpack(packed, n_bits, words, err) : 0;
    if (rc < 0)
        return err_wrap(err, "split index");
    *ret_words = words;
    return 0;
}

int index_file_join(struct arena *arena, const struct index_file *split, const struct index_file *base,
                    struct index_file *ret_index, struct err *err)
{
    struct index_file joined = {.is_sparse = split->is_sparse || base->is_sparse};
    struct join j = {.split = split, .base = base, .to = &joined};
    if (base->base_id.len)
        return err_set(err, ERR_INPUT, "split index: its base is split too");
    int rc = unpack(arena, split->deleted, base->len, &j.deleted, err);
    if (rc == 0)
        rc = unpack(arena, split->replaced, base->len, &j.replaced, err);
    if (rc < 0)
        return rc;
    joined.entries = arena_array(arena, struct index_entry, split->len + base->len);
    while (j.next_addition < split->len && split->entries[j.next_addition].path.len == 0)
        j.next_addition++;
    for (size_t i = 0; i < base->len && rc == 0; i++)
        rc = join_base_entry(&j, i, err);
    if (rc < 0)
        return rc;
    while (j.next_addition < split->len)
        append(&j, split->entries[j.next_addition++]);
    *ret_index = joined;
    return 0;
}

size_t index_file_search(const struct index_file *index, struct str path)
{
    size_t low = 0, high = index->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(index->entries[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
