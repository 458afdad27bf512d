/* A stream of any bytes, compressed or not, is whole or refused; passed on, one that is whole is whole again. */
#include "pipeline/record/record.h"
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

/* A descriptor at the start of a file in memory that holds `data`. */
static int file_of(const void *data, size_t len)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    CHECK(fd >= 0 && write(fd, data, len) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

/* Reads all of it, and passes it on to `writer` if there is one. The number of records, or an error. */
static long long copy(struct record_reader *reader, struct record_writer *writer, struct err *err)
{
    struct record record;
    long long records = 0;
    int rc;
    while ((rc = record_reader_next(reader, &record, err)) == 1) {
        const struct json_val *object;
        records++;
        record_parse(reader, &record, &object, NULL);
        if (writer)
            CHECK(record_writer_pass(writer, &record, err) == 0);
    }
    return rc < 0 ? rc : records;
}

static void check_pass_on(const void *data, size_t len, long long records)
{
    static const struct record_program program = {.program = "fuzz", .version = "1", .options = {0}};
    int from = file_of(data, len), to = file_of("", 0);
    struct record_reader reader;
    struct record_writer writer;
    struct err err = {0};
    CHECK(record_reader_open(&reader, from, "from", &err) == 0);
    record_writer_open(&writer, dup(to), "to", len % 2);
    if (record_writer_head_from(&writer, &reader, &program, &err) < 0) {
        record_writer_abandon(&writer);
    } else {
        CHECK(copy(&reader, &writer, &err) == records);
        CHECK(record_writer_end(&writer, &err) == 0);
        record_reader_close(&reader);
        CHECK(lseek(to, 0, SEEK_SET) == 0);
        CHECK(record_reader_open(&reader, to, "to", &err) == 0);
        CHECK(copy(&reader, NULL, &err) == records);
    }
    record_reader_close(&reader);
    close(from);
    close(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    int fd = file_of(data, len);
    struct record_reader reader;
    struct err err = {0};
    long long records = record_reader_open(&reader, fd, "fuzz", &err);
    if (records == 0)
        records = copy(&reader, NULL, &err);
    CHECK(records < 0 || reader.ended);
    record_reader_close(&reader);
    CHECK(records >= 0 || (records == ERR_INPUT && err.text[0]));
    if (records >= 0)
        check_pass_on(data, len, records);
    close(fd);
    return 0;
}
