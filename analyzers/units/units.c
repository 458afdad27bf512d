#include "analyzers/units/units.h"

#include "analyzers/units/unit_inside.h"
#include "analyzers/units/unit_metrics.h"
#include "analyzers/units/unit_name.h"
#include "analyzers/units/unit_shape.h"
#include "pipeline/record/record.h"

#include <stdlib.h>

enum {
    UNIT_DEPTH_MAX = 100
}; /* units in one another; deeper ones are no code people write, and are left out */

static const char *const kind_names[UNIT_KINDS] = {
    [UNIT_FUNCTION] = "function",   [UNIT_METHOD] = "method", [UNIT_CONSTRUCTOR] = "constructor",
    [UNIT_LAMBDA] = "lambda",       [UNIT_CLASS] = "class",   [UNIT_STRUCT] = "struct",
    [UNIT_INTERFACE] = "interface", [UNIT_TRAIT] = "trait",   [UNIT_ENUM] = "enum",
    [UNIT_UNION] = "union",         [UNIT_MODULE] = "module", [UNIT_NAMESPACE] = "namespace",
};

/* Entering --------------------------------------------------------------------------------------------------------- */

static const char *separator_of(const struct unit_state *s)
{
    switch (s->file->lang) {
    case AST_CPP:
    case AST_RUBY:
    case AST_RUST: return "::";
    case AST_PHP: return s->in_namespace ? "\\" : "::";
    default: return ".";
    }
}

static struct str join(const struct unit_state *s, struct str left, const char *separator, struct str right)
{
    if (!left.len || !right.len)
        return left.len ? left : right;
    struct str parts[] = {left, str_from(separator), right};
    char *joined = arena_array(s->file->arena, char, left.len + parts[1].len + right.len);
    size_t len = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct str part = str_cut(&parts[i], '\0'); /* in a literal that is an argument of a template */
        memcpy(joined + len, part.p, part.len);
        len += part.len;
    }
    return str_head(str_of(joined, len), UNIT_QUALIFIED_MAX);
}

static struct str qualify(const struct unit_state *s, struct unit_name name)
{
    const char *separator = separator_of(s);
    return join(s, join(s, s->prefix, separator, name.scope), separator, name.name);
}

/* Has the method the name that makes it a constructor? */
static bool is_constructor(const struct unit_state *s, struct unit_name name)
{
    struct str owner = name.scope.len ? name.scope : s->prefix;
    ptrdiff_t at = str_rindex(owner, ':');
    switch (s->file->lang) {
    case AST_PYTHON: return str_eq(name.name, STR("__init__"));
    case AST_RUBY: return str_eq(name.name, STR("initialize"));
    case AST_SWIFT: return str_eq(name.name, STR("init"));
    case AST_SCALA: return str_eq(name.name, STR("this"));
    case AST_PHP: return str_eq_nocase(name.name, STR("__construct"));
    case AST_JAVASCRIPT:
    case AST_KOTLIN:
    case AST_TYPESCRIPT:
    case AST_TSX: return str_eq(name.name, STR("constructor"));
    case AST_CPP: return str_eq(name.name, at < 0 ? owner : str_skip(owner, (size_t)at + 1));
    default: return false;
    }
}

static enum unit_code kind_of(const struct unit_state *s, enum unit_code code, struct unit_name name)
{
    if (code == UNIT_BLOCK)
        return UNIT_LAMBDA;
    if (code == UNIT_FUNCTION && (s->in_type || (s->file->lang == AST_CPP && name.scope.len)))
        code = UNIT_METHOD;
    return code == UNIT_METHOD && s->in_type + name.scope.len && is_constructor(s, name) ? UNIT_CONSTRUCTOR
                                                                                         : code;
}

/* C++'s `= default`, `= delete` and `= 0` are in place of a body. */
static bool is_without_code(struct ast_node node)
{
    static const char *const clauses[] = {"default_method_clause", "delete_method_clause",
                                          "pure_virtual_clause"};
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
        if (!ast_is_null(ast_child_of_type(node, clauses[i])))
            return true;
    return false;
}

/* A type is a unit where it has members; a function also as a member of a type. */
static bool is_unit(const struct unit_state *s, enum unit_code code, struct ast_node node,
                    struct ast_node body)
{
    if (s->depth == UNIT_DEPTH_MAX)
        return false;
    if (s->file->lang == AST_CPP && ast_is_null(body) && is_without_code(node))
        return false;
    return !ast_is_null(body) || code == UNIT_METHOD || (code == UNIT_FUNCTION && s->in_type) ||
           s->file->lang == AST_RUBY ||   /* an empty body has no node */
           s->file->lang == AST_ELIXIR || /* `, do: …` is none */
           (code == UNIT_CLASS && s->file->lang != AST_CPP) ||
           (code == UNIT_STRUCT && s->file->lang == AST_RUST);
}

