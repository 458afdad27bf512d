/*
 * depend: what manifests declare against what the code imports.
 *
 *   unused      a dependency of the program itself (scope runtime) that no file below its manifest imports, and whose name
 *               no source or configuration file there mentions either: plugins, drivers and tools are named somewhere.
 *   undeclared  a package that a file imports at its top level, outside of tests, and that no manifest in its folder or
 *               above declares.
 *
 * Claims are made only where names can be told for certain: npm and PyPI; unused also for Go and Cargo, whose compilers
 * refuse what is undeclared. Maven groups, namespaces of PHP and gems say too little. What is vendored is left alone.
 *
 * Limits: DEPEND_CLAIMS_MAX candidates, DEPEND_BYTES_MAX bytes looked through for names; over either nothing is claimed to
 * be unused. DEPEND_PAIRS_MAX declarations times modules of Python; over it nothing is claimed of PyPI.
 */
#ifndef CBCRAWL_LINK_DEPEND_H
#define CBCRAWL_LINK_DEPEND_H

#include "analyzers/link/resolve.h"

enum {
    DEPEND_CLAIMS_MAX = 1000,
    DEPEND_BYTES_MAX = 256 << 20,
    DEPEND_PAIRS_MAX = 1 << 25,  /* compared one by one, some 50 ns each */
    DEPEND_SOURCE_MAX = 1 << 20, /* bytes of a file that is looked through */
};

/* What a manifest record says. */
struct declared {
    uint32_t file;
    struct str ecosystem, name, alias, scope;
    uint32_t line;
    bool is_self, is_locked, is_direct;
};

/* An import of something from outside. */
struct outside_use {
    uint32_t file, external;
    uint32_t line;
};

struct depend {
    VEC(struct declared) declared;
    VEC(struct outside_use) uses;
    struct map by_name; /* "ecosystem name" to index in declared plus 1, chained by next */
    VEC(uint32_t) next;
};

/* Takes a manifest record of `file`; kept in the tree's arena. */
void depend_declare(struct depend *depend, struct source_tree *tree, uint32_t file,
                    const struct json_val *record);

/* Notes an import whose target is external. */
void depend_use(struct depend *depend, struct source_tree *tree, const struct import *import,
                uint32_t external);

/* Appends the dependency records, once all imports are known. */
void depend_put(struct depend *depend, struct source_tree *tree, struct buf *out);

/* depend_names: what a declared name is called in code ------------------------------------------------------------- */

/* May `module` (the first part of an import) come from the distribution `name`? Both as written. */
bool depend_python_provides(struct str name, struct str module);

/* Is it known to be needed without ever being imported? */
bool depend_is_silent(struct str ecosystem, struct str name);

#endif
