#include "pipeline/git/git_config.h"

#include "pipeline/base/buf.h"
#include "pipeline/git/glob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 1024 }; /* section, subsection and key; git has no limit, and no use for more */

/* One text being read, and what is known so far of the line. */
struct parser {
    struct arena *arena;
    const struct git_config_place *place; /* NULL: includes are not followed */
    struct git_settings *settings;
    const char *file; /* for messages, and what included paths are relative to */
    unsigned depth;
    unsigned *n_files;

    struct str text;
    size_t at;
    unsigned line, statement_line; /* being read; on which its statement began */
    struct buf name; /* "core." or "includeIf.gitdir:~/src/.": section in lower case, subsection as written */
    size_t section_len;
};

static int read_config_file(const struct parser *from, const char *path, struct err *err);

/* Values ----------------------------------------------------------------------------------------------------------- */

/* A key without value is true, as in git. */
static bool is_true(struct str value)
{
    return !value.p || str_eq_nocase(value, STR("true")) || str_eq_nocase(value, STR("yes")) ||
           str_eq_nocase(value, STR("on")) || str_eq(value, STR("1"));
}

/* A path value: "~/" is the home folder, a relative one is relative to the file it stands in. */
static struct str expand_path(struct parser *p, struct str value)
{
    const char *home = getenv("HOME");
    if (str_starts(value, STR("~/")) && home)
        return str_from(arena_printf(p->arena, "%s/%.*s", home, STR_ARG(str_skip(value, 2))));
    if (str_starts(value, STR("/")) || !p->file || value.len == 0)
        return str_dup(p->arena, value);
    struct str folder = str_dirname(str_from(p->file));
    return str_from(arena_printf(p->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(value)));
}

enum key_form { KEY_BOOL, KEY_TEXT, KEY_PATH };

static const struct key {
    struct str name;
    enum key_form form;
    size_t offset; /* in struct git_settings */
} keys[] = {
    {{"core.excludesfile", 17}, KEY_PATH, offsetof(struct git_settings, excludes_file)},
    {{"core.attributesfile", 19}, KEY_PATH, offsetof(struct git_settings, attributes_file)},
    {{"core.worktree", 13}, KEY_TEXT, offsetof(struct git_settings, work_tree)},
    {{"core.ignorecase", 15}, KEY_BOOL, offsetof(struct git_settings, ignore_case)},
    {{"core.bare", 9}, KEY_BOOL, offsetof(struct git_settings, is_bare)},
    {{"extensions.objectformat", 23}, KEY_TEXT, offsetof(struct git_settings, object_format)},
    {{"core.repositoryformatversion", 28}, KEY_TEXT, offsetof(struct git_settings, format_version)},
    {{"extensions.worktreeconfig", 25}, KEY_BOOL, offsetof(struct git_settings, worktree_config)},
    {{"extensions.refstorage", 21}, KEY_TEXT, offsetof(struct git_settings, ref_storage)},
    {{"extensions.partialclone", 23}, KEY_TEXT, offsetof(struct git_settings, partial_clone)},
    {{"mailmap.file", 12}, KEY_PATH, offsetof(struct git_settings, mailmap_file)},
};

static void set_autocrlf(struct git_settings *settings, struct str value)
{
    bool is_input = value.p && str_eq_nocase(value, STR("input"));
    settings->autocrlf = is_input ? GIT_AUTOCRLF_INPUT : is_true(value) ? GIT_AUTOCRLF_ON : GIT_AUTOCRLF_OFF;
}

/* Extensions without a setting, that do not change how objects and refs are read. */
static bool is_harmless_extension(struct str name)
{
    static const char *const known[] = {"noop", "noop-v1", "preciousobjects", "compatobjectformat",
                                        "relativeworktrees"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq(name, str_from(known[i])))
            return true;
    }
    return false;
}

static void set_value(struct parser *p, struct str name, struct str value)
{
    const struct str extension = STR("extensions.");
    if (str_eq(name, STR("core.autocrlf")))
        set_autocrlf(p->settings, value);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        void *to = (char *)p->settings + keys[i].offset;
        if (!str_eq(name, keys[i].name))
            continue;
        if (keys[i].form == KEY_BOOL)
            *(bool *)to = is_true(value);
        else
            *(struct str *)to = keys[i].form == KEY_PATH ? expand_path(p, value) : str_dup(p->arena, value);
        return;
    }
    if (str_starts(name, extension) && !p->settings->unknown_extension.len &&
        !is_harmless_extension(str_skip(name, extension.len)))
        p->settings->unknown_extension = str_dup(p->arena, str_skip(name, extension.len));
}

