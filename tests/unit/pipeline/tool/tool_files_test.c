/* Which file of the scan a tool means. */
#include "pipeline/tool/tool_files.h"
#include "tests/unit/check.h"

static struct arena arena;
static struct tool_files files;

static void add(const char *record)
{
    struct json_reader *reader = json_reader_new(1000);
    const struct json_val *object;
    struct err err = {0};
    assert_ok(json_read(reader, str_from(record), &object, &err), &err);
    tool_files_add(&files, object);
    json_reader_free(reader);
}

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    tool_files_init(&files, &arena, STR("/home/me/tree"));
    add("{\"path\":\"a.c\",\"lang\":\"C\"}");
    add("{\"path\":\"src/b c.py\",\"lang\":\"Python\"}");
    add("{\"path\":\"lib/x.py\",\"lang\":\"Python\",\"is_vendored\":true}");
    add("{\"path\":\"odd:1/d\"}");
    add("{\"path\":\"link\",\"mode\":\"120000\"}");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void paths_find_their_files(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum tool_place place;
        uint32_t file;
    } cases[] = {
        {"a.c", PLACE_FILE, 0},
        {"./a.c", PLACE_FILE, 0},
        {"src/../a.c", PLACE_FILE, 0},
        {"/home/me/tree/a.c", PLACE_FILE, 0},
        {"/home/me//tree/./src/b c.py", PLACE_FILE, 1},
        {"file:///home/me/tree/src/b c.py", PLACE_FILE, 1},
        {"file://host/home/me/tree/a.c", PLACE_FILE, 0},
        {"odd:1/d", PLACE_FILE, 3},
        {"../tree/a.c", PLACE_FILE, 0},
        {"b.c", PLACE_UNKNOWN, 0},
        {"../a.c", PLACE_OUTSIDE, 0},
        {"/home/me/tree", PLACE_OUTSIDE, 0},
        {"/home/me/tree2/a.c", PLACE_OUTSIDE, 0},
        {"../../../../../../a.c", PLACE_OUTSIDE, 0},
        {"file://host", PLACE_OUTSIDE, 0},
        {"https://example.com/a.c", PLACE_OUTSIDE, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t file = 0;
        enum tool_place place = tool_files_find(&files, str_from(cases[i].path), &file);
        if (place != cases[i].place || file != cases[i].file)
            fail_msg("%s: place %d, file %u", cases[i].path, (int)place, file);
    }
    uint32_t file;
    assert_int_equal(tool_files_find(&files, str_of("a.c\0x", 5), &file), PLACE_OUTSIDE);
}

static size_t count_wanted(const struct tool *tool)
{
    size_t n = 0;
    for (size_t i = 0; i < files.list.len; i++)
        n += tool_wants(tool, &files.list.at[i], arena);
    return n;
}

static void tools_want_their_files(void **state)
{
    (void)state;
    struct tool tool = {.name = STR("t")};
    static const struct str paths[] = {{"src/*", 5}, {"odd*", 4}};
    assert_int_equal(count_wanted(&tool), 3); /* no vendored file, no link */
    *vec_push(&tool.languages, &arena) = STR("python");
    assert_int_equal(count_wanted(&tool), 1);
    tool.languages.len = 0;
    tool.paths = paths;
    tool.n_paths = 2;
    assert_int_equal(count_wanted(&tool), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_find_their_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tools_want_their_files, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
