#include "analyzers/units/unit_name.h"

#include "analyzers/units/unit_shape.h"

#include <ctype.h>

enum { DECLARATORS_MAX = 32 }; /* pointers, arrays and functions around one C name; no real one has ten */

static struct str cut(const struct ast_walk *walk, struct ast_node node)
{
    return ast_is_null(node) ? (struct str){0}
                             : str_of(walk->file->text.p + node.start, ast_end(node) - node.start);
}

/* Copies `s` without white space and, with `generic`, without anything between < and >. */
static struct str squeeze(const struct ast_walk *walk, struct str s, bool generic)
{
    s = str_head(s, UNIT_NAME_MAX);
    char *p = arena_array(walk->file->arena, char, s.len + 1);
    size_t len = 0;
    int inside = 0;
    for (size_t i = 0; i < s.len; i++) {
        inside += generic && s.p[i] == '<';
        if (inside == 0 && !isspace((unsigned char)s.p[i]))
            p[len++] = s.p[i];
        inside -= generic && s.p[i] == '>' && inside > 0;
    }
    return str_of(p, len);
}

/* "a.b.c" with separator "." into scope "a.b" and name "c". */
static struct unit_name split(struct str s, struct str separator)
{
    for (size_t i = s.len; i-- > 0;)
        if (str_starts(str_skip(s, i), separator))
            return (struct unit_name){.name = str_skip(s, i + separator.len), .scope = str_head(s, i)};
    return (struct unit_name){.name = s};
}

/* C and C++ -------------------------------------------------------------------------------------------------------- */

static bool is_one_of(struct ast_node node, const char *const *types)
{
    const char *type = ast_type(node);
    for (; *types; types++)
        if (strcmp(type, *types) == 0)
            return true;
    return false;
}

static struct ast_node inner_declarator(struct ast_node node)
{
    struct ast_node inner = ast_field(node, AST_FIELD_DECLARATOR);
    return ast_is_null(inner) ? ast_child_named(node) : inner;
}

/* The name inside a declarator, and the function declarator nearest to it (null: it declares no function). */
static struct ast_node declared_name(struct ast_node definition, struct ast_node *ret_function)
{
    static const char *const wrappers[] = {"function_declarator",  "pointer_declarator",
                                           "array_declarator",     "parenthesized_declarator",
                                           "reference_declarator", "attributed_declarator",
                                           "init_declarator",      NULL};
    struct ast_node node = ast_field(definition, AST_FIELD_DECLARATOR);
    *ret_function = (struct ast_node){0};
    for (int i = 0; i < DECLARATORS_MAX && is_one_of(node, wrappers); i++) {
        if (ast_is(node, "function_declarator"))
            *ret_function = node;
        node = inner_declarator(node);
    }
    if (ast_is(node, "operator_cast"))
        *ret_function = ast_field(node, AST_FIELD_DECLARATOR);
    return node;
}

/* What an error recovery may take for a function. */
static bool is_c_keyword(struct str name)
{
    static const char *const words[] = {"if",   "else",   "for",    "while",   "do",       "switch",
                                        "case", "return", "sizeof", "defined", "_Alignas", NULL};
    for (const char *const *w = words; *w; w++)
        if (str_eq(name, str_from(*w)))
            return true;
    return false;
}

/* The last of `function`'s parameters when all of them are a lone name, else null. */
static struct ast_node last_bare_parameter(struct ast_node function)
{
    struct ast_children children;
    struct ast_node child, last = {0};
    ast_children(ast_field(function, AST_FIELD_PARAMETERS), &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is_named(child) || ast_is_extra(child))
            continue;
        last = ast_field(child, AST_FIELD_TYPE);
        if (!ast_is(child, "parameter_declaration") || !ast_is(last, "type_identifier") ||
            !ast_is_null(ast_field(child, AST_FIELD_DECLARATOR)))
            return (struct ast_node){0};
    }
    return last;
}

static bool is_capitals(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isupper((unsigned char)name.p[i]) && !isdigit((unsigned char)name.p[i]) && name.p[i] != '_')
            return false;
    return name.len > 2;
}

