/* Kept facts: with any path as they were made, and of no use when what they depend on has changed. */
#include "analyzers/parse/fact_cache.h"

#include "pipeline/base/json.h"
#include "pipeline/record/record.h"
#include "tests/unit/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

static struct arena arena;
static char folder[] = "/tmp/cbcrawl-fact-cache.XXXXXX";
static int folder_fd;

static const struct hash128 key = {1, 2};

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    folder_fd = mkdtemp(folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    return folder_fd < 0;
}

static int tear_down(void **state)
{
    (void)state;
    DIR *dir = fdopendir(folder_fd);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        unlinkat(folder_fd, entry->d_name, 0);
    closedir(dir);
    arena_release(&arena);
    return rmdir(folder);
}

/* Two records as analyzers make them, and one that is about no file. */
static void put_records(struct str path, struct buf *out)
{
    struct json_out r = record_open(out, "unit");
    json_put_path(&r, "path", path);
    json_put_str(&r, "name", STR("\"path\":\"\\u0001\""));
    record_close(&r);
    r = record_open(out, "call");
    json_put_path(&r, "path", path);
    record_close(&r);
    r = record_open(out, "other");
    record_close(&r);
}

static void the_path_is_put_in_again(void **state)
{
    (void)state;
    const char *const paths[] = {"a.c", "\x01", "d/\"\n\x1b.c", "caf\xe9.c", ""};
    struct buf records, wanted, out;
    buf_init(&records, 1 << 20);
    buf_init(&wanted, 1 << 20);
    buf_init(&out, 1 << 20);
    put_records(facts_no_path, &records);
    facts_mark(&records);
    const struct facts facts = {.fields = STR(",\"parsed\":true"), .records = buf_str(&records)};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        buf_clear(&wanted);
        buf_clear(&out);
        buf_add(&wanted, STR("{\"k\":\"file\",\"parsed\":true}\n"));
        put_records(str_from(paths[i]), &wanted);
        facts_put(&facts, STR("{\"k\":\"file\"}"), str_from(paths[i]), false, &out);
        assert_true(str_eq(buf_str(&out), buf_str(&wanted)));
    }
    buf_release(&records);
    buf_release(&wanted);
    buf_release(&out);
}

