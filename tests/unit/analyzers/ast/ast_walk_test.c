/*
 * The walk and the node functions read tree-sitter's inner structures; tree-sitter's own cursor and node functions are
 * the oracle: same nodes, same order, same fields, on a text of every language with and without errors.
 */
#include "tests/unit/check.h"

#include "analyzers/ast/analyzer.h"
#include "analyzers/ast/ast_inside.h"

static const struct {
    enum ast_lang lang;
    const char *text;
} samples[] = {
    {AST_BASH, "f() { if a && b; then c \"$(d)\"; fi; }\ncat <<E\nx $y\nE\n"},
    {AST_C,
     "/* c */ static int f(int a, ...) { if (a && b) return a ? 1 : 'x'; else g(\"s\" \"t\"); }\n#if A\n#endif\n"},
    {AST_CPP,
     "namespace a { template <class T> class B : C { ~B() {} int f() const { return [&](int z) { return z; }(1); } }; }"},
    {AST_CSHARP, "namespace A.B; class C : D { int P { get; set; } int F(int a) => a > 1 ? 2 : 3; }"},
    {AST_GO, "package p\nfunc (s *T) f(a, b int) (x error) { for i := range a { go func() {}() } }\n"},
    {AST_JAVA, "class A<T> { int f(int... a) { return switch (a) { case 1, 2 -> 3; default -> 4; }; } }"},
    {AST_JAVASCRIPT,
     "const a = ({b, c}) => `x${b}y`; class D { #e = 1; static f() {} } if (a) b; else if (c) d"},
    {AST_PHP, "<b><?php namespace A; class B { function c($d) { return fn($x) => $x ?? 1; } } ?> text"},
    {AST_PYTHON,
     "@d\nclass A(B):\n    x = '''doc'''\n    def f(self, *a, **k): return [x for x in y if f\"{x}\"]\n"},
    {AST_RUBY, "class A < B; def c(d = 1, *e) = d; x = ->(y) { \"#{y}\" }; z unless w; end\n"},
    {AST_RUST,
     "impl<T> A for B<T> { fn f(&self) -> u8 { match x { 1 | 2 => 3, _ => { let g = |a| a; g(1) } } } }"},
    {AST_TSX, "const A = ({b}: C) => <d e={() => f}>{g ? <h/> : 'i'}</d>;"},
    {AST_TYPESCRIPT,
     "interface A<T> { f(): void } enum B { C } abstract class D { constructor(private x: number) {} }"},
    {AST_C, "int f( { if (a return @ 1; } } int g(void) { x = = ; "},
    {AST_PYTHON, "def f(a:\n  return )\nclass A:\n  x = = 1\n"},
    {AST_JAVASCRIPT, "function ( { ] class {{ => "},
    {AST_C, ""},
    {AST_C, "   \n "},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

struct fixture {
    struct arena arena;
    struct ast_parser *parser;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err err = {0};
    f->arena = test_arena();
    assert_ok(ast_parser_new(&f->arena, &f->parser, &err), &err);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    ast_parser_release(f->parser);
    arena_release(&f->arena);
    free(f);
    return 0;
}

static const struct ast_tree *parse(struct fixture *f, size_t sample)
{
    const struct ast_tree *tree;
    struct err err = {0};
    int rc = ast_parse(f->parser, samples[sample].lang, str_from(samples[sample].text), &tree, &err);
    assert_ok(rc, &err);
    return tree;
}

static void assert_same(struct ast_node ours, TSNode theirs)
{
    assert_string_equal(ast_type(ours), ts_node_type(theirs));
    assert_int_equal(ours.start, ts_node_start_byte(theirs));
    assert_int_equal(ours.row, ts_node_start_point(theirs).row);
    assert_int_equal(ours.column, ts_node_start_point(theirs).column);
    assert_int_equal(ast_end(ours), ts_node_end_byte(theirs));
    assert_int_equal(ast_is_named(ours), ts_node_is_named(theirs));
    assert_int_equal(ast_is_extra(ours), ts_node_is_extra(theirs));
}

/* Every field of `ours` against tree-sitter's answer. */
static void assert_same_fields(struct ast_node ours, TSNode theirs)
{
    for (int field = 0; field < AST_FIELDS; field++) {
        TSFieldId id = ast_field_id(ours.tree->lang, (enum ast_field)field);
        if (id == 0)
            continue;
        struct ast_node a = ast_field(ours, (enum ast_field)field);
        TSNode b = ts_node_child_by_field_id(theirs, id);
        assert_int_equal(ast_is_null(a), ts_node_is_null(b));
        if (!ast_is_null(a))
            assert_same(a, b);
    }
}

static void assert_same_children(struct ast_node ours, TSNode theirs, int *budget)
{
    struct ast_children children;
    struct ast_node child;
    uint32_t n = 0;
    assert_true(--*budget > 0);
    assert_same(ours, theirs);
    assert_same_fields(ours, theirs);
    ast_children(ours, &children);
    while (ast_child_next(&children, &child))
        assert_same_children(child, ts_node_child(theirs, n++), budget);
    assert_int_equal(n, ts_node_child_count(theirs));
}

static void nodes_are_tree_sitters(void **state)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        int budget = 10000;
        const struct ast_tree *tree = parse(*state, i);
        assert_same_children(ast_root(tree), ts_tree_root_node(tree->ts), &budget);
    }
}

