#include "pipeline/git/commit_text.h"

#include "pipeline/base/num.h"
#include "pipeline/git/git_space.h"

#include <errno.h>
#include <iconv.h>
#include <limits.h>

enum {
    ENCODING_NAME_MAX = 40, /* the longest that glibc knows has 29 */
    UTF8_GROWTH_MAX = 8,    /* bytes of UTF-8 for one of any encoding: TSCII has bytes for three characters */
};

/* Objects ----------------------------------------------------------------------------------------------------------- */

static struct str until_nul(struct str object)
{
    ptrdiff_t nul = str_index(object, '\0');
    return nul < 0 ? object : str_head(object, (size_t)nul);
}

/* A line `word` and an id at the start of *rest, taken off it. */
static bool take_id(struct str *rest, struct str word, size_t id_len, struct object_id *ret_id)
{
    size_t len = word.len + 2 * id_len;
    if (!str_starts(*rest, word) || rest->len <= len || rest->p[len] != '\n')
        return false;
    if (!object_id_parse(str_head(str_skip(*rest, word.len), 2 * id_len), id_len, ret_id))
        return false;
    *rest = str_skip(*rest, len + 1);
    return true;
}

static int take_parents(struct str *rest, size_t id_len, struct arena *arena, struct commit_text *commit,
                        struct err *err)
{
    const struct str word = STR("parent ");
    size_t line_len = word.len + 2 * id_len + 1, n = 0;
    while (str_starts(str_skip(*rest, n * line_len), word))
        n++;
    if (n > COMMIT_PARENTS_MAX)
        return err_set(err, ERR_INPUT, "a commit with more than %d parents", COMMIT_PARENTS_MAX);
    if (n)
        vec_reserve(&commit->parents, arena, n);
    for (size_t i = 0; i < n; i++) {
        if (!take_id(rest, word, id_len, vec_push(&commit->parents, arena)))
            return err_set(err, ERR_INPUT, "a commit with a broken parent line");
    }
    return 0;
}

static struct str take_digits(struct str *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] >= '0' && rest->p[n] <= '9')
        n++;
    struct str digits = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return digits;
}

/* Seconds, and a zone as +hhmm. Without both, git takes it for no date. */
static void read_time(struct str text, struct commit_person *person)
{
    int64_t time_s, zone;
    text = git_trim_start(text);
    struct str seconds = take_digits(&text);
    text = git_trim_start(text);
    if (seconds.len == 0 || text.len == 0 || (text.p[0] != '+' && text.p[0] != '-'))
        return;
    int sign = text.p[0] == '-' ? -1 : 1;
    text = str_skip(text, 1);
    struct str digits = take_digits(&text);
    if (digits.len == 0 || !num_parse_int(seconds, &time_s))
        return;
    person->time_s = time_s;
    if (num_parse_int(digits, &zone) && zone < INT_MAX)
        person->zone_min = (int32_t)(sign * (zone / 100 * 60 + zone % 100));
}

/* `Name <e-mail> seconds zone`. The e-mail ends at the first '>', the date begins behind the last. */
static struct commit_person read_person(struct str line)
{
    struct commit_person person = {0};
    ptrdiff_t open = str_index(line, '<');
    struct str email = str_skip(line, (size_t)(open + 1));
    ptrdiff_t close = str_index(email, '>');
    if (open < 0 || close < 0)
        return person;
    person.name = git_trim_end(str_head(line, (size_t)open));
    person.email = str_head(email, (size_t)close);
    read_time(str_skip(email, (size_t)str_rindex(email, '>') + 1), &person);
    return person;
}

/* The lines behind the parents, up to an empty one, and the message. Of repeated lines the last person counts and the
 * first encoding. Continued ones (gpgsig, mergetag) begin with a blank, so they are none of these. */
static void read_headers(struct str rest, struct commit_text *commit)
{
    const struct str author = STR("author "), committer = STR("committer "), encoding = STR("encoding ");
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        if (line.len == 0)
            break;
        if (str_starts(line, author))
            commit->author = read_person(str_skip(line, author.len));
        else if (str_starts(line, committer))
            commit->committer = read_person(str_skip(line, committer.len));
        else if (str_starts(line, encoding) && !commit->encoding.p)
            commit->encoding = str_skip(line, encoding.len);
    }
    commit->message = rest;
}

int commit_text_parse(struct str object, size_t id_len, struct arena *arena, struct commit_text *ret_commit,
                      struct err *err)
{
    struct commit_text commit = {0};
    struct str rest = until_nul(object);
    if (!take_id(&rest, STR("tree "), id_len, &commit.tree))
        return err_set(err, ERR_INPUT, "a commit without a tree");
    int rc = take_parents(&rest, id_len, arena, &commit, err);
    if (rc < 0)
        return rc;
    read_headers(rest, &commit);
    *ret_commit = commit;
    return 0;
}

