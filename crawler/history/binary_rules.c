#include "crawler/history/binary_rules.h"

#include "pipeline/base/map.h"
#include "pipeline/base/trail.h"
#include "pipeline/git/attr.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Levels of folders, and their rules. */
static const size_t rules_bytes = (size_t)1 << 30;

struct binary_rules {
    const struct repo *repo;
    struct arena arena;
    int work_tree_fd; /* -1: none */
    struct trail trail;
    struct attr_level *users, *info; /* NULL when there are none */
    struct map by_folder;            /* "a/b/": index in `levels` */
    VEC(const struct attr_level *) levels;
    struct str last_folder; /* that of the last path, and its level */
    const struct attr_level *last_level;
    char path[TRAIL_PATH_MAX];
    uint64_t steps;
    struct hash_stream *digest; /* of what is read; NULL: not wanted */
};

static void add_to_digest(struct binary_rules *r, struct str where, struct str bytes)
{
    if (!r->digest)
        return;
    hash_stream_add(r->digest, where);
    hash_stream_add(r->digest, bytes);
}

static struct attr_level *read_outside(struct binary_rules *r, struct str path)
{
    struct str bytes;
    struct err ignored;
    if (!path.len || git_read_file(&r->arena, str_cstr(&r->arena, path), ATTR_FILE_MAX, &bytes, &ignored) <= 0)
        return NULL;
    add_to_digest(r, path, bytes);
    struct attr_level *level = arena_new(&r->arena, struct attr_level);
    level->rules = attr_parse(&r->arena, bytes, r->repo->settings.ignore_case);
    return level;
}

static struct binary_rules *rules_new(const struct repo *repo, struct hash_stream *digest)
{
    struct err ignored;
    struct binary_rules *r = calloc(1, sizeof *r);
    if (!r || arena_init(&r->arena, rules_bytes, &ignored) < 0)
        arena_full(sizeof *r);
    r->repo = repo;
    r->digest = digest;
    r->work_tree_fd = repo->work_tree.len
                          ? open(str_cstr(&r->arena, repo->work_tree), O_PATH | O_DIRECTORY | O_CLOEXEC)
                          : -1;
    trail_init(&r->trail, r->work_tree_fd);
    struct str users = repo->settings.attributes_file;
    r->users = read_outside(r, users.len ? users : git_config_user_file(&r->arena, "attributes"));
    r->info =
        read_outside(r, str_from(arena_printf(&r->arena, "%.*s/info/attributes", STR_ARG(repo->common_dir))));
    return r;
}

struct binary_rules *binary_rules_new(const struct repo *repo)
{
    return rules_new(repo, NULL);
}

void binary_rules_free(struct binary_rules *rules)
{
    if (!rules)
        return;
    trail_release(&rules->trail);
    if (rules->work_tree_fd >= 0)
        close(rules->work_tree_fd);
    arena_release(&rules->arena);
    free(rules);
}

/* The level of a folder ("" or "a/b/") of the work tree, over that of the one it is in. */
static const struct attr_level *enter(struct binary_rules *r, struct str folder,
                                      const struct attr_level *above)
{
    struct str bytes, path = str_head(folder, folder.len ? folder.len - 1 : 0);
    struct err ignored;
    int fd = r->work_tree_fd >= 0 ? trail_folder(&r->trail, path) : -1;
    if (fd < 0 || git_read_rules(&r->arena, fd, ".gitattributes", ATTR_FILE_MAX, &bytes, &ignored) <= 0)
        return above;
    add_to_digest(r, folder, bytes);
    struct attr_level *level = arena_new(&r->arena, struct attr_level);
    level->rules = attr_parse(&r->arena, bytes, r->repo->settings.ignore_case);
    level->above = above;
    level->folder = folder;
    return level;
}

static const struct attr_level *level_of(struct binary_rules *r, struct str folder,
                                         const struct attr_level *above)
{
    const uint32_t *known = map_get(&r->by_folder, folder);
    if (known)
        return r->levels.at[*known];
    folder = str_dup(&r->arena, folder);
    const struct attr_level *level = enter(r, folder, above);
    *map_put(&r->by_folder, &r->arena, folder, NULL) = (uint32_t)r->levels.len;
    *vec_push(&r->levels, &r->arena) = level;
    return level;
}

/* The level of the folder of `path`, from the top down. */
static const struct attr_level *find_level(struct binary_rules *r, struct str path)
{
    ptrdiff_t slash = str_rindex(path, '/');
    struct str folder = str_head(path, (size_t)(slash + 1));
    if (r->last_folder.p && str_eq(folder, r->last_folder))
        return r->last_level;
    const struct attr_level *level = level_of(r, STR(""), r->users);
    for (size_t i = 0; i < folder.len; i++)
        if (folder.p[i] == '/')
            level = level_of(r, str_head(folder, i + 1), level);
    r->last_folder = str_dup(&r->arena, folder);
    r->last_level = level;
    return level;
}

void binary_rules_digest(const struct repo *repo, struct hash_stream *digest)
{
    struct binary_rules *r = rules_new(repo, digest);
    struct index_file index = {0};
    struct err ignored;
    int64_t mtime_ns;
    if (repo->work_tree.len && repo_index(&r->arena, repo, &index, &mtime_ns, &ignored) < 0)
        index.len = 0;
    find_level(r, STR("")); /* the top one decides the most, with an index or without */
    for (size_t i = 0; i < index.len; i++)
        find_level(r, index.entries[i].path);
    binary_rules_free(r);
}

void binary_rules_begin(struct binary_rules *r)
{
    r->steps = 0;
}

enum binary_verdict binary_rules_of(struct binary_rules *r, struct str path)
{
    size_t len = r->repo->prefix.len + path.len;
    if (len >= sizeof r->path || r->steps > BINARY_STEPS_MAX) /* no work tree holds such a path */
        return BINARY_BY_BYTES;
    memcpy(r->path, r->repo->prefix.p, r->repo->prefix.len);
    memcpy(r->path + r->repo->prefix.len, path.p, path.len);
    struct str full = str_of(r->path, len);
    const struct attr_level *level = find_level(r, full);
    struct attr_level top = {.rules = r->info ? r->info->rules : NULL, .above = level};
    struct attr_values values = attr_check(r->info ? &top : level, full, &r->steps);
    switch (values.of[ATTR_DIFF].state) {
    case ATTR_SET: return BINARY_NO;
    case ATTR_UNSET: return BINARY_YES;
    default: return BINARY_BY_BYTES;
    }
}