/* Includes --------------------------------------------------------------------------------------------------------- */

/* "gitdir:PATTERN" matches the git folder or one above it: a pattern that starts nowhere starts anywhere. */
static bool gitdir_matches(struct parser *p, struct str pattern, bool fold)
{
    struct str folder = str_from(arena_printf(p->arena, "%.*s/", STR_ARG(p->place->git_dir)));
    const char *home = getenv("HOME"), *before = "";
    if (str_starts(pattern, STR("~/"))) {
        before = home ? home : "";
        pattern = str_skip(pattern, 1);
    } else if (str_starts(pattern, STR("./"))) {
        before = str_cstr(p->arena, str_dirname(str_from(p->file)));
        pattern = str_skip(pattern, 1);
    } else if (!str_starts(pattern, STR("/"))) {
        before = "**/";
    }
    const char *behind = str_ends(pattern, STR("/")) ? "**" : "/";
    struct str whole = str_from(arena_printf(p->arena, "%s%.*s%s", before, STR_ARG(pattern), behind));
    return glob_match(whole, folder, fold);
}

static bool condition_holds(struct parser *p, struct str condition)
{
    if (p->place->git_dir.len == 0)
        return false;
    if (str_starts(condition, STR("gitdir:")))
        return gitdir_matches(p, str_skip(condition, 7), false);
    if (str_starts(condition, STR("gitdir/i:")))
        return gitdir_matches(p, str_skip(condition, 9), true);
    if (!str_starts(condition, STR("onbranch:")) || p->place->branch.len == 0)
        return false;
    struct str pattern = str_skip(condition, 9);
    const char *behind = str_ends(pattern, STR("/")) ? "**" : "";
    return glob_match(str_from(arena_printf(p->arena, "%.*s%s", STR_ARG(pattern), behind)), p->place->branch,
                      false);
}

static bool is_include(struct parser *p, struct str name)
{
    if (!p->place || !p->file)
        return false;
    if (str_eq(name, STR("include.path")))
        return true;
    if (!str_starts(name, STR("includeif.")) || !str_ends(name, STR(".path")) || name.len < 15)
        return false;
    return condition_holds(p, str_of(name.p + 10, name.len - 15));
}

static int take_value(struct parser *p, struct str value, struct err *err)
{
    struct str name = buf_str(&p->name);
    if (!is_include(p, name)) {
        set_value(p, name, value);
        return 0;
    }
    if (p->depth == GIT_CONFIG_DEPTH_MAX)
        return err_set(err, ERR_INPUT, "%s:%u: more than %d includes in each other", p->file,
                       p->statement_line, GIT_CONFIG_DEPTH_MAX);
    struct str path = expand_path(p, value);
    return read_config_file(p, str_cstr(p->arena, path), err);
}

/* Syntax ----------------------------------------------------------------------------------------------------------- */

static int broken(const struct parser *p, struct err *err)
{
    return err_set(err, ERR_INPUT, "%s:%u: broken git configuration", p->file ? p->file : "config",
                   p->statement_line);
}

/* The next byte, or -1 at the end. CR LF is one line end. */
static int peek(const struct parser *p)
{
    size_t at = p->at;
    if (at + 1 < p->text.len && p->text.p[at] == '\r' && p->text.p[at + 1] == '\n')
        at++;
    return at < p->text.len ? (unsigned char)p->text.p[at] : -1;
}

static int next(struct parser *p)
{
    int c = peek(p);
    if (c < 0)
        return c;
    p->at += c == '\n' && p->text.p[p->at] == '\r' ? 2 : 1;
    p->line += c == '\n';
    return c;
}

