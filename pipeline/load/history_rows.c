#include "pipeline/load/history_rows.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/past_rows.h"
#include "pipeline/load/tables.h"

enum { ID_HEX_MAX = 64, ID_MAX = 32 };

struct history_rows {
    struct store *store;
    struct names *names;
    struct arena *arena;
    int64_t root_id;
    struct intern people;      /* name, NUL, e-mail */
    VEC(int64_t) person_ids;   /* by slot of `people` */
    struct buf person;         /* the key at hand */
    struct past_rows *past;
    bool is_open, is_rewritten;
    bool is_forgotten;         /* what was known is dropped: all comes anew */
    int64_t revision_id;       /* of the commit whose changes are coming; 0: none, or stored already */
    struct buf commit_id;      /* its id as written */
    struct store_stmt *find_person, *put_person, *find_revision, *put_revision, *put_parent, *put_reference,
        *put_co_author, *put_tag, *put_change;
};

/* Beginning ------------------------------------------------------------------------------------------------------- */

static int prepare_all(struct history_rows *h, struct err *err)
{
    const struct {
        const char *sql;
        struct store_stmt **stmt;
    } wanted[] = {
        {"SELECT person_id FROM person WHERE name = ? AND email = ?", &h->find_person},
        {"INSERT INTO person (name, email) VALUES (?, ?)", &h->put_person},
        {"SELECT 1 FROM revision WHERE root_id = ? AND commit_id = ?", &h->find_revision},
        {"INSERT INTO revision_parent (revision_id, parent, commit_id) VALUES (?, ?, ?)", &h->put_parent},
        {"INSERT OR IGNORE INTO revision_reference (revision_id, form, text) VALUES (?, ?, ?)", &h->put_reference},
        {"INSERT OR IGNORE INTO co_author (revision_id, person_id) VALUES (?, ?)", &h->put_co_author},
        {"INSERT OR REPLACE INTO tag (root_id, name, commit_id) VALUES (?, ?, ?)", &h->put_tag},
    };
    int rc = row_prepare(h->store, &table_revision, &h->put_revision, err);
    if (rc == 0)
        rc = row_prepare(h->store, &table_change, &h->put_change, err);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == 0; i++)
        rc = store_prepare(h->store, wanted[i].sql, wanted[i].stmt, err);
    return rc;
}

int history_rows_init(struct history_rows **ret_rows, struct store *store, struct names *names, struct arena *arena,
                      int64_t root_id, struct err *err)
{
    enum { PERSON_MAX = 2 << 20 }; /* a name and an address, of one record each */
    struct history_rows *h = arena_new(arena, struct history_rows);
    *h = (struct history_rows){.store = store, .names = names, .arena = arena, .root_id = root_id};
    buf_init(&h->person, PERSON_MAX);
    buf_init(&h->commit_id, ID_HEX_MAX + 1);
    int rc = prepare_all(h, err);
    if (rc == 0)
        rc = past_rows_init(&h->past, store, names, arena, root_id, err);
    if (rc == 0)
        *ret_rows = h;
    return rc;
}

void history_rows_release(struct history_rows *rows)
{
    if (!rows)
        return;
    buf_release(&rows->person);
    buf_release(&rows->commit_id);
    past_rows_release(rows->past);
}

/* People ---------------------------------------------------------------------------------------------------------- */

static int find_or_add_person(struct history_rows *h, struct str name, struct str email, int64_t *ret_id,
                              struct err *err)
{
    store_bind_text(h->find_person, 1, name);
    store_bind_text(h->find_person, 2, email);
    int rc = store_step(h->find_person, err);
    if (rc > 0) {
        *ret_id = store_int(h->find_person, 0);
        store_reset(h->find_person);
        return 0;
    }
    store_bind_text(h->put_person, 1, name);
    store_bind_text(h->put_person, 2, email);
    if (rc == 0)
        rc = store_run(h->put_person, err);
    if (rc == 0)
        *ret_id = store_last_id(h->store);
    return rc;
}

