#include "analyzers/link/js_packages.h"

#include "analyzers/link/js_probe.h"
#include "analyzers/link/rel_path.h"

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* The string behind nested conditions; the first condition we prefer wins. Depth is bounded by the JSON reader. */
static struct str pick_target(const struct json_val *value)
{
    static const char *const conditions[] = {"source",  "import", "module", "default",
                                             "require", "node",   "types"};
    struct str target = json_str_value(value);
    if (json_is_array(value)) { /* fallbacks: the first */
        struct json_iter iter = json_iter_begin(value);
        const struct json_val *first = json_iter_next(&iter, NULL);
        return first ? pick_target(first) : target;
    }
    for (size_t i = 0; !target.p && i < sizeof conditions / sizeof *conditions; i++) {
        const struct json_val *under = json_get(value, conditions[i]);
        if (under)
            target = pick_target(under);
    }
    return target;
}

static void add_entry(struct arena *arena, struct js_package *package, struct str subpath, struct str target,
                      bool is_import)
{
    if (!target.p || !str_starts(target, STR(".")))
        return;
    struct js_entry entry = {.subpath = str_dup(arena, subpath), .target = str_dup(arena, target)};
    if (is_import)
        *vec_push(&package->imports, arena) = entry;
    else
        *vec_push(&package->exports, arena) = entry;
}

/* A string or conditions for the package itself, or an object of subpaths. */
static void read_exports(struct arena *arena, struct js_package *package, const struct json_val *exports)
{
    struct json_iter iter = json_iter_begin(json_is_object(exports) ? exports : NULL);
    const struct json_val *value;
    struct str key;
    bool has_subpaths = false;
    while ((value = json_iter_next(&iter, &key))) {
        if (!str_starts(key, STR(".")))
            continue;
        has_subpaths = true;
        add_entry(arena, package, key, pick_target(value), false);
    }
    if (exports && !has_subpaths)
        add_entry(arena, package, STR("."), pick_target(exports), false);
}

static void read_package(struct js_packages *packages, struct source_tree *tree, uint32_t file)
{
    static const char *const mains[] = {"source", "types", "typings", "module", "main"};
    const struct json_val *root, *value;
    if (!tree_read_json(tree, file, &root))
        return;
    struct js_package package = {.dir = str_dirname(tree_path(tree, file)),
                                 .name = str_dup(tree->arena, json_get_str(root, "name"))};
    for (size_t i = 0; i < sizeof mains / sizeof *mains; i++) {
        struct str main = json_get_str(root, mains[i]);
        if (main.len)
            *vec_push(&package.mains, tree->arena) = str_dup(tree->arena, main);
    }
    read_exports(tree->arena, &package, json_get(root, "exports"));
    struct json_iter imports = json_iter_begin(json_get(root, "imports"));
    struct str name;
    while ((value = json_iter_next(&imports, &name)))
        add_entry(tree->arena, &package, name, pick_target(value), true);
    *map_put(&packages->by_dir, tree->arena, package.dir, NULL) = (uint32_t)packages->list.len;
    *vec_push(&packages->list, tree->arena) = package;
}

/* Of several packages of one name (copies in fixtures) the one highest up, then in byte order. */
static void index_names(struct js_packages *packages, struct arena *arena)
{
    for (uint32_t i = 0; i < packages->list.len; i++) {
        const struct js_package *package = &packages->list.at[i];
        bool added;
        if (package->name.len == 0)
            continue;
        uint32_t *index = map_put(&packages->by_name, arena, package->name, &added);
        struct str known = packages->list.at[*index].dir;
        size_t parts = rel_parts(package->dir), known_parts = rel_parts(known);
        if (added || parts < known_parts || (parts == known_parts && str_cmp(package->dir, known) < 0))
            *index = i;
    }
}

void js_packages_read(struct js_packages *packages, struct source_tree *tree)
{
    *packages = (struct js_packages){.by_name = {0}};
    for (uint32_t at = lists_first(&tree->by_name, STR("package.json")); at;) {
        struct file_link link = tree->by_name.links.at[at - 1];
        read_package(packages, tree, link.file);
        at = link.next;
    }
    index_names(packages, tree->arena);
}

/* Asking ----------------------------------------------------------------------------------------------------------- */

const struct js_package *js_package_above(const struct js_packages *packages, struct str dir)
{
    for (;; dir = str_dirname(dir)) {
        const uint32_t *index = map_get(&packages->by_dir, dir);
        if (index && packages->list.at[*index].name.len)
            return &packages->list.at[*index];
        if (dir.len == 0)
            return NULL;
    }
}

const struct js_package *js_package_named(const struct js_packages *packages, struct str name)
{
    const uint32_t *index = map_get(&packages->by_name, name);
    return index ? &packages->list.at[*index] : NULL;
}

