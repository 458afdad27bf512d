/* Findings against a baseline: each case is a small tree before and after a change. */
#include "pipeline/score/score_match.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* One tree with the findings that the rules make of it. */
struct tree {
    struct arena *arena;
    struct facts facts;
    struct findings findings;
};

static struct arena arena, scratch;
static struct config config;
static struct policy policy;

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    arena = test_arena();
    scratch = test_arena();
    assert_ok(config_load(&config, &arena, &(struct config_sources){0}, &err), &err);
    assert_ok(policy_init(&policy, &arena, &config, &err), &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    arena_release(&scratch);
    return 0;
}

static struct file *add_file(struct tree *tree, const char *path, int64_t lines_code)
{
    *map_put(&tree->facts.places[LEVEL_FILE], &arena, str_from(path), NULL) = (uint32_t)tree->facts.files.len;
    struct file *file = vec_push(&tree->facts.files, &arena);
    *file =
        (struct file){.path = str_from(path), .lang = STR("Go"), .lines_code = lines_code, .is_code = true};
    return file;
}

/* A function of the last file; `code` stands for its tokens. */
static void add_function(struct tree *tree, const char *name, const char *code, int32_t cyclomatic)
{
    struct unit *unit = vec_push(&tree->facts.units, &arena);
    *unit = (struct unit){.name = str_from(name),
                          .tokens = str_from(code),
                          .cyclomatic = cyclomatic,
                          .is_callable = true,
                          .parent = -1,
                          .line_start = 1,
                          .line_end = 9};
    unit->file = (uint32_t)tree->facts.files.len - 1;
    unit->ordinal = (int32_t)tree->facts.units.len;
}

static void add_cycle(struct tree *tree, const char *members)
{
    struct cycle *cycle = vec_push(&tree->facts.cycles, &arena);
    *cycle = (struct cycle){.cycle_id = (int64_t)tree->facts.cycles.len};
    struct str rest = str_from(members);
    while (rest.p)
        *vec_push(&cycle->members, &arena) = str_cut(&rest, ' ');
}

static void judge(struct tree *tree)
{
    facts_index(&tree->facts);
    find_all(&tree->findings, &arena, scratch, &tree->facts, &policy);
}

/* Writes the baseline of `before` to a file and reads it back, as users do, then compares. */
static struct match_counts compare(struct tree *before, struct tree *after)
{
    char path[] = "/tmp/score_match_test.XXXXXX";
    struct err err = {0};
    struct baseline baseline;
    close(mkstemp(path));
    judge(before);
    judge(after);
    assert_ok(baseline_write(&before->findings, &config, scratch, path, &err), &err);
    int fd = open(path, O_RDONLY);
    assert_ok(baseline_read(&baseline, &policy.rules, &arena, fd, path, &err), &err);
    close(fd);
    unlink(path);
    assert_int_equal(baseline.entries.len, before->findings.list.len);
    return match_baseline(&after->findings, &baseline, &after->facts, &policy, scratch);
}

static void expect(struct match_counts counts, size_t added, size_t worsened, size_t known, size_t fixed)
{
    if (counts.added != added || counts.worsened != worsened || counts.known != known || counts.fixed != fixed)
        fail_msg("%zu new, %zu worsened, %zu known, %zu fixed", counts.added, counts.worsened, counts.known,
                 counts.fixed);
}

static void the_same_is_known(void **state)
{
    (void)state;
    struct tree trees[2] = {0};
    for (int i = 0; i < 2; i++) {
        add_file(&trees[i], "a.go", 2000);
        add_function(&trees[i], "f", "1", 40);
        add_cycle(&trees[i], "a.go");
    }
    expect(compare(&trees[0], &trees[1]), 0, 0, 3, 0);
}

static void a_moved_file_is_known(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 2000);
    add_function(&before, "f", "1", 40);
    add_function(&before, "g", "2", 20);
    add_file(&after, "lib/a.go", 2000);
    add_function(&after, "f", "1", 40);
    add_function(&after, "g", "changed too", 20);
    expect(compare(&before, &after), 0, 0, 3, 0);
}

