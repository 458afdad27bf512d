#include "pipeline/load/loader.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/call_rows.h"
#include "pipeline/load/call_scan.h"
#include "pipeline/load/history_rows.h"
#include "pipeline/load/tables.h"

#include <stdlib.h>

enum {
    KEY_LEN = 16,
    SCRATCH_LIMIT_BYTES = 64 << 20, /* what is bound for one row; the longest record has 8 MB */
};

/* A path of the run. */
struct loader_file {
    int64_t path_id, fact_id;
    bool is_new;               /* its facts are written by this run, for this path */
    int64_t imports, packages; /* so far */
    uint64_t last_import;      /* hash of what the last import says */
    int64_t targets;           /* of that import, so far */
};

struct loader {
    struct store *store;
    struct arena *arena, scratch;
    struct names names;
    struct str root;
    int64_t run_id;
    VEC(struct loader_file) files;
    VEC(uint32_t) file_of_slot; /* index in files of the path that is this name; NO_FILE for other names */
    uint32_t current;           /* the file whose units and calls are coming; NO_FILE before the first */
    struct str current_path;
    struct call_rows calls;       /* of the current file */
    struct history_rows *history;
    bool has_facts; /* a stream told of more than the past */
    struct buf programs, digests; /* of all streams, for the run's row */
    struct str commit_id;
    int64_t new_facts;
    const struct handler *last; /* runs of one kind are the rule */
    struct store_stmt *find_fact, *put_fact, *put_run_file, *put_unit, *put_import, *put_run_import,
        *put_package, *put_cycle, *put_member, *put_other, *put_plain[TABLES_PLAIN];
};

static const uint32_t NO_FILE = UINT32_MAX;

/* Beginning ------------------------------------------------------------------------------------------------------- */

static int prepare_all(struct loader *l, struct err *err)
{
    const struct {
        const struct row_table *table;
        const char *sql; /* when there is no table */
        struct store_stmt **stmt;
    } wanted[] = {
        {&table_fact, NULL, &l->put_fact},
        {&table_run_file, NULL, &l->put_run_file},
        {&table_unit, NULL, &l->put_unit},
        {&table_import, NULL, &l->put_import},
        {&table_run_import, NULL, &l->put_run_import},
        {&table_package, NULL, &l->put_package},
        {&table_cycle, NULL, &l->put_cycle},
        {NULL, "SELECT fact_id FROM fact WHERE key = ?", &l->find_fact},
        {NULL, "INSERT OR IGNORE INTO cycle_member (run_id, level, cycle_id, member_id) VALUES (?, ?, ?, ?)",
         &l->put_member},
        {NULL, "INSERT INTO other (run_id, kind, json) VALUES (?, ?, ?)", &l->put_other},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == 0; i++)
        rc = wanted[i].table ? row_prepare(l->store, wanted[i].table, wanted[i].stmt, err)
                             : store_prepare(l->store, wanted[i].sql, wanted[i].stmt, err);
    for (size_t i = 0; i < TABLES_PLAIN && rc == 0; i++)
        rc = row_prepare(l->store, &tables_plain[i], &l->put_plain[i], err);
    return rc;
}

