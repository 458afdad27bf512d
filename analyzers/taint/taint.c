#include "analyzers/taint/taint.h"

#include "analyzers/taint/taint_interp.h"
#include "analyzers/taint/taint_lower.h"
#include "analyzers/taint/taint_report.h"
#include "analyzers/taint/taint_words.h"

enum {
    CLASSES_DEEP_MAX = 32, /* classes in classes */
    FUNCTIONS_DEEP_MAX = 16,
    STEPS_BASE = 20000, /* steps that any file may take */
    STEPS_PER_BYTE = 2, /* and for each of its bytes */
};

/* Address space; INTERP_MEMORY_MAX is what may be used. */
static const size_t memory_bytes = (size_t)512 << 20;

enum taint_code { CODE_FUNCTION = 1, CODE_METHOD, CODE_LAMBDA, CODE_CLASS, CODE_ROOT };

/* What one thread keeps. */
struct taint_self {
    const struct taint_set *set;
    struct arena arena; /* of the interpreter, emptied after each file */
    bool has_arena;
    struct taint_grammar grammars[AST_LANGS];

    /* The file under way. */
    struct ast_node root;
    VEC(struct ir_func) funcs;
    struct unit_spans units;
    unsigned depth; /* of functions */
    struct str classes[CLASSES_DEEP_MAX];
    VEC(struct str) names; /* of the class of each function */
    unsigned n_classes;
};

static void *new_self(const struct analyzer *analyzer, struct arena *arena)
{
    struct taint_self *self = arena_new(arena, struct taint_self);
    struct err ignored;
    self->set = analyzer->shared;
    self->has_arena = arena_init(&self->arena, memory_bytes, &ignored) == 0;
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (self->set->rules[lang])
            taint_grammar_of((enum ast_lang)lang, &self->grammars[lang]);
    return self;
}

static void release_self(void *state)
{
    struct taint_self *self = state;
    if (self->has_arena)
        arena_release(&self->arena);
}

static void begin(void *state, struct ast_file *file)
{
    struct taint_self *self = state;
    (void)file;
    self->root = (struct ast_node){0};
    memset(&self->funcs, 0, sizeof self->funcs);
    memset(&self->units, 0, sizeof self->units);
    memset(&self->names, 0, sizeof self->names);
    self->depth = self->n_classes = 0;
}

/* The walk --------------------------------------------------------------------------------------------------------- */

static struct str class_name(const struct taint_self *self)
{
    return self->n_classes > 0 && self->n_classes <= CLASSES_DEEP_MAX ? self->classes[self->n_classes - 1]
                                                                      : (struct str){0};
}

static void add_function(struct taint_self *self, struct ast_walk *walk)
{
    struct ast_node parent = ast_parent(walk, 1);
    struct ir_func *func = vec_push(&self->funcs, walk->file->arena);
    *func = (struct ir_func){.node = walk->node, .unit = walk->file->unit};
    if (ast_is(parent, "decorated_definition"))
        func->outer = parent;
    *vec_push(&self->names, walk->file->arena) = class_name(self);
}

static void enter(void *state, struct ast_walk *walk, int code)
{
    struct taint_self *self = state;
    self->root = walk->node;
    if (code == CODE_ROOT)
        return;
    if (code == CODE_CLASS) {
        if (self->n_classes < CLASSES_DEEP_MAX)
            self->classes[self->n_classes] = ast_text(ast_field(walk->node, AST_FIELD_NAME));
        self->n_classes++;
        return;
    }
    struct unit_span span = {.from = walk->node.start, .to = ast_end(walk->node), .unit = walk->file->unit};
    *vec_push(&self->units, walk->file->arena) = span;
    if (code == CODE_METHOD || (code == CODE_FUNCTION && self->depth == 0))
        add_function(self, walk);
    self->depth++;
}

static void leave(void *state, struct ast_walk *walk, int code)
{
    struct taint_self *self = state;
    (void)walk;
    if (code == CODE_CLASS)
        self->n_classes--;
    else
        self->depth--;
}

/* Is it worth while? ------------------------------------------------------------------------------------------------ */

/* In C an index does harm, too, and has no name. */
static bool has_sink(const struct taint_grammar *grammar, unsigned bits)
{
    return bits & TAINT_WORD_SINK || grammar->is_c;
}

static void mark_function(struct taint_file *tf, uint32_t index, unsigned bits)
{
    tf->funcs.at[index].reaches_source = taint_words_have_source(bits);
    tf->funcs.at[index].reaches_sink = has_sink(tf->grammar, bits);
}

