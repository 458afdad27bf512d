#include "pipeline/load/load.h"

#include "pipeline/base/io.h"
#include "pipeline/load/linked.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KEY_A "000102030405060708090a0b0c0d0e0f"
#define KEY_B "100102030405060708090a0b0c0d0e0f"
#define ID_A  "0000000000000000000000000000000000000001"

/* One record of each kind and more, as cbc-link writes them, but for head and end. */
static const char *const whole[] = {
    "{\"k\":\"file\",\"path\":\"a.c\",\"lang\":\"C\",\"len_bytes\":9,\"lines_total\":5,\"lines_code\":3,"
    "\"lines_comment\":1,\"lines_blank\":1,\"content_id\":\"" ID_A "\",\"mode\":\"100644\",\"is_test\":true,"
    "\"key\":\"" KEY_A "\",\"parsed\":true,\"error_share\":0.25,\"surprise\":[1]}",
    "{\"k\":\"unit\",\"path\":\"a.c\",\"unit\":0,\"lang\":\"C\",\"name\":\"f\",\"qualified_name\":\"S::f\","
    "\"kind\":\"function\",\"line_start\":1,\"line_end\":3,\"byte_start\":0,\"byte_end\":9,\"signature\":\"int f()\","
    "\"params\":0,\"lines_code\":3,\"cyclomatic\":4,\"cognitive\":5,\"nesting_max\":2,\"returns\":1,\"fan_out\":2,"
    "\"tokens\":\"" KEY_B "\"}",
    "{\"k\":\"call\",\"path\":\"a.c\",\"unit\":0,\"callee\":\"g\",\"line\":2}",
    "{\"k\":\"call\",\"path\":\"a.c\",\"unit\":0,\"callee\":\"g\",\"receiver\":\"x\",\"line\":2}",
    "{\"k\":\"call\",\"path\":\"a.c\",\"unit\":0,\"callee\":\"g\",\"line\":3}",
    "{\"k\":\"call\",\"path\":\"a.c\",\"callee\":\"h\",\"line\":5}",
    "{\"k\":\"file\",\"path\":\"b\",\"len_bytes\":0,\"lines_total\":0,\"content_id\":\"" ID_A
    "\",\"mode\":\"100755\"}",
    "{\"k\":\"file\",\"path\":\"same.c\",\"lang\":\"C\",\"key\":\"" KEY_A "\",\"parsed\":true}",
    "{\"k\":\"unit\",\"path\":\"same.c\",\"unit\":0,\"name\":\"f\",\"kind\":\"function\",\"line_start\":1,"
    "\"line_end\":3}",
    "{\"k\":\"file\",\"path\":\"\\\"\\\\377\\\"\",\"path_raw\":\"/w==\",\"lang\":\"C\"}",
    "{\"k\":\"file\",\"path\":\"\\\"\\\\377\\\"x\",\"lang\":\"C\"}",
    "{\"k\":\"import\",\"path\":\"a.c\",\"line\":1,\"text\":\"#include \\\"b\\\"\",\"module\":\"b\",\"form\":\"include\","
    "\"names\":[\"x\",\"y\"],\"target_path\":\"b\"}",
    "{\"k\":\"import\",\"path\":\"a.c\",\"line\":2,\"text\":\"#include <c>\",\"module\":\"c\","
    "\"external_name\":\"c\"}",
    "{\"k\":\"import\",\"path\":\"a.c\",\"line\":3,\"text\":\"#include <d>\",\"module\":\"d\",\"is_type_only\":true}",
    "{\"k\":\"import\",\"path\":\"a.c\",\"line\":4,\"text\":\"use e\",\"module\":\"e\",\"target_path\":\"b\"}",
    "{\"k\":\"import\",\"path\":\"a.c\",\"line\":4,\"text\":\"use e\",\"module\":\"e\",\"target_module\":\"p\"}",
    "{\"k\":\"tree\",\"digest\":\"dd\",\"files\":5}",
    "{\"k\":\"package\",\"path\":\"a.c\",\"name\":\"p\",\"form\":\"go\",\"line\":1}",
    "{\"k\":\"edge\",\"level\":\"file\",\"from_path\":\"a.c\",\"to_path\":\"b\",\"weight\":1}",
    "{\"k\":\"edge\",\"level\":\"folder\",\"from_path\":\".\",\"to_path\":\"lib\",\"weight\":2}",
    "{\"k\":\"edge\",\"level\":\"module\",\"from_path\":\"p\",\"to_path\":\"q\",\"weight\":1,\"is_type_only\":true}",
    "{\"k\":\"edge\",\"level\":\"module\",\"from_path\":\"p\",\"to_path\":\"q\",\"weight\":2,\"is_test_only\":true}",
    "{\"k\":\"graph\",\"level\":\"file\",\"member\":\"a.c\",\"fan_in\":0,\"fan_out\":1,\"instability\":1,\"depth\":1}",
    "{\"k\":\"graph\",\"level\":\"module\",\"member\":\"p\",\"fan_in\":0,\"fan_out\":1,\"lang\":\"Go\"}",
    "{\"k\":\"graph\",\"level\":\"module\",\"member\":\"p\",\"fan_in\":0,\"fan_out\":1,\"lang\":\"Java\"}",
    "{\"k\":\"cycle\",\"cycle_id\":1,\"level\":\"file\",\"size\":2,\"members\":[\"a.c\",\"b\"],"
    "\"example\":[\"a.c\",\"b\",\"a.c\"],\"edges_inside\":2,\"is_test_only\":true}",
    "{\"k\":\"system\",\"level\":\"file\",\"nodes\":5,\"edges\":1,\"cycles\":1,\"in_cycles\":2,"
    "\"propagation_cost\":0.5,\"depth_max\":1}",
    "{\"k\":\"external\",\"external_name\":\"c\",\"lang\":\"C\",\"imports\":1,\"files\":1}",
    "{\"k\":\"finding\",\"rule_id\":\"r\",\"cwe\":79,\"severity\":\"high\",\"confidence\":\"low\",\"path\":\"a.c\","
    "\"line_start\":1,\"line_end\":2,\"message\":\"m\",\"fingerprint\":\"f0\",\"is_new\":true}",
    "{\"k\":\"error\",\"stage\":\"cbc-crawl\",\"path\":\"gone\",\"reason\":\"cannot be read\"}",
    "{\"k\":\"error\",\"stage\":\"cbc-link\",\"reason\":\"no path\"}",
    "{\"k\":\"novelty\",\"any\":{\"thing\":1}}",
};
enum { WHOLE = sizeof whole / sizeof whole[0] };

