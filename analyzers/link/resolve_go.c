/*
 * Go: import paths by go.mod (Go Modules Reference), vendor/ and replace.
 *
 * An import names a package, which is a folder. The module path of the longest match among all go.mod files of the
 * tree, and the local `replace` lines of the importing file's own, lead to that folder; vendor/ beside a go.mod above
 * comes first, as with -mod=vendor. Without any go.mod the tree is taken for a GOPATH checkout, and the longest end of
 * the import path that is a folder with Go files counts.
 *
 * Target: one file stands for its package, so that a file that imports five packages has five edges, not five times
 * the files of each: the one named like the folder, else doc.go, else the first that is no test. Folder and module
 * level are exact. The declared module of a file is its import path, with "_test" for external test packages, which Go
 * compiles on their own; as in Go, there can be no cycle on that level.
 *
 * External: the required module that provides the package ("github.com/x/y"); for a package of the standard library
 * (no dot in its first part) its whole path; "C" for cgo.
 */
#include "analyzers/manifests/manifest_text.h"
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"

struct go_replace {
    struct str path, dir; /* dir is relative to the root */
};

struct go_module {
    struct str dir, path;
    VEC(struct str) requires;
    VEC(struct go_replace) replaces;
};

struct go_state {
    VEC(struct go_module) modules;
    struct map module_of_dir; /* folder of a go.mod to index */
    struct map package_file;  /* folder to the file that stands for it */
};

/* `replace old [v] => new [v]`; only a new that is a path (./ or ../) leads into the tree. */
static void read_replace(struct source_tree *tree, struct go_module *module, const struct gomod_lines *line)
{
    size_t arrow = line->n_args > 1 && str_eq(line->args[1], STR("=>")) ? 1 : 2;
    if (line->n_args <= arrow + 1 || !str_eq(line->args[arrow], STR("=>")) ||
        !str_starts(line->args[arrow + 1], STR(".")))
        return;
    struct str dir = rel_join(tree->arena, module->dir, line->args[arrow + 1]);
    if (dir.p)
        *vec_push(&module->replaces, tree->arena) =
            (struct go_replace){.path = str_dup(tree->arena, line->args[0]), .dir = dir};
}

static void read_go_mod(struct source_tree *tree, struct go_state *state, uint32_t file)
{
    struct str text;
    struct go_module module = {.dir = str_dirname(tree_path(tree, file))};
    if (!tree_read(tree, file, &text))
        return;
    for (struct gomod_lines line = gomod_begin(text); gomod_next(&line);) {
        if (line.n_args == 0)
            continue;
        if (str_eq(line.verb, STR("module")))
            module.path = str_dup(tree->arena, line.args[0]);
        else if (str_eq(line.verb, STR("require")))
            *vec_push(&module.requires, tree->arena) = str_dup(tree->arena, line.args[0]);
        else if (str_eq(line.verb, STR("replace")))
            read_replace(tree, &module, &line);
    }
    if (module.path.len == 0)
        return;
    *map_put(&state->module_of_dir, tree->arena, module.dir, NULL) = (uint32_t)state->modules.len;
    *vec_push(&state->modules, tree->arena) = module;
}

static bool is_go_test(struct str path)
{
    return str_ends(path, STR("_test.go"));
}

/* Which of two files of one folder stands for it. */
static int claim(struct str path)
{
    struct str name = rel_stem(str_basename(path));
    if (is_go_test(path))
        return 0;
    if (str_eq(name, str_basename(str_dirname(path))))
        return 3;
    return str_eq(name, STR("doc")) ? 2 : 1;
}

static void index_package(struct source_tree *tree, struct go_state *state, uint32_t file)
{
    struct str path = tree_path(tree, file);
    bool added;
    uint32_t *best = map_put(&state->package_file, tree->arena, str_dirname(path), &added);
    struct str known = added ? path : tree_path(tree, *best);
    if (added || claim(path) > claim(known) || (claim(path) == claim(known) && str_cmp(path, known) < 0))
        *best = file;
}

static const struct go_module *module_above(const struct go_state *state, struct str dir)
{
    const uint32_t *index = rel_nearest(&state->module_of_dir, dir);
    return index ? &state->modules.at[*index] : NULL;
}

/* The import path of the package in `dir`; without go.mod the folder itself. */
static struct str import_path(const struct source_tree *tree, const struct go_state *state, struct str dir)
{
    const struct go_module *module = module_above(state, dir);
    if (!module)
        return dir.len ? dir : STR(".");
    struct str below = rel_from(dir, module->dir);
    return rel_cat(tree->scratch, module->path, below.len ? STR("/") : STR(""), below);
}

