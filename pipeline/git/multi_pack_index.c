#include "pipeline/git/multi_pack_index.h"

#include "pipeline/git/big_endian.h"

/*
 * "MIDX", version, kind of id, number of chunks, number of files below it (always 0), number of packs; a row a chunk: four
 * letters and the offset, the last row being the end; the chunks; a checksum.
 */
enum { HEAD_BYTES = 12, ROW_BYTES = 12 };
static const uint32_t far_bit = UINT32_C(1) << 31;

static int damaged(struct err *err)
{
    return err_set(err, ERR_INPUT, "multi-pack-index is damaged or cut off");
}

/* The chunk of that name; NULL pointer when there is none, or its bounds make no sense. */
static struct str find_chunk(struct str bytes, struct str name)
{
    unsigned n_chunks = (unsigned char)bytes.p[6];
    for (unsigned i = 0; i < n_chunks; i++) {
        const char *row = bytes.p + HEAD_BYTES + (size_t)i * ROW_BYTES;
        uint64_t start = big_endian_64(row + 4), end = big_endian_64(row + ROW_BYTES + 4);
        if (str_eq(str_of(row, 4), name) && start <= end && end <= bytes.len)
            return str_of(bytes.p + start, end - start);
    }
    return (struct str){0};
}

static bool names_are_whole(struct str names, uint32_t n_packs)
{
    for (uint32_t i = 0; i < n_packs; i++) {
        const char *nul = names.len ? memchr(names.p, '\0', names.len) : NULL;
        if (!nul)
            return false;
        names = str_skip(names, (size_t)(nul - names.p) + 1);
    }
    return true;
}

static int check_head(struct str bytes, size_t id_len, struct err *err)
{
    if (bytes.len < HEAD_BYTES + ROW_BYTES + id_len || !str_starts(bytes, STR("MIDX")))
        return damaged(err);
    if (bytes.p[4] != 1 || bytes.p[5] != (id_len == OBJECT_ID_MAX ? 2 : 1) || bytes.p[7] != 0)
        return err_set(err, ERR_INPUT, "multi-pack-index is of a form that this program does not read");
    size_t n_rows = (unsigned char)bytes.p[6] + (size_t)1;
    return bytes.len - id_len < HEAD_BYTES + n_rows * ROW_BYTES ? damaged(err) : 0;
}

int multi_pack_index_parse(struct str bytes, size_t id_len, struct multi_pack_index *ret_index,
                           struct err *err)
{
    int rc = check_head(bytes, id_len, err);
    if (rc < 0)
        return rc;
    struct str fanout = find_chunk(bytes, STR("OIDF")), ids = find_chunk(bytes, STR("OIDL")),
               offsets = find_chunk(bytes, STR("OOFF"));
    struct multi_pack_index index = {
        .ids = {.fanout = fanout.p, .ids = ids.p, .stride = id_len, .id_len = id_len},
        .pack_names = find_chunk(bytes, STR("PNAM")),
        .n_packs = big_endian_32(bytes.p + 8),
        .offsets = offsets.p,
        .far_offsets = find_chunk(bytes, STR("LOFF"))};
    if (fanout.len < ID_TABLE_FANOUT_BYTES || !id_table_fanout_len(fanout.p, &index.ids.len) ||
        ids.len / id_len < index.ids.len || offsets.len / 8 < index.ids.len ||
        !names_are_whole(index.pack_names, index.n_packs))
        return damaged(err);
    *ret_index = index;
    return 0;
}

bool multi_pack_index_find(const struct multi_pack_index *index, const struct object_id *id,
                           uint32_t *ret_pack, uint64_t *ret_offset)
{
    uint32_t at;
    if (!id_table_find(&index->ids, id, &at))
        return false;
    uint32_t pack = big_endian_32(index->offsets + (size_t)at * 8);
    uint32_t near = big_endian_32(index->offsets + (size_t)at * 8 + 4);
    bool is_far = index->far_offsets.len && (near & far_bit);
    size_t far_at = (size_t)(near & ~far_bit) * 8;
    if (pack >= index->n_packs ||
        (is_far && (index->far_offsets.len < 8 || far_at > index->far_offsets.len - 8)))
        return false;
    *ret_pack = pack;
    *ret_offset = is_far ? big_endian_64(index->far_offsets.p + far_at) : near;
    return true;
}
