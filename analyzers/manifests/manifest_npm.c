/*
 * npm's own: package.json and package-lock.json (versions 1 to 3), npm-shrinkwrap.json.
 *
 * A range is written as npm takes it; "1.2.3" alone and "=1.2.3" are one version. "npm:real@range" is an alias. What
 * leads to a folder or a workspace ("file:", "link:", "workspace:") is the tree's own and no dependency.
 */
#include "analyzers/manifests/manifest.h"

#include "pipeline/base/map.h"

enum { PLACE_PARTS_MAX = 64, REQUIRED_MAX = 200 };

#define NODE_MODULES STR("node_modules/")

static bool is_local(struct str range)
{
    static const char *const prefixes[] = {"file:", "link:", "workspace:", "portal:", "./", "../"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (str_starts(range, str_from(prefixes[i])))
            return true;
    }
    return false;
}

static bool is_one_version(struct str range, struct str *ret_version)
{
    struct str version = str_starts(range, STR("=")) ? str_skip(range, 1) : range;
    size_t dots = 0, i = 0;
    for (; i < version.len && ((version.p[i] >= '0' && version.p[i] <= '9') || version.p[i] == '.'); i++)
        dots += version.p[i] == '.';
    if (dots != 2 || i == 0 || (i < version.len && version.p[i] != '-' && version.p[i] != '+') ||
        version.p[i - 1] == '.' || str_index(version, ' ') >= 0)
        return false;
    *ret_version = version;
    return true;
}

static void take_alias(struct dependency *dependency)
{
    struct str spec = dependency->version;
    if (!str_starts(spec, STR("npm:")))
        return;
    spec = str_skip(spec, 4);
    ptrdiff_t at = str_rindex(spec, '@');
    dependency->alias = dependency->name;
    dependency->name = at > 0 ? str_head(spec, (size_t)at) : spec;
    dependency->version = at > 0 ? str_skip(spec, (size_t)at + 1) : STR("");
}

static void read_section(struct manifest *m, const struct json_val *root, const char *section,
                         const char *scope)
{
    struct json_iter iter = json_iter_begin(json_get(root, section));
    const struct json_val *value;
    struct str name;
    while (iter.keyed && (value = json_iter_next(&iter, &name))) {
        struct str range = json_str_value(value);
        if (!range.p || is_local(range))
            continue;
        struct dependency *dependency = manifest_add(m, "npm", name, manifest_json_line(m, name));
        if (!dependency)
            return;
        dependency->version = range;
        dependency->scope = str_from(scope);
        dependency->direct = DIRECT_YES;
        take_alias(dependency);
        dependency->is_locked = is_one_version(dependency->version, &dependency->version);
    }
}

/* Versions for what others depend on: npm's "overrides", yarn's "resolutions". Deeper ones, that hold below one package
 * alone, are passed over; "$name", which points at a dependency, says no version. */
static void read_overrides(struct manifest *m, const struct json_val *root, const char *section)
{
    size_t first = m->found.len;
    read_section(m, root, section, "managed");
    for (size_t i = first; i < m->found.len; i++) {
        struct dependency *dependency = &m->found.at[i];
        ptrdiff_t at = str_rindex(dependency->name, '@');
        dependency->direct = DIRECT_UNKNOWN;
        if (at > 0) /* "name@range" */
            dependency->name = str_head(dependency->name, (size_t)at);
        if (str_starts(dependency->version, STR("$")))
            dependency->version = STR("");
    }
}

/* "license": "MIT", or what it was long ago: {"type": "MIT"}. */
static struct str license_of(const struct json_val *package)
{
    struct str license = json_get_str(package, "license");
    return license.p ? license : json_get_str(json_get(package, "license"), "type");
}

void manifest_read_npm(struct manifest *m)
{
    const struct json_val *root = manifest_json(m);
    if (!root)
        return;
    struct str name = json_get_str(root, "name");
    struct dependency *self = manifest_add_self(m, "npm", name, name.p ? manifest_json_line(m, name) : 1);
    if (self) {
        self->version = json_get_str(root, "version");
        self->license = license_of(root);
    }
    read_section(m, root, "dependencies", "runtime");
    read_section(m, root, "devDependencies", "dev");
    read_section(m, root, "peerDependencies", "peer");
    read_section(m, root, "optionalDependencies", "optional");
    read_overrides(m, root, "overrides");
    read_overrides(m, root, "resolutions");
}

/* Lock files ------------------------------------------------------------------------------------------------------- */

/* The name in "node_modules/a/node_modules/@b/c". */
static struct str name_in_place(struct str place)
{
    for (size_t i = place.len; i-- > 0;) {
        struct str rest = str_skip(place, i);
        if (str_starts(rest, NODE_MODULES) && (i == 0 || place.p[i - 1] == '/'))
            return str_skip(rest, NODE_MODULES.len);
    }
    return (struct str){NULL, 0};
}

/* The packages of a lock file by their place. */
struct places {
    struct map by_place; /* to index in list */
    VEC(const struct json_val *) list;
};

