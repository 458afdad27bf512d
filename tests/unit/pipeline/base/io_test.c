#include "pipeline/base/io.h"

#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

/* A source that gives `text` in pieces of `step` bytes and can fail behind it. */
struct script {
    const char *text;
    size_t at, step;
    int fail_errno;
};

static ssize_t read_script(void *ctx, char *to, size_t len)
{
    struct script *script = ctx;
    size_t left = strlen(script->text) - script->at;
    if (left == 0 && script->fail_errno) {
        errno = script->fail_errno;
        return -1;
    }
    size_t n = script->step < left ? script->step : left;
    n = n < len ? n : len;
    memcpy(to, script->text + script->at, n);
    script->at += n;
    return (ssize_t)n;
}

static void lines_come_whole_however_they_arrive(void **state)
{
    (void)state;
    for (size_t step = 1; step <= 8; step++) {
        struct script script = {.text = "one\n\nthree\n", .step = step};
        struct io_in in;
        struct str line;
        struct err err = {0};
        io_in_init(&in, -1, "script", 100);
        io_in_from(&in, read_script, &script);
        assert_int_equal(io_in_line(&in, &line, &err), 1);
        assert_str(line, "one");
        assert_int_equal(io_in_line(&in, &line, &err), 1);
        assert_str(line, "");
        assert_int_equal(io_in_line(&in, &line, &err), 1);
        assert_str(line, "three");
        assert_int_equal(io_in_line(&in, &line, &err), 0);
        io_in_release(&in);
    }
}

static int first_failure(const char *text, int fail_errno, struct err *err)
{
    struct script script = {.text = text, .step = 3, .fail_errno = fail_errno};
    struct io_in in;
    struct str line;
    int rc;
    io_in_init(&in, -1, "script", 100);
    io_in_from(&in, read_script, &script);
    while ((rc = io_in_line(&in, &line, err)) == 1)
        continue;
    io_in_release(&in);
    return rc;
}

static void a_cut_line_and_a_failing_read_are_told(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(first_failure("one\ntw", 0, &err), ERR_INPUT);
    assert_string_equal(err.text, "script:2: last line is cut off");
    assert_int_equal(first_failure("one\n", EIO, &err), ERR_ENV);
    assert_string_equal(err.text, "read script: Input/output error");
}

static void a_line_over_the_limit_is_bad_input(void **state)
{
    (void)state;
    static char big[700000];
    struct err err = {0};
    memset(big, 'x', sizeof big - 1);
    struct script script = {.text = big, .step = sizeof big};
    struct io_in in;
    struct str line;
    io_in_init(&in, -1, "script", 1000);
    io_in_from(&in, read_script, &script);
    assert_int_equal(io_in_line(&in, &line, &err), ERR_INPUT);
    assert_string_equal(err.text, "script:1: line is too long");
    io_in_release(&in);
}

static void a_full_disk_is_told_at_write_or_close(void **state)
{
    (void)state;
    for (size_t len = 10; len < 2000000; len *= 100) {
        struct io_out out;
        struct err err = {0};
        char *bytes = calloc(len, 1);
        int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        io_out_init(&out, fd, "full");
        int rc = io_out_write(&out, str_of(bytes, len), &err);
        if (rc == 0)
            rc = io_out_close(&out, &err);
        else
            close(fd);
        assert_int_equal(rc, ERR_ENV);
        assert_string_equal(err.text, "full: write: No space left on device");
        io_out_release(&out);
        free(bytes);
    }
}

static void output_arrives_in_order(void **state)
{
    (void)state;
    char path[] = "/tmp/io_test.XXXXXX";
    int fd = mkstemp(path);
    struct io_out out;
    struct err err = {0};
    struct buf back;
    io_out_init(&out, fd, "file");
    size_t total = 0;
    for (int i = 0; i < 40000; i++) {
        char text[32];
        int len = snprintf(text, sizeof text, "line %d\n", i);
        assert_ok(io_out_write(&out, str_of(text, (size_t)len), &err), &err);
        total += (size_t)len;
    }
    assert_ok(io_out_close(&out, &err), &err);
    buf_init(&back, 1 << 20);
    assert_ok(io_read_file(AT_FDCWD, path, &back, &err), &err);
    assert_int_equal(back.len, total);
    assert_true(str_starts(buf_str(&back), STR("line 0\nline 1\n")));
    assert_true(str_ends(buf_str(&back), STR("line 39999\n")));
    buf_release(&back);
    buf_init(&back, 1000);
    assert_int_equal(io_read_file(AT_FDCWD, path, &back, &err), ERR_INPUT);
    assert_contains(err.text, "larger than 999 bytes");
    buf_release(&back);
    unlink(path);
}

static void atomic_replace_keeps_the_old_file_on_failure(void **state)
{
    (void)state;
    char dir[] = "/tmp/io_test.XXXXXX";
    struct err err = {0};
    struct buf back;
    assert_non_null(mkdtemp(dir));
    int dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    buf_init(&back, 1 << 20);
    assert_ok(io_write_file_atomic(dir_fd, "f", STR("old"), &err), &err);

    struct rlimit limit, small;
    getrlimit(RLIMIT_FSIZE, &limit);
    small = limit;
    small.rlim_cur = 10;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    int rc = io_write_file_atomic(dir_fd, "f", STR("new and longer than ten bytes"), &err);
    setrlimit(RLIMIT_FSIZE, &limit);

    assert_int_equal(rc, ERR_ENV);
    assert_ok(io_read_file(dir_fd, "f", &back, &err), &err);
    assert_str(buf_str(&back), "old");
    assert_int_equal(unlinkat(dir_fd, "f", 0), 0);
    assert_int_equal(rmdir(dir), 0); /* fails when a temporary file was left */
    buf_release(&back);
    close(dir_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_whole_however_they_arrive),
        cmocka_unit_test(a_cut_line_and_a_failing_read_are_told),
        cmocka_unit_test(a_line_over_the_limit_is_bad_input),
        cmocka_unit_test(a_full_disk_is_told_at_write_or_close),
        cmocka_unit_test(output_arrives_in_order),
        cmocka_unit_test(atomic_replace_keeps_the_old_file_on_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
