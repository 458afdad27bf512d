/*
 * levels: the dependency graph of the tree at three heights: files, folders, and declared modules (packages, crates,
 * namespaces).
 *
 * Nodes are the files in a language whose imports are resolved, and what these import; the folders they are in; the
 * modules they declare. They are numbered in the order of their names, so all that is written is sorted. An import
 * counts on each level where its ends differ: within a folder it is no edge between folders. A target that is a module
 * and no single file (`import a.b.*`) counts on module level, and on folder level when the module is in one folder.
 *
 * Edges that only declare (Rust's `mod x;`) are written but left out of cycles and measures: a parent that names its
 * part and a part that uses its parent are not a cycle.
 */
#ifndef CBCRAWL_LINK_LEVELS_H
#define CBCRAWL_LINK_LEVELS_H

#include "analyzers/link/graph.h"
#include "analyzers/link/source_tree.h"

/* What one resolved import says. */
struct import_link {
    uint32_t from;   /* file */
    uint32_t file;   /* target, or TREE_NONE */
    uint32_t module; /* target when it is no file, or INTERN_NONE */
    uint32_t flags;  /* LINK_… */
};

struct import_links {
    VEC(struct import_link) list;
};

struct level {
    const char *name; /* "file", "folder", "module" */
    bool is_files;
    uint32_t n_nodes;
    struct str *nodes;     /* names in byte order */
    const uint8_t *family; /* of each node, on module level; else NULL */
    struct graph graph;
};

enum { LEVELS = 3 };

/* Builds all levels in `arena`, which is not tree.scratch. */
void levels_build(struct arena *arena, const struct source_tree *tree, const struct import_links *links,
                  struct level ret_levels[LEVELS]);

#endif
