#include "crawler/files/file_record.h"

#include "crawler/files/classify.h"
#include "crawler/files/content_id.h"
#include "pipeline/record/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

_Static_assert((int)FILE_PIECE_BYTES >= (int)LANG_HEAD_BYTES,
               "the first piece must hold what lang_of looks at");

static const char changed[] = "changed during the scan";

/* What is found out about one file. */
struct facts {
    struct str path;
    const char *mode;
    const struct lang *lang;
    bool is_binary;
    const char *encoding; /* NULL: any that has ASCII in it */
    unsigned traits;      /* enum file_trait */
    struct line_count lines;
    uint64_t len_bytes;
    char content_id[GIT_ID_HEX_LEN + 1]; /* "" when not known */
};

void file_reader_init(struct file_reader *reader, struct arena *arena, const struct walk *walk,
                      struct str prefix)
{
    *reader = (struct file_reader){.walk = walk, .prefix = prefix};
    trail_init(&reader->trail, walk->root_fd);
    reader->piece = arena_grow(arena, NULL, 0, FILE_PIECE_BYTES, 64);
}

void file_reader_release(struct file_reader *reader)
{
    trail_release(&reader->trail);
}

/* Writing ------------------------------------------------------------------------------------------------------------ */

void file_record_error(struct buf *out, struct str path, struct str reason)
{
    struct json_out j = record_open(out, "error");
    json_put_str(&j, "stage", STR("cbc-crawl"));
    if (path.len)
        json_put_path(&j, "path", path);
    json_put_str(&j, "reason", reason);
    record_close(&j);
}

static void put_flag(struct json_out *j, const char *key, bool value)
{
    if (value)
        json_put_bool(j, key, true);
}

static void put_lines(struct json_out *j, const struct line_count *lines)
{
    json_put_int(j, "lines_total", (int64_t)lines->total);
    json_put_int(j, "lines_code", (int64_t)lines->code);
    json_put_int(j, "lines_comment", (int64_t)lines->comment);
    json_put_int(j, "lines_blank", (int64_t)lines->blank);
}

static void write_facts(const struct facts *facts, bool counted, struct buf *out)
{
    struct json_out j = record_open(out, "file");
    json_put_path(&j, "path", facts->path);
    if (facts->lang)
        json_put_str(&j, "lang", str_from(facts->lang->name));
    if (facts->lang && lang_kind(facts->lang))
        json_put_str(&j, "lang_kind", str_from(lang_kind(facts->lang)));
    json_put_int(&j, "len_bytes", (int64_t)facts->len_bytes);
    if (counted)
        put_lines(&j, &facts->lines);
    if (facts->content_id[0])
        json_put_str(&j, "content_id", str_from(facts->content_id));
    json_put_str(&j, "mode", str_from(facts->mode));
    if (facts->encoding)
        json_put_str(&j, "encoding", str_from(facts->encoding));
    put_flag(&j, "is_binary", facts->is_binary);
    put_flag(&j, "is_generated", facts->traits & FILE_GENERATED);
    put_flag(&j, "is_minified", facts->traits & FILE_MINIFIED);
    put_flag(&j, "is_vendored", facts->traits & FILE_VENDORED);
    put_flag(&j, "is_test", facts->traits & FILE_TEST);
    if (facts->lang && facts->len_bytes > FILE_PARSE_MAX)
        json_put_str(&j, "not_parsed", STR("too large"));
    record_close(&j);
}

/* Attributes --------------------------------------------------------------------------------------------------------- */

static struct attr_values attributes_of(const struct walk *walk, const struct walk_entry *entry)
{
    return scope_attributes_of(walk->scope, walk_attributes(entry), entry->path);
}

static void override_trait(const struct attr_values *values, enum attr_name name, unsigned trait,
                           unsigned *traits)
{
    bool says, is_true = attr_is_true(values, name, &says);
    if (says)
        *traits = is_true ? *traits | trait : *traits & ~trait;
}

