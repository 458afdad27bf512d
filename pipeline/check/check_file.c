#include "pipeline/check/check_file.h"

#include "pipeline/base/io.h"
#include "pipeline/record/record.h"
#include "pipeline/store/store.h"

#include <errno.h>
#include <unistd.h>

/* Every line is read as JSON, also those that a stage would pass on unread. */
static int check_records(struct record_reader *reader, struct err *err)
{
    struct record record;
    const struct json_val *object;
    int rc;
    while ((rc = record_reader_next(reader, &record, err)) > 0) {
        rc = record_parse(reader, &record, &object, err);
        if (rc < 0)
            break;
    }
    return rc == ERR_INPUT ? ERR_NO : rc;
}

static int check_stream(int fd, const char *name, struct err *err)
{
    struct record_reader reader;
    int rc = record_reader_open(&reader, fd, name, err);
    if (rc == 0)
        rc = check_records(&reader, err);
    record_reader_close(&reader);
    return rc;
}

/* Why a store cannot be opened when its first bytes are good: damage. */
static int check_store(const char *name, enum store_kind kind, struct err *err)
{
    struct store *store;
    int rc = store_open(&store, name, STORE_READ, err);
    if (rc < 0)
        return rc == ERR_INPUT && kind == STORE_KIND_OURS ? ERR_NO : rc;
    rc = store_check(store, err);
    store_close(store);
    return rc;
}

/* The start of a file that can be read again; of any other, nothing. */
static int peek(int fd, const char *name, char *to, size_t len, struct str *ret_start, struct err *err)
{
    ssize_t got = pread(fd, to, len, 0);
    if (got < 0 && errno != ESPIPE)
        return err_sys(err, "read %s", name);
    *ret_start = str_of(to, got > 0 ? (size_t)got : 0);
    return 0;
}

static int check_fd(int fd, const char *name, struct err *err)
{
    char bytes[STORE_START_LEN];
    struct str start;
    int rc = peek(fd, name, bytes, sizeof bytes, &start, err);
    if (rc < 0)
        return rc;
    enum store_kind kind = store_kind(start);
    return kind == STORE_KIND_ALIEN ? check_stream(fd, name, err) : check_store(name, kind, err);
}

int check_file(const char *operand, struct err *err)
{
    const char *name;
    int fd, rc = io_open_input(operand, &fd, &name, err);
    if (rc < 0)
        return rc;
    rc = fd == STDIN_FILENO ? check_stream(fd, name, err) : check_fd(fd, name, err);
    io_close_input(fd);
    return rc;
}