/* Function 0 is what lies outside of all others. */
static void mark_functions(struct taint_file *tf, const struct word_marks *marks)
{
    uint32_t outside_from = 0;
    unsigned outside = 0;
    for (uint32_t f = 1; f < tf->funcs.len; f++) {
        const struct ir_func *func = &tf->funcs.at[f];
        struct ast_node whole = ast_is_null(func->outer) ? func->node : func->outer;
        uint32_t end = ast_end(whole);
        mark_function(tf, f, taint_words_within(marks, whole.start, end));
        if (whole.start > outside_from)
            outside |= taint_words_within(marks, outside_from, whole.start);
        if (end > outside_from)
            outside_from = end;
    }
    mark_function(tf, 0, outside | taint_words_within(marks, outside_from, UINT32_MAX));
}

struct call_edge {
    uint32_t caller, callee;
};

/* The functions around the row under way, the outermost first. */
struct open_functions {
    struct {
        uint32_t func, row_end;
    } at[FUNCTIONS_DEEP_MAX];
    uint32_t len, next; /* next: the first that has not begun yet */
};

static void open_at(struct open_functions *open, const struct taint_file *tf, uint32_t row)
{
    while (open->next < tf->funcs.len && tf->funcs.at[open->next].node.row <= row) {
        uint32_t row_end = finding_place_of(tf->funcs.at[open->next].node).row_end;
        while (open->len > 0 && open->at[open->len - 1].row_end < tf->funcs.at[open->next].node.row)
            open->len--;
        if (open->len < FUNCTIONS_DEEP_MAX) {
            open->at[open->len].func = open->next;
            open->at[open->len++].row_end = row_end;
        }
        open->next++;
    }
    while (open->len > 0 && open->at[open->len - 1].row_end < row)
        open->len--;
}

/* Calls between functions of the file: by row, since lambdas are units of their own. */
static size_t find_edges(struct taint_file *tf, const struct ast_file *file, struct call_edge **ret_edges)
{
    VEC(struct call_edge) edges = {0};
    struct map by_name = {0};
    struct open_functions open = {.next = 1};
    for (uint32_t f = 1; f < tf->funcs.len; f++)
        *map_put(&by_name, tf->arena, name_text(tf, tf->funcs.at[f].name), NULL) = f;
    for (size_t c = 0; c < file->calls.len; c++) {
        const struct ast_call *call = &file->calls.at[c];
        const uint32_t *callee = map_get(&by_name, call->callee);
        open_at(&open, tf, call->row);
        for (uint32_t i = 0; callee && i < open.len; i++)
            *vec_push(&edges, tf->arena) = (struct call_edge){open.at[i].func, *callee};
        if (callee && open.len == 0)
            *vec_push(&edges, tf->arena) = (struct call_edge){0, *callee};
    }
    *ret_edges = edges.at;
    return edges.len;
}

static void spread_marks(struct taint_file *tf, const struct ast_file *file)
{
    struct call_edge *edges;
    size_t n = find_edges(tf, file, &edges);
    for (int round = 0; round < CALLS_MAX; round++) {
        for (size_t i = n; i > 0; i--) {
            struct ir_func *caller = &tf->funcs.at[edges[i - 1].caller];
            const struct ir_func *callee = &tf->funcs.at[edges[i - 1].callee];
            caller->reaches_source |= callee->reaches_source;
            caller->reaches_sink |= callee->reaches_sink;
        }
    }
}

/* The file --------------------------------------------------------------------------------------------------------- */

static struct ast_node name_of(const struct taint_file *tf, struct ast_node function)
{
    struct ast_node name = ast_field(function, AST_FIELD_NAME), length;
    bool is_pointer;
    if (!ast_is_null(name) || !tf->grammar->is_c)
        return name;
    return taint_declared_name(ast_field(function, AST_FIELD_DECLARATOR), &is_pointer, &length);
}

static struct taint_file *file_of(struct taint_self *self, const struct ast_file *file)
{
    struct taint_file *tf = arena_new(file->arena, struct taint_file);
    tf->file = file;
    tf->arena = file->arena;
    tf->grammar = &self->grammars[file->lang];
    name_id(tf, STR(""));
    *vec_push(&tf->nodes, tf->arena) = (struct ir_node){0};
    *vec_push(&tf->funcs, tf->arena) =
        (struct ir_func){.node = ast_root(self->root.tree), .unit = AST_UNIT_NONE};
    for (size_t i = 0; i < self->funcs.len; i++) {
        struct ir_func func = self->funcs.at[i];
        func.name = name_id(tf, ast_text(name_of(tf, func.node)));
        func.class_name = name_id(tf, self->names.at[i]);
        *vec_push(&tf->funcs, tf->arena) = func;
    }
    return tf;
}