static int person_id(struct history_rows *h, struct str name, struct str email, int64_t *ret_id, struct err *err)
{
    name = name.p ? name : STR("");
    email = email.p ? email : STR("");
    buf_clear(&h->person);
    buf_add(&h->person, name);
    buf_addc(&h->person, '\0');
    buf_add(&h->person, email);
    if (h->person.overflow)
        return err_set(err, ERR_INPUT, "commit: name or address of a person too long");
    uint32_t slot = intern_find(&h->people, buf_str(&h->person));
    if (slot == INTERN_NONE) {
        int64_t id = 0;
        int rc = find_or_add_person(h, name, email, &id, err);
        if (rc < 0)
            return rc;
        slot = intern_id(&h->people, h->arena, buf_str(&h->person));
        *vec_push(&h->person_ids, h->arena) = id;
    }
    *ret_id = h->person_ids.at[slot];
    return 0;
}

/* The history ----------------------------------------------------------------------------------------------------- */

static int decode_id(struct str hex, unsigned char id[ID_MAX], struct str *ret_id, const char *what, struct err *err)
{
    size_t len = hex.len / 2;
    if ((len != 20 && len != ID_MAX) || !hex_decode(hex, id, len))
        return err_set(err, ERR_INPUT, "%s is not the id of a commit", what);
    *ret_id = str_of((const char *)id, len);
    return 0;
}

/* Is what the store has of this root's past what the stream goes on from? */
static int is_continued(struct history_rows *h, struct str known, struct str settings, bool *ret_is, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(h->store, "SELECT 1 FROM history WHERE root_id = ? AND tip = ? AND settings = ?", &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_int(stmt, 1, h->root_id);
    store_bind_blob(stmt, 2, known);
    store_bind_text(stmt, 3, settings);
    rc = store_step(stmt, err);
    *ret_is = rc > 0;
    store_free(stmt);
    return rc < 0 ? rc : 0;
}

static int forget(struct history_rows *h, struct err *err)
{
    static const char *const steps[] = {
        "DELETE FROM change WHERE revision_id IN (SELECT revision_id FROM revision WHERE root_id = ?)",
        "DELETE FROM revision WHERE root_id = ?",
        "DELETE FROM past_version WHERE root_id = ?",
    };
    int rc = 0;
    h->is_forgotten = true;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == 0; i++)
        rc = store_exec_with(h->store, err, steps[i], "i", h->root_id);
    return rc;
}

