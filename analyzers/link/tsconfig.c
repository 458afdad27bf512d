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
        while (leads->paths.len < TSCONFIG_PATHS_MAX && (target = json_iter_next(&each, NULL))) {
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

static struct tsconfig load(struct tsconfigs *configs, struct source_tree *tree, uint32_t file, int depth);

/* `paths` count from baseUrl, else from their own config. */
static void take_paths(struct source_tree *tree, struct tsconfig *config, const struct leads *leads,
                       struct str dir)
{
    struct str base = config->base_url.p ? config->base_url : dir;
    config->paths.len = config->paths.cap = 0;
    config->paths.at = NULL;
    for (size_t i = 0; i < leads->paths.len; i++) {
        struct tsconfig_path path = leads->paths.at[i];
        path.target = rel_join(tree->arena, base, path.target);
        if (path.target.p)
            *vec_push(&config->paths, tree->arena) = path;
    }
}

static struct tsconfig read_config(struct tsconfigs *configs, struct source_tree *tree, uint32_t file,
                                   int depth)
{
    struct tsconfig config = {.base_url = {NULL, 0}}, other;
    struct leads leads;
    if (!read_leads(tree, file, &leads))
        return config;
    struct str dir = str_dirname(tree_path(tree, file));
    for (size_t i = 0; i < leads.extends.len; i++) {
        other = load(configs, tree, config_at(tree, dir, leads.extends.at[i]), depth + 1);
        merge(&config, &other);
    }
    if (leads.base_url.p)
        config.base_url = rel_join(tree->arena, dir, leads.base_url);
    if (leads.has_paths)
        take_paths(tree, &config, &leads, dir);
    for (size_t i = 0; i < leads.references.len && !config.paths.len && !config.base_url.p; i++) {
        other = load(configs, tree, config_at(tree, dir, leads.references.at[i]), depth + 1);
        merge(&config, &other);
    }
    return config;
}

/* What the config `file` says, with all that it extends. One that is being read, in a cycle, says nothing yet. */
static struct tsconfig load(struct tsconfigs *configs, struct source_tree *tree, uint32_t file, int depth)
{
    struct tsconfig config = {.base_url = {NULL, 0}};
    bool added;
    if (file == TREE_NONE || depth == TSCONFIG_DEPTH_MAX)
        return config;
    uint32_t *slot = map_put(&configs->by_path, tree->arena, tree_path(tree, file), &added);
    if (!added)
        return configs->list.at[*slot];
    uint32_t index = *slot = (uint32_t)configs->list.len;
    *vec_push(&configs->list, tree->arena) = config;
    config = read_config(configs, tree, file, depth);
    configs->list.at[index] = config;
    return config;
}

/* Of tsconfig.json and jsconfig.json in one folder the first counts. */
void tsconfigs_read(struct tsconfigs *configs, struct source_tree *tree)
{
    static const char *const names[] = {"tsconfig.json", "jsconfig.json"};
    *configs = (struct tsconfigs){.by_dir = {0}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (uint32_t at = lists_first(&tree->by_name, str_from(names[i])); at;) {
            struct file_link link = tree->by_name.links.at[at - 1];
            struct str path = tree_path(tree, link.file), dir = str_dirname(path);
            load(configs, tree, link.file, 0);
            if (!map_get(&configs->by_dir, dir))
                *map_put(&configs->by_dir, tree->arena, dir, NULL) = *map_get(&configs->by_path, path);
            at = link.next;
        }
    }
}

const struct tsconfig *tsconfig_above(const struct tsconfigs *configs, struct str dir)
{
    const uint32_t *index = rel_nearest(&configs->by_dir, dir);
    return index ? &configs->list.at[*index] : NULL;
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

/* The first target of the strongest pattern that matches; the others stand behind it. */
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

/* The target with what the star of the pattern stands for. */
static struct str fill_in(const struct tsconfig_path *path, struct arena *scratch, struct str spec)
{
    ptrdiff_t star = str_index(path->target, '*');
    if (star < 0 || !path->has_star)
        return path->target;
    struct str middle = str_of(spec.p + path->prefix.len, spec.len - path->prefix.len - path->suffix.len);
    struct str before = str_head(path->target, (size_t)star),
               behind = str_skip(path->target, (size_t)star + 1);
    return rel_join(scratch, STR(""), rel_cat(scratch, before, middle, behind));
}

size_t tsconfig_map(const struct tsconfig *config, struct arena *scratch, struct str spec,
                    struct str ret_paths[TSCONFIG_TRIES_MAX])
{
    size_t n = 0, first = strongest(config, spec);
    for (size_t i = first; i < config->paths.len && n < TSCONFIG_TRIES_MAX; i++) {
        const struct tsconfig_path *path = &config->paths.at[i], *best = &config->paths.at[first];
        if (!str_eq(path->prefix, best->prefix) || !str_eq(path->suffix, best->suffix))
            break;
        ret_paths[n++] = fill_in(path, scratch, spec);
    }
    return n;
}
