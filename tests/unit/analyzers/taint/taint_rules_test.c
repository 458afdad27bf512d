/* Reading rules, finding them by paths, and the globs of conditions. */
#include "tests/unit/check.h"

#include "analyzers/taint/taint_rules.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const char head[] = "# harm and sources\n"
                           "class sql CWE-89 critical - Becomes a query\n"
                           "class size CWE-789 medium numeric,high Says how much\n"
                           "kind http high the request\n"
                           "\n";

static struct taint_rules *rules_of(const char *text)
{
    struct taint_rules *rules = arena_new(&arena, struct taint_rules);
    struct err err;
    assert_ok(taint_rules_read(rules, &arena, str_from(head), &err), &err);
    assert_ok(taint_rules_read(rules, &arena, str_from(text), &err), &err);
    return rules;
}

static const struct taint_rule *only_rule(const char *text)
{
    const struct taint_rules *rules = rules_of(text);
    assert_int_equal(rules->rules.len, 1);
    return &rules->rules.at[0];
}

static void lines_are_read(void **state)
{
    (void)state;
    const struct taint_rules *rules = rules_of("numeric int long\ncollection map Map\n");
    assert_int_equal(rules->n_classes, 2);
    assert_str(rules->classes[1].message, "Says how much");
    assert_int_equal(rules->classes[1].flags, CLASS_NUMERIC | CLASS_HIGH);
    assert_int_equal(rules->numeric, 2);
    assert_int_equal(rules->bounded, 2);
    assert_int_equal(rules->all, 3);
    assert_str(rules->kinds[0].text, "the request");
    assert_int_equal(*map_get(&rules->types, STR("long")), TAINT_TYPE_NUMERIC);
    assert_int_equal(*map_get(&rules->types, STR("Map")), COLLECTION_MAP);
}

static void arguments_are_sets(void **state)
{
    (void)state;
    const struct taint_rule *rule = only_rule("sink sql,size db.query(0,2+,this,sql,text)\n");
    assert_int_equal(rule->args, (ARG_POSITIONS & ~2u) | ARG_THIS);
    assert_int_equal(rule->classes, 3);
    assert_true(taint_names_have(&rule->names, STR("sql")));
    assert_true(taint_names_have(&rule->names, STR("text")));
    assert_false(taint_names_have(&rule->names, STR("tex")));
    assert_str(rule->last, "query");
    rule = only_rule("flow copy(1,this>>0)\n");
    assert_int_equal(rule->args, 2 | ARG_THIS);
    assert_int_equal(rule->to, 1);
    assert_true(rule->adds);
    assert_int_equal(only_rule("sink * f(15)\n")->args, 1 << 15);
}

static void conditions_are_read(void **state)
{
    (void)state;
    const struct taint_when *when = &only_rule("const sql f() when 1!=a|b\n")->when;
    assert_int_equal(when->kind, WHEN_ARG);
    assert_int_equal(when->arg, 1);
    assert_true(when->is_not);
    assert_str(when->values, "a|b");
    when = &only_rule("const sql f() when secure=0\n")->when;
    assert_int_equal(when->kind, WHEN_NAMED);
    assert_str(when->name, "secure");
    assert_false(when->is_not);
    assert_int_equal(only_rule("const sql f()\n")->when.kind, WHEN_ALWAYS);
}

/* Each is told with its line and what is wrong. */
static void malformed_lines_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what;
    } lines[] = {
        {"drain http x\n", "line 1: \"drain\""},
        {"noreturn exit()\nsinks sql f(0)\n", "line 2: \"sinks\""},
        {"sink sqli f(0)\n", "\"sqli\""},
        {"sink sql,, f(0)\n", "\"end of line\""},
        {"sink\n", "\"end of line\""},
        {"sink sql\n", "\"end of line\""},
        {"source https x\n", "\"https\""},
        {"sink sql f(16)\n", "\"16\""},
        {"sink sql f(1-)\n", "\"1-\""},
        {"sink sql f(a,b,c,d)\n", "\"d\""},
        {"flow f(0>x)\n", "\"x\""},
        {"op fold f()\n", "\"fold\""},
        {"collection bag Bag\n", "\"bag\""},
        {"class x CWE-1 high shiny m\n", "\"shiny\""},
        {"class x CWE-1 high -\n", "\"end of line\""},
        {"kind x high\n", "\"end of line\""},
        {"const sql f() when MD5\n", "\"MD5\""},
        {"const sql f() when =MD5\n", "\"=MD5\""},
        {"const sql f() when !=MD5\n", "\"!=MD5\""},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct taint_rules *rules = rules_of("");
        struct err err = {0};
        assert_int_equal(taint_rules_read(rules, &arena, str_from(lines[i].text), &err), ERR_INPUT);
        assert_contains(err.text, lines[i].what);
    }
}

