/* Nothing outside the root is opened, and nothing that is no file. */
#include "tests/unit/check.h"

#include "analyzers/parse/source_reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char top[64];
    int top_fd, root_fd;
    struct source_reader reader;
    struct buf text;
};

static void put(int dir_fd, const char *path, const char *text)
{
    int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->top, sizeof f->top, "/tmp/source_reader.XXXXXX");
    assert_non_null(mkdtemp(f->top));
    f->top_fd = open(f->top, O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mkdirat(f->top_fd, "root", 0700), 0);
    f->root_fd = openat(f->top_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mkdirat(f->root_fd, "a", 0700), 0);
    assert_int_equal(mkdirat(f->root_fd, "a/b", 0700), 0);
    put(f->top_fd, "secret", "secret");
    put(f->root_fd, "top.c", "top");
    put(f->root_fd, "a/one.c", "one");
    put(f->root_fd, "a/b/two.c", "two");
    put(f->root_fd, "a/big.c", "123456789");
    assert_int_equal(symlinkat("../secret", f->root_fd, "link.c"), 0);
    assert_int_equal(symlinkat("..", f->root_fd, "up"), 0);
    assert_int_equal(mkfifoat(f->root_fd, "fifo.c", 0600), 0);
    source_reader_init(&f->reader, f->root_fd);
    buf_init(&f->text, 8);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"secret",       "root/top.c",  "root/a/one.c", "root/a/b/two.c",
                                        "root/a/big.c", "root/link.c", "root/up",      "root/fifo.c"};
    static const char *const folders[] = {"root/a/b", "root/a", "root"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlinkat(f->top_fd, files[i], 0);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        unlinkat(f->top_fd, folders[i], AT_REMOVEDIR);
    rmdir(f->top);
    source_reader_release(&f->reader);
    buf_release(&f->text);
    close(f->root_fd);
    close(f->top_fd);
    free(f);
    return 0;
}

static int read_path(struct fixture *f, const char *path)
{
    struct err err;
    return source_read(&f->reader, str_from(path), &f->text, &err);
}

static void files_below_the_root_are_read(void **state)
{
    struct fixture *f = *state;
    static const char *const paths[][2] = {
        {"a/one.c", "one"}, {"top.c", "top"}, {"a/b/two.c", "two"}, {"a/b/two.c", "two"}, {"a/one.c", "one"}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(read_path(f, paths[i][0]), 0);
        assert_str(buf_str(&f->text), paths[i][1]);
    }
}

static void nothing_else_is(void **state)
{
    static const char *const paths[] = {
        "link.c",    "up/secret",     "../secret", "a/../../secret", "/etc/passwd",   "",  "a", "fifo.c",
        "missing.c", "a/missing/x.c", "a//one.c",  "./top.c",        "top.c/inner.c", "a/"};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        int rc = read_path(f, paths[i]);
        if (rc >= 0)
            print_error("read %s\n", paths[i]);
        assert_true(rc < 0);
        assert_int_equal(read_path(f, "a/one.c"), 0); /* a failure leaves no trace */
    }
}

static void the_ceiling_of_the_buffer_holds(void **state)
{
    assert_int_equal(read_path(*state, "a/big.c"), ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_below_the_root_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_else_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ceiling_of_the_buffer_holds, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