struct place {
    char dir[64];
    char store[96];
    char stream[96];
    struct arena arena;
};

static int enter(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->dir, sizeof place->dir, "/tmp/load_test.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    snprintf(place->store, sizeof place->store, "%s/store.db", place->dir);
    snprintf(place->stream, sizeof place->stream, "%s/stream", place->dir);
    place->arena = test_arena();
    *state = place;
    return 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    unlink(place->store);
    unlink(place->stream);
    int rc = rmdir(place->dir); /* fails when SQLite left something behind */
    arena_release(&place->arena);
    free(place);
    return rc;
}

/* Writes `n` records into the stream file, with head and end; returns its bytes. */
static struct str write_stream(struct place *place, const char *root, const char *const *records, size_t n,
                               bool lz4)
{
    static const struct record_program program = {"cbc-test", "1", {"{\"x\":1}", 7}};
    struct record_writer writer;
    struct buf lines;
    struct err err = {0};
    buf_init(&lines, 64 << 20);
    int fd = open(place->stream, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    record_writer_open(&writer, fd, "stream", lz4);
    assert_ok(record_writer_head(&writer, str_from(root), STR("c0ffee"), &program, &err), &err);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&lines);
        buf_printf(&lines, "%s\n", records[i]);
        assert_ok(record_writer_lines(&writer, &lines, &err), &err);
    }
    assert_ok(record_writer_end(&writer, &err), &err);
    buf_clear(&lines);
    assert_ok(io_read_file(AT_FDCWD, place->stream, &lines, &err), &err);
    struct str bytes = str_dup(&place->arena, buf_str(&lines));
    buf_release(&lines);
    return bytes;
}

static void write_bytes(struct place *place, struct str bytes)
{
    struct err err = {0};
    assert_ok(io_write_file_atomic(AT_FDCWD, place->stream, bytes, &err), &err);
}