static bool is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool is_name(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

static void add_lower(struct buf *to, int c)
{
    buf_addc(to, (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c));
}

static void skip_comment(struct parser *p)
{
    while (peek(p) >= 0 && peek(p) != '\n')
        next(p);
}

/* `"subsection"]`, behind the white space. */
static bool read_subsection(struct parser *p)
{
    while (is_space(peek(p)))
        next(p);
    if (next(p) != '"')
        return false;
    buf_addc(&p->name, '.');
    for (int c = next(p); c != '"'; c = next(p)) {
        if (c == '\\')
            c = next(p);
        if (c < 0 || c == '\n')
            return false;
        buf_addc(&p->name, (char)c);
    }
    return next(p) == ']';
}

/* `[section]`, `[section.sub]` or `[section "Sub"]`, behind the '['. */
static bool read_section(struct parser *p)
{
    buf_clear(&p->name);
    int c = next(p);
    for (; is_name(c) || c == '.'; c = next(p))
        add_lower(&p->name, c);
    if (c != ']' && (!is_space(c) || !read_subsection(p)))
        return false;
    buf_addc(&p->name, '.');
    p->section_len = p->name.len;
    return !p->name.overflow;
}

/* What a backslash in a value stands for; -1 when nothing. */
static int unescape(int c)
{
    switch (c) {
    case 't': return '\t';
    case 'n': return '\n';
    case 'b': return '\b';
    case '"':
    case '\\': return c;
    default: return -1;
    }
}

/* A value as it is read. */
struct value {
    struct buf text;
    size_t keep; /* length without white space at the end */
    bool quoted; /* between double quotes */
};

static void add_byte(struct value *value, int c, bool literal)
{
    if (!literal && is_space(c) && value->text.len == 0)
        return;
    buf_addc(&value->text, (char)c);
    if (literal || !is_space(c))
        value->keep = value->text.len;
}

/* What follows a backslash; one before the end of a line joins it with the next. */
static bool read_escape(struct parser *p, struct value *value)
{
    int c = next(p);
    if (c == '\n')
        return true;
    c = unescape(c);
    if (c >= 0)
        add_byte(value, c, true);
    return c >= 0;
}

/* The value behind '=', up to the end of the line; quotes keep white space and comment signs. */
static bool read_value(struct parser *p, struct value *value)
{
    for (int c = next(p); c >= 0 && c != '\n'; c = next(p)) {
        if (c == '\\') {
            if (!read_escape(p, value))
                return false;
        } else if (c == '"') {
            value->quoted = !value->quoted;
            value->keep = value->text.len;
        } else if (!value->quoted && (c == '#' || c == ';')) {
            skip_comment(p);
        } else {
            add_byte(value, c, value->quoted);
        }
    }
    value->text.len = value->keep;
    return !value->quoted && !value->text.overflow;
}

static bool ends_key(int c)
{
    return c < 0 || c == '\n' || c == '#' || c == ';';
}

/* `key`, `key = value`; `c` is the first byte of the key. */
static int read_key(struct parser *p, int c, struct err *err)
{
    p->name.len = p->section_len;
    add_lower(&p->name, c);
    while (is_name(peek(p)))
        add_lower(&p->name, next(p));
    while (is_space(peek(p)))
        next(p);
    struct value value = {0};
    buf_init(&value.text, GIT_CONFIG_FILE_MAX);
    struct str text = {0};
    bool ok = p->section_len > 0 && !p->name.overflow;
    if (peek(p) == '=') {
        next(p);
        ok = read_value(p, &value) && ok;
        text = str_of(value.text.p ? value.text.p : "", value.text.len);
    } else {
        ok = ok && ends_key(peek(p));
    }
    int rc = ok ? take_value(p, text, err) : broken(p, err);
    buf_release(&value.text);
    return rc;
}

static int read_text(struct parser *p, struct err *err)
{
    p->line = 1;
    if (str_starts(p->text, STR("\xef\xbb\xbf")))
        p->at = 3;
    buf_init(&p->name, NAME_MAX_BYTES);
    int rc = 0;
    for (int c = next(p); c >= 0 && rc == 0; c = next(p)) {
        if (c == '\n' || is_space(c))
            continue;
        p->statement_line = p->line;
        if (c == '#' || c == ';')
            skip_comment(p);
        else if (c == '[')
            rc = read_section(p) ? 0 : broken(p, err);
        else
            rc = is_name(c) ? read_key(p, c, err) : broken(p, err);
    }
    buf_release(&p->name);
    return rc;
}

int git_config_parse(struct arena *arena, struct str text, struct git_settings *settings, struct err *err)
{
    unsigned n_files = 0;
    struct parser p = {.arena = arena, .settings = settings, .n_files = &n_files, .text = text};
    return read_text(&p, err);
}

/* Files ------------------------------------------------------------------------------------------------------------ */

/* Reads the bytes that fstat promises; a file that grows meanwhile is cut there. */
int git_read_fd(struct arena *arena, int fd, size_t limit_bytes, struct str *ret_bytes, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_sys(err, "stat");
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_INPUT, "not a regular file");
    size_t size = (size_t)st.st_size, len = 0;
    if (size >= limit_bytes)
        return err_set(err, ERR_INPUT, "has %zu bytes, the limit is %zu", size, limit_bytes);
    char *bytes = arena_grow(arena, NULL, 0, size + 1, 1);
    while (len < size) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got < 0 && errno != EINTR)
            return err_sys(err, "read");
        if (got == 0)
            break;
        len += got > 0 ? (size_t)got : 0;
    }
    *ret_bytes = str_of(bytes, len);
    return 1;
}

