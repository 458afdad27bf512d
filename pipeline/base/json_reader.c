#include "pipeline/base/json.h"

#include "pipeline/base/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <yyjson.h>

/* yyjson reads into one block: a little over 16 bytes per value, and a value takes at least two bytes of text. */
struct json_reader {
    size_t limit_bytes;
    size_t pool_bytes;
    void *pool;
    yyjson_doc *doc;
};

struct json_reader *json_reader_new(size_t limit_bytes)
{
    struct json_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        arena_full(sizeof *reader);
    reader->limit_bytes = limit_bytes;
    return reader;
}

void json_reader_free(struct json_reader *reader)
{
    if (!reader)
        return;
    free(reader->pool);
    free(reader);
}

static void need_pool(struct json_reader *reader, size_t text_len)
{
    size_t wanted = yyjson_read_max_memory_usage(text_len, 0);
    if (wanted <= reader->pool_bytes)
        return;
    free(reader->pool);
    reader->pool_bytes = wanted * 2;
    reader->pool = malloc(reader->pool_bytes);
    if (!reader->pool)
        arena_full(reader->pool_bytes);
}

/* How often has `text` the byte `c`? At most `enough`. */
static int count(struct str text, char c, int enough)
{
    int n = 0;
    for (ptrdiff_t at; n < enough && (at = str_index(text, c)) >= 0; n++)
        text = str_skip(text, (size_t)at + 1);
    return n;
}

/* Deeper than JSON_DEPTH_MAX? Counts brackets outside strings, before yyjson (which nests without limit) sees them.
 * Nearly every record has too few of them wherever they stand, and memchr knows that sooner. */
static bool too_deep(struct str text)
{
    enum { ENOUGH = JSON_DEPTH_MAX + 1 };
    if (count(text, '{', ENOUGH) + count(text, '[', ENOUGH) < ENOUGH)
        return false;
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > JSON_DEPTH_MAX)
                return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

/* One of 64 bits, the same for equal keys. With these factors no two keys of a unit, the longest record, share one. */
static uint64_t key_bit(yyjson_val *key)
{
    const char *text = yyjson_get_str(key);
    size_t len = yyjson_get_len(key);
    unsigned ends = len ? (unsigned char)text[0] * 5u + (unsigned char)text[len - 1] * 25u : 0;
    return (uint64_t)1 << ((len + ends) % 64);
}

static bool is_earlier_key(yyjson_val *object, yyjson_val *wanted)
{
    yyjson_obj_iter keys = yyjson_obj_iter_with(object);
    yyjson_val *key;
    size_t len = yyjson_get_len(wanted);
    while ((key = yyjson_obj_iter_next(&keys)) != wanted) {
        if (yyjson_get_len(key) == len && memcmp(yyjson_get_str(key), yyjson_get_str(wanted), len) == 0)
            return true;
    }
    return false;
}

static int by_key(const void *a, const void *b)
{
    yyjson_val *x = *(yyjson_val *const *)a, *y = *(yyjson_val *const *)b;
    return str_cmp(str_of(yyjson_get_str(x), yyjson_get_len(x)), str_of(yyjson_get_str(y), yyjson_get_len(y)));
}

/* Lock files have objects of ten thousand keys. */
static bool has_duplicate_among_many(yyjson_val *object)
{
    size_t n = 0;
    yyjson_val **all = malloc(yyjson_obj_size(object) * sizeof *all), *key;
    if (!all)
        arena_full(yyjson_obj_size(object) * sizeof *all);
    yyjson_obj_iter keys = yyjson_obj_iter_with(object);
    while ((key = yyjson_obj_iter_next(&keys)))
        all[n++] = key;
    qsort(all, n, sizeof *all, by_key);
    bool found = false;
    for (size_t i = 1; i < n && !found; i++)
        found = by_key(&all[i - 1], &all[i]) == 0;
    free(all);
    return found;
}

/* A key is compared with those before it only when one of them had its bit. */
static bool has_duplicate(yyjson_val *object)
{
    enum { FEW = 256 };
    if (yyjson_obj_size(object) > FEW)
        return has_duplicate_among_many(object);
    yyjson_obj_iter keys = yyjson_obj_iter_with(object);
    yyjson_val *key;
    uint64_t seen = 0;
    while ((key = yyjson_obj_iter_next(&keys))) {
        uint64_t bit = key_bit(key);
        if ((seen & bit) && is_earlier_key(object, key))
            return true;
        seen |= bit;
    }
    return false;
}

/* Depth is bounded by JSON_DEPTH_MAX. */
static bool any_duplicate(yyjson_val *v)
{
    size_t i, max;
    yyjson_val *key, *child;
    if (yyjson_is_arr(v)) {
        yyjson_arr_foreach(v, i, max, child)
        {
            if (yyjson_is_ctn(child) && any_duplicate(child))
                return true;
        }
    } else if (yyjson_is_obj(v)) {
        if (has_duplicate(v))
            return true;
        yyjson_obj_foreach(v, i, max, key, child)
        {
            if (yyjson_is_ctn(child) && any_duplicate(child))
                return true;
        }
    }
    return false;
}

