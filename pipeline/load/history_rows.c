#include "pipeline/load/history_rows.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/past_rows.h"
#include "pipeline/load/tables.h"

#include <stdio.h>

enum { ID_HEX_MAX = 64, ID_MAX = 32 };

enum { PERSON_BYTES_MAX = 2 << 20 }; /* a name and an address */

struct history_rows {
    struct store *store;
    struct names *names;
    struct arena *arena;
    int64_t root_id;
    struct intern people;    /* name, NUL, e-mail */
    VEC(int64_t) person_ids; /* by slot of `people` */
    struct buf person;       /* the key at hand */
    int64_t last_person_id, last_revision_id;
    struct past_rows *past;
    bool is_open, is_rewritten, none_stored;
    bool is_past_told;    /* versions of files come as well */
    int64_t revision_id;  /* of the commit whose changes are coming; 0: none, or stored already */
    struct buf commit_id; /* its id as written */
    struct store_stmt *find_person, *find_revision;
    struct store_rows *persons, *revisions, *parents, *references, *co_authors, *tags, *changes, *faults,
        *errors;
};

/* Beginning ------------------------------------------------------------------------------------------------------- */

enum { UNDERWAY = 9 };

/* Those that others refer to go first. */
static void list_rows(struct history_rows *h, struct store_rows **ret_list[UNDERWAY])
{
    struct store_rows **const list[UNDERWAY] = {&h->persons,    &h->revisions,  &h->parents,
                                                &h->references, &h->co_authors, &h->tags,
                                                &h->changes,    &h->faults,     &h->errors};
    memcpy(ret_list, list, sizeof list);
}

static int open_rows(struct history_rows *h, struct err *err)
{
    const struct {
        const char *table, *columns;
        int n_columns;
        const char *again;
        struct store_rows **rows;
    } wanted[] = {
        {"person", "person_id, name, email", 3, "", &h->persons},
        {"revision_parent", "revision_id, parent, commit_id", 3, "", &h->parents},
        {"revision_reference", "revision_id, form, text", 3, "ON CONFLICT DO NOTHING", &h->references},
        {"co_author", "revision_id, person_id", 2, "ON CONFLICT DO NOTHING", &h->co_authors},
        {"tag", "root_id, name, commit_id", 3, "ON CONFLICT DO NOTHING", &h->tags},
    };
    int rc = row_open(h->store, &table_revision, &h->revisions, err);
    if (rc == 0)
        rc = row_open(h->store, &table_change, &h->changes, err);
    if (rc == 0)
        rc = row_open(h->store, &table_szz, &h->faults, err);
    if (rc == 0)
        rc = row_open(h->store, &table_past_error, &h->errors, err);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == 0; i++)
        rc = store_rows_new(h->store, wanted[i].table, wanted[i].columns, wanted[i].n_columns,
                            wanted[i].again, wanted[i].rows, err);
    return rc;
}

static int prepare_all(struct history_rows *h, struct err *err)
{
    int rc = store_prepare(h->store, "SELECT person_id FROM person WHERE name = ? AND email = ?",
                           &h->find_person, err);
    if (rc == 0)
        rc = store_prepare(h->store, "SELECT revision_id FROM revision WHERE root_id = ? AND commit_id = ?",
                           &h->find_revision, err);
    if (rc == 0)
        rc = store_max_id(h->store, "SELECT max(person_id) FROM person", &h->last_person_id, err);
    if (rc == 0)
        rc = store_max_id(h->store, "SELECT max(revision_id) FROM revision", &h->last_revision_id, err);
    return rc;
}

int history_rows_new(struct history_rows **ret_rows, struct store *store, struct names *names,
                     struct arena *arena, int64_t root_id, struct err *err)
{
    struct history_rows *h = *ret_rows = arena_new(arena, struct history_rows);
    *h = (struct history_rows){.store = store, .names = names, .arena = arena, .root_id = root_id};
    buf_init(&h->person, PERSON_BYTES_MAX);
    buf_init(&h->commit_id, ID_HEX_MAX + 1);
    int rc = prepare_all(h, err);
    if (rc == 0)
        rc = open_rows(h, err);
    return rc == 0 ? past_rows_new(&h->past, store, names, arena, root_id, err) : rc;
}

