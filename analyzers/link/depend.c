#include "analyzers/link/depend.h"

#include "analyzers/link/std_names.h"
#include "pipeline/record/record.h"

#include <stdlib.h>

/* A dependency that nothing imports, until a mention is found. */
struct candidate {
    uint32_t declared; /* index */
    struct str dir;    /* of the manifest */
    struct str word;   /* what it is called in text */
    bool is_mentioned;
};

/* Imports of one package that is declared nowhere. */
struct missing {
    uint32_t external, manifest;
    uint32_t file, line; /* the first that imports it */
    uint32_t files, last_file;
};

/* A distribution of PyPI that an imported module may come from. */
struct provision {
    uint32_t declared, external;
    uint32_t next; /* of the same external, index plus 1 */
};

struct claims {
    struct depend *depend;
    struct source_tree *tree;
    uint32_t *first_use, *next_use;   /* by external, by use: index of a use plus 1 */
    struct map code_in[FAMILY_COUNT]; /* folders with a use somewhere below */
    VEC(struct provision) provisions; /* by declared */
    uint32_t *first_provision;        /* by external: index plus 1 */
    uint32_t *own_provisions;         /* by declared: index of its first */
    bool *has_runtime;                /* by file: a manifest that declares what the program needs */
    bool is_python_silent;            /* too much to compare: nothing is claimed of PyPI */
    VEC(struct candidate) unused;
    VEC(struct missing) missing;
    struct map missing_by_name; /* "manifest external" to index */
    size_t bytes_left;
};

/* What packages are called ----------------------------------------------------------------------------------------- */

static const struct {
    enum lang_family family;
    const char *ecosystem;
} ecosystems[] = {{FAMILY_JS, "npm"}, {FAMILY_PYTHON, "pypi"}, {FAMILY_GO, "golang"}, {FAMILY_RUST, "cargo"}};

enum { ECOSYSTEMS = sizeof ecosystems / sizeof ecosystems[0] };

/* NULL for a language whose imports do not name packages. */
static const char *ecosystem_of(uint8_t family)
{
    for (size_t i = 0; i < ECOSYSTEMS; i++) {
        if (ecosystems[i].family == family)
            return ecosystems[i].ecosystem;
    }
    return NULL;
}

static enum lang_family family_of(struct str ecosystem)
{
    for (size_t i = 0; i < ECOSYSTEMS; i++) {
        if (str_eq(ecosystem, str_from(ecosystems[i].ecosystem)))
            return ecosystems[i].family;
    }
    return FAMILY_NONE;
}

static struct str called(const struct declared *declared)
{
    return declared->alias.len ? declared->alias : declared->name;
}

/* How the name stands in text: Rust writes '_' for '-'. */
static struct str word_of(struct arena *arena, const struct declared *declared)
{
    struct str name = called(declared);
    if (family_of(declared->ecosystem) != FAMILY_RUST)
        return name;
    char *word = str_cstr(arena, name);
    for (size_t i = 0; i < name.len; i++)
        word[i] = word[i] == '-' ? '_' : word[i];
    return str_of(word, name.len);
}

/* Taking ----------------------------------------------------------------------------------------------------------- */

static struct str key_of(struct arena *arena, struct str ecosystem, struct str name)
{
    return str_from(arena_printf(arena, "%.*s %.*s", STR_ARG(ecosystem), STR_ARG(name)));
}

