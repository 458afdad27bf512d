/* Which facts become findings, how severe, and what is left out. */
#include "pipeline/score/score_density.h"
#include "pipeline/score/score_find.h"

#include "tests/unit/check.h"

#include <stdio.h>

static struct arena arena, scratch;
static struct facts facts;
static struct findings findings;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    scratch = test_arena();
    facts = (struct facts){0};
    findings = (struct findings){0};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    arena_release(&scratch);
    return 0;
}

static struct file *add_file(const char *path)
{
    *map_put(&facts.places[LEVEL_FILE], &arena, str_from(path), NULL) = (uint32_t)facts.files.len;
    struct file *file = vec_push(&facts.files, &arena);
    *file = (struct file){.path = str_from(path), .lang = STR("Go"), .is_code = true, .is_parsed = true};
    return file;
}

/* A unit of the last file, in order. */
static struct unit *add_unit(const char *name)
{
    uint32_t file = (uint32_t)facts.files.len - 1;
    int32_t ordinal = 0;
    for (size_t i = 0; i < facts.units.len; i++)
        ordinal += facts.units.at[i].file == file;
    struct unit *unit = vec_push(&facts.units, &arena);
    *unit = (struct unit){
        .file = file, .ordinal = ordinal, .parent = -1, .name = str_from(name), .is_callable = true};
    return unit;
}

/* Judges under settings given as on the command line, and returns "rule/severity/name …". */
static struct str judge(const char *setting)
{
    static struct config config;
    static struct policy policy;
    struct err err = {0};
    struct opt_list overrides = {{setting}, setting != NULL};
    assert_ok(config_load(&config, &arena, &(struct config_sources){.overrides = &overrides}, &err), &err);
    assert_ok(policy_init(&policy, &arena, &config, &err), &err);
    facts_index(&facts);
    find_all(&findings, &arena, scratch, &facts, &policy);
    struct buf text;
    buf_init(&text, 4096);
    for (size_t i = 0; i < findings.list.len; i++) {
        const struct finding *finding = &findings.list.at[i];
        buf_printf(&text, "%s%.*s/%s/%.*s", i ? " " : "", STR_ARG(finding->rule->id),
                   conf_severities[finding->severity], STR_ARG(finding->name));
    }
    struct str all = str_dup(&arena, buf_str(&text));
    buf_release(&text);
    return all;
}

static void a_figure_at_its_limit_is_fine(void **state)
{
    (void)state;
    add_file("a.go");
    static const int32_t cyclomatic[] = {15, 16, 30, 31, 60, 61};
    static const char *const names[] = {"at", "over", "twice", "over2", "four", "over4"};
    for (size_t i = 0; i < 6; i++)
        add_unit(names[i])->cyclomatic = cyclomatic[i];
    assert_str(judge(NULL), "fn-cyclomatic/medium/over fn-cyclomatic/medium/twice fn-cyclomatic/high/over2"
                            " fn-cyclomatic/high/four fn-cyclomatic/critical/over4");
}

static void each_measure_has_its_rule(void **state)
{
    (void)state;
    add_file("a.go");
    add_unit("a")->cognitive = 16;
    add_unit("b")->nesting_max = 5;
    add_unit("c")->lines_code = 101;
    add_unit("d")->params = 8;
    assert_str(judge(NULL), "fn-cognitive/medium/a fn-nesting/low/b fn-length/low/c fn-params/low/d");
}

static void languages_have_their_own_limits(void **state)
{
    (void)state;
    add_file("a.c")->lang = STR("C");
    add_unit("c")->cognitive = 25;
    add_unit("d")->cognitive = 26;
    assert_str(judge(NULL), "fn-cognitive/medium/d");
}

static void rules_can_be_tuned(void **state)
{
    (void)state;
    static const struct {
        const char *setting, *found;
    } cases[] = {
        {NULL, "fn-params/low/t"},
        {"rule.fn-params.enabled=no", ""},
        {"rule.fn-params.severity=high", "fn-params/high/t"},
        {"score.maxParams=8", ""},
        {"score.go.maxParams=8", ""},
        {"score.c.maxParams=8", "fn-params/low/t"},
        {"score.exclude=src/", ""},
        {"score.exclude=*.go", ""},
        {"score.exclude=rc/", "fn-params/low/t"},
    };
    add_file("src/a.go");
    add_unit("t")->params = 8;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        findings.list.len = facts.files.at[0].n_units = 0;
        assert_str(judge(cases[i].setting), cases[i].found);
    }
}

