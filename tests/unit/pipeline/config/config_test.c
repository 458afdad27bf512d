/* Layers, checks against the table of settings, and the getters. */
#include "pipeline/base/io.h"
#include "pipeline/config/config.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char folder[64];

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/config_test.XXXXXX");
    return mkdtemp(folder) && arena_init(&arena, (size_t)16 << 20, NULL) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const made[] = {".cbcrawl.conf",
                                       ".config/cbcrawl/config",
                                       ".config/cbcrawl",
                                       ".config",
                                       "xdg/cbcrawl/config",
                                       "xdg/cbcrawl",
                                       "xdg",
                                       "extra",
                                       "."};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        remove(arena_printf(&arena, "%s/%s", folder, made[i]));
    remove(folder);
    arena_release(&arena);
    return 0;
}

static const char *below(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    assert_int_equal(io_write_file_atomic(AT_FDCWD, below(name), str_from(text), NULL), 0);
}

static struct config load(const struct config_sources *sources)
{
    struct config config;
    struct err err = {0};
    if (config_load(&config, &arena, sources, &err) < 0)
        fail_msg("%s", err.text);
    return config;
}

/* Loads with one text in the repository's place or the user's, which must be refused with `message` behind its path. */
static void expect_refused(bool repository, const char *text, const char *message)
{
    struct config config;
    struct err err = {0};
    struct config_sources sources = {0};
    const char *name = repository ? ".cbcrawl.conf" : "extra";
    put(name, text);
    if (repository)
        sources.root = folder;
    else
        sources.file = below(name);
    assert_int_equal(config_load(&config, &arena, &sources, &err), ERR_USAGE);
    assert_string_equal(err.text, arena_printf(&arena, "%s%s", below(name), message));
}

static void has_defaults(void **state)
{
    (void)state;
    struct config config = load(&(struct config_sources){0});
    int64_t value;
    assert_int_equal(config_int(&config, "score.maxCyclomatic"), 15);
    assert_int_equal(config_int(&config, "gate.severity"), 2);
    assert_true(config_find_int(&config, "score.maxCognitive", STR("C"), &value));
    assert_int_equal(value, 25);
    assert_true(config_find_int(&config, "score.maxCognitive", STR("Go"), &value));
    assert_int_equal(value, 15);
    assert_false(config_find_int(&config, "rule.enabled", STR("fn-length"), &value));
}

static void later_layers_win(void **state)
{
    (void)state;
    mkdir(below("xdg"), 0777);
    mkdir(below("xdg/cbcrawl"), 0777);
    mkdir(below(".config"), 0777);
    mkdir(below(".config/cbcrawl"), 0777);
    put(".cbcrawl.conf", "[score]\nmaxParams = 1\nmaxNesting = 1\nmaxFileLines = 1\nmaxCyclomatic = 1\n");
    put("xdg/cbcrawl/config", "[score]\nmaxNesting = 2\nmaxFileLines = 2\nmaxCyclomatic = 2\n");
    put(".config/cbcrawl/config", "[score]\nmaxNesting = 9\n");
    put("extra", "[score]\nmaxFileLines = 3k\nmaxCyclomatic = 3\n");
    struct opt_list overrides = {{"score.maxCyclomatic=4"}, 1};
    struct config_sources sources = {folder, below("xdg"), folder, below("extra"), &overrides};
    struct config config = load(&sources);
    assert_int_equal(config_int(&config, "score.maxParams"), 1);
    assert_int_equal(config_int(&config, "score.maxNesting"), 2);
    assert_int_equal(config_int(&config, "score.maxFileLines"), 3072);
    assert_int_equal(config_int(&config, "score.maxCyclomatic"), 4);
    sources.xdg_config_home = "relative";
    config = load(&sources);
    assert_int_equal(config_int(&config, "score.maxNesting"), 9);
}

static void subsections_refine(void **state)
{
    (void)state;
    put(".cbcrawl.conf", "[score \"c\"]\nmaxParams = 9\n[score]\nmaxParams = 3\nmaxCognitive = 8\n"
                         "[rule \"fn-length\"]\nenabled = no\nseverity = high\n");
    struct config config = load(&(struct config_sources){.root = folder});
    int64_t value;
    assert_true(config_find_int(&config, "score.maxParams", STR("C"), &value));
    assert_int_equal(value, 9); /* the same layer: the subsection wins */
    assert_true(config_find_int(&config, "score.maxCognitive", STR("C"), &value));
    assert_int_equal(value, 8); /* a later layer wins over the built-in [score "C"] */
    assert_int_equal(config_int(&config, "score.maxParams"), 3);
    assert_true(config_find_int(&config, "rule.enabled", STR("fn-length"), &value));
    assert_int_equal(value, 0);
    assert_true(config_find_int(&config, "rule.severity", STR("fn-length"), &value));
    assert_int_equal(value, 3);
}

