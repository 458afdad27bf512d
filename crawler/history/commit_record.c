#include "crawler/history/commit_record.h"

#include "crawler/history/commit_kind.h"
#include "pipeline/record/record.h"

/* A commit while its record is written. */
struct writer {
    const struct history_setup *setup;
    struct arena *arena;
    struct json_out record;
    char id[OBJECT_ID_HEX_MAX + 1];
};

static struct str hex_of(struct writer *w, const struct object_id *id)
{
    size_t id_len = object_store_id_len(w->setup->store);
    char *hex = arena_array(w->arena, char, OBJECT_ID_HEX_MAX + 1);
    hex_encode(id->bytes, id_len, hex);
    return str_of(hex, 2 * id_len);
}

/* People ----------------------------------------------------------------------------------------------------------- */

struct person_keys {
    const char *name, *email, *time_s, *zone_min;
};

static void put_person(struct writer *w, const struct person_keys *keys, const struct commit_person *person,
                       struct str encoding)
{
    struct str name = commit_text_utf8(w->arena, encoding, person->name);
    struct str email = commit_text_utf8(w->arena, encoding, person->email);
    mailmap_resolve(w->setup->mailmap, &name, &email);
    json_put_str(&w->record, keys->name, name);
    json_put_str(&w->record, keys->email, email);
    json_put_int(&w->record, keys->time_s, person->time_s);
    if (person->zone_min)
        json_put_int(&w->record, keys->zone_min, person->zone_min);
}

static void put_people(struct writer *w, const struct commit_text *text)
{
    static const struct person_keys author = {"author_name", "author_email", "author_time_s",
                                              "author_zone_min"};
    static const struct person_keys committer = {"committer_name", "committer_email", "committer_time_s",
                                                 "committer_zone_min"};
    put_person(w, &author, &text->author, text->encoding);
    put_person(w, &committer, &text->committer, text->encoding);
}

/* "Name <email>", as a trailer has it. */
static void put_co_author(struct writer *w, struct str value)
{
    ptrdiff_t open = str_rindex(value, '<');
    struct str email = open < 0 ? (struct str){NULL, 0} : str_skip(value, (size_t)open + 1);
    ptrdiff_t close = str_index(email, '>');
    struct str name = str_trim(open < 0 ? value : str_head(value, (size_t)open));
    if (close >= 0)
        email = str_head(email, (size_t)close);
    mailmap_resolve(w->setup->mailmap, &name, &email);
    json_open(&w->record, '{');
    json_put_str(&w->record, "name", name);
    json_put_str(&w->record, "email", email);
    json_close(&w->record, '}');
}

static void put_co_authors(struct writer *w, const struct commit_trailers *trailers)
{
    bool is_open = false;
    for (size_t i = 0; i < trailers->at.len; i++) {
        if (!str_eq_nocase(trailers->at.at[i].key, STR("Co-authored-by")))
            continue;
        if (!is_open) {
            json_key(&w->record, "co_authors");
            json_open(&w->record, '[');
        }
        is_open = true;
        put_co_author(w, trailers->at.at[i].value);
    }
    if (is_open)
        json_close(&w->record, ']');
}

/* What the message says -------------------------------------------------------------------------------------------- */

/* The whole id where the repository has one object that begins so; else as the message has it. */
static struct str whole_id(struct writer *w, struct str hex)
{
    struct object_id id;
    struct err ignored;
    return object_find_abbreviated(w->setup->store, hex, &id, &ignored) > 0 ? hex_of(w, &id) : hex;
}

static void put_references(struct writer *w, const char *key, const struct commit_references *references)
{
    if (references->len == 0)
        return;
    json_key(&w->record, key);
    json_open(&w->record, '[');
    for (size_t i = 0; i < references->len; i++)
        json_str(&w->record, whole_id(w, references->at[i]));
    json_close(&w->record, ']');
}

static void put_flag(struct writer *w, const char *key, bool value)
{
    if (value)
        json_put_bool(&w->record, key, true);
}