static int begin_history(struct loader *l, struct err *err)
{
    int64_t root_id = 0;
    struct store_stmt *stmt;
    int rc = store_prepare(l->store, "SELECT root_id FROM root WHERE path = ?", &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_text(stmt, 1, l->root);
    rc = store_step(stmt, err);
    if (rc > 0)
        root_id = store_int(stmt, 0);
    store_free(stmt);
    return rc < 0 ? rc : history_rows_init(&l->history, l->store, &l->names, l->arena, root_id, err);
}

static int make_run(struct loader *l, struct err *err)
{
    int rc = store_exec_with(l->store, err, "INSERT OR IGNORE INTO root (path) VALUES (?)", "t", l->root);
    if (rc == 0)
        rc = store_exec_with(l->store, err,
                             "INSERT INTO run (root_id, loaded_at, programs, digest, files, is_complete)"
                             " SELECT root_id, unixepoch(), '[]', '', 0, 0 FROM root WHERE path = ?",
                             "t", l->root);
    if (rc == 0)
        l->run_id = store_last_id(l->store);
    return rc;
}

int loader_begin(struct loader **ret_loader, struct store *store, struct arena *arena, struct str root,
                 struct err *err)
{
    struct loader *l = arena_new(arena, struct loader);
    *l = (struct loader){.store = store, .arena = arena, .root = str_dup(arena, root), .current = NO_FILE};
    buf_init(&l->programs, RECORD_LINE_MAX);
    buf_init(&l->digests, RECORD_LINE_MAX);
    int rc = arena_init(&l->scratch, SCRATCH_LIMIT_BYTES, err);
    if (rc == 0)
        rc = call_rows_init(&l->calls, store, err);
    if (rc == 0)
        rc = names_init(&l->names, arena, store, err);
    if (rc == 0)
        rc = prepare_all(l, err);
    if (rc == 0)
        rc = make_run(l, err);
    if (rc == 0)
        rc = begin_history(l, err);
    if (rc < 0)
        loader_free(l);
    else
        *ret_loader = l;
    return rc;
}

void loader_free(struct loader *l)
{
    if (!l)
        return;
    arena_release(&l->scratch);
    call_rows_release(&l->calls);
    history_rows_release(l->history);
    buf_release(&l->programs);
    buf_release(&l->digests);
}

/* Paths ----------------------------------------------------------------------------------------------------------- */

/* The slot of the path that `record` is about. */
static int path_slot(struct loader *l, const struct json_val *record, uint32_t *ret_slot, struct err *err)
{
    struct arena scratch = l->scratch;
    struct str text = json_get_str(record, "path"), raw = {NULL, 0};
    if (!text.p)
        return err_set(err, ERR_INPUT, "a record without path");
    if (str_starts(text, STR("\"")) && json_get(record, "path_raw"))
        raw = json_get_path(&scratch, record, "path");
    return names_slot(&l->names, text, raw, ret_slot, err);
}

/* The file that `record` is about, which must have come before it. */
static int find_file(struct loader *l, const struct json_val *record, uint32_t *ret_file, struct err *err)
{
    uint32_t slot = 0;
    int rc = path_slot(l, record, &slot, err);
    if (rc < 0)
        return rc;
    if (slot >= l->file_of_slot.len || l->file_of_slot.at[slot] == NO_FILE)
        return err_set(err, ERR_INPUT, "no file record before it has this path");
    *ret_file = l->file_of_slot.at[slot];
    return 0;
}

/* Is this the path of the current file, and one that cannot be mistaken for another in quotes? */
static bool is_current(const struct loader *l, struct str path)
{
    return l->current != NO_FILE && str_eq(path, l->current_path) && !str_starts(path, STR("\""));
}

/* As find_file, for what comes right behind its file. */
static int check_current(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t file = NO_FILE;
    if (is_current(l, json_get_str(record, "path")))
        return 0;
    int rc = find_file(l, record, &file, err);
    if (rc == 0 && file != l->current)
        rc = err_set(err, ERR_INPUT, "the file record before it has another path");
    return rc;
}

/* Calls ----------------------------------------------------------------------------------------------------------- */

/* Writes the calls of the current file, now that all are known. */
static int flush_calls(struct loader *l, struct err *err)
{
    return l->current == NO_FILE ? 0 : call_rows_flush(&l->calls, l->files.at[l->current].fact_id, err);
}

static int name_of(struct loader *l, struct str text, int64_t *ret_id, struct err *err)
{
    uint32_t slot = 0;
    int rc = names_slot(&l->names, text, (struct str){NULL, 0}, &slot, err);
    if (rc == 0)
        *ret_id = names_id(&l->names, slot);
    return rc;
}

static int add_call(struct loader *l, const struct call_fields *fields, struct err *err)
{
    struct call_row call = {.unit = fields->unit, .line = fields->line, .calls = 1};
    int rc = name_of(l, fields->callee, &call.callee_id, err);
    if (rc == 0 && fields->receiver.len)
        rc = name_of(l, fields->receiver, &call.receiver_id, err);
    if (rc == 0)
        call_rows_add(&l->calls, &call);
    return rc;
}

static int load_call(struct loader *l, const struct json_val *record, struct err *err)
{
    struct call_fields fields = {.unit = CALL_NO_UNIT,
                                 .callee = json_get_str(record, "callee"),
                                 .receiver = json_get_str(record, "receiver")};
    int rc = check_current(l, record, err);
    if (rc < 0)
        return rc;
    if (!fields.callee.p || !json_get_int(record, "line", &fields.line))
        return err_set(err, ERR_INPUT, "call: without callee or line");
    json_get_int(record, "unit", &fields.unit);
    return add_call(l, &fields, err);
}

/* Files ----------------------------------------------------------------------------------------------------------- */

/* The key of a file that was only counted: all that its fact says. */
static void counted_key(const struct json_val *record, unsigned char ret_key[KEY_LEN])
{
    static const char *const numbers[] = {"len_bytes", "lines_total", "lines_code", "lines_comment",
                                          "lines_blank"};
    static const char *const texts[] = {"content_id", "lang", "not_parsed"};
    char hex[HASH128_HEX_LEN + 1];
    struct buf said;
    buf_init(&said, RECORD_LINE_MAX);
    buf_printf(&said, "counted %d", json_get_bool(record, "is_binary", false));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int64_t value = -1;
        json_get_int(record, numbers[i], &value);
        buf_printf(&said, " %lld", (long long)value);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        buf_addc(&said, '\0');
        buf_add(&said, json_get_str(record, texts[i]));
    }
    hash128_hex(hash128(buf_str(&said)), hex);
    hex_decode(str_from(hex), ret_key, KEY_LEN);
    buf_release(&said);
}

