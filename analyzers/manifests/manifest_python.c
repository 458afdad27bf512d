/*
 * Python: requirements files (pip), pyproject.toml (PEP 621, PEP 735, poetry), setup.cfg, Pipfile, and the lock files of
 * poetry, uv, pdm and pipenv. Names are normalised as PEP 503 says, so that Flask_SQLAlchemy is flask-sqlalchemy.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/manifest_text.h"
#include "pipeline/versions/package_name.h"

static struct dependency *add_python(struct manifest *m, struct str name, struct str version, uint32_t line)
{
    struct dependency *dependency = manifest_add(m, "pypi", package_name_pypi(m->arena, name), line);
    if (!dependency)
        return NULL;
    dependency->version = version;
    dependency->direct = DIRECT_YES;
    dependency->is_locked = manifest_pinned(version, &dependency->version);
    return dependency;
}

struct dependency *manifest_add_requirement(struct manifest *m, struct str text, const char *scope,
                                            uint32_t line)
{
    struct str name, version;
    if (!manifest_pep508(text, &name, &version))
        return NULL;
    struct dependency *dependency = add_python(m, name, version, line);
    if (dependency)
        dependency->scope = str_from(scope);
    return dependency;
}

/* requirements.txt ------------------------------------------------------------------------------------------------- */

/* "-e git+https://…#egg=name" and "git+https://…#egg=name". */
static struct str egg_of(struct str line)
{
    ptrdiff_t at = str_find(line, STR("#egg="));
    struct str egg = at < 0 ? STR("") : str_skip(line, (size_t)at + 5);
    return str_cut(&egg, '&');
}

static void read_requirement(struct manifest *m, struct str line, uint32_t number)
{
    struct str egg = egg_of(line);
    if (egg.len) {
        manifest_add_requirement(m, egg, "runtime", number);
        return;
    }
    ptrdiff_t comment = str_find(line, STR(" #")), option = str_find(line, STR(" --"));
    if (comment >= 0)
        line = str_head(line, (size_t)comment);
    if (option >= 0)
        line = str_head(line, (size_t)option);
    line = str_trim(line);
    if (str_ends(line, STR("\\")))
        line = str_trim(str_head(line, line.len - 1));
    if (line.len == 0 || line.p[0] == '#' || line.p[0] == '-' || line.p[0] == '.' || line.p[0] == '/' ||
        str_find(line, STR("://")) >= 0)
        return;
    manifest_add_requirement(m, line, "runtime", number);
}

void manifest_read_requirements(struct manifest *m)
{
    struct str rest = m->text;
    for (uint32_t number = 1; rest.p && !m->problem; number++)
        read_requirement(m, str_cut(&rest, '\n'), number);
}

/* TOML ------------------------------------------------------------------------------------------------------------- */

/* The quoted strings of a TOML array, one after the other; tables in it ({include-group = …}) are passed over. */
static bool next_string(struct str *rest, struct str *ret_string)
{
    for (size_t i = 0; i < rest->len; i++) {
        char quote = rest->p[i];
        if (quote == '#' || quote == '{') {
            ptrdiff_t end = str_index(str_skip(*rest, i), quote == '#' ? '\n' : '}');
            if (end < 0)
                return false;
            i += (size_t)end;
            continue;
        }
        if (quote != '"' && quote != '\'')
            continue;
        size_t end = i + 1;
        while (end < rest->len && rest->p[end] != quote)
            end += quote == '"' && rest->p[end] == '\\' ? 2 : 1;
        if (end >= rest->len)
            return false;
        *ret_string = str_of(rest->p + i + 1, end - i - 1);
        *rest = str_skip(*rest, end + 1);
        return true;
    }
    return false;
}

static void add_list(struct manifest *m, struct str list, const char *scope)
{
    struct str item;
    while (next_string(&list, &item))
        manifest_add_requirement(m, item, scope, manifest_line_of(m, item.p));
}

