#include "pipeline/base/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

void trail_init(struct trail *trail, int root_fd)
{
    trail->root_fd = root_fd;
    trail->n = 0;
}

static void leave_last(struct trail *trail)
{
    int saved = errno;
    close(trail->kept[--trail->n].fd);
    errno = saved;
}

void trail_release(struct trail *trail)
{
    while (trail->n)
        leave_last(trail);
}

static int refuse(int reason)
{
    errno = reason;
    return -1;
}

static int open_component(int dir_fd, struct str name, int flags)
{
    char cstr[NAME_MAX + 1];
    if (name.len == 0 || str_eq(name, STR(".")) || str_eq(name, STR("..")) || memchr(name.p, '\0', name.len))
        return refuse(EINVAL);
    if (name.len > NAME_MAX)
        return refuse(ENAMETOOLONG);
    memcpy(cstr, name.p, name.len);
    cstr[name.len] = '\0';
    return openat(dir_fd, cstr, flags | O_NOFOLLOW | O_CLOEXEC);
}

static int last_fd(const struct trail *trail)
{
    return trail->n ? trail->kept[trail->n - 1].fd : trail->root_fd;
}

/* Is the last folder on the way to `path`, or there? */
static bool leads_to(const struct trail *trail, struct str path)
{
    size_t len = trail->kept[trail->n - 1].len;
    return path.len >= len && memcmp(trail->path, path.p, len) == 0 && (path.len == len || path.p[len] == '/');
}

/* The process has no descriptor left: keeps the last folder alone. */
static bool make_room(struct trail *trail)
{
    if (errno != EMFILE || trail->n < 2)
        return false;
    for (unsigned i = 0; i + 1 < trail->n; i++)
        close(trail->kept[i].fd);
    trail->kept[0] = trail->kept[trail->n - 1];
    trail->n = 1;
    return true;
}

/* Opens `name` in the last folder. */
static int open_in_last(struct trail *trail, struct str name, int flags)
{
    int fd = open_component(last_fd(trail), name, flags);
    return fd < 0 && make_room(trail) ? open_component(last_fd(trail), name, flags) : fd;
}

/* Goes down to the folder `name` of the last one. One too many takes the place of the one it is in. */
static int descend(struct trail *trail, struct str name)
{
    int fd = open_in_last(trail, name, O_PATH | O_DIRECTORY);
    if (fd < 0)
        return -1;
    size_t start = trail->n ? trail->kept[trail->n - 1].len + 1 : 0;
    if (trail->n == TRAIL_KEPT_MAX)
        leave_last(trail);
    memcpy(trail->path + start, name.p, name.len);
    if (start)
        trail->path[start - 1] = '/';
    trail->kept[trail->n++] = (struct trail_folder){.fd = fd, .len = start + name.len};
    return 0;
}

int trail_folder(struct trail *trail, struct str path)
{
    if (path.len > TRAIL_PATH_MAX)
        return refuse(ENAMETOOLONG);
    while (trail->n && !leads_to(trail, path))
        leave_last(trail);
    size_t known = trail->n ? trail->kept[trail->n - 1].len : 0;
    if (known == path.len)
        return last_fd(trail);
    for (struct str rest = str_skip(path, known ? known + 1 : 0); rest.p;) {
        if (descend(trail, str_cut(&rest, '/')) < 0)
            return -1;
    }
    return last_fd(trail);
}

int trail_open(struct trail *trail, struct str path)
{
    if (str_starts(path, STR("/")))
        return refuse(EINVAL);
    if (trail_folder(trail, str_dirname(path)) < 0)
        return -1;
    /* O_NONBLOCK: opening a FIFO without a writer would wait for one. */
    return open_in_last(trail, str_basename(path), O_RDONLY | O_NONBLOCK | O_NOCTTY);
}
