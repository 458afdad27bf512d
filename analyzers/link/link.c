#include "analyzers/link/link.h"

#include "analyzers/clone/clone.h"
#include "analyzers/link/depend.h"
#include "analyzers/link/link_output.h"
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "pipeline/base/num.h"

#include <stdlib.h>

/* Ceilings of address space; what is touched counts. A tree of 1 GB has some 100,000 files and a million imports, whose
 * texts, if all differ, take 200 MB. */
static const size_t run_limit_bytes = (size_t)2 << 30;
static const size_t scratch_limit_bytes = (size_t)1 << 30;

enum { LINK_REPEAT_MAX = 1 << 20 }; /* bytes; 256 records of 4 kB */

/* An import record between reading and writing. Nearly all have the shape that cbc-parse writes: the path of the file
 * they stand behind, then the line; then `tail` is what follows these. Of any other shape it is the whole line. */
struct held {
    uint32_t file;
    uint32_t tail; /* in link.tails */
    int64_t line;  /* -1: another shape */
};

/* How often a file of one language imports an external. */
struct external_use {
    uint32_t external, lang;
    uint32_t imports, files;
    uint32_t last_file; /* the last that was counted */
    uint32_t next;      /* index plus 1 of another language's use of the same name */
};

/* A type that a file names without an import. */
struct type_use {
    uint32_t file;
    uint32_t name; /* in tree.names */
};

struct link {
    struct record_reader *reader;
    struct link_output out;
    struct arena run, scratch;
    struct source_tree tree;
    uint32_t file;       /* the last file record's */
    struct buf file_key; /* `{"k":"import","path":…,"line":` of that file */
    struct intern tails;
    VEC(struct held) held;
    VEC(struct type_use) type_uses;
    struct import_links links;
    struct depend depend;
    VEC(struct external_use) uses;
    VEC(uint32_t) first_use; /* by external: index into uses plus 1 */
    struct clones *clones;   /* NULL: not wanted */
    unsigned file_flags;     /* of the last file, as clones know them */
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

static bool kind_is(const struct record *record, const char *kind)
{
    return str_eq(record->kind, str_from(kind));
}

static unsigned clone_flags(const struct json_val *file)
{
    return (json_get_bool(file, "is_test", false) ? CLONE_TEST : 0u) |
           (json_get_bool(file, "is_generated", false) ? CLONE_GENERATED : 0u) |
           (json_get_bool(file, "is_vendored", false) ? CLONE_VENDORED : 0u);
}

static int take_file(struct link *link, const struct record *record, struct err *err)
{
    const struct json_val *object;
    int rc = record_parse(link->reader, record, &object, err);
    if (rc < 0)
        return rc;
    struct arena scratch = link->scratch;
    struct str path = json_get_path(&scratch, object, "path"), lang = json_get_str(object, "lang");
    if (!path.p || path.len == 0)
        return err_set(err, ERR_INPUT, "%s:%llu: file record without a path", link->reader->in.name,
                       (unsigned long long)link->reader->in.lines_read);
    bool is_link = str_eq(json_get_str(object, "mode"), STR("120000"));
    bool too_deep = rel_parts(path) > TREE_DEPTH_MAX;
    link->file =
        tree_add_file(&link->tree, path, lang, is_link || too_deep ? FAMILY_NONE : resolve_family(lang));
    if (too_deep)
        tree_problem(&link->tree, link->file, "too many folders deep: its imports are not resolved", true);
    link->tree.files.at[link->file].is_test = json_get_bool(object, "is_test", false);
    link->tree.files.at[link->file].is_vendored = json_get_bool(object, "is_vendored", false);
    link->file_flags = clone_flags(object);
    buf_clear(&link->file_key);
    struct json_out key = record_open(&link->file_key, "import");
    json_put_path(&key, "path", path);
    json_key(&key, "line");
    return 0;
}

/* The word behind `"kind":"`; inside a string the quotes would be escaped. */
static struct str unit_kind(struct str line)
{
    ptrdiff_t at = str_find(line, STR("\"kind\":\""));
    struct str rest = at < 0 ? STR("") : str_skip(line, (size_t)at + 8);
    return str_cut(&rest, '"');
}

static bool is_type_kind(struct str kind)
{
    static const char *const kinds[] = {"class", "interface", "enum", "struct", "trait", "union"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(kind, str_from(kinds[i])))
            return true;
    }
    return false;
}