static void others_code_is_left_out(void **state)
{
    (void)state;
    static const char *const names[] = {"own", "generated", "minified", "vendored", "test"};
    for (size_t i = 0; i < 5; i++) {
        struct file *file = add_file(names[i]);
        file->is_generated = i == 1;
        file->is_minified = i == 2;
        file->is_vendored = i == 3;
        file->is_test = i == 4;
        struct unit *unit = add_unit(names[i]);
        unit->cyclomatic = 16;
        unit->params = 8;
    }
    assert_str(judge(NULL), "fn-cyclomatic/medium/own fn-params/low/own fn-cyclomatic/medium/test");
    findings.list.len = 0;
    for (size_t i = 0; i < facts.files.len; i++)
        facts.files.at[i].n_units = 0;
    assert_str(judge("score.vendored"), "fn-cyclomatic/medium/own fn-params/low/own fn-cyclomatic/medium/test"
                                        " fn-cyclomatic/medium/vendored fn-params/low/vendored");
}

/* Methods count wherever they stand: inside, or beside and named after their type. */
static void a_god_class_has_many_methods(void **state)
{
    (void)state;
    add_file("a.go");
    for (int i = 0; i < 2; i++) {
        struct unit *type = add_unit(i ? "Small" : "God");
        type->is_callable = false;
        type->is_type = true;
    }
    for (int i = 0; i < 31; i++)
        add_unit(i % 2 ? "God.m" : "God::m")->parent = i < 10 ? 0 : -1;
    for (int i = 0; i < 30; i++)
        add_unit("Small.m");
    assert_str(judge(NULL), "type-god/medium/God");
}

static void a_god_class_may_have_few(void **state)
{
    (void)state;
    add_file("a.go");
    struct unit *type = add_unit("Knot");
    type->is_callable = false;
    type->is_type = true;
    for (int i = 0; i < 15; i++) {
        struct unit *method = add_unit("Knot.m");
        method->parent = 0;
        method->cyclomatic = 14; /* 210 in all: more than twice the limit */
    }
    assert_str(judge(NULL), "type-god/high/Knot");
}

static void a_god_file_is_over_two_limits(void **state)
{
    (void)state;
    add_file("long.go")->lines_code = 1001;
    struct file *god = add_file("god.go");
    god->lines_code = 1001 * 3;
    god->fan_out = 31;
    add_file("data.json")->lines_code = 5000;
    facts.files.at[2].is_code = false;
    assert_str(judge(NULL), "file-length/medium/god.go file-god/medium/god.go file-length/low/long.go");
}

static void a_hub_is_used_and_uses(void **state)
{
    (void)state;
    static const int64_t fans[][2] = {{21, 21}, {20, 90}, {90, 20}, {41, 60}};
    static const char *const names[] = {"1", "2", "3", "4"};
    for (size_t i = 0; i < 4; i++) {
        struct file *file = add_file(names[i]);
        file->fan_in = fans[i][0];
        file->fan_out = fans[i][1];
    }
    assert_str(judge(NULL), "file-hub/medium/1 file-hub/high/4");
}

static void what_was_not_understood_is_said(void **state)
{
    (void)state;
    add_file("a.go")->error_share = 0.104;
    add_file("b.go")->error_share = 0.5;
    add_unit("f")->cyclomatic = 16;
    assert_str(judge(NULL), "fn-cyclomatic/medium/f file-parse/info/b.go");
    assert_string_equal(findings.list.at[0].confidence, "low");
}

static struct cycle *add_cycle(enum graph_level level, size_t size)
{
    struct cycle *cycle = vec_push(&facts.cycles, &arena);
    *cycle = (struct cycle){.level = level, .cycle_id = (int64_t)facts.cycles.len};
    for (size_t i = 0; i < size; i++) {
        const char *name = arena_printf(&arena, "%zu/%02zu", facts.cycles.len, i);
        *vec_push(&cycle->members, &arena) = str_from(name);
        if (level == LEVEL_FILE)
            add_file(name);
        else
            *map_put(&facts.places[level], &arena, str_from(name), NULL) = 1;
    }
    return cycle;
}

static void cycles_weigh_by_their_size(void **state)
{
    (void)state;
    add_cycle(LEVEL_FILE, 2);
    add_cycle(LEVEL_FILE, 11);
    add_cycle(LEVEL_FILE, 21);
    add_cycle(LEVEL_FILE, 40)->is_type_only = true;
    add_cycle(LEVEL_FOLDER, 2);
    add_cycle(LEVEL_MODULE, 2);
    assert_str(judge(NULL), "cycle-module/medium/ cycle-file/medium/ cycle-file/high/ cycle-file/critical/"
                            " cycle-file/info/ cycle-folder/low/");
    assert_null(findings.list.at[0].path.p);                                 /* a module is no path */
    assert_int_equal(facts.systems[LEVEL_FILE].kept_in_cycles, 2 + 11 + 21); /* the grade leaves types out */
}

