#include "analyzers/taint/taint_lower_inside.h"
#include "analyzers/taint/taint_words.h"

/* Annotations and decorators --------------------------------------------------------------------------------------- */

static bool is_mark(const char *type)
{
    return strcmp(type, "annotation") == 0 || strcmp(type, "marker_annotation") == 0 ||
           strcmp(type, "decorator") == 0;
}

/* "@app.route" of @app.route("/x") */
static uint32_t mark_id(struct lower *l, struct ast_node node)
{
    struct str text = low_source(l, node);
    size_t end = 0;
    while (end < text.len && end < 100 && !strchr("( \t\r\n", text.p[end]))
        end++;
    return name_id(l->tf, str_head(text, end));
}

static void add_marks(struct lower *l, struct ast_node parent, struct str_ids *marks)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(parent, &children);
    while (ast_child_next(&children, &child)) {
        if (is_mark(ast_type(child)))
            *vec_push(marks, l->tf->arena) = mark_id(l, child);
    }
}

void low_marks(struct lower *l, struct ast_node function, struct str_ids *ret_marks)
{
    add_marks(l, ast_child_of_type(function, "modifiers"), ret_marks);
    add_marks(l, function, ret_marks);
}

/* Parameters ------------------------------------------------------------------------------------------------------- */

/* The name in C's declarators, under its stars and brackets. */
struct ast_node taint_declared_name(struct ast_node node, bool *ret_is_pointer, struct ast_node *ret_length)
{
    for (unsigned depth = 0; depth < 8 && !ast_is_null(node); depth++) {
        bool is_array = ast_is(node, "array_declarator");
        if (is_array)
            *ret_length = low_named_child(node, 1);
        if (is_array || ast_is(node, "pointer_declarator") || ast_is(node, "function_declarator"))
            *ret_is_pointer = true;
        if (ast_is_null(ast_child_named(node)))
            return node;
        struct ast_node inner = ast_field(node, AST_FIELD_DECLARATOR);
        node = ast_is_null(inner) ? ast_child_named(node) : inner;
    }
    return (struct ast_node){0};
}

static struct str declared_type(struct lower *l, struct ast_node type, bool is_pointer)
{
    struct str text = low_source(l, type);
    return is_pointer ? str_from(arena_printf(l->tf->arena, "%.*s*", STR_ARG(str_head(text, 100)))) : text;
}

static struct ast_node param_name(struct ast_node node)
{
    struct ast_node name = low_field2(node, AST_FIELD_NAME, AST_FIELD_PATTERN);
    if (!ast_is_null(name))
        return name;
    struct ast_node declarator = ast_child_of_type(node, "variable_declarator");
    return ast_is_null(declarator) ? ast_child_named(node) : ast_field(declarator, AST_FIELD_NAME);
}

static bool is_pattern(const char *type)
{
    static const char *const types[] = {
        "identifier", "object_pattern", "array_pattern",     "assignment_pattern",
        "this",       "tuple_pattern",  "shorthand_pattern", NULL};
    for (size_t i = 0; types[i]; i++) {
        if (strcmp(types[i], type) == 0)
            return true;
    }
    return false;
}

static struct ir_param param_of(struct lower *l, struct ast_node node)
{
    struct ir_param param = {.at = finding_place_of(node)};
    struct ast_node name = node, length = {0};
    bool is_pointer = false;
    if (l->grammar->is_c)
        name = taint_declared_name(ast_field(node, AST_FIELD_DECLARATOR), &is_pointer, &length);
    else if (!is_pattern(ast_type(node)))
        name = param_name(node);
    param.type = taint_type_id(l->tf, declared_type(l, ast_field(node, AST_FIELD_TYPE), is_pointer));
    struct str_ids marks = {0};
    low_marks(l, node, &marks);
    param.mark = marks.len > 0 ? marks.at[marks.len - 1] : 0;
    param.value = low(l, ast_field(node, AST_FIELD_VALUE));
    l->type = param.type;
    param.place = low_place(l, name, DECLARE_NEW);
    l->type = 0;
    param.name = param.place ? low_node(l, param.place)->name : 0;
    return param;
}

/* Go: one type for several names. */
static void add_go_params(struct lower *l, struct ast_node node, struct ir_params *params)
{
    struct ast_children children;
    struct ast_node child, type = ast_field(node, AST_FIELD_TYPE);
    uint32_t type_id = low_type(l, type);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is(child, "identifier"))
            continue;
        l->type = type_id;
        struct ir_param param = {.at = finding_place_of(child), .type = type_id};
        param.place = low_place(l, child, DECLARE_NEW);
        param.name = low_text_id(l, child);
        *vec_push(params, l->tf->arena) = param;
        l->type = 0;
    }
}