/* Types where imports name types, inline modules where these nest in files; other units are not even parsed. */
static int take_unit(struct link *link, const struct record *record, struct err *err)
{
    int family = link->file == TREE_NONE ? FAMILY_NONE : link->tree.files.at[link->file].family;
    bool by_type = family == FAMILY_JAVA || family == FAMILY_CSHARP || family == FAMILY_PHP;
    if (!by_type && family != FAMILY_RUST)
        return 0;
    struct str kind = unit_kind(record->line);
    if (by_type ? !is_type_kind(kind) : !str_eq(kind, STR("module")))
        return 0;
    const struct json_val *unit;
    int64_t line_start = 0, line_end = 0;
    int rc = record_parse(link->reader, record, &unit, err);
    if (rc < 0)
        return rc;
    json_get_int(unit, "line_start", &line_start);
    json_get_int(unit, "line_end", &line_end);
    if (by_type)
        tree_add_type(&link->tree, link->file, json_get_str(unit, "qualified_name"));
    else
        tree_add_scope(&link->tree, link->file, line_start, line_end, json_get_str(unit, "name"));
    return 0;
}

static int take_package(struct link *link, const struct record *record, struct err *err)
{
    const struct json_val *package;
    int rc = record_parse(link->reader, record, &package, err);
    if (rc == 0 && link->file != TREE_NONE)
        tree_add_package(&link->tree, link->file, json_get_str(package, "name"));
    return rc < 0 ? rc : 0;
}

static int take_manifest(struct link *link, const struct record *record, struct err *err)
{
    const struct json_val *manifest;
    int rc = record_parse(link->reader, record, &manifest, err);
    if (rc == 0 && link->file != TREE_NONE)
        depend_declare(&link->depend, &link->tree, link->file, manifest);
    return rc;
}

static int take_uses(struct link *link, const struct record *record, struct err *err)
{
    const struct json_val *use;
    if (link->file == TREE_NONE)
        return 0;
    int rc = record_parse(link->reader, record, &use, err);
    const struct json_val *names = rc == 0 ? json_get(use, "names") : NULL;
    if (!json_is_array(names))
        return rc;
    struct json_iter iter = json_iter_begin(names);
    while (iter.left > 0) {
        struct str name = json_str_value(json_iter_next(&iter, NULL));
        if (name.len > 0)
            *vec_push(&link->type_uses, &link->run) =
                (struct type_use){link->file, intern_id(&link->tree.names, link->tree.arena, name)};
    }
    return 0;
}

/* Of the file before it. Nobody needs it further on. */
static int take_fingerprint(struct link *link, const struct record *record, struct err *err)
{
    const struct json_val *fingerprint;
    int rc = record_parse(link->reader, record, &fingerprint, err);
    if (rc < 0 || link->file == TREE_NONE || !link->clones)
        return rc < 0 ? rc : 1;
    struct arena scratch = link->scratch;
    struct str path = tree_path(&link->tree, link->file);
    if (!str_eq(json_get_path(&scratch, fingerprint, "path"), path) ||
        !clones_add(link->clones, path, link->file_flags, fingerprint))
        tree_problem(&link->tree, link->file, "not a fingerprint of this file: clones in it are not found",
                     true);
    return 1;
}

/* Splits a line of the usual shape behind the line number. */
static bool split_import(const struct link *link, struct str line, int64_t *ret_line, struct str *ret_tail)
{
    struct str key = buf_str(&link->file_key);
    if (link->file == TREE_NONE || !str_starts(line, key))
        return false;
    struct str rest = str_skip(line, key.len);
    ptrdiff_t comma = str_index(rest, ',');
    if (comma < 0 || !num_parse_int(str_head(rest, (size_t)comma), ret_line) || *ret_line < 0)
        return false;
    *ret_tail = str_skip(rest, (size_t)comma);
    return true;
}

/* 1 when the record was kept for later, 0 when it must pass: an import of a file that the stream does not have. */
static int hold_import(struct link *link, const struct record *record, struct err *err)
{
    struct held held = {.file = link->file, .line = -1};
    struct str tail = record->line;
    if (!split_import(link, record->line, &held.line, &tail)) {
        const struct json_val *import;
        int rc = record_parse(link->reader, record, &import, err);
        if (rc < 0)
            return rc;
        struct arena scratch = link->scratch;
        held.file = tree_file(&link->tree, json_get_path(&scratch, import, "path"));
        held.line = -1;
        tail = record->line;
    }
    if (held.file == TREE_NONE)
        return 0;
    held.tail = intern_id(&link->tails, &link->run, tail);
    *vec_push(&link->held, &link->run) = held;
    return 1;
}

