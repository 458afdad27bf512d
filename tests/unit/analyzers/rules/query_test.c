/* Queries on trees of Python, through the walk. */
#include "tests/unit/check.h"

#include "analyzers/rules/rule_set.h"

static struct arena arena;

/* The findings of a query in a text, counted. */
static int count(const char *query, const char *text)
{
    const char *rule = arena_printf(
        &arena, "language: python\nrule: a/b\ntitle: t\nmessage: m\nseverity: low\ncwe: 1\nquery:\n    %s\n",
        query);
    struct named_text source = {"q", str_from(rule)};
    const struct rule_sources sources = {.texts = {.at = &source, .len = 1}};
    struct rule_set set;
    struct ast_parser *parser;
    const struct ast_tree *tree;
    struct err err;
    struct buf out;
    assert_ok(rule_set_new(&arena, &sources, &set, &err), &err);
    assert_ok(rule_set_lang(&set, &arena, AST_PYTHON, &err), &err);
    const struct analyzer *list[] = {rules_analyzer(&set, &arena), NULL};
    struct ast_plan *plan = ast_plan_new(&arena, list);
    ast_plan_lang(plan, &arena, AST_PYTHON);
    struct ast_walker *walker = ast_walker_new(&arena, plan);
    struct ast_file file = {.path = STR("p"), .lang = AST_PYTHON, .text = str_from(text), .arena = &arena};
    assert_ok(ast_parser_new(&arena, &parser, &err), &err);
    assert_ok(ast_parse(parser, AST_PYTHON, file.text, &tree, &err), &err);
    buf_init(&out, 1 << 20);
    ast_walk_file(walker, tree, &file, &out);
    int n = 0;
    for (size_t i = 0; i < out.len; i++)
        n += out.p[i] == '\n';
    buf_release(&out);
    ast_walker_release(walker);
    ast_parser_release(parser);
    rule_set_release(&set);
    return n;
}

static void siblings_come_in_order(void **state)
{
    (void)state;
    assert_int_equal(count("(argument_list (integer) (string))", "f(1, x, 's')\n"), 1);
    assert_int_equal(count("(argument_list (string) (integer))", "f(1, x, 's')\n"), 0);
    assert_int_equal(count("(argument_list (integer) . (string))", "f(1, x, 's')\n"), 0);
    assert_int_equal(count("(argument_list (integer) . (string))", "f(1, 1, 's')\n"), 1);
    assert_int_equal(count("(argument_list . (integer) .)", "f(1)\nf(1, 2)\nf(2, x)\n"), 1);
    assert_int_equal(count("(argument_list . (_) . (_) .)", "f(1)\nf(1, 2)\nf(2, x, 3)\n"), 1);
}

static void fields_may_be_asked_for_and_excluded(void **state)
{
    (void)state;
    assert_int_equal(count("(if_statement alternative: (_))", "if x:\n  a\nelse:\n  b\n"), 1);
    assert_int_equal(count("(if_statement !alternative)", "if x:\n  a\nelse:\n  b\n"), 0);
    assert_int_equal(count("(if_statement !alternative)", "if x:\n  a\n"), 1);
    assert_int_equal(count("(binary_operator left: (integer) operator: \"+\")", "1 + x\n1 - x\nx + 1\n"), 1);
}

static void captures_are_compared(void **state)
{
    (void)state;
    assert_int_equal(count("(assignment left: (_) @a right: (_) @b (#eq? @a @b))", "x = x\nx = y\n"), 1);
    assert_int_equal(count("(assignment left: (_) @a right: (_) @b (#not-eq? @a @b))", "x = x\nx = y\n"), 1);
    assert_int_equal(count("(call function: (identifier) @f (#any-of? @f \"a\" \"b\"))", "a()\nb()\nc()\n"),
                     2);
    assert_int_equal(count("(call function: (identifier) @f (#match? @f \"^[ab]$\"))", "a()\nb()\nc()\n"), 2);
}

static void a_predicate_is_about_its_own_parentheses(void **state)
{
    (void)state;
    const char *query =
        "[(call function: (identifier) @x (#eq? @x \"f\")) (assignment left: (identifier) @x (#eq? @x \"v\"))]";
    assert_int_equal(count(query, "f()\nv()\nv = 1\nf = 1\n"), 2);
}

static void searches_go_down_and_up(void **state)
{
    (void)state;
    const char *inside =
        "(call function: (identifier) @f (#eq? @f \"g\") (#inside? (for_statement) until (function_definition)))";
    assert_int_equal(count(inside, "for x in y:\n  g()\n"), 1);
    assert_int_equal(count(inside, "for x in y:\n  def h():\n    g()\n"), 0);
    assert_int_equal(count("(call arguments: (_) @a (#has? @a (string)))", "f(g('x'))\nf(1)\n"), 2);
    assert_int_equal(count("(call arguments: (_) @a (#not-has? @a (string)))", "f(g('x'))\nf(1)\n"), 1);
}

static void constants_are_literals_and_capitals(void **state)
{
    (void)state;
    const char *query = "(argument_list . (_) @a . (#constant? @a))";
    assert_int_equal(count(query, "f('a' + B_C)\nf('a' + b)\nf(f'{x}')\nf(1)\n"), 2);
}

static void numbers_have_bits(void **state)
{
    (void)state;
    assert_int_equal(count("((integer) @n (#bits? @n \"0002\"))", "[0o777, 0o755, 0x2, 2]\n"), 3);
    assert_int_equal(count("((integer) @n (#less? @n \"2048\"))", "[1024, 2_048, 4096]\n"), 1);
}

/* The word a rule wants may stand at several places. */
static void words_are_found_wherever_a_choice_has_them(void **state)
{
    (void)state;
    const char *query =
        "(call function: [(identifier) @f (attribute attribute: (identifier) @f)] (#eq? @f \"run\"))";
    assert_int_equal(count(query, "run()\na.run()\na.b.run()\nrun.a()\n"), 3);
}

static void a_nest_costs_no_stack_and_ends(void **state)
{
    (void)state;
    enum { DEPTH = 20000 };
    char *text = arena_array(&arena, char, DEPTH * 3 + 2);
    for (int i = 0; i < DEPTH; i++)
        memcpy(text + (size_t)i * 2, "f(", 2);
    memset(text + DEPTH * 2, ')', DEPTH);
    text[DEPTH * 3] = '\n';
    /* Where the search ends before the tree does, nothing is known. */
    assert_true(count("(call arguments: (_) @a (#not-has? @a (string)))", text) < DEPTH);
}

static int set_up(void **state)
{
    (void)state;
    return arena_init(&arena, (size_t)1 << 30, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siblings_come_in_order),
        cmocka_unit_test(fields_may_be_asked_for_and_excluded),
        cmocka_unit_test(captures_are_compared),
        cmocka_unit_test(a_predicate_is_about_its_own_parentheses),
        cmocka_unit_test(searches_go_down_and_up),
        cmocka_unit_test(constants_are_literals_and_capitals),
        cmocka_unit_test(numbers_have_bits),
        cmocka_unit_test(words_are_found_wherever_a_choice_has_them),
        cmocka_unit_test(a_nest_costs_no_stack_and_ends),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
