#include "analyzers/link/tsconfig.h"

#include "analyzers/link/rel_path.h"

/* The reader holds one document at a time, so what leads to others is copied out first. */
struct leads {
    VEC(struct str) extends, references; /* as written */
    VEC(struct tsconfig_path) paths;     /* targets as written */
    struct str base_url;
    bool has_paths;
};

static void copy_strings(struct arena *arena, const struct json_val *value, struct leads *leads)
{
    struct json_iter iter = json_iter_begin(json_is_array(value) ? value : NULL);
    const struct json_val *element;
    if (json_is_str(value))
        *vec_push(&leads->extends, arena) = str_dup(arena, json_str_value(value));
    while ((element = json_iter_next(&iter, NULL)))
        *vec_push(&leads->extends, arena) = str_dup(arena, json_str_value(element));
}

static void copy_paths(struct arena *arena, const struct json_val *paths, struct leads *leads)
{
    struct json_iter iter = json_iter_begin(json_is_object(paths) ? paths : NULL);
    const struct json_val *targets, *target;
    struct str pattern;
    leads->has_paths = json_is_object(paths);
    while ((targets = json_iter_next(&iter, &pattern))) {
        ptrdiff_t star = str_index(pattern, '*');
        struct json_iter each = json_iter_begin(json_is_array(targets) ? targets : NULL);
        while ((target = json_iter_next(&each, NULL))) {
            struct str copy = str_dup(arena, pattern);
            *vec_push(&leads->paths, arena) =
                (struct tsconfig_path){.prefix = star < 0 ? copy : str_head(copy, (size_t)star),
                                       .suffix = star < 0 ? STR("") : str_skip(copy, (size_t)star + 1),
                                       .has_star = star >= 0,
                                       .target = str_dup(arena, json_str_value(target))};
        }
    }
}

static bool read_leads(struct source_tree *tree, uint32_t file, struct leads *leads)
{
    const struct json_val *root, *reference;
    if (!tree_read_json(tree, file, &root))
        return false;
    *leads = (struct leads){.base_url = {NULL, 0}};
    copy_strings(tree->arena, json_get(root, "extends"), leads);
    const struct json_val *options = json_get(root, "compilerOptions"), *list = json_get(root, "references");
    struct str base_url = json_get_str(options, "baseUrl");
    if (base_url.p)
        leads->base_url = str_dup(tree->arena, base_url);
    copy_paths(tree->arena, json_get(options, "paths"), leads);
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
    while ((reference = json_iter_next(&iter, NULL)))
        *vec_push(&leads->references, tree->arena) = str_dup(tree->arena, json_get_str(reference, "path"));
    return true;
}

/* The file that an `extends` or a reference names: with or without ".json", or a folder. */
static uint32_t config_at(const struct source_tree *tree, struct str dir, struct str spec)
{
    struct arena scratch = *tree->scratch;
    if (!spec.p || !(str_starts(spec, STR(".")) || str_index(spec, '/') >= 0))
        return TREE_NONE;
    struct str path = rel_join(&scratch, dir, spec);
    if (!path.p)
        return TREE_NONE;
    uint32_t file = tree_file(tree, path);
    if (file == TREE_NONE)
        file = tree_file(tree, rel_cat(&scratch, path, STR(".json"), STR("")));
    if (file == TREE_NONE)
        file = tree_file(tree, rel_join(&scratch, path, STR("tsconfig.json")));
    return file;
}

static void merge(struct tsconfig *config, const struct tsconfig *from)
{
    if (from->base_url.p)
        config->base_url = from->base_url;
    if (from->paths.len)
        config->paths = from->paths;
}