void history_rows_release(struct history_rows *h)
{
    struct store_rows **list[UNDERWAY];
    if (!h)
        return;
    list_rows(h, list);
    for (size_t i = 0; i < UNDERWAY; i++)
        store_rows_free(*list[i]);
    past_rows_release(h->past);
    buf_release(&h->person);
    buf_release(&h->commit_id);
}

/* Cells: ids are copied, since rows wait for others of their table. */
static struct store_cell id_cell(struct store_rows *rows, struct str id)
{
    return store_cell_blob(str_dup(store_rows_arena(rows), id));
}

static struct store_cell text_cell(struct store_rows *rows, struct str text)
{
    return store_cell_text(str_dup(store_rows_arena(rows), text));
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
    if (rc < 0)
        return rc;
    struct store_cell *cells = store_rows_next(h->persons);
    cells[0] = store_cell_int(*ret_id = ++h->last_person_id);
    cells[1] = text_cell(h->persons, name);
    cells[2] = text_cell(h->persons, email);
    return store_rows_add(h->persons, err);
}

static int person_id(struct history_rows *h, struct str name, struct str email, int64_t *ret_id,
                     struct err *err)
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

static int decode_id(struct str hex, unsigned char id[ID_MAX], struct str *ret_id, const char *what,
                     struct err *err)
{
    size_t len = hex.len / 2;
    if ((len != 20 && len != ID_MAX) || !hex_decode(hex, id, len))
        return err_set(err, ERR_INPUT, "%s is not the id of a commit", what);
    *ret_id = str_of((const char *)id, len);
    return 0;
}

/* Is what the store has of this root's past what the stream goes on from? */
static int is_continued(struct history_rows *h, struct str known, struct str settings, bool *ret_is,
                        struct err *err)
{
    int64_t found = 0;
    int rc = store_query_int_with(h->store, &found, err,
                                  "SELECT 1 FROM history WHERE root_id = ? AND tip = ? AND settings = ?",
                                  "ibt", h->root_id, known, settings);
    *ret_is = found;
    return rc;
}

/* What belongs to revisions; keys are not followed while a load writes. */
static const char *const of_revisions[] = {"change", "revision_parent", "revision_reference", "co_author",
                                           "szz"};

static int delete_orphans(struct history_rows *h, struct err *err)
{
    char sql[128];
    int rc = 0;
    for (size_t i = 0; i < sizeof of_revisions / sizeof of_revisions[0] && rc == 0; i++) {
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE revision_id NOT IN (SELECT revision_id FROM revision)",
                 of_revisions[i]);
        rc = store_exec(h->store, sql, err);
    }
    return rc;
}

static int forget(struct history_rows *h, struct err *err)
{
    int rc = store_exec_with(h->store, err, "DELETE FROM revision WHERE root_id = ?", "i", h->root_id);
    if (rc == 0 && store_changed(h->store))
        rc = delete_orphans(h, err);
    if (rc == 0)
        rc = past_rows_forget_findings(h->past, err);
    if (rc == 0)
        rc = store_exec_with(h->store, err, "DELETE FROM past_error WHERE root_id = ?", "i", h->root_id);
    return rc;
}

/* What is known of versions counts at the tip where it was told; after a rewrite their numbers are others. */
static int begin_past(struct history_rows *h, bool is_at_tip, bool goes_on, struct err *err)
{
    int rc = 0;
    if (h->is_past_told || !is_at_tip)
        rc = past_rows_forget_files(h->past, err);
    if (rc == 0 && (!goes_on || (h->is_past_told && h->is_rewritten)))
        rc = past_rows_forget_versions(h->past, err);
    return rc;
}

