#include "analyzers/parse/fact_cache.h"

#include "pipeline/base/json.h"
#include "pipeline/base/version.h"
#include "pipeline/record/tally.h"

#include <stdio.h>

const struct str facts_no_path = {"\x01", 1};

/* How json_put_path writes it. */
static const struct str no_path_member = {"\"path\":\"\\u0001\"", 15};

/* With and without the path ------------------------------------------------------------------------------------------ */

void facts_mark(struct buf *records)
{
    struct str rest = buf_str(records);
    char *to = records->p;
    while (rest.len > 0) {
        const char *member = memmem(rest.p, rest.len, no_path_member.p, no_path_member.len);
        size_t len = member ? (size_t)(member - rest.p) : rest.len;
        memmove(to, rest.p, len);
        to += len;
        rest = str_skip(rest, len + (member ? no_path_member.len : 0));
        if (member)
            *to++ = FACTS_PATH_MARK;
    }
    records->len = to ? (size_t)(to - records->p) : 0;
}

/* Appends text with `member` for each mark. */
static void put_marked(struct str text, struct str member, struct buf *out)
{
    while (text.len > 0) {
        ptrdiff_t mark = str_index(text, FACTS_PATH_MARK);
        size_t len = mark >= 0 ? (size_t)mark : text.len;
        buf_add(out, str_head(text, len));
        if (mark >= 0)
            buf_add(out, member);
        text = str_skip(text, len + (mark >= 0));
    }
}

/* What can be called, by the word behind `"kind":"`; inside a string the quotes would be escaped. */
static bool is_callable(struct str unit)
{
    static const char *const kinds[] = {"method", "function", "constructor", "lambda"};
    ptrdiff_t at = str_find(unit, STR("\"kind\":\""));
    struct str rest = at < 0 ? STR("") : str_skip(unit, (size_t)at + 8);
    struct str kind = str_cut(&rest, '"');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(kind, str_from(kinds[i])))
            return true;
    }
    return false;
}

/* Calls and what can be called are most of what a file gives, and nobody between here and the store reads them. Other units
 * are not of that kind: types and modules tell what an import may name. */
static bool is_for_store(struct str record)
{
    return str_starts(record, STR("{\"k\":\"call\"")) ||
           (str_starts(record, STR("{\"k\":\"unit\"")) && is_callable(record));
}

static void put_rest(struct str records, struct str member, struct buf *out)
{
    while (records.len > 0) {
        size_t len = (size_t)str_index(records, '\n') + 1; /* every record ends with one */
        if (!is_for_store(str_head(records, len)))
            put_marked(str_head(records, len), member, out);
        records = str_skip(records, len);
    }
}

void facts_put(const struct facts *facts, struct str line, struct str path, bool is_stored, struct buf *out)
{
    struct buf member;
    buf_init(&member, path.len * 6 + 64); /* an escape of a byte, or quoted and base64 */
    struct json_out j = {.buf = &member};
    json_put_path(&j, "path", path);
    buf_add(out, str_head(line, line.len - 1));
    buf_add(out, facts->fields);
    buf_add(out, is_stored ? STR(",\"stored\":true}\n") : STR("}\n"));
    if (is_stored)
        put_rest(facts->records, buf_str(&member), out);
    else
        put_marked(facts->records, buf_str(&member), out);
    buf_release(&member);
}

struct str facts_key_field(const struct facts *facts)
{
    static const struct str start = {",\"key\":\"", 8};
    bool is_parsed = str_find(facts->fields, STR(",\"parsed\":true")) >= 0;
    return is_parsed && str_starts(facts->fields, start)
               ? str_head(str_skip(facts->fields, start.len), HASH128_HEX_LEN)
               : (struct str){NULL, 0};
}

/* Keys --------------------------------------------------------------------------------------------------------------- */

/* A change of the form of values goes here too: they are then not found any more. */
enum { FORM = 1 };

static struct hash128 key_of(struct str content_id, const char *what, int bits)
{
    char text[256];
    int len = snprintf(text, sizeof text, "%.*s %d %s %d %d %s", STR_ARG(content_id), FORM, CBCRAWL_VERSION,
                       CBCRAWL_FACTS, bits, what);
    return hash128(str_of(text, (size_t)len));
}

struct hash128 facts_key_hash(const struct facts_key *key)
{
    char what[128], rules[HASH128_HEX_LEN + 1];
    int bits = key->no_macros | key->is_named_foreign << 1 | key->is_searched << 2 | key->is_test << 3;
    hash128_hex(key->rules, rules);
    snprintf(what, sizeof what, "%s %s %u %u", ast_lang_name(key->lang), rules, key->manifest,
             key->comment_styles);
    return key_of(key->content_id, what, bits);
}

