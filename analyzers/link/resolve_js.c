/*
 * JavaScript and TypeScript: as Node, the TypeScript compiler and bundlers resolve specifiers.
 *
 *   1. "./x", "../x", "/x": a file, with the extensions of js_probe.c, or a folder with package.json or index; "/" is
 *      the root of the tree. A ".js" name stands for its ".ts" source, where both are there only in TypeScript. Not
 *      found: unresolved (build output, mostly).
 *   2. "#x": the "imports" of the package around the file.
 *   3. `paths`, then `baseUrl`, of the nearest tsconfig.json or jsconfig.json (tsconfig.h).
 *   4. Modules of Node, with or without "node:": external by the plain name ("fs").
 *   5. Packages of the tree by name (js_packages.h).
 *   6. "@/x" and "~/x", which bundlers are usually told to read as the src folder or the root of the package.
 *   7. Everything else is external, by package name ("react", "@scope/pkg"); URLs as written.
 *
 * A query ("./x.svg?raw") and webpack's loaders ("raw-loader!./x") are cut off first. The declared module of a file is
 * the nearest package.json that has a name.
 */
#include "analyzers/link/js_packages.h"
#include "analyzers/link/js_probe.h"
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/std_names.h"
#include "analyzers/link/tsconfig.h"

struct js_state {
    struct js_packages packages;
    struct tsconfigs configs;
};

static void *prepare_js(struct source_tree *tree)
{
    struct js_state *state = arena_new(tree->arena, struct js_state);
    js_packages_read(&state->packages, tree);
    tsconfigs_read(&state->configs, tree);
    for (size_t i = 0; i < tree->files.len; i++) {
        struct source_file *file = &tree->files.at[i];
        if (file->family != FAMILY_JS)
            continue;
        const struct js_package *package = js_package_above(&state->packages, str_dirname(file->path));
        if (package)
            file->module = tree_module(tree, FAMILY_JS, package->name);
    }
    return state;
}

/* One question: what `import` means. */
struct question {
    const struct js_state *state;
    const struct import *import;
    struct resolution *to;
    enum js_order order;
};

static enum js_order order_of(struct str path)
{
    static const char *const typescript[] = {".ts", ".tsx", ".mts", ".cts"};
    for (size_t i = 0; i < sizeof typescript / sizeof *typescript; i++) {
        if (str_ends(path, str_from(typescript[i])))
            return JS_ORDER_TYPESCRIPT;
    }
    return JS_ORDER_NODE;
}

/* `path` seen from `dir`: a file, or a folder by its package.json or index. False when it is neither. */
static bool resolve_path(const struct question *q, struct str dir, struct str spec)
{
    const struct source_tree *tree = q->to->tree;
    struct str path = rel_join(tree->scratch, dir, spec);
    uint32_t file = js_probe_file(tree, path, q->order);
    if (file == TREE_NONE)
        file = js_folder_main(&q->state->packages, tree, path);
    if (file == TREE_NONE && path.p)
        file = js_probe_index(tree, path, q->order);
    return resolved_file(q->to, file);
}

static struct str without_query(struct str spec)
{
    ptrdiff_t loader = str_rindex(spec, '!');
    spec = str_skip(spec, (size_t)(loader + 1));
    ptrdiff_t query = str_index(spec, '?');
    return query < 0 ? spec : str_head(spec, (size_t)query);
}

static bool is_relative(struct str spec)
{
    return str_eq(spec, STR(".")) || str_eq(spec, STR("..")) || str_starts(spec, STR("./")) ||
           str_starts(spec, STR("../"));
}

static bool resolve_config(const struct question *q, struct str spec)
{
    const struct tsconfig *config = tsconfig_above(&q->state->configs, q->import->dir);
    struct str paths[TSCONFIG_TRIES_MAX];
    size_t n = config ? tsconfig_map(config, q->to->tree->scratch, spec, paths) : 0;
    for (size_t i = 0; i < n; i++) {
        if (resolve_path(q, STR(""), paths[i]))
            return true;
    }
    return config && config->base_url.p && resolve_path(q, config->base_url, spec);
}

/* "fs", "node:fs", "fs/promises"; node:test and a few more exist only with the prefix and keep it. */
static bool resolve_builtin(struct str spec, struct resolution *to)
{
    bool prefixed = str_starts(spec, STR("node:"));
    struct str name = prefixed ? str_skip(spec, 5) : spec;
    bool known = std_has(STD_NODE, name);
    if (known || prefixed)
        resolved_external(to, known ? name : spec);
    return known || prefixed;
}

/* "@/x" and "~/x" below the package around the file, else below the root. */
static bool resolve_alias(const struct question *q, struct str spec)
{
    struct source_tree *tree = q->to->tree;
    if (!str_starts(spec, STR("@/")) && !str_starts(spec, STR("~/")))
        return false;
    uint32_t manifest = tree_file_above(tree, q->import->dir, "package.json");
    struct str base = manifest == TREE_NONE ? STR("") : str_dirname(tree_path(tree, manifest));
    struct str source = rel_join(tree->scratch, base, STR("src")), below = str_skip(spec, 2);
    if (!resolve_path(q, source, below))
        resolve_path(q, base, below);
    return true;
}

/* Splits "@scope/pkg/sub/path" behind the package name. */
static struct str package_name(struct str spec, struct str *ret_subpath)
{
    struct str rest = spec;
    if (str_starts(spec, STR("@")))
        str_cut(&rest, '/');
    size_t scope = rest.p ? (size_t)(rest.p - spec.p) : spec.len;
    ptrdiff_t slash = str_index(str_skip(spec, scope), '/');
    size_t len = slash < 0 ? spec.len : scope + (size_t)slash;
    *ret_subpath = str_skip(spec, len + (slash >= 0));
    return str_head(spec, len);
}

static void resolve_package(const struct question *q, struct str spec)
{
    struct source_tree *tree = q->to->tree;
    struct str subpath, name = package_name(spec, &subpath);
    const struct js_package *package = js_package_named(&q->state->packages, name);
    if (!package)
        resolved_external(q->to, str_find(spec, STR("://")) >= 0 ? spec : name);
    else if (!resolved_file(q->to, js_package_file(package, tree, subpath)))
        resolved_module(q->to, tree_find_module(tree, FAMILY_JS, name));
}

static void resolve_js(const void *state, const struct import *import, struct resolution *to)
{
    const struct question q = {.state = state, .import = import, .to = to, .order = order_of(import->path)};
    struct str spec = without_query(import->module);
    if (is_relative(spec)) {
        resolve_path(&q, import->dir, spec);
    } else if (str_starts(spec, STR("/"))) {
        resolve_path(&q, STR(""), spec);
    } else if (str_starts(spec, STR("#"))) {
        const struct js_package *package = js_package_above(&q.state->packages, import->dir);
        if (package)
            resolved_file(to, js_package_import(package, to->tree, spec));
    } else if (spec.len && !resolve_config(&q, spec) && !resolve_builtin(spec, to) &&
               !resolve_alias(&q, spec)) {
        resolve_package(&q, spec);
    }
}

const struct resolver resolver_js = {
    .family = FAMILY_JS,
    .langs = "JavaScript TypeScript TSX JSX Vue Svelte",
    .prepare = prepare_js,
    .resolve = resolve_js,
};
