#include "analyzers/secrets/secret_keyed.h"

#include "analyzers/secrets/secret_value.h"

#include <ctype.h>

enum {
    NAME_MAX = 64,   /* bytes of a name before and behind the word */
    GAP_MAX = 12,    /* spaces around the sign */
    VALUE_MAX = 300, /* longer ones are certificates, images or text */
};

/* Names ------------------------------------------------------------------------------------------------------------ */

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* What a name with a word as "token" in it says about something else than the token itself. */
static const char *const no_secret_behind[] = {
    "_id",   "id",     "name",   "type",  "field",    "label",  "hash",   "len",    "size",
    "count", "url",    "uri",    "path",  "file",     "dir",    "header", "prefix", "suffix",
    "patt",  "regex",  "format", "hold",  "hint",     "err",    "mess",   "msg",    "title",
    "min",   "max",    "polic",  "reset", "izer",     "ize",    "ise",    "ish",    "version",
    "expir", "ttl",    "time",   "date",  "arn",      "alias",  "index",  "encry",  "sha",
    "md5",   "digest", "sum",    "text",  "enum",     "provid", "ref",    "class",  "scope",
    "param", "column", "attr",   "var",   "endpoint", "kind",   "ly",     "ary",    "manager",
    "store", "region", "list",   "desc",  "help",     "algo",   "page",   "cursor", NULL};

static const char *const no_secret_before[] = {"public", "hash",    "encrypt", "csrf",    "xsrf",  "next",
                                               "page",   "cursor",  "continu", "sync",    "dummy", "fake",
                                               "mock",   "example", "sample",  "invalid", "wrong", "bad_",
                                               "sealed", "cache",   "etag",    "syntax",  NULL};

static bool has_part(struct str name, const char *const *parts)
{
    for (; *parts; parts++) {
        struct str part = str_from(*parts);
        for (size_t i = 0; i + part.len <= name.len; i++)
            if (str_eq_nocase(str_of(name.p + i, part.len), part))
                return true;
    }
    return false;
}

/* One past the name that the word is part of. False when it says that no secret is meant. */
static bool read_name(const struct secret_match *m, size_t *ret_end)
{
    size_t from = m->anchor, to = m->behind;
    while (from > 0 && m->anchor - from < NAME_MAX && is_name_byte(m->text.p[from - 1]))
        from--;
    while (to < m->text.len && to - m->behind < NAME_MAX && is_name_byte(m->text.p[to]))
        to++;
    *ret_end = to;
    struct str behind = str_of(m->text.p + m->behind, to - m->behind);
    return !str_eq_nocase(behind, STR("s")) && /* of several: a list, or figures about them */
           !has_part(str_of(m->text.p + from, m->anchor - from), no_secret_before) &&
           !has_part(behind, no_secret_behind);
}

/* Between name and value ------------------------------------------------------------------------------------------- */

static char byte_at(struct str text, size_t at)
{
    return at < text.len ? text.p[at] : 0;
}

