/*
 * Rust: mod and use by the module tree of each crate (Reference, "Modules" and "Use declarations").
 *
 * A crate root is what Cargo builds: src/lib.rs, src/main.rs, build.rs, the files of src/bin, tests, examples and
 * benches, or what a `path` in Cargo.toml says; without any Cargo.toml, every lib.rs and main.rs. The submodules of a
 * root or a mod.rs lie in its own folder, those of "a/b.rs" in "a/b". `mod x;` is x.rs or x/mod.rs there, or what
 * #[path] says beside the file. A use path starts at the root of the file's crate (crate::), at the module (self::),
 * one up (super::), at a submodule of the module, or at a crate of the tree, and is followed as far as it names
 * modules: the last one reached is the target, since the rest are its items. A path that starts with a type in scope
 * (`use Shape::*`) is the file itself. A module written inline with braces is part of its file. Not followed:
 * re-exports and macros.
 *
 * The declared module of a file is its crate. External: the name of the crate as paths spell it ("serde_json").
 */
#include "analyzers/manifests/manifest_text.h"
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"

struct crate {
    struct str dir;
    struct str name;  /* with '_' */
    uint32_t library; /* file, or TREE_NONE */
};

struct rust_state {
    VEC(struct crate) crates;
    struct map by_name;     /* name of a library to index */
    struct map by_dir;      /* folder of Cargo.toml to index */
    struct map roots;       /* path of a crate root to file */
    struct map root_of;     /* folder to its best crate root */
    struct map first_scope; /* path to index of the file's first inline module */
};

/* Preparing -------------------------------------------------------------------------------------------------------- */

/* "my-crate" is my_crate in paths. */
static struct str crate_name(struct arena *arena, struct str name)
{
    char *copy = str_cstr(arena, name);
    for (char *dash = copy; (dash = strchr(dash, '-'));)
        *dash = '_';
    return str_of(copy, name.len);
}

/* Of several roots in one folder: the library, then main.rs, then byte order. */
static int root_rank(struct str path)
{
    struct str name = str_basename(path);
    return str_eq(name, STR("lib.rs")) ? 2 : str_eq(name, STR("main.rs")) ? 1 : 0;
}

static void add_root(struct source_tree *tree, struct rust_state *state, struct str path)
{
    uint32_t file = tree_file(tree, path);
    bool added;
    if (file == TREE_NONE)
        return;
    path = tree_path(tree, file);
    *map_put(&state->roots, tree->arena, path, NULL) = file;
    uint32_t *best = map_put(&state->root_of, tree->arena, str_dirname(path), &added);
    int better = added ? 1 : root_rank(path) - root_rank(tree_path(tree, *best));
    if (better > 0 || (better == 0 && str_cmp(path, tree_path(tree, *best)) < 0))
        *best = file;
}

/* One `key = value` of Cargo.toml. */
static void read_cargo_line(struct source_tree *tree, struct rust_state *state, struct crate *crate,
                            const struct toml_lines *line)
{
    bool is_lib = str_eq(line->section, STR("lib")), is_package = str_eq(line->section, STR("package"));
    bool is_name = str_eq(line->key, STR("name"));
    struct str value = toml_string(line->value);
    if (!value.p)
        return;
    if (is_name && (is_lib || (is_package && !crate->name.p)))
        crate->name = crate_name(tree->arena, value);
    if (!str_eq(line->key, STR("path")) || !(is_lib || str_starts(line->section, STR("["))))
        return;
    struct str path = rel_join(tree->scratch, crate->dir, value);
    add_root(tree, state, path);
    if (is_lib)
        crate->library = tree_file(tree, path);
}

static void read_cargo(struct source_tree *tree, struct rust_state *state, uint32_t file)
{
    struct str text;
    struct crate crate = {.dir = str_dirname(tree_path(tree, file)), .library = TREE_NONE};
    if (!tree_read(tree, file, &text))
        return;
    struct arena mark = *tree->scratch;
    for (struct toml_lines line = toml_begin(text); toml_next(&line);)
        read_cargo_line(tree, state, &crate, &line);
    if (crate.name.p) {
        static const char *const usual[] = {"src/lib.rs", "src/main.rs", "build.rs"};
        uint32_t index = (uint32_t)state->crates.len;
        if (crate.library == TREE_NONE)
            crate.library = tree_file(tree, rel_join(tree->scratch, crate.dir, STR("src/lib.rs")));
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            add_root(tree, state, rel_join(tree->scratch, crate.dir, str_from(usual[i])));
        *vec_push(&state->crates, tree->arena) = crate;
        *map_put(&state->by_dir, tree->arena, crate.dir, NULL) = index;
        if (crate.library != TREE_NONE)
            *map_put(&state->by_name, tree->arena, crate.name, NULL) = index;
    }
    *tree->scratch = mark;
}

static const struct crate *crate_above(const struct rust_state *state, struct str dir)
{
    const uint32_t *index = rel_nearest(&state->by_dir, dir);
    return index ? &state->crates.at[*index] : NULL;
}

