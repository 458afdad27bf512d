/*
 * js_packages: the package.json files of the tree: which packages it holds, and what importing one of them means.
 *
 * A package of the tree is found by its name from anywhere in it, as workspaces do. Its entry points are read as Node
 * and bundlers read them: "exports" (conditions in the order import, module, default, require, node, types; one '*' in
 * a subpath), else "source", "types", "module", "main", index. Entry points are mostly build output, which is not in
 * the tree: then the source it is made from is tried, the same path with its build folder (dist, lib, build, out, esm,
 * cjs, es, umd, types) replaced by src or left out, and last src/index and index.
 */
#ifndef CBCRAWL_LINK_JS_PACKAGES_H
#define CBCRAWL_LINK_JS_PACKAGES_H

#include "analyzers/link/source_tree.h"

/* One subpath of "exports" or name of "imports": "." or "./x", perhaps with one star, and where it leads. */
struct js_entry {
    struct str subpath, target;
};

struct js_package {
    struct str dir, name;
    VEC(struct str) mains; /* "source", "types", "module", "main", as far as given */
    VEC(struct js_entry) exports, imports;
};

struct js_packages {
    VEC(struct js_package) list;
    struct map by_name, by_dir; /* to index; by_dir only those with a name */
};

/* Fills `packages` from all package.json files, in the arena of the tree. One that cannot be read is a problem
 * of the tree. */
void js_packages_read(struct js_packages *packages, struct source_tree *tree);

/* The named package around `dir`, or NULL. */
const struct js_package *js_package_above(const struct js_packages *packages, struct str dir);

/* The package called `name`, or NULL. */
const struct js_package *js_package_named(const struct js_packages *packages, struct str name);

/* The file that `subpath` ("" for the package itself, or "x/y") of a package means; TREE_NONE. */
uint32_t js_package_file(const struct js_package *package, const struct source_tree *tree, struct str subpath);

/* The file that "#name" means inside the package; TREE_NONE. */
uint32_t js_package_import(const struct js_package *package, const struct source_tree *tree, struct str name);

/* The entry point of the package whose package.json is in `dir`, for imports of the folder; TREE_NONE. */
uint32_t js_folder_main(const struct js_packages *packages, const struct source_tree *tree, struct str dir);

#endif