static int read_key(const struct json_val *record, unsigned char ret_key[KEY_LEN], struct err *err)
{
    if (!json_get_bool(record, "parsed", false))
        counted_key(record, ret_key);
    else if (!hex_decode(json_get_str(record, "key"), ret_key, KEY_LEN))
        return err_set(err, ERR_INPUT, "file: key is not %d hexadecimal digits", HASH128_HEX_LEN);
    return 0;
}

/* The facts of this key, made when the store has none. */
static int find_fact(struct loader *l, const struct json_val *record, struct loader_file *file,
                     struct err *err)
{
    unsigned char key[KEY_LEN];
    int rc = read_key(record, key, err);
    if (rc < 0)
        return rc;
    store_bind_blob(l->find_fact, 1, str_of((char *)key, KEY_LEN));
    rc = store_step(l->find_fact, err);
    if (rc > 0) {
        file->fact_id = store_int(l->find_fact, 0);
        store_reset(l->find_fact);
        return 0;
    }
    if (rc == 0 && json_get_bool(record, "stored", false))
        return err_set(err, ERR_ENV, "the store has lost the facts of a file that was left out; run again");
    if (rc == 0) {
        store_bind_blob(l->put_fact, 1, str_of((char *)key, KEY_LEN));
        rc = row_put(&table_fact, l->put_fact, &l->names, l->scratch, record, err);
    }
    file->fact_id = store_last_id(l->store);
    file->is_new = true;
    l->new_facts++;
    return rc;
}

/* Registers `file` under its path. */
static int add_file(struct loader *l, uint32_t slot, const struct loader_file *file, struct err *err)
{
    while (l->file_of_slot.len <= slot)
        *vec_push(&l->file_of_slot, l->arena) = NO_FILE;
    if (l->file_of_slot.at[slot] != NO_FILE)
        return err_set(err, ERR_INPUT, "file: a second record with this path");
    l->current = (uint32_t)l->files.len;
    l->current_path = l->names.slots.names.at[slot];
    l->file_of_slot.at[slot] = l->current;
    *vec_push(&l->files, l->arena) = *file;
    return 0;
}

static int load_file(struct loader *l, const struct json_val *record, struct err *err)
{
    struct loader_file file = {.path_id = 0};
    uint32_t slot = 0;
    int rc = flush_calls(l, err);
    if (rc == 0)
        rc = path_slot(l, record, &slot, err);
    if (rc == 0)
        rc = find_fact(l, record, &file, err);
    if (rc < 0)
        return rc;
    file.path_id = names_id(&l->names, slot);
    rc = add_file(l, slot, &file, err);
    if (rc < 0)
        return rc;
    store_bind_int(l->put_run_file, 1, l->run_id);
    store_bind_int(l->put_run_file, 2, file.path_id);
    store_bind_int(l->put_run_file, 3, file.fact_id);
    return row_put(&table_run_file, l->put_run_file, &l->names, l->scratch, record, err);
}

static int load_unit(struct loader *l, const struct json_val *record, struct err *err)
{
    int rc = check_current(l, record, err);
    if (rc < 0)
        return rc;
    store_bind_int(l->put_unit, 1, l->files.at[l->current].fact_id);
    return row_put(&table_unit, l->put_unit, &l->names, l->scratch, record, err);
}