static int put_history(struct history_rows *h, struct str tip, const struct json_val *record, struct err *err)
{
    return store_exec_with(
        h->store, err,
        "INSERT OR REPLACE INTO history (root_id, tip, settings, extent, is_shallow, is_partial)"
        " VALUES (?, ?, ?, coalesce(?, ''), ?, ?)",
        "ibttii", h->root_id, tip, json_get_str(record, "settings"), json_get_str(record, "extent"),
        (int64_t)json_get_bool(record, "is_shallow", false),
        (int64_t)json_get_bool(record, "is_partial", false));
}

/* `known` in the record, decoded; empty when there is none. */
static int read_known(const struct json_val *record, unsigned char id[ID_MAX], struct str *ret_known,
                      struct err *err)
{
    struct str known = json_get_str(record, "known");
    *ret_known = (struct str){NULL, 0};
    return known.p ? decode_id(known, id, ret_known, "history: known", err) : 0;
}

/* Removes what does not go on, and notes what the stream goes on from. */
static int begin(struct history_rows *h, struct str tip, struct str known, bool goes_on,
                 const struct json_val *record, struct err *err)
{
    int rc = goes_on ? 0 : forget(h, err);
    if (rc == 0)
        rc = store_exec_with(h->store, err, "DELETE FROM tag WHERE root_id = ?", "i", h->root_id);
    if (rc == 0)
        rc = put_history(h, tip, record, err);
    h->is_open = true;
    h->none_stored = !goes_on;
    h->is_rewritten = goes_on && !json_get_bool(record, "is_continued", false);
    h->is_past_told = json_get(record, "blobs") != NULL;
    return rc == 0 ? begin_past(h, known.p && str_eq(known, tip), goes_on, err) : rc;
}

static int take_history(struct history_rows *h, const struct json_val *record, struct err *err)
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
    return rc == 0 ? begin(h, tip, known, goes_on, record, err) : rc;
}

/* Commits --------------------------------------------------------------------------------------------------------- */

/* The revision of a commit; 0 when the store has none. */
static int find_revision(struct history_rows *h, struct str id, int64_t *ret_revision, struct err *err)
{
    store_bind_int(h->find_revision, 1, h->root_id);
    store_bind_blob(h->find_revision, 2, id);
    int rc = store_step(h->find_revision, err);
    *ret_revision = rc > 0 ? store_int(h->find_revision, 0) : 0;
    if (rc > 0)
        store_reset(h->find_revision);
    return rc < 0 ? rc : 0;
}

/* 1: it was there before this load. */
static int is_stored(struct history_rows *h, struct str id, struct err *err)
{
    int64_t revision_id = 0;
    int rc = h->none_stored ? 0 : find_revision(h, id, &revision_id, err);
    return rc < 0 ? rc : revision_id != 0;
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
        struct store_cell *cells = store_rows_next(h->parents);
        cells[0] = store_cell_int(h->revision_id);
        cells[1] = store_cell_int(i);
        cells[2] = id_cell(h->parents, id);
        rc = store_rows_add(h->parents, err);
    }
    return rc;
}

static int put_references(struct history_rows *h, const struct json_val *record, const char *form,
                          struct err *err)
{
    struct json_iter list = json_iter_begin(json_get(record, form));
    const struct json_val *text;
    int rc = 0;
    while (rc == 0 && (text = json_iter_next(&list, NULL))) {
        if (!json_is_str(text))
            return err_set(err, ERR_INPUT, "commit: %s: not text", form);
        struct store_cell *cells = store_rows_next(h->references);
        cells[0] = store_cell_int(h->revision_id);
        cells[1] = store_cell_text(str_from(form));
        cells[2] = text_cell(h->references, json_str_value(text));
        rc = store_rows_add(h->references, err);
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
        struct store_cell *cells = store_rows_next(h->co_authors);
        cells[0] = store_cell_int(h->revision_id);
        cells[1] = store_cell_int(id);
        rc = store_rows_add(h->co_authors, err);
    }
    return rc;
}