/* poetry: `name = "^1"` or `name = {version = "^1", optional = true}`. */
static void add_poetry(struct manifest *m, const struct toml_lines *toml, const char *scope)
{
    bool table = str_starts(toml->value, STR("{"));
    struct str version = table ? toml_member(toml->value, "version") : toml_string(toml->value);
    if (str_eq(toml->key, STR("python")) || (table && toml_member(toml->value, "path").p))
        return;
    struct dependency *dependency = add_python(m, toml->key, version, manifest_line_of(m, toml->key.p));
    if (!dependency)
        return;
    dependency->scope = str_from(scope);
    if (table && str_find(toml->value, STR("optional = true")) >= 0)
        dependency->scope = STR("optional");
}

static void read_project(struct manifest *m, const struct toml_lines *toml)
{
    struct str value = toml_string(toml->value);
    struct dependency *self = manifest_self(m);
    if (str_eq(toml->key, STR("name")))
        manifest_add_self(m, "pypi", package_name_pypi(m->arena, value), manifest_line_of(m, toml->key.p));
    else if (str_eq(toml->key, STR("dependencies")))
        add_list(m, toml->value, "runtime");
    else if (self && str_eq(toml->key, STR("version")))
        self->version = value;
    else if (self && str_eq(toml->key, STR("license")))
        self->license = value.p ? value : toml_member(toml->value, "text");
}

static bool is_section(const struct toml_lines *toml, const char *name)
{
    return str_eq(toml->section, str_from(name));
}

static void read_pyproject_line(struct manifest *m, const struct toml_lines *toml)
{
    bool in_poetry_group =
        str_starts(toml->section, STR("tool.poetry.group.")) && str_ends(toml->section, STR(".dependencies"));
    if (is_section(toml, "project") || is_section(toml, "tool.poetry"))
        read_project(m, toml);
    else if (is_section(toml, "project.optional-dependencies"))
        add_list(m, toml->value, "optional");
    else if (is_section(toml, "dependency-groups") || is_section(toml, "tool.pdm.dev-dependencies"))
        add_list(m, toml->value, "dev");
    else if (is_section(toml, "build-system") && str_eq(toml->key, STR("requires")))
        add_list(m, toml->value, "build");
    else if (is_section(toml, "tool.uv") && str_eq(toml->key, STR("dev-dependencies")))
        add_list(m, toml->value, "dev");
    else if (is_section(toml, "tool.poetry.dependencies"))
        add_poetry(m, toml, "runtime");
    else if (in_poetry_group || is_section(toml, "tool.poetry.dev-dependencies"))
        add_poetry(m, toml, "dev");
}

void manifest_read_pyproject(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    while (!m->problem && toml_next(&toml))
        read_pyproject_line(m, &toml);
}

void manifest_read_pipfile(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    while (!m->problem && toml_next(&toml)) {
        bool dev = is_section(&toml, "dev-packages");
        if (dev || is_section(&toml, "packages"))
            add_poetry(m, &toml, dev ? "dev" : "runtime");
    }
}

/* `dependencies = [{ name = "a" }, …]` of uv and pdm: names, or requirements. */
static void lock_requires(struct manifest *m, struct dependency *dependency, struct str list)
{
    struct str item, name, version;
    bool tables = str_index(list, '{') >= 0;
    while (tables) {
        ptrdiff_t open = str_index(list, '{');
        if (open < 0)
            return;
        list = str_skip(list, (size_t)open);
        struct str one = str_head(list, (size_t)(str_index(list, '}') < 0 ? (ptrdiff_t)list.len
                                                                          : str_index(list, '}') + 1));
        manifest_requires(m, dependency, toml_member(one, "name"), STR(""));
        list = str_skip(list, one.len);
    }
    while (next_string(&list, &item)) {
        if (manifest_pep508(item, &name, &version))
            manifest_requires(m, dependency, package_name_pypi(m->arena, name), STR(""));
    }
}

/* uv lists the project itself, with a source that is a folder. */
static bool is_own_source(struct str value)
{
    return toml_member(value, "editable").p || toml_member(value, "virtual").p ||
           toml_member(value, "directory").p;
}

