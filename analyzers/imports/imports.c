#include "analyzers/imports/imports.h"

#include "analyzers/imports/import_inside.h"
#include "pipeline/record/record.h"

/* Facts ------------------------------------------------------------------------------------------------------------ */

struct import_found *import_add(struct import_state *state, struct ast_node node, const char *form,
                                struct str module)
{
    struct import_found *found = vec_push(&state->found, state->file->arena);
    *found = (struct import_found){
        .row = node.row,
        .text = import_line(state, node.start, ast_end(node)),
        .module = module,
        .form = form,
    };
    return found;
}

void import_add_package(struct import_state *state, struct ast_node node, const char *form, struct str name)
{
    if (name.len > 0)
        import_add(state, node, form, name)->is_package = true;
}

void import_add_name(struct import_state *state, struct import_found *found, struct str name)
{
    if (name.len > 0 && found->names.len < IMPORT_NAMES_MAX)
        *vec_push(&found->names, state->file->arena) = name;
}

/* Text ------------------------------------------------------------------------------------------------------------- */

struct str import_cut(const struct import_state *state, struct ast_node node)
{
    return ast_is_null(node) ? (struct str){0}
                             : str_of(state->file->text.p + node.start, ast_end(node) - node.start);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Copies `s` with `blank` for each run of white space; 0: nothing. */
static struct str without_space(struct arena *arena, struct str s, char blank)
{
    char *p = arena_array(arena, char, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_space(s.p[i]))
            p[len++] = s.p[i];
        else if (blank && len > 0 && p[len - 1] != blank)
            p[len++] = blank;
    }
    return str_of(p, len);
}

struct str import_squeezed(const struct import_state *state, struct ast_node node)
{
    struct str s = import_cut(state, node);
    for (size_t i = 0; i < s.len; i++) {
        if (is_space(s.p[i]))
            return without_space(state->file->arena, s, 0);
    }
    return s;
}

struct str import_line(const struct import_state *state, uint32_t start, uint32_t end)
{
    struct str s = str_trim(str_of(state->file->text.p + start, end - start));
    if (str_index(s, '\n') >= 0)
        s = without_space(state->file->arena, str_head(s, (size_t)IMPORT_TEXT_MAX * 4), ' ');
    return str_head(s, str_utf8_prefix(str_head(s, IMPORT_TEXT_MAX)));
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

bool import_is_literal(const struct import_state *state, struct ast_node node)
{
    struct str s = import_cut(state, node);
    if (s.len < 2 || !is_quote(s.p[s.len - 1]))
        return false;
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is_named(child) && !strstr(ast_type(child), "content") &&
            !strstr(ast_type(child), "fragment") && !ast_is(child, "string_start") &&
            !ast_is(child, "string_end"))
            return false;
    }
    return strstr(ast_type(node), "string") != NULL;
}

struct str import_literal(const struct import_state *state, struct ast_node node)
{
    if (!import_is_literal(state, node))
        return import_line(state, node.start, ast_end(node));
    struct str s = import_cut(state, node);
    size_t start = 0;
    while (start < s.len && !is_quote(s.p[start])) /* Python's r"…" */
        start++;
    s = str_skip(s, start);
    while (s.len >= 2 && is_quote(s.p[0]) && s.p[0] == s.p[s.len - 1])
        s = str_of(s.p + 1, s.len - 2);
    return s;
}

/* Trees ------------------------------------------------------------------------------------------------------------ */

bool import_has_token(struct ast_node node, const char *token)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is_named(child) && ast_is(child, token))
            return true;
    }
    return false;
}

struct ast_node import_last_named(struct ast_node node)
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

/* Records ---------------------------------------------------------------------------------------------------------- */

static void put_names(struct json_out *record, const struct str *names, size_t n_names)
{
    json_key(record, "names");
    json_open(record, '[');
    for (size_t i = 0; i < n_names; i++)
        json_str(record, names[i]);
    json_close(record, ']');
}