/* `TEST(Suite, Name) {` is a function without a type called TEST to the parser. As in gtest, it is Suite's Name. */
static struct unit_name test_name(const struct ast_walk *walk, struct ast_node name, struct ast_node function)
{
    bool by_macro = walk->file->lang == AST_CPP && ast_is(name, "identifier") &&
                    !ast_is(ast_parent(walk, 1), "field_declaration_list") &&
                    ast_is_null(ast_field(walk->node, AST_FIELD_TYPE)) && is_capitals(cut(walk, name));
    struct ast_node last = by_macro ? last_bare_parameter(function) : (struct ast_node){0};
    if (ast_is_null(last))
        return (struct unit_name){0};
    uint32_t first = ast_field(function, AST_FIELD_PARAMETERS).start + 1;
    struct str suite = squeeze(walk, str_of(walk->file->text.p + first, last.start - first), false);
    return (struct unit_name){.name = cut(walk, last), .scope = str_cut(&suite, ',')};
}

/* `operator const char *() const`: the name is all of the type it converts to. */
static struct str cast_name(const struct ast_walk *walk, struct ast_node cast)
{
    struct ast_node declarator = ast_field(cast, AST_FIELD_DECLARATOR);
    for (int i = 0; i < DECLARATORS_MAX && !ast_is_null(declarator) &&
                    !ast_is(declarator, "abstract_function_declarator");
         i++)
        declarator = inner_declarator(declarator);
    uint32_t end = ast_is_null(declarator) ? ast_end(cast) : declarator.start;
    struct str type = str_trim(str_skip(str_of(walk->file->text.p + cast.start, end - cast.start), 8));
    return str_from(arena_printf(walk->file->arena, "operator %.*s", STR_ARG(str_head(type, UNIT_NAME_MAX))));
}

/* "A::B" of `A::B::f`, template arguments left out; `first` is where it begins, `name` is f. */
static struct str written_scope(const struct ast_walk *walk, uint32_t first, struct ast_node name)
{
    struct str scope = squeeze(walk, str_of(walk->file->text.p + first, name.start - first), true);
    return str_ends(scope, STR("::")) ? str_head(scope, scope.len - 2) : scope;
}

static struct unit_name c_function_name(const struct ast_walk *walk)
{
    struct ast_node function;
    struct ast_node node = declared_name(walk->node, &function);
    struct ast_node first = node;
    /* `TEST(name) {`, where a macro makes the head, has the look of a variable in parentheses. So has `if ISZERO(n) {`,
     * which is one in a function. */
    bool by_macro = ast_is(ast_field(walk->node, AST_FIELD_DECLARATOR), "parenthesized_declarator") &&
                    (walk->file->lang == AST_CPP || walk->file->unit == AST_UNIT_NONE);
    if (ast_is_null(function) && !by_macro && !ast_is(node, "qualified_identifier"))
        return (struct unit_name){0};
    struct unit_name test = test_name(walk, node, function);
    if (test.name.len)
        return test;
    for (int i = 0; i < DECLARATORS_MAX && ast_is(node, "qualified_identifier"); i++)
        node = ast_field(node, AST_FIELD_NAME);
    if (ast_is_null(node))
        return (struct unit_name){0};
    struct unit_name unit = {.scope = written_scope(walk, first.start, node)};
    if (ast_is(node, "template_function"))
        node = ast_field(node, AST_FIELD_NAME);
    unit.name = ast_is(node, "operator_cast") ? cast_name(walk, node) : squeeze(walk, cut(walk, node), false);
    return is_c_keyword(unit.name) ? (struct unit_name){0} : unit;
}

/* A struct without a tag is called as its typedef. */
static struct unit_name c_type_name(const struct ast_walk *walk)
{
    struct ast_node name = ast_field(walk->node, AST_FIELD_NAME);
    struct ast_node parent = ast_parent(walk, 1);
    if (ast_is_null(name) && ast_is(parent, "type_definition"))
        name = ast_field(parent, AST_FIELD_DECLARATOR);
    for (int i = 0; i < DECLARATORS_MAX && ast_is(name, "pointer_declarator"); i++)
        name = inner_declarator(name);
    return split(squeeze(walk, cut(walk, name), true), STR("::"));
}

/* Names bound to lambdas ------------------------------------------------------------------------------------------- */