static void fill_head(struct unit *u, const struct ast_walk *walk, struct ast_node body)
{
    struct ast_file *file = walk->file;
    u->row_start = walk->node.row;
    u->row_end = ast_row_end(walk->node);
    u->byte_start = walk->node.start;
    u->byte_end = ast_end(walk->node);
    u->signature = unit_signature(walk, body);
    if (unit_is_callable(u->kind))
        u->params = unit_params(walk);
    else
        u->members = unit_members(body);
    u->tokens_before = file->tokens.len;
    u->rows_before = file->rows_code;
    u->shares_first_row = file->row_last == (int64_t)walk->node.row;
}

static bool has_unread(const struct ast_file *file, const struct unit *u)
{
    size_t low = 0, high = file->unread.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (file->unread.at[middle].from < u->byte_start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < file->unread.len && file->unread.at[low].to <= u->byte_end;
}

/* C has no functions in functions but GNU's, which are indented: those around this one have swallowed it. */
static void mark_swallowers(struct unit_state *s, const struct unit *u, struct ast_node node)
{
    if ((s->file->lang != AST_C && s->file->lang != AST_CPP) || node.column > 0 || !unit_is_callable(u->kind))
        return;
    for (int32_t up = u->parent; up != AST_UNIT_NONE; up = s->units.at[up].parent)
        if (unit_is_callable(s->units.at[up].kind))
            s->units.at[up].is_unmeasured = true;
}

static void enter_unit(struct unit_state *s, struct ast_walk *walk, enum unit_code code,
                       struct unit_name name, struct ast_node body)
{
    struct unit *u = vec_push(&s->units, s->file->arena);
    *u = (struct unit){.kind = kind_of(s, code, name), .parent = s->file->unit, .name = name.name};
    u->qualified_name = qualify(s, name);
    fill_head(u, walk, body);
    u->is_unmeasured = has_unread(walk->file, u);
    mark_swallowers(s, u, walk->node);
    s->file->unit = (int32_t)(s->units.len - 1);
    s->depth++;
    s->prefix = u->qualified_name;
    s->in_type = unit_is_type(u->kind);
    s->in_namespace = u->kind == UNIT_NAMESPACE;
}

/* `namespace X;` holds for the rest of the file. */
static void open_namespace(struct unit_state *s, struct unit_name name)
{
    if (s->file->lang == AST_PHP)
        s->prefix = (struct str){0}; /* it takes the place of the one before */
    s->prefix = qualify(s, name);
    s->in_namespace = true;
}

/* A node that may be a unit: what it turned out to be. */
static enum unit_span_kind enter_candidate(struct unit_state *s, struct ast_walk *walk, enum unit_code code)
{
    struct ast_node body = unit_body(walk->node);
    if (ast_is_null(body) && unit_is_type(code) && s->file->lang <= AST_CPP)
        return SPAN_NOTHING; /* `struct x *p`: the commonest case, so it is settled first */
    struct unit_name name = unit_name_of(walk, code);
    if (unit_is_overload(walk, name.name))
        return SPAN_NOTHING;
    if (name.name.len && is_unit(s, code, walk->node, body)) {
        enter_unit(s, walk, code, name, body);
        return SPAN_UNIT;
    }
    if (code == UNIT_NAMESPACE && name.name.len && ast_is_null(body))
        open_namespace(s, name);
    if (code != UNIT_LAMBDA && code != UNIT_BLOCK)
        return SPAN_NOTHING;
    unit_metrics_here(s)->lambdas++;
    return SPAN_LAMBDA;
}

static enum unit_span_kind enter_scope(struct unit_state *s, struct ast_walk *walk)
{
    s->prefix = join(s, s->prefix, separator_of(s), unit_scope_of(walk));
    s->in_type = true;
    return SPAN_SCOPE;
}

static void enter(void *self, struct ast_walk *walk, int code)
{
    struct unit_state *s = self;
    if (code == UNIT_TYPE_SPEC)
        code = (int)unit_shape_kind(walk);
    if (code > UNIT_SPANS_END) {
        unit_count(s, walk, (enum unit_code)code);
        return;
    }
    struct unit_span span = {.prefix = s->prefix,
                             .in_type = s->in_type,
                             .in_namespace = s->in_namespace,
                             .in_head = unit_in_head(s, walk, (enum unit_code)code)};
    unit_metrics_here(s)->nesting -= span.in_head;
    if (code == 0)
        span.what = SPAN_NOTHING;
    else if (code < UNIT_KINDS || code == UNIT_BLOCK)
        span.what = enter_candidate(s, walk, (enum unit_code)code);
    else if (code == UNIT_SCOPE)
        span.what = enter_scope(s, walk);
    else {
        span.what = unit_control_enter(s, walk, (enum unit_code)code) ? SPAN_CONTROL : SPAN_NOTHING;
        span.control = walk->node.id;
    }
    *vec_push(&s->spans, s->file->arena) = span;
}

/* Leaving ---------------------------------------------------------------------------------------------------------- */

static void leave_unit(struct unit_state *s, const struct ast_file *file)
{
    struct unit *u = &s->units.at[file->unit];
    u->rows_code = file->rows_code - u->rows_before + u->shares_first_row;
    u->tokens = hash128(str_of((const char *)(file->tokens.at + u->tokens_before),
                               (file->tokens.len - u->tokens_before) * sizeof *file->tokens.at));
    s->file->unit = u->parent;
    s->depth--;
}

static void leave(void *self, struct ast_walk *walk, int code)
{
    struct unit_state *s = self;
    (void)code;
    struct unit_span span = s->spans.at[--s->spans.len];
    switch (span.what) {
    case SPAN_NOTHING:
    case SPAN_SCOPE: break;
    case SPAN_CONTROL: unit_control_leave(s); break;
    case SPAN_LAMBDA: unit_metrics_here(s)->lambdas--; break;
    case SPAN_UNIT: leave_unit(s, walk->file); break;
    }
    if (span.what == SPAN_UNIT || span.what == SPAN_SCOPE) {
        s->prefix = span.prefix;
        s->in_type = span.in_type;
        s->in_namespace = span.in_namespace;
    }
    unit_metrics_here(s)->nesting += span.in_head;
}

/* Records ---------------------------------------------------------------------------------------------------------- */

/* A call of a unit, by the hash of its name. */
struct callee {
    int32_t unit;
    uint64_t name;
};

static int callee_cmp(const void *a, const void *b)
{
    const struct callee *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

/* Distinct callees of each unit, and one more on `cognitive` for those that call themselves. */
static uint32_t *fan_out(struct unit_state *s, struct ast_file *file)
{
    uint32_t *fan = arena_array(file->arena, uint32_t, s->units.len + 1);
    struct callee *callees = arena_array(file->arena, struct callee, file->calls.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < file->calls.len; i++) {
        const struct ast_call *c = &file->calls.at[i];
        if (c->unit != AST_UNIT_NONE)
            callees[n++] = (struct callee){.unit = c->unit, .name = hash64(c->callee)};
    }
    qsort(callees, n, sizeof *callees, callee_cmp);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || callee_cmp(&callees[i - 1], &callees[i]) != 0)
            fan[callees[i].unit]++;
    return fan;
}

static void count_recursion(struct unit_state *s, const struct ast_file *file)
{
    int32_t counted = AST_UNIT_NONE; /* calls come in source order, so those of one unit nearly side by side */
    for (size_t i = 0; i < file->calls.len; i++) {
        const struct ast_call *c = &file->calls.at[i];
        bool own =
            c->receiver.len == 0 || str_eq(c->receiver, STR("self")) || str_eq(c->receiver, STR("this"));
        if (c->unit == AST_UNIT_NONE || c->unit == counted || !own ||
            !str_eq(c->callee, s->units.at[c->unit].name))
            continue;
        counted = c->unit;
        s->units.at[c->unit].metrics.cognitive++;
    }
}

static void put_complexity(struct json_out *r, const struct unit *u)
{
    json_put_int(r, "lines_code", u->rows_code);
    json_put_int(r, "cyclomatic", u->metrics.cyclomatic + 1);
    json_put_int(r, "cognitive", u->metrics.cognitive);
    json_put_int(r, "nesting_max", u->metrics.nesting_max);
}

static void put_callable(struct json_out *r, const struct unit *u, uint32_t fan)
{
    json_put_int(r, "params", u->params);
    if (u->is_unmeasured)
        return;
    put_complexity(r, u);
    json_put_int(r, "returns", u->metrics.returns);
    json_put_int(r, "fan_out", fan);
}

static void put_unit(struct buf *out, const struct ast_file *file, const struct unit *u, size_t ordinal,
                     uint32_t fan)
{
    struct json_out r = record_open(out, "unit");
    json_put_path(&r, "path", file->path);
    json_put_int(&r, "unit", (int64_t)ordinal);
    if (u->parent != AST_UNIT_NONE)
        json_put_int(&r, "parent", u->parent);
    json_put_str(&r, "lang", str_from(ast_lang_name(file->lang)));
    json_put_str(&r, "name", u->name);
    json_put_str(&r, "qualified_name", u->qualified_name);
    json_put_str(&r, "kind", str_from(kind_names[u->kind]));
    json_put_int(&r, "line_start", u->row_start + 1);
    json_put_int(&r, "line_end", u->row_end + 1);
    json_put_int(&r, "byte_start", u->byte_start);
    json_put_int(&r, "byte_end", u->byte_end);
    json_put_str(&r, "signature", u->signature);
    if (unit_is_callable(u->kind))
        put_callable(&r, u, fan);
    else {
        json_put_int(&r, "lines_code", u->rows_code);
        json_put_int(&r, "members", u->members);
    }
    if (!u->is_unmeasured) {
        char hex[HASH128_HEX_LEN + 1];
        hash128_hex(u->tokens, hex);
        json_put_str(&r, "tokens", str_from(hex));
    }
    record_close(&r);
}

/* What can be compared with other versions of the same function. */
static void put_past_unit(struct buf *out, const struct ast_file *file, const struct unit *u, size_t ordinal)
{
    struct json_out r = record_open(out, "past_unit");
    json_put_path(&r, "path", file->path);
    json_put_str(&r, "content_id", file->past_id);
    json_put_int(&r, "unit", (int64_t)ordinal);
    json_put_str(&r, "name", u->name);
    json_put_str(&r, "qualified_name", u->qualified_name);
    json_put_str(&r, "kind", str_from(kind_names[u->kind]));
    json_put_int(&r, "line_start", u->row_start + 1);
    if (unit_is_callable(u->kind)) {
        json_put_int(&r, "params", u->params);
        if (!u->is_unmeasured)
            put_complexity(&r, u);
    }
    record_close(&r);
}

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    return arena_new(arena, struct unit_state);
}