int json_read(struct json_reader *reader, struct str text, const struct json_val **ret_root, struct err *err)
{
    if (text.len > reader->limit_bytes)
        return err_set(err, ERR_INPUT, "JSON text is larger than %zu bytes", reader->limit_bytes);
    if (text.len > 2 * JSON_DEPTH_MAX && too_deep(text)) /* each level takes two bytes */
        return err_set(err, ERR_INPUT, "JSON nests deeper than %d", JSON_DEPTH_MAX);
    need_pool(reader, text.len);
    yyjson_alc alc;
    yyjson_alc_pool_init(&alc, reader->pool, reader->pool_bytes);
    yyjson_read_err why;
    reader->doc =
        yyjson_read_opts((char *)(uintptr_t)text.p, text.len, 0, &alc, &why); /* flag 0 leaves it unchanged */
    if (!reader->doc)
        return err_set(err, ERR_INPUT, "JSON: %s at byte %zu", why.msg, why.pos);
    yyjson_val *root = yyjson_doc_get_root(reader->doc);
    if (any_duplicate(root))
        return err_set(err, ERR_INPUT, "JSON: an object has the same key twice");
    *ret_root = (const struct json_val *)root;
    return 0;
}

size_t json_offset(const struct json_reader *reader, struct str value)
{
    return reader->doc && reader->doc->str_pool ? (size_t)(value.p - reader->doc->str_pool) : 0;
}

static yyjson_val *as_yy(const struct json_val *v)
{
    return (yyjson_val *)(uintptr_t)v;
}

const struct json_val *json_get(const struct json_val *object, const char *key)
{
    return (const struct json_val *)yyjson_obj_get(as_yy(object), key);
}

bool json_is_object(const struct json_val *v)
{
    return yyjson_is_obj(as_yy(v));
}

bool json_is_array(const struct json_val *v)
{
    return yyjson_is_arr(as_yy(v));
}

bool json_is_str(const struct json_val *v)
{
    return yyjson_is_str(as_yy(v));
}

struct str json_str_value(const struct json_val *v)
{
    if (!json_is_str(v))
        return (struct str){NULL, 0};
    return str_of(yyjson_get_str(as_yy(v)), yyjson_get_len(as_yy(v)));
}

struct str json_get_str(const struct json_val *object, const char *key)
{
    return json_str_value(json_get(object, key));
}

bool json_int_value(const struct json_val *v, int64_t *ret_value)
{
    if (yyjson_is_uint(as_yy(v)) && yyjson_get_uint(as_yy(v)) > INT64_MAX)
        return false;
    if (!yyjson_is_int(as_yy(v)))
        return false;
    *ret_value = yyjson_get_sint(as_yy(v));
    return true;
}

bool json_get_int(const struct json_val *object, const char *key, int64_t *ret_value)
{
    return json_int_value(json_get(object, key), ret_value);
}

bool json_get_double(const struct json_val *object, const char *key, double *ret_value)
{
    yyjson_val *v = as_yy(json_get(object, key));
    if (!yyjson_is_num(v))
        return false;
    *ret_value = yyjson_get_num(v);
    return true;
}

bool json_get_bool(const struct json_val *object, const char *key, bool fallback)
{
    yyjson_val *v = as_yy(json_get(object, key));
    return yyjson_is_bool(v) ? yyjson_get_bool(v) : fallback;
}

struct str json_get_path(struct arena *arena, const struct json_val *object, const char *key)
{
    char raw_key[64];
    struct str path;
    snprintf(raw_key, sizeof raw_key, "%s_raw", key);
    struct str raw = json_get_str(object, raw_key);
    if (!raw.p)
        return json_get_str(object, key);
    return base64_decode(arena, raw, &path) ? path : (struct str){NULL, 0};
}

struct json_iter json_iter_begin(const struct json_val *container)
{
    yyjson_val *v = as_yy(container);
    if (!yyjson_is_ctn(v))
        return (struct json_iter){0};
    return (struct json_iter){.at = (const struct json_val *)unsafe_yyjson_get_first(v),
                              .left = yyjson_get_len(v),
                              .keyed = yyjson_is_obj(v)};
}

const struct json_val *json_iter_next(struct json_iter *iter, struct str *ret_key)
{
    if (iter->left == 0)
        return NULL;
    yyjson_val *v = as_yy(iter->at);
    if (iter->keyed) { /* a key is followed by its value */
        if (ret_key)
            *ret_key = json_str_value(iter->at);
        v++;
    }
    iter->left--;
    iter->at = (const struct json_val *)unsafe_yyjson_get_next(v);
    return (const struct json_val *)v;
}
