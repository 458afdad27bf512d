#include "analyzers/calls/calls.h"

#include "pipeline/record/record.h"

enum {
    CALL_NAME_MAX = 200, /* longer callees are no names */
    CALL_STEPS_MAX = 16, /* wrappers around one name: parentheses, template arguments, qualifications */
};

/* Where the name of the callee is. */
enum call_code {
    CALL_FUNCTION = 1, /* in field `function` */
    CALL_METHOD,       /* in field `name` or `method`, what is before it is the receiver */
    CALL_NEW,          /* in field `type` or `constructor`, or the first child */
    CALL_MACRO,
    CALL_COMMAND,
    CALL_ELIXIR, /* in field `target`, unless it is a word of the language */
};

static const struct ast_rule rules_c[] = {
    AST_NODE("call_expression", CALL_FUNCTION),
    AST_NODE("new_expression", CALL_NEW),
    AST_RULES_END,
};

static const struct ast_rule rules_csharp[] = {
    AST_NODE("invocation_expression", CALL_FUNCTION),
    AST_NODE("object_creation_expression", CALL_NEW),
    AST_RULES_END,
};

static const struct ast_rule rules_java[] = {
    AST_NODE("method_invocation", CALL_METHOD),
    AST_NODE("object_creation_expression", CALL_NEW),
    AST_NODE("explicit_constructor_invocation", CALL_NEW),
    AST_RULES_END,
};

static const struct ast_rule rules_php[] = {
    AST_NODE("function_call_expression", CALL_FUNCTION),      AST_NODE("member_call_expression", CALL_METHOD),
    AST_NODE("nullsafe_member_call_expression", CALL_METHOD), AST_NODE("scoped_call_expression", CALL_METHOD),
    AST_NODE("object_creation_expression", CALL_NEW),         AST_RULES_END,
};

static const struct ast_rule rules_python[] = {
    AST_NODE("call", CALL_FUNCTION),
    AST_RULES_END,
};

static const struct ast_rule rules_ruby[] = {
    AST_NODE("call", CALL_METHOD),
    AST_RULES_END,
};

static const struct ast_rule rules_rust[] = {
    AST_NODE("call_expression", CALL_FUNCTION),
    AST_NODE("macro_invocation", CALL_MACRO),
    AST_RULES_END,
};

static const struct ast_rule rules_shell[] = {
    AST_NODE("command", CALL_COMMAND),
    AST_RULES_END,
};

static const struct ast_rule rules_elixir[] = {
    AST_NODE("call", CALL_ELIXIR),
    AST_RULES_END,
};

static const struct ast_rule rules_lua[] = {
    AST_NODE("function_call", CALL_FUNCTION),
    AST_RULES_END,
};

static const struct ast_rule rules_ocaml[] = {
    AST_NODE("application_expression", CALL_FUNCTION),
    AST_RULES_END,
};

static const struct ast_rule rules_scala[] = {
    AST_NODE("call_expression", CALL_FUNCTION),
    AST_NODE("instance_expression", CALL_NEW),
    AST_RULES_END,
};

/* Names ------------------------------------------------------------------------------------------------------------ */

static bool is_one_of(const char *type, const char *const *types)
{
    for (; *types; types++) {
        if (strcmp(type, *types) == 0)
            return true;
    }
    return false;
}

enum name_class { CLASS_UNKNOWN, CLASS_OTHER, CLASS_PATH, CLASS_GENERIC, CLASS_WRAPPER, CLASS_NO_NAME };

/* One thread's: what the words of each grammar are, filled in as they are met. */
struct call_state {
    uint8_t classes[AST_LANGS][AST_TYPES_MAX];
};

static struct ast_node last_named(struct ast_node node)
{
    struct ast_children children;
    struct ast_node child, last = {0};
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is_named(child) && !ast_is_extra(child))
            last = child;
    }
    return last;
}

