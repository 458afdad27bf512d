#include "pipeline/git/refs.h"

#include "pipeline/git/git_space.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names -------------------------------------------------------------------------------------------------------------- */

static bool is_bad_byte(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f || strchr("~^:?*[\\", c);
}

/* One part of a name, between slashes. */
static bool is_part(struct str part)
{
    if (part.len == 0 || part.p[0] == '.' || str_ends(part, STR(".lock")))
        return false;
    for (size_t i = 0; i < part.len; i++) {
        char next = i + 1 < part.len ? part.p[i + 1] : '\0';
        if (is_bad_byte(part.p[i]) || (part.p[i] == '.' && next == '.') || (part.p[i] == '@' && next == '{'))
            return false;
    }
    return true;
}

bool refs_is_name(struct str name)
{
    if (name.len == 0 || name.len > REF_NAME_MAX || str_ends(name, STR(".")) || str_eq(name, STR("@")))
        return false;
    while (name.p) {
        if (!is_part(str_cut(&name, '/')))
            return false;
    }
    return true;
}

/* Refs that each work tree has for itself; `name` may end in '/'. */
static bool is_of_work_tree(struct str name)
{
    static const struct str folders[] = {{"refs/worktree/", 14}, {"refs/bisect/", 12}, {"refs/rewritten/", 15}};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (str_starts(name, folders[i]))
            return true;
    }
    for (size_t i = 0; i < name.len; i++) {
        if ((name.p[i] < 'A' || name.p[i] > 'Z') && name.p[i] != '_' && name.p[i] != '-')
            return false;
    }
    return true;
}

static char *path_of(struct arena *arena, const struct repo *repo, struct str name)
{
    const struct str of_main = STR("main-worktree/");
    struct str folder = is_of_work_tree(name) ? repo->git_dir : repo->common_dir;
    if (str_starts(name, of_main))
        name = str_skip(name, of_main.len);
    return arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

/* One ref ------------------------------------------------------------------------------------------------------------ */

enum ref_kind { REF_NONE, REF_BROKEN, REF_ID, REF_SYMBOLIC };

/* What is known of a repository's refs while they are asked for. */
struct names {
    struct arena arena; /* a scratch */
    const struct repo *repo;
    struct str packed; /* the file's text */
    bool has_packed;   /* it was read */
    struct refs sorted;
    bool has_sorted; /* `sorted` has what is packed */
};

/* The first bytes of a regular file, as many as a ref may have: FETCH_HEAD begins with an id, and may go on. */
static enum ref_kind read_start(struct arena *arena, const char *path, struct str *ret_text)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? REF_NONE : REF_BROKEN;
    enum ref_kind kind = REF_BROKEN;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        kind = REF_NONE;
    else if (S_ISREG(st.st_mode)) {
        char *text = arena_array(arena, char, REPO_LINK_MAX);
        ssize_t len = read(fd, text, REPO_LINK_MAX);
        kind = len < 0 ? REF_BROKEN : REF_ID;
        *ret_text = str_of(text, len < 0 ? 0 : (size_t)len);
    }
    close(fd);
    return kind;
}

/* A symbolic link to a ref is a symbolic ref, as all were once. */
static bool read_link(struct arena *arena, const char *path, struct str *ret_target)
{
    char *target = arena_array(arena, char, REF_NAME_MAX + 1);
    ssize_t len = readlink(path, target, REF_NAME_MAX + 1);
    *ret_target = str_of(target, len < 0 ? 0 : (size_t)len);
    return str_starts(*ret_target, STR("refs/")) && refs_is_name(*ret_target);
}

