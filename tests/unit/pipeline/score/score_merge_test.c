/* What two say of one place and weakness is one finding; anything else stays apart. */
#include "pipeline/score/score_merge.h"
#include "tests/unit/check.h"

static struct arena arena, scratch;
static struct findings findings;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    scratch = test_arena();
    findings = (struct findings){.list = {0}};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    arena_release(&scratch);
    return 0;
}

/* `tool` is "" for our own. */
static void say(const char *tool, const char *rule_id, int32_t first, int32_t last, int32_t cwe)
{
    struct rule *rule = arena_new(&arena, struct rule);
    struct detection *found = arena_new(&arena, struct detection);
    rule->id = str_from(rule_id);
    *found = (struct detection){.tool = str_from(tool), .line_start = first, .line_end = last, .cwe = cwe};
    struct finding *finding = findings_add(&findings, &arena, rule, NULL);
    finding->detection = found;
    finding->confidence = "low";
    finding->line_start = first;
    finding->line_end = last;
}

/* The ids of what is left, each with those that say so, too. */
static void expect(const char *wanted)
{
    struct buf said;
    buf_init(&said, 1000);
    merge_said(&findings, &arena, scratch);
    for (size_t i = 0; i < findings.list.len; i++) {
        const struct finding *finding = &findings.list.at[i];
        buf_printf(&said, "%s%.*s", i ? " " : "", STR_ARG(finding->rule->id));
        for (const struct finding_source *at = finding->sources; at; at = at->next)
            buf_printf(&said, "+%.*s", STR_ARG(at->rule_id));
        assert_string_equal(finding->confidence, finding->sources ? "high" : "low");
    }
    assert_str(buf_str(&said), wanted);
    buf_release(&said);
}

static void ours_stays(void **state)
{
    (void)state;
    say("", "own", 3, 5, 79);
    say("x", "x/1", 5, 5, 79);
    say("y", "y/1", 4, 9, 79);
    expect("own+x/1+y/1");
}

static void the_first_tool_stays(void **state)
{
    (void)state;
    say("x", "x/1", 5, 5, 79);
    say("y", "y/1", 5, 5, 79);
    say("", "own", 7, 7, 79);
    expect("x/1+y/1 own");
}

static void other_places_and_weaknesses_stay_apart(void **state)
{
    (void)state;
    say("", "own", 3, 3, 79);
    say("x", "x/line", 4, 4, 79);
    say("x", "x/cwe", 3, 3, 78);
    say("x", "x/none", 3, 3, 0);
    say("y", "y/none", 3, 3, 0);
    expect("own x/line x/cwe x/none y/none");
}

static void one_tool_says_two_things(void **state)
{
    (void)state;
    say("x", "x/1", 3, 3, 79);
    say("x", "x/2", 3, 3, 79);
    say("", "own", 3, 3, 79);
    say("", "own2", 3, 3, 79);
    expect("x/1 x/2 own own2"); /* ours never goes; those behind it find nobody before them */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ours_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_tool_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_places_and_weaknesses_stay_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_tool_says_two_things, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