static int put_history(struct history_rows *h, struct str tip, const struct json_val *record, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(h->store,
                           "INSERT OR REPLACE INTO history (root_id, tip, settings, is_shallow, is_partial)"
                           " VALUES (?, ?, ?, ?, ?)",
                           &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_int(stmt, 1, h->root_id);
    store_bind_blob(stmt, 2, tip);
    store_bind_text(stmt, 3, json_get_str(record, "settings"));
    store_bind_int(stmt, 4, json_get_bool(record, "is_shallow", false));
    store_bind_int(stmt, 5, json_get_bool(record, "is_partial", false));
    rc = store_run(stmt, err);
    store_free(stmt);
    return rc;
}

/* `known` in the record, decoded; empty when there is none. */
static int read_known(const struct json_val *record, unsigned char id[ID_MAX], struct str *ret_known, struct err *err)
{
    struct str known = json_get_str(record, "known");
    *ret_known = (struct str){NULL, 0};
    return known.p ? decode_id(known, id, ret_known, "history: known", err) : 0;
}

int history_rows_history(struct history_rows *h, const struct json_val *record, struct err *err)
{
    unsigned char tip_id[ID_MAX], known_id[ID_MAX];
    struct str tip, known, settings = json_get_str(record, "settings");
    bool goes_on = false;
    if (h->is_open)
        return err_set(err, ERR_INPUT, "history: a second one of this root");
    if (!settings.p)
        return err_set(err, ERR_INPUT, "history: no settings");
    int rc = decode_id(json_get_str(record, "tip"), tip_id, &tip, "history: tip", err);
    if (rc == 0)
        rc = read_known(record, known_id, &known, err);
    if (rc == 0 && known.p)
        rc = is_continued(h, known, settings, &goes_on, err);
    if (rc == 0 && known.p && !goes_on)
        rc = err_set(err, ERR_INPUT, "history: goes on from a commit that is not the tip in this store");
    if (rc == 0 && !goes_on)
        rc = forget(h, err);
    if (rc == 0)
        rc = store_exec_with(h->store, err, "DELETE FROM tag WHERE root_id = ?", "i", h->root_id);
    if (rc == 0)
        rc = put_history(h, tip, record, err);
    h->is_open = true;
    h->is_rewritten = goes_on && !json_get_bool(record, "is_continued", false);
    return rc;
}

/* Commits --------------------------------------------------------------------------------------------------------- */

static int is_stored(struct history_rows *h, struct str id, struct err *err)
{
    store_bind_int(h->find_revision, 1, h->root_id);
    store_bind_blob(h->find_revision, 2, id);
    int rc = store_step(h->find_revision, err);
    if (rc > 0)
        store_reset(h->find_revision);
    return rc;
}

static int put_parents(struct history_rows *h, const struct json_val *record, struct err *err)
{
    struct json_iter parents = json_iter_begin(json_get(record, "parents"));
    const struct json_val *parent;
    int rc = 0;
    for (int64_t i = 0; rc == 0 && (parent = json_iter_next(&parents, NULL)); i++) {
        unsigned char bytes[ID_MAX];
        struct str id;
        rc = decode_id(json_str_value(parent), bytes, &id, "commit: a parent", err);
        if (rc < 0)
            break;
        store_bind_int(h->put_parent, 1, h->revision_id);
        store_bind_int(h->put_parent, 2, i);
        store_bind_blob(h->put_parent, 3, id);
        rc = store_run(h->put_parent, err);
    }
    return rc;
}

static int put_references(struct history_rows *h, const struct json_val *record, const char *form, struct err *err)
{
    struct json_iter list = json_iter_begin(json_get(record, form));
    const struct json_val *text;
    int rc = 0;
    while (rc == 0 && (text = json_iter_next(&list, NULL))) {
        if (!json_is_str(text))
            return err_set(err, ERR_INPUT, "commit: %s: not text", form);
        store_bind_int(h->put_reference, 1, h->revision_id);
        store_bind_text(h->put_reference, 2, str_from(form));
        store_bind_text(h->put_reference, 3, json_str_value(text));
        rc = store_run(h->put_reference, err);
    }
    return rc;
}

static int put_co_authors(struct history_rows *h, const struct json_val *record, struct err *err)
{
    struct json_iter list = json_iter_begin(json_get(record, "co_authors"));
    const struct json_val *person;
    int rc = 0;
    while (rc == 0 && (person = json_iter_next(&list, NULL))) {
        int64_t id = 0;
        rc = person_id(h, json_get_str(person, "name"), json_get_str(person, "email"), &id, err);
        if (rc < 0)
            break;
        store_bind_int(h->put_co_author, 1, h->revision_id);
        store_bind_int(h->put_co_author, 2, id);
        rc = store_run(h->put_co_author, err);
    }
    return rc;
}

static int put_revision(struct history_rows *h, struct arena scratch, struct str id, const struct json_val *record,
                        struct err *err)
{
    int64_t author = 0, committer = 0;
    int rc = person_id(h, json_get_str(record, "author_name"), json_get_str(record, "author_email"), &author, err);
    if (rc == 0)
        rc = person_id(h, json_get_str(record, "committer_name"), json_get_str(record, "committer_email"), &committer,
                       err);
    if (rc < 0)
        return rc;
    store_bind_int(h->put_revision, 1, h->root_id);
    store_bind_blob(h->put_revision, 2, id);
    store_bind_int(h->put_revision, 3, author);
    store_bind_int(h->put_revision, 4, committer);
    return row_put(&table_revision, h->put_revision, h->names, scratch, record, err);
}

int history_rows_commit(struct history_rows *h, struct arena scratch, const struct json_val *record, struct err *err)
{
    static const char *const forms[] = {"fixes", "reverts"};
    unsigned char bytes[ID_MAX];
    struct str id, hex = json_get_str(record, "commit_id");
    if (!h->is_open)
        return err_set(err, ERR_INPUT, "commit: no history record before it");
    int rc = decode_id(hex, bytes, &id, "commit: commit_id", err);
    if (rc == 0)
        rc = is_stored(h, id, err);
    if (rc < 0)
        return rc;
    buf_clear(&h->commit_id);
    buf_add(&h->commit_id, hex);
    h->revision_id = 0;
    if (rc > 0)
        return 0;
    rc = put_revision(h, scratch, id, record, err);
    h->revision_id = store_last_id(h->store);
    if (rc == 0)
        rc = put_parents(h, record, err);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && rc == 0; i++)
        rc = put_references(h, record, forms[i], err);
    return rc == 0 ? put_co_authors(h, record, err) : rc;
}