static bool is_ours(const struct record *record)
{
    return kind_is(record, "edge") || kind_is(record, "graph") || kind_is(record, "cycle") ||
           kind_is(record, "system") || kind_is(record, "external") || kind_is(record, "clone") ||
           kind_is(record, "dependency");
}

/* 1: kept, 0: pass it on. */
static int take(struct link *link, const struct record *record, struct err *err)
{
    if (kind_is(record, "unit"))
        return take_unit(link, record, err);
    if (kind_is(record, "import"))
        return hold_import(link, record, err);
    if (kind_is(record, "file"))
        return take_file(link, record, err);
    if (kind_is(record, "package"))
        return take_package(link, record, err);
    if (kind_is(record, "manifest"))
        return take_manifest(link, record, err);
    if (kind_is(record, "use"))
        return take_uses(link, record, err);
    if (kind_is(record, "fingerprint"))
        return take_fingerprint(link, record, err);
    if (is_ours(record))
        return err_set(err, ERR_INPUT, "%s:%llu: the stream is linked already", link->reader->in.name,
                       (unsigned long long)link->reader->in.lines_read);
    return 0;
}

static int read_all(struct link *link, struct err *err)
{
    struct record record;
    int rc;
    while ((rc = record_reader_next(link->reader, &record, err)) > 0) {
        rc = take(link, &record, err);
        if (rc == 0)
            rc = record_writer_pass(link->out.writer, &record, err);
        if (rc < 0)
            break;
    }
    return rc;
}

/* Resolving -------------------------------------------------------------------------------------------------------- */

static void count_external(struct link *link, uint32_t external, uint32_t file)
{
    uint32_t lang = link->tree.files.at[file].lang;
    while (link->first_use.len <= external)
        *vec_push(&link->first_use, &link->run) = 0;
    uint32_t at = link->first_use.at[external];
    while (at && link->uses.at[at - 1].lang != lang)
        at = link->uses.at[at - 1].next;
    if (!at) {
        *vec_push(&link->uses, &link->run) = (struct external_use){
            .external = external, .lang = lang, .last_file = TREE_NONE, .next = link->first_use.at[external]};
        at = link->first_use.at[external] = (uint32_t)link->uses.len;
    }
    struct external_use *use = &link->uses.at[at - 1];
    use->imports++;
    use->files += use->last_file != file;
    use->last_file = file;
}

/* Notes what a target means for graphs and counts. */
static void count_target(struct link *link, const struct import *import, const struct resolution *resolution,
                         const struct target *target)
{
    if (target->external != INTERN_NONE) {
        count_external(link, target->external, import->file);
        depend_use(&link->depend, &link->tree, import, target->external);
        return;
    }
    if (import->is_unused)
        return;
    bool is_test = import->is_test || link->tree.files.at[import->file].is_test;
    uint32_t flags = (import->is_type_only ? LINK_TYPE_ONLY : 0) |
                     (resolution->declares ? LINK_DECLARES : 0) | (is_test ? LINK_TEST : 0);
    *vec_push(&link->links.list, &link->run) =
        (struct import_link){import->file, target->file, target->module, flags};
}

static void put_target(struct json_out *j, const struct source_tree *tree, const struct target *target)
{
    enum lang_family family;
    if (target->file != TREE_NONE)
        json_put_path(j, "target_path", tree_path(tree, target->file));
    else if (target->module != INTERN_NONE)
        json_put_str(j, "target_module", tree_module_name(tree, target->module, &family));
    else
        json_put_str(j, "external_name", tree->externals.names.at[target->external]);
}

/* The record once for each target, as it came and with the target added. A long record with many targets must not grow
 * with their product: past LINK_REPEAT_MAX bytes the rest of the targets is left out. */
static void put_import(struct link *link, struct str line, const struct import *import,
                       const struct resolution *resolution)
{
    struct buf *out = &link->out.lines;
    size_t start = out->len;
    for (size_t i = 0; i < resolution->n_targets && out->len - start < LINK_REPEAT_MAX; i++) {
        struct json_out j = {.buf = out, .need_comma = true};
        buf_add(out, str_head(line, line.len - 1));
        put_target(&j, &link->tree, &resolution->targets[i]);
        record_close(&j);
        count_target(link, import, resolution, &resolution->targets[i]);
    }
    if (resolution->n_targets == 0) {
        buf_add(out, line);
        buf_addc(out, '\n');
    }
}