/* Nodes that are a path to the name, which is their last part. */
static const char *const paths[] = {
    "field_expression",
    "attribute",
    "member_expression",
    "selector_expression",
    "qualified_identifier",
    "scoped_identifier",
    "member_access_expression",
    "member_binding_expression",
    "qualified_name",
    "conditional_access_expression",
    "dependent_name",
    "scoped_type_identifier",
    "scope_resolution",
    "navigation_expression",
    "navigation_suffix",
    "dot_index_expression",
    "method_index_expression",
    "value_path",
    "dot",
    NULL,
};

/* Nodes that put something behind the name. */
static const char *const generics[] = {
    "template_function",
    "template_method",
    "template_type",
    "generic_function",
    "generic_name",
    "generic_type",
    NULL,
};

/* Nodes around a value that has the name. */
static const char *const wrappers[] = {
    "parenthesized_expression", "pointer_expression",  "subscript_expression",
    "index_expression",         "non_null_expression", "subscript",
    "element_reference",        "unary_expression",    NULL,
};

/* Names of what is no function. */
static const char *const no_names[] = {
    "primitive_type", "predefined_type", "import", "variable_name", "number_literal", "string", NULL,
};

static enum name_class class_of_type(const char *type)
{
    return is_one_of(type, no_names)   ? CLASS_NO_NAME
           : is_one_of(type, paths)    ? CLASS_PATH
           : is_one_of(type, generics) ? CLASS_GENERIC
           : is_one_of(type, wrappers) ? CLASS_WRAPPER
                                       : CLASS_OTHER;
}

static enum name_class class_of(struct call_state *s, enum ast_lang lang, struct ast_node node)
{
    if (node.symbol >= AST_TYPES_MAX)
        return class_of_type(ast_type(node)); /* an error */
    uint8_t *known = &s->classes[lang][node.symbol];
    if (*known == CLASS_UNKNOWN)
        *known = (uint8_t)class_of_type(ast_type(node));
    return (enum name_class) * known;
}

/* The leaf with the name under `node`, null when there is none. What is in front of it begins at *ret_start. */
static struct ast_node name_under(struct call_state *s, enum ast_lang lang, struct ast_node node,
                                  uint32_t *ret_start)
{
    *ret_start = node.start;
    for (int steps = 0; steps < CALL_STEPS_MAX && !ast_is_null(node); steps++) {
        enum name_class class = class_of(s, lang, node);
        if (class == CLASS_NO_NAME)
            break;
        struct ast_node inner = ast_child_named(node);
        if (ast_is_null(inner))
            return node;
        if (class == CLASS_PATH) {
            node = last_named(node);
        } else if (class == CLASS_GENERIC) {
            node = inner;
        } else if (class == CLASS_WRAPPER) {
            node = inner;
            *ret_start = node.start;
        } else {
            break;
        }
    }
    return (struct ast_node){0};
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) || (c && strchr("_$@#~", c));
}

/* Receivers -------------------------------------------------------------------------------------------------------- */

static struct str without_operator(struct str s)
{
    static const char *const operators[] = {".template", "?->", "->", "?.", "&.", "::", ".", "\\"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        struct str operator_ = str_from(operators[i]);
        if (str_ends(s, operator_))
            return str_trim(str_head(s, s.len - operator_.len));
    }
    return s;
}

/* On one line: white space around line breaks goes. */
static struct str on_one_line(struct arena *arena, struct str s)
{
    if (str_index(s, '\n') < 0)
        return s;
    struct str text = str_dup(arena, s);
    char *p = (char *)(uintptr_t)text.p;
    size_t len = 0;
    while (s.len > 0) {
        struct str line = str_trim(str_cut(&s, '\n'));
        memcpy(p + len, line.p, line.len);
        len += line.len;
    }
    return str_of(p, len);
}

static struct str receiver_of(const struct ast_file *file, uint32_t start, uint32_t end)
{
    struct str text = without_operator(str_of(file->text.p + start, end - start));
    text = on_one_line(file->arena, str_head(text, (size_t)CALL_RECEIVER_MAX * 4));
    return str_head(text, str_utf8_prefix(str_head(text, CALL_RECEIVER_MAX)));
}

