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

/* The comma, when there has to be one, both quotes and the colon are with the key in one piece. */
void json_key(struct json_out *j, const char *key)
{
    size_t len = strlen(key);
    char *room = buf_reserve(j->buf, len + 4), *at = room;
    if (!room)
        return;
    if (j->need_comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, key, len);
    at += len;
    *at++ = '"';
    *at++ = ':';
    j->buf->len += (size_t)(at - room);
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

/* Does one of eight bytes need a second look: above ASCII, a control, DEL, a quote or a backslash? (x - 1) & ~x has the
 * top bit of the lowest byte that is 0, and maybe of others behind it: enough for a yes or no. */
static bool any_special(uint64_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    uint64_t quote = bytes ^ ones * '"', backslash = bytes ^ ones * '\\', del = bytes ^ ones * 0x7f;
    uint64_t zeros = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((del - ones) & ~del);
    return (bytes | (bytes - ones * 0x20) | zeros) & tops;
}

static bool is_special(unsigned char c)
{
    return c < 0x20 || c >= 0x7f || c == '"' || c == '\\';
}

/* Bytes at the start that stand for themselves. */
static size_t plain_len(struct str s)
{
    size_t len = 0;
    uint64_t bytes;
    for (; s.len - len >= sizeof bytes; len += sizeof bytes) {
        memcpy(&bytes, s.p + len, sizeof bytes);
        if (any_special(bytes))
            break;
    }
    while (len < s.len && !is_special((unsigned char)s.p[len]))
        len++;
    return len;
}

/* Valid UTF-8. */
static void add_escaped(struct buf *buf, struct str s)
{
    size_t plain = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c > 0x7f || !is_special(c))
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
    size_t plain = plain_len(s);
    buf_add(j->buf, str_head(s, plain));
    s = str_skip(s, plain);
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
