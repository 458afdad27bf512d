#include "analyzers/manifests/xml_tree.h"

#include <expat.h>

struct builder {
    XML_Parser parser;
    struct arena *arena;
    struct xml_node *root, *at;
    int depth;
    int nodes;
    const char *problem;
};

static void stop(struct builder *b, const char *reason)
{
    if (!b->problem)
        b->problem = reason;
    XML_StopParser(b->parser, XML_FALSE);
}

static struct str copy_local(struct arena *arena, const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_dup(arena, str_from(colon ? colon + 1 : name));
}

static void add_attributes(struct builder *b, struct xml_node *node, const char **pairs)
{
    struct xml_attribute **to = &node->attributes;
    for (; pairs[0]; pairs += 2) {
        struct xml_attribute *attribute = arena_new(b->arena, struct xml_attribute);
        attribute->name = copy_local(b->arena, pairs[0]);
        attribute->value = str_dup(b->arena, str_head(str_trim(str_from(pairs[1])), XML_VALUE_MAX));
        *to = attribute;
        to = &attribute->next;
    }
}

static void on_start(void *opaque, const char *name, const char **pairs)
{
    struct builder *b = opaque;
    if (b->problem)
        return;
    if (++b->depth > XML_DEPTH_MAX || ++b->nodes > XML_NODES_MAX) {
        stop(b, b->depth > XML_DEPTH_MAX ? "XML: too deep" : "XML: too many elements");
        return;
    }
    struct xml_node *node = arena_new(b->arena, struct xml_node);
    node->name = copy_local(b->arena, name);
    node->line = (uint32_t)XML_GetCurrentLineNumber(b->parser);
    node->parent = b->at;
    add_attributes(b, node, pairs);
    if (!b->at)
        b->root = node;
    else if (b->at->last)
        b->at->last->next = node;
    else
        b->at->first = node;
    if (b->at)
        b->at->last = node;
    b->at = node;
}

static void on_end(void *opaque, const char *name)
{
    struct builder *b = opaque;
    (void)name;
    if (b->problem || !b->at)
        return;
    b->at->text = str_trim(b->at->text);
    b->at = b->at->parent;
    b->depth--;
}

static void on_text(void *opaque, const char *text, int len)
{
    struct builder *b = opaque;
    if (b->problem || !b->at || b->at->text.len + (size_t)len > XML_VALUE_MAX)
        return;
    struct str old = b->at->text, more = str_of(text, (size_t)len);
    if (old.len == 0 && str_trim(more).len == 0)
        return;
    char *both = arena_array(b->arena, char, old.len + more.len + 1);
    if (old.len)
        memcpy(both, old.p, old.len);
    memcpy(both + old.len, more.p, more.len);
    b->at->text = str_of(both, old.len + more.len);
}

static void on_entity(void *opaque, const char *name, int is_parameter, const char *value, int len,
                      const char *base, const char *system, const char *public, const char *notation)
{
    (void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public,
        (void)notation;
    stop(opaque, "XML: declares entities");
}

struct xml_node *xml_read(struct arena *arena, struct str text, const char **ret_reason, uint32_t *ret_line)
{
    struct builder b = {.arena = arena, .parser = XML_ParserCreate(NULL)};
    if (!b.parser)
        arena_full(sizeof b);
    XML_SetUserData(b.parser, &b);
    XML_SetElementHandler(b.parser, on_start, on_end);
    XML_SetCharacterDataHandler(b.parser, on_text);
    XML_SetEntityDeclHandler(b.parser, on_entity);
    bool good = XML_Parse(b.parser, text.p ? text.p : "", (int)text.len, XML_TRUE) == XML_STATUS_OK;
    if (!good) {
        *ret_line = (uint32_t)XML_GetCurrentLineNumber(b.parser);
        *ret_reason = b.problem ? b.problem
                                : arena_printf(arena, "XML: %s", XML_ErrorString(XML_GetErrorCode(b.parser)));
    }
    XML_ParserFree(b.parser);
    return good ? b.root : NULL;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    const struct xml_node *child = node ? node->first : NULL;
    while (child && !str_eq(child->name, str_from(name)))
        child = child->next;
    return child;
}

struct str xml_child_text(const struct xml_node *node, const char *name)
{
    const struct xml_node *child = xml_child(node, name);
    return child ? child->text : (struct str){NULL, 0};
}

struct str xml_attribute(const struct xml_node *node, const char *name)
{
    const struct xml_attribute *at = node ? node->attributes : NULL;
    while (at && !str_eq(at->name, str_from(name)))
        at = at->next;
    return at ? at->value : (struct str){NULL, 0};
}

const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *node)
{
    if (node->first)
        return node->first;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}
