#include "pipeline/git/pack_file.h"

#include "pipeline/git/big_endian.h"
#include "pipeline/git/inflate.h"

enum { HEAD_BYTES = 12 };

int pack_file_parse(struct str bytes, size_t id_len, struct pack_file *ret_pack, struct err *err)
{
    if (bytes.len < HEAD_BYTES + id_len || !str_starts(bytes, STR("PACK")))
        return err_set(err, ERR_INPUT, "not a pack");
    uint32_t version = big_endian_32(bytes.p + 4);
    if (version != 2 && version != 3)
        return err_set(err, ERR_INPUT, "pack has version %u, this program reads 2 and 3", version);
    *ret_pack = (struct pack_file){.bytes = str_head(bytes, bytes.len - id_len), .id_len = id_len};
    return 0;
}

static int bad_head(uint64_t offset, struct err *err)
{
    return err_set(err, ERR_INPUT, "damaged head in its pack at %llu", (unsigned long long)offset);
}

/* Type and length: 3 and 4 bits in the first byte, then 7 a byte, lowest first, while the highest bit is set. */
static bool read_type(struct str *rest, struct pack_entry *entry)
{
    uint64_t len = 0;
    unsigned shift = 4;
    for (size_t i = 0; i < rest->len && shift < 64; i++) {
        unsigned char byte = (unsigned char)rest->p[i];
        if (i == 0) {
            entry->type = byte >> 4 & 7;
            len = byte & 15;
        } else {
            len |= (uint64_t)(byte & 0x7f) << shift;
            shift += 7;
        }
        if (!(byte & 0x80)) {
            entry->len_bytes = len;
            *rest = str_skip(*rest, i + 1);
            return true;
        }
    }
    return false;
}

/* How far before the entry its base begins: 7 bits a byte, highest first, each continuation adding one. */
static bool read_distance(struct str *rest, uint64_t *ret_distance)
{
    uint64_t distance = 0;
    for (size_t i = 0; i < rest->len && distance < UINT64_MAX >> 8; i++) {
        unsigned char byte = (unsigned char)rest->p[i];
        distance = (i ? distance + 1 : 0) << 7 | (byte & 0x7f);
        if (!(byte & 0x80)) {
            *rest = str_skip(*rest, i + 1);
            *ret_distance = distance;
            return true;
        }
    }
    return false;
}

static bool read_base(const struct pack_file *pack, uint64_t offset, struct str *rest,
                      struct pack_entry *entry)
{
    uint64_t distance;
    switch (entry->type) {
    case PACK_ENTRY_OFFSET_DELTA:
        if (!read_distance(rest, &distance) || distance == 0 || distance > offset - HEAD_BYTES)
            return false;
        entry->base_offset = offset - distance;
        return true;
    case PACK_ENTRY_ID_DELTA:
        if (rest->len < pack->id_len)
            return false;
        entry->base_id = object_id_of(rest->p, pack->id_len);
        *rest = str_skip(*rest, pack->id_len);
        return true;
    default: return entry->type >= 1 && entry->type <= 4;
    }
}

int pack_file_entry(const struct pack_file *pack, uint64_t offset, size_t limit_bytes,
                    struct pack_entry *ret_entry, struct err *err)
{
    if (offset < HEAD_BYTES || offset >= pack->bytes.len)
        return err_set(err, ERR_INPUT, "its index places it outside of its pack");
    struct pack_entry entry = {0};
    struct str rest = str_skip(pack->bytes, offset);
    if (!read_type(&rest, &entry) || !read_base(pack, offset, &rest, &entry))
        return bad_head(offset, err);
    if (entry.len_bytes > limit_bytes)
        return err_set(err, ERR_INPUT, "too large: %zu bytes, %zu are the limit", entry.len_bytes,
                       limit_bytes);
    if (entry.len_bytes > inflate_limit(rest.len))
        return bad_head(offset, err);
    entry.packed = rest;
    *ret_entry = entry;
    return 0;
}
