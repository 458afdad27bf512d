/* Any bytes as a record stream: refused with a message, or read to a good end. */
#include "pipeline/record/record.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct record_reader reader;
    struct record record;
    struct err err = {0};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0)
        abort();
    int rc = record_reader_open(&reader, fd, "fuzz", &err);
    while (rc >= 0 && (rc = record_reader_next(&reader, &record, &err)) == 1) {
        const struct json_val *object;
        if (record_parse(&reader, &record, &object, &err) == 0)
            json_get_str(object, "k");
    }
    if (rc < 0 && err.text[0] == '\0')
        abort(); /* a failure without a reason */
    if (rc == 0 && !reader.ended)
        abort(); /* taken for whole without an end record */
    record_reader_close(&reader);
    close(fd);
    return 0;
}
