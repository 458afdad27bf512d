#include "analyzers/link/link.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <unistd.h>

static int temporary_fd(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    int fd = dup(fileno(file));
    fclose(file);
    return fd;
}

/* A stream of `lines` under a head. */
static int stream_of(const char *lines)
{
    static const struct record_program program = {"cbc-test", "1", {NULL, 0}};
    struct record_writer writer;
    struct err err = {0};
    struct buf body;
    int fd = temporary_fd();
    record_writer_open(&writer, dup(fd), "test", false);
    assert_ok(record_writer_head(&writer, STR("/nowhere"), STR(""), &program, &err), &err);
    buf_init(&body, 1 << 20);
    buf_add(&body, str_from(lines));
    assert_ok(record_writer_lines(&writer, &body, &err), &err);
    assert_ok(record_writer_end(&writer, &err), &err);
    buf_release(&body);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Links a stream of `lines`; what comes out between head and end is in *ret_out. */
static int link_lines(const char *lines, struct buf *ret_out, struct err *err)
{
    struct record_reader reader;
    struct record_writer writer;
    struct record record;
    int in = stream_of(lines), fd = temporary_fd();
    assert_ok(record_reader_open(&reader, in, "in", err), err);
    record_writer_open(&writer, dup(fd), "out", false);
    assert_ok(record_writer_head(&writer, STR("/nowhere"), STR(""),
                                 &(struct record_program){"x", "1", {NULL, 0}}, err),
              err);
    int rc = link_run(&reader, &writer, -1, &(struct link_options){.no_clones = false}, err);
    record_reader_close(&reader);
    close(in);
    if (rc == 0) {
        assert_ok(record_writer_end(&writer, err), err);
        lseek(fd, 0, SEEK_SET);
        buf_init(ret_out, 1 << 20);
        assert_ok(record_reader_open(&reader, fd, "out", err), err);
        while ((rc = record_reader_next(&reader, &record, err)) > 0) {
            buf_add(ret_out, record.line);
            buf_addc(ret_out, '\n');
        }
        assert_ok(rc, err);
        record_reader_close(&reader);
    } else {
        record_writer_abandon(&writer);
    }
    close(fd);
    return rc;
}

/* What comes out for `lines` is exactly `wanted`. */
static void expect(const char *lines, const char *wanted)
{
    struct buf out;
    struct err err = {0};
    assert_ok(link_lines(lines, &out, &err), &err);
    assert_str(buf_str(&out), wanted);
    buf_release(&out);
}

#define FILE_PY(path) "{\"k\":\"file\",\"path\":\"" path "\",\"lang\":\"Python\"}\n"
#define IMPORT(path, line, module, rest)                                                  \
    "{\"k\":\"import\",\"path\":\"" path "\",\"line\":" line ",\"text\":\"import " module \
    "\",\"module\":\"" module "\",\"form\":\"import\"" rest "}\n"
#define NODE(level, member, in, out, instability, depth, rest)                                              \
    "{\"k\":\"graph\",\"level\":\"" level "\",\"member\":\"" member "\",\"fan_in\":" in ",\"fan_out\":" out \
    ",\"instability\":" instability ",\"depth\":" depth rest "}\n"
#define LONE_NODE(level, member)                                    \
    "{\"k\":\"graph\",\"level\":\"" level "\",\"member\":\"" member \
    "\",\"fan_in\":0,\"fan_out\":0,\"depth\":0}\n"
#define EDGE(level, from, to, weight, rest)                                                \
    "{\"k\":\"edge\",\"level\":\"" level "\",\"from_path\":\"" from "\",\"to_path\":\"" to \
    "\",\"weight\":" weight rest "}\n"
#define SYSTEM(level, counts) "{\"k\":\"system\",\"level\":\"" level "\"," counts "}\n"
#define NO_FOLDERS   \
    SYSTEM("folder", \
           "\"nodes\":1,\"edges\":0,\"cycles\":0,\"in_cycles\":0,\"propagation_cost\":1,\"depth_max\":0")
#define NO_MODULES   \
    SYSTEM("module", \
           "\"nodes\":0,\"edges\":0,\"cycles\":0,\"in_cycles\":0,\"propagation_cost\":0,\"depth_max\":0")

static void imports_come_resolved_behind_everything_else(void **state)
{
    (void)state;
    expect(
        FILE_PY("a.py") IMPORT("a.py", "3", "b", "")
            IMPORT("a.py", "1", "os", ",\"unknown\":[1,{\"x\":2}]") "{\"k\":\"novel\",\"x\":1}\n" FILE_PY(
                "b.py") "{\"k\":\"unit\",\"path\":\"b.py\",\"kind\":\"class\"}\n",
        FILE_PY("a.py") "{\"k\":\"novel\",\"x\":1}\n" FILE_PY(
            "b.py") "{\"k\":\"unit\",\"path\":\"b.py\",\"kind\":\"class\"}\n" IMPORT("a.py", "3", "b",
                                                                                     ",\"target_path\":\"b.py\"")
            IMPORT("a.py", "1", "os", ",\"unknown\":[1,{\"x\":2}],\"external_name\":\"os\"") EDGE(
                "file", "a.py", "b.py", "1", "") NODE("file", "a.py", "0", "1", "1", "1", "")
                NODE("file", "b.py", "1", "0", "0", "0", "") LONE_NODE("folder", ".") SYSTEM(
                    "file",
                    "\"nodes\":2,\"edges\":1,\"cycles\":0,\"in_cycles\":0,\"propagation_cost\":0.75,\"depth_max\":1")
                    NO_FOLDERS NO_MODULES
        "{\"k\":\"external\",\"external_name\":\"os\",\"lang\":\"Python\",\"imports\":1,\"files\":1}\n");
}

static void a_cycle_shows_its_shortest_example(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    assert_ok(link_lines(FILE_PY("a.py") IMPORT("a.py", "1", "b", "") IMPORT("a.py", "2", "b", "")
                             FILE_PY("b.py") IMPORT("b.py", "1", "c", "") FILE_PY("c.py")
                                 IMPORT("c.py", "1", "a", "") IMPORT("c.py", "2", "b", "") FILE_PY("d.py")
                                     IMPORT("d.py", "1", "e", ",\"is_type_only\":true") FILE_PY("e.py")
                                         IMPORT("e.py", "1", "d", ""),
                         &out, &err),
              &err);
    buf_addc(&out, 0);
    assert_contains(
        out.p,
        "{\"k\":\"cycle\",\"cycle_id\":1,\"level\":\"file\",\"size\":3,\"members\":[\"a.py\",\"b.py\",\"c.py\"],"
        "\"example\":[\"b.py\",\"c.py\",\"b.py\"],\"edges_inside\":4}\n");
    assert_contains(
        out.p, "{\"k\":\"cycle\",\"cycle_id\":2,\"level\":\"file\",\"size\":2,\"members\":[\"d.py\",\"e.py\"],"
               "\"example\":[\"d.py\",\"e.py\",\"d.py\"],\"edges_inside\":2,\"is_type_only\":true}\n");
    assert_contains(out.p, EDGE("file", "a.py", "b.py", "2", ""));
    assert_contains(out.p, EDGE("file", "d.py", "e.py", "1", ",\"is_type_only\":true"));
    assert_contains(out.p, NODE("file", "c.py", "1", "2", "0.6667", "0", ",\"cycle_id\":1"));
    assert_contains(out.p, "\"cycles\":2,\"in_cycles\":5,\"propagation_cost\":0.52,\"depth_max\":0");
    buf_release(&out);
}

static void what_only_tests_do_is_marked(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    assert_ok(
        link_lines(
            FILE_PY("a.py") IMPORT(
                "a.py", "1", "test_a",
                "") "{\"k\":\"file\",\"path\":\"test_a.py\",\"lang\":\"Python\",\"is_test\":true}\n" IMPORT("test_a.py",
                                                                                                            "1",
                                                                                                            "a",
                                                                                                            ""),
            &out, &err),
        &err);
    buf_addc(&out, 0);
    assert_contains(out.p, EDGE("file", "a.py", "test_a.py", "1", ""));
    assert_contains(out.p, EDGE("file", "test_a.py", "a.py", "1", ",\"is_test_only\":true"));
    assert_contains(out.p, "\"edges_inside\":2,\"is_test_only\":true}\n");
    buf_release(&out);
}

static void files_too_deep_are_said_to_be(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    char path[512] = "", lines[2048];
    for (size_t i = 0; i < 70; i++)
        memcpy(path + 2 * i, "d/", 3);
    snprintf(
        lines, sizeof lines,
        "{\"k\":\"file\",\"path\":\"%sa.py\",\"lang\":\"Python\"}\n"
        "{\"k\":\"import\",\"path\":\"%sa.py\",\"line\":1,\"text\":\"import os\",\"module\":\"os\",\"form\":\"import\"}\n",
        path, path);
    assert_ok(link_lines(lines, &out, &err), &err);
    buf_addc(&out, 0);
    assert_contains(out.p, "\"module\":\"os\",\"form\":\"import\"}\n{\"k\":\"error\",\"stage\":\"cbc-link\",");
    buf_release(&out);
}

static void an_import_of_two_files_is_written_for_each(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    static const char import[] =
        "{\"k\":\"import\",\"path\":\"p/x.py\",\"line\":1,\"text\":\"t\",\"module\":\".\",\"form\":"
        "\"from\",\"names\":[\"a\",\"b\"]";
    char lines[512];
    snprintf(lines, sizeof lines, "%s%s%s%s}\n", FILE_PY("p/a.py"), FILE_PY("p/b.py"), FILE_PY("p/x.py"),
             import);
    assert_ok(link_lines(lines, &out, &err), &err);
    buf_addc(&out, 0);
    snprintf(lines, sizeof lines, "%s,\"target_path\":\"p/a.py\"}\n%s,\"target_path\":\"p/b.py\"}\n", import,
             import);
    assert_contains(out.p, lines);
    assert_contains(out.p, EDGE("file", "p/x.py", "p/b.py", "1", ""));
    buf_release(&out);
}

/* Records of a shape cbc-parse does not write, and of files the stream does not have. */
static void unusual_import_records_lose_nothing(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    static const char odd[] =
        "{\"k\":\"import\", \"module\":\"a\",\"form\":\"import\",\"line\":7,\"path\":\"a.py\"";
    static const char late[] =
        "{\"k\":\"import\",\"path\":\"a.py\",\"line\":8,\"module\":\"b\",\"form\":\"import\"";
    static const char stranger[] = "{\"k\":\"import\",\"path\":\"none.py\",\"line\":1,\"module\":\"a\"}\n";
    char lines[1024];
    snprintf(lines, sizeof lines, "%s%s%s}\n%s}\n%s", FILE_PY("a.py"), FILE_PY("b.py"), odd, late, stranger);
    assert_ok(link_lines(lines, &out, &err), &err);
    buf_addc(&out, 0);
    snprintf(lines, sizeof lines, "%s,\"target_path\":\"a.py\"}\n%s,\"target_path\":\"b.py\"}\n", odd, late);
    assert_contains(out.p, stranger);
    assert_contains(out.p, lines);
    buf_release(&out);
}

static void paths_that_are_not_utf8_stay_whole(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    /* "d\xFF/a.c" and "d\xFF/b.h" */
    static const char lines[] =
        "{\"k\":\"file\",\"path\":\"\\\"d\\\\377/a.c\\\"\",\"path_raw\":\"ZP8vYS5j\",\"lang\":\"C\"}\n"
        "{\"k\":\"import\",\"path\":\"\\\"d\\\\377/a.c\\\"\",\"path_raw\":\"ZP8vYS5j\",\"line\":1,\"text\":\"t\",\"module\":"
        "\"b.h\",\"form\":\"include\"}\n"
        "{\"k\":\"file\",\"path\":\"\\\"d\\\\377/b.h\\\"\",\"path_raw\":\"ZP8vYi5o\",\"lang\":\"C\"}\n";
    assert_ok(link_lines(lines, &out, &err), &err);
    buf_addc(&out, 0);
    assert_contains(
        out.p, "\"path_raw\":\"ZP8vYS5j\",\"line\":1,\"text\":\"t\",\"module\":\"b.h\",\"form\":\"include\","
               "\"target_path\":\"\\\"d\\\\377/b.h\\\"\",\"target_path_raw\":\"ZP8vYi5o\"}\n");
    assert_contains(out.p, "\"to_path_raw\":\"ZP8vYi5o\",\"weight\":1}\n");
    buf_release(&out);
}

static void mod_declarations_are_edges_but_no_cycles(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    assert_ok(
        link_lines(
            "{\"k\":\"file\",\"path\":\"main.rs\",\"lang\":\"Rust\"}\n"
            "{\"k\":\"import\",\"path\":\"main.rs\",\"line\":1,\"text\":\"mod x;\",\"module\":\"x\",\"form\":\"mod\"}\n"
            "{\"k\":\"file\",\"path\":\"x.rs\",\"lang\":\"Rust\"}\n"
            "{\"k\":\"import\",\"path\":\"x.rs\",\"line\":1,\"text\":\"use super::Y;\",\"module\":\"super::Y\","
            "\"form\":\"use\"}\n",
            &out, &err),
        &err);
    buf_addc(&out, 0);
    assert_contains(out.p, EDGE("file", "main.rs", "x.rs", "1", ",\"is_declaration\":true"));
    assert_contains(out.p, EDGE("file", "x.rs", "main.rs", "1", ""));
    assert_contains(out.p,
                    SYSTEM("file",
                           "\"nodes\":2,\"edges\":1,\"cycles\":0,\"in_cycles\":0,\"propagation_cost\":0.75,"
                           "\"depth_max\":1"));
    buf_release(&out);
}

static void a_package_without_a_file_counts_on_the_upper_levels(void **state)
{
    (void)state;
    struct buf out;
    struct err err = {0};
    assert_ok(
        link_lines(
            "{\"k\":\"file\",\"path\":\"x/A.java\",\"lang\":\"Java\"}\n"
            "{\"k\":\"package\",\"path\":\"x/A.java\",\"name\":\"a.x\",\"form\":\"java\",\"line\":1}\n"
            "{\"k\":\"import\",\"path\":\"x/A.java\",\"line\":2,\"text\":\"import a.y.*;\",\"module\":\"a.y.*\","
            "\"form\":\"import\"}\n"
            "{\"k\":\"file\",\"path\":\"y/B.java\",\"lang\":\"Java\"}\n"
            "{\"k\":\"package\",\"path\":\"y/B.java\",\"name\":\"a.y\",\"form\":\"java\",\"line\":1}\n",
            &out, &err),
        &err);
    buf_addc(&out, 0);
    assert_contains(out.p, "\"target_module\":\"a.y\"}\n" EDGE("folder", "x", "y", "1", "")
                               EDGE("module", "a.x", "a.y", "1", ""));
    buf_release(&out);
}

static void streams_that_cannot_be_linked(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *reason;
    } cases[] = {
        {SYSTEM("file", "\"nodes\":0"), "linked already"},
        {EDGE("file", "a", "b", "1", ""), "linked already"},
        {"{\"k\":\"file\",\"lang\":\"C\"}\n", "without a path"},
        {"{\"k\":\"file\",\"path\":\"a\n", "JSON"},
        {FILE_PY("a.py") "{\"k\":\"import\",\"path\":\"a.py\",\"line\":1,\"text\":\"\n", "JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out;
        struct err err = {0};
        assert_int_equal(link_lines(cases[i].lines, &out, &err), ERR_INPUT);
        assert_contains(err.text, cases[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_come_resolved_behind_everything_else),
        cmocka_unit_test(a_cycle_shows_its_shortest_example),
        cmocka_unit_test(what_only_tests_do_is_marked),
        cmocka_unit_test(files_too_deep_are_said_to_be),
        cmocka_unit_test(an_import_of_two_files_is_written_for_each),
        cmocka_unit_test(unusual_import_records_lose_nothing),
        cmocka_unit_test(paths_that_are_not_utf8_stay_whole),
        cmocka_unit_test(mod_declarations_are_edges_but_no_cycles),
        cmocka_unit_test(a_package_without_a_file_counts_on_the_upper_levels),
        cmocka_unit_test(streams_that_cannot_be_linked),
    };
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
