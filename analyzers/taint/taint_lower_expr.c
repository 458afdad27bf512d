#include "analyzers/taint/taint_lower_inside.h"

#include "pipeline/base/num.h"

#include <stdlib.h>

uint32_t low_skip(struct lower *l, struct ast_node node)
{
    (void)l;
    (void)node;
    return 0;
}

uint32_t low_wrap(struct lower *l, struct ast_node node)
{
    return low(l, ast_child_named(node));
}

/* The value of a comma expression and the like is its last. */
uint32_t low_last(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    low_push_children(l, node);
    return low_finish(l, mark, IR_BLOCK, node);
}

uint32_t low_other(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    low_push_children(l, node);
    return low_finish(l, mark, IR_JOIN, node);
}

/* Names and literals ----------------------------------------------------------------------------------------------- */

uint32_t low_this(struct lower *l, struct ast_node node)
{
    return low_leaf(l, IR_THIS, node, 0);
}

static uint32_t make_int(struct lower *l, struct ast_node node, int64_t number)
{
    uint32_t id = low_leaf(l, IR_INT, node, 0);
    if (id)
        low_node(l, id)->number = number;
    return id;
}

uint32_t low_true(struct lower *l, struct ast_node node)
{
    bool is_false = str_eq_nocase(low_source(l, node), STR("false")); /* PHP has one node for both */
    return make_int(l, node, !is_false);
}

uint32_t low_false(struct lower *l, struct ast_node node)
{
    return make_int(l, node, 0);
}

uint32_t low_null(struct lower *l, struct ast_node node)
{
    return low_leaf(l, IR_NULL, node, 0);
}

uint32_t low_int(struct lower *l, struct ast_node node)
{
    struct str text = low_source(l, node);
    char copy[32];
    char *end;
    if (text.len == 0 || text.len >= sizeof copy)
        return low_leaf(l, IR_JOIN, node, 0);
    memcpy(copy, text.p, text.len);
    copy[text.len] = '\0';
    long long number = strtoll(copy, &end, 0);
    bool is_whole = end != copy && strspn(end, "uUlLnN") == strlen(end);
    return is_whole ? make_int(l, node, number) : low_leaf(l, IR_JOIN, node, 0);
}

static char unescaped(char c)
{
    return (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c);
}

/* Regular expressions are written with the others, and most languages leave those as they are. */
static bool is_escape(char c)
{
    return strchr("ntr0\\'\"`$/", c) && c;
}

/* What is between the quotes, with the common escapes read; a text without is borrowed. */
static struct str unquoted(struct lower *l, struct str text)
{
    size_t quotes = text.len >= 6 && (str_starts(text, STR("\"\"\"")) || str_starts(text, STR("'''"))) ? 3 : 1;
    if (text.len < 2 * quotes)
        return (struct str){0};
    text = str_head(str_skip(text, quotes), text.len - 2 * quotes);
    if (str_index(text, '\\') < 0)
        return text;
    char *copy = arena_array(l->tf->arena, char, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool escaped = text.p[i] == '\\' && i + 1 < text.len && is_escape(text.p[i + 1]);
        copy[len++] = escaped ? unescaped(text.p[++i]) : text.p[i];
    }
    return str_of(copy, len);
}

uint32_t low_string(struct lower *l, struct ast_node node)
{
    struct str text = low_source(l, node);
    while (text.len > 0 && !strchr("\"'`", text.p[0]))
        text = str_skip(text, 1); /* the prefix of Python's and C's */
    return low_leaf(l, IR_STR, node, name_id(l->tf, unquoted(l, text)));
}

/* A character is a number in C, and elsewhere as good as a string of one: both sides of a comparison are read alike. */
uint32_t low_char(struct lower *l, struct ast_node node)
{
    struct str text = unquoted(l, low_source(l, node));
    if ((l->tf->grammar->is_c || l->tf->grammar->is_go) && text.len == 1)
        return make_int(l, node, (unsigned char)text.p[0]);
    return low_leaf(l, IR_STR, node, name_id(l->tf, text));
}

static bool is_fragment(const char *type)
{
    return strcmp(type, "string_fragment") == 0 || strcmp(type, "string_content") == 0 ||
           strcmp(type, "escape_sequence") == 0;
}

