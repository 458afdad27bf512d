#include "pipeline/store/store_rows.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
    char dir[64];
    char path[96];
    struct store *store;
};

static void exec(struct store *store, const char *sql)
{
    struct err err = {0};
    assert_ok(store_exec(store, sql, &err), &err);
}

static int64_t ask(const struct place *place, const char *sql)
{
    struct err err = {0};
    int64_t value = -1;
    assert_ok(store_query_int(place->store, sql, &value, &err), &err);
    return value;
}

static int enter(void **state)
{
    struct err err = {0};
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->dir, sizeof place->dir, "/tmp/store_rows_test.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    snprintf(place->path, sizeof place->path, "%s/store.db", place->dir);
    assert_ok(store_open(&place->store, place->path, STORE_CREATE, &err), &err);
    exec(place->store, "CREATE TABLE t (a INTEGER PRIMARY KEY, b, c)");
    *state = place;
    return 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    store_close(place->store);
    unlink(place->path);
    int rc = rmdir(place->dir); /* fails when SQLite left something behind */
    free(place);
    return rc;
}

static struct store_rows *open_rows(const struct place *place, const char *again)
{
    struct err err = {0};
    struct store_rows *rows = NULL;
    assert_ok(store_rows_new(place->store, "t", "a, b, c", 3, again, &rows, &err), &err);
    return rows;
}

static void add(struct store_rows *rows, int64_t a, struct store_cell b)
{
    struct err err = {0};
    struct store_cell *cells = store_rows_next(rows);
    cells[0] = store_cell_int(a);
    cells[1] = b;
    cells[2] = (struct store_cell){.type = STORE_NULL};
    assert_ok(store_rows_add(rows, &err), &err);
}

static void flush(struct store_rows *rows)
{
    struct err err = {0};
    assert_ok(store_rows_flush(rows, &err), &err);
}

static void every_type_arrives(void **state)
{
    struct place *place = *state;
    struct store_rows *rows = open_rows(place, "");
    add(rows, 1, store_cell_int(INT64_MIN));
    add(rows, 2, (struct store_cell){.type = STORE_REAL, .real = 0.25});
    add(rows, 3, store_cell_text(STR("a\0b")));
    add(rows, 4, store_cell_blob(STR("\xff\0")));
    add(rows, 5, store_cell_text(STR("")));
    add(rows, 6, (struct store_cell){.type = STORE_NULL});
    assert_int_equal(ask(place, "SELECT count(*) FROM t"), 0); /* they wait */
    flush(rows);
    assert_int_equal(ask(place, "SELECT count(*) FROM t WHERE c IS NULL"), 6);
    assert_int_equal(ask(place, "SELECT b FROM t WHERE a = 1"), INT64_MIN);
    assert_int_equal(ask(place, "SELECT count(*) FROM t WHERE a = 2 AND b = 0.25"), 1);
    assert_int_equal(
        ask(place, "SELECT octet FROM (SELECT length(CAST(b AS BLOB)) AS octet FROM t WHERE a = 3)"), 3);
    assert_int_equal(ask(place, "SELECT b = x'ff00' FROM t WHERE a = 4"), 1);
    assert_int_equal(ask(place, "SELECT typeof(b) = 'text' AND b = '' FROM t WHERE a = 5"), 1);
    assert_int_equal(ask(place, "SELECT b IS NULL FROM t WHERE a = 6"), 1);
    flush(rows); /* nothing is left */
    assert_int_equal(ask(place, "SELECT count(*) FROM t"), 6);
    store_rows_free(rows);
}

/* More than fit at once go in by themselves, each once and with its own text. */
static void full_rows_are_flushed(void **state)
{
    struct place *place = *state;
    struct store_rows *rows = open_rows(place, "");
    for (int64_t i = 1; i <= 3 * STORE_ROWS_AT_ONCE + 1; i++)
        add(rows, i, store_cell_text(str_from(arena_printf(store_rows_arena(rows), "row %d", (int)i))));
    assert_int_equal(ask(place, "SELECT count(*) FROM t"), 3 * STORE_ROWS_AT_ONCE);
    flush(rows);
    assert_int_equal(ask(place, "SELECT count(*) FROM t WHERE b = 'row ' || a"), 3 * STORE_ROWS_AT_ONCE + 1);
    store_rows_free(rows);
}

/* So are few rows that say much. */
static void long_rows_are_flushed(void **state)
{
    struct place *place = *state;
    struct store_rows *rows = open_rows(place, "");
    for (int64_t i = 1; i <= 3; i++) {
        char *text = memset(arena_array(store_rows_arena(rows), char, 1 << 20), 'x', 1 << 20);
        add(rows, i, store_cell_text(str_of(text, 1 << 20)));
    }
    assert_true(ask(place, "SELECT count(*) FROM t") >= 1);
    flush(rows);
    assert_int_equal(ask(place, "SELECT sum(length(b)) FROM t"), 3 << 20);
    store_rows_free(rows);
}

static void a_key_that_is_there(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    struct store_rows *rows = open_rows(place, "");
    add(rows, 1, store_cell_int(1));
    add(rows, 1, store_cell_int(2));
    assert_int_equal(store_rows_flush(rows, &err), ERR_INPUT);
    assert_contains(err.text, "UNIQUE constraint failed: t.a");
    assert_int_equal(ask(place, "SELECT count(*) FROM t"), 0);
    store_rows_free(rows);
    rows = open_rows(place, "ON CONFLICT DO UPDATE SET b = b + excluded.b");
    add(rows, 1, store_cell_int(1));
    add(rows, 1, store_cell_int(2));
    flush(rows);
    assert_int_equal(ask(place, "SELECT b FROM t"), 3);
    store_rows_free(rows);
}

/* Two tables under way do not mix, and rows that were never flushed leave nothing. */
static void each_has_its_own(void **state)
{
    struct place *place = *state;
    struct store_rows *kept = open_rows(place, ""), *lost = open_rows(place, "");
    add(kept, 1, store_cell_int(1));
    add(lost, 2, store_cell_int(2));
    flush(kept);
    store_rows_free(lost);
    store_rows_free(kept);
    assert_int_equal(ask(place, "SELECT count(*) FROM t"), 1);
}

static void a_store_cannot_name_it(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    int64_t value;
    exec(place->store, "CREATE VIEW v_hostile AS SELECT * FROM store_rows");
    assert_int_equal(store_query_int(place->store, "SELECT c0 FROM v_hostile", &value, &err), ERR_INPUT);
    assert_contains(err.text, "unsafe use of virtual table");
    assert_int_equal(ask(place, "SELECT count(*) FROM store_rows"), 0); /* nothing is under way */
}

static void ids_that_run_out(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    int64_t id = -1;
    assert_ok(store_max_id(place->store, "SELECT max(a) FROM t", &id, &err), &err);
    assert_int_equal(id, 0);
    exec(place->store, "INSERT INTO t (a) VALUES (7), (-8)");
    assert_ok(store_max_id(place->store, "SELECT max(a) FROM t", &id, &err), &err);
    assert_int_equal(id, 7);
    exec(place->store, "INSERT INTO t (a) VALUES (9223372036854775807)");
    assert_int_equal(store_max_id(place->store, "SELECT max(a) FROM t", &id, &err), ERR_INPUT);
    assert_contains(err.text, "ids are used up");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(every_type_arrives),  TEST(full_rows_are_flushed), TEST(long_rows_are_flushed),
        TEST(a_key_that_is_there), TEST(each_has_its_own),      TEST(a_store_cannot_name_it),
        TEST(ids_that_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