/* What the config `file` says, with all that it extends. `paths` count from baseUrl, else from their own config. */
static struct tsconfig load(struct source_tree *tree, uint32_t file, int depth)
{
    struct tsconfig config = {.base_url = {NULL, 0}}, other;
    struct leads leads;
    if (file == TREE_NONE || depth == TSCONFIG_DEPTH_MAX || !read_leads(tree, file, &leads))
        return config;
    struct str dir = str_dirname(tree_path(tree, file));
    for (size_t i = 0; i < leads.extends.len; i++) {
        other = load(tree, config_at(tree, dir, leads.extends.at[i]), depth + 1);
        merge(&config, &other);
    }
    if (leads.base_url.p)
        config.base_url = rel_join(tree->arena, dir, leads.base_url);
    if (leads.has_paths) {
        struct str base = config.base_url.p ? config.base_url : dir;
        config.paths.len = config.paths.cap = 0;
        config.paths.at = NULL;
        for (size_t i = 0; i < leads.paths.len; i++) {
            struct tsconfig_path path = leads.paths.at[i];
            path.target = rel_join(tree->arena, base, path.target);
            if (path.target.p)
                *vec_push(&config.paths, tree->arena) = path;
        }
    }
    for (size_t i = 0; i < leads.references.len && !config.paths.len && !config.base_url.p; i++) {
        other = load(tree, config_at(tree, dir, leads.references.at[i]), depth + 1);
        merge(&config, &other);
    }
    return config;
}

void tsconfigs_read(struct tsconfigs *configs, struct source_tree *tree)
{
    static const char *const names[] = {"tsconfig.json", "jsconfig.json"};
    *configs = (struct tsconfigs){.by_dir = {0}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (uint32_t at = lists_first(&tree->by_name, str_from(names[i])); at;) {
            struct file_link link = tree->by_name.links.at[at - 1];
            bool added;
            uint32_t *index =
                map_put(&configs->by_dir, tree->arena, str_dirname(tree_path(tree, link.file)), &added);
            if (added) {
                *index = (uint32_t)configs->list.len;
                struct tsconfig config = load(tree, link.file, 0);
                *vec_push(&configs->list, tree->arena) = config;
            }
            at = link.next;
        }
    }
}

const struct tsconfig *tsconfig_above(const struct tsconfigs *configs, struct str dir)
{
    for (;; dir = str_dirname(dir)) {
        const uint32_t *index = map_get(&configs->by_dir, dir);
        if (index)
            return &configs->list.at[*index];
        if (dir.len == 0)
            return NULL;
    }
}

static bool matches(const struct tsconfig_path *path, struct str spec)
{
    if (!path->has_star)
        return str_eq(spec, path->prefix);
    return spec.len >= path->prefix.len + path->suffix.len && str_starts(spec, path->prefix) &&
           str_ends(spec, path->suffix);
}

/* A pattern without a star is exact, and so beats any with one. */
static size_t strength(const struct tsconfig_path *path)
{
    return path->has_star ? path->prefix.len : SIZE_MAX;
}

/* The strongest pattern that matches; its targets stand one behind the other. */
static size_t strongest(const struct tsconfig *config, struct str spec)
{
    size_t best = config->paths.len;
    for (size_t i = 0; i < config->paths.len; i++) {
        const struct tsconfig_path *path = &config->paths.at[i];
        if (matches(path, spec) &&
            (best == config->paths.len || strength(path) > strength(&config->paths.at[best])))
            best = i;
    }
    return best;
}

bool tsconfig_map(const struct tsconfig *config, struct arena *scratch, struct str spec, size_t *at,
                  struct str *ret_path)
{
    size_t i = strongest(config, spec) + *at;
    if (i >= config->paths.len)
        return false;
    const struct tsconfig_path *path = &config->paths.at[i];
    if (!matches(path, spec) ||
        (*at && !(str_eq(path->prefix, path[-1].prefix) && str_eq(path->suffix, path[-1].suffix))))
        return false;
    ptrdiff_t star = str_index(path->target, '*');
    *ret_path = path->target;
    if (star >= 0) {
        struct str middle = str_of(spec.p + path->prefix.len, spec.len - path->prefix.len - path->suffix.len);
        *ret_path = rel_cat(scratch, str_head(path->target, (size_t)star), middle,
                            str_skip(path->target, (size_t)star + 1));
        *ret_path = rel_join(scratch, STR(""), *ret_path);
    }
    ++*at;
    return true;
}
