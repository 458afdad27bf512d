#include "pipeline/score/score_detect.h"
#include "pipeline/score/score_match.h"
#include "pipeline/score/score_suppress.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena arena, scratch;
static struct config config;
static struct policy policy;

struct tree {
    struct facts facts;
    struct findings findings;
};

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    scratch = test_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    arena_release(&scratch);
    return 0;
}

static struct file *add_file(struct tree *tree, const char *path)
{
    *map_put(&tree->facts.places[LEVEL_FILE], &arena, str_from(path), NULL) = (uint32_t)tree->facts.files.len;
    struct file *file = vec_push(&tree->facts.files, &arena);
    *file = (struct file){.path = str_from(path), .lang = STR("Python"), .is_code = true};
    return file;
}

/* A function of the last file. */
static void add_unit(struct tree *tree, const char *name)
{
    struct unit *unit = vec_push(&tree->facts.units, &arena);
    *unit = (struct unit){.name = str_from(name), .tokens = STR("u"), .is_callable = true, .parent = -1};
    unit->file = (uint32_t)tree->facts.files.len - 1;
    for (size_t i = 0; i + 1 < tree->facts.units.len; i++)
        unit->ordinal += tree->facts.units.at[i].file == unit->file;
}

/* A match in the last file; `unit` is -1 outside of any, `tokens` stands for its code. */
static struct detection *add_match(struct tree *tree, const char *rule, int32_t line, int32_t unit,
                                   const char *tokens)
{
    struct detection *found = vec_push(&tree->facts.detections, &arena);
    *found = (struct detection){
        .file = (uint32_t)tree->facts.files.len - 1,
        .rule = intern_id(&tree->facts.rule_ids, &arena, str_from(rule)),
        .severity = STR("high"),
        .confidence = STR("medium"),
        .tokens = str_from(tokens),
        .ordinal = (int32_t)tree->facts.detections.len - 1,
        .line_start = line,
        .line_end = line,
        .unit = unit,
    };
    return found;
}

static void add_comment(struct tree *tree, int32_t line, int32_t covered, const char *rule)
{
    *vec_push(&tree->facts.suppressions, &arena) = (struct suppression){
        .file = (uint32_t)tree->facts.files.len - 1,
        .line = line,
        .line_covered = covered,
        .rule_id = str_from(rule),
    };
}

/* Under settings given as on the command line, up to the first NULL. */
static void set_policy(const char *const *settings)
{
    struct err err = {0};
    struct opt_list overrides = {.len = 0};
    while (settings && settings[overrides.len]) {
        overrides.at[overrides.len] = settings[overrides.len];
        overrides.len++;
    }
    assert_ok(config_load(&config, &arena, &(struct config_sources){.overrides = &overrides}, &err), &err);
    assert_ok(policy_init(&policy, &arena, &config, &err), &err);
}

static void find(struct tree *tree)
{
    facts_index(&tree->facts);
    detect_rules(&tree->facts, &policy);
    find_all(&tree->findings, &arena, scratch, &tree->facts, &policy);
    detect_all(&tree->findings, &arena, scratch, &tree->facts, &policy);
    suppress_all(&tree->findings, &arena, scratch, &tree->facts, &policy);
    findings_sort(&tree->findings);
}

/* "rule/severity/path:line …" of a list of findings. */
static struct str show(const struct finding *list, size_t n)
{
    struct buf text;
    buf_init(&text, 4096);
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s%.*s/%s/%.*s:%d", i ? " " : "", STR_ARG(list[i].rule->id),
                   conf_severities[list[i].severity], STR_ARG(list[i].path), (int)list[i].line_start);
    struct str all = str_dup(&arena, buf_str(&text));
    buf_release(&text);
    return all;
}

static void expect_found(struct tree *tree, const char *want)
{
    find(tree);
    assert_str(show(tree->findings.list.at, tree->findings.list.len), want);
}

/* One match in each kind of file. */
static struct tree many_files(void)
{
    struct tree tree = {0};
    add_file(&tree, "a.py");
    add_match(&tree, "x/eval", 1, -1, "t");
    add_file(&tree, "gen.py")->is_generated = true;
    add_match(&tree, "x/eval", 1, -1, "t");
    add_file(&tree, "lib/v.py")->is_vendored = true;
    add_match(&tree, "x/eval", 1, -1, "t");
    add_file(&tree, "t.py")->is_test = true;
    add_match(&tree, "x/eval", 1, -1, "t");
    return tree;
}

