#include "analyzers/secrets/secret_pem.h"

#include "pipeline/base/vec.h"

#include <ctype.h>
#include <stdint.h>

/* Base 64 ---------------------------------------------------------------------------------------------------------- */

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

struct str secret_base64(struct arena *arena, struct str text)
{
    char *bytes = arena_array(arena, char, text.len + 1);
    size_t len = 0;
    uint32_t bits = 0;
    int n_bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = base64_digit(text.p[i]);
        if (digit < 0)
            break;
        bits = bits << 6 | (uint32_t)digit;
        n_bits += 6;
        if (n_bits < 8)
            continue;
        n_bits -= 8;
        bytes[len++] = (char)(bits >> n_bits & 0xff);
    }
    return str_of(bytes, len);
}

/* The text of a key ------------------------------------------------------------------------------------------------ */

/* One past a break between lines that is written out, as "\n" is in a string; `at` when there is none. */
static size_t skip_escape(struct str text, size_t at)
{
    size_t i = at;
    while (i < text.len && text.p[i] == '\\')
        i++;
    return i > at && i < text.len && (text.p[i] == 'n' || text.p[i] == 'r') ? i + 1 : i;
}

/* One past the quote that opens the next part of a string in pieces. */
static size_t skip_joint(struct str text, size_t at)
{
    size_t i = at + 1;
    while (i < text.len && (isspace((unsigned char)text.p[i]) || (text.p[i] && strchr("+.,\\&", text.p[i]))))
        i++;
    return i < text.len && text.p[i] == text.p[at] ? i + 1 : at + 1;
}

/* A line such as "Proc-Type: 4,ENCRYPTED": its length; 0 when this is none. */
static size_t header_len(struct str text, size_t at)
{
    struct str line = str_skip(text, at);
    size_t len = 0;
    while (len < line.len && (isalnum((unsigned char)line.p[len]) || line.p[len] == '-'))
        len++;
    if (len == 0 || len + 1 >= line.len || line.p[len] != ':')
        return 0;
    while (len < line.len && line.p[len] != '\n' && line.p[len] != '\\')
        len++;
    return len;
}

struct key_text {
    char *digits;           /* base 64, without what stands between */
    size_t len, begin, end; /* the last two in the text */
    bool is_encrypted, is_closed;
};

/* What may stand between the parts of a key. */
static bool is_between(char c)
{
    return (c >= '\t' && c <= '\r') || (c && strchr("= #*|", c));
}

/* One past the byte of a key, or what stands between its parts, at `at`; `at` when it is neither. */
static size_t read_byte(struct str text, size_t at, struct key_text *key)
{
    char c = text.p[at];
    if (c != '-' && c != '_' && base64_digit(c) >= 0) {
        key->begin = key->len == 0 ? at : key->begin;
        key->digits[key->len++] = c;
        key->end = at + 1;
        return at + 1;
    }
    if (c == '\\')
        return skip_escape(text, at);
    if (c == '"' || c == '\'' || c == '`')
        return skip_joint(text, at);
    return at + is_between(c);
}

/* Collects what stands between the first and the last line. */
static void read_key(struct str text, struct key_text *key)
{
    size_t at = 0, before = SIZE_MAX;
    while (at < text.len && at != before && !key->is_closed) {
        size_t header = key->len == 0 ? header_len(text, at) : 0;
        key->is_closed = str_starts(str_skip(text, at), STR("-----END"));
        key->is_encrypted |= str_find(str_of(text.p + at, header), STR("ENCRYPTED")) >= 0;
        before = at;
        at = header > 0 ? at + header : read_byte(text, at, key);
    }
}

/* Verdicts --------------------------------------------------------------------------------------------------------- */

/* Is the outermost sequence as long as it says? */
static bool is_der(struct str bytes)
{
    if (bytes.len < 4 || bytes.p[0] != 0x30)
        return false;
    size_t first = (unsigned char)bytes.p[1], len = first, head = 2;
    if (first > 0x80) {
        for (len = 0; head < 2 + (first & 0x7f) && head < bytes.len && head < 6; head++)
            len = len << 8 | (unsigned char)bytes.p[head];
    }
    return head + len == bytes.len;
}

enum secret_verdict secret_pem(struct secret_match *m)
{
    enum { BYTES_MIN = 40 };
    struct arena scratch = *m->arena;
    struct str title = str_of(m->text.p + m->from, m->to - m->from);
    struct str text = str_head(str_skip(m->text, m->to), SECRET_PEM_MAX);
    struct key_text key = {.digits = arena_array(&scratch, char, text.len + 1)};
    read_key(text, &key);
    struct str bytes = secret_base64(&scratch, str_of(key.digits, key.len));
    if (bytes.len < BYTES_MIN || !key.is_closed)
        return SECRET_NONE;
    m->from = m->to + key.begin; /* the line itself is no secret, and the same in all */
    m->to += key.end;
    if (key.is_encrypted || str_find(title, STR("ENCRYPTED")) >= 0)
        return SECRET_WRONG;
    if (str_find(title, STR("PGP")) >= 0)
        return SECRET_OPEN;
    return is_der(bytes) || str_starts(bytes, STR("openssh-key-v1")) ? SECRET_RIGHT : SECRET_WRONG;
}
