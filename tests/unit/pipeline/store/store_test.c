#include "pipeline/store/judgement.h"

#include "pipeline/base/io.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own for each test, left behind empty. */
struct place {
    char dir[64];
    char path[96];
};

static int enter(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->dir, sizeof place->dir, "/tmp/store_test.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    snprintf(place->path, sizeof place->path, "%s/store.db", place->dir);
    *state = place;
    return 0;
}

static int leave(void **state)
{
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.db-journal",
                                        "link"};
    struct place *place = *state;
    int dir = open(place->dir, O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlinkat(dir, names[i], 0);
    unlinkat(dir, ".cbcrawl/store.db", 0);
    unlinkat(dir, ".cbcrawl/.gitignore", 0);
    unlinkat(dir, ".cbcrawl/birthmark", 0);
    unlinkat(dir, ".cbcrawl", AT_REMOVEDIR);
    close(dir);
    int rc = rmdir(place->dir);
    free(place);
    return rc;
}

static struct store *open_store(const char *path, enum store_mode mode)
{
    struct store *store = NULL;
    struct err err = {0};
    assert_ok(store_open(&store, path, mode, &err), &err);
    return store;
}

static int64_t query(struct store *store, const char *sql)
{
    struct err err = {0};
    int64_t value = -1;
    assert_ok(store_query_int(store, sql, &value, &err), &err);
    return value;
}

static void exec(struct store *store, const char *sql)
{
    struct err err = {0};
    assert_ok(store_exec(store, sql, &err), &err);
}

/* A run with one file that has one function. */
static const char one_run[] =
    "INSERT INTO root (root_id, path) VALUES (1, '/r');"
    "INSERT INTO linked VALUES (1, zeroblob(16));"
    "INSERT INTO run VALUES (1, 1, 0, NULL, '[]', '', NULL, 1, 1, 1);"
    "UPDATE root SET latest_run_id = 1;"
    "INSERT INTO name (name_id, text) VALUES (1, 'a.c');"
    "INSERT INTO fact (fact_id, key, lang, is_binary, is_parsed) VALUES (1, x'00', 'C', 0, 1);"
    "INSERT INTO unit (fact_id, unit, name, kind, line_start, line_end) VALUES (1, 0, 'f', 'function', 1, 2);"
    "INSERT INTO run_file VALUES (1, 1, 1, '100644', 0, 0, 0, 0);";

static void opens_what_it_made(void **state)
{
    struct place *place = *state;
    struct store *store = open_store(place->path, STORE_CREATE);
    exec(store, one_run);
    store_close(store);
    store = open_store(place->path, STORE_READ);
    assert_int_equal(query(store, "SELECT count(*) FROM v_unit WHERE path = 'a.c' AND qualified_name = 'f'"),
                     1);
    assert_int_equal(query(store, "PRAGMA application_id"), STORE_APPLICATION_ID);
    struct err err = {0};
    assert_int_equal(store_exec(store, "DELETE FROM unit", &err), ERR_ENV);
    assert_ok(store_check(store, &err), &err);
    store_close(store);
}

static void makes_a_home_that_ignores_itself(void **state)
{
    struct place *place = *state;
    char path[128];
    struct buf ignore;
    struct err err = {0};
    snprintf(path, sizeof path, "%s/.cbcrawl/store.db", place->dir);
    store_close(open_store(path, STORE_CREATE));
    snprintf(path, sizeof path, "%s/.cbcrawl/.gitignore", place->dir);
    buf_init(&ignore, 100);
    assert_ok(io_read_file(AT_FDCWD, path, &ignore, &err), &err);
    assert_str(buf_str(&ignore), "*\n");
    buf_release(&ignore);
}

static void refuses(const char *path, enum store_mode mode, const char *why)
{
    struct store *store = NULL;
    struct err err = {0};
    assert_int_equal(store_open(&store, path, mode, &err), ERR_INPUT);
    assert_null(store);
    assert_contains(err.text, why);
}

static void write_file(const char *path, struct str bytes)
{
    struct err err = {0};
    assert_ok(io_write_file_atomic(AT_FDCWD, path, bytes, &err), &err);
}