/* An analyzer that wants every node: it sees them in the order of tree-sitter's cursor, in and out. */
static TSTreeCursor cursor;
static bool cursor_started;
static uint32_t open_nodes;

static void all_enter(void *self, struct ast_walk *walk, int code)
{
    (void)self;
    assert_int_equal(code, 7);
    bool moved = !cursor_started || ts_tree_cursor_goto_first_child(&cursor);
    while (!moved && !(moved = ts_tree_cursor_goto_next_sibling(&cursor)))
        assert_true(ts_tree_cursor_goto_parent(&cursor));
    cursor_started = true;
    assert_same(walk->node, ts_tree_cursor_current_node(&cursor));
    assert_int_equal(walk->depth, ts_tree_cursor_current_depth(&cursor));
    TSTreeCursor up = ts_tree_cursor_copy(&cursor);
    struct ast_ancestors ancestors = ast_ancestors(walk);
    struct ast_node above;
    while (ast_ancestor_next(&ancestors, &above)) {
        assert_true(ts_tree_cursor_goto_parent(&up));
        assert_same(above, ts_tree_cursor_current_node(&up));
    }
    assert_false(ts_tree_cursor_goto_parent(&up));
    ts_tree_cursor_delete(&up);
    open_nodes++;
}

static void all_leave(void *self, struct ast_walk *walk, int code)
{
    (void)self, (void)walk, (void)code;
    open_nodes--;
}

/* Rules for every type the language has, but comments, whose parts the walk leaves out. */
static const struct ast_rule *every_type(struct arena *arena, enum ast_lang lang)
{
    const TSLanguage *language = ast_grammars[lang].language();
    uint32_t count = ts_language_symbol_count(language), n = 0;
    struct ast_rule *rules = arena_array(arena, struct ast_rule, count + 2);
    for (uint32_t i = 0; i < count; i++) {
        bool token = ts_language_symbol_type(language, (TSSymbol)i) == TSSymbolTypeAnonymous;
        rules[n++] = (struct ast_rule){ts_language_symbol_name(language, (TSSymbol)i), 7, token, true};
    }
    rules[n] = (struct ast_rule)AST_SPAN("ERROR", 7);
    return rules;
}

static void the_walk_is_the_cursors(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < SAMPLES; i++) {
        enum ast_lang lang = samples[i].lang;
        struct analyzer all = {.name = "all", .enter = all_enter, .leave = all_leave};
        const struct analyzer *list[] = {&all, NULL};
        all.rules[lang] = every_type(&f->arena, lang);
        struct ast_plan *plan = ast_plan_new(&f->arena, list);
        ast_plan_lang(plan, &f->arena, lang);
        struct ast_walker *walker = ast_walker_new(&f->arena, plan);
        const struct ast_tree *tree = parse(f, i);
        cursor = ts_tree_cursor_new(ts_tree_root_node(tree->ts));
        cursor_started = false;
        struct ast_file file = {.lang = lang, .text = str_from(samples[i].text), .arena = &f->arena};
        ast_walk_file(walker, tree, &file, NULL);
        assert_int_equal(open_nodes, 0);
        if (ast_has_error(tree))
            assert_true(ast_error_bytes(tree) > 0);
        ts_tree_cursor_delete(&cursor);
    }
}