/* Loads the stream file; what it prints goes nowhere. */
static int load(struct place *place, int64_t keep_runs, struct err *err)
{
    const char *const streams[] = {place->stream};
    const struct load_request request = {
        .store = place->store, .streams = streams, .n_streams = 1, .keep_runs = keep_runs};
    return load_streams(&request, open("/dev/null", O_WRONLY), err);
}

static void load_records(struct place *place, const char *const *records, size_t n)
{
    struct err err = {0};
    write_stream(place, "/r", records, n, false);
    assert_ok(load(place, 10, &err), &err);
}

/* What the store answers to a question about numbers. */
static int64_t ask(struct place *place, const char *sql)
{
    struct store *store;
    struct err err = {0};
    int64_t value = -1;
    assert_ok(store_open(&store, place->store, STORE_READ, &err), &err);
    assert_ok(store_query_int(store, sql, &value, &err), &err);
    store_close(store);
    return value;
}

static void assert_sound(struct place *place)
{
    struct store *store;
    struct err err = {0};
    assert_ok(store_open(&store, place->store, STORE_READ, &err), &err);
    assert_ok(store_check(store, &err), &err);
    store_close(store);
}

static void every_record_is_in_its_view(void **state)
{
    static const char *const one_row[] = {
        "v_run WHERE root = '/r' AND commit_id = 'c0ffee' AND files = 5 AND is_complete AND is_latest"
        " AND programs = '[{\"program\":\"cbc-test\",\"version\":\"1\",\"options\":{\"x\":1}}]'",
        "v_file WHERE path = 'a.c' AND lang = 'C' AND len_bytes = 9 AND lines_total = 5 AND lines_code = 3"
        " AND lines_comment = 1 AND lines_blank = 1 AND content_id = '" ID_A
        "' AND is_binary = 0 AND is_test = 1"
        " AND is_generated = 0 AND is_vendored = 0 AND mode = '100644' AND key = '" KEY_A "' AND is_parsed"
        " AND error_share = 0.25",
        "v_file WHERE path = 'b' AND lang IS NULL AND lines_code IS NULL AND NOT is_parsed AND mode = '100755'",
        "v_file WHERE path = '\"\\377\"' AND path_raw = x'ff'",
        "v_file WHERE path = '\"\\377\"x' AND path_raw IS NULL",
        "v_unit WHERE path = 'a.c' AND lang = 'C' AND name = 'f' AND qualified_name = 'S::f'"
        " AND kind = 'function' AND line_start = 1 AND line_end = 3 AND lines_code = 3 AND cyclomatic = 4"
        " AND cognitive = 5 AND nesting_max = 2 AND params = 0 AND returns = 1 AND fan_out = 2"
        " AND signature = 'int f()' AND tokens = '" KEY_B "' AND byte_end = 9 AND parent IS NULL",
        "v_unit WHERE path = 'same.c' AND cyclomatic = 4",
        "v_call WHERE path = 'a.c' AND caller = 'S::f' AND callee = 'g' AND receiver IS NULL AND line = 2"
        " AND calls = 2",
        "v_call WHERE path = 'a.c' AND callee = 'g' AND receiver = 'x' AND calls = 1",
        "v_call WHERE path = 'a.c' AND callee = 'h' AND caller IS NULL AND unit IS NULL",
        "v_import WHERE path = 'a.c' AND line = 1 AND text = '#include \"b\"' AND target_path = 'b'"
        " AND external_name IS NULL AND names = '[\"x\",\"y\"]' AND form = 'include' AND is_type_only = 0",
        "v_import WHERE path = 'a.c' AND line = 2 AND target_path IS NULL AND external_name = 'c'",
        "v_import WHERE path = 'a.c' AND line = 3 AND target_path IS NULL AND external_name IS NULL AND is_type_only",
        "v_import WHERE line = 4 AND target_path = 'b' AND target_module IS NULL AND import = 3",
        "v_import WHERE line = 4 AND target_path IS NULL AND target_module = 'p' AND import = 3",
        "v_run WHERE tree_digest = 'dd'",
        "v_package WHERE path = 'a.c' AND name = 'p' AND form = 'go' AND line = 1",
        "v_edge WHERE from_path = 'a.c' AND to_path = 'b' AND weight = 1",
        "v_folder_edge WHERE from_path = '.' AND to_path = 'lib' AND weight = 2",
        "v_module_edge WHERE from_module = 'p' AND to_module = 'q' AND weight = 3 AND is_type_only = 0 AND is_test_only = 0",
        "v_graph WHERE level = 'file' AND member = 'a.c' AND fan_in = 0 AND fan_out = 1 AND instability = 1.0"
        " AND depth = 1 AND cycle_id IS NULL AND module_lang = ''",
        "v_graph WHERE level = 'module' AND member = 'p' AND module_lang = 'Java'",
        "v_cycle WHERE cycle_id = 1 AND level = 'file' AND member = 'b' AND size = 2 AND example = 'a.c -> b -> a.c'"
        " AND edges_inside = 2 AND is_test_only = 1 AND is_type_only = 0",
        "v_system WHERE level = 'file' AND nodes = 5 AND in_cycles = 2 AND propagation_cost = 0.5 AND depth_max = 1",
        "v_external WHERE external_name = 'c' AND lang = 'C' AND imports = 1 AND files = 1",
        "v_finding WHERE rule_id = 'r' AND cwe = 79 AND severity = 'high' AND confidence = 'low' AND path = 'a.c'"
        " AND line_start = 1 AND line_end = 2 AND message = 'm' AND fingerprint = 'f0' AND is_new = 1",
        "v_error WHERE stage = 'cbc-crawl' AND path = 'gone' AND reason = 'cannot be read'",
        "v_error WHERE stage = 'cbc-link' AND path IS NULL",
        "other WHERE kind = 'novelty' AND json = '{\"k\":\"novelty\",\"any\":{\"thing\":1}}'",
    };
    struct place *place = *state;
    load_records(place, whole, WHOLE);
    for (size_t i = 0; i < sizeof one_row / sizeof one_row[0]; i++) {
        struct arena scratch = place->arena;
        if (ask(place, arena_printf(&scratch, "SELECT count(*) FROM %s", one_row[i])) != 1)
            fail_msg("not one row: %s", one_row[i]);
    }
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 5);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_unit"), 2);
    assert_int_equal(ask(place, "SELECT count(*) FROM unit"), 1); /* the same facts, once */
    assert_sound(place);
}

