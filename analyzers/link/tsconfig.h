/*
 * tsconfig: `baseUrl` and `paths` of tsconfig.json and jsconfig.json, as the TypeScript compiler applies them.
 *
 * The nearest config above a file counts. `extends` is followed (a string or a list, the last wins) to configs of the
 * tree, and a solution file that only has `references` stands for the first of them that has paths. Patterns have at
 * most one '*'; the one with the longest part before it wins. Chains are followed TSCONFIG_DEPTH_MAX deep.
 */
#ifndef CBCRAWL_LINK_TSCONFIG_H
#define CBCRAWL_LINK_TSCONFIG_H

#include "analyzers/link/source_tree.h"

enum { TSCONFIG_DEPTH_MAX = 8 }; /* of extends; real chains have two or three, and it ends cycles */

struct tsconfig_path {
    struct str prefix, suffix; /* around the '*' */
    bool has_star;
    struct str target; /* below the root, with its '*' */
};

struct tsconfig {
    struct str base_url; /* folder; {NULL, 0} when there is none */
    VEC(struct tsconfig_path) paths;
};

struct tsconfigs {
    VEC(struct tsconfig) list;
    struct map by_dir; /* folder to index */
};

/* Reads all configs of the tree, in its arena. */
void tsconfigs_read(struct tsconfigs *configs, struct source_tree *tree);

/* The config that counts for files in `dir`, or NULL. */
const struct tsconfig *tsconfig_above(const struct tsconfigs *configs, struct str dir);

/* The next path that `spec` is mapped to, best pattern first; call with *at = 0, then again until it says false. */
bool tsconfig_map(const struct tsconfig *config, struct arena *scratch, struct str spec, size_t *at,
                  struct str *ret_path);

#endif
