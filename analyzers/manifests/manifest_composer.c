/*
 * Composer: composer.json and composer.lock. "php", "ext-…" and "lib-…" are the platform, not packages.
 */
#include "analyzers/manifests/manifest.h"

static bool is_package(struct str name)
{
    return str_index(name, '/') > 0;
}

static void read_section(struct manifest *m, const struct json_val *root, const char *section,
                         const char *scope)
{
    struct json_iter iter = json_iter_begin(json_get(root, section));
    const struct json_val *value;
    struct str name;
    while (iter.keyed && (value = json_iter_next(&iter, &name))) {
        if (!is_package(name) || !json_is_str(value))
            continue;
        struct dependency *dependency = manifest_add(m, "composer", name, manifest_json_line(m, name));
        if (!dependency)
            return;
        struct str version = json_str_value(value);
        size_t digits = 0;
        while (digits < version.len && strchr("0123456789.", version.p[digits]))
            digits++;
        dependency->version = version;
        dependency->scope = str_from(scope);
        dependency->direct = DIRECT_YES;
        dependency->is_locked = digits > 0 && digits == version.len;
    }
}

/* A text, or a list of texts of which any will do. */
static struct str license_of(struct manifest *m, const struct json_val *package)
{
    const struct json_val *license = json_get(package, "license"), *one;
    struct json_iter iter = json_iter_begin(license);
    struct str all = json_str_value(license);
    for (int i = 0; i < 8 && !iter.keyed && (one = json_iter_next(&iter, NULL)); i++) {
        struct str name = json_str_value(one);
        all = i ? str_from(arena_printf(m->arena, "%.*s OR %.*s", STR_ARG(all), STR_ARG(name))) : name;
    }
    return all;
}

static void read_self(struct manifest *m, const struct json_val *root)
{
    struct str name = json_get_str(root, "name");
    struct dependency *self = manifest_add_self(m, "composer", name, name.p ? manifest_json_line(m, name) : 1);
    if (!self)
        return;
    self->version = json_get_str(root, "version");
    self->license = license_of(m, root);
}

void manifest_read_composer(struct manifest *m)
{
    const struct json_val *root = manifest_json(m);
    if (!root)
        return;
    read_self(m, root);
    read_section(m, root, "require", "runtime");
    read_section(m, root, "require-dev", "dev");
}

static void read_locked(struct manifest *m, const struct json_val *list, const char *scope)
{
    struct json_iter iter = json_iter_begin(list);
    const struct json_val *package;
    while (!iter.keyed && (package = json_iter_next(&iter, NULL))) {
        struct str name = json_get_str(package, "name"), required;
        struct dependency *dependency =
            name.p ? manifest_add(m, "composer", name, manifest_json_line(m, name)) : NULL;
        if (!dependency)
            continue;
        dependency->version = json_get_str(package, "version");
        dependency->license = license_of(m, package);
        dependency->scope = str_from(scope);
        dependency->is_locked = true;
        struct json_iter requires = json_iter_begin(json_get(package, "require"));
        while (requires.keyed && json_iter_next(&requires, &required)) {
            if (is_package(required))
                manifest_requires(m, dependency, required, STR(""));
        }
    }
}

void manifest_read_composer_lock(struct manifest *m)
{
    const struct json_val *root = manifest_json(m);
    if (!root)
        return;
    read_locked(m, json_get(root, "packages"), "runtime");
    read_locked(m, json_get(root, "packages-dev"), "dev");
}