/* The line as it was read. */
static void rebuild_line(const struct link *link, const struct held *held, struct buf *ret_line)
{
    struct str tail = link->tails.names.at[held->tail];
    buf_clear(ret_line);
    if (held->line >= 0) {
        struct json_out j = record_open(ret_line, "import");
        json_put_path(&j, "path", tree_path(&link->tree, held->file));
        json_put_int(&j, "line", held->line);
    }
    buf_add(ret_line, tail);
}

static int resolve_one(struct link *link, const struct resolvers *resolvers, const struct held *held,
                       struct str line, struct err *err)
{
    const struct record record = {.kind = STR("import"), .line = line};
    const struct json_val *object;
    int rc = record_parse(link->reader, &record, &object, err);
    if (rc < 0)
        return rc;
    struct str path = tree_path(&link->tree, held->file);
    struct import import = {.file = held->file,
                            .path = path,
                            .dir = str_dirname(path),
                            .module = json_get_str(object, "module"),
                            .form = json_get_str(object, "form"),
                            .text = json_get_str(object, "text"),
                            .names = json_get(object, "names"),
                            .is_type_only = json_get_bool(object, "is_type_only", false),
                            .is_unused = json_get_bool(object, "is_unused", false),
                            .is_test = json_get_bool(object, "is_test", false)};
    json_get_int(object, "line", &import.line);
    json_get_int(object, "level", &import.level);
    struct resolution resolution; /* 12 kB: too much to clear for each */
    resolution.tree = &link->tree;
    struct arena mark = link->scratch;
    resolvers_ask(resolvers, &import, &resolution);
    put_import(link, line, &import, &resolution);
    link->scratch = mark;
    return link_output_flush(&link->out, false, err);
}

/* What a file names without an import counts like imports; there is no record to complete. */
static void resolve_use(struct link *link, const struct resolvers *resolvers, const struct type_use *use,
                        struct resolution *resolution)
{
    const struct source_tree *tree = &link->tree;
    struct arena mark = link->scratch;
    struct str path = tree_path(tree, use->file);
    struct import import = {.file = use->file,
                            .path = path,
                            .dir = str_dirname(path),
                            .module = tree->names.names.at[use->name],
                            .form = STR("use")};
    resolvers_ask(resolvers, &import, resolution);
    for (size_t i = 0; i < resolution->n_targets; i++)
        count_target(link, &import, resolution, &resolution->targets[i]);
    link->scratch = mark;
}

static void resolve_uses(struct link *link, const struct resolvers *resolvers)
{
    struct resolution resolution = {.tree = &link->tree};
    for (size_t i = 0; i < link->type_uses.len; i++)
        resolve_use(link, resolvers, &link->type_uses.at[i], &resolution);
}

/* One step down: files that are declared for tests alone are tests, and so is what they import. */
static bool spread_tests_once(struct link *link)
{
    struct arena mark = link->scratch;
    struct source_file *files = link->tree.files.at;
    bool *declared = arena_array(&link->scratch, bool, link->tree.files.len);
    bool changed = false;
    for (size_t i = 0; i < link->links.list.len; i++) {
        const struct import_link *l = &link->links.list.at[i];
        if (l->file != TREE_NONE && (l->flags & LINK_DECLARES) && !(l->flags & LINK_TEST))
            declared[l->file] = true;
    }
    for (size_t i = 0; i < link->links.list.len; i++) {
        const struct import_link *l = &link->links.list.at[i];
        bool only_tests = (l->flags & LINK_DECLARES) && (l->flags & LINK_TEST);
        if (only_tests && l->file != TREE_NONE && !declared[l->file] && !files[l->file].is_test)
            changed = files[l->file].is_test = true;
    }
    for (size_t i = 0; changed && i < link->links.list.len; i++) {
        if (files[link->links.list.at[i].from].is_test)
            link->links.list.at[i].flags |= LINK_TEST;
    }
    link->scratch = mark;
    return changed;
}

/* `#[cfg(test)] mod x;` makes x.rs a test, whatever its name. Modules nest no deeper than folders do. */
static void spread_tests(struct link *link)
{
    for (int depth = 0; depth < TREE_DEPTH_MAX && spread_tests_once(link); depth++)
        ;
}