static void foreign_code_is_left_out(void **state)
{
    (void)state;
    struct tree tree = many_files();
    set_policy(NULL);
    expect_found(&tree, "x/eval/high/a.py:1 x/eval/high/t.py:1");
    tree = many_files();
    set_policy((const char *const[]){"score.vendored=true", "score.generated=true", NULL});
    expect_found(&tree, "x/eval/high/a.py:1 x/eval/high/gen.py:1 x/eval/high/lib/v.py:1 x/eval/high/t.py:1");
}

static void a_rule_is_tuned(void **state)
{
    (void)state;
    static const struct {
        const char *settings[3];
        const char *want;
    } cases[] = {
        {{"rule.x/eval.severity=low"}, "x/eval/low/a.py:1 x/eval/low/t.py:1"},
        {{"rule.X/EVAL.severity=critical"}, "x/eval/critical/a.py:1 x/eval/critical/t.py:1"},
        {{"rule.x/eval.enabled=false"}, ""},
        {{"rule.x/eval.tests=false"}, "x/eval/high/a.py:1"},
        {{"rule.x/eval.ignore=t.*"}, "x/eval/high/a.py:1"},
        {{"rule.x/other.ignore=t.*"}, "x/eval/high/a.py:1 x/eval/high/t.py:1"},
        {{"finding.ignore=a.py"}, "x/eval/high/t.py:1"},
        {{"score.vendored=true", "finding.ignore=lib/"}, "x/eval/high/a.py:1 x/eval/high/t.py:1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tree tree = many_files();
        set_policy(cases[i].settings);
        expect_found(&tree, cases[i].want);
    }
}

static void too_many_patterns_are_refused(void **state)
{
    (void)state;
    struct err err = {0};
    char *setting = arena_array(&arena, char, POLICY_EXCLUDES_MAX + 100);
    memset(setting, 'x', POLICY_EXCLUDES_MAX + 50);
    memcpy(setting, "rule.a.ignore=", 14);
    struct opt_list overrides = {{setting}, 1};
    assert_ok(config_load(&config, &arena, &(struct config_sources){.overrides = &overrides}, &err), &err);
    assert_int_equal(policy_init(&policy, &arena, &config, &err), ERR_USAGE);
    assert_contains(err.text, "rule.ignore");
}

static void names_of_rules_are_checked(void **state)
{
    (void)state;
    struct err err = {0};
    set_policy((const char *const[]){"rule.x/evil.enabled=false", NULL});
    assert_ok(ruleset_read(&policy.rules, NULL, 0, &err), &err); /* nobody knows yet */
    ruleset_know(&policy.rules, STR("x/eval"));
    assert_int_equal(ruleset_read(&policy.rules, NULL, 0, &err), ERR_USAGE);
    assert_string_equal(err.text, "-c:1: no rule is called x/evil (did you mean x/eval?)");
    set_policy((const char *const[]){"rule.fn-lenght.enabled=false", NULL});
    assert_int_equal(ruleset_read(&policy.rules, NULL, 0, &err), ERR_USAGE);
    assert_string_equal(err.text, "-c:1: no rule is called fn-lenght (did you mean fn-length?)");
}

static void comments_cover_lines(void **state)
{
    (void)state;
    static const struct {
        int32_t line, covered;
        const char *rule;
        const char *found, *suppressed;
    } cases[] = {
        {5, 0, "x/eval", "", "x/eval/high/a.py:5"},
        {5, 0, "x/*", "", "x/eval/high/a.py:5"},
        {5, 0, "*", "", "x/eval/high/a.py:5"},
        {3, 5, "x/eval", "", "x/eval/high/a.py:5"},
        {4, 0, "x/eval", "suppression/unused/info/a.py:4 x/eval/high/a.py:5", ""},
        {5, 0, "x/eva", "suppression/unused/info/a.py:5 x/eval/high/a.py:5", ""},
        {5, 0, "y/*", "suppression/unused/info/a.py:5 x/eval/high/a.py:5", ""},
        {6, 7, "*", "x/eval/high/a.py:5 suppression/unused/info/a.py:6", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tree tree = {0};
        set_policy(NULL);
        add_file(&tree, "a.py");
        add_match(&tree, "x/eval", 5, -1, "t");
        add_comment(&tree, cases[i].line, cases[i].covered, cases[i].rule);
        find(&tree);
        assert_str(show(tree.findings.list.at, tree.findings.list.len), cases[i].found);
        assert_str(show(tree.findings.suppressed.at, tree.findings.suppressed.len), cases[i].suppressed);
    }
}

static void a_comment_for_what_is_switched_off_is_used(void **state)
{
    (void)state;
    struct tree tree = {0};
    set_policy((const char *const[]){"rule.x/eval.enabled=false", NULL});
    add_file(&tree, "a.py");
    add_match(&tree, "x/eval", 5, -1, "t");
    add_comment(&tree, 5, 0, "x/eval");
    expect_found(&tree, "");
    assert_int_equal(tree.findings.suppressed.len, 0);
}

static void comments_may_be_ignored(void **state)
{
    (void)state;
    struct tree tree = {0};
    set_policy((const char *const[]){"finding.suppressions=false", NULL});
    add_file(&tree, "a.py");
    add_match(&tree, "x/eval", 5, -1, "t");
    add_comment(&tree, 5, 0, "*");
    add_comment(&tree, 9, 0, "*");
    expect_found(&tree, "x/eval/high/a.py:5");
}

/* A comment covers what cbc-score finds, too; not in the file that only has the same lines. */
static void own_rules_are_suppressed_too(void **state)
{
    (void)state;
    struct tree tree = {0};
    set_policy(NULL);
    add_file(&tree, "a.py");
    add_unit(&tree, "f");
    tree.facts.units.at[0].cyclomatic = 16;
    tree.facts.units.at[0].line_start = 4;
    add_comment(&tree, 3, 4, "fn-*");
    add_file(&tree, "b.py");
    add_unit(&tree, "f");
    tree.facts.units.at[1].cyclomatic = 16;
    tree.facts.units.at[1].line_start = 4;
    expect_found(&tree, "fn-cyclomatic/medium/b.py:4");
    assert_str(show(tree.findings.suppressed.at, tree.findings.suppressed.len), "fn-cyclomatic/medium/a.py:4");
}

/* Baseline: a match in a function, recognised after `after` was done. */

static struct tree one_match(const char *path, const char *unit, const char *tokens)
{
    struct tree tree = {0};
    add_file(&tree, path);
    if (unit)
        add_unit(&tree, unit);
    add_match(&tree, "x/eval", 5, unit ? 0 : -1, tokens);
    return tree;
}

static void expect_change(struct tree before, struct tree after, size_t added, size_t known)
{
    char path[] = "/tmp/score_detect_test.XXXXXX";
    struct err err = {0};
    struct baseline baseline;
    close(mkstemp(path));
    set_policy(NULL);
    find(&before);
    find(&after);
    assert_ok(baseline_write(&before.findings, &config, scratch, path, &err), &err);
    int fd = open(path, O_RDONLY);
    assert_ok(baseline_read(&baseline, &policy.rules, &arena, fd, path, &err), &err);
    close(fd);
    unlink(path);
    assert_int_equal(baseline.entries.len, before.findings.list.len);
    struct match_counts counts = match_baseline(&after.findings, &baseline, &after.facts, &policy, scratch);
    assert_int_equal(counts.added, added);
    assert_int_equal(counts.known, known);
    assert_int_equal(counts.worsened, 0);
}

static void matches_are_recognised(void **state)
{
    (void)state;
    struct tree before = one_match("a.py", "f", "t");
    expect_change(before, one_match("a.py", "f", "t"), 0, 1);
    expect_change(before, one_match("lib/b.py", "f", "t"), 0, 1); /* the file moved */
    expect_change(before, one_match("a.py", "g", "t"), 0, 1);     /* the function was renamed */
    expect_change(before, one_match("b.py", "g", "t"), 1, 0);     /* like code elsewhere */
    expect_change(before, one_match("a.py", "f", "other"), 1, 0); /* edited */
    struct tree file = one_match("a.py", NULL, "t");
    expect_change(file, one_match("lib/a.py", NULL, "t"), 0, 1);
    expect_change(file, one_match("lib/b.py", NULL, "t"), 1, 0);
    struct tree plain = one_match("a.py", "f", "");
    expect_change(plain, one_match("a.py", "f", ""), 0, 1);
    expect_change(plain, one_match("a.py", "g", ""), 1, 0);
}

static void a_second_copy_is_new(void **state)
{
    (void)state;
    struct tree twice = one_match("a.py", "f", "t");
    add_match(&twice, "x/eval", 9, 0, "t");
    expect_change(one_match("a.py", "f", "t"), twice, 1, 1);
    struct tree other = one_match("a.py", "f", "t");
    add_match(&other, "x/exec", 5, 0, "t");
    expect_change(one_match("a.py", "f", "t"), other, 1, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(foreign_code_is_left_out),      TEST(a_rule_is_tuned),
        TEST(too_many_patterns_are_refused), TEST(names_of_rules_are_checked),
        TEST(comments_cover_lines),          TEST(a_comment_for_what_is_switched_off_is_used),
        TEST(comments_may_be_ignored),       TEST(own_rules_are_suppressed_too),
        TEST(matches_are_recognised),        TEST(a_second_copy_is_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
