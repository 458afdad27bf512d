/*
 * xml_tree: an XML text as elements, for manifests. The door to libexpat.
 *
 * Entities are not expanded: a text that declares any is refused, and with it every billion laughs. At most
 * XML_DEPTH_MAX elements in one another and XML_NODES_MAX in all; names without their prefix.
 */
#ifndef CBCRAWL_MANIFESTS_XML_TREE_H
#define CBCRAWL_MANIFESTS_XML_TREE_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { XML_DEPTH_MAX = 64, XML_NODES_MAX = 200 * 1000, XML_VALUE_MAX = 4096 };

struct xml_attribute {
    struct str name, value;
    struct xml_attribute *next;
};

struct xml_node {
    struct str name;
    struct str text; /* directly inside, trimmed; cut at XML_VALUE_MAX */
    uint32_t line;
    struct xml_attribute *attributes;
    struct xml_node *parent, *first, *last, *next; /* children in order */
};

/* Reads `text` into the arena. NULL when it is broken or over a limit; then reason and line are set. */
struct xml_node *xml_read(struct arena *arena, struct str text, const char **ret_reason, uint32_t *ret_line);

/* The first child of that name; NULL takes NULL. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/* The text of that child, or {NULL, 0}. */
struct str xml_child_text(const struct xml_node *node, const char *name);
struct str xml_attribute(const struct xml_node *node, const char *name);

/* The next node in document order below `top`; NULL behind the last. Start with `top` itself. */
const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *node);

#endif
