/*
 * Cargo.toml and Cargo.lock. A version in Cargo.toml is a range ("1.2" is ^1.2); "=1.2.3" is one version. What has a
 * `path` alone is the tree's own; `workspace = true` has its version in the manifest of the workspace.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/manifest_text.h"

static struct str last_part(struct str section)
{
    ptrdiff_t dot = str_rindex(section, '.');
    return str_skip(section, (size_t)(dot + 1));
}

/* "dependencies", "target.'cfg(unix)'.dev-dependencies", "workspace.dependencies". */
static const char *scope_of(struct str section)
{
    struct str last = last_part(section);
    if (str_starts(section, STR("workspace.")))
        return str_eq(last, STR("dependencies")) ? "managed" : NULL;
    return str_eq(last, STR("dependencies"))         ? "runtime"
           : str_eq(last, STR("dev-dependencies"))   ? "dev"
           : str_eq(last, STR("build-dependencies")) ? "build"
                                                     : NULL;
}

static bool is_exact(struct str version)
{
    struct str rest = str_trim(str_skip(version, 1));
    return str_starts(version, STR("=")) && rest.len && str_index(rest, ',') < 0;
}

static void set_version(struct dependency *dependency, struct str version)
{
    dependency->version = version;
    dependency->is_locked = is_exact(version);
    if (dependency->is_locked)
        dependency->version = str_trim(str_skip(version, 1));
}

static void take_rename(struct dependency *dependency, struct str package)
{
    if (!package.p)
        return;
    dependency->alias = dependency->name;
    dependency->name = package;
}

static void add_crate(struct manifest *m, const struct toml_lines *toml, const char *scope)
{
    bool table = str_starts(toml->value, STR("{"));
    struct str version = table ? toml_member(toml->value, "version") : toml_string(toml->value);
    struct str member = toml->key, name = str_cut(&member, '.'); /* serde.workspace = true */
    if (member.p && !str_eq(member, STR("version")) && !str_eq(member, STR("workspace")))
        return;
    if (table && toml_member(toml->value, "path").p && !version.p)
        return;
    struct dependency *dependency = manifest_add(m, "cargo", name, manifest_line_of(m, toml->key.p));
    if (!dependency)
        return;
    dependency->scope = str_from(scope);
    dependency->direct = DIRECT_YES;
    set_version(dependency, version);
    if (table && str_eq(toml_raw_member(toml->value, "optional"), STR("true")))
        dependency->scope = STR("optional");
    if (table)
        take_rename(dependency, toml_member(toml->value, "package"));
}

/* [dependencies.name] is a table of its own. */
static void read_crate_table(struct manifest *m, const struct toml_lines *toml, struct str *current)
{
    struct str name = last_part(toml->section);
    struct dependency *last = m->found.len ? &m->found.at[m->found.len - 1] : NULL;
    if (!str_eq(*current, toml->section)) {
        ptrdiff_t dot = str_rindex(toml->section, '.');
        const char *scope = scope_of(str_head(toml->section, (size_t)dot));
        *current = toml->section;
        last = manifest_add(m, "cargo", name, manifest_line_of(m, name.p));
        if (!last)
            return;
        last->scope = str_from(scope);
        last->direct = DIRECT_YES;
    }
    if (!last)
        return;
    if (str_eq(toml->key, STR("version")))
        set_version(last, toml_string(toml->value));
    else if (str_eq(toml->key, STR("package")))
        take_rename(last, toml_string(toml->value));
    else if (str_eq(toml->key, STR("optional")) && str_eq(toml->value, STR("true")))
        last->scope = STR("optional");
}

static void read_package(struct manifest *m, const struct toml_lines *toml)
{
    struct str value = toml_string(toml->value);
    struct dependency *self = manifest_self(m);
    if (str_eq(toml->key, STR("name")))
        manifest_add_self(m, "cargo", value, manifest_line_of(m, toml->key.p));
    else if (self && str_eq(toml->key, STR("version")))
        self->version = value;
    else if (self && str_eq(toml->key, STR("license")))
        self->license = value;
}

void manifest_read_cargo(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    struct str current = {NULL, 0};
    while (!m->problem && toml_next(&toml)) {
        const char *scope = scope_of(toml.section);
        ptrdiff_t dot = str_rindex(toml.section, '.');
        if (str_eq(toml.section, STR("package")))
            read_package(m, &toml);
        else if (scope)
            add_crate(m, &toml, scope);
        else if (dot > 0 && scope_of(str_head(toml.section, (size_t)dot)))
            read_crate_table(m, &toml, &current);
    }
}

/* `"name"`, `"name 1.2.3"` or `"name 1.2.3 (registry+…)"`. */
static void crate_requires(struct manifest *m, struct dependency *dependency, struct str list)
{
    while (list.p) {
        struct str item = str_trim(str_cut(&list, ','));
        struct str words[2] = {{0}}, inner = item;
        ptrdiff_t quote = str_index(inner, '"');
        if (quote < 0)
            continue;
        inner = str_skip(inner, (size_t)quote + 1);
        inner = str_cut(&inner, '"');
        manifest_words(inner, words, 2);
        manifest_requires(m, dependency, words[0], words[1]);
    }
}

void manifest_read_cargo_lock(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    while (!m->problem && toml_next(&toml)) {
        struct dependency *last = m->found.len ? &m->found.at[m->found.len - 1] : NULL;
        if (!str_eq(toml.section, STR("[package]")))
            continue;
        if (str_eq(toml.key, STR("name"))) {
            last = manifest_add(m, "cargo", toml_string(toml.value), manifest_line_of(m, toml.key.p));
            if (last)
                last->is_self = true; /* until it is said to come from elsewhere */
        } else if (last && str_eq(toml.key, STR("version"))) {
            last->version = toml_string(toml.value);
        } else if (last && str_eq(toml.key, STR("source"))) {
            last->is_self = false;
            last->is_locked = true;
        } else if (last && str_eq(toml.key, STR("dependencies"))) {
            crate_requires(m, last, toml.value);
        }
    }
}