static void add_params(struct lower *l, struct ast_node list, struct ir_params *params)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(list, &children);
    while (ast_child_next(&children, &child) && !l->is_refused) {
        if (!ast_is_named(child) || ast_is_extra(child) || ast_is(child, "receiver_parameter"))
            continue;
        if (l->grammar->is_go)
            add_go_params(l, child, params);
        else
            *vec_push(params, l->tf->arena) = param_of(l, child);
    }
}

/* C's parameters are part of the declarator, which may be a pointer to it. */
static struct ast_node c_params(struct ast_node function)
{
    struct ast_node at = ast_field(function, AST_FIELD_DECLARATOR);
    for (unsigned depth = 0; depth < 8 && !ast_is_null(at); depth++) {
        if (ast_is(at, "function_declarator"))
            return ast_field(at, AST_FIELD_PARAMETERS);
        at = ast_field(at, AST_FIELD_DECLARATOR);
    }
    return at;
}

void low_params(struct lower *l, struct ast_node function, struct ir_params *ret_params)
{
    struct ast_node list = l->grammar->is_c ? c_params(function) : ast_field(function, AST_FIELD_PARAMETERS);
    struct ast_node receiver = ast_child_named(ast_field(function, AST_FIELD_RECEIVER));
    if (l->grammar->is_go && !ast_is_null(receiver))
        low_place(l, ast_field(receiver, AST_FIELD_NAME),
                  DECLARE_NEW); /* methods: a variable of no known value */
    if (ast_is_null(list))
        list = ast_field(function, AST_FIELD_PARAMETER);
    if (is_pattern(ast_type(list)))
        *vec_push(ret_params, l->tf->arena) = param_of(l, list);
    else
        add_params(l, list, ret_params);
}

/* Functions inside functions --------------------------------------------------------------------------------------- */

uint32_t low_lambda(struct lower *l, struct ast_node node)
{
    struct ir_lambda lambda = {.name = low_text_id(l, ast_field(node, AST_FIELD_NAME))};
    enum declare declare = l->declare;
    struct low_scope scope = low_open(l, true);
    struct ast_node body = ast_field(node, AST_FIELD_BODY);
    l->declare = DECLARE_NOT;
    l->lambdas++;
    low_params(l, node, &lambda.params);
    low_marks(l, node, &lambda.marks);
    lambda.body = low(l, body);
    lambda.is_expression = lambda.body && low_node(l, lambda.body)->op != IR_BLOCK;
    l->lambdas--;
    l->declare = declare;
    low_close(l, scope);
    *vec_push(&l->tf->lambdas, l->tf->arena) = lambda;
    uint32_t id = low_leaf(l, IR_LAMBDA, node, lambda.name);
    if (id)
        low_node(l, id)->aux = (uint32_t)l->tf->lambdas.len - 1;
    return id;
}

/* One with a name is a function of the file, which is lowered by itself, or a variable of the function around it. */
uint32_t low_function(struct lower *l, struct ast_node node)
{
    if (l->lambdas == 0 && l->is_file_level)
        return 0;
    if (l->grammar->is_java)
        return 0;
    uint32_t kids[2] = {low_place(l, ast_field(node, AST_FIELD_NAME), DECLARE_FUNCTION)};
    kids[1] = low_lambda(l, node);
    return low_make(l, IR_DECL, node, kids, 2);
}

uint32_t low_decorated(struct lower *l, struct ast_node node)
{
    uint32_t id = low(l, ast_field(node, AST_FIELD_DEFINITION));
    if (id == 0 || low_node(l, id)->op != IR_DECL)
        return id;
    uint32_t lambda = l->tf->kids.at[low_node(l, id)->kids + 1];
    struct str_ids marks = {0};
    add_marks(l, node, &marks);
    if (lambda && low_node(l, lambda)->op == IR_LAMBDA)
        l->tf->lambdas.at[low_node(l, lambda)->aux].marks = marks;
    return id;
}

/* Of a class only what its fields begin with is code of the file. */
uint32_t low_class(struct lower *l, struct ast_node node)
{
    bool is_nested = l->lambdas > 0 || !l->is_file_level;
    struct ast_node body = ast_field(node, AST_FIELD_BODY);
    return is_nested || ast_is_null(body) ? 0 : low_block(l, body);
}