/* O_NONBLOCK: a FIFO in place of the file must not stop us. */
int git_read_file(struct arena *arena, const char *path, size_t limit_bytes, struct str *ret_bytes,
                  struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? 0 : err_sys(err, "open %s", path);
    int rc = git_read_fd(arena, fd, limit_bytes, ret_bytes, err);
    if (rc < 0)
        err_wrap(err, "%s", path);
    close(fd);
    return rc;
}

static int read_config_file(const struct parser *from, const char *path, struct err *err)
{
    struct parser p = {.arena = from->arena,
                       .place = from->place,
                       .settings = from->settings,
                       .file = path,
                       .depth = from->depth + 1,
                       .n_files = from->n_files};
    if (++*p.n_files > GIT_CONFIG_FILES_MAX)
        return err_set(err, ERR_INPUT, "%s: more than %d git configuration files", path, GIT_CONFIG_FILES_MAX);
    int rc = git_read_file(p.arena, path, GIT_CONFIG_FILE_MAX, &p.text, err);
    return rc == 1 ? read_text(&p, err) : rc;
}

struct str git_config_user_file(struct arena *arena, const char *name)
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (xdg && *xdg)
        return str_from(arena_printf(arena, "%s/git/%s", xdg, name));
    if (home && *home)
        return str_from(arena_printf(arena, "%s/.config/git/%s", home, name));
    return (struct str){0};
}

/* The first error is the one that is reported. */
static void read_one(const struct parser *from, const char *path, int *rc, struct err *err)
{
    struct err own = {0};
    int code = path && *path ? read_config_file(from, path, &own) : 0;
    if (code < 0 && *rc == 0)
        *rc = err_set(err, code, "%s", own.text);
}

static void read_user_files(const struct parser *from, int *rc, struct err *err)
{
    const char *global = getenv("GIT_CONFIG_GLOBAL"), *home = getenv("HOME");
    if (global) {
        if (strcmp(global, "/dev/null") != 0) /* git's way of saying: none */
            read_one(from, global, rc, err);
        return;
    }
    struct str user = git_config_user_file(from->arena, "config");
    read_one(from, user.p, rc, err);
    if (home && *home)
        read_one(from, arena_printf(from->arena, "%s/.gitconfig", home), rc, err);
}

/* What only the repository itself may say of its form. */
static void forget_form(struct git_settings *settings)
{
    settings->object_format = (struct str){0};
    settings->ref_storage = (struct str){0};
    settings->unknown_extension = (struct str){0};
    settings->format_version = (struct str){0};
}

int git_config_load(struct arena *arena, const struct git_config_place *place,
                    struct git_settings *ret_settings, struct err *err)
{
    unsigned n_files = 0;
    struct parser root = {.arena = arena, .place = place, .settings = ret_settings, .n_files = &n_files};
    const char *no_system = getenv("GIT_CONFIG_NOSYSTEM"), *system_file = getenv("GIT_CONFIG_SYSTEM");
    int rc = 0;
    *ret_settings = (struct git_settings){0};
    if (!no_system || !is_true(str_from(no_system)))
        read_one(&root, system_file ? system_file : "/etc/gitconfig", &rc, err);
    read_user_files(&root, &rc, err);
    forget_form(ret_settings);
    if (place->common_dir.len)
        read_one(&root, arena_printf(arena, "%.*s/config", STR_ARG(place->common_dir)), &rc, err);
    if (ret_settings->worktree_config)
        read_one(&root, arena_printf(arena, "%.*s/config.worktree", STR_ARG(place->git_dir)), &rc, err);
    return rc;
}

int git_read_rules(struct arena *arena, int dir_fd, const char *name, size_t limit_bytes,
                   struct str *ret_bytes, struct err *err)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP ? 0 : err_sys(err, "open");
    int rc = git_read_fd(arena, fd, limit_bytes, ret_bytes, err);
    close(fd);
    return rc;
}