static void keys_differ(void **state)
{
    (void)state;
    const struct facts_key keys[] = {
        {.content_id = STR("a"), .lang = AST_C},
        {.content_id = STR("b"), .lang = AST_C},
        {.content_id = STR("a"), .lang = AST_CPP},
        {.content_id = STR("a"), .lang = AST_C, .rules = {0, 1}},
        {.content_id = STR("a"), .lang = AST_C, .no_macros = true},
        {.content_id = STR("a"), .lang = AST_BASH},
        {.content_id = STR("a"), .lang = AST_BASH, .is_named_foreign = true},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(facts_key_hash(&keys[i]).low, facts_key_hash(&keys[j]).low);
}

static struct macros *table(const char *header)
{
    struct macros *macros = macros_new(&arena);
    macros_add(macros, macros_scan(str_from(header), &arena));
    macros_close(macros);
    return macros;
}

static void save(struct buf *batch)
{
    struct disk_cache *cache;
    struct err err = {0};
    assert_ok(disk_cache_open(&cache, folder_fd, 64 << 20, &err), &err);
    disk_cache_add(cache, batch);
    assert_ok(disk_cache_save(cache, &err), &err);
    disk_cache_close(cache);
    buf_release(batch);
}

/* Keeps facts of a text that was blanked with the header's macros. */
static void keep(const char *header, const char *text, const char *fields)
{
    struct macro_names names;
    struct buf batch;
    const struct macros *macros = table(header);
    const struct facts facts = {.fields = str_from(fields)};
    macro_names_init(&names);
    macros_blank(macros, str_from(text), false, &names, &arena);
    buf_init(&batch, DISK_CACHE_BATCH_MAX);
    facts_keep(&batch, key, macros, &names, &facts);
    buf_release(&names.hashes);
    save(&batch);
}

/* The fields of the facts that are of use with these macros; "" for none. */
static struct str found(const struct macros *macros)
{
    struct disk_cache *cache;
    struct err err = {0};
    struct facts facts = {.fields = STR("")};
    struct buf value;
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    assert_ok(disk_cache_open(&cache, folder_fd, 64 << 20, &err), &err);
    if (facts_find(cache, key, macros, &value, &facts))
        facts.fields = str_dup(&arena, facts.fields);
    disk_cache_close(cache);
    buf_release(&value);
    return facts.fields;
}

static void macros_that_count_decide(void **state)
{
    (void)state;
    static const char text[] = "static ATTR int f(void) { LOG return 1; }\n";
    keep("#define ATTR __attribute__((x))\n", text, ",\"key\":1");
    assert_str(found(table("#define ATTR __attribute__((x))\n")), ",\"key\":1");
    assert_str(found(table("#define ATTR __attribute__((y))\n#define UNSEEN do_it();\n")), ",\"key\":1");
    assert_str(found(table("#define ATTR 1 +\n")), "");
    assert_str(found(table("")), "");
    assert_str(found(table("#define ATTR __attribute__((x))\n#define LOG log();\n")), "");
    assert_str(found(NULL), "");
    keep("#define ATTR __attribute__((x))\n#define LOG log();\n", text, ",\"key\":2");
    assert_str(found(table("#define ATTR __attribute__((x))\n#define LOG log();\n")), ",\"key\":2");
    assert_str(found(table("#define ATTR __attribute__((x))\n")), ",\"key\":1");
}

static void any_other_value_is_refused(void **state)
{
    (void)state;
    struct macro_names names;
    struct facts_frame frame;
    struct buf batch;
    const struct facts facts = {.fields = STR(",\"a\":1"), .records = STR("{\"k\":\"x\"}\n")};
    const size_t batch_head_bytes = 24;
    macro_names_init(&names);
    buf_init(&batch, DISK_CACHE_BATCH_MAX);
    facts_keep(&batch, key, NULL, &names, &facts);
    struct str value = str_skip(buf_str(&batch), batch_head_bytes);
    assert_true(facts_read(value, &frame));
    assert_str(frame.facts.records, "{\"k\":\"x\"}\n");
    for (size_t len = 0; len < value.len; len++)
        assert_false(facts_read(str_head(value, len), &frame));
    batch.p[batch.len - 2] = ' ';
    assert_false(facts_read(value, &frame));
    buf_release(&batch);
    buf_release(&names.hashes);
}

static void a_list_of_macros_comes_back(void **state)
{
    (void)state;
    static const char header[] =
        "#define ATTR __attribute__((x))\n#define BOTH ATTR STATIC(a)\n#define STATIC(x) static\n"
        "#define TWO a() b()\n#define SIZE 100\n#define BEGIN {\n";
    struct macro_list *list = macros_scan(str_from(header), &arena);
    struct buf bytes, again;
    buf_init(&bytes, 1 << 20);
    buf_init(&again, 1 << 20);
    macro_list_pack(list, &bytes);
    struct macro_list *back = macro_list_unpack(buf_str(&bytes), &arena);
    assert_non_null(back);
    macro_list_pack(back, &again);
    assert_true(str_eq(buf_str(&bytes), buf_str(&again)));
    struct macros *macros = macros_new(&arena);
    macros_add(macros, back);
    macros_close(macros);
    assert_int_equal(macros_digest(macros).low, macros_digest(table(header)).low);
    for (size_t len = 0; len < bytes.len; len++)
        assert_null(macro_list_unpack(str_head(buf_str(&bytes), len), &arena));
    buf_release(&bytes);
    buf_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_path_is_put_in_again),    cmocka_unit_test(keys_differ),
        cmocka_unit_test(macros_that_count_decide),    cmocka_unit_test(any_other_value_is_refused),
        cmocka_unit_test(a_list_of_macros_comes_back),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