/* Returns whether it is a fix. */
static bool put_message(struct writer *w, const struct commit_text *text)
{
    struct commit_trailers trailers = {0};
    struct commit_kind kind;
    struct str message = commit_text_utf8(w->arena, text->encoding, text->message);
    struct str subject = commit_text_subject(w->arena, message);
    commit_text_trailers(w->arena, message, &trailers);
    commit_kind(subject, message, &trailers, &kind);
    json_put_str(&w->record, "subject", subject);
    if (kind.type.len)
        json_put_str(&w->record, "type", kind.type);
    put_flag(w, "is_fix", kind.is_fix);
    put_flag(w, "is_revert", kind.is_revert);
    put_references(w, "fixes", &kind.fixes);
    put_references(w, "reverts", &kind.reverts);
    put_co_authors(w, &trailers);
    return kind.is_fix;
}

/* Where it stands -------------------------------------------------------------------------------------------------- */

/* Parents that are not there are named by none of the walk's commits, so the text is asked. */
static void put_parents(struct writer *w, const struct commit_text *text)
{
    if (text->parents.len == 0)
        return;
    json_key(&w->record, "parents");
    json_open(&w->record, '[');
    for (size_t i = 0; i < text->parents.len; i++)
        json_str(&w->record, hex_of(w, &text->parents.at[i]));
    json_close(&w->record, ']');
}

static size_t first_tag(const struct refs *tags, const struct object_id *id)
{
    size_t low = 0, high = tags->at.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (object_id_cmp(&tags->at.at[mid].id, id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void put_tags(struct writer *w, const struct object_id *id)
{
    const struct refs *tags = &w->setup->tags;
    size_t first = first_tag(tags, id);
    if (first == tags->at.len || !object_id_eq(&tags->at.at[first].id, id))
        return;
    json_key(&w->record, "tags");
    json_open(&w->record, '[');
    for (size_t i = first; i < tags->at.len && object_id_eq(&tags->at.at[i].id, id); i++)
        json_str(&w->record, tags->at.at[i].name);
    json_close(&w->record, ']');
}

/* Changes ---------------------------------------------------------------------------------------------------------- */

static void put_totals(struct writer *w, const struct commit_changes *changes)
{
    int64_t added = 0, deleted = 0;
    for (size_t i = 0; i < changes->at.len; i++) {
        added += changes->at.at[i].count.lines.added;
        deleted += changes->at.at[i].count.lines.deleted;
    }
    json_put_int(&w->record, "files_changed", (int64_t)changes->at.len);
    json_put_int(&w->record, "lines_added", added);
    json_put_int(&w->record, "lines_deleted", deleted);
}

static const char *status_of(const struct tree_change *change)
{
    static const uint32_t type_mask = 0170000;
    if (change->old_mode == 0)
        return "A";
    if (change->new_mode == 0)
        return "D";
    if (change->old_path.len)
        return "R";
    return (change->old_mode & type_mask) != (change->new_mode & type_mask) ? "T" : "M";
}

static void put_change(const struct writer *w, const struct counted_change *counted, struct buf *out)
{
    const struct tree_change *change = counted->change;
    struct json_out r = record_open(out, "change");
    json_put_str(&r, "commit_id", str_from(w->id));
    json_put_path(&r, "path", change->path);
    if (change->old_path.len) {
        json_put_path(&r, "old_path", change->old_path);
        json_put_int(&r, "similarity", change->similarity);
    }
    json_put_str(&r, "status", str_from(status_of(change)));
    if (counted->count.is_binary)
        json_put_bool(&r, "is_binary", true);
    if (!counted->count.is_binary && !counted->is_missing) {
        json_put_int(&r, "lines_added", counted->count.lines.added);
        json_put_int(&r, "lines_deleted", counted->count.lines.deleted);
    }
    record_close(&r);
}

bool commit_record_put(const struct history_setup *setup, const struct walk_commit *commit,
                       const struct commit_text *text, const struct commit_changes *changes,
                       struct arena *arena, struct buf *out)
{
    struct writer w = {.setup = setup, .arena = arena, .record = record_open(out, "commit")};
    hex_encode(commit->id.bytes, object_store_id_len(setup->store), w.id);
    json_put_str(&w.record, "commit_id", str_from(w.id));
    put_parents(&w, text);
    put_people(&w, text);
    bool is_fix = put_message(&w, text);
    put_tags(&w, &commit->id);
    put_flag(&w, "is_merge", text->parents.len > 1);
    put_flag(&w, "is_boundary", commit->is_boundary);
    put_flag(&w, "is_rename_limited", changes->is_limited);
    put_totals(&w, changes);
    record_close(&w.record);
    for (size_t i = 0; i < changes->at.len; i++)
        put_change(&w, &changes->at.at[i], out);
    return is_fix;
}