/* Counting depends on the language, so the same bytes in two languages are two facts, whatever key they carry. */
static void counted_files_do_not_share_by_key(void **state)
{
    static const char *const two[] = {
        "{\"k\":\"file\",\"path\":\"a.txt\",\"lang\":\"Text\",\"len_bytes\":1,\"key\":\"" KEY_A "\"}",
        "{\"k\":\"file\",\"path\":\"b.html\",\"lang\":\"HTML\",\"len_bytes\":1,\"key\":\"" KEY_A "\"}",
    };
    struct place *place = *state;
    load_records(place, two, 2);
    assert_int_equal(ask(place, "SELECT count(DISTINCT lang) FROM v_file"), 2);
}

static void a_rerun_writes_the_run_only(void **state)
{
    struct place *place = *state;
    load_records(place, whole, WHOLE);
    int64_t facts = ask(place, "SELECT count(*) FROM fact"), names = ask(place, "SELECT count(*) FROM name");
    load_records(place, whole, WHOLE);
    assert_int_equal(ask(place, "SELECT count(*) FROM fact"), facts);
    assert_int_equal(ask(place, "SELECT count(*) FROM name"), names);
    assert_int_equal(ask(place, "SELECT count(*) FROM unit"), 1);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_import WHERE target_path = 'b'"), 2);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_run"), 2);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 5);
    assert_sound(place);
}

static void older_runs_go(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    load_records(place, whole, WHOLE);
    for (int i = 0; i < 3; i++) {
        write_stream(place, "/r", whole + 6, 1, false); /* only the file b */
        assert_ok(load(place, 2, &err), &err);
    }
    assert_int_equal(ask(place, "SELECT count(*) FROM v_run"), 2);
    assert_int_equal(ask(place, "SELECT min(run_id) FROM v_run"), 3);
    assert_int_equal(ask(place, "SELECT count(*) FROM fact"), 1);
    assert_int_equal(ask(place, "SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM call) +"
                                " (SELECT count(*) FROM edge) + (SELECT count(*) FROM cycle_member)"),
                     0);
    assert_sound(place);
}

