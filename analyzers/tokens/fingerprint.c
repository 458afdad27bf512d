#include "analyzers/tokens/fingerprint.h"

enum { VARINT_BYTES_MAX = 4 }; /* 28 bits: more than any limit here */

/* Writing ---------------------------------------------------------------------------------------------------------- */

void fingerprint_put_count(struct buf *out, uint32_t count)
{
    for (; count >= 0x80; count >>= 7)
        buf_addc(out, (char)(count | 0x80));
    buf_addc(out, (char)count);
}

void fingerprint_put_statement(struct buf *out, const struct fingerprint_statement *statement,
                               uint32_t line_before)
{
    fingerprint_put_count(out, statement->line_start - line_before);
    fingerprint_put_count(out, statement->line_end - statement->line_start);
    const char bytes[] = {(char)statement->tokens,        (char)statement->shape,
                          (char)(statement->shape >> 8),  (char)(statement->shape >> 16),
                          (char)(statement->shape >> 24), (char)statement->text,
                          (char)(statement->text >> 8)};
    buf_add(out, str_of(bytes, statement->tokens ? sizeof bytes : 1));
}

void fingerprint_put_unit(struct buf *out, const struct fingerprint_unit *unit,
                          const struct fingerprint_unit *before)
{
    fingerprint_put_count(out, unit->unit - before->unit);
    fingerprint_put_count(out, unit->first - before->first);
    fingerprint_put_count(out, unit->len);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static bool take_varint(struct str *rest, uint32_t *ret_value)
{
    uint32_t value = 0;
    for (size_t i = 0; i < VARINT_BYTES_MAX && i < rest->len; i++) {
        unsigned char byte = (unsigned char)rest->p[i];
        value |= (uint32_t)(byte & 0x7f) << 7 * i;
        if (byte < 0x80) {
            *rest = str_skip(*rest, i + 1);
            *ret_value = value;
            return true;
        }
    }
    return false;
}

/* `n` bytes, little-endian. */
static bool take_bytes(struct str *rest, size_t n, uint32_t *ret_value)
{
    uint32_t value = 0;
    if (rest->len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        value |= (uint32_t)(unsigned char)rest->p[i] << 8 * i;
    *rest = str_skip(*rest, n);
    *ret_value = value;
    return true;
}

bool fingerprint_open(struct fingerprint_reader *reader, struct str packed)
{
    *reader = (struct fingerprint_reader){.rest = packed};
    if (!take_varint(&reader->rest, &reader->n) || reader->n > FINGERPRINT_STATEMENTS_MAX)
        return false;
    reader->n_statements = reader->n;
    return true;
}

bool fingerprint_next_statement(struct fingerprint_reader *reader, struct fingerprint_statement *ret)
{
    struct fingerprint_statement s = {0};
    uint32_t skip, span, tokens, text = 0;
    if (!take_varint(&reader->rest, &skip) || !take_varint(&reader->rest, &span) ||
        !take_bytes(&reader->rest, 1, &tokens))
        return false;
    if (tokens && (!take_bytes(&reader->rest, 4, &s.shape) || !take_bytes(&reader->rest, 2, &text)))
        return false;
    s.line_start = reader->line + skip;
    s.line_end = s.line_start + span;
    if (tokens > FINGERPRINT_STATEMENT_MAX || s.line_end > FINGERPRINT_LINES_MAX)
        return false;
    s.tokens = (uint8_t)tokens;
    s.text = (uint16_t)text;
    reader->line = s.line_start;
    reader->i++;
    *ret = s;
    return true;
}

bool fingerprint_open_units(struct fingerprint_reader *reader)
{
    reader->i = 0;
    return take_varint(&reader->rest, &reader->n) && reader->n <= reader->n_statements;
}

bool fingerprint_next_unit(struct fingerprint_reader *reader, struct fingerprint_unit *ret)
{
    uint32_t unit, first, len;
    if (!take_varint(&reader->rest, &unit) || !take_varint(&reader->rest, &first) ||
        !take_varint(&reader->rest, &len))
        return false;
    reader->unit.unit += unit;
    reader->unit.first += first;
    reader->unit.len = len;
    if (reader->unit.unit > FINGERPRINT_LINES_MAX || reader->unit.first > reader->n_statements ||
        len > reader->n_statements - reader->unit.first)
        return false;
    reader->i++;
    *ret = reader->unit;
    return true;
}