static int resolve_all(struct link *link, struct err *err)
{
    struct resolvers resolvers;
    struct buf line;
    int rc = 0;
    buf_init(&line, RECORD_LINE_MAX);
    resolvers_prepare(&resolvers, &link->tree);
    for (size_t i = 0; i < link->held.len && rc == 0; i++) {
        rebuild_line(link, &link->held.at[i], &line);
        rc = resolve_one(link, &resolvers, &link->held.at[i], buf_str(&line), err);
    }
    if (rc == 0) {
        resolve_uses(link, &resolvers);
        spread_tests(link);
    }
    buf_release(&line);
    return rc;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static int put_problems(struct link *link, struct err *err)
{
    for (size_t i = 0; i < link->tree.problems.len; i++) {
        const struct tree_problem *problem = &link->tree.problems.at[i];
        struct json_out j = record_open(&link->out.lines, "error");
        json_put_str(&j, "stage", STR("cbc-link"));
        json_put_path(&j, "path", tree_path(&link->tree, problem->file));
        json_put_str(&j, "reason", problem->reason);
        if (problem->is_lasting)
            json_put_bool(&j, "is_lasting", true);
        record_close(&j);
    }
    return link_output_flush(&link->out, false, err);
}

static int put_levels(struct link *link, struct err *err)
{
    struct level levels[LEVELS];
    struct level_facts facts[LEVELS];
    int rc = 0;
    levels_build(&link->run, &link->tree, &link->links, levels);
    for (int i = 0; i < LEVELS; i++)
        facts[i] = level_analyse(&link->run, &levels[i]);
    for (int i = 0; i < LEVELS && rc == 0; i++)
        rc = put_edges(&link->out, &levels[i], err);
    for (int i = 0; i < LEVELS && rc == 0; i++)
        rc = put_nodes(&link->out, &facts[i], err);
    for (int i = 0; i < LEVELS && rc == 0; i++)
        rc = put_cycles(&link->out, &link->scratch, &facts[i], err);
    for (int i = 0; i < LEVELS && rc == 0; i++)
        rc = put_system(&link->out, &link->scratch, &facts[i], err);
    return rc;
}

static int by_external_name(const void *a, const void *b, void *opaque)
{
    const struct source_tree *tree = opaque;
    const struct external_use *x = a, *y = b;
    int order = str_cmp(tree->externals.names.at[x->external], tree->externals.names.at[y->external]);
    return order ? order : str_cmp(tree->langs.names.at[x->lang], tree->langs.names.at[y->lang]);
}

static int put_externals(struct link *link, struct err *err)
{
    int rc = 0;
    if (link->uses.len)
        qsort_r(link->uses.at, link->uses.len, sizeof *link->uses.at, by_external_name, &link->tree);
    for (size_t i = 0; i < link->uses.len && rc == 0; i++) {
        const struct external_use *use = &link->uses.at[i];
        struct json_out j = record_open(&link->out.lines, "external");
        json_put_str(&j, "external_name", link->tree.externals.names.at[use->external]);
        json_put_str(&j, "lang", link->tree.langs.names.at[use->lang]);
        json_put_int(&j, "imports", use->imports);
        json_put_int(&j, "files", use->files);
        record_close(&j);
        rc = link_output_flush(&link->out, false, err);
    }
    return rc;
}

static int put_clones(struct link *link, struct err *err)
{
    int rc = 0;
    if (!link->clones)
        return 0;
    clones_find(link->clones);
    while (rc == 0 && clones_put_next(link->clones, &link->out.lines))
        rc = link_output_flush(&link->out, false, err);
    return rc;
}

static int link_stream(struct link *link, struct err *err)
{
    int rc = read_all(link, err);
    if (rc == 0)
        rc = resolve_all(link, err);
    if (rc == 0)
        rc = put_problems(link, err);
    if (rc == 0)
        rc = put_levels(link, err);
    if (rc == 0)
        rc = put_externals(link, err);
    if (rc == 0)
        depend_put(&link->depend, &link->tree, &link->out.lines);
    if (rc == 0)
        rc = put_clones(link, err);
    return rc < 0 ? rc : link_output_flush(&link->out, true, err);
}

int link_run(struct record_reader *reader, struct record_writer *writer, int root_fd,
             const struct link_options *options, struct err *err)
{
    struct link link = {.reader = reader, .file = TREE_NONE};
    link_output_init(&link.out, writer);
    tree_init(&link.tree, &link.run, &link.scratch);
    link.tree.root_fd = root_fd;
    buf_init(&link.file_key, RECORD_LINE_MAX);
    int rc = arena_init(&link.run, run_limit_bytes, err);
    if (rc == 0)
        rc = arena_init(&link.scratch, scratch_limit_bytes, err);
    if (rc == 0 && !options->no_clones)
        rc = clones_new(&link.clones, err);
    if (rc == 0)
        rc = link_stream(&link, err);
    clones_free(link.clones);
    tree_release(&link.tree);
    link_output_release(&link.out);
    buf_release(&link.file_key);
    arena_release(&link.scratch);
    arena_release(&link.run);
    return rc;
}
