#include "analyzers/parse/source_reader.h"

#include "pipeline/base/io.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void source_reader_init(struct source_reader *reader, int root_fd)
{
    trail_init(&reader->trail, root_fd);
}

void source_reader_release(struct source_reader *reader)
{
    trail_release(&reader->trail);
}

static int check_kind(int fd, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_sys(err, "stat");
    return S_ISREG(st.st_mode) ? 0 : err_set(err, ERR_INPUT, "not a regular file");
}

int source_read(struct source_reader *reader, struct str path, struct buf *text, struct err *err)
{
    int fd = trail_open(&reader->trail, path);
    if (fd < 0 && errno == EINVAL)
        return err_set(err, ERR_INPUT, "not a path below the root");
    if (fd < 0)
        return err_sys(err, "open");
    int rc = check_kind(fd, err);
    if (rc == 0)
        rc = io_read_fd(fd, text, err);
    close(fd);
    return rc;
}