void depend_declare(struct depend *depend, struct source_tree *tree, uint32_t file,
                    const struct json_val *record)
{
    struct arena *arena = tree->arena;
    int64_t line = 0;
    json_get_int(record, "line", &line);
    const struct declared declared = {
        .file = file,
        .ecosystem = str_dup(arena, json_get_str(record, "ecosystem")),
        .name = str_dup(arena, json_get_str(record, "name")),
        .alias = str_dup(arena, json_get_str(record, "alias")),
        .scope = str_dup(arena, json_get_str(record, "scope")),
        .line = (uint32_t)line,
        .is_self = json_get_bool(record, "is_self", false),
        .is_locked = json_get_bool(record, "is_locked", false),
        .is_direct = json_get_bool(record, "is_direct", false),
    };
    uint32_t *first =
        map_put(&depend->by_name, arena, key_of(arena, declared.ecosystem, called(&declared)), NULL);
    *vec_push(&depend->declared, arena) = declared;
    *vec_push(&depend->next, arena) = *first;
    *first = (uint32_t)depend->declared.len;
}

void depend_use(struct depend *depend, struct source_tree *tree, const struct import *import,
                uint32_t external)
{
    if (!ecosystem_of(tree->files.at[import->file].family))
        return;
    *vec_push(&depend->uses, tree->arena) =
        (struct outside_use){import->file, external,
                             import->is_type_only ? 0 : (uint32_t)import->line}; /* 0: needs no declaration */
}

/* Places ----------------------------------------------------------------------------------------------------------- */

static bool is_below(struct str path, struct str dir)
{
    return dir.len == 0 || (str_starts(path, dir) && path.len > dir.len && path.p[dir.len] == '/');
}

static bool is_manifest(struct str path)
{
    static const char *const names[] = {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock",
                                        "pnpm-lock.yaml",    "poetry.lock",         "uv.lock",
                                        "pdm.lock",          "Cargo.lock",          "go.sum",
                                        "Pipfile.lock"};
    struct str base = str_basename(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(base, str_from(names[i])))
            return true;
    }
    return false;
}

/* A manifest that says what the program needs, not one that locks it or lists tools. */
static bool decides(struct str path)
{
    static const char *const names[] = {"package.json", "pyproject.toml", "setup.cfg",
                                        "Pipfile",      "go.mod",         "Cargo.toml"};
    struct str base = str_basename(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(base, str_from(names[i])))
            return true;
    }
    return false;
}

/* Indexes ---------------------------------------------------------------------------------------------------------- */

static void index_uses(struct claims *c)
{
    struct arena *arena = c->tree->arena;
    c->first_use = arena_array(arena, uint32_t, c->tree->externals.names.len + 1);
    c->next_use = arena_array(arena, uint32_t, c->depend->uses.len + 1);
    for (uint32_t i = 0; i < c->depend->uses.len; i++) {
        const struct outside_use *use = &c->depend->uses.at[i];
        const struct source_file *file = &c->tree->files.at[use->file];
        c->next_use[i] = c->first_use[use->external];
        c->first_use[use->external] = i + 1;
        struct str dir = file->path;
        for (bool added = true; added && dir.len;) {
            dir = str_dirname(dir);
            map_put(&c->code_in[file->family], arena, dir, &added);
        }
    }
}

static bool has_python_use(const struct claims *c, uint32_t external)
{
    uint32_t at = c->first_use[external];
    while (at && c->tree->files.at[c->depend->uses.at[at - 1].file].family != FAMILY_PYTHON)
        at = c->next_use[at - 1];
    return at != 0;
}

static void add_provisions(struct claims *c, uint32_t index, const uint32_t *modules, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t *first = &c->first_provision[modules[i]];
        if (!depend_python_provides(called(&c->depend->declared.at[index]),
                                    c->tree->externals.names.at[modules[i]]))
            continue;
        *vec_push(&c->provisions, c->tree->arena) = (struct provision){index, modules[i], *first};
        *first = (uint32_t)c->provisions.len;
    }
}

