#include "tests/support/run_git.h"

#include "pipeline/base/io.h"
#include "pipeline/base/sub.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

enum { ARGS_MAX = 32, OUTPUT_MAX = 64 << 20 };

void git_folder_make(char ret_path[GIT_FOLDER_MAX])
{
    static const char *const settings[][2] = {
        {"GIT_CONFIG_GLOBAL", "/dev/null"},      {"GIT_CONFIG_NOSYSTEM", "1"},
        {"GIT_AUTHOR_NAME", "A U Thor"},         {"GIT_AUTHOR_EMAIL", "author@example.com"},
        {"GIT_COMMITTER_NAME", "C O Mitter"},    {"GIT_COMMITTER_EMAIL", "committer@example.com"},
        {"GIT_AUTHOR_DATE", "1112911993 -0700"}, {"GIT_COMMITTER_DATE", "1112911993 -0700"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        setenv(settings[i][0], settings[i][1], 1);
    snprintf(ret_path, GIT_FOLDER_MAX, "/tmp/cbcrawl-git.XXXXXX");
    assert_non_null(mkdtemp(ret_path));
    setenv("GIT_CEILING_DIRECTORIES", ret_path, 1);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st, (void)type, (void)place;
    return remove(path);
}

void git_folder_remove(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

/* A file without a name. */
static int open_temporary(void)
{
    char path[] = "/tmp/cbcrawl-git-io.XXXXXX";
    int fd = mkostemp(path, O_CLOEXEC);
    assert_true(fd >= 0);
    unlink(path);
    return fd;
}

static int run(const char *const *argv, int in, int out)
{
    struct err err = {0};
    struct sub_result result = {0};
    size_t index;
    pid_t pid;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const struct sub_spec spec = {.argv = argv, .stdin_fd = in, .stdout_fd = out, .stderr_fd = null};
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    assert_ok(sub_wait_any(&pid, 1, &index, &result, &err), &err);
    close(null);
    return result.exit_code;
}

static int run_list(struct arena *arena, const char *folder, struct str input, struct str *ret_output,
                    va_list args)
{
    const char *argv[ARGS_MAX] = {"/usr/bin/env", "git", "-C", folder};
    struct err err = {0};
    size_t n = 4;
    while (n < ARGS_MAX - 1 && (argv[n] = va_arg(args, const char *)))
        n++;
    int in = open_temporary(), out = open_temporary();
    assert_ok(io_write_all(in, input, &err), &err);
    lseek(in, 0, SEEK_SET);
    int exit_code = run(argv, in, out);
    struct buf bytes;
    buf_init(&bytes, OUTPUT_MAX);
    lseek(out, 0, SEEK_SET);
    assert_ok(io_read_fd(out, &bytes, &err), &err);
    if (ret_output)
        *ret_output = str_dup(arena, buf_str(&bytes));
    buf_release(&bytes);
    close(in);
    close(out);
    return exit_code;
}

int run_git(struct arena *arena, const char *folder, struct str input, struct str *ret_output, ...)
{
    va_list args;
    va_start(args, ret_output);
    int exit_code = run_list(arena, folder, input, ret_output, args);
    va_end(args);
    return exit_code;
}

struct str git_must(struct arena *arena, const char *folder, struct str input, ...)
{
    struct str output = {0};
    va_list args;
    va_start(args, input);
    int exit_code = run_list(arena, folder, input, &output, args);
    va_end(args);
    if (exit_code != 0)
        fail_msg("git in %s exits %d", folder, exit_code);
    if (str_ends(output, STR("\n")))
        output.len--;
    return output;
}

void git_write(struct arena *arena, const char *folder, const char *name, struct str bytes)
{
    struct err err = {0};
    int fd = open(arena_printf(arena, "%s/%s", folder, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    assert_true(fd >= 0);
    assert_ok(io_write_all(fd, bytes, &err), &err);
    close(fd);
}

uint32_t random_below(uint64_t *state, uint32_t n)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545f4914f6cdd1du) >> 33) % n;
}