static int put_revision(struct history_rows *h, struct str id, const struct json_val *record, struct err *err)
{
    int64_t author = 0, committer = 0;
    int rc =
        person_id(h, json_get_str(record, "author_name"), json_get_str(record, "author_email"), &author, err);
    if (rc == 0)
        rc = person_id(h, json_get_str(record, "committer_name"), json_get_str(record, "committer_email"),
                       &committer, err);
    if (rc < 0)
        return rc;
    struct store_cell *cells = store_rows_next(h->revisions);
    cells[0] = store_cell_int(h->revision_id);
    cells[1] = store_cell_int(h->root_id);
    cells[2] = id_cell(h->revisions, id);
    cells[3] = store_cell_int(author);
    cells[4] = store_cell_int(committer);
    return row_put(&table_revision, h->revisions, h->names, record, err);
}

static int take_commit(struct history_rows *h, const struct json_val *record, struct err *err)
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
    h->revision_id = ++h->last_revision_id;
    rc = put_revision(h, id, record, err);
    if (rc == 0)
        rc = put_parents(h, record, err);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && rc == 0; i++)
        rc = put_references(h, record, forms[i], err);
    return rc == 0 ? put_co_authors(h, record, err) : rc;
}

static int take_change(struct history_rows *h, const struct json_val *record, struct err *err)
{
    if (!h->is_open || !str_eq(json_get_str(record, "commit_id"), buf_str(&h->commit_id)))
        return err_set(err, ERR_INPUT, "change: the commit record before it has another id");
    if (!h->revision_id)
        return 0;
    store_rows_next(h->changes)[0] = store_cell_int(h->revision_id);
    return row_put(&table_change, h->changes, h->names, record, err);
}

/* All tags come with every stream: they move without a commit. */
static int take_tag(struct history_rows *h, const struct json_val *record, struct err *err)
{
    unsigned char bytes[ID_MAX];
    struct str id, name = json_get_str(record, "name");
    if (!h->is_open || !name.p)
        return err_set(err, ERR_INPUT, "tag: %s", name.p ? "no history record before it" : "no name");
    int rc = decode_id(json_get_str(record, "commit_id"), bytes, &id, "tag: commit_id", err);
    if (rc < 0)
        return rc;
    struct store_cell *cells = store_rows_next(h->tags);
    cells[0] = store_cell_int(h->root_id);
    cells[1] = text_cell(h->tags, name);
    cells[2] = id_cell(h->tags, id);
    return store_rows_add(h->tags, err);
}

/* These stand behind all commits, which must be in their table to be found. */
static int take_szz(struct history_rows *h, const struct json_val *record, struct err *err)
{
    unsigned char fix_bytes[ID_MAX], inducing_bytes[ID_MAX];
    struct str fix, inducing;
    int64_t revision_id = 0;
    int rc = decode_id(json_get_str(record, "fix_commit"), fix_bytes, &fix, "szz: fix_commit", err);
    if (rc == 0)
        rc = decode_id(json_get_str(record, "inducing_commit"), inducing_bytes, &inducing,
                       "szz: inducing_commit", err);
    if (rc == 0)
        rc = store_rows_flush(h->persons, err);
    if (rc == 0)
        rc = store_rows_flush(h->revisions, err);
    if (rc == 0)
        rc = find_revision(h, fix, &revision_id, err);
    if (rc < 0)
        return rc;
    if (!h->is_open || !revision_id)
        return err_set(err, ERR_INPUT, "szz: no commit record of its fix before it");
    struct store_cell *cells = store_rows_next(h->faults);
    cells[0] = store_cell_int(revision_id);
    cells[1] = id_cell(h->faults, inducing);
    return row_put(&table_szz, h->faults, h->names, record, err);
}

static int take_blob(struct history_rows *h, const struct json_val *record, struct err *err)
{
    if (!h->is_open)
        return err_set(err, ERR_INPUT, "blob: no history record before it");
    return past_rows_blob(h->past, record, err);
}

static int take_past_file(struct history_rows *h, const struct json_val *record, struct err *err)
{
    if (!h->is_past_told)
        return err_set(err, ERR_INPUT, "past_file: no history record before it that asked for some");
    return past_rows_file(h->past, record, err);
}

static int take_past_unit(struct history_rows *h, const struct json_val *record, struct err *err)
{
    return past_rows_unit(h->past, record, err);
}