/* The folder around the innermost node_modules of `place`; "" at the top. */
static struct str place_above(struct str place)
{
    struct str name = name_in_place(place);
    size_t len = name.p ? (size_t)(name.p - place.p) - NODE_MODULES.len : 0;
    return str_head(place, len ? len - 1 : 0);
}

/* What `name` is for the package at `place`: the nearest node_modules that has it. */
static const struct json_val *find_required(struct manifest *m, const struct places *places, struct str place,
                                            struct str name)
{
    for (int i = 0; i < PLACE_PARTS_MAX; i++) {
        struct arena scratch = *m->arena;
        const uint32_t *found =
            map_get(&places->by_place,
                    str_from(arena_printf(&scratch, "%.*s%snode_modules/%.*s", STR_ARG(place),
                                          place.len ? "/" : "", STR_ARG(name))));
        if (found || place.len == 0)
            return found ? places->list.at[*found] : NULL;
        place = place_above(place);
    }
    return NULL;
}

static struct str lock_scope(const struct json_val *package)
{
    if (json_get_bool(package, "dev", false) || json_get_bool(package, "devOptional", false))
        return STR("dev");
    if (json_get_bool(package, "optional", false))
        return STR("optional");
    return json_get_bool(package, "peer", false) ? STR("peer") : STR("runtime");
}

static bool asks_for(const struct json_val *top, struct arena scratch, struct str name)
{
    static const char *const sections[] = {"dependencies", "devDependencies", "optionalDependencies",
                                           "peerDependencies"};
    const char *key = str_cstr(&scratch, name);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (json_get(json_get(top, sections[i]), key))
            return true;
    }
    return false;
}

static void add_required(struct manifest *m, struct dependency *dependency, const struct places *places,
                         struct str place, const struct json_val *list)
{
    struct json_iter iter = json_iter_begin(list);
    struct str name;
    for (int i = 0; i < REQUIRED_MAX && iter.keyed && json_iter_next(&iter, &name); i++) {
        const struct json_val *found = find_required(m, places, place, name);
        if (found)
            manifest_requires(m, dependency, name, json_get_str(found, "version"));
    }
}

static void index_places(struct manifest *m, const struct json_val *packages, struct places *places)
{
    struct json_iter iter = json_iter_begin(packages);
    const struct json_val *package;
    struct str place;
    while (iter.keyed && (package = json_iter_next(&iter, &place))) {
        *map_put(&places->by_place, m->arena, place, NULL) = (uint32_t)places->list.len;
        *vec_push(&places->list, m->arena) = package;
    }
}

static void read_places(struct manifest *m, const struct json_val *packages)
{
    struct places places = {0};
    index_places(m, packages, &places);
    const struct json_val *top = json_get(packages, "");
    struct json_iter iter = json_iter_begin(packages);
    const struct json_val *package;
    struct str place;
    while (iter.keyed && (package = json_iter_next(&iter, &place))) {
        struct str in_place = name_in_place(place), name = json_get_str(package, "name");
        if (!in_place.len || json_get_bool(package, "link", false))
            continue;
        struct dependency *dependency =
            manifest_add(m, "npm", name.len ? name : in_place, manifest_json_line(m, place));
        if (!dependency)
            return;
        dependency->version = json_get_str(package, "version");
        dependency->license = license_of(package);
        dependency->scope = lock_scope(package);
        dependency->is_locked = true;
        bool at_top = in_place.p == place.p + NODE_MODULES.len;
        dependency->direct = at_top && top && asks_for(top, *m->arena, in_place) ? DIRECT_YES : DIRECT_NO;
        add_required(m, dependency, &places, place, json_get(package, "dependencies"));
    }
}

/* Version 1: objects in objects. */
static void read_nested(struct manifest *m, const struct json_val *list, int depth)
{
    struct json_iter iter = json_iter_begin(list);
    const struct json_val *package;
    struct str name;
    while (depth < JSON_DEPTH_MAX && iter.keyed && (package = json_iter_next(&iter, &name))) {
        struct dependency *dependency = manifest_add(m, "npm", name, manifest_json_line(m, name));
        if (!dependency)
            return;
        dependency->version = json_get_str(package, "version");
        dependency->scope = lock_scope(package);
        dependency->is_locked = true;
        struct json_iter requires = json_iter_begin(json_get(package, "requires"));
        struct str required;
        while (requires.keyed && json_iter_next(&requires, &required))
            manifest_requires(m, dependency, required, STR(""));
        read_nested(m, json_get(package, "dependencies"), depth + 1);
    }
}

void manifest_read_npm_lock(struct manifest *m)
{
    const struct json_val *root = manifest_json(m);
    if (!root)
        return;
    const struct json_val *packages = json_get(root, "packages");
    struct str name = json_get_str(root, "name");
    struct dependency *self = manifest_add_self(m, "npm", name, name.p ? manifest_json_line(m, name) : 1);
    if (self) {
        self->version = json_get_str(root, "version");
        self->license = license_of(json_get(packages, ""));
    }
    if (json_is_object(packages))
        read_places(m, packages);
    else
        read_nested(m, json_get(root, "dependencies"), 0);
}
