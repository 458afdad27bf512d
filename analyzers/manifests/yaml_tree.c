#include "analyzers/manifests/yaml_tree.h"

#include <yaml.h>

struct yaml_build {
    struct arena *arena;
    struct yaml_node *root, *at;
    struct str key; /* of the entry whose value is to come */
    bool has_key;
    uint32_t key_line;
    int depth, nodes;
    bool is_done; /* the first document has ended */
};

static struct yaml_node *add_node(struct yaml_build *b, uint32_t line)
{
    struct yaml_node *node = arena_new(b->arena, struct yaml_node);
    node->parent = b->at;
    node->line = b->has_key ? b->key_line : line;
    node->key = b->key;
    b->has_key = false;
    b->key = (struct str){NULL, 0};
    if (!b->at)
        b->root = node;
    else if (b->at->last)
        b->at->last->next = node;
    else
        b->at->first = node;
    if (b->at)
        b->at->last = node;
    return node;
}

static void take_scalar(struct yaml_build *b, struct str value, uint32_t line)
{
    if (b->at && b->at->is_mapping && !b->has_key) {
        b->key = str_dup(b->arena, value);
        b->has_key = true;
        b->key_line = line;
        return;
    }
    add_node(b, line)->scalar = str_dup(b->arena, value);
}

/* Keys that are no scalars have entries nobody asks for. */
static const char *take_event(struct yaml_build *b, const yaml_event_t *event)
{
    uint32_t line = (uint32_t)event->start_mark.line + 1;
    bool opens = event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT;
    if (++b->nodes > YAML_NODES_MAX)
        return "YAML: too many nodes";
    if (opens) {
        if (++b->depth > YAML_DEPTH_MAX)
            return "YAML: too deep";
        if (b->at && b->at->is_mapping && !b->has_key)
            take_scalar(b, STR(""), line);
        b->at = add_node(b, line);
        b->at->is_mapping = event->type == YAML_MAPPING_START_EVENT;
    } else if (event->type == YAML_MAPPING_END_EVENT || event->type == YAML_SEQUENCE_END_EVENT) {
        b->depth--;
        b->has_key = false;
        b->at = b->at->parent;
    } else if (event->type == YAML_SCALAR_EVENT) {
        take_scalar(b, str_of((const char *)event->data.scalar.value, event->data.scalar.length), line);
    } else if (event->type == YAML_ALIAS_EVENT) {
        take_scalar(b, STR(""), line);
    } else if (event->type == YAML_DOCUMENT_END_EVENT || event->type == YAML_STREAM_END_EVENT) {
        b->is_done = true;
    }
    return NULL;
}

struct yaml_node *yaml_read(struct arena *arena, struct str text, const char **ret_reason, uint32_t *ret_line)
{
    struct yaml_build b = {.arena = arena};
    yaml_parser_t parser;
    yaml_event_t event;
    const char *problem = NULL;
    if (!yaml_parser_initialize(&parser))
        arena_full(sizeof parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(text.p ? text.p : ""), text.len);
    while (!b.is_done && !problem) {
        if (!yaml_parser_parse(&parser, &event)) {
            problem = arena_printf(arena, "YAML: %s", parser.problem ? parser.problem : "not understood");
            *ret_line = (uint32_t)parser.problem_mark.line + 1;
            break;
        }
        problem = take_event(&b, &event);
        *ret_line = problem ? (uint32_t)event.start_mark.line + 1 : *ret_line;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (!problem)
        return b.root ? b.root : arena_new(arena, struct yaml_node);
    *ret_reason = problem;
    return NULL;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *child = node && node->is_mapping ? node->first : NULL;
    while (child && !str_eq(child->key, str_from(key)))
        child = child->next;
    return child;
}

struct str yaml_get_str(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *found = yaml_get(node, key);
    return found ? found->scalar : (struct str){NULL, 0};
}