/* `ref: NAME`, or an id with white space or nothing behind it. */
static enum ref_kind read_text(size_t id_len, struct str text, struct object_id *ret_id,
                               struct str *ret_target)
{
    if (str_starts(text, STR("ref:"))) {
        *ret_target = git_trim(str_skip(text, 4));
        return text.len < REPO_LINK_MAX ? REF_SYMBOLIC : REF_BROKEN;
    }
    size_t len = 2 * id_len;
    bool ends = text.len == len || (text.len > len && git_is_space(text.p[len]));
    return ends && object_id_parse(str_head(text, len), id_len, ret_id) ? REF_ID : REF_BROKEN;
}

static enum ref_kind read_loose(struct names *names, struct str name, struct object_id *ret_id,
                                struct str *ret_target)
{
    struct str text = {0};
    const char *path = path_of(&names->arena, names->repo, name);
    if (read_link(&names->arena, path, ret_target))
        return REF_SYMBOLIC;
    enum ref_kind kind = read_start(&names->arena, path, &text);
    return kind == REF_ID ? read_text(names->repo->id_len, text, ret_id, ret_target) : kind;
}

/* The next line `id name` of a packed-refs file; comments and peeled ids (`^id`) are passed over. */
static bool next_packed(size_t id_len, struct str *rest, struct ref *ret_ref)
{
    while (rest->p) {
        struct str line = str_cut(rest, '\n');
        struct str name = str_skip(line, 2 * id_len + 1);
        if (name.len && git_is_space(line.p[2 * id_len]) &&
            object_id_parse(str_head(line, 2 * id_len), id_len, &ret_ref->id)) {
            ret_ref->name = name;
            return true;
        }
    }
    return false;
}

static struct str packed_text(struct names *names)
{
    if (!names->has_packed) {
        char *path = arena_printf(&names->arena, "%.*s/packed-refs", STR_ARG(names->repo->common_dir));
        git_read_file(&names->arena, path, REPO_PACKED_REFS_MAX, &names->packed, NULL);
        names->has_packed = true;
    }
    return names->packed;
}

static int compare_refs(const void *a, const void *b)
{
    const struct ref *left = a, *right = b;
    return str_cmp(left->name, right->name);
}

static bool find_packed(struct names *names, struct str name, struct object_id *ret_id)
{
    struct ref ref = {.name = name};
    if (names->has_sorted) {
        const struct refs *sorted = &names->sorted;
        const struct ref *hit =
            sorted->at.len ? bsearch(&ref, sorted->at.at, sorted->at.len, sizeof ref, compare_refs) : NULL;
        *ret_id = hit ? hit->id : *ret_id;
        return hit != NULL;
    }
    struct str rest = packed_text(names);
    while (next_packed(names->repo->id_len, &rest, &ref)) {
        if (str_eq(ref.name, name)) {
            *ret_id = ref.id;
            return true;
        }
    }
    return false;
}

static bool find(struct names *names, struct str name, struct object_id *ret_id)
{
    for (int depth = 0; depth < REPO_REF_DEPTH_MAX && refs_is_name(name); depth++) {
        struct str target = {0};
        switch (read_loose(names, name, ret_id, &target)) {
        case REF_ID: return true;
        case REF_BROKEN: return false;
        case REF_NONE: return find_packed(names, name, ret_id);
        case REF_SYMBOLIC: name = target;
        }
    }
    return false;
}

bool refs_is_circle(const struct arena *arena, const struct repo *repo, struct str name, struct buf *ret_way)
{
    struct names names = {.arena = *arena, .repo = repo};
    struct str seen[REPO_REF_DEPTH_MAX];
    struct object_id id;
    buf_add(ret_way, name);
    for (int depth = 0; depth < REPO_REF_DEPTH_MAX; depth++) {
        seen[depth] = name;
        if (read_loose(&names, name, &id, &name) != REF_SYMBOLIC || !refs_is_name(name))
            return false;
        buf_printf(ret_way, " -> %.*s", STR_ARG(name));
        for (int i = 0; i <= depth; i++)
            if (str_eq(seen[i], name))
                return true;
    }
    return true;
}