/* src/bin/x.rs, tests/x.rs, … and the main.rs in a folder of theirs. */
static bool is_target_file(struct str path, const struct crate *crate)
{
    static const char *const folders[] = {"src/bin", "tests", "examples", "benches"};
    struct str dir = rel_from(str_dirname(path), crate->dir);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (str_eq(dir, str_from(folders[i])))
            return true;
        if (str_eq(str_basename(path), STR("main.rs")) && str_eq(str_dirname(dir), str_from(folders[i])))
            return true;
    }
    return false;
}

static void *prepare_rust(struct source_tree *tree)
{
    struct rust_state *state = arena_new(tree->arena, struct rust_state);
    for (uint32_t at = lists_first(&tree->by_name, STR("Cargo.toml")); at;) {
        struct file_link link = tree->by_name.links.at[at - 1];
        read_cargo(tree, state, link.file);
        at = link.next;
    }
    for (size_t i = tree->scopes.len; i-- > 0;)
        *map_put(&state->first_scope, tree->arena, tree_path(tree, tree->scopes.at[i].file), NULL) =
            (uint32_t)i;
    for (uint32_t i = 0; i < tree->files.len; i++) {
        struct source_file *file = &tree->files.at[i];
        if (file->family != FAMILY_RUST)
            continue;
        const struct crate *crate = crate_above(state, str_dirname(file->path));
        if (crate)
            file->module = tree_module(tree, FAMILY_RUST, crate->name);
        if (crate ? is_target_file(file->path, crate) : root_rank(file->path) > 0)
            add_root(tree, state, file->path);
    }
    return state;
}

/* Following paths -------------------------------------------------------------------------------------------------- */

/* A module: the file it is written in, the folder of its submodules, and how many braces deep it is in that file. */
struct rust_module {
    uint32_t file;
    struct str dir;
    uint32_t depth;
};

static struct rust_module module_of(const struct rust_state *state, const struct source_tree *tree,
                                    uint32_t file)
{
    struct str path = tree_path(tree, file), name = str_basename(path);
    bool own_folder = map_get(&state->roots, path) || str_eq(name, STR("mod.rs")) ||
                      str_eq(name, STR("lib.rs")) || str_eq(name, STR("main.rs"));
    return (struct rust_module){file, own_folder ? str_dirname(path) : rel_stem(path), 0};
}

/* The inline modules of `file` from *at on; NULL at the end. */
static const struct inline_module *next_scope(const struct rust_state *state, const struct source_tree *tree,
                                              uint32_t file, size_t *at)
{
    const uint32_t *first = map_get(&state->first_scope, tree_path(tree, file));
    size_t i = first && *at < TREE_SCOPES_MAX ? *first + (*at)++ : tree->scopes.len;
    return i < tree->scopes.len && tree->scopes.at[i].file == file ? &tree->scopes.at[i] : NULL;
}

/* The module an import stands in: that of its file, or one written inline around it, `mod tests { … }` for one. */
static struct rust_module module_around(const struct rust_state *state, const struct source_tree *tree,
                                        const struct import *import)
{
    struct rust_module module = module_of(state, tree, import->file);
    const struct inline_module *scope;
    for (size_t at = 0; (scope = next_scope(state, tree, import->file, &at));) {
        if (import->line < scope->line_start || import->line > scope->line_end)
            continue;
        module.dir = rel_join(tree->scratch, module.dir, tree->names.names.at[scope->name]);
        module.depth++;
    }
    return module;
}

/* The file of module `dir`/name: "x.rs" or "x/mod.rs". */
static uint32_t module_file(const struct source_tree *tree, struct str dir, struct str name)
{
    if (str_starts(name, STR("r#")))
        name = str_skip(name, 2);
    struct str base = rel_join(tree->scratch, dir, name);
    uint32_t file = tree_file(tree, rel_cat(tree->scratch, base, STR(".rs"), STR("")));
    return file != TREE_NONE ? file : tree_file(tree, rel_cat(tree->scratch, base, STR("/mod.rs"), STR("")));
}

/* Into the submodule `name`: a file of its own, or inline in the same file. */
static bool descend(const struct rust_state *state, const struct source_tree *tree,
                    struct rust_module *module, struct str name)
{
    const struct inline_module *scope;
    uint32_t file = name.len ? module_file(tree, module->dir, name) : TREE_NONE;
    if (file != TREE_NONE) {
        *module = (struct rust_module){file, rel_join(tree->scratch, module->dir, name), 0};
        return true;
    }
    for (size_t at = 0; (scope = next_scope(state, tree, module->file, &at));) {
        if (!str_eq(tree->names.names.at[scope->name], name))
            continue;
        module->dir = rel_join(tree->scratch, module->dir, name);
        module->depth++;
        return true;
    }
    return false;
}

/* The root of the crate that `file` is part of: itself, or the best root in the nearest folder above. */
static struct rust_module crate_root(const struct rust_state *state, const struct source_tree *tree,
                                     uint32_t file)
{
    struct str path = tree_path(tree, file);
    if (map_get(&state->roots, path))
        return module_of(state, tree, file);
    for (struct str dir = str_dirname(path);; dir = str_dirname(dir)) {
        const uint32_t *root = map_get(&state->root_of, dir);
        if (root)
            return module_of(state, tree, *root);
        if (dir.len == 0)
            return module_of(state, tree, file);
    }
}

