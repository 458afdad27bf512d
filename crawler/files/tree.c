#include "crawler/files/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

static int open_component(int dir_fd, struct str name)
{
    char cstr[NAME_MAX + 1];
    if (name.len > NAME_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(cstr, name.p, name.len);
    cstr[name.len] = '\0';
    return openat(dir_fd, cstr, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int tree_open_dir(int root_fd, struct str path)
{
    int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0 && path.p && path.len) {
        struct str name = str_cut(&path, '/');
        int below = open_component(fd, name);
        int saved = errno;
        close(fd);
        errno = saved;
        fd = below;
    }
    return fd;
}