static void *prepare_go(struct source_tree *tree)
{
    struct go_state *state = arena_new(tree->arena, struct go_state);
    for (uint32_t at = lists_first(&tree->by_name, STR("go.mod")); at;) {
        struct file_link link = tree->by_name.links.at[at - 1];
        read_go_mod(tree, state, link.file);
        at = link.next;
    }
    for (uint32_t i = 0; i < tree->files.len; i++) {
        struct source_file *file = &tree->files.at[i];
        if (file->family != FAMILY_GO)
            continue;
        struct arena mark = *tree->scratch;
        struct str package = file->package == INTERN_NONE ? STR("") : tree->names.names.at[file->package];
        bool outside = is_go_test(file->path) && str_ends(package, STR("_test"));
        struct str name = import_path(tree, state, str_dirname(file->path));
        name = rel_cat(tree->scratch, name, outside ? STR("_test") : STR(""), STR(""));
        file->module = tree_module(tree, FAMILY_GO, name);
        index_package(tree, state, i);
        *tree->scratch = mark;
    }
    return state;
}

static bool resolve_dir(const struct go_state *state, struct str dir, struct resolution *to)
{
    const uint32_t *file = dir.p ? map_get(&state->package_file, dir) : NULL;
    return file && resolved_file(to, *file);
}

/* Does module `path` provide the package `spec`? */
static bool provides(struct str path, struct str spec)
{
    return path.len && rel_below(spec, path);
}

static bool resolve_vendor(const struct go_state *state, const struct import *import, struct resolution *to)
{
    struct arena *scratch = to->tree->scratch;
    for (struct str dir = import->dir;; dir = str_dirname(dir)) {
        struct str vendor = rel_join(scratch, dir, STR("vendor"));
        if (tree_has_dir(to->tree, vendor) &&
            resolve_dir(state, rel_join(scratch, vendor, import->module), to))
            return true;
        if (dir.len == 0)
            return false;
    }
}

static bool resolve_replaced(const struct go_state *state, const struct go_module *own,
                             const struct import *import, struct resolution *to)
{
    for (size_t i = 0; own && i < own->replaces.len; i++) {
        const struct go_replace *replace = &own->replaces.at[i];
        struct str below = rel_from(import->module, replace->path);
        if (provides(replace->path, import->module) &&
            resolve_dir(state, rel_join(to->tree->scratch, replace->dir, below), to))
            return true;
    }
    return false;
}

/* The module of the tree with the longest matching path; of equals the nearest to `dir`. */
static const struct go_module *module_providing(const struct go_state *state, struct str spec, struct str dir)
{
    const struct go_module *best = NULL;
    for (size_t i = 0; i < state->modules.len; i++) {
        const struct go_module *module = &state->modules.at[i];
        if (!provides(module->path, spec))
            continue;
        bool longer = !best || module->path.len > best->path.len;
        bool equal = best && module->path.len == best->path.len;
        size_t here = rel_common(module->dir, dir), there = best ? rel_common(best->dir, dir) : 0;
        if (longer || (equal && (here > there || (here == there && str_cmp(module->dir, best->dir) < 0))))
            best = module;
    }
    return best;
}

/* GOPATH checkouts: the longest end of the path that is a package of the tree. */
static bool resolve_end(const struct go_state *state, struct str spec, struct resolution *to)
{
    while (spec.p && spec.len) {
        if (resolve_dir(state, spec, to))
            return true;
        str_cut(&spec, '/');
    }
    return false;
}

static void external_go(const struct go_module *own, struct str spec, struct resolution *to)
{
    struct str rest = spec, host = str_cut(&rest, '/'), best = {NULL, 0};
    if (str_index(host, '.') < 0) {
        resolved_external(to, spec);
        return;
    }
    for (size_t i = 0; own && i < own->requires.len; i++) {
        if (provides(own->requires.at[i], spec) && own->requires.at[i].len > best.len)
        best = own->requires.at[i];
    }
    if (best.len) {
        resolved_external(to, best);
        return;
    }
    size_t parts =
        str_eq(host, STR("gopkg.in")) ? 2 : 3; /* host/owner/repository is how most hosts name modules */
    size_t len = host.len;
    for (size_t i = 1; i < parts && rest.p; i++)
        len += 1 + str_cut(&rest, '/').len;
    resolved_external(to, str_head(spec, len));
}

static void resolve_go(const void *opaque, const struct import *import, struct resolution *to)
{
    const struct go_state *state = opaque;
    struct str spec = import->module, rest = spec;
    if (str_starts(spec, STR("./")) || str_starts(spec, STR("../"))) {
        resolve_dir(state, rel_join(to->tree->scratch, import->dir, spec), to);
        return;
    }
    const struct go_module *own = module_above(state, import->dir);
    if (resolve_vendor(state, import, to) || resolve_replaced(state, own, import, to))
        return;
    const struct go_module *module = module_providing(state, spec, import->dir);
    if (module) { /* a package that is not there is generated, or gone: unresolved */
        resolve_dir(state, rel_join(to->tree->scratch, module->dir, rel_from(spec, module->path)), to);
        return;
    }
    bool dotted = str_index(str_cut(&rest, '/'), '.') >= 0;
    if (state->modules.len || !dotted || !resolve_end(state, rest, to))
        external_go(own, spec, to);
}

const struct resolver resolver_go = {
    .family = FAMILY_GO,
    .langs = "Go",
    .prepare = prepare_go,
    .resolve = resolve_go,
};