/* Within a crate, the language itself closes them; with another language on the way, somebody did. */
static void cycles_in_a_crate_are_low(void **state)
{
    (void)state;
    add_cycle(LEVEL_FILE, 40);
    add_cycle(LEVEL_FILE, 40);
    for (size_t i = 0; i < facts.files.len; i++)
        facts.files.at[i].lang = i + 1 < facts.files.len ? STR("Rust") : STR("C");
    assert_str(judge(NULL), "cycle-file/low/ cycle-file/critical/");
}

static void a_cycle_of_tests_is_left_out(void **state)
{
    (void)state;
    add_cycle(LEVEL_FILE, 2);
    for (size_t i = 0; i < facts.files.len; i++)
        facts.files.at[i].is_test = true;
    assert_str(judge(NULL), "");
    facts.files.at[1].is_test = false;
    assert_str(judge(NULL), "cycle-file/medium/");
    assert_str(findings.list.at[0].path, "1/01"); /* it stands where somebody looks */
}

/* Two of the three files on the cycle are looked at, of four that are in the graph. */
static void cycles_of_others_do_not_count(void **state)
{
    (void)state;
    add_cycle(LEVEL_FILE, 3);
    for (int i = 0; i < 3; i++)
        add_file(arena_printf(&arena, "free%d", i));
    facts.files.at[0].is_vendored = true;
    facts.files.at[5].is_test = true;
    add_file("main.go")->by_package = true;
    for (size_t i = 0; i < facts.files.len; i++)
        *vec_push(&facts.nodes[LEVEL_FILE].names, &arena) = facts.files.at[i].path;
    judge(NULL);
    assert_int_equal(facts.systems[LEVEL_FILE].kept, 4);
    assert_int_equal(facts.systems[LEVEL_FILE].kept_in_cycles, 2);
    assert_int_equal(facts.systems[LEVEL_FILE].kept_by_package, 1);
}

static void fingerprints_know_no_path_and_no_line(void **state)
{
    (void)state;
    static const char *const paths[] = {"a.go", "lib/b.go", "c.go"};
    for (size_t i = 0; i < 3; i++) {
        add_file(paths[i]);
        struct unit *unit = add_unit(i < 2 ? "f" : "g");
        unit->params = 8;
        unit->line_start = (int32_t)i;
        unit->tokens = STR("00");
    }
    judge(NULL);
    assert_string_equal(findings.list.at[0].fingerprint, findings.list.at[2].fingerprint);
    assert_string_not_equal(findings.list.at[0].fingerprint, findings.list.at[1].fingerprint);
}

static void a_worse_figure_is_shown_with_the_old(void **state)
{
    (void)state;
    const struct rule length = {.scope = SCOPE_UNIT}, god = {.scope = SCOPE_TYPE, .percent = true};
    struct finding finding = {
        .message = STR("m"), .rule = &length, .value = 120, .limit = 100, .value_before = 110};
    assert_str(finding_message(&finding, &arena), "m");
    finding.change = CHANGE_WORSENED;
    assert_str(finding_message(&finding, &arena), "m; was 110");
    finding.rule = &god;
    assert_str(finding_message(&finding, &arena), "m; was 110 % of a limit, is 120 %");
}

static struct density density_of(enum component component)
{
    static struct density densities[COMPONENT_COUNT];
    struct config config;
    struct policy policy;
    struct err err = {0};
    assert_ok(config_load(&config, &arena, &(struct config_sources){0}, &err), &err);
    assert_ok(policy_init(&policy, &arena, &config, &err), &err);
    density_measure(&facts, &policy, &arena, densities);
    return densities[component];
}

static void expect_density(enum component component, double value, const char *detail)
{
    struct density density = density_of(component);
    assert_true(density.known);
    if (density.value - value > 1e-12 || value - density.value > 1e-12)
        fail_msg("%f is not %f", density.value, value);
    assert_string_equal(density.detail, detail);
}

/* A hundred files of Go that hardly reach each other, in packages that do. */
static void files_that_go_by_package_count_there(void **state)
{
    (void)state;
    struct graph_system *files = &facts.systems[LEVEL_FILE], *modules = &facts.systems[LEVEL_MODULE];
    *files = (struct graph_system){true, 100, 30, 0.01, 100};
    *modules = (struct graph_system){true, 11, 20, 0.5};
    expect_density(COMPONENT_COUPLING, 0.45,
                   "a change may reach 45.0 % of the others on average: 100 of 100 files are Go and count"
                   " by module, where it is 45.0 % of 11 modules");
    files->by_package = 60; /* of the others each reaches half of all, as a mean over the 100 a fifth */
    files->propagation_cost = (0.2 * 99 + 1) / 100;
    assert_true(density_of(COMPONENT_COUPLING).value - (0.2 + 0.6 * 0.45) < 1e-12);
    assert_true(density_of(COMPONENT_COUPLING).value - (0.2 + 0.6 * 0.45) > -1e-12);

    modules->nodes = 9; /* too few to say anything, about most of the files */
    assert_false(density_of(COMPONENT_COUPLING).known);
    files->by_package = 50;
    expect_density(
        COMPONENT_COUPLING, 0.2,
        "a change to a file may reach 20.0 % of the others on average: the propagation cost of 100 files,"
        " which counts the file, too, is 20.8 %");
}