/* A string with values in it, or none: then it is a plain one. */
uint32_t low_template(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    size_t mark = low_mark(l);
    bool has_values = false;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        const char *type = ast_type(child);
        if (!ast_is_named(child) || strcmp(type, "string_start") == 0 || strcmp(type, "string_end") == 0)
            continue;
        bool is_text = is_fragment(type);
        has_values |= !is_text;
        uint32_t id = is_text ? low_leaf(l, IR_STR, child, low_text_id(l, child)) : low(l, child);
        if (id)
            low_push(l, id);
    }
    if (has_values)
        return low_finish(l, mark, IR_CONCAT, node);
    l->stack.len = mark;
    return low_string(l, node);
}

uint32_t low_identifier(struct lower *l, struct ast_node node)
{
    struct str text = low_source(l, node);
    if (l->grammar->is_php) {
        ptrdiff_t slash = str_rindex(text, '\\');
        text = str_skip(text, slash >= 0 ? (size_t)slash + 1 : 0);
        text = str_starts(text, STR("$")) ? str_skip(text, 1) : text;
        if (str_eq(text, STR("this")))
            return low_this(l, node);
    }
    uint32_t *macro = l->grammar->is_c && l->declare == DECLARE_NOT ? map_get(&l->tf->macros, text) : NULL;
    if (!macro)
        return low_name(l, node, text);
    struct str meaning = name_text(l->tf, *macro);
    int64_t number;
    if (str_starts(meaning, STR("\"")))
        return low_leaf(l, IR_STR, node, name_id(l->tf, unquoted(l, meaning)));
    if (num_parse_int(meaning, &number))
        return make_int(l, node, number);
    return low_leaf(l, IR_GLOBAL, node, name_id(l->tf, meaning));
}

/* Strings side by side: Python's and C's. */
uint32_t low_strings(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    low_push_children(l, node);
    return low_finish(l, mark, IR_CONCAT, node);
}

/* Calls ------------------------------------------------------------------------------------------------------------ */

/* Each has its number, also one that says nothing. */
static void push_arguments(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child) && !l->is_refused) {
        if (ast_is_named(child) && !ast_is_extra(child))
            low_push(l, low(l, child));
    }
}

void low_arguments(struct lower *l, struct ast_node node)
{
    if (strcmp(ast_type(node), "template_string") == 0)
        low_push(l, low(l, node));
    else
        push_arguments(l, node);
}

static uint32_t finish_call(struct lower *l, size_t mark, struct ast_node node, uint32_t name, uint32_t var)
{
    uint32_t id = low_finish(l, mark, IR_CALL, node);
    if (id) {
        low_node(l, id)->name = name;
        low_node(l, id)->aux = var;
    }
    return id;
}

/* The callee is an expression: the last name of it is what is called. */
uint32_t low_call(struct lower *l, struct ast_node node)
{
    enum declare before = l->declare;
    l->declare = DECLARE_NOT;
    uint32_t callee = low(l, low_field2(node, AST_FIELD_FUNCTION, AST_FIELD_CONSTRUCTOR));
    const struct ir_node made = *low_node(l, callee);
    size_t mark = low_mark(l);
    bool is_member = made.op == IR_FIELD, is_name = made.op == IR_VAR || made.op == IR_GLOBAL;
    low_push(l, is_member ? l->tf->kids.at[made.kids] : is_name ? 0 : callee);
    low_arguments(l, ast_field(node, AST_FIELD_ARGUMENTS));
    l->declare = before;
    return finish_call(l, mark, node, is_member || is_name ? made.name : 0,
                       made.op == IR_VAR ? made.aux + 1 : 0);
}

/* The receiver and the name are fields of the call. */
uint32_t low_invoke(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    struct ast_node name = ast_field(node, AST_FIELD_NAME);
    low_push(l, low(l, low_field2(node, AST_FIELD_OBJECT, AST_FIELD_SCOPE)));
    low_arguments(l, ast_field(node, AST_FIELD_ARGUMENTS));
    return finish_call(l, mark, node, low_text_id(l, name), 0);
}

/* What a language writes as a statement and others as a function: echo, include, exit, the backtick. */
uint32_t low_keyword_call(struct lower *l, struct ast_node node)
{
    static const struct {
        const char *type, *name;
    } words[] = {
        {"echo_statement", "echo"},        {"print_intrinsic", "print"},
        {"exit_statement", "exit"},        {"shell_command_expression", "shell_exec"},
        {"include_expression", "include"}, {"include_once_expression", "include"},
        {"require_expression", "include"}, {"require_once_expression", "include"},
    };
    size_t mark = low_mark(l);
    uint32_t name = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (ast_is(node, words[i].type))
            name = name_id(l->tf, str_from(words[i].name));
    }
    low_push(l, 0);
    if (ast_is(node, "shell_command_expression"))
        low_push(l, low_template(l, node));
    else
        low_push_children(l, node);
    return finish_call(l, mark, node, name, 0);
}