static void refuses_what_is_no_store(void **state)
{
    struct place *place = *state;
    refuses(place->path, STORE_READ, "no such store");
    refuses(place->path, STORE_WRITE, "no such store");
    refuses(place->dir, STORE_CREATE, "not a file");
    write_file(place->path,
               STR("this is text, and long enough for a header of SQLite: 100 bytes at the very least,"
                   " or it would count as empty"));
    refuses(place->path, STORE_READ, "not a store");
    refuses(place->path, STORE_CREATE, "not a store");
    unlink(place->path);
    char link[96];
    snprintf(link, sizeof link, "%s/link", place->dir);
    assert_int_equal(symlink(place->path, link), 0);
    refuses(link, STORE_CREATE, "symbolic link");
}

static void refuses_other_databases(void **state)
{
    static const struct {
        const char *sql, *why;
    } cases[] = {
        {"PRAGMA user_version = 2", "newer"},
        {"PRAGMA application_id = 1", "not a store"},
        {"PRAGMA user_version = 0", "not a store"},
        {"CREATE TRIGGER t AFTER INSERT ON error BEGIN SELECT 1; END", "triggers"},
    };
    struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct store *store = open_store(place->path, STORE_CREATE);
        exec(store, cases[i].sql);
        store_close(store);
        refuses(place->path, STORE_READ, cases[i].why);
        refuses(place->path, STORE_CREATE, cases[i].why);
        unlink(place->path);
    }
}

static void an_empty_file_becomes_a_store(void **state)
{
    struct place *place = *state;
    write_file(place->path, STR(""));
    refuses(place->path, STORE_READ, "empty store");
    store_close(open_store(place->path, STORE_CREATE));
    store_close(open_store(place->path, STORE_READ));
}

static void one_writes_others_wait_and_read(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    store_close(open_store(place->path, STORE_CREATE));
    struct store *one = open_store(place->path, STORE_WRITE), *two = open_store(place->path, STORE_WRITE);
    struct store *reader = open_store(place->path, STORE_READ);
    store_set_wait(two, 0);
    assert_ok(store_begin(one, &err), &err);
    exec(one, one_run);
    assert_int_equal(store_begin(two, &err), ERR_ENV);
    assert_contains(err.text, "busy");
    assert_int_equal(query(reader, "SELECT count(*) FROM v_file"), 0);
    assert_ok(store_commit(one, &err), &err);
    assert_int_equal(query(reader, "SELECT count(*) FROM v_file"), 1);
    assert_ok(store_begin(two, &err), &err);
    exec(two, "DELETE FROM unit");
    store_close(two); /* without commit */
    assert_int_equal(query(reader, "SELECT count(*) FROM v_unit"), 1);
    store_close(one);
    store_close(reader);
}

static void latest_run_of_each_root(void **state)
{
    struct place *place = *state;
    struct arena arena = test_arena();
    struct err err = {0};
    struct store_run_info run;
    struct store *store = open_store(place->path, STORE_CREATE);
    assert_int_equal(store_latest_run(store, &arena, &run, &err), ERR_INPUT);
    exec(store, one_run);
    exec(store,
         "INSERT INTO run VALUES (2, 1, 0, 'c0', '[1]', '', NULL, 0, 1, 1); UPDATE root SET latest_run_id = 2;");
    assert_ok(store_latest_run(store, &arena, &run, &err), &err);
    assert_int_equal(run.run_id, 2);
    assert_str(run.root, "/r");
    assert_str(run.commit_id, "c0");
    assert_str(run.programs, "[1]");
    assert_int_equal(query(store, "SELECT count(*) FROM v_file"), 0);
    assert_int_equal(query(store, "SELECT sum(is_latest) FROM v_run"), 1);
    store_close(store);
    arena_release(&arena);
}

