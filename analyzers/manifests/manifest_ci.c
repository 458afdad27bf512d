/*
 * What builds and ships: FROM of a Dockerfile, `image:` of compose files, `uses:` of GitHub workflows and actions.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/yaml_tree.h"
#include "pipeline/base/map.h"

/* Dockerfile ------------------------------------------------------------------------------------------------------- */

enum { FROM_WORDS_MAX = 8 };

/* "registry/name:tag@sha256:…": a digest is one image, a tag moves. */
static void add_image(struct manifest *m, struct str image, uint32_t line)
{
    ptrdiff_t at = str_index(image, '@'), slash = str_rindex(image, '/');
    struct str plain = at < 0 ? image : str_head(image, (size_t)at);
    ptrdiff_t colon = str_rindex(plain, ':');
    if (colon < slash)
        colon = -1;
    struct str name = colon < 0 ? plain : str_head(plain, (size_t)colon);
    struct dependency *dependency = manifest_add(m, "docker", name, line);
    if (!dependency)
        return;
    dependency->version = at >= 0      ? str_skip(image, (size_t)at + 1)
                          : colon >= 0 ? str_skip(plain, (size_t)colon + 1)
                                       : STR("");
    dependency->is_locked = at >= 0;
    dependency->direct = DIRECT_YES;
}

/* Names of earlier stages, `scratch`, and what a build argument decides are no images to name. */
static void read_from(struct manifest *m, struct str line, uint32_t number, struct map *stages)
{
    struct str words[FROM_WORDS_MAX];
    size_t n = manifest_words(line, words, FROM_WORDS_MAX), i = 1;
    while (i < n && str_starts(words[i], STR("--")))
        i++;
    if (i >= n)
        return;
    bool known =
        map_get(stages, words[i]) || str_eq(words[i], STR("scratch")) || str_index(words[i], '$') >= 0;
    if (!known)
        add_image(m, words[i], number);
    if (i + 2 < n && str_eq_nocase(words[i + 1], STR("AS")))
        map_put(stages, m->arena, words[i + 2], NULL);
}

void manifest_read_docker(struct manifest *m)
{
    struct str rest = m->text;
    struct map stages = {0};
    for (uint32_t number = 1; rest.p && !m->problem; number++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (str_eq_nocase(str_head(line, 5), STR("FROM ")))
            read_from(m, line, number, &stages);
    }
}

/* compose ----------------------------------------------------------------------------------------------------------- */

/* The image of a service that is built is its own product; what a variable decides is none to name. */
void manifest_read_compose(struct manifest *m)
{
    const struct yaml_node *services = yaml_get(manifest_yaml(m), "services");
    for (const struct yaml_node *service = services ? services->first : NULL; service;
         service = service->next) {
        const struct yaml_node *image = yaml_get(service, "image");
        if (image && image->scalar.len && !yaml_get(service, "build") && str_index(image->scalar, '$') < 0)
            add_image(m, image->scalar, image->line);
    }
}

/* GitHub ----------------------------------------------------------------------------------------------------------- */

static bool is_commit(struct str version)
{
    for (size_t i = 0; i < version.len; i++) {
        if (!strchr("0123456789abcdef", version.p[i]))
            return false;
    }
    return version.len == 40 || version.len == 64;
}

/* "owner/name/path@ref" or "docker://image"; "./…" is the tree's own. Only a commit stays what it is. */
static void add_use(struct manifest *m, const struct yaml_node *step)
{
    const struct yaml_node *uses = yaml_get(step, "uses");
    struct str text = uses ? uses->scalar : STR("");
    if (str_starts(text, STR("docker://"))) {
        add_image(m, str_skip(text, 9), uses->line);
        return;
    }
    ptrdiff_t at = str_rindex(text, '@');
    if (at <= 0 || text.p[0] == '.')
        return;
    struct dependency *dependency = manifest_add(m, "github", str_head(text, (size_t)at), uses->line);
    if (!dependency)
        return;
    dependency->version = str_skip(text, (size_t)at + 1);
    dependency->is_locked = is_commit(dependency->version);
    dependency->scope = STR("build");
    dependency->direct = DIRECT_YES;
}

static void add_steps(struct manifest *m, const struct yaml_node *list)
{
    for (const struct yaml_node *step = list ? list->first : NULL; step; step = step->next)
        add_use(m, step);
}

void manifest_read_workflow(struct manifest *m)
{
    const struct yaml_node *root = manifest_yaml(m), *jobs = yaml_get(root, "jobs");
    for (const struct yaml_node *job = jobs ? jobs->first : NULL; job; job = job->next) {
        add_use(m, job);
        add_steps(m, yaml_get(job, "steps"));
    }
    add_steps(m, yaml_get(yaml_get(root, "runs"), "steps"));
}
