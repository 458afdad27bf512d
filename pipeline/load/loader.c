#include "pipeline/load/loader_inside.h"

#include "pipeline/base/hash.h"
#include "pipeline/load/call_scan.h"
#include "pipeline/load/fact_key.h"
#include "pipeline/load/stream_head.h"

#include <stdlib.h>

enum { SCRATCH_LIMIT_BYTES = 64 << 20 }; /* bytes of a path; the longest record has 8 MB */

/* Beginning ------------------------------------------------------------------------------------------------------- */

static int prepare_all(struct loader *l, struct err *err)
{
    const struct {
        const char *sql;
        struct store_stmt **stmt;
    } wanted[] = {
        {"SELECT fact_id FROM fact WHERE key = ?", &l->find_fact},
        {"INSERT OR IGNORE INTO cycle_member (linked_id, level, cycle_id, member_id) VALUES (?, ?, ?, ?)",
         &l->put_member},
        {"INSERT INTO other (run_id, kind, json) VALUES (?, ?, ?)", &l->put_other},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == 0; i++)
        rc = store_prepare(l->store, wanted[i].sql, wanted[i].stmt, err);
    return rc;
}

/* All rows under way, with their tables. */
struct underway {
    const struct row_table *table;
    struct store_rows **rows;
};

enum { UNDERWAY = 5 + TABLES_PLAIN };

static void list_rows(struct loader *l, struct underway ret_list[UNDERWAY])
{
    const struct underway list[] = {
        {&table_fact, &l->facts},       {&table_run_file, &l->run_files}, {&table_unit, &l->units},
        {&table_package, &l->packages}, {&table_cycle, &l->cycles},
    };
    memcpy(ret_list, list, sizeof list);
    for (size_t i = 0; i < TABLES_PLAIN; i++)
        ret_list[UNDERWAY - TABLES_PLAIN + i] = (struct underway){&tables_plain[i], &l->plain[i]};
}

static int open_rows(struct loader *l, struct err *err)
{
    struct underway list[UNDERWAY];
    list_rows(l, list);
    int rc = 0;
    for (size_t i = 0; i < UNDERWAY && rc == 0; i++)
        rc = row_open(l->store, list[i].table, list[i].rows, err);
    return rc;
}

static int flush_rows(struct loader *l, struct err *err)
{
    struct underway list[UNDERWAY];
    list_rows(l, list);
    int rc = names_flush(&l->names, err);
    for (size_t i = 0; i < UNDERWAY && rc == 0; i++)
        rc = store_rows_flush(*list[i].rows, err);
    if (rc == 0)
        rc = clone_rows_flush(&l->clones, err);
    if (rc == 0)
        rc = import_rows_flush(&l->imports, err);
    if (rc == 0)
        rc = finding_rows_flush(&l->findings, err);
    return rc == 0 ? call_rows_flush(&l->calls, err) : rc;
}

int loader_begin(struct loader **ret_loader, struct store *store, struct arena *arena, struct str root,
                 struct err *err)
{
    struct loader *l = arena_new(arena, struct loader);
    *l = (struct loader){.store = store,
                         .arena = arena,
                         .root = str_dup(arena, root),
                         .current = NO_FILE,
                         .import_file = NO_FILE};
    buf_init(&l->programs, RECORD_LINE_MAX);
    buf_init(&l->digests, RECORD_LINE_MAX);
    finding_rows_init(&l->findings, store, &l->names);
    int rc = arena_init(&l->scratch, SCRATCH_LIMIT_BYTES, err);
    if (rc == 0)
        rc = call_rows_init(&l->calls, store, err);
    if (rc == 0)
        rc = names_init(&l->names, arena, store, err);
    if (rc == 0)
        rc = import_rows_init(&l->imports, store, &l->names, err);
    if (rc == 0)
        rc = linked_init(&l->linked, store, arena, err);
    if (rc == 0)
        rc = prepare_all(l, err);
    if (rc == 0)
        rc = open_rows(l, err);
    if (rc == 0)
        rc = store_max_id(store, "SELECT max(fact_id) FROM fact", &l->last_fact_id, err);
    l->none_stored = l->last_fact_id == 0;
    if (rc == 0)
        rc = run_row_begin(&l->run, store, l->root, err);
    if (rc == 0)
        rc = clone_rows_init(&l->clones, store, &l->names, l->run.run_id, err);
    if (rc == 0)
        rc = history_rows_new(&l->history, store, &l->names, arena, l->run.root_id, err);
    if (rc < 0)
        loader_free(l);
    else
        *ret_loader = l;
    return rc;
}

