#include "pipeline/git/mailmap.h"

#include "pipeline/base/io.h"
#include "pipeline/base/map.h"
#include "pipeline/git/commit_text.h"
#include "pipeline/git/git_space.h"
#include "pipeline/git/refs.h"

#include <errno.h>
#include <unistd.h>

/* What stands for an e-mail, or for an e-mail with a name; NULL pointers: as it was. */
struct proper {
    struct str name, email;
};

struct mailmap {
    struct map by_key; /* make_key: index in `proper` */
    VEC(struct proper) proper;
    uint64_t digest; /* of the texts, in order */
};

static char *copy_lower(char *to, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        *to++ = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 'a' - 'A' : s.p[i]);
    return to;
}

/* The e-mail, and for entries that ask for a name a newline, which is in neither, and the name. Empty when it is longer
 * than any key. */
static struct str make_key(char to[MAILMAP_KEY_MAX + 1], const struct str *name, struct str email)
{
    if (email.len > MAILMAP_KEY_MAX || (name && name->len > MAILMAP_KEY_MAX - email.len))
        return (struct str){0};
    char *end = copy_lower(to, email);
    if (name) {
        *end++ = '\n';
        end = copy_lower(end, *name);
    }
    return str_of(to, (size_t)(end - to));
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

/* `Name <e-mail>` at the start of *rest, taken off it. Without a name, its pointer is NULL. */
static bool take_person(struct str *rest, bool may_lack_email, struct str *ret_name, struct str *ret_email)
{
    ptrdiff_t open = str_index(*rest, '<');
    struct str email = str_skip(*rest, (size_t)(open + 1));
    ptrdiff_t close = str_index(email, '>');
    if (open < 0 || close < 0 || (close == 0 && !may_lack_email))
        return false;
    struct str name = git_trim(str_head(*rest, (size_t)open));
    *ret_name = name.len ? name : (struct str){0};
    *ret_email = str_head(email, (size_t)close);
    *rest = str_skip(email, (size_t)close + 1);
    return true;
}

static struct proper *proper_of(struct arena *arena, struct mailmap *map, const struct str *name,
                                struct str email)
{
    char bytes[MAILMAP_KEY_MAX + 1];
    bool added;
    struct str key = make_key(bytes, name, email);
    if (!key.p)
        return NULL;
    const uint32_t *known = map_get(&map->by_key, key);
    if (known)
        return &map->proper.at[*known];
    *map_put(&map->by_key, arena, str_dup(arena, key), &added) = (uint32_t)map->proper.len;
    struct proper *proper = vec_push(&map->proper, arena);
    *proper = (struct proper){0};
    return proper;
}

/* The four forms: `Proper Name <commit@e-mail>`, `<proper@e-mail> <commit@e-mail>`, both, and both with the commit's
 * name before its e-mail. Without a name to ask for, what a line does not say stays as lines before have it. */
static void add_line(struct arena *arena, struct mailmap *map, struct str line)
{
    struct str name, email, old_name = {0}, old_email;
    if (str_starts(line, STR("#")) || !take_person(&line, false, &name, &email))
        return;
    if (!take_person(&line, true, &old_name, &old_email)) {
        old_email = email;
        email = (struct str){0};
    }
    struct proper *proper = proper_of(arena, map, old_name.p ? &old_name : NULL, old_email);
    if (!proper)
        return;
    if (old_name.p || name.p)
        proper->name = name;
    if (old_name.p || email.p)
        proper->email = email;
}

void mailmap_add(struct arena *arena, struct mailmap **map, struct str text)
{
    if (!*map)
        *map = arena_new(arena, struct mailmap);
    (*map)->digest = (*map)->digest * 31 + hash64(text);
    while (text.p) {
        struct str line = str_cut(&text, '\n');
        ptrdiff_t nul = str_index(line, '\0'); /* where a line ends for git */
        add_line(arena, *map, nul < 0 ? line : str_head(line, (size_t)nul));
    }
}

/* Asking ------------------------------------------------------------------------------------------------------------- */

static const struct proper *look_up(const struct mailmap *map, const struct str *name, struct str email)
{
    char bytes[MAILMAP_KEY_MAX + 1];
    struct str key = make_key(bytes, name, email);
    const uint32_t *known = key.p ? map_get(&map->by_key, key) : NULL;
    return known ? &map->proper.at[*known] : NULL;
}

uint64_t mailmap_digest(const struct mailmap *map)
{
    return map ? map->digest : 0;
}

void mailmap_resolve(const struct mailmap *map, struct str *name, struct str *email)
{
    if (!map)
        return;
    const struct proper *proper = look_up(map, name, *email);
    if (!proper)
        proper = look_up(map, NULL, *email);
    if (proper && proper->name.p)
        *name = proper->name;
    if (proper && proper->email.p)
        *email = proper->email;
}

/* A repository's ---------------------------------------------------------------------------------------------------- */

/* The first error is the one that is told. */
static void warn(struct err *ret_warning, const struct err *err)
{
    if (ret_warning && ret_warning->code == 0)
        err_set(ret_warning, err->code, "%s; these names are not mapped", err->text);
}

/* `.mailmap` of a work tree: a stranger's, so no link is followed. */
static void add_strangers(struct arena *arena, struct mailmap **map, const char *path, struct err *ret_warning)
{
    int fd = -1;
    struct str text = {0};
    struct err err = {0};
    int rc = io_open_strangers(path, &fd, &err);
    if (rc == 0 && fd < 0 && errno != ENOENT)
        rc = err_sys(&err, "open %s", path);
    if (rc == 0 && fd >= 0 && git_read_fd(arena, fd, MAILMAP_MAX, &text, &err) < 0)
        rc = err_wrap(&err, "%s", path);
    if (fd >= 0)
        close(fd);
    if (rc < 0)
        warn(ret_warning, &err);
    else if (text.p)
        mailmap_add(arena, map, text);
}

/* The file that the user's own settings name: a link is theirs. */
static void add_users(struct arena *arena, struct mailmap **map, struct err *ret_warning)
{
    const struct git_config_place nowhere = {0};
    struct git_settings settings;
    struct str text = {0};
    struct err err = {0};
    git_config_load(arena, &nowhere, &settings, NULL); /* what is broken there, repo_find has told */
    if (settings.mailmap_file.len == 0)
        return;
    int rc = git_read_file(arena, str_cstr(arena, settings.mailmap_file), MAILMAP_MAX, &text, &err);
    if (rc < 0)
        warn(ret_warning, &err);
    else if (rc == 1)
        mailmap_add(arena, map, text);
}

/* The entry `mode name NUL id` of a file of this name. */
static bool find_file(struct str tree, size_t id_len, struct str name, struct object_id *ret_id)
{
    while (tree.len) {
        struct str entry = str_cut(&tree, '\0');
        if (!tree.p || tree.len < id_len)
            return false;
        if (str_starts(entry, STR("100")) && str_eq(str_skip(entry, 7), name)) {
            *ret_id = object_id_of(tree.p, id_len);
            return true;
        }
        tree = str_skip(tree, id_len);
    }
    return false;
}

/* 1 with the id of HEAD:.mailmap, 0 when there is none. */
static int find_heads(const struct arena *arena, const struct repo *repo, struct object_reader *reader,
                      struct object_id *ret_id, struct err *err)
{
    struct arena scratch = *arena;
    struct object commit = {0}, tree = {0};
    struct commit_text text;
    struct object_id id;
    if (!refs_find(arena, repo, STR("HEAD"), &id))
        return 0;
    int rc = object_read(reader, &id, OBJECT_COMMIT, &commit, err);
    if (rc == 0)
        rc = commit_text_parse(commit.data, repo->id_len, &scratch, &text, err);
    if (rc == 0)
        rc = object_read(reader, &text.tree, OBJECT_TREE, &tree, err);
    if (rc == 0)
        rc = find_file(tree.data, repo->id_len, STR(".mailmap"), ret_id);
    object_release(reader, &tree);
    object_release(reader, &commit);
    return rc;
}

static void add_heads(struct arena *arena, struct mailmap **map, const struct repo *repo,
                      struct object_reader *reader, struct err *ret_warning)
{
    struct object blob = {0};
    struct object_id id;
    struct err err = {0};
    int rc = find_heads(arena, repo, reader, &id, &err);
    if (rc == 1) {
        rc = object_read(reader, &id, OBJECT_BLOB, &blob, &err);
        if (rc == 0 && blob.data.len >= MAILMAP_MAX)
            rc = err_set(&err, ERR_INPUT, "has %zu bytes, the limit is %d", blob.data.len, MAILMAP_MAX);
        if (rc == 0)
            mailmap_add(arena, map, str_dup(arena, blob.data));
    }
    if (rc < 0) {
        err_wrap(&err, "HEAD:.mailmap");
        warn(ret_warning, &err);
    }
    object_release(reader, &blob);
}

struct mailmap *mailmap_load(struct arena *arena, const struct repo *repo, struct object_reader *reader,
                             struct err *ret_warning)
{
    struct mailmap *map = NULL;
    struct str top = repo->work_tree;
    if (top.len)
        add_strangers(arena, &map, arena_printf(arena, "%.*s/.mailmap", STR_ARG(top)), ret_warning);
    else
        add_heads(arena, &map, repo, reader, ret_warning);
    add_users(arena, &map, ret_warning);
    return map;
}
