#include "pipeline/record/record.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <unistd.h>

/* A temporary file with `bytes`, at its start. */
static int file_with(struct str bytes)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    int fd = dup(fileno(file));
    fclose(file);
    assert_int_equal(write(fd, bytes.p, bytes.len), (ssize_t)bytes.len);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

/* Writes a stream of `n` records and returns its bytes in `ret`. */
static void make_stream(int n, bool lz4, struct buf *ret)
{
    static const struct record_program program = {"cbc-test", "1", {"{\"x\":1}", 7}};
    struct record_writer writer;
    struct err err = {0};
    FILE *file = tmpfile();
    int fd = dup(fileno(file));
    record_writer_open(&writer, dup(fd), "test", lz4);
    assert_ok(record_writer_head(&writer, STR("/some/root"), STR(""), &program, &err), &err);
    struct buf lines;
    buf_init(&lines, 1 << 20);
    for (int i = 0; i < n; i++) {
        struct json_out j = record_open(&lines, i % 3 ? "unit" : "file");
        json_put_int(&j, "i", i);
        record_close(&j);
    }
    assert_ok(record_writer_lines(&writer, &lines, &err), &err);
    assert_ok(record_writer_end(&writer, &err), &err);
    buf_release(&lines);
    lseek(fd, 0, SEEK_SET);
    buf_init(ret, 1 << 20);
    assert_ok(io_read_fd(fd, ret, &err), &err);
    close(fd);
    fclose(file);
}

/* Reads a whole stream; the number of records, or the code of its failure. */
static int read_all(struct str bytes, struct err *err)
{
    struct record_reader reader;
    struct record record;
    int fd = file_with(bytes);
    int n = 0, rc = record_reader_open(&reader, fd, "test", err);
    while (rc >= 0 && (rc = record_reader_next(&reader, &record, err)) == 1)
        n++;
    record_reader_close(&reader);
    close(fd);
    return rc < 0 ? rc : n;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (int lz4 = 0; lz4 <= 1; lz4++) {
        struct buf stream;
        struct err err = {0};
        make_stream(1000, lz4, &stream);
        assert_int_equal(read_all(buf_str(&stream), &err), 1000);
        buf_release(&stream);
    }
}

static void the_end_record_counts_by_kind(void **state)
{
    (void)state;
    struct buf stream;
    make_stream(7, false, &stream);
    buf_addc(&stream, '\0');
    assert_contains(stream.p, "{\"k\":\"end\",\"counts\":{\"file\":3,\"unit\":4},\"digest\":\"");
    buf_release(&stream);
}

static void a_stream_cut_anywhere_is_never_whole(void **state)
{
    (void)state;
    for (int lz4 = 0; lz4 <= 1; lz4++) {
        struct buf stream;
        make_stream(10, lz4, &stream);
        for (size_t len = 0; len < stream.len; len++) {
            struct err err = {0};
            int rc = read_all(str_head(buf_str(&stream), len), &err);
            assert_true(rc == ERR_INPUT || (lz4 && rc == ERR_ENV));
            assert_true(err.text[0] != '\0');
        }
        buf_release(&stream);
    }
}

static void a_changed_byte_is_noticed(void **state)
{
    (void)state;
    struct buf stream;
    make_stream(4, false, &stream);
    size_t head_len = (size_t)str_index(buf_str(&stream), '\n') + 1;
    for (size_t i = head_len; i < stream.len; i++) {
        struct err err = {0};
        char was = stream.p[i];
        stream.p[i] ^= 1;
        int rc = read_all(buf_str(&stream), &err);
        /* Only a field name or white space of the end record itself can differ without being read. */
        if (rc >= 0)
            fail_msg("byte %zu of \"%s\" changed unnoticed", i, stream.p);
        stream.p[i] = was;
    }
    buf_release(&stream);
}

static int read_text(const char *text, struct err *err)
{
    return read_all(str_from(text), err);
}

static void what_is_no_stream_is_told(void **state)
{
    (void)state;
    const struct {
        const char *text, *says;
    } cases[] = {
        {"", "empty stream"},
        {"hello\n", "no head record"},
        {"{\"k\":\"file\"}\n", "no head record"},
        {"{\"k\":\"head\",\"schema\":2}\n", "schema 2 is newer"},
        {"{\"k\":\"head\"}\n", "without a schema"},
        {"{\"k\":\"head\",\"schema\":1}\n", "cut off after 1 lines"},
        {"{\"k\":\"head\",\"schema\":1}\n{\"k\":\"head\",\"schema\":1}\n", "second head"},
        {"{\"k\":\"head\",\"schema\":1}\n{\"x\":1}\n", "test:2: not a record"},
        {"{\"k\":\"head\",\"schema\":1}\n{\"k\":\"end\",\"counts\":{\"file\":1},\"digest\":\"\"}\n",
         "counts 1 file records, the stream has 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        assert_int_equal(read_text(cases[i].text, &err), ERR_INPUT);
        assert_contains(err.text, cases[i].says);
    }
}

static void each_program_adds_itself_to_the_head(void **state)
{
    (void)state;
    static const struct record_program second = {"cbc-second", "2", {NULL, 0}};
    struct buf stream;
    struct record_reader reader;
    struct record_writer writer;
    struct record record;
    struct err err = {0};
    make_stream(2, false, &stream);
    int in = file_with(buf_str(&stream));
    FILE *file = tmpfile();
    record_writer_open(&writer, dup(fileno(file)), "out", false);
    assert_ok(record_reader_open(&reader, in, "in", &err), &err);
    assert_ok(record_writer_head_from(&writer, &reader, &second, &err), &err);
    while (record_reader_next(&reader, &record, &err) == 1)
        assert_ok(record_writer_pass(&writer, &record, &err), &err);
    assert_ok(record_writer_end(&writer, &err), &err);
    record_reader_close(&reader);
    buf_release(&stream);
    lseek(fileno(file), 0, SEEK_SET);
    buf_init(&stream, 1 << 20);
    assert_ok(io_read_fd(fileno(file), &stream, &err), &err);
    assert_int_equal(read_all(buf_str(&stream), &err), 2);
    buf_addc(&stream, '\0');
    assert_contains(stream.p,
                    "\"programs\":[{\"program\":\"cbc-test\",\"version\":\"1\",\"options\":{\"x\":1}},"
                    "{\"program\":\"cbc-second\",\"version\":\"2\"}]}\n");
    buf_release(&stream);
    fclose(file);
    close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(the_end_record_counts_by_kind),
        cmocka_unit_test(a_stream_cut_anywhere_is_never_whole),
        cmocka_unit_test(a_changed_byte_is_noticed),
        cmocka_unit_test(what_is_no_stream_is_told),
        cmocka_unit_test(each_program_adds_itself_to_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