/* The target in a Go list that stands where the lambda stands among the values. */
static struct ast_node go_target(const struct ast_walk *walk, struct ast_node values)
{
    struct ast_node binding = ast_parent(walk, 2);
    struct ast_node targets = ast_field(binding, AST_FIELD_LEFT);
    if (walk->file->lang == AST_LUA)
        targets = ast_child_of_type(binding, "variable_list");
    else if (ast_is_null(targets))
        targets = ast_is(binding, "var_spec") ? binding : (struct ast_node){0};
    struct ast_children left, right;
    struct ast_node target, value;
    ast_children(targets, &left);
    ast_children(values, &right);
    while (ast_child_next(&right, &value) && ast_child_next(&left, &target))
        if (value.id == walk->node.id)
            return target;
    return (struct ast_node){0};
}

/* The key of a Go or PHP literal whose value the lambda is; null when it has none. */
static struct ast_node key_of(const struct ast_walk *walk, struct ast_node element)
{
    bool is_go = ast_is(element, "literal_element");
    struct ast_node key = ast_child_named(is_go ? ast_parent(walk, 2) : element);
    bool is_value = key.id != element.id && key.id != walk->node.id;
    return is_value && is_go ? ast_child_named(key) : is_value ? key : (struct ast_node){0};
}

static struct ast_node binding_target(const struct ast_walk *walk)
{
    static const struct {
        const char *type;
        enum ast_field target, value;
    } bindings[] = {
        {"variable_declarator", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"assignment_expression", AST_FIELD_LEFT, AST_FIELD_RIGHT},
        {"assignment", AST_FIELD_LEFT, AST_FIELD_RIGHT},
        {"pair", AST_FIELD_KEY, AST_FIELD_VALUE},
        {"field_definition", AST_FIELD_PROPERTY, AST_FIELD_VALUE},
        {"public_field_definition", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"init_declarator", AST_FIELD_DECLARATOR, AST_FIELD_VALUE},
        {"let_declaration", AST_FIELD_PATTERN, AST_FIELD_VALUE},
        {"const_item", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"static_item", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"property_declaration", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"field", AST_FIELD_NAME, AST_FIELD_VALUE},
        {"augmented_assignment_expression", AST_FIELD_LEFT, AST_FIELD_RIGHT},
    };
    struct ast_node parent = ast_parent(walk, 1), node = walk->node;
    if (ast_is(parent, "expression_list"))
        return go_target(walk, parent);
    if (ast_is(parent, "literal_element") || ast_is(parent, "array_element_initializer"))
        return key_of(walk, parent);
    if (walk->file->lang == AST_RUBY && ast_is(parent, "call")) {
        node = parent;
        parent = ast_parent(walk, 2);
    }
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        if (!ast_is(parent, bindings[i].type))
            continue;
        struct ast_node value = ast_field(parent, bindings[i].value);
        if (ast_is_null(value) || value.id == node.id)
            return ast_field(parent, bindings[i].target);
    }
    return (struct ast_node){0};
}

/* Is it a name, or names joined by dots? Not so `a[i] = function…`. */
static bool is_path(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.p[i]) && !strchr("_$.#@-> ", s.p[i]) && !((unsigned char)s.p[i] & 0x80))
            return false;
    return s.len > 0 && s.len <= UNIT_NAME_MAX;
}

static struct str unquote(struct str s)
{
    bool quoted = s.len >= 2 && strchr("\"'`", s.p[0]) && s.p[s.len - 1] == s.p[0];
    return quoted ? str_of(s.p + 1, s.len - 2) : s;
}

/* Ruby: is the block that of `lambda`, `proc` or `Proc.new`? */
static bool is_lambda_block(const struct ast_walk *walk)
{
    struct ast_node call = ast_parent(walk, 1);
    struct str method = cut(walk, ast_field(call, AST_FIELD_METHOD));
    struct str receiver = cut(walk, ast_field(call, AST_FIELD_RECEIVER));
    if (receiver.len > 0)
        return str_eq(receiver, STR("Proc")) && str_eq(method, STR("new"));
    return str_eq(method, STR("lambda")) || str_eq(method, STR("proc"));
}

/* JavaScript's `export default function…` is known by that word. */
static bool is_default_export(const struct ast_walk *walk)
{
    struct ast_node parent = ast_parent(walk, 1);
    return ast_is(parent, "export_statement") && !ast_is_null(ast_child_of_type(parent, "default"));
}

