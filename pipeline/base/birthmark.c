#include "pipeline/base/birthmark.h"

#include "pipeline/base/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 96 }; /* three numbers of 64 bits */

static struct str mark_of(int dir_fd, char text[TEXT_MAX], struct err *err)
{
    struct statx st;
    if (statx(dir_fd, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &st) < 0) {
        err_sys(err, "stat of a folder");
        return (struct str){0};
    }
    bool has_birth = st.stx_mask & STATX_BTIME;
    int len = snprintf(text, TEXT_MAX, "%llu %lld.%09u\n", (unsigned long long)st.stx_ino,
                       has_birth ? (long long)st.stx_btime.tv_sec : 0LL, has_birth ? st.stx_btime.tv_nsec : 0);
    return str_of(text, (size_t)len);
}

int birthmark_make(int dir_fd, struct err *err)
{
    char text[TEXT_MAX];
    struct str mark = mark_of(dir_fd, text, err);
    return mark.p ? io_write_file_atomic(dir_fd, BIRTHMARK_NAME, mark, err) : ERR_ENV;
}

bool birthmark_fits(int dir_fd)
{
    char text[TEXT_MAX], found[TEXT_MAX];
    struct str mark = mark_of(dir_fd, text, NULL);
    int fd = openat(dir_fd, BIRTHMARK_NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    ssize_t got = read(fd, found, sizeof found);
    close(fd);
    return got > 0 && mark.p && str_eq(str_of(found, (size_t)got), mark);
}