static void roots_are_apart(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    load_records(place, whole, WHOLE);
    write_stream(place, "/other", whole + 6, 1, false);
    assert_ok(load(place, 1, &err), &err);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_run WHERE is_latest"), 2);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 6);
    assert_sound(place);
}

static void compressed_streams_are_read(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    write_stream(place, "/r", whole, WHOLE, true);
    assert_ok(load(place, 10, &err), &err);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 5);
}

/* Any stream that is cut off or changed leaves the store with the run it had. */
static void assert_refused(struct place *place, struct str bytes)
{
    struct err err = {0};
    write_bytes(place, bytes);
    int rc = load(place, 10, &err);
    if (rc != ERR_INPUT)
        fail_msg("%zu bytes: %d %s", bytes.len, rc, err.text);
    assert_int_equal(ask(place, "SELECT count(*) FROM run"), 1);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 5);
}

static void cut_off_anywhere_changes_nothing(void **state)
{
    struct place *place = *state;
    load_records(place, whole, WHOLE);
    struct str bytes = write_stream(place, "/r", whole, WHOLE, false);
    for (size_t len = 0; len < bytes.len; len++) {
        if (len % 61 == 0 || bytes.p[len] == '\n' || (len && bytes.p[len - 1] == '\n'))
            assert_refused(place, str_head(bytes, len));
    }
    bytes = write_stream(place, "/r", whole, WHOLE, true);
    for (size_t len = 0; len < bytes.len; len += 13)
        assert_refused(place, str_head(bytes, len));
    assert_sound(place);
}

static void an_edited_byte_changes_nothing(void **state)
{
    struct place *place = *state;
    load_records(place, whole, WHOLE);
    struct str bytes = write_stream(place, "/r", whole, WHOLE, false);
    char *edited = str_cstr(&place->arena, bytes);
    for (size_t i = (size_t)str_index(bytes, '\n'); i < bytes.len; i += 37) {
        edited[i] ^= 1;
        assert_refused(place, str_of(edited, bytes.len));
        edited[i] ^= 1;
    }
}

static void no_stream_leaves_no_store(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    write_bytes(place, STR("hello\n"));
    assert_int_equal(load(place, 10, &err), ERR_INPUT);
    assert_int_equal(access(place->store, F_OK), -1);
}

