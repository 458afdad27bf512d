/* A trail opens the same files whatever it has open, and never anything outside its root. */
#include "tests/unit/check.h"

#include "pipeline/base/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {"root",         "root/a",         "root/a/b",         "root/a/b/c",
                                      "root/a/b/c/d", "root/a/b/c/d/e", "root/a/b/c/d/e/f", "root/ab"};
static const char *const files[] = {"secret",
                                    "root/top",
                                    "root/a/one",
                                    "root/a/b/two",
                                    "root/a/bare",
                                    "root/a/b/c/d/it",
                                    "root/a/b/c/d/e/f/deep",
                                    "root/ab/x"};
enum { N_FOLDERS = sizeof folders / sizeof *folders, N_FILES = sizeof files / sizeof *files };

static char top[64];
static int top_fd, root_fd;

/* Each file holds its own path. */
static int set_up(void **state)
{
    (void)state;
    snprintf(top, sizeof top, "/tmp/trail.XXXXXX");
    assert_non_null(mkdtemp(top));
    top_fd = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < N_FOLDERS; i++)
        assert_int_equal(mkdirat(top_fd, folders[i], 0700), 0);
    for (size_t i = 0; i < N_FILES; i++) {
        int fd = openat(top_fd, files[i], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        assert_int_equal(write(fd, files[i], strlen(files[i])), (ssize_t)strlen(files[i]));
        close(fd);
    }
    root_fd = openat(top_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(symlinkat("../secret", root_fd, "link"), 0);
    assert_int_equal(symlinkat("..", root_fd, "up"), 0);
    assert_int_equal(mkfifoat(root_fd, "fifo", 0600), 0);
    return 0;
}

static int tear_down(void **state)
{
    static const char *const others[] = {"link", "up", "fifo"};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        unlinkat(root_fd, others[i], 0);
    for (size_t i = 0; i < N_FILES; i++)
        unlinkat(top_fd, files[i], 0);
    for (size_t i = N_FOLDERS; i > 0; i--)
        unlinkat(top_fd, folders[i - 1], AT_REMOVEDIR);
    close(root_fd);
    close(top_fd);
    return rmdir(top);
}

/* Opens a path and reads what is there; the number of bytes, or -1. */
static ssize_t read_path(struct trail *trail, const char *path, char *to, size_t room)
{
    int fd = trail_open(trail, str_from(path));
    if (fd < 0)
        return -1;
    ssize_t got = read(fd, to, room);
    close(fd);
    return got;
}

static void every_file_is_reached_from_every_other(void **state)
{
    struct trail trail;
    char text[64];
    (void)state;
    trail_init(&trail, root_fd);
    for (size_t i = 1; i < N_FILES; i++) {
        for (size_t j = 1; j < N_FILES; j++) {
            const char *const pair[] = {files[i], files[j]};
            for (size_t k = 0; k < 2; k++) {
                ssize_t got = read_path(&trail, pair[k] + strlen("root/"), text, sizeof text);
                assert_str(str_of(text, (size_t)got), pair[k]);
            }
        }
    }
    assert_true(trail.n <= TRAIL_KEPT_MAX);
    trail_release(&trail);
    assert_int_equal(trail.n, 0);
}

static void nothing_else_is_opened(void **state)
{
    static const struct {
        const char *path;
        int reason;
    } refused[] = {{"", EINVAL},          {".", EINVAL},          {"..", EINVAL},
                   {"../secret", EINVAL}, {"/top", EINVAL},       {"a//one", EINVAL},
                   {"a/./one", EINVAL},   {"a/../top", EINVAL},   {"a/", EINVAL},
                   {"link", ELOOP},       {"up/secret", ENOTDIR}, {"top/x", ENOTDIR},
                   {"absent", ENOENT},    {"a/absent/x", ENOENT}, {"a/b/../../top", EINVAL}};
    struct trail trail;
    char text[64];
    (void)state;
    trail_init(&trail, root_fd);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        errno = 0;
        assert_int_equal(read_path(&trail, refused[i].path, text, sizeof text), -1);
        assert_int_equal(errno, refused[i].reason);
        assert_int_equal(read_path(&trail, "a/b/two", text, sizeof text), (ssize_t)strlen("root/a/b/two"));
    }
    trail_release(&trail);
}

static void a_fifo_does_not_stop_an_open(void **state)
{
    struct trail trail;
    (void)state;
    trail_init(&trail, root_fd);
    int fd = trail_open(&trail, STR("fifo"));
    assert_true(fd >= 0);
    close(fd);
    trail_release(&trail);
}

static void it_makes_do_with_few_descriptors(void **state)
{
    struct trail trail;
    struct rlimit before, few;
    char text[64];
    (void)state;
    trail_init(&trail, root_fd);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(root_fd);
    close(next);
    few = (struct rlimit){.rlim_cur = (rlim_t)next + 3, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    ssize_t deep = read_path(&trail, "a/b/c/d/e/f/deep", text, sizeof text);
    ssize_t above = read_path(&trail, "a/b/two", text, sizeof text);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(deep, (ssize_t)strlen("root/a/b/c/d/e/f/deep"));
    assert_int_equal(above, (ssize_t)strlen("root/a/b/two"));
    trail_release(&trail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_reached_from_every_other),
        cmocka_unit_test(nothing_else_is_opened),
        cmocka_unit_test(a_fifo_does_not_stop_an_open),
        cmocka_unit_test(it_makes_do_with_few_descriptors),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