static size_t skip_blanks(struct str text, size_t at)
{
    size_t end = at + GAP_MAX;
    while (at < end && (byte_at(text, at) == ' ' || byte_at(text, at) == '\t'))
        at++;
    return at;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* How a value is joined to its name. */
struct joint {
    size_t end;     /* one past it */
    char sign;      /* = : , ( > */
    bool is_quoted; /* the name stands in quotes */
};

/* The annotation of a type, as in `password: String = "…`: one past its sign, or `at`. */
static size_t skip_type(struct str text, size_t at)
{
    size_t i = skip_blanks(text, at);
    size_t start = i;
    while (i < start + NAME_MAX &&
           (is_name_byte(byte_at(text, i)) || byte_at(text, i) == '?' || byte_at(text, i) == '&'))
        i++;
    size_t sign = skip_blanks(text, i);
    bool is_type =
        i > start && byte_at(text, sign) == '=' && is_quote(byte_at(text, skip_blanks(text, sign + 1)));
    return is_type ? sign + 1 : at;
}

static bool read_joint(struct str text, size_t at, struct joint *ret_joint)
{
    struct joint j = {.is_quoted = is_quote(byte_at(text, at))};
    while (is_quote(byte_at(text, at)) || byte_at(text, at) == ']' || byte_at(text, at) == '\\')
        at++;
    if (byte_at(text, at) == '>') {
        *ret_joint = (struct joint){.end = at + 1, .sign = '>'};
        return true;
    }
    at = skip_blanks(text, at);
    j.sign = byte_at(text, at);
    if (!j.sign || !strchr("=:,(", j.sign))
        return false;
    at++;
    if (j.sign == ':')
        at = skip_type(text, at);
    while (byte_at(text, at) == '=' || byte_at(text, at) == '>')
        at++;
    j.end = skip_blanks(text, at);
    *ret_joint = j;
    return true;
}

/* Values ----------------------------------------------------------------------------------------------------------- */

/* One past the last byte of a value without quotes. */
static size_t bare_end(struct str text, size_t at, char sign)
{
    size_t i = at;
    while (i < text.len && i - at <= VALUE_MAX && !isspace((unsigned char)text.p[i]) && text.p[i] != '<' &&
           (sign == '>' || !is_quote(text.p[i])))
        i++;
    while (sign != '>' && i > at && (text.p[i - 1] == ',' || text.p[i - 1] == ';'))
        i--;
    return i;
}

/* In JSON inside of a string the quotes are escaped. */
static bool quoted_end(struct str text, size_t at, size_t *ret_start, size_t *ret_end)
{
    bool is_escaped = byte_at(text, at) == '\\';
    char quote = byte_at(text, at + is_escaped);
    if (!is_quote(quote))
        return false;
    size_t start = at + is_escaped + 1, i = start;
    while (i < text.len && i - start <= VALUE_MAX && text.p[i] != quote && text.p[i] != '\n')
        i++;
    *ret_start = start;
    *ret_end = i - (is_escaped && i > start);
    return byte_at(text, i) == quote && i > start;
}

/* Moves the match to the value. */
static bool read_value(struct secret_match *m)
{
    struct joint joint;
    size_t name_end, start, end;
    if (!read_name(m, &name_end) || !read_joint(m->text, name_end, &joint))
        return false;
    if (!quoted_end(m->text, joint.end, &start, &end)) {
        bool is_bare = joint.sign == '>' || (!m->is_code && (joint.sign == '=' || joint.sign == ':'));
        start = joint.end;
        end = bare_end(m->text, start, joint.sign);
        if (!is_bare || (joint.sign == '>' && byte_at(m->text, end) != '<'))
            return false;
    } else if (joint.sign == ',' && !joint.is_quoted) {
        return false; /* an argument that comes before a string */
    }
    m->from = start;
    m->to = end;
    return end > start && end - start <= VALUE_MAX;
}

static struct str value_of(const struct secret_match *m)
{
    return str_of(m->text.p + m->from, m->to - m->from);
}

enum secret_verdict secret_keyed_password(struct secret_match *m)
{
    if (!read_value(m) || !secret_is_strong_password(value_of(m)))
        return SECRET_NONE;
    return SECRET_OPEN;
}

/* A digest, an image, an address or the like. */
static bool is_something_else(struct str value)
{
    static const char *const starts[] = {
        "sha1", "sha256", "sha384", "sha512", "md5",   "data:", "iVBOR",  "R0lGOD", "/9j/",
        "http", "ssh-",   "urn:",   "arn:",   "file:", "PHN2Z", "AAAAB3", NULL};
    for (size_t i = 0; starts[i]; i++)
        if (str_starts(value, str_from(starts[i])))
            return true;
    return secret_is_uuid(value);
}

static bool is_key_alphabet(struct str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (!isalnum((unsigned char)value.p[i]) && !(value.p[i] && strchr("+/=_-.~!", value.p[i])))
            return false;
    return true;
}

enum secret_verdict secret_keyed_secret(struct secret_match *m)
{
    enum { LEN_MIN = 16, LEN_MAX = 200 };
    if (!read_value(m))
        return SECRET_NONE;
    struct str value = value_of(m);
    if (value.len < LEN_MIN || value.len > LEN_MAX || !is_key_alphabet(value) || is_something_else(value) ||
        !secret_is_random(value))
        return SECRET_NONE;
    return SECRET_OPEN;
}
