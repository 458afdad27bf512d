#include "tests/support/scratch.h"

#include "pipeline/base/io.h"
#include "pipeline/base/num.h"
#include "pipeline/base/sub.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct arena scratch_arena;
struct buf scratch_answer;

static char top[64], shared[64]; /* folders: of a test, and of all */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st, (void)type, (void)place;
    return remove(path);
}

int scratch_set_up(void **state)
{
    (void)state;
    scratch_arena = test_arena();
    buf_init(&scratch_answer, (size_t)64 << 20);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    memcpy(top, "/tmp/cbcrawl-scratch.XXXXXX", 28);
    return mkdtemp(top) ? 0 : -1;
}

int scratch_tear_down(void **state)
{
    (void)state;
    arena_release(&scratch_arena);
    buf_release(&scratch_answer);
    return nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *scratch_path(const char *name)
{
    return arena_printf(&scratch_arena, "%s/%s", top, name);
}

static void run_script(const char *script)
{
    const char *argv[] = {"/bin/sh", "-ec",
                          arena_printf(&scratch_arena, "exec >/dev/null; cd '%s'\n%s", top, script), NULL};
    struct sub_spec spec = {.argv = argv, .stdin_fd = 0, .stdout_fd = 2, .stderr_fd = 2};
    struct sub_result result;
    struct err err = {0};
    pid_t pid;
    size_t which;
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    assert_ok(sub_wait_any(&pid, 1, &which, &result, &err), &err);
    assert_int_equal(result.exit_code, 0);
}

void scratch_sh(const char *fmt, ...)
{
    char text[8192];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    assert_in_range(len, 0, sizeof text - 1);
    run_script(text);
}

static const char *const history =
    "{\n"
    "i=0; while [ $i -lt 90 ]; do i=$((i + 1))\n"
    "  seq 10000 | sed \"s/^$((i * 7))\\$/line of version $i/; $((i * 11))d\" >text\n"
    "  printf 'commit refs/heads/main\\ncommitter A <a@b> %d +0000\\ndata 2\\nm\\n' $i\n"
    "  printf 'M 100644 inline a/text\\ndata %d\\n' $(wc -c <text); cat text\n"
    "  printf 'M 100644 inline b/c/small\\ndata 3\\n%03d\\n' $i\n"
    "done\n"
    "printf 'M 100644 inline empty\\ndata 0\\n\\n'\n"
    "printf 'tag v1\\nfrom refs/heads/main\\ntagger A <a@b> 1 +0000\\ndata 2\\nt\\n'\n"
    "} >stream\n";

int scratch_set_up_all(void **state)
{
    memcpy(shared, "/tmp/cbcrawl-history.XXXXXX", 28);
    if (!mkdtemp(shared) || scratch_set_up(state) < 0)
        return -1;
    run_script(arena_printf(&scratch_arena, "cd '%s'\n%s", shared, history));
    return scratch_tear_down(state);
}

int scratch_tear_down_all(void **state)
{
    (void)state;
    return nftw(shared, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void scratch_make_repository(const char *init_options)
{
    scratch_sh("git init -q -b main %s r; cd r\n"
               "git -c fastimport.unpackLimit=0 fast-import --quiet <'%s/stream'",
               init_options, shared);
}

void scratch_ask_git(const char *repository)
{
    struct err err = {0};
    scratch_sh("git -C %s cat-file --batch --batch-all-objects >answer", repository);
    assert_ok(io_read_file(AT_FDCWD, scratch_path("answer"), &scratch_answer, &err), &err);
}

/* "<hex> <type> <length>", the bytes, a newline. */
struct object_id scratch_take_object(struct str *rest, size_t id_len, struct str *ret_type,
                                     struct str *ret_data)
{
    struct str head = str_cut(rest, '\n'), hex = str_cut(&head, ' ');
    struct object_id id;
    int64_t len = 0;
    assert_true(object_id_parse(hex, id_len, &id));
    *ret_type = str_cut(&head, ' ');
    assert_true(num_parse_int(head, &len));
    *ret_data = str_head(*rest, (size_t)len);
    *rest = str_skip(*rest, (size_t)len + 1);
    return id;
}
