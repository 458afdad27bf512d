/*
 * C and C++: find_package and FetchContent of CMake, conanfile.txt, vcpkg.json. CMake has no registry: its packages are
 * of the ecosystem "generic".
 */
#include "analyzers/manifests/manifest.h"

/* CMake ------------------------------------------------------------------------------------------------------------ */

enum { CMAKE_WORDS_MAX = 64 };

/* The words between the brackets of the call at the start of `text`, newlines included; false when it is none of these. */
static bool cmake_call(struct str text, const char *name, struct str *ret_arguments)
{
    struct str wanted = str_from(name);
    if (!str_eq_nocase(str_head(text, wanted.len), wanted))
        return false;
    struct str rest = str_trim(str_skip(text, wanted.len));
    ptrdiff_t end = str_index(rest, ')');
    if (!str_starts(rest, STR("(")) || end < 0)
        return false;
    *ret_arguments = str_of(rest.p + 1, (size_t)end - 1);
    return true;
}

static struct str word_behind(const struct str *words, size_t n, const char *key)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (str_eq(words[i], str_from(key)))
            return words[i + 1];
    }
    return (struct str){NULL, 0};
}

static size_t cmake_words(struct manifest *m, struct str arguments, struct str *ret_words)
{
    char *flat = str_cstr(m->arena, arguments);
    for (size_t i = 0; i < arguments.len; i++)
        flat[i] = flat[i] == '\n' ? ' ' : flat[i];
    return manifest_words(str_of(flat, arguments.len), ret_words, CMAKE_WORDS_MAX);
}

static void add_found_package(struct manifest *m, struct str arguments, uint32_t line)
{
    struct str words[CMAKE_WORDS_MAX];
    size_t n = cmake_words(m, arguments, words);
    struct dependency *dependency =
        n && str_index(words[0], '$') < 0 ? manifest_add(m, "generic", words[0], line) : NULL;
    if (!dependency)
        return;
    dependency->direct = DIRECT_YES;
    if (n > 1 && words[1].len && words[1].p[0] >= '0' && words[1].p[0] <= '9')
        dependency->version = words[1];
    bool required = false;
    for (size_t i = 1; i < n; i++)
        required |= str_eq(words[i], STR("REQUIRED"));
    dependency->scope = required ? STR("runtime") : STR("optional");
}

static void add_fetched(struct manifest *m, struct str arguments, uint32_t line)
{
    struct str words[CMAKE_WORDS_MAX];
    size_t n = cmake_words(m, arguments, words);
    struct dependency *dependency = n ? manifest_add(m, "generic", words[0], line) : NULL;
    if (!dependency)
        return;
    dependency->direct = DIRECT_YES;
    dependency->version = word_behind(words, n, "GIT_TAG");
    dependency->is_locked = dependency->version.len > 0 && !str_eq(dependency->version, STR("master")) &&
                            !str_eq(dependency->version, STR("main"));
}

void manifest_read_cmake(struct manifest *m)
{
    struct str rest = m->text, arguments;
    while (rest.p && !m->problem) {
        struct str from = rest, line = str_cut(&rest, '\n');
        size_t blanks = line.len - str_trim(line).len;
        struct str text =
            str_head(str_skip(from, blanks < line.len ? (size_t)(str_trim(line).p - line.p) : 0), 4096);
        if (cmake_call(text, "find_package", &arguments))
            add_found_package(m, arguments, manifest_line_of(m, from.p));
        else if (cmake_call(text, "FetchContent_Declare", &arguments))
            add_fetched(m, arguments, manifest_line_of(m, from.p));
    }
}

/* conan ------------------------------------------------------------------------------------------------------------ */

void manifest_add_conan(struct manifest *m, struct str text, const char *scope, uint32_t line)
{
    struct str version = text, name = str_cut(&version, '/');
    struct dependency *dependency = manifest_add(m, "conan", name, line);
    if (!dependency || !version.p)
        return;
    version = str_cut(&version, '@');
    dependency->version = str_cut(&version, '#');
    dependency->scope = str_from(scope);
    dependency->direct = DIRECT_YES;
    dependency->is_locked = dependency->version.len && dependency->version.p[0] != '[';
}

void manifest_read_conan(struct manifest *m)
{
    struct str rest = m->text, section = STR("");
    for (uint32_t number = 1; rest.p && !m->problem; number++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.len == 0 || line.p[0] == '#')
            continue;
        if (line.p[0] == '[') {
            section = line;
            continue;
        }
        bool tool = str_eq(section, STR("[tool_requires]")) || str_eq(section, STR("[build_requires]"));
        if (!tool && !str_eq(section, STR("[requires]")))
            continue;
        manifest_add_conan(m, line, tool ? "build" : "runtime", number);
    }
}

/* vcpkg ------------------------------------------------------------------------------------------------------------ */

static struct str vcpkg_version(const struct json_val *package)
{
    static const char *const keys[] = {"version", "version-semver", "version-string", "version-date",
                                       "version>="};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (json_get_str(package, keys[i]).p)
            return json_get_str(package, keys[i]);
    }
    return (struct str){NULL, 0};
}

void manifest_read_vcpkg(struct manifest *m)
{
    const struct json_val *root = manifest_json(m), *item;
    struct str name = json_get_str(root, "name");
    struct dependency *self =
        name.p ? manifest_add_self(m, "generic", name, manifest_json_line(m, name)) : NULL;
    if (self) {
        self->version = vcpkg_version(root);
        self->license = json_get_str(root, "license");
    }
    struct json_iter iter = json_iter_begin(json_get(root, "dependencies"));
    while (root && !iter.keyed && (item = json_iter_next(&iter, NULL))) {
        name = json_is_str(item) ? json_str_value(item) : json_get_str(item, "name");
        struct dependency *dependency =
            name.p ? manifest_add(m, "generic", name, manifest_json_line(m, name)) : NULL;
        if (!dependency)
            continue;
        dependency->version = vcpkg_version(item);
        dependency->direct = DIRECT_YES;
        if (json_get_bool(item, "host", false))
            dependency->scope = STR("build");
    }
}