static void contradictions_are_bad_input(void **state)
{
    static const struct {
        const char *records[3];
        const char *why;
    } cases[] = {
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"file\",\"path\":\"a\"}"}, ":3: file: a second record"},
        {{"{\"k\":\"file\",\"len_bytes\":1}"}, ":2: a record without path"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"len_bytes\":\"x\"}"}, "file: len_bytes is not an integer"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"key\":\"xyz\",\"parsed\":true}"}, "file: key"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"parsed\":true}"}, "file: key"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"content_id\":\"xyz\"}"}, "content_id is not hexadecimal"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"lang\":1}"}, "lang is not text"},
        {{"{\"k\":\"file\",\"path\":\"a\",\"error_share\":\"1\"}"}, "error_share is not a number"},
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"unit\",\"path\":\"a\",\"unit\":0}"},
         "unit: without name"},
        {{"{\"k\":\"unit\",\"path\":\"a\",\"unit\":0}"}, "no file record"},
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"file\",\"path\":\"b\",\"len_bytes\":1}",
          "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\",\"line\":1}"},
         "another path"},
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"call\",\"path\":\"a\",\"callee\":\"f\"}"},
         "call: without"},
        {{"{\"k\":\"import\",\"path\":\"a\",\"line\":1,\"text\":\"t\"}"}, "no file record"},
        {{"{\"k\":\"cycle\",\"cycle_id\":1,\"level\":\"file\",\"size\":1,\"members\":[1]}"}, "not text"},
        {{"{\"k\":\"cycle\",\"cycle_id\":1,\"level\":\"file\",\"size\":1,\"example\":1}"}, "not an array"},
        {{"{\"k\":\"edge\",\"level\":\"file\",\"from_path\":\"a\",\"to_path\":\"b\"}"},
         "edge: without weight"},
        {{"{\"k\":\"system\",\"level\":\"file\",\"nodes\":1,\"edges\":1,\"cycles\":0,\"in_cycles\":0}",
          "{\"k\":\"system\",\"level\":\"file\",\"nodes\":1,\"edges\":1,\"cycles\":0,\"in_cycles\":0}"},
         "UNIQUE constraint failed: system"},
        {{"{\"k\":\"edge\",\"level\":}"}, ":2: JSON"},
        {{"{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"r\",\"line_start\":1,\"line_end\":1}"},
         "no file record"},
        {{"{\"k\":\"file\",\"path\":\"a\"}",
          "{\"k\":\"finding\",\"path\":\"a\",\"line_start\":1,\"line_end\":1}"},
         "finding: rule_id"},
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"r\"}"},
         "finding: without line_start"},
        {{"{\"k\":\"file\",\"path\":\"a\"}",
          "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"r\",\"line_start\":1,\"line_end\":1,\"severity\":\"bad\"}"},
         "finding: severity is none"},
        {{"{\"k\":\"file\",\"path\":\"a\"}",
          "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"r\",\"line_start\":1,\"line_end\":1,\"steps\":[{}]}"},
         "finding: without line_start"},
        {{"{\"k\":\"file\",\"path\":\"a\"}",
          "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"r\",\"line_start\":1,\"line_end\":1,\"steps\":{}}"},
         "finding: steps is not an array"},
        {{"{\"k\":\"file\",\"path\":\"a\"}", "{\"k\":\"suppression\",\"path\":\"a\",\"rule_id\":\"*\"}"},
         "suppression: without line"},
        {{"{\"k\":\"rule\",\"rule_id\":\"r\",\"title\":\"t\",\"severity\":\"low\",\"kind\":\"odd\"}"},
         "rule: kind is none"},
        {{"{\"k\":\"rule\",\"rule_id\":\"r\",\"severity\":\"low\",\"kind\":\"secret\"}"},
         "rule: without title"},
    };
    struct place *place = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        size_t n = 0;
        while (n < 3 && cases[i].records[n])
            n++;
        write_stream(place, "/r", cases[i].records, n, false);
        if (load(place, 10, &err) != ERR_INPUT)
            fail_msg("case %zu was loaded", i);
        assert_contains(err.text, cases[i].why);
        assert_int_equal(ask(place, "SELECT count(*) FROM run"), 0);
    }
}

/* Rules, two files with the same bytes, and one without anything. */
static const char *const found[] = {
    "{\"k\":\"rule\",\"rule_id\":\"x/eval\",\"title\":\"t\",\"message\":\"m\",\"cwe\":95,\"severity\":\"high\","
    "\"confidence\":\"medium\",\"kind\":\"security\",\"help\":\"h\",\"references\":[\"https://a\",\"https://b\"]}",
    "{\"k\":\"rule\",\"rule_id\":\"x/eval\",\"title\":\"again\",\"severity\":\"low\",\"kind\":\"quality\"}",
    "{\"k\":\"file\",\"path\":\"a\",\"key\":\"" KEY_A "\",\"parsed\":true}",
    "{\"k\":\"unit\",\"path\":\"a\",\"unit\":0,\"name\":\"f\",\"kind\":\"function\",\"line_start\":1,\"line_end\":3}",
    "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"x/eval\",\"line_start\":2,\"line_end\":3,\"byte_start\":5,"
    "\"byte_end\":9,\"unit\":0,\"tokens\":\"" KEY_B "\",\"steps\":[{\"line_start\":1,\"message\":\"in\"},"
    "{\"line_start\":2,\"line_end\":3,\"path\":\"b\"}]}",
    "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"y/other\",\"line_start\":4,\"line_end\":4,\"message\":\"own\","
    "\"severity\":\"low\",\"confidence\":\"low\",\"cwe\":1}",
    "{\"k\":\"suppression\",\"path\":\"a\",\"line\":4,\"rule_id\":\"y/*\",\"reason\":\"why\",\"line_covered\":5}",
    "{\"k\":\"file\",\"path\":\"c\",\"key\":\"" KEY_A "\",\"parsed\":true}",
    "{\"k\":\"finding\",\"path\":\"c\",\"rule_id\":\"x/eval\",\"line_start\":2,\"line_end\":3}",
    "{\"k\":\"suppression\",\"path\":\"c\",\"line\":4,\"rule_id\":\"y/*\"}",
    "{\"k\":\"file\",\"path\":\"d\",\"key\":\"" KEY_B "\",\"parsed\":true}",
};
enum { FOUND = sizeof found / sizeof found[0] };

