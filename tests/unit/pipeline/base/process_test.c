#include "pipeline/base/cpu.h"
#include "pipeline/base/par.h"
#include "pipeline/base/sandbox.h"
#include "pipeline/base/sub.h"

#include "tests/unit/check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* par --------------------------------------------------------------------------------------------------------------- */

enum { ITEMS = 500 };

struct numbers {
    int next, stop_at, fail_write_at;
    int written[ITEMS];
    int n_written;
};

static int read_number(void *ctx, void *slot)
{
    struct numbers *numbers = ctx;
    if (numbers->next == numbers->stop_at)
        return 0;
    *(int *)slot = numbers->next++;
    return 1;
}

/* Later items finish sooner, so an unordered pipeline would show it. */
static void square(void *ctx, void *slot, int thread)
{
    (void)ctx;
    (void)thread;
    int *value = slot;
    usleep((unsigned)(*value % 3 == 0 ? 200 : 0));
    *value *= *value;
}

static int write_number(void *ctx, void *slot)
{
    struct numbers *numbers = ctx;
    if (numbers->n_written == numbers->fail_write_at)
        return ERR_ENV;
    numbers->written[numbers->n_written++] = *(int *)slot;
    return 0;
}

static int run_numbers(struct numbers *numbers, int threads)
{
    int slots[8];
    void *pointers[8];
    for (int i = 0; i < 8; i++)
        pointers[i] = &slots[i];
    const struct par_pipeline pipeline = {.ctx = numbers,
                                          .slots = pointers,
                                          .n_slots = 8,
                                          .read = read_number,
                                          .work = square,
                                          .write = write_number};
    return par_pipeline_run(&pipeline, threads);
}

static void the_pipeline_keeps_order_at_any_thread_count(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++) {
        struct numbers numbers = {.stop_at = ITEMS, .fail_write_at = -1};
        assert_int_equal(run_numbers(&numbers, threads), 0);
        assert_int_equal(numbers.n_written, ITEMS);
        for (int i = 0; i < ITEMS; i++)
            assert_int_equal(numbers.written[i], i * i);
    }
}

static void a_failing_write_stops_the_pipeline(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct numbers numbers = {.stop_at = ITEMS, .fail_write_at = 20};
        assert_int_equal(run_numbers(&numbers, threads), ERR_ENV);
        assert_int_equal(numbers.n_written, 20);
        assert_true(numbers.next <= 20 + 8 + 1);
    }
}

static void mark(void *ctx, size_t i, int thread)
{
    (void)thread;
    ((char *)ctx)[i]++;
}

static void par_for_visits_each_once(void **state)
{
    (void)state;
    char seen[1000] = {0};
    par_for(sizeof seen, 3, mark, seen);
    for (size_t i = 0; i < sizeof seen; i++)
        assert_int_equal(seen[i], 1);
}

/* cpu --------------------------------------------------------------------------------------------------------------- */

static void the_cpu_mask_takes_known_names_only(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(cpu_init("scalar", &err), &err);
    assert_int_equal(cpu_features(), 0);
    assert_ok(cpu_init("-avx2,-neon", &err), &err);
    assert_int_equal(cpu_features() & (CPU_AVX2 | CPU_AVX512), 0);
    assert_int_equal(cpu_init("-sse9", &err), ERR_USAGE);
    assert_contains(err.text, "-sse9");
}

/* sandbox ----------------------------------------------------------------------------------------------------------- */

static void *nothing(void *arg)
{
    return arg;
}

