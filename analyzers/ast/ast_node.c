#include "analyzers/ast/ast_inside.h"

struct ast_node ast_root(const struct ast_tree *tree)
{
    const Subtree *root = &tree->ts->root;
    return ast_node_of(tree, root, ts_subtree_padding(*root), ts_subtree_symbol(*root));
}

bool ast_has_error(const struct ast_tree *tree)
{
    return ts_subtree_error_cost(tree->ts->root) > 0;
}

uint32_t ast_error_bytes(const struct ast_tree *tree)
{
    return tree->error_bytes;
}

uint32_t ast_end(struct ast_node node)
{
    return ast_is_null(node) ? 0 : node.start + ts_subtree_size(ast_subtree(node)).bytes;
}

uint32_t ast_row_end(struct ast_node node)
{
    if (ast_is_null(node))
        return 0;
    Length size = ts_subtree_size(ast_subtree(node));
    /* A node that takes its newline along ends at column 0 of a row it has no byte on. */
    bool at_line_start = size.extent.row > 0 && size.extent.column == 0;
    return node.row + size.extent.row - at_line_start;
}

struct str ast_text(struct ast_node node)
{
    if (ast_is_null(node))
        return (struct str){0};
    return str_of(node.tree->text.p + node.start, ast_end(node) - node.start);
}

const char *ast_type(struct ast_node node)
{
    return ast_is_null(node) ? "" : ts_language_symbol_name(node.tree->ts->language, node.symbol);
}

bool ast_is(struct ast_node node, const char *type)
{
    return strcmp(ast_type(node), type) == 0;
}

bool ast_is_named(struct ast_node node)
{
    return !ast_is_null(node) && ts_language_symbol_metadata(node.tree->ts->language, node.symbol).named;
}

uint16_t ast_type_of(struct ast_node node)
{
    return ast_is_null(node) ? 0 : ts_language_public_symbol(node.tree->ts->language, node.symbol);
}

bool ast_is_extra(struct ast_node node)
{
    return !ast_is_null(node) && ts_subtree_extra(ast_subtree(node));
}

/* Children --------------------------------------------------------------------------------------------------------- */

/* Goes down into `subtree`, whose first byte is at `start`. */
static void descend(struct ast_children *c, const Subtree *subtree, Length start)
{
    c->level[c->depth++] = (__typeof__(c->level[0])){
        .id = subtree, .end = start.bytes, .row = start.extent.row, .column = start.extent.column};
}

void ast_children(struct ast_node node, struct ast_children *ret_children)
{
    ret_children->parent = node;
    ret_children->depth = 0;
    if (!ast_is_null(node) && ast_has_children(ast_subtree(node)))
        descend(ret_children, node.id, (Length){node.start, {node.row, node.column}});
}

/* One child as the level above it sees it. */
struct step {
    const Subtree *subtree;
    Length at;
    int structural; /* its index among the children that are no extras, -1 for an extra */
    TSSymbol alias; /* 0: it keeps its own name */
};

/* The next child of the innermost level, seen or hidden; NULL when it has no more. */
static const Subtree *next_step(struct ast_children *c, struct step *ret)
{
    __typeof__(c->level[0]) *l = &c->level[c->depth - 1];
    Subtree parent = *(const Subtree *)l->id;
    if (l->next == ts_subtree_child_count(parent))
        return NULL;
    ret->subtree = &ts_subtree_children(parent)[l->next];
    ret->at = (Length){l->end, {l->row, l->column}};
    if (l->next++ > 0)
        ret->at = length_add(ret->at, ts_subtree_padding(*ret->subtree));
    Length end = length_add(ret->at, ts_subtree_size(*ret->subtree));
    l->end = end.bytes;
    l->row = end.extent.row;
    l->column = end.extent.column;
    bool extra = ts_subtree_extra(*ret->subtree);
    ret->structural = extra ? -1 : (int)l->structural++;
    ret->alias = extra ? 0
                       : ts_language_alias_at(c->parent.tree->ts->language, ts_subtree_production_id(parent),
                                              (uint32_t)ret->structural);
    return ret->subtree;
}

