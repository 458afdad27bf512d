#include "pipeline/base/sandbox.h"

#include "pipeline/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizer runtimes start helper processes and open files of their own at exit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZER_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZER_BUILD 1
#endif
#endif
#ifndef SANITIZER_BUILD
#define SANITIZER_BUILD 0
#endif

/* Seccomp: which calls a right adds ---------------------------------------------------------------------------------
 * The filter allows by default and refuses by group. io_uring is refused to all: it would do the rest unseen. */

static const int always_refused[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(reboot),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(add_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
};

static const int need_net[] = {
    SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
    SCMP_SYS(listen), SCMP_SYS(accept),     SCMP_SYS(accept4),
};

static const int need_exec[] = {
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
    SCMP_SYS(vfork),  SCMP_SYS(kill),     SCMP_SYS(pidfd_send_signal),
};

/* Changes that go by path and that Landlock does not bind to places. No stage has a use for them; programs it starts may
 * have. */
static const int need_exec_too[] = {
    SCMP_SYS(truncate),    SCMP_SYS(chmod),        SCMP_SYS(fchmodat),     SCMP_SYS(chown),
    SCMP_SYS(lchown),      SCMP_SYS(fchownat),     SCMP_SYS(link),         SCMP_SYS(linkat),
    SCMP_SYS(symlink),     SCMP_SYS(symlinkat),    SCMP_SYS(mknod),        SCMP_SYS(mknodat),
    SCMP_SYS(setxattr),    SCMP_SYS(lsetxattr),    SCMP_SYS(fsetxattr),    SCMP_SYS(utimensat),
    SCMP_SYS(removexattr), SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr),
};

/* fchmod and fchown: SQLite gives its log the owner and mode of the store. */
static const int need_write[] = {
    SCMP_SYS(creat),    SCMP_SYS(unlink),    SCMP_SYS(unlinkat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),    SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),    SCMP_SYS(fchmod),    SCMP_SYS(fchown),
};

static int refuse_all(scmp_filter_ctx ctx, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), calls[i], 0);
        if (rc < 0 && rc != -EDOM) /* EDOM: the call does not exist on this architecture */
            return rc;
    }
    return 0;
}

#define REFUSE_ALL(ctx, calls) refuse_all((ctx), (calls), sizeof(calls) / sizeof(calls)[0])

/* openat2 passes its flags in memory, out of a filter's sight; ENOSYS makes callers use openat. */
static int hide_openat2(scmp_filter_ctx ctx)
{
    return seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);
}

/* Opening for writing is told by the flags: the second argument of open, the third of openat. */
static int refuse_open_for_writing(scmp_filter_ctx ctx)
{
    static const unsigned modes[] = {O_WRONLY, O_RDWR};
    int rc = REFUSE_ALL(ctx, need_write);
    for (size_t i = 0; i < 2 && rc == 0; i++) {
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1,
                              SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, modes[i]));
        if (rc == -EDOM)
            rc = 0;
        if (rc == 0)
            rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1,
                                  SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, modes[i]));
    }
    return rc == 0 ? hide_openat2(ctx) : rc;
}

static int refuse_open(scmp_filter_ctx ctx)
{
    static const int calls[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2)};
    return REFUSE_ALL(ctx, calls);
}

/* Threads stay possible: glibc falls back from clone3 (flags in memory) to clone, which may only make threads. */
static int refuse_exec(scmp_filter_ctx ctx)
{
    int rc = REFUSE_ALL(ctx, need_exec);
    if (rc == 0)
        rc = REFUSE_ALL(ctx, need_exec_too);
    if (rc == 0)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (rc == 0)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                              SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    return rc;
}

static int fill_filter(scmp_filter_ctx ctx, unsigned rights)
{
    int rc = REFUSE_ALL(ctx, always_refused);
    if (rc == 0 && !(rights & SANDBOX_NET))
        rc = REFUSE_ALL(ctx, need_net);
    if (rc == 0 && !(rights & SANDBOX_EXEC))
        rc = refuse_exec(ctx);
    if (rc == 0 && !(rights & (SANDBOX_READ | SANDBOX_WRITE)))
        return refuse_open(ctx);
    if (rc == 0 && !(rights & SANDBOX_WRITE))
        rc = refuse_open_for_writing(ctx);
    return rc;
}

static int enter_seccomp(unsigned rights, struct err *err)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    if (!ctx)
        return err_set(err, ERR_ENV, "seccomp: no memory for the filter");
    int rc = fill_filter(ctx, rights);
    if (rc == 0)
        rc = seccomp_load(ctx);
    seccomp_release(ctx);
    if (rc < 0)
        return err_set(err, ERR_ENV, "seccomp: %s (CBCRAWL_SANDBOX=off runs without)", strerror(-rc));
    return 0;
}

/* Landlock ---------------------------------------------------------------------------------------------------------- */

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* since the third version of Landlock */
#endif

enum {
    LANDLOCK_READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    LANDLOCK_WRITES = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                      LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                      LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_TRUNCATE,
    LANDLOCK_OF_FILES =
        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE,
};

/* What cannot be found now cannot be read later, and a rule for a pipe is neither possible nor needed. */
static int allow_below(int ruleset, const char *path, uint64_t access, struct err *err)
{
    struct stat st;
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return 0;
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed_access &= LANDLOCK_OF_FILES;
    int rc = 0;
    if (rule.allowed_access &&
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0 && errno != EBADFD)
        rc = err_sys(err, "sandbox: allow %s", path);
    close(rule.parent_fd);
    return rc;
}

static int allow_list(int ruleset, const char *const *paths, uint64_t access, struct err *err)
{
    int rc = 0;
    for (; paths && *paths && rc == 0; paths++)
        rc = allow_below(ruleset, *paths, access, err);
    return rc;
}

/* The rights that this kernel can bind to places and that `paths` does bind. */
static uint64_t bound_rights(const struct sandbox_paths *paths)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    uint64_t rights = 0;
    if (version < 1)
        return 0;
    if (paths->read_below)
        rights |= LANDLOCK_READS;
    if (paths->write_below)
        rights |= LANDLOCK_WRITES;
    return version < 3 ? rights & ~LANDLOCK_ACCESS_FS_TRUNCATE : rights;
}

/* Binds reading and writing to the listed places. A kernel without Landlock leaves that to seccomp alone. */
static int enter_landlock(const struct sandbox_paths *paths, struct err *err)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = bound_rights(paths)};
    if (!attr.handled_access_fs)
        return 0;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return err_sys(err, "landlock");
    uint64_t writes = LANDLOCK_WRITES | LANDLOCK_READS;
    int rc = allow_list(ruleset, paths->read_below, LANDLOCK_READS, err);
    if (rc == 0)
        rc = allow_list(ruleset, paths->write_below, writes & attr.handled_access_fs, err);
    if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        rc = err_sys(err, "landlock");
    close(ruleset);
    return rc;
}

int sandbox_enter(unsigned rights, const struct sandbox_paths *paths, struct err *err)
{
    const char *off = getenv("CBCRAWL_SANDBOX");
    if (SANITIZER_BUILD || (off && strcmp(off, "off") == 0))
        return 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return err_sys(err, "no_new_privs");
    int rc = paths ? enter_landlock(paths, err) : 0;
    return rc == 0 ? enter_seccomp(rights, err) : rc;
}
