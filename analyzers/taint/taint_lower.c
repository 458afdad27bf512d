#include "analyzers/taint/taint_lower_inside.h"

/* Nodes ------------------------------------------------------------------------------------------------------------ */

struct ir_node *low_node(struct lower *l, uint32_t id)
{
    return &l->tf->nodes.at[id];
}

static uint32_t new_node(struct lower *l, enum ir_op op, struct ast_node node)
{
    struct taint_file *tf = l->tf;
    if (tf->nodes.len - l->first_node > LOWER_NODES_MAX || tf->nodes.len > LOWER_FILE_MAX) {
        l->is_refused = true;
        return 0;
    }
    struct ir_node *made = vec_push(&tf->nodes, tf->arena);
    *made = (struct ir_node){.op = (uint8_t)op, .place = finding_place_of(node)};
    return (uint32_t)(tf->nodes.len - 1);
}

void low_push(struct lower *l, uint32_t id)
{
    *vec_push(&l->stack, l->tf->arena) = id;
}

uint32_t low_finish(struct lower *l, size_t mark, enum ir_op op, struct ast_node node)
{
    uint32_t id = new_node(l, op, node);
    uint32_t kids = (uint32_t)l->tf->kids.len, n = (uint32_t)(l->stack.len - mark);
    for (uint32_t i = 0; id && i < n; i++)
        *vec_push(&l->tf->kids, l->tf->arena) = l->stack.at[mark + i];
    if (id) {
        low_node(l, id)->kids = kids;
        low_node(l, id)->n = n;
    }
    l->stack.len = mark;
    return id;
}

uint32_t low_make(struct lower *l, enum ir_op op, struct ast_node node, const uint32_t *kids, uint32_t n)
{
    size_t mark = low_mark(l);
    for (uint32_t i = 0; i < n; i++)
        low_push(l, kids[i]);
    return low_finish(l, mark, op, node);
}

uint32_t low_leaf(struct lower *l, enum ir_op op, struct ast_node node, uint32_t name)
{
    uint32_t id = new_node(l, op, node);
    if (id)
        low_node(l, id)->name = name;
    return id;
}

/* Texts and names -------------------------------------------------------------------------------------------------- */

/* The bytes of the file: the tree may have been made from a copy with macros blanked. */
struct str low_source(const struct lower *l, struct ast_node node)
{
    return ast_is_null(node) ? (struct str){0}
                             : str_of(l->tf->file->text.p + node.start, ast_end(node) - node.start);
}

uint32_t low_text_id(struct lower *l, struct ast_node node)
{
    return name_id(l->tf, low_source(l, node));
}

static struct str without_prefix(struct str text)
{
    static const char *const words[] = {"const ", "final ",  "struct ",   "unsigned ", "signed ",
                                        "union ", "static ", "volatile ", "enum ",     ":",
                                        "*",      "?",       "&",         "\\"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct str word = str_from(words[i]);
        if (str_starts(text, word))
            return without_prefix(str_trim(str_skip(text, word.len)));
    }
    return text;
}

uint32_t taint_type_id(struct taint_file *tf, struct str text)
{
    enum { TYPE_TEXT_MAX = 200 };
    text = without_prefix(str_trim(str_head(text, TYPE_TEXT_MAX)));
    bool is_array = str_find(text, STR("[")) >= 0, is_pointer = str_find(text, STR("*")) >= 0;
    size_t end = 0;
    while (end < text.len && !strchr("<[*{( |", text.p[end]))
        end++;
    text = str_head(text, end);
    ptrdiff_t dot = str_rindex(text, '.'), slash = str_rindex(text, '\\');
    if (dot >= 0 && !tf->grammar->is_go)
        text = str_skip(text, (size_t)dot + 1);
    if (slash >= 0)
        text = str_skip(text, (size_t)slash + 1);
    if (text.len == 0)
        return 0;
    return name_id(tf,
                   str_from(arena_printf(tf->arena, "%.*s%s%s", STR_ARG(text),
                                         is_pointer && tf->grammar->is_c ? "*" : "", is_array ? "[]" : "")));
}

uint32_t low_type(struct lower *l, struct ast_node node)
{
    return taint_type_id(l->tf, low_source(l, node));
}

/* Scopes ----------------------------------------------------------------------------------------------------------- */

struct low_scope low_open(struct lower *l, bool is_function)
{
    struct low_scope before = {.block = l->block_start, .function = l->function_start};
    l->block_start = l->scope.len;
    if (is_function)
        l->function_start = l->scope.len;
    return before;
}

void low_close(struct lower *l, struct low_scope scope)
{
    bool is_function = scope.function != l->function_start;
    size_t kept = l->block_start;
    for (size_t i = l->block_start; i < l->scope.len && !is_function; i++) {
        if (l->scope.at[i].is_hoisted)
            l->scope.at[kept++] = l->scope.at[i];
    }
    l->scope.len = kept;
    l->block_start = scope.block;
    l->function_start = scope.function;
}

static struct scope_entry *find(const struct lower *l, uint32_t name, size_t from)
{
    for (size_t i = l->scope.len; i > from; i--) {
        if (l->scope.at[i - 1].name == name)
            return &l->scope.at[i - 1];
    }
    return NULL;
}

static uint32_t make_var(struct lower *l, struct ast_node node, const struct scope_entry *entry)
{
    uint32_t var = entry->var;
    uint32_t id = low_leaf(l, IR_VAR, node, entry->name);
    if (id)
        low_node(l, id)->aux = var;
    return id;
}