/* Names of distributions only resemble those of modules, so each is compared with each, once. */
static void index_python(struct claims *c)
{
    struct arena *arena = c->tree->arena;
    size_t n_externals = c->tree->externals.names.len, n = 0;
    uint32_t *modules = arena_array(arena, uint32_t, n_externals + 1);
    c->first_provision = arena_array(arena, uint32_t, n_externals + 1);
    c->own_provisions = arena_array(arena, uint32_t, c->depend->declared.len);
    for (uint32_t e = 0; e < n_externals; e++) {
        if (has_python_use(c, e))
            modules[n++] = e;
    }
    c->is_python_silent = n * c->depend->declared.len > DEPEND_PAIRS_MAX;
    for (uint32_t i = 0; i < c->depend->declared.len && !c->is_python_silent; i++) {
        c->own_provisions[i] = (uint32_t)c->provisions.len;
        if (family_of(c->depend->declared.at[i].ecosystem) == FAMILY_PYTHON)
            add_provisions(c, i, modules, n);
    }
}

static void index_manifests(struct claims *c)
{
    c->has_runtime = arena_array(c->tree->arena, bool, c->tree->files.len + 1);
    for (size_t i = 0; i < c->depend->declared.len; i++) {
        const struct declared *declared = &c->depend->declared.at[i];
        c->has_runtime[declared->file] |= !declared->is_self && str_eq(declared->scope, STR("runtime"));
    }
}

/* Unused ----------------------------------------------------------------------------------------------------------- */

/* Is the external imported by code of this family below `dir`? */
static bool is_imported_below(const struct claims *c, uint32_t external, enum lang_family family,
                              struct str dir)
{
    for (uint32_t at = c->first_use[external]; at; at = c->next_use[at - 1]) {
        const struct source_file *file = &c->tree->files.at[c->depend->uses.at[at - 1].file];
        if (file->family == family && is_below(file->path, dir))
            return true;
    }
    return false;
}

/* Is anything below its folder imported from it? */
static bool is_used(const struct claims *c, uint32_t index, struct str dir)
{
    const struct declared *declared = &c->depend->declared.at[index];
    enum lang_family family = family_of(declared->ecosystem);
    if (family == FAMILY_PYTHON && c->is_python_silent)
        return true;
    if (family != FAMILY_PYTHON) {
        struct arena scratch = *c->tree->scratch;
        uint32_t external = intern_find(&c->tree->externals, word_of(&scratch, declared));
        return external != INTERN_NONE && is_imported_below(c, external, family, dir);
    }
    for (size_t i = c->own_provisions[index]; i < c->provisions.len && c->provisions.at[i].declared == index;
         i++) {
        if (is_imported_below(c, c->provisions.at[i].external, family, dir))
            return true;
    }
    return false;
}