bool refs_find(const struct arena *arena, const struct repo *repo, struct str name, struct object_id *ret_id)
{
    struct names names = {.arena = *arena, .repo = repo};
    struct object_id id;
    bool found = find(&names, name, &id);
    if (found)
        *ret_id = id;
    return found;
}

bool refs_find_short(const struct arena *arena, const struct repo *repo, struct str name,
                     struct object_id *ret_id)
{
    static const char *const before[] = {
        "", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/"};
    enum { RULES = sizeof before / sizeof before[0] };
    struct names names = {.arena = *arena, .repo = repo};
    struct object_id id;
    for (int i = 0; i < RULES; i++) {
        const char *behind = i == RULES - 1 ? "/HEAD" : "";
        char *full = arena_printf(&names.arena, "%s%.*s%s", before[i], STR_ARG(name), behind);
        if (find(&names, str_from(full), &id)) {
            *ret_id = id;
            return true;
        }
    }
    return false;
}

/* All refs ----------------------------------------------------------------------------------------------------------- */

/* A walk over the loose refs. */
struct walk {
    struct arena *arena; /* of what is found */
    struct names names;  /* its arena is taken anew for each ref */
    struct str prefix;
    struct refs loose; /* broken ones too, with a null id: they hide packed ones */
    size_t n_seen;
    struct err *err;
};

struct name_list {
    VEC(struct str) at;
};

static int too_many(struct err *err)
{
    return err_set(err, ERR_INPUT, "more than %d refs", REFS_MAX);
}

/* Is `name` ("refs/heads/") on the way to the prefix, or behind it? */
static bool is_wanted(const struct walk *walk, struct str name)
{
    return str_starts(name, walk->prefix) || str_starts(walk->prefix, name);
}

static void take_ref(struct walk *walk, struct str name)
{
    struct ref ref = {.name = name};
    struct object_id id;
    if (!str_starts(name, walk->prefix) || !refs_is_name(name))
        return;
    walk->names.arena = *walk->arena;
    if (find(&walk->names, name, &id))
        ref.id = id;
    *vec_push(&walk->loose.at, walk->arena) = ref;
}

/* The names in a folder. They are read before any is looked at: however deep folders lie, one is open. */
static int list_names(struct walk *walk, struct str folder, struct name_list *ret_names)
{
    struct arena scratch = *walk->arena;
    DIR *dir = opendir(path_of(&scratch, walk->names.repo, folder));
    int rc = 0;
    for (const struct dirent *entry; dir && rc == 0 && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        *vec_push(&ret_names->at, walk->arena) = str_dup(walk->arena, str_from(entry->d_name));
        if (++walk->n_seen > REFS_MAX)
            rc = too_many(walk->err);
    }
    if (dir)
        closedir(dir);
    return rc;
}

static int walk_folder(struct walk *walk, struct str folder, bool is_linked);

/* `is_linked`: a folder above is a symbolic link. A link to nothing is no ref for git's lists, even when the name that it
 * holds is one. */
static int walk_entry(struct walk *walk, struct str name, bool is_linked)
{
    struct stat own, st;
    struct arena scratch = *walk->arena;
    const char *path = path_of(&scratch, walk->names.repo, name);
    if (lstat(path, &own) < 0 || stat(path, &st) < 0)
        return 0;
    bool is_link = S_ISLNK(own.st_mode);
    if (S_ISDIR(st.st_mode))
        return is_link && is_linked ? 0 : walk_folder(walk, name, is_linked || is_link);
    take_ref(walk, name);
    return 0;
}

/* `folder` without the '/' that its refs have behind it. */
static int walk_folder(struct walk *walk, struct str folder, bool is_linked)
{
    struct name_list list = {0};
    struct str inside = str_from(arena_printf(walk->arena, "%.*s/", STR_ARG(folder)));
    if (!is_wanted(walk, inside) || inside.len > REF_NAME_MAX)
        return 0;
    int rc = list_names(walk, inside, &list);
    for (size_t i = 0; i < list.at.len && rc == 0; i++) {
        struct str name =
            str_from(arena_printf(walk->arena, "%.*s%.*s", STR_ARG(inside), STR_ARG(list.at.at[i])));
        bool is_own = str_eq(inside, STR("refs/")) &&
                      is_of_work_tree(str_from(arena_printf(walk->arena, "%.*s/", STR_ARG(name))));
        rc = is_own ? 0 : walk_entry(walk, name, is_linked);
    }
    return rc;
}

static int walk_all(struct walk *walk)
{
    static const struct str folders[] = {
        {"refs", 4}, {"refs/bisect", 11}, {"refs/rewritten", 14}, {"refs/worktree", 13}};
    int rc = 0;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && rc == 0; i++)
        rc = walk_folder(walk, folders[i], false);
    return rc;
}