/* An import with several targets is written once for each. Its number must not depend on what it stands for, or the
 * facts that another run stored would not fit: so a record that says the same as the one before it is the same import.
 * True for one that was not there before. */
static bool next_import(struct loader_file *file, const struct json_val *record)
{
    int64_t line = 0;
    json_get_int(record, "line", &line);
    uint64_t says = hash64(json_get_str(record, "text")) * 31 + hash64(json_get_str(record, "module"));
    says = says * 31 + (uint64_t)line;
    bool is_next = file->imports == 0 || says != file->last_import;
    if (is_next) {
        file->imports++;
        file->targets = 0;
        file->last_import = says;
    }
    return is_next;
}

static int put_target(struct loader *l, struct loader_file *file, const struct json_val *record,
                      struct err *err)
{
    store_bind_int(l->put_run_import, 1, l->run_id);
    store_bind_int(l->put_run_import, 2, file->path_id);
    store_bind_int(l->put_run_import, 3, file->imports - 1);
    store_bind_int(l->put_run_import, 4, file->targets++);
    return row_put(&table_run_import, l->put_run_import, &l->names, l->scratch, record, err);
}

static int load_import(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t index = 0;
    int rc = find_file(l, record, &index, err);
    if (rc < 0)
        return rc;
    struct loader_file *file = &l->files.at[index];
    if (next_import(file, record) && file->is_new) {
        store_bind_int(l->put_import, 1, file->fact_id);
        store_bind_int(l->put_import, 2, file->imports - 1);
        rc = row_put(&table_import, l->put_import, &l->names, l->scratch, record, err);
    }
    bool resolved = json_get(record, "target_path") || json_get(record, "target_module") ||
                    json_get(record, "external_name");
    return rc < 0 || !resolved ? rc : put_target(l, file, record, err);
}

static int load_package(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t index = 0;
    int rc = find_file(l, record, &index, err);
    if (rc < 0 || !l->files.at[index].is_new)
        return rc;
    store_bind_int(l->put_package, 1, l->files.at[index].fact_id);
    store_bind_int(l->put_package, 2, l->files.at[index].packages++);
    return row_put(&table_package, l->put_package, &l->names, l->scratch, record, err);
}

/* What belongs to the run ----------------------------------------------------------------------------------------- */

static int load_cycle(struct loader *l, const struct json_val *record, struct err *err)
{
    struct json_iter members = json_iter_begin(json_get(record, "members"));
    const struct json_val *member;
    int64_t cycle_id = 0;
    store_bind_int(l->put_cycle, 1, l->run_id);
    int rc = row_put(&table_cycle, l->put_cycle, &l->names, l->scratch, record, err);
    json_get_int(record, "cycle_id", &cycle_id);
    while (rc == 0 && (member = json_iter_next(&members, NULL))) {
        int64_t member_id = 0;
        if (!json_is_str(member))
            return err_set(err, ERR_INPUT, "cycle: a member is not text");
        rc = name_of(l, json_str_value(member), &member_id, err);
        store_bind_int(l->put_member, 1, l->run_id);
        store_bind_text(l->put_member, 2, json_get_str(record, "level"));
        store_bind_int(l->put_member, 3, cycle_id);
        store_bind_int(l->put_member, 4, member_id);
        if (rc == 0)
            rc = store_run(l->put_member, err);
    }
    return rc;
}

static int load_tree(struct loader *l, const struct json_val *record, struct err *err)
{
    struct str digest = json_get_str(record, "digest");
    return store_exec_with(l->store, err, "UPDATE run SET tree_digest = ? WHERE run_id = ?", "ti", digest,
                           l->run_id);
}

static int load_plain(struct loader *l, size_t table, const struct json_val *record, struct err *err)
{
    store_bind_int(l->put_plain[table], 1, l->run_id);
    return row_put(&tables_plain[table], l->put_plain[table], &l->names, l->scratch, record, err);
}

static int load_other(struct loader *l, const struct record *record, struct err *err)
{
    store_bind_int(l->put_other, 1, l->run_id);
    store_bind_text(l->put_other, 2, record->kind);
    store_bind_text(l->put_other, 3, record->line);
    return store_run(l->put_other, err);
}

/* The past: of the root, not of the run ---------------------------------------------------------------------------- */

static int load_history(struct loader *l, const struct json_val *record, struct err *err)
{
    return history_rows_history(l->history, record, err);
}