static void put_import(struct buf *out, struct str path, const struct import_found *found)
{
    struct json_out record = record_open(out, "import");
    json_put_path(&record, "path", path);
    json_put_int(&record, "line", found->row + 1);
    json_put_str(&record, "text", found->text);
    json_put_str(&record, "module", found->module);
    json_put_str(&record, "form", str_from(found->form));
    if (found->names.len > 0)
        put_names(&record, found->names.at, found->names.len);
    if (found->level > 0)
        json_put_int(&record, "level", found->level);
    if (found->is_type_only)
        json_put_bool(&record, "is_type_only", true);
    if (found->is_unused)
        json_put_bool(&record, "is_unused", true);
    if (found->is_test)
        json_put_bool(&record, "is_test", true);
    record_close(&record);
}

static void put_package(struct buf *out, struct str path, const struct import_found *found)
{
    struct json_out record = record_open(out, "package");
    json_put_path(&record, "path", path);
    json_put_str(&record, "name", found->module);
    json_put_str(&record, "form", str_from(found->form));
    json_put_int(&record, "line", found->row + 1);
    record_close(&record);
}

static void put_uses(struct buf *out, struct str path, const struct import_state *state)
{
    struct json_out record = record_open(out, "use");
    json_put_path(&record, "path", path);
    put_names(&record, state->uses.at, state->uses.len);
    record_close(&record);
}

/* The analyzer ----------------------------------------------------------------------------------------------------- */

static void (*const enters[AST_LANGS])(struct import_state *, struct ast_walk *) = {
    [AST_BASH] = import_shell,    [AST_C] = import_c,           [AST_CPP] = import_c,
    [AST_CSHARP] = import_csharp, [AST_GO] = import_go,         [AST_JAVA] = import_java,
    [AST_JAVASCRIPT] = import_js, [AST_PHP] = import_php,       [AST_PYTHON] = import_python,
    [AST_RUBY] = import_ruby,     [AST_RUST] = import_rust,     [AST_TSX] = import_js,
    [AST_TYPESCRIPT] = import_js, [AST_ELIXIR] = import_elixir, [AST_KOTLIN] = import_kotlin,
    [AST_LUA] = import_lua,       [AST_OCAML] = import_ocaml,   [AST_SCALA] = import_scala,
    [AST_SWIFT] = import_swift,   [AST_ZIG] = import_zig,
};

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    return arena_new(arena, struct import_state);
}

static void begin(void *self, struct ast_file *file)
{
    *(struct import_state *)self = (struct import_state){.file = file};
}

static void enter(void *self, struct ast_walk *walk, int code)
{
    (void)code;
    enters[walk->file->lang](self, walk);
}

/* What the code names, and the file neither declares nor imports. */
static void list_uses(struct import_state *state)
{
    for (size_t i = 0; i < state->used.names.len && state->uses.len < IMPORT_NAMES_MAX; i++) {
        struct str name = state->used.names.at[i];
        if (!map_get(&state->declared, name))
            *vec_push(&state->uses, state->file->arena) = name;
    }
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    struct import_state *state = self;
    if (file->lang == AST_JAVA)
        import_java_judge(state);
    list_uses(state);
    for (size_t i = 0; i < state->found.len; i++) {
        const struct import_found *found = &state->found.at[i];
        if (found->is_package)
            put_package(out, file->path, found);
        else
            put_import(out, file->path, found);
    }
    if (state->uses.len > 0)
        put_uses(out, file->path, state);
}

const struct analyzer imports_analyzer = {
    .name = "imports",
    .rules =
        {
            [AST_BASH] = import_shell_rules,    [AST_C] = import_c_rules,
            [AST_CPP] = import_c_rules,         [AST_CSHARP] = import_csharp_rules,
            [AST_GO] = import_go_rules,         [AST_JAVA] = import_java_rules,
            [AST_JAVASCRIPT] = import_js_rules, [AST_PHP] = import_php_rules,
            [AST_PYTHON] = import_python_rules, [AST_RUBY] = import_ruby_rules,
            [AST_RUST] = import_rust_rules,     [AST_TSX] = import_js_rules,
            [AST_TYPESCRIPT] = import_js_rules, [AST_ELIXIR] = import_elixir_rules,
            [AST_KOTLIN] = import_kotlin_rules, [AST_LUA] = import_lua_rules,
            [AST_OCAML] = import_ocaml_rules,   [AST_SCALA] = import_scala_rules,
            [AST_SWIFT] = import_swift_rules,   [AST_ZIG] = import_zig_rules,
        },
    .new = new_state,
    .begin = begin,
    .enter = enter,
    .end = end,
};
