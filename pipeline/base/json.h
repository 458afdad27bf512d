/*
 * json: an append-only writer over a buf, and the door to yyjson for reading.
 *
 * The writer puts commas by itself and is meant to be read as the document it makes:
 *
 *     json_open(&j, '{'); json_put_str(&j, "k", STR("file")); json_put_int(&j, "len_bytes", n); json_close(&j, '}');
 *
 * Strings are escaped; bytes that are not UTF-8 become U+FFFD (paths have json_put_path, which loses nothing).
 * Numbers never follow the locale. The writer cannot fail; check `overflow` of the buf at the end.
 *
 * The reader takes one document at a time into memory it reuses. It refuses what RFC 8259 leaves open and what hostile
 * input uses: duplicate keys, nesting deeper than JSON_DEPTH_MAX, invalid UTF-8. Values are borrowed from the reader
 * until its next document. Getters take NULL values and wrong types and then answer "absent".
 */
#ifndef CBCRAWL_BASE_JSON_H
#define CBCRAWL_BASE_JSON_H

#include "pipeline/base/buf.h"

#include <stdint.h>

/* Writer ---------------------------------------------------------------------------------------------------------- */

struct json_out {
    struct buf *buf;
    bool need_comma;
};

void json_open(struct json_out *j, char bracket); /* '{' or '[' */
void json_close(struct json_out *j, char bracket);
void json_key(struct json_out *j, const char *key); /* a name of ours: plain ASCII, not escaped */

/* Values: of an array, or behind a json_key. */
void json_str(struct json_out *j, struct str s);
void json_int(struct json_out *j, int64_t value);
void json_bool(struct json_out *j, bool value);
void json_null(struct json_out *j);

/* A number with up to `decimals` digits behind the point, trailing zeros dropped. */
void json_fixed(struct json_out *j, double value, int decimals);

/* Text that is JSON already. */
void json_raw(struct json_out *j, struct str json);

/* A key and its value. */
void json_put_str(struct json_out *j, const char *key, struct str s);
void json_put_int(struct json_out *j, const char *key, int64_t value);
void json_put_bool(struct json_out *j, const char *key, bool value);
void json_put_fixed(struct json_out *j, const char *key, double value, int decimals);

/* "key": the path, and when it is not UTF-8 the C-quoted form there and the raw bytes in base64 as "<key>_raw". */
void json_put_path(struct json_out *j, const char *key, struct str path);

/* Reader ---------------------------------------------------------------------------------------------------------- */

enum { JSON_DEPTH_MAX = 64 };

struct json_val; /* a value inside the reader's current document */
struct json_reader;

/* A reader for documents of up to `limit_bytes`. Never NULL; free with json_reader_free. */
struct json_reader *json_reader_new(size_t limit_bytes);
void json_reader_free(struct json_reader *reader);

/* Parses `text`; 0 and the root value, or ERR_INPUT with the byte offset and reason. */
int json_read(struct json_reader *reader, struct str text, const struct json_val **ret_root, struct err *err);

/* Where in that text a string or key of the document starts, behind its quote. */
size_t json_offset(const struct json_reader *reader, struct str value);

/* The value under `key` of an object, or NULL. */
const struct json_val *json_get(const struct json_val *object, const char *key);

/* False for NULL, too. */
bool json_is_object(const struct json_val *v);
bool json_is_array(const struct json_val *v);
bool json_is_str(const struct json_val *v);

/* The string, {NULL, 0} when it is none; with `get`: of that key. */
struct str json_str_value(const struct json_val *v);
struct str json_get_str(const struct json_val *object, const char *key);

/* False when absent or not an integer that fits. */
bool json_int_value(const struct json_val *v, int64_t *ret_value);
bool json_get_int(const struct json_val *object, const char *key, int64_t *ret_value);

/* Integer or real. */
bool json_get_double(const struct json_val *object, const char *key, double *ret_value);

/* `fallback` when absent or not a boolean. */
bool json_get_bool(const struct json_val *object, const char *key, bool fallback);

/* The raw bytes of a path written by json_put_path; {NULL, 0} when absent or malformed. May allocate. */
struct str json_get_path(struct arena *arena, const struct json_val *object, const char *key);

/* Walks an array or object until json_iter_next returns NULL; keys of an object go to `ret_key`, which may be NULL. */
struct json_iter {
    const struct json_val *at;
    size_t left;
    bool keyed;
};
struct json_iter json_iter_begin(const struct json_val *container);
const struct json_val *json_iter_next(struct json_iter *iter, struct str *ret_key);

#endif