/* Variables -------------------------------------------------------------------------------------------------------- */

static uint32_t make_decl(struct lower *l, struct ast_node node, uint32_t place, uint32_t value,
                          uint32_t length)
{
    uint32_t kids[3] = {place, value, length};
    uint32_t id = low_make(l, IR_DECL, node, kids, 3);
    if (id)
        low_node(l, id)->name = l->type;
    return id;
}

uint32_t low_declarator(struct lower *l, struct ast_node node)
{
    uint32_t outer = l->type;
    struct ast_node type = ast_field(node, AST_FIELD_TYPE);
    if (!ast_is_null(type))
        l->type = low_type(l, type);
    uint32_t declared = l->type;
    l->type = 0;
    uint32_t value = low_place(l, ast_field(node, AST_FIELD_VALUE), DECLARE_NOT);
    l->type = declared;
    uint32_t place =
        low_place(l, ast_field(node, AST_FIELD_NAME), l->declare == DECLARE_NOT ? DECLARE_NEW : l->declare);
    uint32_t id = make_decl(l, node, place, value, 0);
    l->type = outer;
    return id;
}

/* Java's and JavaScript's: a type or word, and declarators. */
uint32_t low_decl(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    struct ast_children children;
    struct ast_node child;
    uint32_t type = low_type(l, ast_field(node, AST_FIELD_TYPE));
    enum declare how = ast_is(node, "variable_declaration") ? DECLARE_FUNCTION : DECLARE_NEW;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is(child, "variable_declarator"))
            continue;
        l->type = type;
        low_push(l, low_place(l, child, how));
        l->type = 0;
    }
    return low_finish(l, mark, IR_BLOCK, node);
}

static uint32_t c_declarator(struct lower *l, struct ast_node node, struct ast_node type)
{
    bool is_pointer = false;
    struct ast_node length = {0}, name = taint_declared_name(node, &is_pointer, &length);
    uint32_t value = low(l, ast_field(node, AST_FIELD_VALUE));
    uint32_t size = low(l, length);
    bool has_length =
        !ast_is_null(length) || ast_is(ast_field(node, AST_FIELD_DECLARATOR), "array_declarator");
    l->type = taint_type_id(l->tf, declared_type(l, type, is_pointer));
    uint32_t place = low_place(l, name, DECLARE_NEW);
    uint32_t id = make_decl(l, node, place, value, has_length && !size ? low_leaf(l, IR_NULL, node, 0) : size);
    l->type = 0;
    return id;
}

uint32_t low_c_decl(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    struct ast_children children;
    struct ast_node child, type = ast_field(node, AST_FIELD_TYPE);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        bool is_declarator = ast_is_named(child) && !ast_is_extra(child) && child.id != type.id &&
                             (strstr(ast_type(child), "declarator") || ast_is(child, "identifier"));
        if (is_declarator && !ast_is(child, "function_declarator"))
            low_push(l, c_declarator(l, child, type));
    }
    return low_finish(l, mark, IR_BLOCK, node);
}

/* A field of a class with what it begins with. */
static void push_member(struct lower *l, struct ast_node node, uint32_t type)
{
    struct ast_node name = low_field2(node, AST_FIELD_NAME, AST_FIELD_PROPERTY);
    struct ast_node value = ast_field(node, AST_FIELD_VALUE);
    struct str text = low_source(l, name);
    if (ast_is_null(name) || (ast_is_null(value) && type == 0))
        return;
    if (str_starts(text, STR("$")))
        text = str_skip(text, 1);
    uint32_t self = low_leaf(l, IR_THIS, node, 0);
    uint32_t kids[2] = {low_make(l, IR_FIELD, node, &self, 1), low(l, value)};
    if (kids[0])
        low_node(l, kids[0])->name = name_id(l->tf, text);
    uint32_t id = low_make(l, IR_DECL, node, kids, 2);
    if (id)
        low_node(l, id)->name = type;
    low_push(l, id);
}

uint32_t low_member(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    size_t mark = low_mark(l);
    uint32_t type = low_type(l, ast_field(node, AST_FIELD_TYPE));
    push_member(l, node, type);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is(child, "variable_declarator") || ast_is(child, "property_element"))
            push_member(l, child, type);
    }
    return low_finish(l, mark, IR_BLOCK, node);
}