static struct rust_module parent(const struct rust_state *state, const struct source_tree *tree,
                                 struct rust_module module)
{
    if (module.depth)
        return (struct rust_module){module.file, str_dirname(module.dir), module.depth - 1};
    if (module.dir.len == 0 || map_get(&state->roots, tree_path(tree, module.file)))
        return module;
    struct str dir = str_dirname(module.dir);
    const uint32_t *root = map_get(&state->root_of, dir);
    uint32_t file = root ? *root : module_file(tree, str_dirname(dir), str_basename(dir));
    return file == TREE_NONE ? module : (struct rust_module){file, dir, 0};
}

/* Cuts the next part of a path a::b::c; "" at the end. */
static struct str next_part(struct str *path)
{
    ptrdiff_t colons = str_find(*path, STR("::"));
    struct str part = colons < 0 ? *path : str_head(*path, (size_t)colons);
    *path = colons < 0 ? str_of(path->p + path->len, 0) : str_skip(*path, (size_t)colons + 2);
    return str_trim(part);
}

static void follow(const struct rust_state *state, const struct source_tree *tree, struct rust_module module,
                   struct str path, struct resolution *to)
{
    while (path.len && descend(state, tree, &module, next_part(&path))) {}
    resolved_file(to, module.file);
}

static bool follow_relative(const struct rust_state *state, const struct import *import, struct str first,
                            struct str rest, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct rust_module module = module_around(state, tree, import);
    if (str_eq(first, STR("crate")) || str_eq(first, STR("$crate"))) {
        module = crate_root(state, tree, import->file);
    } else if (str_eq(first, STR("super"))) {
        module = parent(state, tree, module);
        while (str_starts(rest, STR("super::"))) {
            module = parent(state, tree, module);
            next_part(&rest);
        }
    } else if (!str_eq(first, STR("self")) && !descend(state, tree, &module, first)) {
        return false;
    }
    follow(state, tree, module, rest, to);
    return true;
}

static void resolve_use(const struct rust_state *state, const struct import *import, struct str path,
                        struct resolution *to)
{
    struct source_tree *tree = to->tree;
    bool global = str_starts(path, STR("::"));
    struct str rest = global ? str_skip(path, 2) : path, first = next_part(&rest);
    if (!global && follow_relative(state, import, first, rest, to))
        return;
    const uint32_t *crate = map_get(&state->by_name, first);
    if (crate) {
        follow(state, tree, module_of(state, tree, state->crates.at[*crate].library), rest, to);
        return;
    }
    struct rust_module root = crate_root(state, tree, import->file);
    if (descend(state, tree, &root, first)) /* before edition 2018 paths started at the root */
        follow(state, tree, root, rest, to);
    else if (first.len && first.p[0] >= 'A' && first.p[0] <= 'Z')
        resolved_file(to, import->file);
    else
        resolved_external(to, first);
}

/* The string of #[path = "…"] in the text of a mod declaration, or {NULL, 0}. */
static struct str path_attribute(struct str text)
{
    ptrdiff_t at = str_find(text, STR("path"));
    struct str rest = at < 0 ? STR("") : str_trim(str_skip(text, (size_t)at + 4));
    if (!str_starts(rest, STR("=")))
        return (struct str){NULL, 0};
    rest = str_trim(str_skip(rest, 1));
    ptrdiff_t end = rest.len ? str_index(str_skip(rest, 1), '"') : -1;
    return end < 0 || rest.p[0] != '"' ? (struct str){NULL, 0} : str_of(rest.p + 1, (size_t)end);
}

static void resolve_mod(const struct rust_state *state, const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct str path = path_attribute(import->text);
    to->declares = true;
    if (!path.p && str_ends(import->module, STR(".rs")))
        path = import->module;
    if (path.p)
        resolved_file(to, tree_file(tree, rel_join(tree->scratch, import->dir, path)));
    else
        resolved_file(to, module_file(tree, module_around(state, tree, import).dir, import->module));
}

static void resolve_rust(const void *state, const struct import *import, struct resolution *to)
{
    struct json_iter names = json_iter_begin(import->names);
    const struct json_val *name;
    if (str_eq(import->form, STR("mod"))) {
        resolve_mod(state, import, to);
        return;
    }
    if (names.left == 0)
        resolve_use(state, import, import->module, to);
    while ((name = json_iter_next(&names, NULL))) {
        struct arena mark = *to->tree->scratch;
        struct str below = json_str_value(name);
        bool whole = import->module.len == 0;
        resolve_use(state, import,
                    whole ? below : rel_cat(to->tree->scratch, import->module, STR("::"), below), to);
        *to->tree->scratch = mark;
    }
}

const struct resolver resolver_rust = {
    .family = FAMILY_RUST,
    .langs = "Rust",
    .prepare = prepare_rust,
    .resolve = resolve_rust,
};