static void end(void *state, struct ast_file *file, struct buf *out)
{
    struct taint_self *self = state;
    const struct taint_rules *rules = self->set->rules[file->lang];
    if (!rules || ast_is_null(self->root))
        return;
    struct word_marks marks = taint_words_find(rules, file->lang, file->text, file->arena);
    unsigned words = taint_words_within(&marks, 0, UINT32_MAX);
    if (!taint_words_have_source(words) || !has_sink(&self->grammars[file->lang], words))
        return;
    if (!self->has_arena) {
        file->left_out = "no address space for the flow of data";
        return;
    }
    struct taint_file *tf = file_of(self, file);
    mark_functions(tf, &marks);
    spread_marks(tf, file);
    struct interp *in =
        interp_new(&self->arena, tf, rules, STEPS_BASE + (uint64_t)file->text.len * STEPS_PER_BYTE);
    interp_run(in);
    taint_report(tf, rules, in, &self->units, out);
    file->harmless = interp_harmless(in, file->arena);
    arena_reset(&self->arena);
}

/* Nodes ------------------------------------------------------------------------------------------------------------ */

static const struct ast_rule rules_c[] = {
    AST_SPAN("function_definition", CODE_FUNCTION),
    AST_RULES_END,
};

static const struct ast_rule rules_go[] = {
    AST_SPAN("function_declaration", CODE_FUNCTION),
    AST_SPAN("method_declaration", CODE_FUNCTION),
    AST_SPAN("func_literal", CODE_LAMBDA),
    AST_RULES_END,
};

static const struct ast_rule rules_java[] = {
    AST_SPAN("method_declaration", CODE_METHOD), AST_SPAN("constructor_declaration", CODE_METHOD),
    AST_SPAN("lambda_expression", CODE_LAMBDA),  AST_SPAN("class_declaration", CODE_CLASS),
    AST_SPAN("enum_declaration", CODE_CLASS),    AST_SPAN("interface_declaration", CODE_CLASS),
    AST_SPAN("record_declaration", CODE_CLASS),  AST_RULES_END,
};

static const struct ast_rule rules_js[] = {
    AST_SPAN("function_declaration", CODE_FUNCTION),
    AST_SPAN("generator_function_declaration", CODE_FUNCTION),
    AST_SPAN("method_definition", CODE_METHOD),
    AST_SPAN("arrow_function", CODE_LAMBDA),
    AST_SPAN("function_expression", CODE_LAMBDA),
    AST_SPAN("class_declaration", CODE_CLASS),
    AST_SPAN("abstract_class_declaration", CODE_CLASS),
    AST_NODE("program", CODE_ROOT),
    AST_RULES_END,
};

static const struct ast_rule rules_php[] = {
    AST_SPAN("function_definition", CODE_FUNCTION),
    AST_SPAN("method_declaration", CODE_METHOD),
    AST_SPAN("anonymous_function", CODE_LAMBDA),
    AST_SPAN("arrow_function", CODE_LAMBDA),
    AST_SPAN("class_declaration", CODE_CLASS),
    AST_SPAN("trait_declaration", CODE_CLASS),
    AST_NODE("program", CODE_ROOT),
    AST_RULES_END,
};

static const struct ast_rule rules_python[] = {
    AST_SPAN("function_definition", CODE_FUNCTION),
    AST_SPAN("lambda", CODE_LAMBDA),
    AST_SPAN("class_definition", CODE_CLASS),
    AST_NODE("module", CODE_ROOT),
    AST_RULES_END,
};

static const struct ast_rule *const nodes[AST_LANGS] = {
    [AST_C] = rules_c,           [AST_CPP] = rules_c,         [AST_GO] = rules_go,
    [AST_JAVA] = rules_java,     [AST_JAVASCRIPT] = rules_js, [AST_PHP] = rules_php,
    [AST_PYTHON] = rules_python, [AST_TSX] = rules_js,        [AST_TYPESCRIPT] = rules_js,
};

void taint_set_read(struct taint_set *set, const bool met[AST_LANGS], struct arena *arena)
{
    *set = (struct taint_set){0};
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (met[lang] && nodes[lang])
            set->rules[lang] = taint_rules_new((enum ast_lang)lang, arena);
}

const struct analyzer *taint_analyzer(const struct taint_set *set, struct arena *arena)
{
    struct analyzer *analyzer = arena_new(arena, struct analyzer);
    *analyzer = (struct analyzer){.name = "taint",
                                  .shared = set,
                                  .new = new_self,
                                  .release = release_self,
                                  .begin = begin,
                                  .enter = enter,
                                  .leave = leave,
                                  .end = end};
    for (int lang = 0; lang < AST_LANGS; lang++)
        analyzer->rules[lang] = set->rules[lang] ? nodes[lang] : NULL;
    return analyzer;
}