/* Returns whether the package is left out. */
static bool start_locked(struct manifest *m, const struct toml_lines *toml)
{
    struct dependency *locked =
        add_python(m, toml_string(toml->value), STR(""), manifest_line_of(m, toml->key.p));
    if (locked) {
        locked->is_locked = true;
        locked->direct = DIRECT_UNKNOWN;
    }
    return !locked;
}

static void locked_field(struct manifest *m, const struct toml_lines *toml, struct dependency *last)
{
    struct str value = toml_string(toml->value);
    if (str_eq(toml->key, STR("version"))) {
        last->version = value;
    } else if (str_eq(toml->key, STR("category"))) {
        last->scope = str_eq(value, STR("dev")) ? STR("dev") : last->scope;
    } else if (str_eq(toml->key, STR("dependencies"))) {
        lock_requires(m, last, toml->value);
    } else if (str_eq(toml->key, STR("source")) && is_own_source(toml->value)) {
        last->is_self = true;
        last->is_locked = false;
    }
}

static void read_lock_line(struct manifest *m, const struct toml_lines *toml, bool *left_out)
{
    struct dependency *last = m->found.len && !*left_out ? &m->found.at[m->found.len - 1] : NULL;
    bool in_package = is_section(toml, "[package]");
    if (in_package && str_eq(toml->key, STR("name")))
        *left_out = start_locked(m, toml);
    else if (in_package && last)
        locked_field(m, toml, last);
    else if (is_section(toml, "package.dependencies") && last)
        manifest_requires(m, last, package_name_pypi(m->arena, toml->key), STR(""));
}

void manifest_read_python_lock(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    bool left_out = true;
    while (!m->problem && toml_next(&toml))
        read_lock_line(m, &toml, &left_out);
}

/* Others ----------------------------------------------------------------------------------------------------------- */

void manifest_read_pipfile_lock(struct manifest *m)
{
    static const char *const sections[] = {"default", "develop"};
    const struct json_val *root = manifest_json(m);
    for (int i = 0; root && i < 2; i++) {
        struct json_iter iter = json_iter_begin(json_get(root, sections[i]));
        const struct json_val *package;
        struct str name;
        while (iter.keyed && (package = json_iter_next(&iter, &name))) {
            struct dependency *dependency =
                add_python(m, name, json_get_str(package, "version"), manifest_json_line(m, name));
            if (!dependency)
                return;
            dependency->direct = DIRECT_UNKNOWN;
            dependency->scope = i ? STR("dev") : STR("runtime");
        }
    }
}

/* Where in setup.cfg we are. */
struct cfg_place {
    struct str section, key;
};

static void cfg_value(struct manifest *m, const struct cfg_place *at, struct str value, uint32_t number)
{
    if (str_eq(at->section, STR("metadata")) && str_eq(at->key, STR("name")) && !manifest_self(m))
        manifest_add_self(m, "pypi", package_name_pypi(m->arena, value), number);
    else if (str_eq(at->section, STR("options")) && str_eq(at->key, STR("install_requires")))
        manifest_add_requirement(m, value, "runtime", number);
    else if (str_eq(at->section, STR("options.extras_require")))
        manifest_add_requirement(m, value, "optional", number);
}

static void cfg_line(struct manifest *m, struct cfg_place *at, struct str line, uint32_t number)
{
    bool indented = line.len && (line.p[0] == ' ' || line.p[0] == '\t');
    struct str value = str_trim(line);
    if (value.len == 0 || value.p[0] == '#' || value.p[0] == ';')
        return;
    if (!indented && value.p[0] == '[') {
        *at =
            (struct cfg_place){str_of(value.p + 1, value.len - (value.p[value.len - 1] == ']') - 1), STR("")};
        return;
    }
    if (!indented)
        at->key = str_trim(str_cut(&value, '='));
    cfg_value(m, at, str_trim(value), number);
}

/* `install_requires =` and what is indented below it; [options.extras_require] has lists by name. */
void manifest_read_setup_cfg(struct manifest *m)
{
    struct str rest = m->text;
    struct cfg_place at = {STR(""), STR("")};
    for (uint32_t number = 1; rest.p && !m->problem; number++)
        cfg_line(m, &at, str_cut(&rest, '\n'), number);
}