/* Tries everything with `rights`; the answer is a bit set of what worked, as an exit code. */
static int what_works(unsigned rights)
{
    pid_t pid = fork();
    if (pid == 0) {
        int worked = 0;
        pthread_t thread;
        if (sandbox_enter(rights, NULL, NULL) < 0)
            _exit(99);
        int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        worked |= fd >= 0 ? SANDBOX_READ : 0;
        fd = open("/tmp/sandbox_test", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        worked |= fd >= 0 ? SANDBOX_WRITE : 0;
        worked |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? SANDBOX_NET : 0;
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        worked |= child > 0 ? SANDBOX_EXEC : 0;
        worked |= pthread_create(&thread, NULL, nothing, NULL) == 0 ? 1 << 5 : 0; /* always allowed */
        _exit(worked);
    }
    int status;
    waitpid(pid, &status, 0);
    unlink("/tmp/sandbox_test");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void only_the_rights_named_are_left(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
    skip(); /* sanitizer builds run without the filter */
#endif
    const unsigned cases[] = {0, SANDBOX_READ, SANDBOX_READ | SANDBOX_WRITE, SANDBOX_READ | SANDBOX_EXEC,
                              SANDBOX_READ | SANDBOX_NET};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(what_works(cases[i]), (int)(cases[i] | 1 << 5));
}

/* Writes and reads in two folders after one was named as the place for it. Bits: the child's answers, in order. */
static int what_works_where(const struct sandbox_paths *paths, const char *inside, const char *outside)
{
    pid_t pid = fork();
    if (pid == 0) {
        const char *const folders[] = {inside, outside};
        int worked = 0, bit = 1;
        if (sandbox_enter(SANDBOX_READ | SANDBOX_WRITE, paths, NULL) < 0)
            _exit(99);
        for (int i = 0; i < 2; i++) {
            char path[256], link[256], other[256];
            snprintf(path, sizeof path, "%s/file", folders[i]);
            snprintf(link, sizeof link, "%s/link", folders[i]);
            snprintf(other, sizeof other, "%s/other", folders[i]);
            worked |= open(path, O_RDONLY | O_CLOEXEC) >= 0 ? bit : 0;
            worked |= open(path, O_WRONLY | O_TRUNC | O_CLOEXEC) >= 0 ? bit << 1 : 0;
            worked |= open(other, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 ? bit << 2 : 0;
            worked |= rename(path, other) == 0 ? bit << 3 : 0;
            worked |= symlink("x", link) == 0 || chmod(other, 0644) == 0 || truncate(other, 0) == 0
                          ? 1 << 8 /* never */
                          : 0;
            bit <<= 4;
        }
        _exit(worked & 1 << 8 ? 100 : worked);
    }
    int status;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = {"file", "other", "link"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void rights_are_bound_to_places(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
    skip(); /* sanitizer builds run without */
#endif
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* its version */) < 1)
        skip(); /* this kernel leaves it to seccomp */
    enum { READ = 1, WRITE = 2 | 4 | 8, ALL = READ | WRITE };
    char inside[] = "/tmp/sandbox_in_XXXXXX", outside[] = "/tmp/sandbox_out_XXXXXX";
    assert_non_null(mkdtemp(inside));
    assert_non_null(mkdtemp(outside));
    const char *const in[] = {inside, "/nowhere", NULL}, *const none[] = {NULL};
    const struct {
        struct sandbox_paths paths;
        int inside, outside;
    } cases[] = {
        {{NULL, NULL}, ALL, ALL}, {{in, NULL}, ALL, WRITE}, {{NULL, in}, ALL, READ},
        {{none, in}, ALL, 0},     {{in, none}, READ, 0},    {{none, none}, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const folders[] = {inside, outside};
        for (int f = 0; f < 2; f++) {
            char path[256];
            snprintf(path, sizeof path, "%s/file", folders[f]);
            close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        }
        assert_int_equal(what_works_where(&cases[i].paths, inside, outside),
                         cases[i].inside | cases[i].outside << 4);
    }
    remove_folder(inside);
    remove_folder(outside);
}

/* sub --------------------------------------------------------------------------------------------------------------- */

static void children_get_their_descriptors_and_no_others(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/sh", "-c", "read x; echo \"got $x\"; ls /proc/self/fd | wc -l; exit 7",
                                NULL};
    struct err err = {0};
    struct sub_result result;
    int in[2], out[2];
    pid_t pid;
    size_t which;
    char text[64] = "";
    close_range(3, ~0U, 0); /* whatever the test runner left open is not the point */
    assert_ok(sub_pipe(&in[0], &in[1], &err), &err);
    assert_ok(sub_pipe(&out[0], &out[1], &err), &err);
    struct sub_spec spec = {.argv = argv, .stdin_fd = in[0], .stdout_fd = out[1], .stderr_fd = 2};
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    close(in[0]);
    close(out[1]);
    assert_int_equal(write(in[1], "hello\n", 6), 6);
    close(in[1]);
    ssize_t len = 0, got;
    while ((got = read(out[0], text + len, sizeof text - 1 - (size_t)len)) > 0)
        len += got;
    assert_ok(sub_wait_any(&pid, 1, &which, &result, &err), &err);
    assert_string_equal(text, "got hello\n4\n"); /* 0, 1, 2 and the one ls reads the folder with */
    assert_int_equal(result.exit_code, 7);
    assert_int_equal(result.signal, 0);
    assert_true(result.peak_bytes > 0);
    close(out[0]);
}

static void a_missing_program_is_told(void **state)
{
    (void)state;
    const char *const argv[] = {"/nowhere/program", NULL};
    struct err err = {0};
    pid_t pid;
    struct sub_spec spec = {.argv = argv, .stdin_fd = 0, .stdout_fd = 1, .stderr_fd = 2};
    assert_int_equal(sub_spawn(&spec, &pid, &err), ERR_ENV);
    assert_string_equal(err.text, "start /nowhere/program: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pipeline_keeps_order_at_any_thread_count),
        cmocka_unit_test(a_failing_write_stops_the_pipeline),
        cmocka_unit_test(par_for_visits_each_once),
        cmocka_unit_test(the_cpu_mask_takes_known_names_only),
        cmocka_unit_test(only_the_rights_named_are_left),
        cmocka_unit_test(rights_are_bound_to_places),
        cmocka_unit_test(children_get_their_descriptors_and_no_others),
        cmocka_unit_test(a_missing_program_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