uint32_t low_new(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    struct ast_node type = low_field2(node, AST_FIELD_TYPE, AST_FIELD_CONSTRUCTOR);
    if (ast_is_null(type))
        type = ast_child_named(node);
    low_push(l, 0);
    struct ast_node arguments = ast_field(node, AST_FIELD_ARGUMENTS);
    low_arguments(l, ast_is_null(arguments) ? ast_child_of_type(node, "arguments") : arguments);
    uint32_t name = low_type(l, type);
    uint32_t id = low_finish(l, mark, IR_NEW, node);
    if (id)
        low_node(l, id)->name = name;
    return id;
}

uint32_t low_named(struct lower *l, struct ast_node node)
{
    struct ast_node name = ast_field(node, AST_FIELD_NAME);
    uint32_t value = low(l, low_field2(node, AST_FIELD_VALUE, AST_FIELD_BODY));
    if (ast_is_null(name) || value == 0)
        return low_wrap(l, node);
    uint32_t id = low_make(l, IR_NAMED, node, &value, 1);
    if (id)
        low_node(l, id)->name = low_text_id(l, name);
    return id;
}

uint32_t low_spread(struct lower *l, struct ast_node node)
{
    uint32_t value = low(l, ast_child_named(node));
    return low_make(l, IR_SPREAD, node, &value, 1);
}

/* Places ----------------------------------------------------------------------------------------------------------- */

uint32_t low_member_of(struct lower *l, struct ast_node node)
{
    struct ast_node object = low_field3(node, AST_FIELD_OBJECT, AST_FIELD_OPERAND, AST_FIELD_ARGUMENT);
    struct ast_node name = low_field3(node, AST_FIELD_PROPERTY, AST_FIELD_ATTRIBUTE, AST_FIELD_FIELD);
    if (ast_is_null(object))
        object = low_field2(node, AST_FIELD_SCOPE, AST_FIELD_VALUE);
    if (ast_is_null(name))
        name = ast_field(node, AST_FIELD_NAME);
    if (ast_is_null(object))
        object = ast_child_named(node);
    if (ast_is_null(name))
        name = low_named_child(node, 1);
    uint32_t value = low_place(l, object, DECLARE_NOT);
    struct str text = low_source(l, name);
    if (l->grammar->is_php && str_starts(text, STR("$")))
        text = str_skip(text, 1);
    uint32_t id = low_make(l, IR_FIELD, node, &value, 1);
    bool is_shared = map_get(&l->tf->unions, text) != NULL;
    if (id)
        low_node(l, id)->name = name_id(l->tf, is_shared ? STR("union") : text);
    return id;
}

uint32_t low_index(struct lower *l, struct ast_node node)
{
    enum declare before = l->declare;
    l->declare = DECLARE_NOT;
    uint32_t kids[2] = {low(l, low_named_child(node, 0)), low(l, low_named_child(node, 1))};
    l->declare = before;
    return low_make(l, IR_INDEX, node, kids, 2);
}

/* Operators -------------------------------------------------------------------------------------------------------- */

static enum ir_sub sub_of(struct str text)
{
    static const struct {
        const char *text;
        enum ir_sub sub;
    } subs[] = {
        {"+", SUB_ADD},          {"-", SUB_MINUS},  {"*", SUB_MUL},    {"/", SUB_DIV},
        {"%", SUB_MOD},          {"<<", SUB_SHL},   {">>", SUB_SHR},   {"&", SUB_BITAND},
        {"|", SUB_BITOR},        {"^", SUB_BITXOR}, {"==", SUB_EQ},    {"===", SUB_EQ},
        {"!=", SUB_NE},          {"!==", SUB_NE},   {"<>", SUB_NE},    {"is", SUB_EQ},
        {"is not", SUB_NE},      {"<", SUB_LT},     {"<=", SUB_LE},    {">", SUB_GT},
        {">=", SUB_GE},          {"&&", SUB_AND},   {"and", SUB_AND},  {"||", SUB_OR},
        {"or", SUB_OR},          {"??", SUB_ELSE},  {"in", SUB_IN},    {"not in", SUB_NOT_IN},
        {"!", SUB_NOT},          {"not", SUB_NOT},  {".", SUB_CONCAT}, {"++", SUB_PLUS_PLUS},
        {"--", SUB_MINUS_MINUS},
    };
    for (size_t i = 0; i < sizeof subs / sizeof *subs; i++) {
        if (str_eq(text, str_from(subs[i].text)))
            return subs[i].sub;
    }
    return SUB_UNKNOWN;
}

