/*
 * Maven and Gradle. Of a pom.xml the properties of the file itself are put in; what a parent elsewhere defines stays as
 * it is written. Gradle's build files are programs: taken are calls of a configuration with one string,
 * `implementation "group:name:version"` or `implementation(libs.…)` left out, and the catalog has the rest.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/manifest_text.h"
#include "analyzers/manifests/xml_tree.h"

enum { PROPERTY_ROUNDS_MAX = 4, PROPERTY_LEN_MAX = 1000 };

/* Maven ------------------------------------------------------------------------------------------------------------ */

static struct str project_value(const struct xml_node *project, struct str name)
{
    if (str_starts(name, STR("project.")))
        name = str_skip(name, 8);
    if (str_eq(name, STR("version")) || str_eq(name, STR("groupId"))) {
        const char *key = str_eq(name, STR("version")) ? "version" : "groupId";
        struct str own = xml_child_text(project, key);
        return own.len ? own : xml_child_text(xml_child(project, "parent"), key);
    }
    const struct xml_node *properties = xml_child(project, "properties");
    for (const struct xml_node *at = properties ? properties->first : NULL; at; at = at->next) {
        if (str_eq(at->name, name))
            return at->text;
    }
    return (struct str){NULL, 0};
}

/* `${name}` where the file itself says what that is. */
static struct str expand(struct manifest *m, const struct xml_node *project, struct str text)
{
    for (int round = 0; round < PROPERTY_ROUNDS_MAX; round++) {
        ptrdiff_t open = str_find(text, STR("${"));
        struct str rest = open < 0 ? STR("") : str_skip(text, (size_t)open + 2);
        ptrdiff_t end = str_index(rest, '}');
        struct str value =
            end < 0 ? (struct str){NULL, 0} : project_value(project, str_head(rest, (size_t)end));
        if (!value.len || text.len + value.len > PROPERTY_LEN_MAX)
            return text;
        text = str_from(arena_printf(m->arena, "%.*s%.*s%.*s", (int)open, text.p, STR_ARG(value),
                                     STR_ARG(str_skip(rest, (size_t)end + 1))));
    }
    return text;
}

static struct str coordinates(struct manifest *m, const struct xml_node *project, const struct xml_node *node)
{
    struct str group = expand(m, project, xml_child_text(node, "groupId"));
    struct str artifact = expand(m, project, xml_child_text(node, "artifactId"));
    if (node == project && !group.len)
        group = xml_child_text(xml_child(project, "parent"), "groupId");
    if (!artifact.len)
        return STR("");
    if (!group.len && str_eq(node->name, STR("plugin")))
        group = STR("org.apache.maven.plugins");
    return group.len ? str_from(arena_printf(m->arena, "%.*s:%.*s", STR_ARG(group), STR_ARG(artifact)))
                     : artifact;
}

static struct str maven_scope(const struct xml_node *node)
{
    struct str scope = xml_child_text(node, "scope");
    if (str_eq(node->name, STR("plugin")))
        return STR("build");
    if (str_eq(xml_child_text(node, "optional"), STR("true")))
        return STR("optional");
    return str_eq(scope, STR("test"))       ? STR("test")
           : str_eq(scope, STR("provided")) ? STR("optional")
                                            : STR("runtime");
}

/* "1.2" asks softly, "[1.2]" firmly; both name one version. A range or a property that is elsewhere does not. */
static bool is_one_maven_version(struct str version, struct str *ret_version)
{
    if (str_starts(version, STR("[")) && str_ends(version, STR("]")) && str_index(version, ',') < 0)
        version = str_of(version.p + 1, version.len - 2);
    *ret_version = version;
    return version.len && str_index(version, '$') < 0 && str_index(version, ',') < 0 &&
           str_index(version, '[') < 0 && str_index(version, '(') < 0;
}

static void add_maven(struct manifest *m, const struct xml_node *project, const struct xml_node *node)
{
    struct dependency *dependency = manifest_add(m, "maven", coordinates(m, project, node), node->line);
    if (!dependency)
        return;
    bool managed = node->parent && node->parent->parent &&
                   str_eq(node->parent->parent->name, STR("dependencyManagement"));
    dependency->version = expand(m, project, xml_child_text(node, "version"));
    dependency->scope = managed ? STR("managed") : maven_scope(node);
    dependency->direct = managed ? DIRECT_UNKNOWN : DIRECT_YES;
    dependency->is_locked = is_one_maven_version(dependency->version, &dependency->version);
}

void manifest_read_maven(struct manifest *m)
{
    const struct xml_node *project = manifest_xml(m);
    if (!project)
        return;
    struct dependency *self = manifest_add_self(m, "maven", coordinates(m, project, project), project->line);
    if (self) {
        self->version = expand(m, project, project_value(project, STR("version")));
        self->license = xml_child_text(xml_child(xml_child(project, "licenses"), "license"), "name");
    }
    for (const struct xml_node *at = project; at; at = xml_walk(project, at)) {
        bool in_list = at->parent && (str_eq(at->parent->name, STR("dependencies")) ||
                                      str_eq(at->parent->name, STR("plugins")));
        if (in_list && (str_eq(at->name, STR("dependency")) || str_eq(at->name, STR("plugin"))))
            add_maven(m, project, at);
    }
}

/* Gradle ----------------------------------------------------------------------------------------------------------- */

