/*
 * yaml_tree: the first document of a YAML text as nodes, for manifests. The door to libyaml.
 *
 * An alias is left out, so that a few bytes cannot stand for many. At most YAML_DEPTH_MAX nodes in one another and
 * YAML_NODES_MAX in all.
 */
#ifndef CBCRAWL_MANIFESTS_YAML_TREE_H
#define CBCRAWL_MANIFESTS_YAML_TREE_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { YAML_DEPTH_MAX = 64, YAML_NODES_MAX = 500 * 1000 };

struct yaml_node {
    struct str key;    /* of an entry of a mapping */
    struct str scalar; /* {NULL, 0}: a mapping or a sequence */
    uint32_t line;     /* of the key, or of the node itself */
    bool is_mapping;
    struct yaml_node *parent, *first, *last, *next;
};

/* Reads `text` into the arena. NULL when it is broken or over a limit; then reason and line are set. An empty text is an
 * empty mapping. */
struct yaml_node *yaml_read(struct arena *arena, struct str text, const char **ret_reason, uint32_t *ret_line);

/* The entry of that key; NULL takes NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);
/* The scalar there, or {NULL, 0}. */
struct str yaml_get_str(const struct yaml_node *node, const char *key);

#endif
