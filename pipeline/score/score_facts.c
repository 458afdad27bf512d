#include "pipeline/score/score_facts.h"

#include "pipeline/base/hash.h"

#include <stdlib.h>

const char *const graph_level_names[LEVEL_COUNT] = {"file", "folder", "module"};

struct reading {
    struct facts *facts;
    struct arena *arena;
    struct store *store;
    struct err *err;
    VEC(int64_t) fact_ids; /* of facts.files */
};

/* Runs `sql`, whose ?1 is the run, and hands each row to `take`. */
static int each_row(struct reading *r, const char *sql, void (*take)(struct reading *, struct store_stmt *))
{
    struct store_stmt *stmt;
    int rc = store_prepare_with(r->store, &stmt, r->err, sql, "i", r->facts->run.run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, r->err)) == 1)
        take(r, stmt);
    store_free(stmt);
    return rc;
}

static struct str text(struct reading *r, struct store_stmt *row, int column)
{
    return str_dup(r->arena, store_text(row, column));
}

/* A store of a stranger may hold any number: figures are brought into the range that arithmetic here is safe in. */
static int32_t count(struct store_stmt *row, int column)
{
    int64_t value = store_int(row, column);
    return value < 0 ? 0 : value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

static double fraction(struct store_stmt *row, int column)
{
    double value = store_real(row, column);
    return value > 1 ? 1 : value > 0 ? value : 0; /* NaN, too, is 0 */
}

static bool is_one_of(struct str word, const char *const *words)
{
    while (*words && !str_eq(word, str_from(*words)))
        words++;
    return *words;
}

/* What such a file imports are packages or namespaces, and of its own it imports nothing. */
static bool goes_by_package(struct str lang)
{
    static const char *const langs[] = {"Go", NULL};
    return is_one_of(lang, langs);
}

static void take_file(struct reading *r, struct store_stmt *row)
{
    struct facts *facts = r->facts;
    struct str path = text(r, row, 0);
    *map_put(&facts->places[LEVEL_FILE], r->arena, path, NULL) = (uint32_t)facts->files.len;
    *vec_push(&r->fact_ids, r->arena) = store_int(row, 13);
    *vec_push(&facts->files, r->arena) = (struct file){
        .path = path,
        .lang = text(r, row, 1),
        .path_raw = str_dup(r->arena, store_blob(row, 2)),
        .len_bytes = count(row, 3),
        .lines_code = count(row, 4),
        .error_share = fraction(row, 5),
        .is_parsed = store_int(row, 6),
        .is_code = store_int(row, 6) || !store_is_null(row, 12),
        .is_binary = store_int(row, 7),
        .is_generated = store_int(row, 8),
        .is_minified = store_int(row, 9),
        .is_vendored = store_int(row, 10),
        .is_test = store_int(row, 11),
        .by_package = goes_by_package(store_text(row, 1)),
    };
}

/* Bytes as hex digits; empty for NULL. */
static struct str hex(struct reading *r, struct store_stmt *row, int column)
{
    struct str bytes = store_blob(row, column);
    char *digits = arena_array(r->arena, char, 2 * bytes.len + 1);
    hex_encode((const unsigned char *)bytes.p, bytes.len, digits);
    return str_of(digits, 2 * bytes.len);
}

static void take_unit(struct reading *r, struct store_stmt *row, size_t file)
{
    static const char *const callable[] = {"function", "method", "constructor", "lambda", NULL};
    static const char *const types[] = {"class", "struct", "interface", "trait", "enum", "union", NULL};
    struct str kind = store_text(row, 3);
    *vec_push(&r->facts->units, r->arena) = (struct unit){
        .name = text(r, row, 2),
        .tokens = hex(r, row, 11),
        .file = (uint32_t)file,
        .ordinal = count(row, 0),
        .parent = store_is_null(row, 1) ? -1 : count(row, 1),
        .line_start = count(row, 4),
        .line_end = count(row, 5),
        .lines_code = count(row, 6),
        .cyclomatic = count(row, 7),
        .cognitive = count(row, 8),
        .nesting_max = count(row, 9),
        .params = count(row, 10),
        .is_callable = is_one_of(kind, callable),
        .is_type = is_one_of(kind, types),
    };
}

/* Of all files, in their order. Asked for file by file they come in that order, and nothing need be sorted or looked up. */
static int read_units(struct reading *r)
{
    struct store_stmt *stmt;
    int rc = store_prepare(r->store,
                           "SELECT unit, parent, coalesce(qualified_name, name), kind, line_start, line_end,"
                           " lines_code, cyclomatic, cognitive, nesting_max, params, tokens"
                           " FROM unit WHERE fact_id = ? ORDER BY unit",
                           &stmt, r->err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < r->facts->files.len && rc == 0; i++) {
        if (!r->facts->files.at[i].is_parsed)
            continue;
        store_bind_int(stmt, 1, r->fact_ids.at[i]);
        while ((rc = store_step(stmt, r->err)) == 1)
            take_unit(r, stmt, i);
    }
    store_free(stmt);
    return rc;
}

/* Said beforehand, the array does not leave copies of itself behind as it grows. */
static void take_unit_count(struct reading *r, struct store_stmt *row)
{
    vec_reserve(&r->facts->units, r->arena, (size_t)store_int(row, 0));
}

/* LEVEL_COUNT for a level of a newer link. */
static enum graph_level find_level(struct str name)
{
    enum graph_level level = 0;
    while (level < LEVEL_COUNT && !str_eq(name, str_from(graph_level_names[level])))
        level++;
    return level;
}

static void take_node(struct reading *r, struct store_stmt *row)
{
    struct facts *facts = r->facts;
    enum graph_level level = find_level(store_text(row, 0));
    if (level == LEVEL_COUNT)
        return;
    struct str name = text(r, row, 1);
    *vec_push(&facts->nodes[level].names, r->arena) = name;
    if (level != LEVEL_FILE) {
        map_put(&facts->places[level], r->arena, name, NULL);
        return;
    }
    const uint32_t *file = map_get(&facts->places[LEVEL_FILE], name);
    if (!file)
        return;
    facts->files.at[*file].fan_in = count(row, 2);
    facts->files.at[*file].fan_out = count(row, 3);
    facts->systems[LEVEL_FILE].by_package += facts->files.at[*file].by_package;
}

static void take_system(struct reading *r, struct store_stmt *row)
{
    enum graph_level level = find_level(store_text(row, 0));
    if (level == LEVEL_COUNT)
        return;
    struct graph_system *system = &r->facts->systems[level];
    system->is_known = true;
    system->nodes = count(row, 1);
    system->edges = count(row, 2);
    system->propagation_cost = fraction(row, 3);
}

/* One row a member, the members of a cycle together. Type-only imports excuse files alone: what vanishes before the
 * program runs cannot break an initialisation order, but it ties folders and modules as firmly as any other import. */
static void take_member(struct reading *r, struct store_stmt *row)
{
    struct facts *facts = r->facts;
    enum graph_level level = find_level(store_text(row, 0));
    int64_t id = store_int(row, 1);
    if (level == LEVEL_COUNT)
        return;
    struct cycle *last = facts->cycles.len ? &facts->cycles.at[facts->cycles.len - 1] : NULL;
    if (!last || last->level != level || last->cycle_id != id) {
        last = vec_push(&facts->cycles, r->arena);
        *last = (struct cycle){
            .level = level,
            .cycle_id = id,
            .example = text(r, row, 3),
            .is_type_only = level == LEVEL_FILE && store_int(row, 4),
            .is_test_only = store_int(row, 5),
        };
    }
    *vec_push(&last->members, r->arena) = text(r, row, 2);
}

static int by_place(const void *a, const void *b)
{
    const struct unit *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

void facts_index(struct facts *facts)
{
    bool is_sorted = true;
    for (size_t i = 1; i < facts->units.len && is_sorted; i++)
        is_sorted = by_place(&facts->units.at[i - 1], &facts->units.at[i]) <= 0;
    if (!is_sorted)
        qsort(facts->units.at, facts->units.len, sizeof *facts->units.at, by_place);
    for (size_t i = facts->units.len; i-- > 0;) {
        struct file *file = &facts->files.at[facts->units.at[i].file];
        file->first_unit = i;
        file->n_units++;
    }
}

enum { MESSAGE_MAX = 1000, REASON_MAX = 500 }; /* bytes; more would be no line for people */

/* At most `most` bytes, whole characters. */
static struct str short_text(struct reading *r, struct store_stmt *row, int column, size_t most)
{
    struct str head = str_head(store_text(row, column), most);
    return str_dup(r->arena, str_head(head, str_utf8_prefix(head)));
}

static void take_detection(struct reading *r, struct store_stmt *row)
{
    struct facts *facts = r->facts;
    const uint32_t *file = map_get(&facts->places[LEVEL_FILE], store_text(row, 0));
    if (!file)
        return;
    facts->files.at[*file].is_binary = false; /* it was read as text: in UTF-16, which is binary for git */
    *vec_push(&facts->detections, r->arena) = (struct detection){
        .file = *file,
        .rule = intern_id(&facts->rule_ids, r->arena, store_text(row, 1)),
        .message = short_text(r, row, 2, MESSAGE_MAX),
        .severity = text(r, row, 3),
        .confidence = text(r, row, 4),
        .tokens = text(r, row, 5),
        .ordinal = count(row, 6),
        .line_start = count(row, 7),
        .line_end = count(row, 8),
        .cwe = count(row, 9),
        .unit = store_is_null(row, 10) ? -1 : count(row, 10),
    };
}

/* Units are read later: who needs the one around it looks for its line. */
static void take_said(struct reading *r, struct store_stmt *row)
{
    struct facts *facts = r->facts;
    const uint32_t *file = map_get(&facts->places[LEVEL_FILE], store_text(row, 0));
    if (!file)
        return;
    *vec_push(&facts->detections, r->arena) = (struct detection){
        .file = *file,
        .rule = intern_id(&facts->rule_ids, r->arena, store_text(row, 1)),
        .message = short_text(r, row, 2, MESSAGE_MAX),
        .severity = text(r, row, 3),
        .confidence = text(r, row, 4),
        .tokens = text(r, row, 5),
        .ordinal = -1,
        .line_start = count(row, 6),
        .line_end = count(row, 7),
        .cwe = count(row, 8),
        .unit = -1,
        .tool = text(r, row, 9),
    };
}

static void take_suppression(struct reading *r, struct store_stmt *row)
{
    const uint32_t *file = map_get(&r->facts->places[LEVEL_FILE], store_text(row, 0));
    if (!file)
        return;
    *vec_push(&r->facts->suppressions, r->arena) = (struct suppression){
        .file = *file,
        .line = count(row, 1),
        .line_covered = count(row, 2),
        .rule_id = text(r, row, 3),
        .reason = short_text(r, row, 4, REASON_MAX),
    };
}

const struct unit *facts_unit(const struct facts *facts, const struct file *file, int64_t ordinal)
{
    size_t low = file->first_unit, high = low + file->n_units;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (facts->units.at[middle].ordinal < ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low < file->first_unit + file->n_units && facts->units.at[low].ordinal == ordinal;
    return is_there ? &facts->units.at[low] : NULL;
}

const struct unit *facts_unit_at(const struct facts *facts, const struct file *file, int64_t line)
{
    const struct unit *innermost = NULL;
    for (size_t i = file->first_unit; i < file->first_unit + file->n_units; i++) {
        const struct unit *unit = &facts->units.at[i];
        if (unit->line_start <= line && line <= unit->line_end)
            innermost = unit;
    }
    return innermost;
}

static void take_error_count(struct reading *r, struct store_stmt *row)
{
    r->facts->n_errors = store_int(row, 0);
}

static int read_all(struct reading *r)
{
    static const struct {
        const char *sql;
        void (*take)(struct reading *, struct store_stmt *);
    } queries[] = {
        {"SELECT text, lang, raw, len_bytes, lines_code, error_share, is_parsed, is_binary, is_generated,"
         " is_minified, is_vendored, is_test, not_parsed, fact_id"
         " FROM run_file JOIN fact USING (fact_id) JOIN name ON name_id = path_id WHERE run_id = ?1 ORDER BY text",
         take_file},
        {"SELECT count(*) FROM run_file JOIN unit USING (fact_id) WHERE run_id = ?1", take_unit_count},
        {"SELECT level, member, fan_in, fan_out FROM v_graph WHERE run_id = ?1", take_node},
        {"SELECT level, nodes, edges, propagation_cost FROM v_system WHERE run_id = ?1", take_system},
        {"SELECT level, cycle_id, member, example, is_type_only, is_test_only FROM v_cycle WHERE run_id = ?1"
         " ORDER BY level, cycle_id, member",
         take_member},
        {"SELECT path, rule_id, message, severity, confidence, tokens, detection, line_start, line_end, cwe, unit"
         " FROM v_detection WHERE run_id = ?1",
         take_detection},
        {"SELECT path, rule_id, d.message, d.severity, confidence, tokens, line_start, line_end, d.cwe, tool"
         " FROM v_tool_detection AS d LEFT JOIN v_rule USING (rule_id, run_id) WHERE run_id = ?1"
         " ORDER BY detection",
         take_said},
        {"SELECT path, line, line_covered, rule_id, reason FROM v_suppression WHERE run_id = ?1",
         take_suppression},
        {"SELECT count(*) FROM v_error WHERE run_id = ?1", take_error_count},
    };
    int rc = store_latest_run(r->store, r->arena, &r->facts->run, r->err);
    for (size_t i = 0; rc == 0 && i < sizeof queries / sizeof *queries; i++)
        rc = each_row(r, queries[i].sql, queries[i].take);
    return rc == 0 ? read_units(r) : rc;
}

/* One transaction: else each statement takes and gives back the locks of the file. */
int facts_read(struct facts *facts, struct arena *arena, struct store *store, struct err *err)
{
    *facts = (struct facts){0};
    struct reading r = {.facts = facts, .arena = arena, .store = store, .err = err};
    int rc = store_begin_reading(store, err);
    if (rc == 0)
        rc = read_all(&r);
    store_rollback(store);
    if (rc == 0)
        facts_index(facts);
    return rc;
}