static void what_analyzers_found_is_a_fact(void **state)
{
    static const char *const one_row[] = {
        "v_rule WHERE rule_id = 'x/eval' AND title = 't' AND message = 'm' AND cwe = 95 AND severity = 'high'"
        " AND confidence = 'medium' AND kind = 'security' AND help = 'h' AND links ->> 1 = 'https://b'",
        "v_detection WHERE path = 'a' AND rule_id = 'x/eval' AND line_start = 2 AND line_end = 3 AND message = 'm'"
        " AND severity = 'high' AND confidence = 'medium' AND cwe = 95 AND kind = 'security' AND unit = 0"
        " AND qualified_name = 'f' AND tokens = '" KEY_B
        "' AND byte_start = 5 AND byte_end = 9 AND detection = 0",
        "v_detection WHERE path = 'a' AND rule_id = 'y/other' AND message = 'own' AND severity = 'low' AND cwe = 1"
        " AND confidence = 'low' AND kind IS NULL AND unit IS NULL AND tokens IS NULL AND detection = 1",
        "v_detection WHERE path = 'c' AND detection = 1",
        "v_detection_step WHERE path = 'a' AND detection = 0 AND step = 0 AND step_path = 'a' AND line_start = 1"
        " AND message = 'in' AND line_end IS NULL",
        "v_detection_step WHERE path = 'c' AND step = 1 AND step_path = 'b' AND line_end = 3 AND message IS NULL",
        "v_suppression WHERE path = 'c' AND line = 4 AND line_covered = 5 AND rule_id = 'y/*' AND reason = 'why'",
    };
    struct place *place = *state;
    for (int run = 0; run < 2; run++) {
        load_records(place, found, FOUND);
        for (size_t i = 0; i < sizeof one_row / sizeof one_row[0]; i++) {
            struct arena scratch = place->arena;
            if (ask(place, arena_printf(&scratch, "SELECT count(*) FROM %s", one_row[i])) != 1)
                fail_msg("run %d: not one row: %s", run, one_row[i]);
        }
        assert_int_equal(ask(place, "SELECT count(*) FROM detection"), 2);
        assert_int_equal(ask(place, "SELECT count(*) FROM rule"), run + 1);
        assert_sound(place);
    }
}

static void findings_go_with_their_file(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    load_records(place, found, FOUND);
    write_stream(place, "/r", found + FOUND - 1, 1, false);
    assert_ok(load(place, 1, &err), &err);
    assert_int_equal(ask(place,
                         "SELECT (SELECT count(*) FROM detection) + (SELECT count(*) FROM detection_step) +"
                         " (SELECT count(*) FROM suppression) + (SELECT count(*) FROM rule)"),
                     0);
    assert_sound(place);
}

/* Many, and a message as long as a record may be. */
static void a_file_may_be_full_of_findings(void **state)
{
    enum { MANY = 100000, LONG = 4 << 20 };
    static const char *records[MANY + 2];
    struct place *place = *state;
    records[0] = found[2];
    for (int i = 0; i < MANY; i++)
        records[i + 1] =
            arena_printf(&place->arena,
                         "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"x/eval\",\"line_start\":%d,"
                         "\"line_end\":%d}",
                         i + 1, i + 1);
    char *message = arena_array(&place->arena, char, LONG + 1);
    memset(message, 'm', LONG);
    records[MANY + 1] =
        arena_printf(&place->arena,
                     "{\"k\":\"finding\",\"path\":\"a\",\"rule_id\":\"x/eval\",\"line_start\":1,"
                     "\"line_end\":1,\"message\":\"%s\"}",
                     message);
    load_records(place, records, MANY + 2);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_detection"), MANY + 1);
    assert_int_equal(ask(place, "SELECT max(length(message)) FROM v_detection"), LONG);
    assert_sound(place);
}