/* The operator's text: its field, or the first word that is no bracket. */
static struct str operator_text(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child = ast_field(node, AST_FIELD_OPERATOR);
    if (!ast_is_null(child))
        return low_source(l, child);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is_named(child))
            return low_source(l, child);
    }
    return (struct str){0};
}

static struct ast_node operand(struct ast_node node, bool is_right)
{
    struct ast_node found = ast_field(node, is_right ? AST_FIELD_RIGHT : AST_FIELD_LEFT);
    return ast_is_null(found) ? low_named_child(node, is_right) : found;
}

/* a + b + c has two nodes, one in the other, and may have thousands: one chain of them. */
uint32_t low_binary(struct lower *l, struct ast_node node)
{
    struct ast_node at = node;
    struct str text = operator_text(l, node);
    VEC(struct ast_node) rights = {0};
    while (low_form_of(l, at) == LOW_BINARY && str_eq(operator_text(l, at), text)) {
        *vec_push(&rights, l->tf->arena) = operand(at, true);
        at = operand(at, false);
    }
    size_t mark = low_mark(l);
    low_push(l, low(l, at));
    for (size_t i = rights.len; i > 0; i--)
        low_push(l, low(l, rights.at[i - 1]));
    uint32_t id = low_finish(l, mark, IR_CHAIN, node);
    if (id)
        low_node(l, id)->sub = (uint8_t)sub_of(text);
    return id;
}

uint32_t low_unary(struct lower *l, struct ast_node node)
{
    enum ir_sub sub = sub_of(operator_text(l, node));
    uint32_t value = low(l, low_field3(node, AST_FIELD_ARGUMENT, AST_FIELD_OPERAND, AST_FIELD_VALUE));
    if (value == 0)
        value = low(l, ast_child_named(node));
    enum ir_op op = sub == SUB_BITAND ? IR_ADDR : sub == SUB_MUL ? IR_DEREF : IR_UNARY;
    uint32_t id = low_make(l, op, node, &value, 1);
    if (id)
        low_node(l, id)->sub = (uint8_t)(sub == SUB_MINUS ? SUB_NEG : sub);
    return id;
}

/* Also augmented ones, whose operator ends with '='. */
uint32_t low_assign(struct lower *l, struct ast_node node)
{
    struct ast_node left = low_field2(node, AST_FIELD_LEFT, AST_FIELD_NAME);
    struct ast_node right = low_field2(node, AST_FIELD_RIGHT, AST_FIELD_VALUE);
    if (ast_is_null(left))
        left = low_named_child(node, 0);
    if (ast_is_null(right) && !ast_is_null(ast_field(node, AST_FIELD_TYPE)))
        return 0; /* Python's declaration without a value */
    struct str text = operator_text(l, node);
    enum ir_sub sub = text.len > 1 && str_ends(text, STR("=")) && !str_eq(text, STR(":="))
                          ? sub_of(str_head(text, text.len - 1))
                          : SUB_NONE;
    uint32_t value = low(l, right);
    bool declares = l->grammar->assignment_declares && sub == SUB_NONE;
    uint32_t kids[2] = {low_place(l, left, declares ? DECLARE_FUNCTION : DECLARE_NOT), value};
    uint32_t id = low_make(l, IR_ASSIGN, node, kids, 2);
    if (id)
        low_node(l, id)->sub = (uint8_t)sub;
    return id;
}

/* Python writes the value first: a if c else b. */
uint32_t low_cond(struct lower *l, struct ast_node node)
{
    struct ast_node condition = ast_field(node, AST_FIELD_CONDITION);
    struct ast_node yes = low_field2(node, AST_FIELD_CONSEQUENCE, AST_FIELD_BODY);
    struct ast_node no = ast_field(node, AST_FIELD_ALTERNATIVE);
    if (ast_is_null(condition)) {
        yes = low_named_child(node, 0);
        condition = low_named_child(node, 1);
        no = low_named_child(node, 2);
    }
    uint32_t kids[3] = {low(l, condition), low(l, ast_is_null(yes) ? condition : yes), low(l, no)};
    return low_make(l, IR_COND, node, kids, 3);
}

