/*
 * trail: opens files below a root by their paths, and nothing outside it.
 *
 * Each component of a path is opened on its own and may not be a symbolic link, so a link that appears while the tree
 * is read leads nowhere; "", "." and ".." are no components. Files mostly come in order of their paths: the folders on
 * the way to the last one stay open, and the next file costs only the components that are new. No FIFO or device can
 * stop an open. Descriptors are O_CLOEXEC. One trail a thread; the root's descriptor is borrowed.
 */
#ifndef CBCRAWL_BASE_TRAIL_H
#define CBCRAWL_BASE_TRAIL_H

#include "pipeline/base/str.h"

enum {
    TRAIL_PATH_MAX = 4095, /* bytes; the kernel takes no longer ones */
    TRAIL_KEPT_MAX = 8,    /* sources are rarely deeper; with no descriptor left one folder will do */
};

struct trail {
    int root_fd;
    unsigned n;
    struct trail_folder {
        int fd;
        size_t len; /* its path is so many bytes of `path` */
    } kept[TRAIL_KEPT_MAX];
    char path[TRAIL_PATH_MAX];
};

void trail_init(struct trail *trail, int root_fd);
void trail_release(struct trail *trail); /* closes its folders; it may be used again */

/* The folder at `path` ("" is the root), open with O_PATH until the next call. -1 and errno: EINVAL when a component is
 * none, ELOOP or ENOTDIR for a link. */
int trail_folder(struct trail *trail, struct str path);

/* Opens the file at `path` for reading, whatever its kind. The caller closes it. -1 and errno, as trail_folder. */
int trail_open(struct trail *trail, struct str path);

#endif