/* Two streams of one root make one run; of two roots, none. */
static void streams_of_one_call_make_one_run(void **state)
{
    struct place *place = *state;
    struct err err = {0};
    char second[128];
    snprintf(second, sizeof second, "%s/second", place->dir);
    write_stream(place, "/r", whole + 6, 1, false);
    assert_int_equal(rename(place->stream, second), 0);
    const char *const streams[] = {second, place->stream};
    struct load_request request = {.store = place->store, .streams = streams, .n_streams = 2, .keep_runs = 1};
    write_stream(place, "/r", whole, 1, false);
    assert_ok(load_streams(&request, open("/dev/null", O_WRONLY), &err), &err);
    assert_int_equal(ask(place, "SELECT count(*) FROM v_file"), 2);
    assert_int_equal(ask(place, "SELECT json_array_length(programs) FROM v_run"), 2);
    write_stream(place, "/s", whole, 1, false);
    assert_int_equal(load_streams(&request, open("/dev/null", O_WRONLY), &err), ERR_INPUT);
    assert_contains(err.text, "another root");
    assert_int_equal(ask(place, "SELECT count(*) FROM v_run"), 1);
    unlink(second);
}

/* Imports of one file whose lines are more than LINKED_HELD_MAX together: IMPORTS_HELD of them are held back before there
 * is no room. */
enum { IMPORT_BYTES = 7 << 20, IMPORTS_HELD = LINKED_HELD_MAX / IMPORT_BYTES, IMPORTS = IMPORTS_HELD + 2 };

static void load_wide(struct place *place, const char *key, const char *filler)
{
    const char *records[IMPORTS + 2] = {"{\"k\":\"file\",\"path\":\"a.c\",\"key\":\"" KEY_A
                                        "\",\"parsed\":true}"};
    struct arena lines;
    struct err err = {0};
    assert_ok(arena_init(&lines, (size_t)(IMPORTS + 1) * IMPORT_BYTES, &err), &err);
    records[0] = arena_printf(&lines, "{\"k\":\"file\",\"path\":\"a.c\",\"key\":\"%s\",\"parsed\":true}", key);
    for (int i = 0; i < IMPORTS; i++)
        records[i + 1] =
            arena_printf(&lines,
                         "{\"k\":\"import\",\"path\":\"a.c\",\"line\":%d,\"text\":\"t\",\"filler\":\"%s\","
                         "\"external_name\":\"e%d\"}",
                         i + 1, filler, i);
    records[IMPORTS + 1] =
        "{\"k\":\"external\",\"external_name\":\"e0\",\"lang\":\"C\",\"imports\":1,\"files\":1}";
    write_stream(place, "/r", records, IMPORTS + 2, true);
    assert_ok(load(place, 10, &err), &err);
    arena_release(&lines);
}

/* What does not fit is loaded as it comes, behind what was held back: the rows are the same, though the store has them, and whether the
 * file is known or new. */
static void more_than_can_be_held_back_is_loaded(void **state)
{
    static const char *const keys[] = {KEY_A, KEY_A, KEY_B};
    struct place *place = *state;
    char *filler = calloc(1, IMPORT_BYTES - 1000);
    memset(filler, 'x', IMPORT_BYTES - 1001);
    for (int run = 1; run <= 3; run++) {
        load_wide(place, keys[run - 1], filler);
        assert_int_equal(ask(place, "SELECT count(*) FROM linked"), run);
        assert_int_equal(ask(place, "SELECT count(*) FROM v_import"), IMPORTS);
        assert_int_equal(ask(place, "SELECT count(*) FROM v_import WHERE external_name = 'e' || import"),
                         IMPORTS);
        assert_int_equal(ask(place, "SELECT count(*) FROM v_external"), 1);
    }
    assert_int_equal(ask(place, "SELECT count(DISTINCT digest) FROM linked"), 1);
    assert_sound(place);
    free(filler);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(every_record_is_in_its_view),
        TEST(counted_files_do_not_share_by_key),
        TEST(a_rerun_writes_the_run_only),
        TEST(older_runs_go),
        TEST(roots_are_apart),
        TEST(compressed_streams_are_read),
        TEST(cut_off_anywhere_changes_nothing),
        TEST(an_edited_byte_changes_nothing),
        TEST(no_stream_leaves_no_store),
        TEST(contradictions_are_bad_input),
        TEST(what_analyzers_found_is_a_fact),
        TEST(findings_go_with_their_file),
        TEST(a_file_may_be_full_of_findings),
        TEST(streams_of_one_call_make_one_run),
        TEST(more_than_can_be_held_back_is_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