static void lists_gather_and_forget(void **state)
{
    (void)state;
    put(".cbcrawl.conf", "[score]\nexclude = a/\nexclude = b/\n");
    put("extra", "[score]\nexclude =\nexclude = c/\n");
    const struct str *values;
    struct config config = load(&(struct config_sources){.root = folder});
    assert_int_equal(config_list(&config, &arena, "score.exclude", &values), 2);
    assert_string_equal(str_cstr(&arena, values[1]), "b/");
    config = load(&(struct config_sources){.root = folder, .file = below("extra")});
    assert_int_equal(config_list(&config, &arena, "score.exclude", &values), 1);
    assert_string_equal(str_cstr(&arena, values[0]), "c/");
}

static void refuses_with_file_and_line(void **state)
{
    (void)state;
    expect_refused(true, "[score]\nmaxCyclomatc = 1\n",
                   ":2: unknown key score.maxcyclomatc (did you mean score.maxCyclomatic?)");
    expect_refused(true, "[banana]\nx = 1\n", ":2: unknown key banana.x (cbcrawl.conf(5) lists all)");
    expect_refused(true, "[score]\n\nmaxParams = many\n",
                   ":3: score.maxParams = \"many\": a number between 0 and 1000000000 is expected");
    expect_refused(true, "[score]\nmaxParams = -1\n",
                   ":2: score.maxParams = \"-1\": a number between 0 and 1000000000 is expected");
    expect_refused(true, "[score]\nmaxParams\n",
                   ":2: score.maxParams = \"\": a number between 0 and 1000000000 is expected");
    expect_refused(true, "[gate]\nseverity = High\n",
                   ":2: gate.severity = \"High\": one of info, low, medium, high, critical is expected");
    expect_refused(true, "[score]\ngenerated = maybe\n",
                   ":2: score.generated = \"maybe\": true or false is expected");
    expect_refused(true, "[gate \"x\"]\nseverity = high\n", ":2: gate.severity takes no subsection");
    expect_refused(true, "[rule]\nenabled = 1\n", ":2: rule.enabled needs a rule: [rule \"fn-length\"]");
    expect_refused(false, "[score]\nexclude\n", ":2: score.exclude needs a value");
}

static void a_repository_is_a_stranger(void **state)
{
    (void)state;
    static const char *const sections[] = {"tool", "Expert", "deploy", "alert"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const char *text = arena_printf(&arena, "[%s]\ncommand = rm\n", sections[i]);
        const char *lower = i == 1 ? "expert" : sections[i];
        expect_refused(true, text,
                       arena_printf(&arena,
                                    ":2: [%s] is read from your own config only, not from a repository's",
                                    lower));
    }
    struct config config;
    struct err err = {0};
    struct config_sources sources = {.root = folder};
    put("extra", "[score]\n");
    remove(below(".cbcrawl.conf"));
    assert_int_equal(symlink("extra", below(".cbcrawl.conf")), 0);
    assert_int_equal(config_load(&config, &arena, &sources, &err), ERR_USAGE);
    remove(below(".cbcrawl.conf"));
    assert_int_equal(mkfifo(below(".cbcrawl.conf"), 0666), 0);
    assert_int_equal(config_load(&config, &arena, &sources, &err), ERR_USAGE);
}

static void says_what_cannot_be_read(void **state)
{
    (void)state;
    struct config config;
    struct config_sources sources = {.file = below("missing")};
    assert_int_equal(config_load(&config, &arena, &sources, NULL), ERR_USAGE);
    struct opt_list overrides = {{"score.maxCyclomatc=4"}, 1};
    sources = (struct config_sources){.overrides = &overrides};
    assert_int_equal(config_load(&config, &arena, &sources, NULL), ERR_USAGE);
}

/* The man page names every key and the default the table gives it. */
static void check_man_page(void *page, const struct conf_key *key)
{
    const char *item = arena_printf(&arena, "\n.It Ic %s\n", key->key);
    ptrdiff_t at = str_find(*(struct str *)page, str_from(item));
    if (at < 0)
        fail_msg("cbcrawl.conf(5) does not describe %s", key->key);
    if (!key->value)
        return;
    struct str text = str_skip(*(struct str *)page, (size_t)at + 1);
    ptrdiff_t end = str_find(text, STR("\n.It"));
    const char *preset = arena_printf(&arena, "Default: %s", key->value);
    if (str_find(end < 0 ? text : str_head(text, (size_t)end), str_from(preset)) < 0)
        fail_msg("cbcrawl.conf(5) has another default for %s", key->key);
}

static void man_page_is_complete(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, 1 << 20);
    assert_int_equal(io_read_file(AT_FDCWD, "pipeline/config/cbcrawl.conf.5", &page, NULL), 0);
    struct str text = buf_str(&page);
    conf_key_each(check_man_page, &text);
    buf_release(&page);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(has_defaults),
        TEST(later_layers_win),
        TEST(subsections_refine),
        TEST(lists_gather_and_forget),
        TEST(refuses_with_file_and_line),
        TEST(a_repository_is_a_stranger),
        TEST(says_what_cannot_be_read),
        TEST(man_page_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
