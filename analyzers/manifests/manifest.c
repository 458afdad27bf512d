#include "analyzers/manifests/manifest.h"

#include "analyzers/manifests/xml_tree.h"
#include "analyzers/manifests/yaml_tree.h"

#include <fnmatch.h>
#include <stdio.h>

enum { NAME_MAX_BYTES = 1000, REASON_MAX = 200 };

static manifest_reader *const readers[MANIFEST_FORMATS] = {
    [MANIFEST_NPM] = manifest_read_npm,
    [MANIFEST_NPM_LOCK] = manifest_read_npm_lock,
    [MANIFEST_YARN_LOCK] = manifest_read_yarn_lock,
    [MANIFEST_PNPM_LOCK] = manifest_read_pnpm_lock,
    [MANIFEST_REQUIREMENTS] = manifest_read_requirements,
    [MANIFEST_PYPROJECT] = manifest_read_pyproject,
    [MANIFEST_PYTHON_LOCK] = manifest_read_python_lock,
    [MANIFEST_PIPFILE] = manifest_read_pipfile,
    [MANIFEST_PIPFILE_LOCK] = manifest_read_pipfile_lock,
    [MANIFEST_SETUP_CFG] = manifest_read_setup_cfg,
    [MANIFEST_CARGO] = manifest_read_cargo,
    [MANIFEST_CARGO_LOCK] = manifest_read_cargo_lock,
    [MANIFEST_GO] = manifest_read_go,
    [MANIFEST_MAVEN] = manifest_read_maven,
    [MANIFEST_GRADLE] = manifest_read_gradle,
    [MANIFEST_GRADLE_LOCK] = manifest_read_gradle_lock,
    [MANIFEST_GRADLE_CATALOG] = manifest_read_gradle_catalog,
    [MANIFEST_COMPOSER] = manifest_read_composer,
    [MANIFEST_COMPOSER_LOCK] = manifest_read_composer_lock,
    [MANIFEST_GEMFILE] = manifest_read_gemfile,
    [MANIFEST_GEMFILE_LOCK] = manifest_read_gemfile_lock,
    [MANIFEST_GEMSPEC] = manifest_read_gemspec,
    [MANIFEST_MSBUILD] = manifest_read_msbuild,
    [MANIFEST_NUGET_CONFIG] = manifest_read_nuget_config,
    [MANIFEST_NUGET_LOCK] = manifest_read_nuget_lock,
    [MANIFEST_CMAKE] = manifest_read_cmake,
    [MANIFEST_CONAN] = manifest_read_conan,
    [MANIFEST_VCPKG] = manifest_read_vcpkg,
    [MANIFEST_DOCKER] = manifest_read_docker,
    [MANIFEST_WORKFLOW] = manifest_read_workflow,
    [MANIFEST_COMPOSE] = manifest_read_compose,
    [MANIFEST_SETUP_PY] = manifest_read_setup_py,
    [MANIFEST_CONAN_PY] = manifest_read_conan_py,
};

/* Names of files, as patterns; the first that fits counts. */
static const struct {
    const char *pattern;
    enum manifest_format format;
} names[] = {
    {"package.json", MANIFEST_NPM},
    {"package-lock.json", MANIFEST_NPM_LOCK},
    {"npm-shrinkwrap.json", MANIFEST_NPM_LOCK},
    {"yarn.lock", MANIFEST_YARN_LOCK},
    {"pnpm-lock.yaml", MANIFEST_PNPM_LOCK},
    {"requirements*.txt", MANIFEST_REQUIREMENTS},
    {"*-requirements.txt", MANIFEST_REQUIREMENTS},
    {"*_requirements.txt", MANIFEST_REQUIREMENTS},
    {"pyproject.toml", MANIFEST_PYPROJECT},
    {"poetry.lock", MANIFEST_PYTHON_LOCK},
    {"uv.lock", MANIFEST_PYTHON_LOCK},
    {"pdm.lock", MANIFEST_PYTHON_LOCK},
    {"Pipfile", MANIFEST_PIPFILE},
    {"Pipfile.lock", MANIFEST_PIPFILE_LOCK},
    {"setup.cfg", MANIFEST_SETUP_CFG},
    {"Cargo.toml", MANIFEST_CARGO},
    {"Cargo.lock", MANIFEST_CARGO_LOCK},
    {"go.mod", MANIFEST_GO},
    {"pom.xml", MANIFEST_MAVEN},
    {"build.gradle", MANIFEST_GRADLE},
    {"build.gradle.kts", MANIFEST_GRADLE},
    {"gradle.lockfile", MANIFEST_GRADLE_LOCK},
    {"*.versions.toml", MANIFEST_GRADLE_CATALOG},
    {"composer.json", MANIFEST_COMPOSER},
    {"composer.lock", MANIFEST_COMPOSER_LOCK},
    {"Gemfile", MANIFEST_GEMFILE},
    {"gems.rb", MANIFEST_GEMFILE},
    {"Gemfile.lock", MANIFEST_GEMFILE_LOCK},
    {"gems.locked", MANIFEST_GEMFILE_LOCK},
    {"*.gemspec", MANIFEST_GEMSPEC},
    {"*.csproj", MANIFEST_MSBUILD},
    {"*.fsproj", MANIFEST_MSBUILD},
    {"*.vbproj", MANIFEST_MSBUILD},
    {"Directory.Packages.props", MANIFEST_MSBUILD},
    {"Directory.Build.props", MANIFEST_MSBUILD},
    {"packages.config", MANIFEST_NUGET_CONFIG},
    {"packages.lock.json", MANIFEST_NUGET_LOCK},
    {"CMakeLists.txt", MANIFEST_CMAKE},
    {"conanfile.txt", MANIFEST_CONAN},
    {"vcpkg.json", MANIFEST_VCPKG},
    {"Dockerfile", MANIFEST_DOCKER},
    {"Dockerfile.*", MANIFEST_DOCKER},
    {"*.Dockerfile", MANIFEST_DOCKER},
    {"Containerfile", MANIFEST_DOCKER},
    {"compose.yml", MANIFEST_COMPOSE},
    {"compose.yaml", MANIFEST_COMPOSE},
    {"compose.*.yml", MANIFEST_COMPOSE},
    {"compose.*.yaml", MANIFEST_COMPOSE},
    {"docker-compose*.yml", MANIFEST_COMPOSE},
    {"docker-compose*.yaml", MANIFEST_COMPOSE},
    {"setup.py", MANIFEST_SETUP_PY},
    {"conanfile.py", MANIFEST_CONAN_PY},
    {"action.yml", MANIFEST_WORKFLOW},
    {"action.yaml", MANIFEST_WORKFLOW},
};