static void cycles_weigh_files_by_those_that_import_files(void **state)
{
    (void)state;
    facts.systems[LEVEL_FILE] = (struct graph_system){
        .is_known = true, .edges = 9, .kept = 5, .kept_in_cycles = 3, .kept_by_package = 15};
    facts.systems[LEVEL_FOLDER] = (struct graph_system){.is_known = true, .edges = 2, .kept = 2};
    expect_density(COMPONENT_CYCLES, 0.25 * 0.6 / 1.25,
                   "mean share of members in cycles 12.0 %: 3 of 5 files, 0 of 2 folders;"
                   " 15 files of Go count there alone");
    facts.systems[LEVEL_FILE].kept = facts.systems[LEVEL_FILE].kept_in_cycles = 0;
    expect_density(COMPONENT_CYCLES, 0,
                   "mean share of members in cycles 0.0 %: 0 of 2 folders; 15 files of Go count there alone");
}

static void densities_are_shares(void **state)
{
    (void)state;
    struct config config;
    struct policy policy;
    struct err err = {0};
    struct density densities[COMPONENT_COUNT];
    assert_ok(config_load(&config, &arena, &(struct config_sources){0}, &err), &err);
    assert_ok(policy_init(&policy, &arena, &config, &err), &err);
    density_measure(&facts, &policy, &arena, densities);
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        assert_false(densities[c].known);

    struct file *file = add_file("a.go");
    file->len_bytes = 1000;
    file->error_share = 0.02;
    file->lines_code = 1500;
    struct unit *unit = add_unit("a"); /* 60 lines, twice over */
    unit->lines_code = 60;
    unit->cyclomatic = 31;
    unit = add_unit("a.inner"); /* counts in its outer one */
    unit->parent = 0;
    unit->lines_code = 50;
    unit->cyclomatic = 99;
    unit = add_unit("b"); /* at its limit */
    unit->lines_code = 140;
    unit->cyclomatic = 15;
    add_file("b.go")->lines_code = 500;
    facts.systems[LEVEL_FILE] = (struct graph_system){true, 10, 9, 0.19, .kept = 8, .kept_in_cycles = 4};
    facts.systems[LEVEL_FOLDER] = (struct graph_system){true, 2, 2, 1, .kept = 2};
    facts_index(&facts);
    density_measure(&facts, &policy, &arena, densities);
    const double wanted[COMPONENT_COUNT] = {
        60 * 2 / 200.0,                    /* complexity */
        (140 / 200.0 + 1500 / 2000.0) / 2, /* size */
        (4 / 8.0 + 0) / 2,                 /* cycles */
        (0.19 * 10 - 1) / 9,               /* coupling */
        0.02,                              /* parse */
    };
    for (enum component c = 0; c < COMPONENT_COUNT; c++) {
        assert_true(densities[c].known);
        if (densities[c].value - wanted[c] > 1e-12 || wanted[c] - densities[c].value > 1e-12)
            fail_msg("%s: %f is not %f", component_table[c].name, densities[c].value, wanted[c]);
    }
    assert_string_equal(densities[COMPONENT_COMPLEXITY].detail,
                        "1 function over a limit of complexity or nesting: 60.0 % of 200 function lines,"
                        " weighted 1 to 3 by how far");
    assert_string_equal(densities[COMPONENT_SIZE].detail,
                        "mean of two shares: 70.0 % of 200 function lines are in 1 long function,"
                        " 75.0 % of 2,000 code lines in 1 long file");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_figure_at_its_limit_is_fine),
        TEST(each_measure_has_its_rule),
        TEST(languages_have_their_own_limits),
        TEST(rules_can_be_tuned),
        TEST(others_code_is_left_out),
        TEST(a_god_class_has_many_methods),
        TEST(a_god_class_may_have_few),
        TEST(a_god_file_is_over_two_limits),
        TEST(a_hub_is_used_and_uses),
        TEST(what_was_not_understood_is_said),
        TEST(cycles_weigh_by_their_size),
        TEST(cycles_in_a_crate_are_low),
        TEST(a_cycle_of_tests_is_left_out),
        TEST(cycles_of_others_do_not_count),
        TEST(fingerprints_know_no_path_and_no_line),
        TEST(a_worse_figure_is_shown_with_the_old),
        TEST(files_that_go_by_package_count_there),
        TEST(cycles_weigh_files_by_those_that_import_files),
        TEST(densities_are_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