static int load_commit(struct loader *l, const struct json_val *record, struct err *err)
{
    return history_rows_commit(l->history, l->scratch, record, err);
}

static int load_change(struct loader *l, const struct json_val *record, struct err *err)
{
    return history_rows_change(l->history, l->scratch, record, err);
}

static int load_tag(struct loader *l, const struct json_val *record, struct err *err)
{
    return history_rows_tag(l->history, record, err);
}

/* Streams --------------------------------------------------------------------------------------------------------- */

static const struct handler {
    struct str kind;
    bool is_fact; /* of the file before it, which may have been stored earlier */
    bool is_past; /* of the root's history, not of the run */
    int (*load)(struct loader *l, const struct json_val *record, struct err *err);
} handlers[] = {
    {{"call", 4}, true, false, load_call},        {{"unit", 4}, true, false, load_unit},
    {{"change", 6}, false, true, load_change},    {{"commit", 6}, false, true, load_commit},
    {{"import", 6}, false, false, load_import},   {{"file", 4}, false, false, load_file},
    {{"package", 7}, false, false, load_package}, {{"cycle", 5}, false, false, load_cycle},
    {{"tree", 4}, false, false, load_tree},       {{"tag", 3}, false, true, load_tag},
    {{"history", 7}, false, true, load_history},
};

static const struct handler *find_handler(struct loader *l, struct str kind)
{
    if (l->last && str_eq(l->last->kind, kind))
        return l->last;
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
        if (str_eq(handlers[i].kind, kind))
            return l->last = &handlers[i];
    }
    return NULL;
}

static bool is_stored(const struct loader *l)
{
    return l->current != NO_FILE && !l->files.at[l->current].is_new;
}

static int load_object(struct loader *l, const struct handler *handler, const struct record *record,
                       const struct json_val *object, struct err *err)
{
    if (handler)
        return handler->load(l, object, err);
    for (size_t i = 0; i < TABLES_PLAIN; i++) {
        if (str_eq(str_from(tables_plain[i].kind), record->kind))
            return load_plain(l, i, object, err);
    }
    return load_other(l, record, err);
}

static int load_record(struct loader *l, struct record_reader *reader, const struct record *record,
                       struct err *err)
{
    const struct handler *handler = find_handler(l, record->kind);
    const struct json_val *object;
    struct call_fields call;
    if (handler && handler->is_fact && is_stored(l))
        return 0;
    if (handler && handler->load == load_call && call_scan(record->line, &call) && is_current(l, call.path))
        return add_call(l, &call, err);
    l->has_facts |= !(handler && handler->is_past) && !str_eq(record->kind, STR("error"));
    int rc = record_parse(reader, record, &object, err);
    if (rc < 0)
        return rc;
    rc = load_object(l, handler, record, object, err);
    if (rc == ERR_INPUT)
        err_wrap(err, "%s:%llu", reader->in.name, (unsigned long long)reader->in.lines_read);
    return rc;
}

/* The programs of a head are its last field, as text that is JSON already. */
static int note_head(struct loader *l, struct record_reader *reader, struct err *err)
{
    struct json_reader *json = json_reader_new(RECORD_LINE_MAX);
    const struct json_val *head;
    struct str line = buf_str(&reader->head), list = STR("\"programs\":[");
    int rc = json_read(json, line, &head, err);
    ptrdiff_t at = str_find(line, list);
    if (rc == 0 && !str_eq(json_get_str(head, "root"), l->root))
        rc = err_set(err, ERR_INPUT, "%s:1: a stream of another root", reader->in.name);
    if (rc == 0 && (at < 0 || !str_ends(line, STR("}]}"))))
        rc = err_set(err, ERR_INPUT, "%s:1: the head record does not end with its list of programs",
                     reader->in.name);
    if (rc == 0) {
        struct str programs = str_skip(line, (size_t)at + list.len);
        buf_add(&l->programs, l->programs.len ? STR(",") : STR("["));
        buf_add(&l->programs, str_head(programs, programs.len - 2));
        if (!l->commit_id.len)
            l->commit_id = str_dup(l->arena, json_get_str(head, "commit"));
    }
    json_reader_free(json);
    return rc;
}

static void note_digest(struct loader *l, const struct record_reader *reader)
{
    char hex[HASH128_HEX_LEN + 1];
    hash128_hex(hash_stream_digest(reader->tally.digest), hex);
    buf_add(&l->digests, l->digests.len ? STR(" ") : STR(""));
    buf_add(&l->digests, str_from(hex));
}