static struct unit_name bound_name(const struct ast_walk *walk)
{
    struct ast_node target = binding_target(walk);
    if (ast_is_null(target))
        target =
            ast_field(walk->node, AST_FIELD_NAME); /* JavaScript: one may be given to the function itself */
    if (ast_is_null(target) && is_default_export(walk))
        return (struct unit_name){.name = STR("default")};
    struct str text = cut(walk, target), string = unquote(text);
    if (string.p != text.p)
        return (struct unit_name){.name = str_head(string, UNIT_NAME_MAX)};
    if (!is_path(text))
        return (struct unit_name){0};
    text = squeeze(walk, text, false);
    if (walk->file->lang != AST_PHP)
        return split(text, STR("."));
    text = text.p[0] == '$' ? str_skip(text, 1) : text;
    return split(text, STR("->"));
}

/* Other languages -------------------------------------------------------------------------------------------------- */

/* `(s *Stack[T])`: the scope is "Stack". */
static struct str go_receiver(const struct ast_walk *walk)
{
    struct str text = str_trim(cut(walk, ast_field(walk->node, AST_FIELD_RECEIVER)));
    if (text.len < 2)
        return (struct str){0};
    text = str_trim(str_of(text.p + 1, text.len - 2));
    ptrdiff_t generic = str_index(text, '[');
    if (generic >= 0)
        text = str_trim(str_head(text, (size_t)generic));
    size_t start = text.len;
    while (start > 0 && (isalnum((unsigned char)text.p[start - 1]) || text.p[start - 1] == '_' ||
                         (unsigned char)text.p[start - 1] & 0x80))
        start--;
    return str_skip(text, start);
}

/* The property, indexer or event that the visited C# node is an accessor of, with a body; null when it is none. */
static struct ast_node accessed(const struct ast_walk *walk)
{
    static const char *const types[] = {"property_declaration", "indexer_declaration", "event_declaration",
                                        NULL};
    bool is_accessor = ast_is(walk->node, "accessor_declaration");
    struct ast_node owner = ast_parent(walk, is_accessor ? 2 : 1);
    bool has_code = is_accessor ? !ast_is_null(ast_field(walk->node, AST_FIELD_BODY))
                                : ast_is(walk->node, "arrow_expression_clause");
    return has_code && is_one_of(owner, types) ? owner : (struct ast_node){0};
}

/* As the runtime calls them: get_Name, add_Name, get_Item of an indexer. */
static struct str accessor_name(const struct ast_walk *walk)
{
    struct ast_node owner = accessed(walk);
    if (ast_is_null(owner))
        return (struct str){0};
    bool is_indexer = ast_is(owner, "indexer_declaration");
    struct str verb = cut(walk, ast_field(walk->node, AST_FIELD_NAME));
    struct str name = is_indexer ? STR("Item") : cut(walk, ast_field(owner, AST_FIELD_NAME));
    if (verb.len == 0)
        verb = STR("get");
    else if (str_eq(verb, STR("init")))
        verb = STR("set");
    return str_from(arena_printf(walk->file->arena, "%.*s_%.*s", STR_ARG(verb), STR_ARG(name)));
}

/* C#'s operators: operator +, operator int. */
static struct str operator_name(const struct ast_walk *walk)
{
    struct ast_node op = ast_field(walk->node, AST_FIELD_OPERATOR);
    if (ast_is(walk->node, "conversion_operator_declaration"))
        op = ast_field(walk->node, AST_FIELD_TYPE);
    struct str text = squeeze(walk, cut(walk, op), false);
    const char *between = text.len && isalpha((unsigned char)*text.p) ? " " : "";
    return text.len ? str_from(arena_printf(walk->file->arena, "operator%s%.*s", between, STR_ARG(text)))
                    : (struct str){0};
}

static struct str csharp_name(const struct ast_walk *walk, struct str name)
{
    if (ast_is(walk->node, "destructor_declaration"))
        return str_from(arena_printf(walk->file->arena, "~%.*s", STR_ARG(name)));
    if (ast_is(walk->node, "accessor_declaration") || ast_is(walk->node, "arrow_expression_clause"))
        return accessor_name(walk);
    return name.len ? name : operator_name(walk);
}

