/*
 * NuGet: PackageReference and PackageVersion of MSBuild projects, packages.config, packages.lock.json. A version alone
 * is the lowest that will do, and what is restored unless something else asks for more: only "[1.2.3]" is one version.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/xml_tree.h"

static struct str attribute_or_child(const struct xml_node *node, const char *name)
{
    struct str value = xml_attribute(node, name);
    return value.p ? value : xml_child_text(node, name);
}

static void add_reference(struct manifest *m, const struct xml_node *node, const char *scope)
{
    struct str name = xml_attribute(node, "Include");
    struct dependency *dependency =
        manifest_add(m, "nuget", name.p ? name : xml_attribute(node, "Update"), node->line);
    if (!dependency)
        return;
    struct str version = attribute_or_child(node, "Version");
    bool firm = str_starts(version, STR("[")) && str_ends(version, STR("]")) && str_index(version, ',') < 0;
    dependency->version = firm ? str_of(version.p + 1, version.len - 2) : version;
    dependency->is_locked = firm;
    dependency->scope =
        str_eq(attribute_or_child(node, "PrivateAssets"), STR("all")) ? STR("build") : str_from(scope);
    dependency->direct = DIRECT_YES;
}

void manifest_read_msbuild(struct manifest *m)
{
    const struct xml_node *root = manifest_xml(m);
    for (const struct xml_node *at = root; at; at = xml_walk(root, at)) {
        if (str_eq(at->name, STR("PackageReference")))
            add_reference(m, at, "runtime");
        else if (str_eq(at->name, STR("PackageVersion")))
            add_reference(m, at, "managed");
        else if (str_eq(at->name, STR("PackageId")))
            manifest_add_self(m, "nuget", at->text, at->line);
    }
}

void manifest_read_nuget_config(struct manifest *m)
{
    const struct xml_node *root = manifest_xml(m);
    for (const struct xml_node *at = root; at; at = xml_walk(root, at)) {
        if (!str_eq(at->name, STR("package")))
            continue;
        struct dependency *dependency = manifest_add(m, "nuget", xml_attribute(at, "id"), at->line);
        if (!dependency)
            continue;
        dependency->version = xml_attribute(at, "version");
        dependency->is_locked = dependency->version.len > 0;
        if (str_eq(xml_attribute(at, "developmentDependency"), STR("true")))
            dependency->scope = STR("dev");
    }
}

static void add_restored(struct manifest *m, struct str name, const struct json_val *package)
{
    struct str version = json_get_str(package, "resolved"), required;
    struct dependency *dependency =
        version.p ? manifest_add(m, "nuget", name, manifest_json_line(m, name)) : NULL;
    if (!dependency)
        return;
    dependency->version = version;
    dependency->is_locked = true;
    dependency->direct = str_eq(json_get_str(package, "type"), STR("Direct")) ? DIRECT_YES : DIRECT_NO;
    struct json_iter requires = json_iter_begin(json_get(package, "dependencies"));
    while (requires.keyed && json_iter_next(&requires, &required))
        manifest_requires(m, dependency, required, STR(""));
}

/* The same package stands below each target framework. */
void manifest_read_nuget_lock(struct manifest *m)
{
    const struct json_val *root = manifest_json(m), *framework, *package;
    struct json_iter frameworks = json_iter_begin(json_get(root, "dependencies"));
    struct str name;
    while (root && frameworks.keyed && (framework = json_iter_next(&frameworks, NULL))) {
        struct json_iter iter = json_iter_begin(framework);
        while (iter.keyed && (package = json_iter_next(&iter, &name)))
            add_restored(m, name, package);
    }
}