static void consider(struct claims *c, uint32_t index)
{
    const struct declared *declared = &c->depend->declared.at[index];
    const struct source_file *file = &c->tree->files.at[declared->file];
    struct str dir = str_dirname(file->path);
    bool wanted = !declared->is_self && str_eq(declared->scope, STR("runtime")) && declared->is_direct &&
                  !file->is_vendored && !file->is_test && decides(file->path) &&
                  !depend_is_silent(declared->ecosystem, declared->name);
    if (wanted && map_get(&c->code_in[family_of(declared->ecosystem)], dir) && !is_used(c, index, dir))
        *vec_push(&c->unused, c->tree->arena) =
            (struct candidate){.declared = index, .dir = dir, .word = word_of(c->tree->arena, declared)};
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* How often the word stands in the text, at most twice. */
static int count_word(struct str text, struct str word)
{
    int n = 0;
    for (ptrdiff_t at; n < 2 && (at = str_find(text, word)) >= 0; text = str_skip(text, (size_t)at + 1)) {
        size_t end = (size_t)at + word.len;
        bool begins = at == 0 || !is_word_char(text.p[at - 1]);
        n += begins && (end == text.len || !is_word_char(text.p[end]));
    }
    return n;
}

static bool is_prose(const struct source_tree *tree, const struct source_file *file)
{
    struct str lang = tree->langs.names.at[file->lang];
    return str_eq(lang, STR("Markdown")) || str_eq(lang, STR("reStructuredText")) || str_eq(lang, STR("Text"));
}

/* In its own manifest a name stands once. */
static void look_through(struct claims *c, uint32_t number)
{
    const struct source_file *file = &c->tree->files.at[number];
    struct str text = {NULL, 0};
    for (size_t i = 0; i < c->unused.len; i++) {
        struct candidate *candidate = &c->unused.at[i];
        if (candidate->is_mentioned || !is_below(file->path, candidate->dir))
            continue;
        if (!text.p && !tree_peek(c->tree, number, DEPEND_SOURCE_MAX, &text))
            return;
        bool is_own = c->depend->declared.at[candidate->declared].file == number;
        candidate->is_mentioned = count_word(text, candidate->word) > is_own;
    }
    c->bytes_left = text.len < c->bytes_left ? c->bytes_left - text.len : 0;
}

static void find_mentions(struct claims *c)
{
    for (uint32_t i = 0; i < c->tree->files.len && c->unused.len && c->bytes_left; i++) {
        const struct source_file *file = &c->tree->files.at[i];
        if (!file->is_vendored && !is_prose(c->tree, file) && !is_manifest(file->path))
            look_through(c, i);
    }
}

/* Undeclared ------------------------------------------------------------------------------------------------------- */

/* Is it declared for files in `dir`: in that folder or above? Locks count: what they hold is there. */
static bool is_declared_npm(const struct claims *c, struct str name, struct str path)
{
    struct arena scratch = *c->tree->scratch;
    const uint32_t *first = map_get(&c->depend->by_name, key_of(&scratch, STR("npm"), name));
    for (uint32_t at = first ? *first : 0; at; at = c->depend->next.at[at - 1]) {
        struct str dir = str_dirname(tree_path(c->tree, c->depend->declared.at[at - 1].file));
        if (is_below(path, dir))
            return true;
    }
    return false;
}

static bool is_declared_pypi(const struct claims *c, uint32_t external, struct str path)
{
    for (uint32_t at = c->first_provision[external]; at; at = c->provisions.at[at - 1].next) {
        const struct declared *declared = &c->depend->declared.at[c->provisions.at[at - 1].declared];
        if (is_below(path, str_dirname(tree_path(c->tree, declared->file))))
            return true;
    }
    return false;
}

/* A name that npm would take; anything else is an alias of a bundler. */
static bool is_npm_name(struct str name)
{
    struct str rest = name;
    if (str_starts(name, STR("@"))) {
        struct str scope = str_cut(&rest, '/');
        if (scope.len < 2 || !rest.p)
            return false;
    }
    for (size_t i = 0; i < rest.len; i++) {
        char ch = rest.p[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || strchr("-_.", ch)))
            return false;
    }
    return rest.len > 0 && rest.p[0] != '.' && rest.p[0] != '_';
}

/* The manifest that should declare what a file imports, when it is one whose list is the whole of it. */
static uint32_t deciding_manifest(const struct claims *c, const struct source_file *file)
{
    struct str dir = str_dirname(file->path);
    const char *name = file->family == FAMILY_JS ? "package.json" : "pyproject.toml";
    uint32_t manifest = tree_file_above(c->tree, dir, name);
    if (manifest == TREE_NONE || c->tree->files.at[manifest].is_vendored)
        return TREE_NONE;
    if (file->family == FAMILY_PYTHON && tree_file_above(c->tree, dir, "setup.py") != TREE_NONE)
        return TREE_NONE; /* a program decides */
    return c->has_runtime[manifest] ? manifest : TREE_NONE;
}

/* What stands deeper may be meant for some machines only. */
static bool is_at_top_level(const struct claims *c, const struct outside_use *use)
{
    struct str text;
    if (!tree_peek(c->tree, use->file, DEPEND_SOURCE_MAX, &text))
        return false;
    for (uint32_t line = 1; line < use->line && text.p; line++)
        str_cut(&text, '\n');
    return text.len && text.p[0] != ' ' && text.p[0] != '\t';
}