int loader_stream(struct loader *l, struct record_reader *reader, struct err *err)
{
    struct record record;
    int rc = note_head(l, reader, err);
    while (rc == 0 && (rc = record_reader_next(reader, &record, err)) > 0)
        rc = load_record(l, reader, &record, err);
    if (rc == 0)
        rc = flush_calls(l, err);
    if (rc == 0)
        note_digest(l, reader);
    return rc;
}

/* Ending ---------------------------------------------------------------------------------------------------------- */

static int finish_run(struct loader *l, struct err *err)
{
    buf_addc(&l->programs, ']');
    int rc = store_exec_with(l->store, err,
                             "UPDATE run SET commit_id = nullif(?, ''), programs = ?, digest = ?, files = ?,"
                             " is_complete = 1 WHERE run_id = ?",
                             "tttii", l->commit_id, buf_str(&l->programs), buf_str(&l->digests),
                             (int64_t)l->files.len, l->run_id);
    if (rc == 0)
        rc = store_exec_with(l->store, err, "UPDATE root SET latest_run_id = ? WHERE path = ?", "it",
                             l->run_id, l->root);
    return rc;
}

/* Removing a run removes what belongs to it; facts go when no run has them any more. */
static int prune(struct loader *l, int64_t keep_runs, int64_t *ret_pruned, struct err *err)
{
    static const char old_runs[] =
        "DELETE FROM run WHERE root_id = (SELECT root_id FROM root WHERE path = ?) AND run_id NOT IN"
        " (SELECT run_id FROM run JOIN root USING (root_id) WHERE path = ? ORDER BY run_id DESC LIMIT ?)";
    static const char old_facts[] = "DELETE FROM fact WHERE NOT EXISTS"
                                    " (SELECT 1 FROM run_file WHERE run_file.fact_id = fact.fact_id);"
                                    "DELETE FROM call WHERE fact_id NOT IN (SELECT fact_id FROM fact)";
    int rc = store_exec_with(l->store, err, old_runs, "tti", l->root, l->root, keep_runs);
    int64_t pruned = store_changed(l->store);
    if (rc == 0 && pruned)
        rc = store_exec(l->store, old_facts, err);
    if (rc == 0)
        *ret_pruned = pruned;
    return rc;
}

/* Nothing but a history was loaded, and the root has a run with files: that stays the latest, and takes the errors. */
static int drop_run(struct loader *l, int64_t latest, struct err *err)
{
    int rc = store_exec_with(l->store, err,
                             "DELETE FROM error WHERE run_id = ? AND stage = 'cbc-history'", "i", latest);
    if (rc == 0)
        rc = store_exec_with(l->store, err, "UPDATE error SET run_id = ? WHERE run_id = ?", "ii", latest, l->run_id);
    if (rc == 0)
        rc = store_exec_with(l->store, err, "DELETE FROM run WHERE run_id = ?", "i", l->run_id);
    l->run_id = latest;
    return rc;
}

/* The root's latest run; 0 when it has none. */
static int latest_run(struct loader *l, int64_t *ret_run, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(l->store, "SELECT coalesce(latest_run_id, 0) FROM root WHERE path = ?", &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_text(stmt, 1, l->root);
    rc = store_step(stmt, err);
    *ret_run = rc > 0 ? store_int(stmt, 0) : 0;
    store_free(stmt);
    return rc < 0 ? rc : 0;
}

static int settle_run(struct loader *l, struct err *err)
{
    int64_t latest = 0;
    int rc = l->has_facts ? 0 : latest_run(l, &latest, err);
    if (rc < 0)
        return rc;
    return latest ? drop_run(l, latest, err) : finish_run(l, err);
}

int loader_end(struct loader *l, int64_t keep_runs, struct loader_totals *ret_totals, struct err *err)
{
    struct loader_totals totals = {.files = (int64_t)l->files.len, .new_facts = l->new_facts};
    int rc = history_rows_end(l->history, err);
    if (rc == 0)
        rc = settle_run(l, err);
    totals.run_id = l->run_id;
    totals.rows = store_changed_in_all(l->store);
    if (rc == 0)
        rc = prune(l, keep_runs, &totals.pruned, err);
    if (rc == 0)
        *ret_totals = totals;
    return rc;
}