static bool ends_in_folder(struct str path, const char *folder)
{
    struct str dir = str_dirname(path), name = str_from(folder);
    return str_eq(dir, name) ||
           (dir.len > name.len && str_ends(dir, name) && dir.p[dir.len - name.len - 1] == '/');
}

/* requirements/dev.txt is as common as requirements-dev.txt. */
static enum manifest_format by_folder(struct str path, struct str name)
{
    bool is_yaml = str_ends(name, STR(".yml")) || str_ends(name, STR(".yaml"));
    if (is_yaml && ends_in_folder(path, ".github/workflows"))
        return MANIFEST_WORKFLOW;
    if (str_ends(name, STR(".txt")) && ends_in_folder(path, "requirements"))
        return MANIFEST_REQUIREMENTS;
    return MANIFEST_NONE;
}

enum manifest_format manifest_format_of(struct str path)
{
    char name[64];
    struct str base = str_basename(path);
    if (base.len == 0 || base.len >= sizeof name)
        return MANIFEST_NONE;
    memcpy(name, base.p, base.len);
    name[base.len] = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (fnmatch(names[i].pattern, name, 0) == 0)
            return names[i].format;
    }
    return by_folder(path, base);
}

enum manifest_format manifest_format_within(struct str path, int64_t len_bytes)
{
    return len_bytes <= MANIFEST_TEXT_MAX ? manifest_format_of(path) : MANIFEST_NONE;
}

void manifest_read(struct manifest *m, enum manifest_format format, struct str text, struct arena *arena,
                   struct json_reader *json)
{
    const struct str mark = STR("\xEF\xBB\xBF"); /* of byte order: no part of the text */
    *m = (struct manifest){.text = str_skip(text, str_starts(text, mark) ? mark.len : 0),
                           .arena = arena,
                           .json = json};
    if (text.len > MANIFEST_TEXT_MAX)
        manifest_fail(m, 1, "larger than 16 MB: not read");
    else if (readers[format])
        readers[format](m);
}

/* Adding ----------------------------------------------------------------------------------------------------------- */

struct dependency *manifest_add(struct manifest *m, const char *ecosystem, struct str name, uint32_t line)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES || m->problem)
        return NULL;
    if (m->found.len == MANIFEST_FOUND_MAX) {
        manifest_fail(m, line, "too many dependencies: the rest is left out");
        return NULL;
    }
    struct dependency *dependency = vec_push(&m->found, m->arena);
    *dependency = (struct dependency){
        .ecosystem = str_from(ecosystem), .name = name, .scope = STR("runtime"), .line = line};
    return dependency;
}

struct dependency *manifest_add_self(struct manifest *m, const char *ecosystem, struct str name, uint32_t line)
{
    struct dependency *self = manifest_add(m, ecosystem, name, line);
    if (self) {
        self->is_self = true;
        self->scope = (struct str){NULL, 0};
        m->self = m->found.len;
    }
    return self;
}

struct dependency *manifest_self(struct manifest *m)
{
    return m->self ? &m->found.at[m->self - 1] : NULL;
}

void manifest_requires(struct manifest *m, struct dependency *dependency, struct str name, struct str version)
{
    if (name.len == 0 || name.len + version.len > NAME_MAX_BYTES ||
        dependency->requires.len == MANIFEST_REQUIRES_MAX)
        return;
    *vec_push(&dependency->requires, m->arena) =
        version.len ? str_from(arena_printf(m->arena, "%.*s %.*s", STR_ARG(name), STR_ARG(version))) : name;
}