void loader_free(struct loader *l)
{
    struct underway list[UNDERWAY];
    if (!l)
        return;
    list_rows(l, list);
    for (size_t i = 0; i < UNDERWAY; i++)
        store_rows_free(*list[i].rows);
    names_release(&l->names);
    finding_rows_release(&l->findings);
    call_rows_release(&l->calls);
    clone_rows_release(&l->clones);
    import_rows_release(&l->imports);
    linked_release(&l->linked);
    history_rows_release(l->history);
    arena_release(&l->scratch);
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

/* All calls of the current file are known. */
static int end_calls(struct loader *l, struct err *err)
{
    return l->current == NO_FILE ? 0 : call_rows_end_file(&l->calls, l->files.at[l->current].fact_id, err);
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
    struct call_row call = {.unit = fields->unit, .line = fields->line};
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

/* The id of the facts with this key, of this run or an earlier one; 0 when there are none. */
static int stored_fact(struct loader *l, struct str key, int64_t *ret_id, struct err *err)
{
    const uint32_t *index = map_get(&l->new_facts, key);
    *ret_id = index ? l->new_ids.at[*index] : 0;
    if (index || l->none_stored)
        return 0;
    store_bind_blob(l->find_fact, 1, key);
    int rc = store_step(l->find_fact, err);
    if (rc > 0) {
        *ret_id = store_int(l->find_fact, 0);
        store_reset(l->find_fact);
    }
    return rc < 0 ? rc : 0;
}

static int add_fact(struct loader *l, struct str key, const struct json_val *record, struct err *err)
{
    struct store_cell *cells = store_rows_next(l->facts);
    struct str copy = str_dup(l->arena, key);
    *map_put(&l->new_facts, l->arena, copy, NULL) = (uint32_t)l->new_ids.len;
    *vec_push(&l->new_ids, l->arena) = ++l->last_fact_id;
    cells[0] = store_cell_int(l->last_fact_id);
    cells[1] = store_cell_blob(copy);
    return row_put(&table_fact, l->facts, &l->names, record, err);
}

/* The facts of this record's key, made when there are none. */
static int find_fact(struct loader *l, const struct json_val *record, struct loader_file *file,
                     struct err *err)
{
    unsigned char bytes[FACT_KEY_LEN];
    struct str key = str_of((char *)bytes, FACT_KEY_LEN);
    int rc = fact_key_read(record, bytes, err);
    if (rc == 0)
        rc = stored_fact(l, key, &file->fact_id, err);
    if (rc < 0 || file->fact_id)
        return rc;
    if (json_get_bool(record, "stored", false))
        return err_set(err, ERR_ENV, "the store has lost the facts of a file that was left out; run again");
    rc = add_fact(l, key, record, err);
    file->fact_id = l->last_fact_id;
    file->is_new = true;
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
    l->scanned_path = call_scan_path(l->current_path);
    l->file_of_slot.at[slot] = l->current;
    *vec_push(&l->files, l->arena) = *file;
    return 0;
}

static int load_file(struct loader *l, const struct json_val *record, struct err *err)
{
    struct loader_file file = {.path_id = 0};
    uint32_t slot = 0;
    int rc = end_calls(l, err);
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
    struct store_cell *cells = store_rows_next(l->run_files);
    cells[0] = store_cell_int(l->run.run_id);
    cells[1] = store_cell_int(file.path_id);
    cells[2] = store_cell_int(file.fact_id);
    return row_put(&table_run_file, l->run_files, &l->names, record, err);
}

static int load_unit(struct loader *l, const struct json_val *record, struct err *err)
{
    int rc = check_current(l, record, err);
    if (rc < 0)
        return rc;
    store_rows_next(l->units)[0] = store_cell_int(l->files.at[l->current].fact_id);
    return row_put(&table_unit, l->units, &l->names, record, err);
}

/* While records are held back, facts of a new file are all that is taken from its imports; what the imports stand for comes
 * when they are not, and once more from the first. */
static int load_import(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t index = 0;
    int rc = find_file(l, record, &index, err);
    if (rc < 0)
        return rc;
    struct loader_file *file = &l->files.at[index];
    const struct import_wanted wanted = {.fact_id = file->is_new && !l->is_replaying ? file->fact_id : 0,
                                         .linked_id = l->linked.is_holding ? 0 : l->linked.linked_id,
                                         .path_id = file->path_id};
    return import_rows_add(&l->imports, &file->imports, &wanted, record, err);
}

static int load_package(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t index = 0;
    int rc = find_file(l, record, &index, err);
    if (rc < 0 || !l->files.at[index].is_new)
        return rc;
    struct store_cell *cells = store_rows_next(l->packages);
    cells[0] = store_cell_int(l->files.at[index].fact_id);
    cells[1] = store_cell_int(l->files.at[index].packages++);
    return row_put(&table_package, l->packages, &l->names, record, err);
}

/* What belongs to the run ----------------------------------------------------------------------------------------- */

static int load_cycle(struct loader *l, const struct json_val *record, struct err *err)
{
    struct json_iter members = json_iter_begin(json_get(record, "members"));
    const struct json_val *member;
    int64_t cycle_id = 0;
    store_rows_next(l->cycles)[0] = store_cell_int(l->linked.linked_id);
    int rc = row_put(&table_cycle, l->cycles, &l->names, record, err);
    json_get_int(record, "cycle_id", &cycle_id);
    while (rc == 0 && (member = json_iter_next(&members, NULL))) {
        int64_t member_id = 0;
        if (!json_is_str(member))
            return err_set(err, ERR_INPUT, "cycle: a member is not text");
        rc = name_of(l, json_str_value(member), &member_id, err);
        store_bind_int(l->put_member, 1, l->linked.linked_id);
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
                           l->run.run_id);
}

static int load_plain(struct loader *l, enum plain_table table, const struct json_val *record, struct err *err)
{
    int64_t owner = table <= PLAIN_EXTERNAL ? l->linked.linked_id : l->run.run_id;
    store_rows_next(l->plain[table])[0] = store_cell_int(owner);
    return row_put(&tables_plain[table], l->plain[table], &l->names, record, err);
}

static int load_clone(struct loader *l, const struct json_val *record, struct err *err)
{
    return clone_rows_add(&l->clones, record, err);
}

static int load_error(struct loader *l, const struct json_val *record, struct err *err)
{
    int rc = history_rows_take(l->history, STR("error"), record, err);
    return rc == 0 ? load_plain(l, PLAIN_ERROR, record, err) : rc < 0 ? rc : 0;
}

/* Only cbc-link needs them. */
static int load_fingerprint(struct loader *l, const struct json_val *record, struct err *err)
{
    (void)l, (void)record, (void)err;
    return 0;
}

/* What an outside tool says of any file before it. */
static int load_said(struct loader *l, const struct json_val *record, struct err *err)
{
    uint32_t file = NO_FILE;
    int rc = find_file(l, record, &file, err);
    return rc < 0 ? rc : finding_rows_add_said(&l->findings, l->run.run_id, record, err);
}

/* A match in the file before it, maybe one that is stored, or a comment there; or, with the fingerprint that only judges
 * give, what cbc-score made of one. */
static int load_found(struct loader *l, const struct json_val *record, struct err *err)
{
    if (json_get(record, "fingerprint"))
        return load_plain(l, PLAIN_JUDGED, record, err);
    if (json_get(record, "tool"))
        return load_said(l, record, err);
    int rc = check_current(l, record, err);
    if (rc < 0 || !l->files.at[l->current].is_new)
        return rc;
    return finding_rows_add(&l->findings, l->files.at[l->current].fact_id, record, err);
}

static int load_rule(struct loader *l, const struct json_val *record, struct err *err)
{
    return finding_rows_add_rule(&l->findings, l->run.run_id, record, err);
}

static int load_other(struct loader *l, const struct record *record, struct err *err)
{
    store_bind_int(l->put_other, 1, l->run.run_id);
    store_bind_text(l->put_other, 2, record->kind);
    store_bind_text(l->put_other, 3, record->line);
    return store_run(l->put_other, err);
}

/* Streams --------------------------------------------------------------------------------------------------------- */

static const struct handler handlers[] = {
    {.kind = {"call", 4}, .is_fact = true, .load = load_call},
    {.kind = {"unit", 4}, .is_fact = true, .load = load_unit},
    {.kind = {"import", 6}, .is_import = true, .is_linked = true, .load = load_import},
    {.kind = {"file", 4}, .load = load_file},
    {.kind = {"package", 7}, .load = load_package},
    {.kind = {"cycle", 5}, .is_linked = true, .load = load_cycle},
    {.kind = {"tree", 4}, .load = load_tree},
    {.kind = {"finding", 7}, .load = load_found},
    {.kind = {"rule", 4}, .load = load_rule},
    {.kind = {"suppression", 11}, .is_fact = true, .load = load_found},
    {.kind = {"manifest", 8}, .is_fact = true, .load = load_found},
    {.kind = {"clone", 5}, .load = load_clone},
    {.kind = {"fingerprint", 11}, .load = load_fingerprint},
    {.kind = {"edge", 4}, .is_linked = true, .table = PLAIN_EDGE},
    {.kind = {"graph", 5}, .is_linked = true, .table = PLAIN_GRAPH},
    {.kind = {"system", 6}, .is_linked = true, .table = PLAIN_SYSTEM},
    {.kind = {"external", 8}, .is_linked = true, .table = PLAIN_EXTERNAL},
    {.kind = {"dependency", 10}, .table = PLAIN_DEPENDENCY},
    {.kind = {"tool", 4}, .table = PLAIN_TOOL},
    {.kind = {"error", 5}, .load = load_error},
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
    int rc = handler ? 0 : history_rows_take(l->history, record->kind, object, err);
    if (rc)
        return rc < 0 ? rc : 0;
    l->has_facts |= !str_eq(record->kind, STR("error"));
    if (!handler)
        return load_other(l, record, err);
    return handler->load ? handler->load(l, object, err) : load_plain(l, handler->table, object, err);
}

int loader_take(struct loader *l, const struct record *record, const struct json_val *object, struct err *err)
{
    return load_object(l, find_handler(l, record->kind), record, object, err);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static int parse_and_load(struct loader *l, struct record_reader *reader, const struct handler *handler,
                          const struct record *record, struct err *err)
{
    const struct json_val *object;
    int rc = record_parse(reader, record, &object, err);
    if (rc < 0)
        return rc;
    rc = load_object(l, handler, record, object, err);
    if (rc == ERR_INPUT)
        err_wrap(err, "%s:%llu", reader->in.name, (unsigned long long)reader->in.lines_read);
    return rc;
}

static int load_record(struct loader *l, struct record_reader *reader, const struct record *record,
                       struct err *err)
{
    const struct handler *handler = find_handler(l, record->kind);
    struct call_fields call;
    if (handler && handler->is_fact && is_stored(l))
        return 0;
    if (handler && handler->load == load_call && call_scan(record->line, l->scanned_path, &call))
        return add_call(l, &call, err);
    int rc = handler && handler->is_linked ? loader_hold(l, reader, handler, record, err) : 0;
    if (rc != 0)
        return rc < 0 ? rc : 0;
    return parse_and_load(l, reader, handler, record, err);
}

static int note_head(struct loader *l, struct record_reader *reader, struct err *err)
{
    struct stream_head head;
    int rc = stream_head_read(reader, l->arena, &head, err);
    if (rc == 0 && !str_eq(head.root, l->root))
        rc = err_set(err, ERR_INPUT, "%s:1: a stream of another root", reader->in.name);
    if (rc < 0)
        return rc;
    buf_add(&l->programs, l->programs.len ? STR(",") : STR("["));
    buf_add(&l->programs, head.programs);
    if (!l->commit_id.len)
        l->commit_id = head.commit;
    return 0;
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
        rc = end_calls(l, err);
    if (rc == 0)
        note_digest(l, reader);
    l->current = NO_FILE;
    return rc;
}

/* Ending ---------------------------------------------------------------------------------------------------------- */

static int finish_run(struct loader *l, struct err *err)
{
    buf_addc(&l->programs, ']');
    const struct run_row_end end = {.commit_id = l->commit_id,
                                    .programs = buf_str(&l->programs),
                                    .digests = buf_str(&l->digests),
                                    .files = (int64_t)l->files.len,
                                    .linked_id = l->linked.linked_id};
    return run_row_finish(&l->run, &end, err);
}

/* A stream of the past alone makes no run where there is one already. */
static int give_way(struct loader *l, struct err *err)
{
    int rc = run_row_give_way(&l->run, err);
    return rc == 0 ? loader_end_linked(l, err) : rc;
}

int loader_end(struct loader *l, struct loader_totals *ret_totals, struct err *err)
{
    int rc = l->has_facts ? loader_end_linked(l, err) : 0;
    if (rc == 0)
        rc = flush_rows(l, err);
    if (rc == 0)
        rc = history_rows_end(l->history, err);
    if (rc == 0 && !l->has_facts)
        rc = give_way(l, err);
    if (rc == 0)
        rc = finish_run(l, err);
    if (rc < 0)
        return rc;
    *ret_totals = (struct loader_totals){.run_id = l->run.run_id,
                                         .files = (int64_t)l->files.len,
                                         .new_facts = (int64_t)l->new_ids.len,
                                         .rows = store_changed_in_all(l->store)};
    return 0;
}