static void add_missing(struct claims *c, const struct outside_use *use, uint32_t manifest)
{
    struct arena *arena = c->tree->arena;
    bool added;
    uint32_t *place = map_put(&c->missing_by_name, arena,
                              str_from(arena_printf(arena, "%u %u", manifest, use->external)), &added);
    if (added) {
        *place = (uint32_t)c->missing.len;
        *vec_push(&c->missing, arena) = (struct missing){.external = use->external,
                                                         .manifest = manifest,
                                                         .file = use->file,
                                                         .line = use->line,
                                                         .last_file = TREE_NONE};
    }
    struct missing *missing = &c->missing.at[*place];
    missing->files += missing->last_file != use->file;
    missing->last_file = use->file;
}

static bool is_declared(const struct claims *c, uint32_t external, const struct source_file *file)
{
    struct str name = c->tree->externals.names.at[external];
    if (file->family == FAMILY_JS)
        return !is_npm_name(name) || std_has(STD_NODE, name) || is_declared_npm(c, name, file->path);
    return c->is_python_silent || std_has(STD_PYTHON, name) || is_declared_pypi(c, external, file->path);
}

static void check_use(struct claims *c, const struct outside_use *use)
{
    const struct source_file *file = &c->tree->files.at[use->file];
    if ((file->family != FAMILY_JS && file->family != FAMILY_PYTHON) || use->line == 0 || file->is_test ||
        file->is_vendored || is_declared(c, use->external, file))
        return;
    uint32_t manifest = deciding_manifest(c, file);
    if (manifest != TREE_NONE && c->missing.len < DEPEND_CLAIMS_MAX && is_at_top_level(c, use))
        add_missing(c, use, manifest);
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static void put_unused(const struct claims *c, const struct candidate *candidate, struct buf *out)
{
    const struct declared *declared = &c->depend->declared.at[candidate->declared];
    struct json_out j = record_open(out, "dependency");
    json_put_path(&j, "path", tree_path(c->tree, declared->file));
    json_put_int(&j, "line", declared->line);
    json_put_str(&j, "ecosystem", declared->ecosystem);
    json_put_str(&j, "name", declared->name);
    json_put_str(&j, "state", STR("unused"));
    record_close(&j);
}

static void put_missing(const struct claims *c, const struct missing *missing, struct buf *out)
{
    struct json_out j = record_open(out, "dependency");
    json_put_path(&j, "path", tree_path(c->tree, missing->file));
    json_put_int(&j, "line", missing->line);
    json_put_str(&j, "ecosystem", str_from(ecosystem_of(c->tree->files.at[missing->file].family)));
    json_put_str(&j, "name", c->tree->externals.names.at[missing->external]);
    json_put_str(&j, "state", STR("undeclared"));
    json_put_path(&j, "manifest_path", tree_path(c->tree, missing->manifest));
    json_put_int(&j, "files", missing->files);
    record_close(&j);
}

void depend_put(struct depend *depend, struct source_tree *tree, struct buf *out)
{
    struct claims c = {.depend = depend, .tree = tree, .bytes_left = DEPEND_BYTES_MAX};
    if (depend->declared.len == 0)
        return;
    index_uses(&c);
    index_python(&c);
    index_manifests(&c);
    for (uint32_t i = 0; i < depend->declared.len; i++)
        consider(&c, i);
    if (c.unused.len <= DEPEND_CLAIMS_MAX)
        find_mentions(&c);
    for (size_t i = 0; i < c.unused.len && c.unused.len <= DEPEND_CLAIMS_MAX && c.bytes_left; i++) {
        if (!c.unused.at[i].is_mentioned)
            put_unused(&c, &c.unused.at[i], out);
    }
    for (size_t i = 0; i < depend->uses.len; i++)
        check_use(&c, &depend->uses.at[i]);
    for (size_t i = 0; i < c.missing.len; i++)
        put_missing(&c, &c.missing.at[i], out);
}
