#include "analyzers/ast/finding.h"

#include "pipeline/record/record.h"

struct finding_place finding_place_of(struct ast_node node)
{
    return (struct finding_place){.span = {.from = node.start, .to = ast_end(node)},
                                  .row = node.row,
                                  .row_end = ast_row_end(node)};
}

/* Tokens ----------------------------------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

static size_t word_end(struct str text, size_t at)
{
    while (at < text.len && is_word(text.p[at]))
        at++;
    return at;
}

/* One past the quote that closes the one at `at`; a quote that is not closed on its line is a token of its own. */
static size_t string_end(struct str text, size_t at)
{
    for (size_t i = at + 1; i < text.len && text.p[i] != '\n'; i++) {
        if (text.p[i] == text.p[at])
            return i + 1;
        if (text.p[i] == '\\')
            i++;
    }
    return at + 1;
}

struct hash128 finding_tokens(struct str text)
{
    struct hash_stream *stream = hash_stream_new();
    for (size_t at = 0; at < text.len;) {
        char c = text.p[at];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            at++;
            continue;
        }
        bool quoted = c == '"' || c == '\'' || c == '`';
        hash_stream_add(stream, is_word(c) ? STR("w") : str_of(text.p + at, 1));
        at = is_word(c) ? word_end(text, at) : quoted ? string_end(text, at) : at + 1;
    }
    struct hash128 digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    return digest;
}

/* Records ---------------------------------------------------------------------------------------------------------- */

static void put_place(struct json_out *record, const struct finding_place *place)
{
    json_put_int(record, "line_start", (int64_t)place->row + 1);
    json_put_int(record, "line_end", (int64_t)place->row_end + 1);
    json_put_int(record, "byte_start", place->span.from);
    json_put_int(record, "byte_end", place->span.to);
}

static void put_given(struct json_out *record, const char *key, struct str value)
{
    if (value.len > 0)
        json_put_str(record, key, value);
}

static void put_steps(struct json_out *record, const struct ast_finding *finding)
{
    json_key(record, "steps");
    json_open(record, '[');
    for (size_t i = 0; i < finding->n_steps; i++) {
        json_open(record, '{');
        put_place(record, &finding->steps[i].place);
        json_put_str(record, "message", finding->steps[i].message);
        json_close(record, '}');
    }
    json_close(record, ']');
}

void finding_put(const struct ast_file *file, const struct ast_finding *finding, struct buf *out)
{
    char tokens[HASH128_HEX_LEN + 1];
    struct ast_span span = finding->place.span;
    struct json_out record = record_open(out, "finding");
    json_put_path(&record, "path", file->path);
    json_put_str(&record, "rule_id", finding->rule_id);
    put_place(&record, &finding->place);
    if (finding->unit != AST_UNIT_NONE)
        json_put_int(&record, "unit", finding->unit);
    put_given(&record, "message", finding->message);
    put_given(&record, "severity", finding->severity);
    put_given(&record, "confidence", finding->confidence);
    hash128_hex(finding_tokens(str_of(file->text.p + span.from, span.to - span.from)), tokens);
    json_put_str(&record, "tokens", str_from(tokens));
    if (finding->n_steps > 0)
        put_steps(&record, finding);
    record_close(&record);
}