/* Entry points lead to sources where there are any, whoever asks. */
static uint32_t probe(const struct source_tree *tree, struct str path)
{
    uint32_t file = js_probe_file(tree, path, JS_ORDER_TYPESCRIPT);
    return file != TREE_NONE || !path.p ? file : js_probe_index(tree, path, JS_ORDER_TYPESCRIPT);
}

static bool is_build_folder(struct str name)
{
    static const char *const names[] = {"dist", "lib", "build", "out", "esm", "cjs", "es", "umd", "types"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(name, str_from(names[i])))
            return true;
    }
    return false;
}

/* "dist/esm/x.js" to "x.js". */
static struct str without_build_folders(struct str path)
{
    struct str rest = path;
    while (rest.p && is_build_folder(str_cut(&rest, '/')) && rest.p)
        path = rest;
    return path;
}

/* ".d.ts" is made from the source of the same name, like any other ending. */
static struct str source_stem(struct str path)
{
    path = rel_stem(path);
    return str_ends(path, STR(".d")) ? str_head(path, path.len - 2) : path;
}

/* The file an entry point names, or the source it is built from. */
static uint32_t entry_file(const struct source_tree *tree, struct str dir, struct str target)
{
    struct arena *scratch = tree->scratch;
    struct str below = rel_join(scratch, STR(""), target);
    uint32_t file = below.p ? probe(tree, rel_join(scratch, dir, below)) : TREE_NONE;
    if (file != TREE_NONE || !below.p)
        return file;
    below = source_stem(without_build_folders(below));
    file = js_probe_file(tree, rel_join(scratch, rel_join(scratch, dir, STR("src")), below),
                         JS_ORDER_TYPESCRIPT);
    return file != TREE_NONE ? file : js_probe_file(tree, rel_join(scratch, dir, below), JS_ORDER_TYPESCRIPT);
}

/* The target of `subpath` among entries: exact, else the pattern with the longest part before its '*'. */
static struct str find_entry(struct arena *scratch, const struct js_entry *entries, size_t n,
                             struct str subpath)
{
    struct str best = {NULL, 0};
    size_t best_len = 0;
    for (size_t i = 0; i < n; i++) {
        struct str pattern = entries[i].subpath, target = entries[i].target;
        ptrdiff_t star = str_index(pattern, '*'), at = str_index(target, '*');
        if (str_eq(pattern, subpath))
            return target;
        struct str before = str_head(pattern, star < 0 ? 0 : (size_t)star);
        struct str after = str_skip(pattern, before.len + 1);
        if (star < 0 || before.len < best_len || subpath.len < before.len + after.len ||
            !str_starts(subpath, before) || !str_ends(subpath, after))
            continue;
        struct str middle = str_of(subpath.p + before.len, subpath.len - before.len - after.len);
        best_len = before.len;
        best = at < 0
                   ? target
                   : rel_cat(scratch, str_head(target, (size_t)at), middle, str_skip(target, (size_t)at + 1));
    }
    return best;
}

static uint32_t package_main(const struct js_package *package, const struct source_tree *tree)
{
    struct str dir = package->dir;
    uint32_t file = TREE_NONE;
    for (size_t i = 0; file == TREE_NONE && i < package->mains.len; i++)
        file = entry_file(tree, dir, package->mains.at[i]);
    if (file == TREE_NONE)
        file = js_probe_index(tree, rel_join(tree->scratch, dir, STR("src")), JS_ORDER_TYPESCRIPT);
    return file != TREE_NONE ? file : js_probe_index(tree, dir, JS_ORDER_TYPESCRIPT);
}

uint32_t js_package_file(const struct js_package *package, const struct source_tree *tree, struct str subpath)
{
    struct arena *scratch = tree->scratch;
    struct str name = subpath.len ? rel_cat(scratch, STR("./"), subpath, STR("")) : STR(".");
    struct str target = find_entry(scratch, package->exports.at, package->exports.len, name);
    uint32_t file = target.p ? entry_file(tree, package->dir, target) : TREE_NONE;
    if (file != TREE_NONE)
        return file;
    return subpath.len ? entry_file(tree, package->dir, subpath) : package_main(package, tree);
}

uint32_t js_package_import(const struct js_package *package, const struct source_tree *tree, struct str name)
{
    struct str target = find_entry(tree->scratch, package->imports.at, package->imports.len, name);
    return target.p ? entry_file(tree, package->dir, target) : TREE_NONE;
}

uint32_t js_folder_main(const struct js_packages *packages, const struct source_tree *tree, struct str dir)
{
    const uint32_t *index = dir.p ? map_get(&packages->by_dir, dir) : NULL;
    return index ? package_main(&packages->list.at[*index], tree) : TREE_NONE;
}
