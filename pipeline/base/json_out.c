#include "pipeline/base/json.h"

#include "pipeline/base/num.h"
#include "pipeline/base/quote.h"

#include <inttypes.h>
#include <stdio.h>

static void separate(struct json_out *j)
{
    if (j->need_comma)
        buf_addc(j->buf, ',');
    j->need_comma = true;
}

void json_open(struct json_out *j, char bracket)
{
    separate(j);
    buf_addc(j->buf, bracket);
    j->need_comma = false;
}

void json_close(struct json_out *j, char bracket)
{
    buf_addc(j->buf, bracket);
    j->need_comma = true;
}

void json_key(struct json_out *j, const char *key)
{
    separate(j);
    buf_addc(j->buf, '"');
    buf_add(j->buf, str_from(key));
    buf_add(j->buf, STR("\":"));
    j->need_comma = false;
}

static void escape(struct buf *buf, unsigned char c)
{
    static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
    const char *hit = c ? strchr(from, c) : NULL;
    if (hit)
        buf_printf(buf, "\\%c", to[hit - from]);
    else
        buf_printf(buf, "\\u%04x", c);
}

/* Valid UTF-8: only controls, DEL, quote and backslash need a second look. */
static void add_escaped(struct buf *buf, struct str s)
{
    size_t plain = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buf_add(buf, str_of(s.p + plain, i - plain));
        escape(buf, c);
        plain = i + 1;
    }
    buf_add(buf, str_skip(s, plain));
}

void json_str(struct json_out *j, struct str s)
{
    separate(j);
    buf_addc(j->buf, '"');
    while (s.len) {
        struct str valid = str_head(s, str_utf8_prefix(s));
        add_escaped(j->buf, valid);
        s = str_skip(s, valid.len);
        if (s.len) {
            buf_add(j->buf, STR("\xef\xbf\xbd"));
            s = str_skip(s, 1);
        }
    }
    buf_addc(j->buf, '"');
}

void json_int(struct json_out *j, int64_t value)
{
    char text[NUM_TEXT_MAX], *at = text + sizeof text;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        *--at = '-';
    separate(j);
    buf_add(j->buf, str_of(at, (size_t)(text + sizeof text - at)));
}

void json_bool(struct json_out *j, bool value)
{
    json_raw(j, value ? STR("true") : STR("false"));
}

void json_null(struct json_out *j)
{
    json_raw(j, STR("null"));
}

void json_fixed(struct json_out *j, double value, int decimals)
{
    char text[NUM_TEXT_MAX];
    struct str s = str_from(num_fixed(text, value, decimals));
    if (str_index(s, '.') >= 0) {
        while (s.p[s.len - 1] == '0')
            s.len--;
        s.len -= s.p[s.len - 1] == '.';
    }
    json_raw(j, s);
}

void json_raw(struct json_out *j, struct str json)
{
    separate(j);
    buf_add(j->buf, json);
}

void json_put_str(struct json_out *j, const char *key, struct str s)
{
    json_key(j, key);
    json_str(j, s);
}

void json_put_int(struct json_out *j, const char *key, int64_t value)
{
    json_key(j, key);
    json_int(j, value);
}

void json_put_bool(struct json_out *j, const char *key, bool value)
{
    json_key(j, key);
    json_bool(j, value);
}

void json_put_fixed(struct json_out *j, const char *key, double value, int decimals)
{
    json_key(j, key);
    json_fixed(j, value, decimals);
}

void json_put_path(struct json_out *j, const char *key, struct str path)
{
    if (str_is_utf8(path)) {
        json_put_str(j, key, path);
        return;
    }
    struct buf text;
    buf_init(&text, path.len * 4 + 8); /* four characters an octal escape; base64 needs less */
    quote_c(&text, path);
    json_put_str(j, key, buf_str(&text));
    buf_clear(&text);
    base64_encode(&text, path);
    char raw_key[64];
    snprintf(raw_key, sizeof raw_key, "%s_raw", key);
    json_put_str(j, raw_key, buf_str(&text));
    buf_release(&text);
}
