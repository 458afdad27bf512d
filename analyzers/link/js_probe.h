/*
 * js_probe: which file a path in JavaScript or TypeScript code means: extensions and index files.
 */
#ifndef CBCRAWL_LINK_JS_PROBE_H
#define CBCRAWL_LINK_JS_PROBE_H

#include "analyzers/link/source_tree.h"

/* Who looks: where "x.ts" and "x.js" lie side by side, each takes its own. */
enum js_order { JS_ORDER_TYPESCRIPT, JS_ORDER_NODE };

/* `path` itself, the TypeScript source that a ".js" name stands for, or `path` with an extension; TREE_NONE. */
uint32_t js_probe_file(const struct source_tree *tree, struct str path, enum js_order order);

/* The index file of a folder; TREE_NONE. */
uint32_t js_probe_index(const struct source_tree *tree, struct str dir, enum js_order order);

#endif