static void begin(void *self, struct ast_file *file)
{
    *(struct unit_state *)self = (struct unit_state){.file = file};
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    struct unit_state *s = self;
    const uint32_t *fan = fan_out(s, file);
    count_recursion(s, file);
    for (size_t i = 0; i < s->units.len; i++) {
        const struct unit *u = &s->units.at[i];
        put_unit(out, file, u, i, fan[i]);
        if (u->is_unmeasured && unit_is_callable(u->kind))
            *vec_push(&file->unmeasured, file->arena) = (struct ast_span){u->row_start, u->row_end};
    }
}

static void end_past(void *self, struct ast_file *file, struct buf *out)
{
    struct unit_state *s = self;
    count_recursion(s, file);
    for (size_t i = 0; i < s->units.len; i++)
        put_past_unit(out, file, &s->units.at[i], i);
}

const struct analyzer units_analyzer = {
    .name = "units",
    .rules =
        {
            [AST_BASH] = unit_rules_shell,    [AST_C] = unit_rules_c,
            [AST_CPP] = unit_rules_c,         [AST_CSHARP] = unit_rules_csharp,
            [AST_GO] = unit_rules_go,         [AST_JAVA] = unit_rules_java,
            [AST_JAVASCRIPT] = unit_rules_js, [AST_PHP] = unit_rules_php,
            [AST_PYTHON] = unit_rules_python, [AST_RUBY] = unit_rules_ruby,
            [AST_RUST] = unit_rules_rust,     [AST_TSX] = unit_rules_js,
            [AST_TYPESCRIPT] = unit_rules_js, [AST_ELIXIR] = unit_rules_elixir,
            [AST_KOTLIN] = unit_rules_kotlin, [AST_LUA] = unit_rules_lua,
            [AST_OCAML] = unit_rules_ocaml,   [AST_SCALA] = unit_rules_scala,
            [AST_SWIFT] = unit_rules_swift,   [AST_ZIG] = unit_rules_zig,
        },
    .new = new_state,
    .begin = begin,
    .enter = enter,
    .leave = leave,
    .end = end,
    .end_past = end_past,
};
