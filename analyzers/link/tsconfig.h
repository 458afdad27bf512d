/*
 * tsconfig: `baseUrl` and `paths` of tsconfig.json and jsconfig.json, as the TypeScript compiler applies them.
 *
 * The nearest config above a file counts. `extends` is followed (a string or a list, the last wins) to configs of the
 * tree, and a solution file that only has `references` stands for the first of them that has paths. Patterns have at
 * most one '*'; the one with the longest part before it wins. Each config is read once.
 */
#ifndef CBCRAWL_LINK_TSCONFIG_H
#define CBCRAWL_LINK_TSCONFIG_H

#include "analyzers/link/source_tree.h"

enum {
    TSCONFIG_DEPTH_MAX = 8,    /* of extends; real chains have two or three */
    TSCONFIG_PATHS_MAX = 1000, /* targets of one config */
    TSCONFIG_TRIES_MAX = 8,    /* targets of one pattern that are tried */
};

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
    struct map by_dir;  /* folder to index */
    struct map by_path; /* config file to index, also of those that are only extended */
};

/* Reads all configs of the tree, in its arena. */
void tsconfigs_read(struct tsconfigs *configs, struct source_tree *tree);

/* The config that counts for files in `dir`, or NULL. */
const struct tsconfig *tsconfig_above(const struct tsconfigs *configs, struct str dir);

/* Where `spec` may be, by the best pattern and in the order of the config. Returns how many paths there are. */
size_t tsconfig_map(const struct tsconfig *config, struct arena *scratch, struct str spec,
                    struct str ret_paths[TSCONFIG_TRIES_MAX]);

#endif