static void an_edit_is_judged_by_its_figure(void **state)
{
    (void)state;
    static const int32_t values[] = {39, 40, 41};
    for (size_t i = 0; i < 3; i++) {
        struct tree before = {0}, after = {0};
        add_file(&before, "a.go", 10);
        add_function(&before, "f", "1", 40);
        add_file(&after, "a.go", 10);
        add_function(&after, "f", "2", values[i]);
        expect(compare(&before, &after), 0, values[i] > 40, values[i] <= 40, 0);
        if (values[i] > 40)
            assert_int_equal(after.findings.list.at[0].value_before, 40);
    }
}

static void a_renamed_function_is_known_by_its_code(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "f", "1", 40);
    add_file(&after, "a.go", 10);
    add_function(&after, "h", "1", 40);
    expect(compare(&before, &after), 0, 0, 1, 0);
}

static void a_copy_is_new(void **state)
{
    (void)state;
    static const char *const names[] = {"f", "g"}; /* another overload, and under another name */
    for (size_t i = 0; i < 2; i++) {
        struct tree before = {0}, after = {0};
        add_file(&before, "a.go", 10);
        add_function(&before, "f", "1", 40);
        add_file(&after, "a.go", 10);
        add_function(&after, "f", "1", 40);
        add_function(&after, names[i], "1", 40);
        expect(compare(&before, &after), 1, 0, 1, 0);
        assert_int_equal(after.findings.list.at[0].change, CHANGE_NONE);
        assert_int_equal(after.findings.list.at[1].change, CHANGE_NEW);
    }
}

static void twins_are_known_as_often_as_they_were(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    for (int i = 0; i < 3; i++)
        add_function(&before, "f", "1", 40);
    add_file(&after, "a.go", 10);
    for (int i = 0; i < 2; i++)
        add_function(&after, "f", "1", 40);
    expect(compare(&before, &after), 0, 0, 2, 1);
}

/* One f of 20 was known; now there are an f of 30 and one of 18: the second is the old one, not the first grown. */
static void pairing_is_fair(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "f", "1", 20);
    add_file(&after, "a.go", 10);
    add_function(&after, "f", "2", 30);
    add_function(&after, "f", "3", 18);
    expect(compare(&before, &after), 1, 0, 1, 0);
}

/* Overloads of 20 and 35 were known; the one of 30 that is left fits under the second. */
static void pairing_takes_what_fits(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "f", "1", 20);
    add_function(&before, "f", "2", 35);
    add_file(&after, "a.go", 10);
    add_function(&after, "f", "3", 30);
    expect(compare(&before, &after), 0, 0, 1, 1);
}

/* A newer version may count otherwise; that is not the code's fault. */
static void unchanged_code_is_not_worse(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "f", "1", 40);
    add_file(&after, "a.go", 10);
    add_function(&after, "f", "1", 41);
    expect(compare(&before, &after), 0, 0, 1, 0);
}

/* A name is no proof while its old owner still stands where it was. */
static void a_namesake_elsewhere_is_new(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "init", "1", 40);
    add_file(&after, "a.go", 10);
    add_function(&after, "init", "mended", 3);
    add_file(&after, "b.go", 10);
    add_function(&after, "init", "other", 30);
    expect(compare(&before, &after), 1, 0, 0, 1);
}

static void a_function_moved_and_edited_is_known(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_file(&before, "a.go", 10);
    add_function(&before, "f", "1", 40);
    add_file(&after, "a.go", 10);
    add_file(&after, "b.go", 10);
    add_function(&after, "f", "2", 39);
    expect(compare(&before, &after), 0, 0, 1, 0);
}

static void files_have_slack(void **state)
{
    (void)state;
    static const int64_t lines[] = {2200, 2201};
    for (size_t i = 0; i < 2; i++) {
        struct tree before = {0}, after = {0};
        add_file(&before, "a.go", 2000);
        add_file(&after, "a.go", lines[i]);
        expect(compare(&before, &after), 0, i == 1, i == 0, 0);
    }
}