static const char *gradle_scope(struct str configuration)
{
    static const struct {
        const char *name, *scope;
    } known[] = {{"implementation", "runtime"},
                 {"api", "runtime"},
                 {"compile", "runtime"},
                 {"runtimeOnly", "runtime"},
                 {"runtime", "runtime"},
                 {"compileOnly", "optional"},
                 {"compileOnlyApi", "optional"},
                 {"annotationProcessor", "build"},
                 {"kapt", "build"},
                 {"ksp", "build"},
                 {"classpath", "build"},
                 {"debugImplementation", "dev"},
                 {"testImplementation", "test"},
                 {"testCompile", "test"},
                 {"testRuntimeOnly", "test"},
                 {"testCompileOnly", "test"},
                 {"testAnnotationProcessor", "test"},
                 {"androidTestImplementation", "test"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_eq(configuration, str_from(known[i].name)))
            return known[i].scope;
    }
    return NULL;
}

/* Adds "group:name[:version[:classifier]]". */
static struct dependency *add_coordinates(struct manifest *m, struct str text, uint32_t line)
{
    ptrdiff_t first = str_index(text, ':');
    if (first <= 0 || str_index(text, ' ') >= 0)
        return NULL;
    struct str rest = str_skip(text, (size_t)first + 1), artifact = str_cut(&rest, ':');
    struct str name = str_head(text, (size_t)first + 1 + artifact.len);
    struct str version = rest.p ? str_cut(&rest, ':') : STR("");
    struct dependency *dependency = artifact.len ? manifest_add(m, "maven", name, line) : NULL;
    if (!dependency)
        return NULL;
    version = str_cut(&version, '@');
    dependency->version = version;
    dependency->is_locked = version.len && str_index(version, '$') < 0 && str_index(version, '+') < 0 &&
                            str_index(version, '[') < 0 && !str_starts(version, STR("latest."));
    return dependency;
}

static void read_gradle_line(struct manifest *m, struct str line, uint32_t number)
{
    line = str_trim(line);
    size_t len = 0;
    while (len < line.len && ((line.p[len] | 32) >= 'a' && (line.p[len] | 32) <= 'z'))
        len++;
    const char *scope = gradle_scope(str_head(line, len));
    if (!scope)
        return;
    struct str rest = str_trim(str_skip(line, len));
    while (rest.len && (rest.p[0] == '(' || rest.p[0] == ' ' || str_starts(rest, STR("platform("))))
        rest = str_skip(rest, rest.p[0] == 'p' ? 9 : 1);
    if (!rest.len || (rest.p[0] != '"' && rest.p[0] != '\''))
        return;
    char quote = rest.p[0];
    struct str text = str_skip(rest, 1);
    text = str_cut(&text, quote);
    struct dependency *dependency = add_coordinates(m, text, number);
    if (dependency) {
        dependency->scope = str_from(scope);
        dependency->direct = DIRECT_YES;
    }
}

void manifest_read_gradle(struct manifest *m)
{
    struct str rest = m->text;
    for (uint32_t number = 1; rest.p && !m->problem; number++)
        read_gradle_line(m, str_cut(&rest, '\n'), number);
}

/* "group:name:version=configuration,configuration" */
void manifest_read_gradle_lock(struct manifest *m)
{
    struct str rest = m->text;
    for (uint32_t number = 1; rest.p && !m->problem; number++) {
        struct str line = str_trim(str_cut(&rest, '\n')), list = line;
        if (line.len == 0 || line.p[0] == '#' || str_starts(line, STR("empty=")))
            continue;
        struct dependency *dependency = add_coordinates(m, str_cut(&list, '='), number);
        bool tests = list.p && str_find(list, STR("runtimeClasspath")) < 0 &&
                     str_find(list, STR("compileClasspath")) < 0;
        if (dependency && tests)
            dependency->scope = STR("test");
    }
}

static struct str catalog_version(struct manifest *m, struct str table)
{
    struct str ref = toml_member(table, "version.ref"), version = toml_member(table, "version");
    struct toml_lines toml = toml_begin(m->text);
    if (!ref.p && !version.p && toml_raw_member(table, "version").p)
        ref = toml_member(toml_raw_member(table, "version"), "ref");
    for (int i = 0; ref.p && i < 1000 && toml_next(&toml) && str_eq(toml.section, STR("versions")); i++) {
        if (str_eq(toml.key, ref))
            return toml_string(toml.value);
    }
    return version;
}

void manifest_read_gradle_catalog(struct manifest *m)
{
    struct toml_lines toml = toml_begin(m->text);
    while (!m->problem && toml_next(&toml)) {
        uint32_t line = manifest_line_of(m, toml.key.p);
        if (!str_eq(toml.section, STR("libraries")))
            continue;
        struct str module = toml_member(toml.value, "module"), whole = toml_string(toml.value);
        if (!module.p && toml_member(toml.value, "group").p)
            module = str_from(arena_printf(m->arena, "%.*s:%.*s", STR_ARG(toml_member(toml.value, "group")),
                                           STR_ARG(toml_member(toml.value, "name"))));
        struct dependency *dependency = add_coordinates(m, whole.p ? whole : module, line);
        if (!dependency)
            continue;
        dependency->scope = STR("managed");
        if (!whole.p)
            dependency->version = catalog_version(m, toml.value);
        dependency->is_locked = dependency->version.len && str_index(dependency->version, '+') < 0;
    }
}
