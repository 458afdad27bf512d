#include "analyzers/link/type_index.h"

#include "analyzers/link/rel_path.h"

static struct str package_of(const struct source_tree *tree, uint32_t file)
{
    uint32_t package = tree->files.at[file].package;
    return package == INTERN_NONE ? STR("") : tree->names.names.at[package];
}

/* Interned, since the index borrows its keys. */
static void add(struct type_index *index, struct source_tree *tree, struct str package, struct str name,
                uint32_t file)
{
    struct arena mark = *tree->scratch;
    struct str separator = index->separator;
    struct str prefix = rel_cat(tree->scratch, package, separator, STR(""));
    bool qualified = package.len == 0 || str_starts(name, prefix);
    struct str full = qualified ? name : rel_cat(tree->scratch, prefix, name, STR(""));
    uint32_t id = intern_id(&tree->names, tree->arena, full);
    lists_add(&index->files, tree->arena, tree->names.names.at[id], file);
    *tree->scratch = mark;
}

struct type_index *type_index_build(struct source_tree *tree, enum lang_family family, struct str separator,
                                    bool by_file_name)
{
    struct type_index *index = arena_new(tree->arena, struct type_index);
    *index = (struct type_index){.separator = separator, .family = family};
    for (uint32_t i = 0; i < tree->files.len; i++) {
        struct source_file *file = &tree->files.at[i];
        struct str package = package_of(tree, i);
        if (file->family != family)
            continue;
        if (package.len)
            file->module = tree_module(tree, family, package);
        if (by_file_name)
            add(index, tree, package, rel_stem(str_basename(file->path)), i);
    }
    for (size_t i = 0; i < tree->types.len; i++) {
        struct declared_type type = tree->types.at[i];
        if (tree->files.at[type.file].family == family)
            add(index, tree, package_of(tree, type.file), tree->names.names.at[type.name], type.file);
    }
    return index;
}

uint32_t type_index_find(const struct type_index *index, const struct source_tree *tree, struct str name,
                         struct str from)
{
    return lists_nearest(tree, &index->files, name, from);
}

uint32_t type_index_find_prefix(const struct type_index *index, const struct source_tree *tree,
                                struct str name, struct str from)
{
    while (name.len) {
        uint32_t file = type_index_find(index, tree, name, from);
        if (file != TREE_NONE)
            return file;
        ptrdiff_t dot = str_rindex(name, index->separator.p[index->separator.len - 1]);
        name = str_head(name, dot < 0 ? 0 : (size_t)dot);
    }
    return TREE_NONE;
}