static void cycles_are_compared_by_members(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after[2]; /* cycles */
        size_t added, worsened, known, fixed;
    } cases[] = {
        {"a b c", {"a b c"}, 0, 0, 1, 0},
        {"a b c", {"a b"}, 0, 0, 1, 0},          /* shrank */
        {"a b c d", {"a b", "c d"}, 0, 0, 2, 0}, /* fell apart */
        {"a b", {"a b c"}, 0, 1, 0, 0},          /* grew */
        {"a b", {"c d"}, 1, 0, 0, 1},
        {"x/a x/b", {"y/a y/b"}, 0, 0, 1, 0}, /* the folder moved */
        {"a b", {"x/a x/b"}, 0, 0, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tree before = {0}, after = {0};
        add_cycle(&before, cases[i].before);
        for (size_t c = 0; c < 2 && cases[i].after[c]; c++)
            add_cycle(&after, cases[i].after[c]);
        for (size_t c = 0; c < after.facts.cycles.len; c++) {
            for (size_t m = 0; m < after.facts.cycles.at[c].members.len; m++)
                add_file(&after, str_cstr(&arena, after.facts.cycles.at[c].members.at[m]), 1);
        }
        for (size_t m = 0; m < before.facts.cycles.at[0].members.len; m++)
            add_file(&before, str_cstr(&arena, before.facts.cycles.at[0].members.at[m]), 1);
        expect(compare(&before, &after), cases[i].added, cases[i].worsened, cases[i].known, cases[i].fixed);
    }
}

/* A cycle of equal base names elsewhere is another one while the first still stands. */
static void a_like_cycle_elsewhere_is_new(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_cycle(&before, "x/a x/b");
    add_cycle(&after, "x/a x/b");
    add_cycle(&after, "y/a y/b");
    static const char *const paths[] = {"x/a", "x/b", "y/a", "y/b"};
    for (size_t i = 0; i < 4; i++) {
        add_file(&after, paths[i], 1);
        if (i < 2)
            add_file(&before, paths[i], 1);
    }
    expect(compare(&before, &after), 1, 0, 1, 0);
}

/* Both old folders are gone: the new one is recognised by one of them, whatever the other shares with it. */
static void one_old_cycle_is_enough(void **state)
{
    (void)state;
    struct tree before = {0}, after = {0};
    add_cycle(&before, "x/a x/b");
    add_cycle(&before, "z/a z/c");
    add_cycle(&after, "y/a y/b");
    static const char *const paths[] = {"x/a", "x/b", "z/a", "z/c", "y/a", "y/b"};
    for (size_t i = 0; i < 6; i++)
        add_file(i < 4 ? &before : &after, paths[i], 1);
    expect(compare(&before, &after), 0, 0, 1, 1);
}

static int read_text(const char *text, struct err *err)
{
    struct baseline baseline;
    FILE *file = tmpfile();
    fputs(text, file);
    rewind(file);
    int rc = baseline_read(&baseline, &policy.rules, &arena, fileno(file), "b", err);
    fclose(file);
    return rc;
}

#define HEAD "{\"k\":\"baseline\",\"schema\":1,\"limits\":\"\"}\n"

static void a_bad_baseline_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "b:0: empty, so not a baseline"},
        {"{\"k\":\"head\",\"schema\":1}\n", "b:1: not a baseline of cbc-score"},
        {"{\"k\":\"baseline\",\"schema\":2}\n", "b:1: written by a newer cbc-score"},
        {HEAD "{\"rule_id\":\"fn-length\"}\n", "b:2: a finding needs \"rule_id\" and a \"value\""},
        {HEAD "{\"rule_id\":\"fn-length\",\"value\":-1}\n",
         "b:2: a finding needs \"rule_id\" and a \"value\""},
        {HEAD "{\"rule_id\":\"cycle-file\",\"value\":1,\"members\":[7]}\n",
         "b:2: members of a cycle are not names"},
        {HEAD "{\"rule_id\":\"fn-length\",\"value\":1}", "b:2: last line is cut off"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        assert_int_equal(read_text(cases[i].text, &err), ERR_INPUT);
        assert_string_equal(err.text, cases[i].message);
    }
    struct err err = {0};
    assert_ok(read_text(HEAD "{\"rule_id\":\"of-the-future\",\"value\":1}\n", &err), &err);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_is_known),
        TEST(a_moved_file_is_known),
        TEST(an_edit_is_judged_by_its_figure),
        TEST(a_renamed_function_is_known_by_its_code),
        TEST(a_copy_is_new),
        TEST(twins_are_known_as_often_as_they_were),
        TEST(pairing_is_fair),
        TEST(pairing_takes_what_fits),
        TEST(unchanged_code_is_not_worse),
        TEST(a_namesake_elsewhere_is_new),
        TEST(a_function_moved_and_edited_is_known),
        TEST(files_have_slack),
        TEST(cycles_are_compared_by_members),
        TEST(a_like_cycle_elsewhere_is_new),
        TEST(one_old_cycle_is_enough),
        TEST(a_bad_baseline_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