static uint32_t declare(struct lower *l, struct ast_node node, uint32_t name)
{
    size_t from = l->declare == DECLARE_NEW     ? l->scope.len
                  : l->declare == DECLARE_BLOCK ? l->block_start
                                                : l->function_start;
    if (l->is_file_level && l->lambdas == 0)
        return low_leaf(l, IR_GLOBAL, node, name);
    struct scope_entry *entry = find(l, name, from);
    if (!entry) {
        struct ir_func *func = &l->tf->funcs.at[l->func];
        *vec_push(&func->vars, l->tf->arena) = (struct ir_var){.name = name, .type = l->type};
        entry = vec_push(&l->scope, l->tf->arena);
        *entry = (struct scope_entry){.name = name,
                                      .var = (uint32_t)func->vars.len - 1,
                                      .is_hoisted = l->declare == DECLARE_FUNCTION};
    }
    return make_var(l, node, entry);
}

uint32_t low_name(struct lower *l, struct ast_node node, struct str text)
{
    uint32_t name = name_id(l->tf, text);
    if (l->declare != DECLARE_NOT)
        return declare(l, node, name);
    const struct scope_entry *entry = find(l, name, 0);
    return entry ? make_var(l, node, entry) : low_leaf(l, IR_GLOBAL, node, name);
}

/* The walk down ------------------------------------------------------------------------------------------------------ */

struct ast_node low_field2(struct ast_node node, enum ast_field a, enum ast_field b)
{
    struct ast_node found = ast_field(node, a);
    return ast_is_null(found) ? ast_field(node, b) : found;
}

struct ast_node low_field3(struct ast_node node, enum ast_field a, enum ast_field b, enum ast_field c)
{
    struct ast_node found = low_field2(node, a, b);
    return ast_is_null(found) ? ast_field(node, c) : found;
}

struct ast_node low_named_child(struct ast_node node, unsigned n)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is_named(child) && !ast_is_extra(child) && n-- == 0)
            return child;
    }
    return (struct ast_node){0};
}

static uint32_t low_shown(struct lower *l, struct ast_node node)
{
    uint32_t kids[2] = {0, low(l, node)};
    uint32_t id = low_make(l, IR_CALL, node, kids, 2);
    if (id)
        low_node(l, id)->name = name_id(l->tf, STR("echo"));
    return id;
}

void low_push_children(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    bool is_shown = false; /* behind PHP's <?= stands what is written to the page */
    ast_children(node, &children);
    while (ast_child_next(&children, &child) && !l->is_refused) {
        if (!ast_is_named(child))
            continue;
        if (l->grammar->is_php && (ast_is(child, "text_interpolation") || ast_is(child, "php_tag"))) {
            is_shown = str_ends(low_source(l, child), STR("<?="));
            continue;
        }
        if (ast_is_extra(child))
            continue;
        uint32_t id = is_shown ? low_shown(l, child) : low(l, child);
        is_shown = false;
        if (id)
            low_push(l, id);
    }
}

static uint8_t look_up(const struct taint_grammar *grammar, const char *type)
{
    for (const struct low_rule *rule = grammar->rules; rule->type; rule++) {
        if (strcmp(rule->type, type) == 0)
            return rule->form;
    }
    return LOW_OTHER;
}

enum low_form low_form_of(struct lower *l, struct ast_node node)
{
    if (ast_is_null(node) || node.symbol >= LOWER_SYMBOLS_MAX)
        return LOW_OTHER;
    uint8_t *form = &l->grammar->forms[node.symbol];
    if (*form == LOW_UNSEEN)
        *form = look_up(l->grammar, ast_type(node));
    return (enum low_form) * form;
}

uint32_t low(struct lower *l, struct ast_node node)
{
    if (ast_is_null(node) || l->is_refused)
        return 0;
    if (l->depth >= LOWER_DEPTH_MAX) {
        l->is_refused = true;
        return 0;
    }
    l->depth++;
    uint32_t id = low_handlers[low_form_of(l, node)](l, node);
    l->depth--;
    return id;
}

uint32_t low_place(struct lower *l, struct ast_node node, enum declare declare)
{
    enum declare before = l->declare;
    l->declare = declare;
    uint32_t id = low(l, node);
    l->declare = before;
    return id;
}

/* Functions -------------------------------------------------------------------------------------------------------- */

bool taint_lower(struct taint_file *tf, uint32_t index)
{
    struct ir_func *func = &tf->funcs.at[index];
    if (func->is_lowered)
        return !func->is_refused;
    func->is_lowered = true;
    struct lower l = {.tf = tf,
                      .grammar = tf->grammar,
                      .func = index,
                      .is_file_level = index == 0,
                      .first_node = tf->nodes.len};
    struct ir_params params = {0};
    struct ast_node node = func->node;
    struct str_ids marks = {0};
    low_marks(&l, node, &marks);
    low_marks(&l, func->outer, &marks);
    if (index > 0)
        low_params(&l, node, &params);
    struct ast_node body = index > 0 ? ast_field(node, AST_FIELD_BODY) : node;
    uint32_t id = index > 0 ? low(&l, body) : low_block(&l, body);
    func = &tf->funcs.at[index]; /* variables do not move it, but who knows what will */
    func->params = params;
    func->marks = marks;
    func->body = id;
    func->is_refused = l.is_refused;
    return !l.is_refused;
}
