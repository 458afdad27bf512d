#include "pipeline/git/inflate.h"

#include <libdeflate.h>

struct inflater *inflater_new(void)
{
    struct libdeflate_decompressor *z = libdeflate_alloc_decompressor();
    if (!z)
        arena_full(1 << 14); /* about what its tables take */
    return (struct inflater *)z;
}

void inflater_free(struct inflater *inflater)
{
    libdeflate_free_decompressor((struct libdeflate_decompressor *)inflater);
}

int inflate_within(struct inflater *inflater, struct str packed, char *to, size_t room_bytes,
                   size_t *ret_len_bytes, struct err *err)
{
    switch (libdeflate_zlib_decompress((struct libdeflate_decompressor *)inflater, packed.p, packed.len, to,
                                       room_bytes, ret_len_bytes)) {
    case LIBDEFLATE_SUCCESS: return 1;
    case LIBDEFLATE_INSUFFICIENT_SPACE: return 0;
    default: return err_set(err, ERR_INPUT, "damaged zlib stream");
    }
}

int inflate_exactly(struct inflater *inflater, struct str packed, char *to, size_t len_bytes, struct err *err)
{
    size_t len;
    int rc = inflate_within(inflater, packed, to, len_bytes, &len, err);
    if (rc < 0)
        return rc;
    if (rc == 0 || len != len_bytes)
        return err_set(err, ERR_INPUT, "%s than the %zu bytes its header promises", rc == 0 ? "more" : "less",
                       len_bytes);
    return 0;
}
