#include "pipeline/load/fact_key.h"

#include "pipeline/base/hash.h"
#include "pipeline/record/record.h"

/* The key of a file that was not parsed: all that its fact says, and when its text was searched, what that depends on. */
static void counted_key(const struct json_val *record, unsigned char ret_key[FACT_KEY_LEN])
{
    static const char *const numbers[] = {"len_bytes", "lines_total", "lines_code", "lines_comment",
                                          "lines_blank"};
    static const char *const texts[] = {"content_id", "lang", "not_parsed"};
    char hex[HASH128_HEX_LEN + 1];
    struct buf said;
    buf_init(&said, RECORD_LINE_MAX);
    buf_printf(&said, "counted %d", json_get_bool(record, "is_binary", false));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int64_t value = -1;
        json_get_int(record, numbers[i], &value);
        buf_printf(&said, " %lld", (long long)value);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        buf_addc(&said, '\0');
        buf_add(&said, json_get_str(record, texts[i]));
    }
    if (json_get_bool(record, "searched", false)) {
        buf_addc(&said, '\0');
        buf_add(&said, json_get_str(record, "key"));
    }
    hash128_hex(hash128(buf_str(&said)), hex);
    hex_decode(str_from(hex), ret_key, FACT_KEY_LEN);
    buf_release(&said);
}

int fact_key_read(const struct json_val *record, unsigned char ret_key[FACT_KEY_LEN], struct err *err)
{
    if (!json_get_bool(record, "parsed", false))
        counted_key(record, ret_key);
    else if (!hex_decode(json_get_str(record, "key"), ret_key, FACT_KEY_LEN))
        return err_set(err, ERR_INPUT, "file: key is not %d hexadecimal digits", HASH128_HEX_LEN);
    return 0;
}