static struct ast_file walk_tokens(struct fixture *f, enum ast_lang lang, const char *text)
{
    static const struct analyzer *const none[] = {NULL};
    struct ast_plan *plan = ast_plan_new(&f->arena, none);
    struct ast_file file = {.lang = lang, .text = str_from(text), .arena = &f->arena};
    const struct ast_tree *tree;
    struct err err = {0};
    ast_plan_lang(plan, &f->arena, lang);
    assert_ok(ast_parse(f->parser, lang, file.text, &tree, &err), &err);
    ast_walk_file(ast_walker_new(&f->arena, plan), tree, &file, NULL);
    return file;
}

static bool same_tokens(struct fixture *f, enum ast_lang a, const char *x, enum ast_lang b, const char *y)
{
    struct ast_file left = walk_tokens(f, a, x), right = walk_tokens(f, b, y);
    return left.tokens.len == right.tokens.len &&
           memcmp(left.tokens.at, right.tokens.at, left.tokens.len * sizeof *left.tokens.at) == 0;
}

static void tokens_forget_names_and_values(void **state)
{
    struct fixture *f = *state;
    assert_true(same_tokens(f, AST_C, "int f(int a) { return a + 1; }", AST_C,
                            "int g ( int b ) /* c */ { return b + 0x22; }"));
    assert_true(same_tokens(f, AST_C, "x = \"a\\nb\";", AST_C, "y = \"\";"));
    assert_true(same_tokens(f, AST_C, "int f(void) { return 1; }", AST_CPP, "int f(void) { return 1; }"));
    assert_true(same_tokens(f, AST_JAVASCRIPT, "let a = b(1);", AST_TYPESCRIPT, "let c = d(2);"));
    assert_true(same_tokens(f, AST_PYTHON, "def f():\n  'doc'\n  return 1\n", AST_PYTHON,
                            "def g():\n  return 2 # c\n"));
    assert_false(same_tokens(f, AST_C, "a = b + c;", AST_C, "a = b - c;"));
    assert_false(same_tokens(f, AST_C, "if (a) b();", AST_C, "while (a) b();"));
}

static void rows_of_code_are_counted_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(walk_tokens(f, AST_C, "int a;\n\n// c\nint b; int c;\n/* d\n */ int\ne;\n").rows_code, 4);
    assert_int_equal(walk_tokens(f, AST_PYTHON, "'''a\nb'''\nx = '''c\n\nd'''\n").rows_code, 3);
    assert_int_equal(walk_tokens(f, AST_C, "").rows_code, 0);
}

static void texts_over_the_limits_are_refused(void **state)
{
    struct fixture *f = *state;
    const struct ast_tree *tree;
    struct err err = {0};
    struct str text = {.p = arena_array(&f->arena, char, AST_TEXT_MAX + 1), .len = AST_TEXT_MAX + 1};
    assert_int_equal(ast_parse(f->parser, AST_C, text, &tree, &err), ERR_INPUT);
    /* Each of these brackets may open a generic type; the grammar keeps all readings. */
    char *p = arena_array(&f->arena, char, AST_TEXT_MAX);
    for (size_t i = 0; i + 2 <= AST_TEXT_MAX; i += 2)
        memcpy(p + i, "a<", 2);
    assert_int_equal(ast_parse(f->parser, AST_CSHARP, str_of(p, AST_TEXT_MAX), &tree, &err), ERR_INPUT);
    assert_contains(err.text, "limits");
    assert_ok(ast_parse(f->parser, AST_C, STR("int a;"), &tree, &err), &err);
}

static void nesting_needs_no_stack(void **state)
{
    struct fixture *f = *state;
    enum { DEPTH = 100000 };
    char *p = arena_array(&f->arena, char, 2 * DEPTH + 8 + 1);
    memcpy(p, "int f() ", 8);
    memset(p + 8, '{', DEPTH);
    memset(p + 8 + DEPTH, '}', DEPTH);
    assert_int_equal(walk_tokens(f, AST_C, p).rows_code, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_are_tree_sitters),
        cmocka_unit_test(the_walk_is_the_cursors),
        cmocka_unit_test(tokens_forget_names_and_values),
        cmocka_unit_test(rows_of_code_are_counted_once),
        cmocka_unit_test(texts_over_the_limits_are_refused),
        cmocka_unit_test(nesting_needs_no_stack),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