void manifest_fail(struct manifest *m, uint32_t line, const char *reason)
{
    if (!m->problem) {
        m->problem = arena_printf(m->arena, "%.*s", REASON_MAX, reason);
        m->problem_line = line;
    }
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

static void index_lines(struct manifest *m)
{
    *vec_push(&m->lines, m->arena) = 0;
    for (size_t i = 0; i < m->text.len; i++) {
        if (m->text.p[i] == '\n')
            *vec_push(&m->lines, m->arena) = (uint32_t)i + 1;
    }
}

uint32_t manifest_line(struct manifest *m, size_t offset)
{
    if (m->lines.len == 0)
        index_lines(m);
    size_t low = 0, high = m->lines.len;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (m->lines.at[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low + 1;
}

uint32_t manifest_line_of(struct manifest *m, const char *p)
{
    return p >= m->text.p && p <= m->text.p + m->text.len ? manifest_line(m, (size_t)(p - m->text.p)) : 1;
}

bool manifest_lock_line(struct manifest *m, struct str *rest, uint32_t *number, struct str *ret_line)
{
    if (!rest->p || m->problem)
        return false;
    struct str line = str_cut(rest, '\n');
    line.len -= str_ends(line, STR("\r"));
    ++*number;
    if (str_starts(line, STR("<<<<<<<"))) {
        manifest_fail(m, *number, "an unresolved merge conflict");
        return false;
    }
    *ret_line = line;
    return true;
}

/* Trees ------------------------------------------------------------------------------------------------------------ */

/* The reader says where it stopped. */
static uint32_t json_error_line(struct manifest *m, const char *reason)
{
    const char *at = strstr(reason, "at byte ");
    size_t offset = 0;
    return at && sscanf(at, "at byte %zu", &offset) == 1 ? manifest_line(m, offset) : 1;
}

const struct json_val *manifest_json(struct manifest *m)
{
    const struct json_val *root;
    struct err err;
    if (json_read(m->json, m->text, &root, &err) < 0) {
        manifest_fail(m, json_error_line(m, err.text), err.text);
        return NULL;
    }
    if (!json_is_object(root)) {
        manifest_fail(m, 1, "JSON: not an object");
        return NULL;
    }
    return root;
}

const struct xml_node *manifest_xml(struct manifest *m)
{
    const char *reason = NULL;
    uint32_t line = 1;
    const struct xml_node *root = xml_read(m->arena, m->text, &reason, &line);
    if (!root)
        manifest_fail(m, line, reason);
    return root;
}

const struct yaml_node *manifest_yaml(struct manifest *m)
{
    const char *reason = NULL;
    uint32_t line = 1;
    const struct yaml_node *root = yaml_read(m->arena, m->text, &reason, &line);
    if (!root)
        manifest_fail(m, line, reason);
    return root;
}

uint32_t manifest_json_line(struct manifest *m, struct str value)
{
    return manifest_line(m, json_offset(m->json, value));
}

/* Words ------------------------------------------------------------------------------------------------------------ */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

bool manifest_pep508(struct str text, struct str *ret_name, struct str *ret_version)
{
    text = str_trim(text);
    size_t len = 0;
    while (len < text.len && is_name_char(text.p[len]))
        len++;
    if (len == 0 || text.p[0] == '-' || text.p[0] == '.')
        return false;
    *ret_name = str_head(text, len);
    struct str rest = str_trim(str_skip(text, len));
    if (str_starts(rest, STR("["))) {
        ptrdiff_t end = str_index(rest, ']');
        rest = str_trim(str_skip(rest, end < 0 ? rest.len : (size_t)end + 1));
    }
    struct str version = str_trim(str_cut(&rest, ';'));
    if (str_starts(version, STR("(")) && str_ends(version, STR(")")))
        version = str_trim(str_of(version.p + 1, version.len - 2));
    *ret_version = version;
    return version.len == 0 || strchr("=<>!~@", version.p[0]) != NULL;
}

bool manifest_pinned(struct str constraint, struct str *ret_version)
{
    struct str rest = str_trim(constraint);
    size_t equals = 0;
    while (equals < rest.len && rest.p[equals] == '=')
        equals++;
    rest = str_trim(str_skip(rest, equals));
    if (equals == 0 || equals > 3 || rest.len == 0)
        return false;
    for (size_t i = 0; i < rest.len; i++) {
        if (!is_name_char(rest.p[i]) && rest.p[i] != '+' && rest.p[i] != '!')
            return false;
    }
    *ret_version = rest;
    return true;
}

size_t manifest_words(struct str line, struct str *ret_words, size_t max)
{
    size_t n = 0, i = 0;
    while (n < max && i < line.len) {
        char c = line.p[i];
        if (c == ' ' || c == '\t' || c == '\r') {
            i++;
            continue;
        }
        bool quoted = c == '"' || c == '\'';
        size_t from = i + quoted;
        for (i = from; i < line.len; i++) {
            if (quoted ? line.p[i] == c : strchr(" \t\r", line.p[i]) != NULL)
                break;
        }
        ret_words[n++] = str_of(line.p + from, i - from);
        i += quoted;
    }
    return n;
}