int history_rows_change(struct history_rows *h, struct arena scratch, const struct json_val *record, struct err *err)
{
    if (!h->is_open || !str_eq(json_get_str(record, "commit_id"), buf_str(&h->commit_id)))
        return err_set(err, ERR_INPUT, "change: the commit record before it has another id");
    if (!h->revision_id)
        return 0;
    store_bind_int(h->put_change, 1, h->revision_id);
    return row_put(&table_change, h->put_change, h->names, scratch, record, err);
}

/* All tags come with every stream: they move without a commit. */
int history_rows_tag(struct history_rows *h, const struct json_val *record, struct err *err)
{
    unsigned char bytes[ID_MAX];
    struct str id, name = json_get_str(record, "name");
    if (!h->is_open || !name.p)
        return err_set(err, ERR_INPUT, "tag: %s", name.p ? "no history record before it" : "no name");
    int rc = decode_id(json_get_str(record, "commit_id"), bytes, &id, "tag: commit_id", err);
    if (rc < 0)
        return rc;
    store_bind_int(h->put_tag, 1, h->root_id);
    store_bind_text(h->put_tag, 2, name);
    store_bind_blob(h->put_tag, 3, id);
    return store_run(h->put_tag, err);
}

/* Past versions --------------------------------------------------------------------------------------------------- */

int history_rows_blob(struct history_rows *h, struct arena scratch, const struct json_val *record, struct err *err)
{
    if (!h->is_open)
        return err_set(err, ERR_INPUT, "blob: no history record before it");
    return past_rows_blob(h->past, scratch, record, err);
}

int history_rows_past_unit(struct history_rows *h, struct arena scratch, const struct json_val *record,
                           struct err *err)
{
    return past_rows_unit(h->past, scratch, record, err);
}

/* Ending ---------------------------------------------------------------------------------------------------------- */

/* What the tip does not reach any more. */
static int remove_unreached(struct history_rows *h, struct err *err)
{
#define REACHED                                                                                  \
    "WITH RECURSIVE reached (commit_id) AS ("                                                    \
    " SELECT tip FROM history WHERE root_id = ?1"                                                \
    " UNION SELECT parent.commit_id FROM reached"                                                \
    "  JOIN revision ON revision.root_id = ?1 AND revision.commit_id = reached.commit_id"        \
    "  JOIN revision_parent AS parent USING (revision_id))"
    static const char *const steps[] = {
        REACHED " DELETE FROM past_version WHERE root_id = ?1 AND commit_id NOT IN (SELECT commit_id FROM reached)",
        REACHED " DELETE FROM revision WHERE root_id = ?1 AND commit_id NOT IN (SELECT commit_id FROM reached)",
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == 0; i++)
        rc = store_exec_with(h->store, err, steps[i], "i", h->root_id);
    return rc == 0 ? store_exec(h->store, "DELETE FROM change WHERE revision_id NOT IN (SELECT revision_id FROM revision)",
                                err)
                   : rc;
}

int history_rows_end(struct history_rows *h, struct err *err)
{
    int rc = h->is_rewritten ? remove_unreached(h, err) : 0;
    return rc == 0 && (h->is_rewritten || h->is_forgotten) ? past_rows_prune(h->store, err) : rc;
}