static struct hash128 macros_key_hash(struct str content_id)
{
    return key_of(content_id, "macros", 0);
}

/* Values ------------------------------------------------------------------------------------------------------------- */

struct value_head {
    struct hash128 table, state;
    uint64_t names_bytes, fields_bytes, records_bytes;
};

/* A word: nothing that a mark could hide in. */
static bool is_kind(struct str kind)
{
    for (size_t i = 0; i < kind.len; i++)
        if ((kind.p[i] < 'a' || kind.p[i] > 'z') && kind.p[i] != '_')
            return false;
    return true;
}

/* Lines that start and end as records do. */
static bool are_records(struct str lines)
{
    while (lines.len > 0) {
        ptrdiff_t newline = str_index(lines, '\n');
        struct str kind;
        if (newline < 1 || lines.p[newline - 1] != '}' ||
            !tally_kind(str_head(lines, (size_t)newline), &kind) || !is_kind(kind))
            return false;
        lines = str_skip(lines, (size_t)newline + 1);
    }
    return true;
}

static bool are_fields(struct str fields)
{
    return fields.len == 0 || (fields.p[0] == ',' && str_index(fields, '\n') < 0);
}

bool facts_read(struct str value, struct facts_frame *ret_frame)
{
    struct value_head head;
    if (value.len < sizeof head)
        return false;
    memcpy(&head, value.p, sizeof head);
    value = str_skip(value, sizeof head);
    if (head.names_bytes > value.len || head.fields_bytes > value.len - head.names_bytes ||
        head.records_bytes != value.len - head.names_bytes - head.fields_bytes)
        return false;
    struct facts_frame frame = {.table = head.table, .state = head.state};
    frame.names = str_head(value, head.names_bytes);
    frame.facts.fields = str_head(str_skip(value, head.names_bytes), head.fields_bytes);
    frame.facts.records = str_skip(value, head.names_bytes + head.fields_bytes);
    *ret_frame = frame;
    return are_fields(frame.facts.fields) && are_records(frame.facts.records);
}

static bool is_same(struct hash128 a, struct hash128 b)
{
    return a.high == b.high && a.low == b.low;
}

/* Are they of this table, or at least of one that says the same of all names that count? */
static bool are_valid(const struct facts_frame *frame, const struct macros *macros)
{
    if (frame->names.len == 0 || !macros)
        return frame->names.len == 0;
    return is_same(frame->table, macros_digest(macros)) ||
           is_same(frame->state, macros_state(macros, frame->names));
}

bool facts_find(struct disk_cache *cache, struct hash128 key, const struct macros *macros, struct buf *value,
                struct facts *ret_facts)
{
    size_t first, n = disk_cache_find(cache, key, &first);
    for (size_t i = first; i < first + n; i++) {
        struct facts_frame frame;
        if (!disk_cache_read(cache, i, value) || !facts_read(buf_str(value), &frame) ||
            !are_valid(&frame, macros))
            continue;
        *ret_facts = frame.facts;
        return true;
    }
    return false;
}

void facts_keep(struct buf *batch, struct hash128 key, const struct macros *macros,
                const struct macro_names *names, const struct facts *facts)
{
    struct value_head head = {.names_bytes = macros ? names->hashes.len : 0,
                              .fields_bytes = facts->fields.len,
                              .records_bytes = facts->records.len};
    struct buf value;
    if (names->hashes.overflow)
        return;
    if (head.names_bytes > 0) {
        head.table = macros_digest(macros);
        head.state = macros_state(macros, buf_str(&names->hashes));
    }
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    buf_add(&value, str_of((const char *)&head, sizeof head));
    buf_add(&value, str_head(buf_str(&names->hashes), head.names_bytes));
    buf_add(&value, facts->fields);
    buf_add(&value, facts->records);
    if (!value.overflow)
        disk_cache_put(batch, key, buf_str(&value));
    buf_release(&value);
}

/* Macros ------------------------------------------------------------------------------------------------------------- */

struct macro_list *fact_macros_find(struct disk_cache *cache, struct str content_id, struct buf *value,
                                    struct arena *arena)
{
    struct macro_list *list = NULL;
    size_t first, n = disk_cache_find(cache, macros_key_hash(content_id), &first);
    for (size_t i = first; i < first + n && !list; i++)
        if (disk_cache_read(cache, i, value))
            list = macro_list_unpack(buf_str(value), arena);
    return list;
}

void fact_macros_keep(struct buf *batch, struct str content_id, const struct macro_list *list)
{
    struct buf value;
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    macro_list_pack(list, &value);
    if (!value.overflow)
        disk_cache_put(batch, macros_key_hash(content_id), buf_str(&value));
    buf_release(&value);
}
