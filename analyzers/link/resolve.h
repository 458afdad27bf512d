/*
 * resolve: from the text of an import to what it means, the way each language's own tool finds it.
 *
 * One resolver per language family, in one table (resolve.c): a file resolve_<family>.c and a line. What the rules are,
 * where they come from and what they leave out stands at the top of each. A resolver
 *
 *   prepare  reads manifests and builds its indexes once the whole tree is known, and says which declared module
 *            (package, crate, namespace) each of its files belongs to;
 *   resolve  answers for one import with targets.
 *
 * What a file names without an import, from its `use` record, is asked for as an import of the form "use", behind all imports.
 *
 * A target is a file of the tree, a declared module of the tree that is no single file, or an external name. An import
 * that names several files has several targets, one that leads nowhere has none: unresolved. Choices among candidates
 * follow tree_nearer, so results never depend on order or time.
 */
#ifndef CBCRAWL_LINK_RESOLVE_H
#define CBCRAWL_LINK_RESOLVE_H

#include "analyzers/link/source_tree.h"

enum { RESOLVE_TARGETS_MAX = 1000 }; /* of one import; lists of names in Rust and Python have dozens */

/* One import record. Strings are borrowed. */
struct import {
    uint32_t file;
    struct str path, dir; /* of the importing file */
    struct str module, form, text;
    const struct json_val *names; /* array, or NULL */
    int64_t line;
    int64_t level; /* Python's leading dots; 0 when absent */
    bool is_type_only;
    bool is_unused; /* by the code of the file: resolved, but no dependency */
    bool is_test;   /* compiled for tests only, in a file that is not */
};

/* Exactly one of these is set. */
struct target {
    uint32_t file;     /* else TREE_NONE */
    uint32_t module;   /* in tree.modules, else INTERN_NONE */
    uint32_t external; /* in tree.externals, else INTERN_NONE */
};

struct resolution {
    struct source_tree *tree; /* set by who asks; the rest is the answer */
    struct target targets[RESOLVE_TARGETS_MAX];
    size_t n_targets;
    bool declares; /* the import says that its target exists (Rust's mod), not that it is used */
};

struct resolver {
    enum lang_family family;
    const char *langs; /* names of crawl, separated by spaces */
    void *(*prepare)(struct source_tree *tree);
    void (*resolve)(const void *state, const struct import *import, struct resolution *to);
};

/* Which family a language of crawl belongs to; FAMILY_NONE when its imports are not resolved. */
enum lang_family resolve_family(struct str lang);

/* What a family is called in records: its first language. */
struct str resolve_family_name(enum lang_family family);

/* The prepared resolvers of the families that the tree has. */
struct resolvers {
    void *state[FAMILY_COUNT];
};

/* Prepares those whose family the tree has, in the arena of the tree. Manifests that cannot be read become
 * its problems. */
void resolvers_prepare(struct resolvers *resolvers, struct source_tree *tree);

/* Answers with the targets of `import`, in order of appearance and without repetition. An import without a module has
 * none. */
void resolvers_ask(const struct resolvers *resolvers, const struct import *import, struct resolution *to);

/* For resolvers: add a target. The first two say whether there was one. */
bool resolved_file(struct resolution *to, uint32_t file);
bool resolved_module(struct resolution *to, uint32_t module);
void resolved_external(struct resolution *to, struct str name);

extern const struct resolver resolver_c, resolver_csharp, resolver_go, resolver_java, resolver_js,
    resolver_php, resolver_python, resolver_ruby, resolver_rust, resolver_shell;

#endif