uint32_t low_cast(struct lower *l, struct ast_node node)
{
    struct ast_node type = ast_field(node, AST_FIELD_TYPE);
    struct ast_node inner = low_field2(node, AST_FIELD_VALUE, AST_FIELD_OPERAND);
    uint32_t value = low(l, ast_is_null(inner) ? ast_child_named(node) : inner);
    uint32_t name = low_type(l, ast_is_null(type) ? low_named_child(node, 1) : type);
    uint32_t id = low_make(l, IR_CAST, node, &value, 1);
    if (id)
        low_node(l, id)->name = name;
    return id;
}

/* Collections ------------------------------------------------------------------------------------------------------ */

uint32_t low_list(struct lower *l, struct ast_node node)
{
    struct ast_node only = low_named_child(node, 0);
    bool is_wrapper = ast_is(node, "expression_list") && ast_is_null(low_named_child(node, 1));
    if (is_wrapper)
        return low(l, only);
    size_t mark = low_mark(l);
    low_push_children(l, node);
    return low_finish(l, mark, IR_LIST, node);
}

uint32_t low_map(struct lower *l, struct ast_node node)
{
    size_t mark = low_mark(l);
    low_push_children(l, node);
    return low_finish(l, mark, IR_MAP, node);
}

/* A key that is a bare word is its own text. */
static uint32_t low_key(struct lower *l, struct ast_node key)
{
    static const char *const words[] = {"property_identifier", "field_identifier", "identifier"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (ast_is(key, words[i]) && !ast_is(key, "string"))
            return low_leaf(l, IR_STR, key, low_text_id(l, key));
    }
    return low_place(l, key, DECLARE_NOT);
}

uint32_t low_pair(struct lower *l, struct ast_node node)
{
    struct ast_node key = low_field2(node, AST_FIELD_KEY, AST_FIELD_NAME);
    struct ast_node value = ast_field(node, AST_FIELD_VALUE);
    if (ast_is_null(key))
        key = low_named_child(node, 0);
    if (ast_is_null(value))
        value = low_named_child(node, 1);
    bool is_word = !l->tf->grammar->assignment_declares && !l->tf->grammar->is_c;
    uint32_t kids[2] = {is_word ? low_key(l, key) : low_place(l, key, DECLARE_NOT), low(l, value)};
    return low_make(l, IR_PAIR, node, kids, 2);
}

uint32_t low_shorthand(struct lower *l, struct ast_node node)
{
    uint32_t kids[2] = {low_leaf(l, IR_STR, node, low_text_id(l, node)), low_identifier(l, node)};
    return low_make(l, IR_PAIR, node, kids, 2);
}

/* PHP's arrays are lists and maps at once; here they are maps when any element has a key. */
uint32_t low_array(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    bool has_keys = false;
    size_t mark = low_mark(l);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is(child, "array_element_initializer"))
            continue;
        bool is_pair = !ast_is_null(low_named_child(child, 1));
        has_keys |= is_pair;
        low_push(l, is_pair ? low_pair(l, child) : low(l, ast_child_named(child)));
    }
    return low_finish(l, mark, has_keys ? IR_MAP : IR_LIST, node);
}

/* Go: a type and a value in braces. Java: a type, lengths and perhaps such a value. */
uint32_t low_composite(struct lower *l, struct ast_node node)
{
    struct ast_node body = low_field2(node, AST_FIELD_BODY, AST_FIELD_VALUE);
    if (ast_is_null(body))
        return low_leaf(l, IR_LIST, node, 0);
    bool has_keys = ast_is(ast_child_named(body), "keyed_element");
    return has_keys ? low_map(l, body) : low_list(l, body);
}

/* [f(x) for x in xs if p(x)]: a loop that makes one value of all. */
uint32_t low_comprehension(struct lower *l, struct ast_node node)
{
    struct ast_node clause = ast_child_of_type(node, "for_in_clause");
    struct ast_node condition = ast_child_of_type(node, "if_clause");
    struct low_scope scope = low_open(l, false);
    uint32_t collection = low(l, ast_field(clause, AST_FIELD_RIGHT));
    uint32_t place = low_place(l, ast_field(clause, AST_FIELD_LEFT), DECLARE_NEW);
    uint32_t body = low(l, ast_field(node, AST_FIELD_BODY));
    if (!ast_is_null(condition)) {
        uint32_t cond[3] = {low(l, ast_child_named(condition)), body, low_leaf(l, IR_NULL, node, 0)};
        body = low_make(l, IR_COND, node, cond, 3);
    }
    low_close(l, scope);
    uint32_t assign[2] = {place, collection};
    uint32_t first = low_make(l, IR_EACH, node, assign, 2);
    uint32_t kids[2] = {first, body};
    return low_make(l, IR_BLOCK, node, kids, 2);
}