uint64_t file_attribute_key(const struct walk *walk, const struct walk_entry *entry)
{
    static const enum attr_name used[] = {ATTR_GENERATED, ATTR_VENDORED, ATTR_LANGUAGE};
    struct attr_values values = attributes_of(walk, entry);
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++) {
        const struct attr_value *value = &values.of[used[i]];
        if (value->state != ATTR_UNKNOWN)
            key = key * 31 + value->state * 7 + i + 1 + (value->value.len ? hash64(value->value) : 0);
    }
    return key;
}

/* The language the project names for GitHub's linguist, else what name and bytes say. */
static const struct lang *language_of(const struct attr_values *values, struct str path, struct str head)
{
    const struct attr_value *named = &values->of[ATTR_LANGUAGE];
    const struct lang *lang = named->state == ATTR_VALUE ? lang_by_name(named->value) : NULL;
    return lang ? lang : lang_of(path, head).lang;
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

static void set_id(struct facts *facts, const unsigned char id[GIT_ID_LEN])
{
    hex_encode(id, GIT_ID_LEN, facts->content_id);
}

/* One file being read, and what each piece of it goes through. */
struct reading {
    struct file_reader *reader;
    const struct walk_entry *entry;
    struct facts *facts;
    int fd;
    uint64_t left_bytes;
    struct str head; /* the first piece, then its first LANG_HEAD_BYTES */
    struct attr_values attributes;
    struct git_blob_hash *hash; /* NULL: the index knows the id */
};

/* Reads up to `room` bytes to `to`; fewer only at the end of the file. -1 and errno. */
static ssize_t read_full(int fd, char *to, size_t room)
{
    size_t len = 0;
    while (len < room) {
        ssize_t got = read(fd, to + len, room - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        len += (size_t)got;
    }
    return (ssize_t)len;
}

/* The next piece, behind the first `keep` bytes of the buffer. NULL, or what is wrong. */
static const char *read_piece(struct reading *r, size_t keep, struct str *ret_piece)
{
    size_t room = FILE_PIECE_BYTES - keep;
    if (r->left_bytes < room)
        room = (size_t)r->left_bytes;
    ssize_t got = read_full(r->fd, r->reader->piece + keep, room);
    if (got < 0)
        return strerror(errno);
    if ((size_t)got < room)
        return changed;
    *ret_piece = str_of(r->reader->piece + keep, room);
    r->left_bytes -= room;
    return NULL;
}

/* Does the index know the id of these bytes? A filter for line ends leaves a file without CR as it is. */
static bool index_knows_id(const struct reading *r)
{
    const struct scope *scope = r->reader->walk->scope;
    const struct index_entry *tracked = r->entry->tracked;
    enum attr_filter filter = attr_filter_of(&r->attributes, scope->repo.settings.autocrlf);
    if (!tracked || filter == ATTR_FILTER_ANY || scope->repo.id_len != GIT_ID_LEN)
        return false;
    if (filter == ATTR_FILTER_EOL && (r->left_bytes > 0 || str_index(r->head, '\r') >= 0))
        return false;
    return content_id_is_fresh(tracked, &r->entry->stat, scope->index_mtime_ns);
}

/* Looks at the first piece and decides what is to be done with all of them. */
static void begin(struct reading *r)
{
    struct facts *facts = r->facts;
    struct str start = str_head(r->head, LANG_HEAD_BYTES);
    r->attributes = attributes_of(r->reader->walk, r->entry);
    facts->is_binary = classify_is_binary(facts->path, start);
    facts->encoding = classify_encoding(start);
    facts->lang = facts->is_binary ? NULL : language_of(&r->attributes, facts->path, start);
    if (!facts->is_binary)
        counter_start(&r->reader->counter, facts->lang);
    if (index_knows_id(r))
        set_id(facts, r->entry->tracked->id);
    else
        r->hash = git_blob_hash_new(facts->len_bytes);
}

static void add_piece(struct reading *r, struct str piece)
{
    if (!r->facts->is_binary)
        counter_add(&r->reader->counter, piece);
    if (r->hash)
        git_blob_hash_add(r->hash, piece);
}

static void finish(struct reading *r)
{
    struct facts *facts = r->facts;
    unsigned char id[GIT_ID_LEN];
    if (!facts->is_binary)
        counter_end(&r->reader->counter, &facts->lines);
    if (r->hash) {
        git_blob_hash_end(r->hash, id);
        set_id(facts, id);
    }
    facts->traits = classify_file(facts->path, str_head(r->head, LANG_HEAD_BYTES), facts->lang,
                                  facts->is_binary ? NULL : &facts->lines);
    override_trait(&r->attributes, ATTR_GENERATED, FILE_GENERATED, &facts->traits);
    override_trait(&r->attributes, ATTR_VENDORED, FILE_VENDORED, &facts->traits);
}

/* Reads the file behind `fd` and fills in the facts. NULL, or what is wrong. */
static const char *read_file(struct file_reader *reader, const struct walk_entry *entry, int fd,
                             struct facts *facts)
{
    struct reading r = {
        .reader = reader, .entry = entry, .facts = facts, .fd = fd, .left_bytes = facts->len_bytes};
    const char *wrong = read_piece(&r, 0, &r.head);
    if (wrong)
        return wrong;
    begin(&r);
    add_piece(&r, r.head);
    struct str piece;
    while (r.left_bytes > 0 && !(wrong = read_piece(&r, LANG_HEAD_BYTES, &piece)))
        add_piece(&r, piece);
    finish(&r);
    return wrong;
}

/* NULL, or what is wrong. The file must still be one, and is read to the length it has now. */
static const char *open_and_read(struct file_reader *reader, const struct walk_entry *entry, struct str path,
                                 struct facts *facts)
{
    int fd = trail_open(&reader->trail, path);
    if (fd < 0)
        return strerror(errno);
    struct stat st;
    const char *wrong = NULL;
    if (fstat(fd, &st) < 0)
        wrong = strerror(errno);
    else if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != entry->stat.len_bytes ||
             st.st_ino != entry->stat.ino)
        wrong = changed;
    else if (facts->len_bytes > file_read_max_bytes)
        wrong = "larger than 16 GB, not read";
    else
        wrong = read_file(reader, entry, fd, facts);
    close(fd);
    return wrong;
}

/* A link's content is its target, as for git. */
static const char *read_link(struct file_reader *reader, struct str path, struct facts *facts)
{
    int folder = trail_folder(&reader->trail, str_dirname(path));
    const char *name = str_basename(path).p; /* the path ends in NUL */
    ssize_t len = folder < 0 ? -1 : readlinkat(folder, name, reader->piece, FILE_PIECE_BYTES);
    if (len < 0)
        return strerror(errno);
    unsigned char id[GIT_ID_LEN];
    facts->len_bytes = (uint64_t)len;
    git_blob_id(str_of(reader->piece, (size_t)len), id);
    set_id(facts, id);
    return NULL;
}

static const char *find_facts(struct file_reader *reader, const struct walk_entry *entry, struct facts *facts)
{
    struct str path = walk_path(reader->walk, entry);
    if (entry->kind == WALK_REPO) {
        facts->mode = "160000";
        if (entry->tracked && reader->walk->scope->repo.id_len == GIT_ID_LEN)
            set_id(facts, entry->tracked->id);
        return NULL;
    }
    facts->mode = entry->kind == WALK_LINK ? "120000" : entry->stat.mode & S_IXUSR ? "100755" : "100644";
    facts->len_bytes = entry->stat.len_bytes;
    if (entry->kind == WALK_LINK)
        return read_link(reader, path, facts);
    return open_and_read(reader, entry, path, facts);
}

bool file_record_write(struct file_reader *reader, const struct walk_entry *entry, struct buf *out)
{
    char path[2 * (WALK_PATH_MAX + 1)];
    int len = snprintf(path, sizeof path, "%.*s%.*s", STR_ARG(reader->prefix),
                       STR_ARG(walk_path(reader->walk, entry)));
    struct facts facts = {.path = str_of(path, (size_t)len)};
    const char *wrong = entry->kind == WALK_PROBLEM ? entry->reason.p : find_facts(reader, entry, &facts);
    if (wrong) {
        bool is_folder = str_ends(facts.path, STR("/"));
        file_record_error(out, str_head(facts.path, facts.path.len - is_folder), str_from(wrong));
        return false;
    }
    write_facts(&facts, entry->kind == WALK_FILE && !facts.is_binary, out);
    return true;
}