static enum object_type type_of(struct str name)
{
    static const struct {
        struct str name;
        enum object_type type;
    } types[] = {{{"commit", 6}, OBJECT_COMMIT},
                 {{"tree", 4}, OBJECT_TREE},
                 {{"blob", 4}, OBJECT_BLOB},
                 {{"tag", 3}, OBJECT_TAG}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_eq(name, types[i].name))
            return types[i].type;
    }
    return OBJECT_NONE;
}

int commit_text_tag(struct str object, size_t id_len, struct object_id *ret_target,
                    enum object_type *ret_type, struct err *err)
{
    struct object_id target;
    struct str rest = object;
    const struct str word = STR("type ");
    if (!take_id(&rest, STR("object "), id_len, &target) || !str_starts(rest, word))
        return err_set(err, ERR_INPUT, "a tag without an object");
    enum object_type type = type_of(str_skip(str_cut(&rest, '\n'), word.len));
    if (type == OBJECT_NONE)
        return err_set(err, ERR_INPUT, "a tag of an object without a type");
    *ret_target = target;
    *ret_type = type;
    return 0;
}

/* Subject ----------------------------------------------------------------------------------------------------------- */

/* The next line of *rest without white space at its end: empty at the end of a paragraph. */
static struct str take_line(struct str *rest)
{
    return rest->p ? git_trim_end(str_cut(rest, '\n')) : (struct str){0};
}

/* Bytes up to the empty line or the end. */
static size_t paragraph_len(struct str text)
{
    struct str rest = text, line, last = {0};
    while ((line = take_line(&rest)).len)
        last = line;
    return last.p ? (size_t)(last.p - text.p) + last.len : 0;
}

struct str commit_text_subject(struct arena *arena, struct str message)
{
    struct str first = {0}, line;
    while (message.p && first.len == 0)
        first = take_line(&message);
    size_t more = paragraph_len(message), len = first.len;
    if (more == 0)
        return first;
    char *joined = arena_array(arena, char, first.len + 1 + more);
    memcpy(joined, first.p, first.len);
    while ((line = take_line(&message)).len) {
        joined[len++] = ' ';
        memcpy(joined + len, line.p, line.len);
        len += line.len;
    }
    return str_of(joined, len);
}

/* Encoding ---------------------------------------------------------------------------------------------------------- */

static bool is_utf8_name(struct str encoding)
{
    return encoding.len == 0 || str_eq_nocase(encoding, STR("utf-8")) || str_eq_nocase(encoding, STR("utf8"));
}

/* No '/', which to iconv is a way of converting, and no file name. */
static bool is_encoding_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_alnum && (c == '\0' || !strchr("-_.:+() ", c)))
            return false;
    }
    return name.len <= ENCODING_NAME_MAX;
}

/* All of `text` and what the converter still holds at its end, or an empty slice without bytes. */
static struct str convert(iconv_t to_utf8, struct arena *arena, struct str text)
{
    char *from = (char *)(uintptr_t)text.p; /* iconv's prototype lacks a const */
    size_t left = text.len, cap = text.len + text.len / 2 + 16, len = 0;
    const size_t most = text.len * UTF8_GROWTH_MAX + 16;
    char *to = arena_grow(arena, NULL, 0, cap, 1);
    for (bool at_end = false;;) {
        char *at = to + len;
        size_t room = cap - len;
        size_t rc = iconv(to_utf8, at_end ? NULL : &from, at_end ? NULL : &left, &at, &room);
        len = cap - room;
        if (rc != (size_t)-1 && at_end)
            return str_of(to, len);
        if (rc != (size_t)-1) {
            at_end = true;
            continue;
        }
        if (errno != E2BIG || cap == most)
            return (struct str){0};
        size_t more = cap * 2 < most ? cap * 2 : most;
        to = arena_grow(arena, to, cap, more, 1);
        cap = more;
    }
}

struct str commit_text_utf8(struct arena *arena, struct str encoding, struct str text)
{
    char name[ENCODING_NAME_MAX + 1] = {0};
    if (text.len == 0 || text.len > COMMIT_DECODE_MAX || is_utf8_name(encoding) || !is_encoding_name(encoding))
        return text;
    if (str_eq_nocase(encoding, STR("latin-1"))) /* git's own name for it */
        encoding = STR("ISO-8859-1");
    memcpy(name, encoding.p, encoding.len);
    iconv_t to_utf8 = iconv_open("UTF-8", name);
    if (to_utf8 == (iconv_t)-1)
        return text;
    struct str converted = convert(to_utf8, arena, text);
    iconv_close(to_utf8);
    return converted.p ? converted : text;
}