static int take_past_finding(struct history_rows *h, const struct json_val *record, struct err *err)
{
    if (!h->is_open)
        return err_set(err, ERR_INPUT, "past_finding: no history record before it");
    return past_rows_finding(h->past, record, err);
}

/* 1: it is of a commit; 0: it is of the tree. */
static int take_error(struct history_rows *h, const struct json_val *record, struct err *err)
{
    if (!json_get(record, "commit_id"))
        return 0;
    if (!h->is_open)
        return err_set(err, ERR_INPUT, "error: of a commit, and no history record before it");
    store_rows_next(h->errors)[0] = store_cell_int(h->root_id);
    int rc = row_put(&table_past_error, h->errors, h->names, record, err);
    return rc < 0 ? rc : 1;
}

int history_rows_take(struct history_rows *h, struct str kind, const struct json_val *record, struct err *err)
{
    static const struct {
        struct str kind;
        int (*take)(struct history_rows *h, const struct json_val *record, struct err *err);
    } kinds[] = {
        {{"change", 6}, take_change},
        {{"past_unit", 9}, take_past_unit},
        {{"blob", 4}, take_blob},
        {{"commit", 6}, take_commit},
        {{"tag", 3}, take_tag},
        {{"szz", 3}, take_szz},
        {{"history", 7}, take_history},
        {{"past_finding", 12}, take_past_finding},
        {{"past_file", 9}, take_past_file},
    };
    if (str_eq(kind, STR("error")))
        return take_error(h, record, err);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_eq(kind, kinds[i].kind)) {
            int rc = kinds[i].take(h, record, err);
            return rc < 0 ? rc : 1;
        }
    }
    return 0;
}

/* Ending ---------------------------------------------------------------------------------------------------------- */

static int flush_rows(struct history_rows *h, struct err *err)
{
    struct store_rows **list[UNDERWAY];
    list_rows(h, list);
    int rc = names_flush(h->names, err);
    for (size_t i = 0; i < UNDERWAY && rc == 0; i++)
        rc = store_rows_flush(*list[i], err);
    return rc == 0 ? past_rows_flush(h->past, err) : rc;
}

/* What a tip that did not go on from the last one does not reach. */
static int remove_unreached(struct history_rows *h, struct err *err)
{
    static const char reached[] =
        "CREATE TEMP TABLE reached AS WITH RECURSIVE reached (commit_id) AS ("
        " SELECT tip FROM history WHERE root_id = ?1"
        " UNION SELECT parent.commit_id FROM reached"
        "  JOIN revision ON revision.root_id = ?1 AND revision.commit_id = reached.commit_id"
        "  JOIN revision_parent AS parent USING (revision_id)) SELECT commit_id FROM reached";
    static const char *const steps[] = {
        "DELETE FROM past_version WHERE root_id = ? AND commit_id NOT IN (SELECT commit_id FROM temp.reached)",
        "DELETE FROM revision WHERE root_id = ? AND commit_id NOT IN (SELECT commit_id FROM temp.reached)",
        "DELETE FROM past_finding WHERE root_id = ? AND commit_id NOT IN (SELECT commit_id FROM temp.reached)",
        "DELETE FROM past_error WHERE root_id = ? AND commit_id NOT IN (SELECT commit_id FROM temp.reached)",
    };
    int rc = store_exec_with(h->store, err, reached, "i", h->root_id);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && rc == 0; i++)
        rc = store_exec_with(h->store, err, steps[i], "i", h->root_id);
    if (rc == 0)
        rc = store_exec(h->store, "DROP TABLE temp.reached", err);
    return rc == 0 ? delete_orphans(h, err) : rc;
}

int history_rows_end(struct history_rows *h, struct err *err)
{
    int rc = flush_rows(h, err);
    if (rc == 0 && h->is_rewritten)
        rc = remove_unreached(h, err);
    if (rc == 0 && h->is_past_told)
        rc = past_rows_remove_others(h->past, err);
    return rc == 0 && (h->is_rewritten || past_rows_has_removed(h->past)) ? past_rows_prune(h->past, err) : rc;
}