static void sort_refs(struct refs *refs)
{
    if (refs->at.len)
        qsort(refs->at.at, refs->at.len, sizeof refs->at.at[0], compare_refs);
}

static int read_packed(struct arena *arena, struct names *names, struct err *err)
{
    struct ref ref;
    struct str rest = {0};
    char *path = arena_printf(arena, "%.*s/packed-refs", STR_ARG(names->repo->common_dir));
    int rc = git_read_file(arena, path, REPO_PACKED_REFS_MAX, &rest, err);
    if (rc < 0)
        return rc;
    while (next_packed(names->repo->id_len, &rest, &ref)) {
        if (names->sorted.at.len == REFS_MAX)
            return too_many(err);
        *vec_push(&names->sorted.at, arena) = ref;
    }
    sort_refs(&names->sorted);
    names->has_sorted = true;
    return 0;
}

static void add_ref(struct arena *arena, struct refs *refs, struct str prefix, const struct ref *ref)
{
    bool is_new = refs->at.len == 0 || !str_eq(refs->at.at[refs->at.len - 1].name, ref->name);
    if (is_new && !object_id_is_null(&ref->id) && str_starts(ref->name, prefix) && refs_is_name(ref->name))
        *vec_push(&refs->at, arena) = *ref;
}

/* A loose ref hides a packed one of the same name. */
static void merge(struct arena *arena, const struct walk *walk, struct refs *ret_refs)
{
    const struct refs *loose = &walk->loose, *packed = &walk->names.sorted;
    size_t i = 0, k = 0;
    while (i < loose->at.len || k < packed->at.len) {
        int order = i == loose->at.len    ? 1
                    : k == packed->at.len ? -1
                                          : str_cmp(loose->at.at[i].name, packed->at.at[k].name);
        add_ref(arena, ret_refs, walk->prefix, order <= 0 ? &loose->at.at[i] : &packed->at.at[k]);
        i += order <= 0;
        k += order >= 0;
    }
}

int refs_check_storage(const struct repo *repo, struct err *err)
{
    struct str storage = repo->settings.ref_storage;
    if (storage.len == 0 || str_eq(storage, STR("files")))
        return 0;
    return err_set(err, ERR_INPUT,
                   "%.*s: refs are kept as %.*s, which is not read yet; git refs migrate --ref-format=files "
                   "changes that, in a clone of your own",
                   STR_ARG(repo->git_dir), STR_ARG(storage));
}

int refs_list(struct arena *arena, const struct repo *repo, struct str prefix, struct refs *ret_refs,
              struct err *err)
{
    struct walk walk = {.arena = arena, .names = {.repo = repo}, .prefix = prefix, .err = err};
    struct refs refs = {0};
    int rc = refs_check_storage(repo, err);
    if (rc == 0)
        rc = read_packed(arena, &walk.names, err);
    if (rc == 0)
        rc = walk_all(&walk);
    if (rc < 0)
        return rc;
    sort_refs(&walk.loose);
    merge(arena, &walk, &refs);
    *ret_refs = refs;
    return 0;
}
