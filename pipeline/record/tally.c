#include "pipeline/record/tally.h"

#include <stdio.h>
#include <stdlib.h>

void tally_init(struct record_tally *tally)
{
    *tally = (struct record_tally){.digest = hash_stream_new()};
}

void tally_release(struct record_tally *tally)
{
    hash_stream_free(tally->digest);
    tally->digest = NULL;
}

bool tally_kind(struct str line, struct str *ret_kind)
{
    static const struct str start = {"{\"k\":\"", 6};
    if (!str_starts(line, start))
        return false;
    struct str kind = str_head(str_skip(line, start.len), sizeof((struct record_kind_count *)0)->kind);
    ptrdiff_t quote = str_index(kind, '"');
    if (quote <= 0)
        return false;
    *ret_kind = str_head(kind, (size_t)quote);
    return str_index(*ret_kind, '\\') < 0;
}

/* Once for each record of a stream, hence without strlen. */
static bool is_kind(const struct record_kind_count *entry, struct str kind)
{
    return kind.len < sizeof entry->kind && memcmp(entry->kind, kind.p, kind.len) == 0 &&
           entry->kind[kind.len] == '\0';
}

/* The entry of `kind`, or NULL. */
static struct record_kind_count *find(struct record_tally *tally, struct str kind)
{
    for (size_t tried = 0; tried < tally->n_kinds; tried++) {
        size_t i = (tally->last + tried) % tally->n_kinds;
        if (is_kind(&tally->kinds[i], kind)) {
            tally->last = i;
            return &tally->kinds[i];
        }
    }
    return NULL;
}

int tally_count(struct record_tally *tally, struct str kind, struct err *err)
{
    struct record_kind_count *entry = find(tally, kind);
    if (!entry) {
        if (tally->n_kinds == RECORD_KINDS_MAX)
            return err_set(err, ERR_INPUT, "more than %d kinds of records", RECORD_KINDS_MAX);
        tally->last = tally->n_kinds;
        entry = &tally->kinds[tally->n_kinds++];
        snprintf(entry->kind, sizeof entry->kind, "%.*s", STR_ARG(kind));
    }
    entry->count++;
    return 0;
}

void tally_hash(struct record_tally *tally, struct str lines)
{
    hash_stream_add(tally->digest, lines);
}

static int by_kind(const void *a, const void *b)
{
    const struct record_kind_count *x = a, *y = b;
    return strcmp(x->kind, y->kind);
}

static void digest_hex(const struct record_tally *tally, char ret_hex[HASH128_HEX_LEN + 1])
{
    hash128_hex(hash_stream_digest(tally->digest), ret_hex);
}

void tally_put(struct record_tally *tally, struct json_out *end)
{
    char hex[HASH128_HEX_LEN + 1];
    qsort(tally->kinds, tally->n_kinds, sizeof tally->kinds[0], by_kind);
    json_key(end, "counts");
    json_open(end, '{');
    for (size_t i = 0; i < tally->n_kinds; i++)
        json_put_int(end, tally->kinds[i].kind, (int64_t)tally->kinds[i].count);
    json_close(end, '}');
    digest_hex(tally, hex);
    json_put_str(end, "digest", str_from(hex));
}

int tally_check(struct record_tally *tally, const struct json_val *end, struct err *err)
{
    const struct json_val *counts = json_get(end, "counts");
    struct json_iter iter = json_iter_begin(counts);
    size_t named = 0;
    struct str kind;
    const struct json_val *value;
    while ((value = json_iter_next(&iter, &kind))) {
        int64_t wanted = 0;
        const struct record_kind_count *entry = find(tally, kind);
        uint64_t seen = entry ? entry->count : 0;
        if (!json_int_value(value, &wanted) || wanted < 0 || (uint64_t)wanted != seen)
            return err_set(err, ERR_INPUT, "end record counts %lld %.*s records, the stream has %llu",
                           (long long)wanted, STR_ARG(kind), (unsigned long long)seen);
        named++;
    }
    if (named != tally->n_kinds)
        return err_set(err, ERR_INPUT, "end record counts %zu kinds of records, the stream has %zu", named,
                       tally->n_kinds);
    char hex[HASH128_HEX_LEN + 1];
    digest_hex(tally, hex);
    if (!str_eq(json_get_str(end, "digest"), str_from(hex)))
        return err_set(err, ERR_INPUT, "records were changed: the digest of the end record does not match");
    return 0;
}