/* Calls ------------------------------------------------------------------------------------------------------------ */

/* Adds the call of `name`; what is in front of it begins at `start`. False when that is no name. */
static bool add_call(struct ast_file *file, struct ast_node name, uint32_t start)
{
    struct str callee = str_of(file->text.p + name.start, ast_end(name) - name.start);
    if (callee.len == 0 || callee.len > CALL_NAME_MAX || !begins_name(callee.p[0]))
        return false;
    struct ast_call *call = vec_push(&file->calls, file->arena);
    *call = (struct ast_call){.unit = file->unit, .row = name.row, .callee = callee};
    if (start < name.start)
        call->receiver = receiver_of(file, start, name.start);
    return true;
}

static struct ast_call *last_call(struct ast_file *file)
{
    return &file->calls.at[file->calls.len - 1];
}

static struct ast_node first_of(struct ast_node node, enum ast_field first, enum ast_field second)
{
    struct ast_node found = ast_field(node, first);
    return ast_is_null(found) ? ast_field(node, second) : found;
}

static void enter_method(struct ast_walk *walk)
{
    struct ast_node name = first_of(walk->node, AST_FIELD_NAME, AST_FIELD_METHOD);
    if (ast_is_null(name) || !ast_is_null(ast_child_named(name)) || !add_call(walk->file, name, name.start))
        return;
    struct ast_node object = first_of(walk->node, AST_FIELD_OBJECT, AST_FIELD_RECEIVER);
    if (ast_is_null(object))
        object = ast_field(walk->node, AST_FIELD_SCOPE);
    if (!ast_is_null(object))
        last_call(walk->file)->receiver = receiver_of(walk->file, object.start, ast_end(object));
}

/* Kotlin and Swift have no name for the part of a call that is called: it comes first. */
static struct ast_node callee_of(const struct ast_walk *walk)
{
    bool comes_first = walk->file->lang == AST_KOTLIN || walk->file->lang == AST_SWIFT;
    return comes_first ? ast_child_named(walk->node)
                       : first_of(walk->node, AST_FIELD_FUNCTION, AST_FIELD_NAME);
}

static void enter_function(struct call_state *s, struct ast_walk *walk)
{
    uint32_t start;
    struct ast_node callee = callee_of(walk);
    struct ast_node name = name_under(s, walk->file->lang, callee, &start);
    if (!ast_is_null(name))
        add_call(walk->file, name, start);
}

static void enter_new(struct call_state *s, struct ast_walk *walk)
{
    struct ast_node type = first_of(walk->node, AST_FIELD_TYPE, AST_FIELD_CONSTRUCTOR);
    uint32_t start;
    struct ast_node name =
        name_under(s, walk->file->lang, ast_is_null(type) ? ast_child_named(walk->node) : type, &start);
    if (!ast_is_null(name))
        add_call(walk->file, name, start);
}

/* Rust's macros are called with a '!', which is part of how they are known. */
static void enter_macro(struct call_state *s, struct ast_walk *walk)
{
    uint32_t start;
    struct ast_node name = name_under(s, walk->file->lang, ast_field(walk->node, AST_FIELD_MACRO), &start);
    if (ast_is_null(name) || !add_call(walk->file, name, start))
        return;
    struct ast_call *call = last_call(walk->file);
    call->callee = str_from(arena_printf(walk->file->arena, "%.*s!", STR_ARG(call->callee)));
}

static void enter_command(struct ast_walk *walk)
{
    struct ast_node word = ast_child_named(ast_field(walk->node, AST_FIELD_NAME));
    if (ast_is(word, "word"))
        add_call(walk->file, word, word.start);
}