static void classes_and_kinds_have_a_limit(void **state)
{
    (void)state;
    struct taint_rules *rules = rules_of("");
    struct err err;
    for (size_t n = rules->n_classes; n < TAINT_CLASSES_MAX; n++)
        assert_ok(taint_rules_read(rules, &arena, STR("class x CWE-1 low - m"), &err), &err);
    assert_int_equal(taint_rules_read(rules, &arena, STR("class x CWE-1 low - m"), &err), ERR_INPUT);
    for (size_t n = rules->n_kinds; n < TAINT_KINDS_MAX; n++)
        assert_ok(taint_rules_read(rules, &arena, STR("kind x low m"), &err), &err);
    assert_int_equal(taint_rules_read(rules, &arena, STR("kind x low m"), &err), ERR_INPUT);
}

static size_t fitting(const struct taint_rules *rules, const char *path, bool is_call)
{
    size_t n = 0;
    uint32_t at = 0;
    while (taint_rules_next(rules, str_from(path), is_call, &at))
        n++;
    return n;
}

static void paths_end_with_patterns(void **state)
{
    (void)state;
    const struct taint_rules *rules =
        rules_of("opaque a.b.run()\nopaque *.run()\nopaque run()\nopaque *.is*()\nsource http a.b\n");
    assert_int_equal(fitting(rules, "a.b.run", true), 2);
    assert_int_equal(fitting(rules, "x.a.b.run", true), 2);
    assert_int_equal(fitting(rules, "xa.b.run", true), 1);
    assert_int_equal(fitting(rules, "run", true), 1);
    assert_int_equal(fitting(rules, "b.run", false), 0);
    assert_int_equal(fitting(rules, "x.isOpen", true), 1);
    assert_int_equal(fitting(rules, "isOpen", true), 0);
    assert_int_equal(fitting(rules, "a.b", false), 1);
    assert_int_equal(fitting(rules, "a.b", true), 0);
}

static void globs_have_alternatives_and_open_ends(void **state)
{
    (void)state;
    assert_true(taint_glob(STR("md5|sha1"), STR("SHA1")));
    assert_false(taint_glob(STR("md5|sha1"), STR("sha12")));
    assert_true(taint_glob(STR("des*"), STR("DES/CBC")));
    assert_false(taint_glob(STR("des*"), STR("3des")));
    assert_true(taint_glob(STR("*-ecb"), STR("aes-ecb")));
    assert_false(taint_glob(STR("*-ecb"), STR("aes-ecb2")));
    assert_true(taint_glob(STR("*/ecb/*"), STR("AES/ECB/x")));
    assert_false(taint_glob(STR("*/ecb/*"), STR("AES/CBC/x")));
    assert_true(taint_glob(STR("*"), STR("")));
    assert_false(taint_glob(STR("a"), STR("")));
}

/* What is compiled in is read without a fault, for every language there is. */
static void own_rules_are_well_formed(void **state)
{
    (void)state;
    size_t n = 0;
    for (int lang = AST_NONE; lang < AST_LANGS; lang++) {
        const struct taint_rules *rules = taint_rules_new((enum ast_lang)lang, &arena);
        n += rules && rules->n_classes > 0 && rules->rules.len > 0;
    }
    assert_int_equal(n, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read),
        cmocka_unit_test(arguments_are_sets),
        cmocka_unit_test(conditions_are_read),
        cmocka_unit_test(malformed_lines_are_refused),
        cmocka_unit_test(classes_and_kinds_have_a_limit),
        cmocka_unit_test(paths_end_with_patterns),
        cmocka_unit_test(globs_have_alternatives_and_open_ends),
        cmocka_unit_test(own_rules_are_well_formed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
