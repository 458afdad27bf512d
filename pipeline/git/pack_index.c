#include "pipeline/git/pack_index.h"

#include "pipeline/git/big_endian.h"

/*
 * Version 1: fanout; offset and id of each object; two checksums.
 * Version 2: "\377tOc", version, fanout; ids; CRC-32s; offsets, of which those with the highest bit set are positions in
 * the table that follows; two checksums.
 */
enum { HEAD_BYTES = 8 };
static const uint32_t far_bit = UINT32_C(1) << 31;

static int cut_off(struct err *err)
{
    return err_set(err, ERR_INPUT, "pack index is cut off");
}

static int parse_v1(struct str bytes, size_t id_len, struct pack_index *index, struct err *err)
{
    struct id_table *ids = &index->ids;
    size_t fixed = ID_TABLE_FANOUT_BYTES + 2 * id_len;
    *ids = (struct id_table){.fanout = bytes.p, .stride = 4 + id_len, .id_len = id_len};
    if (bytes.len < fixed)
        return cut_off(err);
    if (!id_table_fanout_len(ids->fanout, &ids->len))
        return err_set(err, ERR_INPUT, "pack index: its fanout falls");
    if ((bytes.len - fixed) / ids->stride < ids->len)
        return cut_off(err);
    index->offsets = bytes.p + ID_TABLE_FANOUT_BYTES;
    index->offset_stride = ids->stride;
    ids->ids = index->offsets + 4;
    return 0;
}

static int parse_v2(struct str bytes, size_t id_len, struct pack_index *index, struct err *err)
{
    struct id_table *ids = &index->ids;
    size_t fixed = HEAD_BYTES + ID_TABLE_FANOUT_BYTES + 2 * id_len;
    *ids = (struct id_table){.fanout = bytes.p + HEAD_BYTES, .stride = id_len, .id_len = id_len};
    if (bytes.len < fixed)
        return cut_off(err);
    if (!id_table_fanout_len(ids->fanout, &ids->len))
        return err_set(err, ERR_INPUT, "pack index: its fanout falls");
    if ((bytes.len - fixed) / (id_len + 8) < ids->len)
        return cut_off(err);
    ids->ids = ids->fanout + ID_TABLE_FANOUT_BYTES;
    index->offsets = ids->ids + ids->len * (id_len + 4);
    index->offset_stride = 4;
    const char *far = index->offsets + ids->len * (size_t)4, *end = bytes.p + bytes.len - 2 * id_len;
    index->far_offsets = str_of(far, (size_t)(end - far));
    return 0;
}

int pack_index_parse(struct str bytes, size_t id_len, struct pack_index *ret_index, struct err *err)
{
    struct pack_index index = {0};
    bool is_v1 = !str_starts(bytes, STR("\377tOc"));
    if (!is_v1 && bytes.len >= HEAD_BYTES && big_endian_32(bytes.p + 4) != 2)
        return err_set(err, ERR_INPUT, "pack index has version %u, this program reads 1 and 2",
                       big_endian_32(bytes.p + 4));
    int rc = is_v1 ? parse_v1(bytes, id_len, &index, err) : parse_v2(bytes, id_len, &index, err);
    if (rc == 0)
        *ret_index = index;
    return rc;
}

bool pack_index_find(const struct pack_index *index, const struct object_id *id, uint64_t *ret_offset)
{
    uint32_t at;
    if (!id_table_find(&index->ids, id, &at))
        return false;
    uint32_t near = big_endian_32(index->offsets + at * index->offset_stride);
    bool is_far = index->far_offsets.p && (near & far_bit);
    size_t far_at = (size_t)(near & ~far_bit) * 8;
    if (is_far && (index->far_offsets.len < 8 || far_at > index->far_offsets.len - 8))
        return false;
    *ret_offset = is_far ? big_endian_64(index->far_offsets.p + far_at) : near;
    return true;
}