static struct unit_name named_by_field(const struct ast_walk *walk, enum unit_code code)
{
    struct ast_node shaped = unit_shape_name(walk);
    struct ast_node node = ast_is_null(shaped) ? ast_field(walk->node, AST_FIELD_NAME) : shaped;
    struct str text = squeeze(walk, unquote(cut(walk, node)), false);
    struct unit_name unit = {.name = text};
    enum ast_lang lang = walk->file->lang;
    if (lang == AST_RUBY && code != UNIT_FUNCTION && code != UNIT_METHOD)
        unit = split(text, STR("::"));
    else if (lang == AST_ELIXIR && code != UNIT_FUNCTION)
        unit = split(text, STR("."));
    else if (lang == AST_LUA)
        unit = split(text, str_index(text, ':') >= 0 ? STR(":") : STR("."));
    else if (lang == AST_GO && code == UNIT_METHOD)
        unit.scope = go_receiver(walk);
    else if (lang == AST_CSHARP)
        unit.name = csharp_name(walk, text);
    else if (text.len == 0 && code == UNIT_CLASS)
        unit = bound_name(walk);
    return unit;
}

struct unit_name unit_name_of(const struct ast_walk *walk, enum unit_code code)
{
    if (code == UNIT_BLOCK && !is_lambda_block(walk))
        return (struct unit_name){0};
    if (code == UNIT_LAMBDA || code == UNIT_BLOCK)
        return bound_name(walk);
    if (walk->file->lang != AST_C && walk->file->lang != AST_CPP)
        return named_by_field(walk, code);
    return code == UNIT_FUNCTION ? c_function_name(walk) : c_type_name(walk);
}

/* Past the end of a member, white space and comments. */
static struct str skip_gap(struct str s)
{
    for (;;) {
        const char *end = NULL;
        if (str_starts(s, STR("//")))
            end = memchr(s.p, '\n', s.len);
        else if (str_starts(s, STR("/*")))
            end = memmem(s.p, s.len, "*/", 2);
        else if (s.len > 0 && (isspace((unsigned char)*s.p) || *s.p == ';' || *s.p == '/'))
            end = s.p;
        if (!end)
            return s;
        s = str_skip(s, (size_t)(end - s.p) + 1);
    }
}

static bool skip_modifier(struct str *s)
{
    static const char *const words[] = {"public ",   "private ",  "protected ", "static ",
                                        "override ", "abstract ", "async ",     NULL};
    for (const char *const *w = words; *w; w++) {
        if (!str_starts(*s, str_from(*w)))
            continue;
        *s = str_skip(*s, strlen(*w));
        return true;
    }
    return false;
}

bool unit_is_overload(const struct ast_walk *walk, struct str name)
{
    enum ast_lang lang = walk->file->lang;
    if ((lang != AST_TYPESCRIPT && lang != AST_TSX) || !name.len ||
        !(ast_is(walk->node, "method_signature") || ast_is(walk->node, "abstract_method_signature")))
        return false;
    struct str rest = skip_gap(str_skip(walk->file->text, ast_end(walk->node)));
    while (skip_modifier(&rest))
        ;
    return str_starts(rest, name) && rest.len > name.len && memchr("(<", rest.p[name.len], 2);
}

struct str unit_scope_of(const struct ast_walk *walk)
{
    bool is_named = walk->file->lang == AST_SWIFT;
    return squeeze(walk, cut(walk, ast_field(walk->node, is_named ? AST_FIELD_NAME : AST_FIELD_TYPE)), true);
}

/* Heads ------------------------------------------------------------------------------------------------------------ */

struct ast_node unit_body(struct ast_node unit)
{
    struct ast_node body = ast_field(unit, AST_FIELD_BODY);
    if (ast_is(unit, "anonymous_method_expression"))
        return ast_child_of_type(unit, "block");
    if (ast_is_null(body))
        body = unit_shape_body(unit);
    if (!ast_is_null(body) || !ast_is(unit, "type_spec"))
        return body;
    struct ast_node type = ast_field(unit, AST_FIELD_TYPE); /* Go */
    struct ast_node fields = ast_child_of_type(type, "field_declaration_list");
    return ast_is_null(fields) ? type : fields;
}

/* The longest prefix of `s` that does not end inside a UTF-8 sequence. */
static struct str whole_characters(struct str s)
{
    size_t len = s.len;
    while (len > 0 && s.len - len < 4 && ((unsigned char)s.p[len - 1] & 0xc0) == 0x80)
        len--;
    if (len > 0 && (unsigned char)s.p[len - 1] >= 0xc0)
        len--;
    else
        len = s.len;
    return str_head(s, len);
}

/* The head of the visited unit. What stands in front of it is part of it where the node is but the body of something
 * named: `lambda {` in Ruby, a property's accessor in C#. */
