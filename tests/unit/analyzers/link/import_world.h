/*
 * import_world: a small tree for one test of a resolver. Files are named, manifests are written to a temporary folder,
 * and world_ask answers in one line: paths, "!external", "<module>", or "?" for unresolved.
 */
#ifndef CBCRAWL_TESTS_IMPORT_WORLD_H
#define CBCRAWL_TESTS_IMPORT_WORLD_H

#include "analyzers/link/resolve.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct world {
    struct arena run, scratch;
    struct source_tree tree;
    struct resolvers resolvers;
    struct json_reader *names;
    char root[64];
    const char *lang;
};

static inline void world_begin(struct world *world, const char *lang)
{
    *world = (struct world){.run = test_arena(), .scratch = test_arena(), .lang = lang};
    tree_init(&world->tree, &world->run, &world->scratch);
    world->names = json_reader_new(1 << 16);
    memcpy(world->root, "/tmp/import_world.XXXXXX", 25);
    assert_non_null(mkdtemp(world->root));
    world->tree.root_fd = open(world->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* A source file. */
static inline uint32_t world_file(struct world *world, const char *path)
{
    return tree_add_file(&world->tree, str_from(path), str_from(world->lang),
                         resolve_family(str_from(world->lang)));
}

/* Source files, until NULL. */
static inline void world_files(struct world *world, const char *const *paths)
{
    for (; *paths; paths++)
        world_file(world, *paths);
}

/* A source file with its package clause and one type. */
static inline void world_type(struct world *world, const char *path, const char *package, const char *type)
{
    uint32_t file = world_file(world, path);
    tree_add_package(&world->tree, file, str_from(package));
    if (type)
        tree_add_type(&world->tree, file, str_from(type));
}

/* A manifest, with content. */
static inline void world_manifest(struct world *world, const char *path, const char *content)
{
    char full[512];
    tree_add_file(&world->tree, str_from(path), STR(""), FAMILY_NONE);
    for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
        snprintf(full, sizeof full, "%s/%.*s", world->root, (int)(slash - path), path);
        mkdir(full, 0777);
    }
    snprintf(full, sizeof full, "%s/%s", world->root, path);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

/* The tree is complete. */
static inline void world_ready(struct world *world)
{
    resolvers_prepare(&world->resolvers, &world->tree);
}

static inline void world_answer(const struct resolution *to, char *answer, size_t size)
{
    size_t len = 0;
    answer[0] = 0;
    for (size_t i = 0; i < to->n_targets; i++) {
        const struct target *t = &to->targets[i];
        enum lang_family family;
        struct str name = t->file != TREE_NONE       ? tree_path(to->tree, t->file)
                          : t->module != INTERN_NONE ? tree_module_name(to->tree, t->module, &family)
                                                     : to->tree->externals.names.at[t->external];
        bool module = t->module != INTERN_NONE, external = t->external != INTERN_NONE;
        len += (size_t)snprintf(answer + len, size - len, "%s%s%.*s%s", i ? " " : "",
                                module     ? "<"
                                : external ? "!"
                                           : "",
                                STR_ARG(name), module ? ">" : "");
    }
    if (to->n_targets == 0)
        snprintf(answer, size, "?");
}

/* What `import` means; path and dir are filled in from `from`, `names` is a JSON array or NULL. */
static inline void world_expect_import(struct world *world, const char *from, struct import import,
                                       const char *names, const char *wanted)
{
    struct err err = {0};
    char answer[1024];
    struct resolution to = {.tree = &world->tree};
    import.file = tree_file(&world->tree, str_from(from));
    assert_true(import.file != TREE_NONE);
    import.path = tree_path(&world->tree, import.file);
    import.dir = str_dirname(import.path);
    if (names)
        assert_ok(json_read(world->names, str_from(names), &import.names, &err), &err);
    resolvers_ask(&world->resolvers, &import, &to);
    world_answer(&to, answer, sizeof answer);
    if (strcmp(answer, wanted) != 0)
        print_error("%s imports %.*s %s: %s, not %s\n", from, STR_ARG(import.module), names ? names : "",
                    answer, wanted);
    assert_string_equal(answer, wanted);
    arena_reset(&world->scratch);
}

static inline void world_expect(struct world *world, const char *from, const char *form, const char *module,
                                const char *names, const char *wanted)
{
    struct import import = {.form = str_from(form), .module = str_from(module)};
    world_expect_import(world, from, import, names, wanted);
}

static inline int world_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline void world_end(struct world *world)
{
    tree_release(&world->tree);
    json_reader_free(world->names);
    arena_release(&world->run);
    arena_release(&world->scratch);
    nftw(world->root, world_remove, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