bool ast_child_next(struct ast_children *children, struct ast_node *ret_child)
{
    struct step s;
    while (children->depth > 0) {
        if (!next_step(children, &s)) {
            children->depth--;
            continue;
        }
        if (s.alias || ts_subtree_visible(*s.subtree)) {
            *ret_child = ast_node_of(children->parent.tree, s.subtree, s.at,
                                     s.alias ? s.alias : ts_subtree_symbol(*s.subtree));
            return true;
        }
        if (ast_has_children(*s.subtree) && children->depth < AST_HIDDEN_MAX)
            descend(children, s.subtree, s.at);
    }
    return false;
}

struct ast_node ast_child_of_type(struct ast_node node, const char *type)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child))
        if (ast_is(child, type))
            return child;
    return (struct ast_node){0};
}

struct ast_node ast_child_named(struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child))
        if (ast_is_named(child) && !ast_is_extra(child))
            return child;
    return (struct ast_node){0};
}

/* Fields ----------------------------------------------------------------------------------------------------------- */

/* What a production says of its child number `structural`: has it the field, by itself or somewhere inside? */
static const TSFieldMapEntry *field_entry(const TSLanguage *language, Subtree parent, int structural,
                                          TSFieldId field)
{
    const TSFieldMapEntry *at, *end;
    ts_language_field_map(language, ts_subtree_production_id(parent), &at, &end);
    for (; at < end; at++)
        if (at->field_id == field && at->child_index == structural)
            return at;
    return NULL;
}

/* Most nodes that are asked for a field have none of that name, and need not be gone through. */
static bool has_field(struct ast_node node, TSFieldId field)
{
    const TSFieldMapEntry *at, *end;
    if (field == 0 || ast_is_null(node) || !ast_has_children(ast_subtree(node)))
        return false;
    ts_language_field_map(node.tree->ts->language, ts_subtree_production_id(ast_subtree(node)), &at, &end);
    while (at < end && at->field_id != field)
        at++;
    return at < end;
}

bool ast_child_has_role(const struct ast_children *children, uint16_t field)
{
    const TSLanguage *language = children->parent.tree->ts->language;
    for (uint32_t d = 0; d < children->depth; d++) {
        Subtree parent = *(const Subtree *)children->level[d].id;
        if (ts_subtree_extra(ts_subtree_children(parent)[children->level[d].next - 1]))
            continue;
        const TSFieldMapEntry *entry =
            field_entry(language, parent, (int)children->level[d].structural - 1, field);
        if (entry && !entry->inherited)
            return true;
    }
    return false;
}

struct ast_node ast_field(struct ast_node node, enum ast_field field)
{
    return ast_field_numbered(node, ast_is_null(node) ? 0 : ast_field_id(node.tree->lang, field));
}

struct ast_node ast_field_numbered(struct ast_node node, uint16_t id)
{
    struct ast_children c;
    struct step s;
    if (!has_field(node, id))
        return (struct ast_node){0};
    ast_children(node, &c);
    while (c.depth > 0) {
        Subtree parent = *(const Subtree *)c.level[c.depth - 1].id;
        if (!next_step(&c, &s)) {
            c.depth--;
            continue;
        }
        const TSFieldMapEntry *entry = field_entry(node.tree->ts->language, parent, s.structural, id);
        if (!entry)
            continue;
        if (!entry->inherited && (s.alias || ts_subtree_visible(*s.subtree)))
            return ast_node_of(node.tree, s.subtree, s.at, s.alias ? s.alias : ts_subtree_symbol(*s.subtree));
        if (!ast_has_children(*s.subtree) || c.depth == AST_HIDDEN_MAX)
            continue;
        descend(&c, s.subtree, s.at);
        struct ast_node child;
        if (!entry->inherited && ast_child_next(&c, &child))
            return child; /* the field is a hidden rule: its first node stands for it */
    }
    return (struct ast_node){0};
}
