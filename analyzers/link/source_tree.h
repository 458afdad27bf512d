/*
 * source_tree: the scanned tree as the import resolvers see it: files, folders, what files declare, and manifests.
 *
 * Built from the records of the stream while it passes, complete before the first import is resolved, read-only from
 * then on. Only files that crawl listed exist: what git ignores is no target. Whether a path exists is a look into a
 * map, never a system call; the only reads are of manifests (package.json, go.mod, …), below the root, without
 * following symbolic links, TREE_MANIFEST_MAX bytes each.
 *
 * `arena` lives for the run. `scratch` is emptied after each import; nothing that is kept may point into it. One
 * thread.
 */
#ifndef CBCRAWL_LINK_SOURCE_TREE_H
#define CBCRAWL_LINK_SOURCE_TREE_H

#include "pipeline/base/io.h"
#include "pipeline/base/json.h"
#include "pipeline/base/map.h"

enum {
    TREE_NONE = UINT32_MAX, /* no such file */
    TREE_MANIFEST_MAX =
        4 << 20,         /* bytes; manifests are written by hand, the largest package.json seen had 300 kB */
    TREE_DEPTH_MAX = 64, /* folders; imports of deeper files are not resolved: work grows with depth */
    TREE_SCOPES_MAX = 256,      /* inline modules of one file that are looked at */
    TREE_CANDIDATES_MAX = 1000, /* files of one name looked at for the nearest; keeps hostile trees linear */
    TREE_PROBLEMS_MAX = 1000,   /* files that are named in error records */
};

/* Languages that import each other. Also the order in which resolvers are listed. */
enum lang_family {
    FAMILY_NONE,
    FAMILY_C,
    FAMILY_CSHARP,
    FAMILY_GO,
    FAMILY_JAVA,
    FAMILY_JS,
    FAMILY_PHP,
    FAMILY_PYTHON,
    FAMILY_RUBY,
    FAMILY_RUST,
    FAMILY_SHELL,
    FAMILY_COUNT,
};

struct source_file {
    struct str path;
    uint32_t lang;    /* in tree.langs */
    uint32_t package; /* in tree.names: the first package, namespace or module it says it is in; INTERN_NONE */
    uint32_t module;  /* in tree.modules; INTERN_NONE */
    uint8_t family;
    bool is_test, is_vendored;
};

/* Names, and the files each leads to, as chains of links. A link number is its index plus 1; 0 ends a chain. */
struct file_link {
    uint32_t file, next;
};

struct file_lists {
    struct map heads;
    VEC(struct file_link) links;
};

/* A type, by its name inside the file ("Outer.Inner"), or with the namespace in front. */
struct declared_type {
    uint32_t file;
    uint32_t name; /* in tree.names */
};

/* A module written inside a file, with its lines. */
struct inline_module {
    uint32_t file;
    uint32_t line_start, line_end;
    uint32_t name; /* in tree.names */
};

struct tree_problem {
    uint32_t file;
    struct str reason;
    bool is_lasting; /* the same bytes will give it again */
};

struct source_tree {
    struct arena *arena, *scratch;
    int root_fd; /* -1: manifests cannot be read */
    struct json_reader *json;
    struct buf text; /* the manifest being read */
    VEC(struct source_file) files;
    struct map by_path, dirs;
    struct file_lists by_name; /* base name to files */
    struct map suffixes;       /* answers of tree_nearest_suffix that took long */
    VEC(struct declared_type) types;
    VEC(struct inline_module) scopes; /* outer before inner within a file */
    struct file_lists opened; /* a file's path, or a folder's with '/' behind, to names of namespaces opened there */
    VEC(struct tree_problem) problems;
    struct intern langs, names;
    struct intern modules;   /* a byte for the family, then the name */
    struct intern externals; /* names of what is not in the tree */
};

/* Both arenas are borrowed; what the tree keeps is in the first. Release frees the rest. */
void tree_init(struct source_tree *tree, struct arena *arena, struct arena *scratch);
void tree_release(struct source_tree *tree);

/* Building --------------------------------------------------------------------------------------------------------- */

/* Copies `path`. The id of a path that is known already is returned unchanged. */
uint32_t tree_add_file(struct source_tree *tree, struct str path, struct str lang, enum lang_family family);
void tree_add_type(struct source_tree *tree, uint32_t file, struct str name);
void tree_add_scope(struct source_tree *tree, uint32_t file, int64_t line_start, int64_t line_end,
                    struct str name);
void tree_add_package(struct source_tree *tree, uint32_t file, struct str name);

/* The types of a namespace are known by their own names in a file; or, with its path `place`, in a folder and below. */
void tree_open_namespace(struct source_tree *tree, struct str place, struct str name);

/* The id of a declared module (package, crate, namespace) of this family. */
uint32_t tree_module(struct source_tree *tree, enum lang_family family, struct str name);

/* The same for one that exists, or INTERN_NONE. */
uint32_t tree_find_module(const struct source_tree *tree, enum lang_family family, struct str name);

/* Its name and family again. */
struct str tree_module_name(const struct source_tree *tree, uint32_t module, enum lang_family *ret_family);

/* Asking ----------------------------------------------------------------------------------------------------------- */

/* The file at `path`, or TREE_NONE; {NULL, 0} is no file. */
uint32_t tree_file(const struct source_tree *tree, struct str path);
bool tree_has_dir(const struct source_tree *tree, struct str dir);

static inline struct str tree_path(const struct source_tree *tree, uint32_t file)
{
    return tree->files.at[file].path;
}

/* The file named `name`, in `dir` or the nearest folder above it that has one; TREE_NONE. */
uint32_t tree_file_above(const struct source_tree *tree, struct str dir, const char *name);

/* Is `a` nearer to folder `from` than `b`? More shared folders; then fewer parts; then byte order. A total order, so
 * every choice among candidates is the same on each run. TREE_NONE is farther than any. */
bool tree_nearer(const struct source_tree *tree, struct str from, uint32_t a, uint32_t b);

/* The file nearest to `from` whose path is `suffix` or ends with "/suffix"; TREE_NONE. */
uint32_t tree_nearest_suffix(struct source_tree *tree, struct str from, struct str suffix);

/* Adds to the chain of `key`, which is borrowed. */
void lists_add(struct file_lists *lists, struct arena *arena, struct str key, uint32_t file);

/* The first link number of the chain. */
uint32_t lists_first(const struct file_lists *lists, struct str key);

/* The file of the chain that is nearest to `from`, or TREE_NONE. */
uint32_t lists_nearest(const struct source_tree *tree, const struct file_lists *lists, struct str key,
                       struct str from);

/* Notes something that keeps imports from being resolved, for an error record. Returns false. */
bool tree_problem(struct source_tree *tree, uint32_t file, const char *reason, bool is_lasting);

/* Manifests: content borrowed until the next one. False (and a problem noted) when unreadable, too large or malformed.
 * tree_read_json takes comments and trailing commas too. */
bool tree_read(struct source_tree *tree, uint32_t file, struct str *ret_text);

/* The same for any file of at most `most` bytes; that it cannot be read is no problem of anybody's. */
bool tree_peek(struct source_tree *tree, uint32_t file, size_t most, struct str *ret_text);

bool tree_read_json(struct source_tree *tree, uint32_t file, const struct json_val **ret_root);

#endif