/* Definitions, control structures and attributes are calls to the grammar. */
static bool is_elixir_word(struct str name)
{
    static const char *const words[] = {"if",  "unless",  "case",   "cond",  "for",    "with",
                                        "try", "alias",   "import", "quote", "unless", "require",
                                        "use", "receive", "raise",  "super", "throw",  NULL};
    for (const char *const *word = words; *word; word++)
        if (str_eq(name, str_from(*word)))
            return true;
    return str_starts(name, STR("def"));
}

/* Is the call the head of a definition, `f(a)` of `def f(a) when …`? */
static bool is_elixir_head(const struct ast_walk *walk)
{
    uint32_t up = ast_is(ast_parent(walk, 1), "binary_operator") ? 2 : 1;
    struct ast_node target = ast_field(ast_parent(walk, up + 1), AST_FIELD_TARGET);
    return ast_is(ast_parent(walk, up), "arguments") && ast_is(target, "identifier") &&
           walk->node.start == ast_parent(walk, up).start && str_starts(ast_text(target), STR("def"));
}

static void enter_elixir(struct call_state *s, struct ast_walk *walk)
{
    uint32_t start;
    struct ast_node target = ast_field(walk->node, AST_FIELD_TARGET);
    struct ast_node name = name_under(s, AST_ELIXIR, target, &start);
    bool is_attribute = ast_is(ast_parent(walk, 1), "unary_operator");
    if (!ast_is_null(name) && !is_attribute && !is_elixir_head(walk) &&
        !(start == name.start && is_elixir_word(ast_text(name))))
        add_call(walk->file, name, start);
}

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    return arena_new(arena, struct call_state);
}

static void enter(void *self, struct ast_walk *walk, int code)
{
    switch ((enum call_code)code) {
    case CALL_FUNCTION: enter_function(self, walk); break;
    case CALL_METHOD: enter_method(walk); break;
    case CALL_NEW: enter_new(self, walk); break;
    case CALL_MACRO: enter_macro(self, walk); break;
    case CALL_ELIXIR: enter_elixir(self, walk); break;
    case CALL_COMMAND: enter_command(walk); break;
    }
}

/* All records of a file start alike, and calls are most of its records. */
static void open_calls(struct str path, struct buf *ret_start)
{
    buf_init(ret_start, RECORD_LINE_MAX);
    struct json_out record = record_open(ret_start, "call");
    json_put_path(&record, "path", path);
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    (void)self;
    struct buf start;
    open_calls(file->path, &start);
    for (size_t i = 0; i < file->calls.len; i++) {
        const struct ast_call *call = &file->calls.at[i];
        struct json_out record = {.buf = out, .need_comma = true};
        buf_add(out, buf_str(&start));
        if (call->unit != AST_UNIT_NONE)
            json_put_int(&record, "unit", call->unit);
        json_put_str(&record, "callee", call->callee);
        if (call->receiver.len > 0)
            json_put_str(&record, "receiver", call->receiver);
        json_put_int(&record, "line", call->row + 1);
        record_close(&record);
    }
    buf_release(&start);
}

const struct analyzer calls_analyzer = {
    .name = "calls",
    .rules =
        {
            [AST_BASH] = rules_shell,    [AST_C] = rules_c,           [AST_CPP] = rules_c,
            [AST_CSHARP] = rules_csharp, [AST_GO] = rules_c,          [AST_JAVA] = rules_java,
            [AST_JAVASCRIPT] = rules_c,  [AST_PHP] = rules_php,       [AST_PYTHON] = rules_python,
            [AST_RUBY] = rules_ruby,     [AST_RUST] = rules_rust,     [AST_TSX] = rules_c,
            [AST_TYPESCRIPT] = rules_c,  [AST_ELIXIR] = rules_elixir, [AST_KOTLIN] = rules_c,
            [AST_LUA] = rules_lua,       [AST_OCAML] = rules_ocaml,   [AST_SCALA] = rules_scala,
            [AST_SWIFT] = rules_c,       [AST_ZIG] = rules_c,
        },
    .new = new_state,
    .enter = enter,
    .end = end,
};