/* Each makes a store of one run unsound in one way. */
static void check_names_what_is_wrong(void **state)
{
    static const struct {
        const char *sql, *why;
    } cases[] = {
        {"UPDATE run SET is_complete = 0; UPDATE root SET latest_run_id = NULL", "incomplete"},
        {"DELETE FROM run_file", "incomplete"},
        {"UPDATE run SET linked_id = NULL", "incomplete"},
        {"INSERT INTO linked (digest) VALUES (zeroblob(16))", "no run"},
        {"UPDATE linked SET digest = x''", "no digest"},
        {"UPDATE root SET latest_run_id = NULL", "latest"},
        {"PRAGMA foreign_keys = OFF; DELETE FROM name", "not there"},
        {"INSERT INTO call VALUES (1, 0, 7, 0, 1, 1)", "no name"},
        {"INSERT INTO call VALUES (7, 0, 1, 0, 1, 1)", "no file"},
        {"INSERT INTO fact (key, is_binary, is_parsed) VALUES (x'01', 0, 0)", "no run"},
        {"DROP VIEW v_unit; CREATE VIEW v_unit AS SELECT 1", "v_unit"},
        {"CREATE TABLE zzz (a)", "zzz"},
    };
    struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        struct store *store = open_store(place->path, STORE_CREATE);
        exec(store, one_run);
        assert_ok(store_check(store, &err), &err);
        exec(store, cases[i].sql);
        assert_int_equal(store_check(store, &err), ERR_NO);
        assert_contains(err.text, cases[i].why);
        store_close(store);
        unlink(place->path);
    }
}

static void kind_of_first_bytes(void **state)
{
    struct place *place = *state;
    char start[STORE_START_LEN];
    store_close(open_store(place->path, STORE_CREATE));
    int fd = open(place->path, O_RDONLY);
    assert_int_equal(read(fd, start, sizeof start), sizeof start);
    close(fd);
    assert_int_equal(store_kind(str_of(start, sizeof start)), STORE_KIND_OURS);
    assert_int_equal(store_kind(str_of(start, sizeof start - 1)), STORE_KIND_ALIEN);
    start[63]++;
    assert_int_equal(store_kind(str_of(start, sizeof start)), STORE_KIND_NEWER);
    start[71]++;
    assert_int_equal(store_kind(str_of(start, sizeof start)), STORE_KIND_OTHER);
    start[0]++;
    assert_int_equal(store_kind(str_of(start, sizeof start)), STORE_KIND_ALIEN);
}

static void put_judgement(struct store *store, const char *rule, bool commit)
{
    struct judgement *judgement = NULL;
    struct err err = {0};
    struct judgement_finding finding = {.rule_id = str_from(rule),
                                        .severity = STR("high"),
                                        .message = STR("m")};
    finding.path = STR("a.c");
    finding.line_start = 3;
    finding.line_end = finding.unit = -1;
    finding.is_new = -1;
    struct judgement_score score = {.component = STR("size"), .value = NAN, .weight = 0.5, .grade = STR("A")};
    assert_ok(judgement_begin(&judgement, store, 1, "test", &err), &err);
    assert_ok(judgement_put_finding(judgement, &finding, &err), &err);
    assert_ok(judgement_put_score(judgement, &score, &err), &err);
    if (commit)
        assert_ok(judgement_commit(judgement, &err), &err);
    else
        judgement_abandon(judgement);
}

static void judging_again_replaces(void **state)
{
    struct place *place = *state;
    struct store *store = open_store(place->path, STORE_CREATE);
    exec(store, one_run);
    put_judgement(store, "first", true);
    put_judgement(store, "second", true);
    put_judgement(store, "third", false);
    assert_int_equal(query(store, "SELECT count(*) FROM v_finding"), 1);
    assert_int_equal(query(store, "SELECT count(*) FROM v_finding WHERE rule_id = 'second' AND path = 'a.c'"
                                  " AND line_start = 3 AND line_end IS NULL AND unit IS NULL AND is_new IS NULL"
                                  " AND cwe IS NULL AND confidence IS NULL AND program = 'test'"),
                     1);
    assert_int_equal(query(store, "SELECT count(*) FROM v_score WHERE component = 'size' AND value IS NULL"
                                  " AND weight = 0.5 AND grade = 'A' AND detail IS NULL"),
                     1);
    store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(opens_what_it_made),
        TEST(makes_a_home_that_ignores_itself),
        TEST(refuses_what_is_no_store),
        TEST(refuses_other_databases),
        TEST(an_empty_file_becomes_a_store),
        TEST(one_writes_others_wait_and_read),
        TEST(latest_run_of_each_root),
        TEST(check_names_what_is_wrong),
        TEST(kind_of_first_bytes),
        TEST(judging_again_replaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
