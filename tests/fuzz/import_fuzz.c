/* Any import of any language is resolved, or not, in a small tree; and any bytes may stand in a manifest. The first
 * byte chooses the importing file; then come form, module and text, a line each; the rest is a manifest. */
#include "analyzers/manifests/manifest_text.h"
#include "analyzers/link/resolve.h"
#include "tests/fuzz/fuzz.h"

static const struct {
    const char *path, *lang;
} files[] = {
    {"src/a.c", "C"},
    {"include/x/b.h", "C"},
    {"Core/Cart.cs", "C#"},
    {"go/render/render.go", "Go"},
    {"java/a/b/C.java", "Java"},
    {"web/src/main.ts", "TypeScript"},
    {"web/index.js", "JavaScript"},
    {"php/Kernel.php", "PHP"},
    {"py/shop/__init__.py", "Python"},
    {"py/shop/views.py", "Python"},
    {"lib/gem.rb", "Ruby"},
    {"src/main.rs", "Rust"},
    {"src/args.rs", "Rust"},
    {"src/args/deep.rs", "Rust"},
    {"bin/run.sh", "Shell"},
    {"lib/common.sh", "Shell"},
};

enum { FILES = sizeof files / sizeof files[0] };

static void make_tree(struct source_tree *tree)
{
    for (size_t i = 0; i < FILES; i++) {
        struct str lang = str_from(files[i].lang);
        uint32_t file = tree_add_file(tree, str_from(files[i].path), lang, resolve_family(lang));
        tree_add_package(tree, file, STR("a.b"));
        tree_add_type(tree, file, STR("C"));
        tree_add_scope(tree, file, 1, 9, STR("tests"));
    }
}

static void resolve(struct source_tree *tree, uint32_t file, struct str form, struct str module,
                    struct str text)
{
    struct resolvers resolvers;
    struct resolution to = {.tree = tree};
    struct str path = tree_path(tree, file);
    struct import import = {.file = file,
                            .path = path,
                            .dir = str_dirname(path),
                            .form = form,
                            .module = module,
                            .text = text,
                            .line = 5};
    resolvers_prepare(&resolvers, tree);
    resolvers_ask(&resolvers, &import, &to);
    for (size_t i = 0; i < to.n_targets; i++) {
        const struct target *target = &to.targets[i];
        CHECK((target->file != TREE_NONE) + (target->module != INTERN_NONE) +
                  (target->external != INTERN_NONE) ==
              1);
        CHECK(target->file == TREE_NONE || target->file < tree->files.len);
    }
}

/* Slices that a reader returns lie in its text. */
static void read_manifest(struct str text)
{
    const char *end = text.p + text.len;
    for (struct toml_lines lines = toml_begin(text); toml_next(&lines);)
        CHECK(lines.key.p >= text.p && lines.value.p + lines.value.len <= end);
    for (struct gomod_lines lines = gomod_begin(text); gomod_next(&lines);)
        CHECK(lines.n_args <= sizeof lines.args / sizeof *lines.args);
    char *copy = malloc(text.len + 1); /* exact, so that a sanitizer sees one byte too many */
    CHECK(copy);
    if (text.len)
        memcpy(copy, text.p, text.len);
    jsonc_blank(copy, text.len);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena run, scratch;
    struct source_tree tree;
    if (len == 0)
        return 0;
    struct str rest = str_of((const char *)data + 1, len - 1);
    struct str form = str_cut(&rest, '\n'), module = str_cut(&rest, '\n'), text = str_cut(&rest, '\n');
    CHECK(arena_init(&run, (size_t)64 << 20, NULL) == 0 && arena_init(&scratch, (size_t)64 << 20, NULL) == 0);
    tree_init(&tree, &run, &scratch);
    make_tree(&tree);
    resolve(&tree, data[0] % FILES, form, module, text);
    if (rest.p)
        read_manifest(rest);
    tree_release(&tree);
    arena_release(&scratch);
    arena_release(&run);
    return 0;
}
