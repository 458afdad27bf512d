#include "analyzers/link/js_probe.h"

#include "analyzers/link/rel_path.h"

/* What each tries by itself first, then what others and bundlers add. */
static const char *const extensions[][14] = {
    [JS_ORDER_TYPESCRIPT] = {".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".json",
                             ".vue", ".svelte", ".node", NULL},
    [JS_ORDER_NODE] = {".js", ".json", ".node", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".d.ts", ".mts",
                       ".cts", ".vue", ".svelte", NULL},
};

/* What a compiled name is compiled from. */
static const struct {
    const char *compiled;
    const char *sources[3];
} sources_of[] = {
    {".js", {".ts", ".tsx", ".d.ts"}},
    {".jsx", {".tsx", NULL, NULL}},
    {".mjs", {".mts", ".d.mts", NULL}},
    {".cjs", {".cts", ".d.cts", NULL}},
};

static uint32_t with_extension(const struct source_tree *tree, struct str stem, const char *extension)
{
    struct arena scratch = *tree->scratch;
    return tree_file(tree, rel_cat(&scratch, stem, str_from(extension), STR("")));
}

static uint32_t source_of(const struct source_tree *tree, struct str path)
{
    for (size_t i = 0; i < sizeof sources_of / sizeof *sources_of; i++) {
        struct str ending = str_from(sources_of[i].compiled);
        if (!str_ends(path, ending))
            continue;
        struct str stem = str_head(path, path.len - ending.len);
        for (size_t s = 0; s < 3 && sources_of[i].sources[s]; s++) {
            uint32_t file = with_extension(tree, stem, sources_of[i].sources[s]);
            if (file != TREE_NONE)
                return file;
        }
    }
    return TREE_NONE;
}

static uint32_t with_any_extension(const struct source_tree *tree, struct str path, enum js_order order)
{
    uint32_t file = TREE_NONE;
    for (size_t i = 0; file == TREE_NONE && extensions[order][i]; i++)
        file = with_extension(tree, path, extensions[order][i]);
    return file;
}

uint32_t js_probe_file(const struct source_tree *tree, struct str path, enum js_order order)
{
    if (!path.p)
        return TREE_NONE;
    uint32_t file = order == JS_ORDER_TYPESCRIPT ? source_of(tree, path) : TREE_NONE;
    if (file == TREE_NONE)
        file = tree_file(tree, path);
    if (file == TREE_NONE)
        file = source_of(tree, path);
    return file != TREE_NONE ? file : with_any_extension(tree, path, order);
}

uint32_t js_probe_index(const struct source_tree *tree, struct str dir, enum js_order order)
{
    if (!tree_has_dir(tree, dir))
        return TREE_NONE;
    return with_any_extension(tree, rel_join(tree->scratch, dir, STR("index")), order);
}