/* Go's a, b := f() and var a, b T = f(). */
uint32_t low_short_decl(struct lower *l, struct ast_node node)
{
    struct ast_node left = ast_field(node, AST_FIELD_LEFT);
    struct ast_node right = low_field2(node, AST_FIELD_RIGHT, AST_FIELD_VALUE);
    uint32_t value = low(l, right);
    bool is_short = !ast_is_null(left);
    l->type = low_type(l, ast_field(node, AST_FIELD_TYPE));
    uint32_t place =
        is_short ? low_place(l, left, DECLARE_BLOCK) : low_place(l, ast_child_named(node), DECLARE_NEW);
    uint32_t id = make_decl(l, node, place, value, 0);
    l->type = 0;
    return id;
}

/* Imports and the like --------------------------------------------------------------------------------------------- */

static void import(struct lower *l, struct str name, struct str what)
{
    if (name.len > 0 && what.len > 0 && what.len < 200)
        *map_put(&l->tf->imports, l->tf->arena, name, NULL) = name_id(l->tf, what);
}

static struct str string_inside(struct lower *l, struct ast_node node)
{
    struct str text = low_source(l, node);
    return text.len >= 2 ? str_head(str_skip(text, 1), text.len - 2) : text;
}

/* One name of a list: it stands for something in the module, perhaps under an alias. */
static void import_one(struct lower *l, struct ast_node node, struct str module)
{
    struct ast_node name = ast_field(node, AST_FIELD_NAME), alias = ast_field(node, AST_FIELD_ALIAS);
    struct str text = low_source(l, ast_is_null(name) ? node : name), what = text;
    if (module.len > 0)
        what = str_from(arena_printf(l->tf->arena, "%.*s.%.*s", STR_ARG(module), STR_ARG(text)));
    import(l, ast_is_null(alias) ? text : low_source(l, alias), what);
}

static bool is_import_list(struct ast_node node)
{
    return ast_is(node, "import_clause") || ast_is(node, "named_imports");
}

static bool is_imported_name(struct lower *l, struct ast_node node, struct str module)
{
    bool is_name = ast_is(node, "dotted_name") && module.len > 0 && !str_eq(low_source(l, node), module);
    return is_name || ast_is(node, "import_specifier") || ast_is(node, "aliased_import");
}

static void import_names(struct lower *l, struct ast_node node, struct str module, unsigned depth)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (depth < 4 && ast_child_next(&children, &child)) {
        if (is_import_list(child))
            import_names(l, child, module, depth + 1);
        else if (is_imported_name(l, child, module))
            import_one(l, child, module);
        else if (module.len > 0 && ast_is(child, "identifier"))
            import(l, low_source(l, child), module);
        else if (ast_is(child, "namespace_import"))
            import(l, low_source(l, ast_child_named(child)), module);
    }
}

uint32_t low_import(struct lower *l, struct ast_node node)
{
    struct ast_node module = ast_field(node, AST_FIELD_MODULE_NAME),
                    source = ast_field(node, AST_FIELD_SOURCE);
    struct str name = ast_is_null(source) ? low_source(l, module) : string_inside(l, source);
    import_names(l, node, name, 0);
    return 0;
}

/* #define NAME other: C's programs hide system() so. */
uint32_t low_define(struct lower *l, struct ast_node node)
{
    struct str name = low_source(l, ast_field(node, AST_FIELD_NAME));
    struct str value = str_trim(low_source(l, ast_field(node, AST_FIELD_VALUE)));
    bool is_string =
        value.len > 1 && value.p[0] == '"' && str_index(str_skip(value, 1), '"') == (ptrdiff_t)value.len - 2;
    bool is_word = value.len > 0 && value.len < 64;
    for (size_t i = 0; i < value.len && is_word; i++)
        is_word = taint_is_word_char(value.p[i]);
    if (is_string || is_word)
        *map_put(&l->tf->macros, l->tf->arena, name, NULL) = name_id(l->tf, value);
    return 0;
}

uint32_t low_union(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child, length = {0};
    bool is_pointer;
    ast_children(ast_field(node, AST_FIELD_BODY), &children);
    while (ast_child_next(&children, &child)) {
        struct ast_node name =
            taint_declared_name(ast_field(child, AST_FIELD_DECLARATOR), &is_pointer, &length);
        if (!ast_is_null(name))
            *map_put(&l->tf->unions, l->tf->arena, low_source(l, name), NULL) = 1;
    }
    return 0;
}