static struct str head_of(const struct ast_walk *walk, struct ast_node body)
{
    struct ast_node outer = {0};
    uint32_t end = ast_is_null(body) ? ast_end(walk->node) : body.start;
    if (walk->file->lang == AST_CSHARP)
        outer = accessed(walk);
    else if (walk->file->lang == AST_ZIG && body.id == walk->node.id)
        outer = ast_parent(walk, 1);
    else if (ast_is(walk->node, "block") || ast_is(walk->node, "do_block"))
        outer = ast_parent(walk, 1);
    if (ast_is_null(outer))
        return str_of(walk->file->text.p + walk->node.start, end - walk->node.start);
    bool is_listed = ast_is(walk->node, "accessor_declaration");
    end = is_listed ? ast_parent(walk, 1).start : walk->node.start;
    return str_of(walk->file->text.p + outer.start, end - outer.start);
}

struct str unit_signature(const struct ast_walk *walk, struct ast_node body)
{
    struct str s = head_of(walk, body);
    char *p = arena_array(walk->file->arena, char, UNIT_SIGNATURE_MAX);
    size_t len = 0;
    bool space = false;
    for (size_t i = 0; i < s.len && len < UNIT_SIGNATURE_MAX; i++) {
        if (isspace((unsigned char)s.p[i]))
            space = len > 0;
        else {
            if (space && len < UNIT_SIGNATURE_MAX - 1)
                p[len++] = ' ';
            space = false;
            p[len++] = s.p[i];
        }
    }
    struct str line = str_of(p, len);
    if (len == UNIT_SIGNATURE_MAX)
        return whole_characters(line);
    if (walk->file->lang == AST_RUBY && ast_is_null(body) && str_ends(line, STR(" end")))
        line = str_trim(str_head(line, line.len - 4));
    while (line.len && strchr("{;:", line.p[line.len - 1]))
        line = str_trim(str_head(line, line.len - 1));
    if (str_ends(line, STR("=")))
        return str_trim(str_head(line, line.len - 1));
    return str_ends(line, STR("=>")) ? str_trim(str_head(line, line.len - 2)) : line;
}

/* Go and Java's old style name several in one declaration: `a, b int`. */
static uint32_t names_in(struct ast_node parameter)
{
    struct ast_children children;
    struct ast_node child;
    uint32_t names = 0;
    if (!ast_is(parameter, "parameter_declaration") || parameter.tree == NULL)
        return 1;
    ast_children(parameter, &children);
    while (ast_child_next(&children, &child))
        names += ast_is(child, "identifier");
    return names ? names : 1;
}

static bool is_c_void(const struct ast_walk *walk, struct ast_node parameter)
{
    return (walk->file->lang == AST_C || walk->file->lang == AST_CPP) &&
           str_eq(cut(walk, parameter), STR("void"));
}

static struct ast_node parameter_list(const struct ast_walk *walk)
{
    struct ast_node holder = walk->node;
    if (walk->file->lang == AST_C || walk->file->lang == AST_CPP) {
        declared_name(walk->node, &holder);
        if (ast_is(walk->node, "lambda_expression"))
            holder = ast_field(walk->node, AST_FIELD_DECLARATOR);
    }
    return ast_field(holder, AST_FIELD_PARAMETERS);
}

static bool counts(const struct ast_walk *walk, struct ast_node child)
{
    static const char *const no_parameters[] = {"keyword_separator", "positional_separator", "attribute_list",
                                                NULL};
    if (!ast_is_named(child) || ast_is_extra(child) || is_one_of(child, no_parameters) ||
        is_c_void(walk, child))
        return false;
    return walk->file->lang != AST_CSHARP ||
           !ast_is(child, "array_type"); /* `params T[] x` has no node of its own */
}

uint32_t unit_params(const struct ast_walk *walk)
{
    const char *type;
    struct ast_node shaped = unit_shape_parameters(walk, &type);
    struct ast_node list = ast_is_null(shaped) ? parameter_list(walk) : shaped;
    if (ast_is_null(list))
        return ast_is_null(ast_field(walk->node, AST_FIELD_PARAMETER)) ? 0 : 1;
    if (ast_is(list, "implicit_parameter"))
        return 1;
    struct ast_children children;
    struct ast_node child;
    uint32_t count = 0;
    ast_children(list, &children);
    while (ast_child_next(&children, &child))
        if (counts(walk, child) && (!type || ast_is(child, type)))
            count += walk->file->lang == AST_GO ? names_in(child) : 1;
    return count;
}
