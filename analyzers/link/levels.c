#include "analyzers/link/levels.h"

#include <stdlib.h>

/* Nodes before they are sorted: names with an id of the caller's, which becomes the index into `node_of`. */
struct naming {
    struct str name;
    uint32_t id;
    uint8_t family;
};

static int by_name(const void *a, const void *b)
{
    const struct naming *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : x->family - y->family;
}

/* Sorts and numbers the nodes; node_of[id] is the number, for ids below `n_ids`, TREE_NONE for others. */
static uint32_t *number_nodes(struct arena *arena, struct level *level, struct naming *naming,
                              uint32_t n_nodes, size_t n_ids)
{
    uint32_t *node_of = arena_array(arena, uint32_t, n_ids);
    memset(node_of, 0xff, n_ids * sizeof *node_of);
    qsort(naming, n_nodes, sizeof *naming, by_name);
    level->n_nodes = n_nodes;
    level->nodes = arena_array(arena, struct str, n_nodes);
    for (uint32_t n = 0; n < n_nodes; n++) {
        level->nodes[n] = naming[n].name;
        node_of[naming[n].id] = n;
    }
    return node_of;
}

static uint32_t *number_files(struct arena *arena, const struct source_tree *tree,
                              const struct import_links *links, struct level *level)
{
    size_t n_files = tree->files.len;
    bool *is_node = arena_array(arena, bool, n_files);
    struct naming *naming = arena_array(arena, struct naming, n_files);
    uint32_t n_nodes = 0;
    for (size_t i = 0; i < n_files; i++)
        is_node[i] = tree->files.at[i].family != FAMILY_NONE;
    for (size_t i = 0; i < links->list.len; i++) {
        if (links->list.at[i].file != TREE_NONE)
            is_node[links->list.at[i].file] = true;
    }
    for (uint32_t i = 0; i < n_files; i++) {
        if (is_node[i])
            naming[n_nodes++] = (struct naming){.name = tree_path(tree, i), .id = i};
    }
    return number_nodes(arena, level, naming, n_nodes, n_files);
}

/* The folder of a file, "." for the root. */
static struct str folder_of(struct str path)
{
    struct str dir = str_dirname(path);
    return dir.len ? dir : STR(".");
}

/* Files to folders; files that are no nodes have none. */
static uint32_t *number_folders(struct arena *arena, const struct source_tree *tree,
                                const uint32_t *file_nodes, struct level *level)
{
    struct intern folders = {.ids = {0}};
    size_t n_files = tree->files.len;
    uint32_t *folder = arena_array(arena, uint32_t, n_files);
    for (uint32_t i = 0; i < n_files; i++)
        folder[i] = file_nodes[i] == TREE_NONE ? TREE_NONE
                                               : intern_id(&folders, arena, folder_of(tree_path(tree, i)));
    struct naming *naming = arena_array(arena, struct naming, folders.names.len);
    for (uint32_t i = 0; i < folders.names.len; i++)
        naming[i] = (struct naming){.name = folders.names.at[i], .id = i};
    uint32_t *node_of = number_nodes(arena, level, naming, (uint32_t)folders.names.len, folders.names.len);
    for (uint32_t i = 0; i < n_files; i++)
        folder[i] = folder[i] == TREE_NONE ? TREE_NONE : node_of[folder[i]];
    return folder;
}

static uint32_t *number_modules(struct arena *arena, const struct source_tree *tree, struct level *level)
{
    uint32_t n_modules = (uint32_t)tree->modules.names.len;
    struct naming *naming = arena_array(arena, struct naming, n_modules);
    uint8_t *families = arena_array(arena, uint8_t, n_modules);
    for (uint32_t i = 0; i < n_modules; i++) {
        enum lang_family family;
        naming[i] = (struct naming){.name = tree_module_name(tree, i, &family), .id = i};
        naming[i].family = (uint8_t)family;
    }
    uint32_t *node_of = number_nodes(arena, level, naming, n_modules, n_modules);
    for (uint32_t n = 0; n < n_modules; n++)
        families[n] = naming[n].family;
    level->family = families;
    return node_of;
}

/* The folder that holds all files of a module, by module; TREE_NONE when there are several. */
static uint32_t *module_folders(struct arena *arena, const struct source_tree *tree,
                                const uint32_t *folder_nodes)
{
    enum { UNSET = UINT32_MAX - 1 };
    uint32_t *folder = arena_array(arena, uint32_t, tree->modules.names.len);
    for (size_t m = 0; m < tree->modules.names.len; m++)
        folder[m] = (uint32_t)UNSET;
    for (size_t i = 0; i < tree->files.len; i++) {
        uint32_t module = tree->files.at[i].module;
        if (module == INTERN_NONE)
            continue;
        if (folder[module] == (uint32_t)UNSET)
            folder[module] = folder_nodes[i];
        else if (folder[module] != folder_nodes[i])
            folder[module] = TREE_NONE;
    }
    return folder;
}

/* Where each import starts and ends on the three levels. */
struct ends {
    const struct source_tree *tree;
    const uint32_t *file_node, *folder_node, *module_node, *module_folder;
};

static void link_ends(const struct ends *ends, const struct import_link *link, int level, uint32_t *ret_from,
                      uint32_t *ret_to)
{
    const struct source_file *from = &ends->tree->files.at[link->from];
    const struct source_file *to = link->file == TREE_NONE ? NULL : &ends->tree->files.at[link->file];
    if (level == 0) {
        *ret_from = ends->file_node[link->from];
        *ret_to = to ? ends->file_node[link->file] : TREE_NONE;
    } else if (level == 1) {
        *ret_from = ends->folder_node[link->from];
        *ret_to = to ? ends->folder_node[link->file] : ends->module_folder[link->module];
    } else {
        uint32_t module = to ? to->module : link->module;
        *ret_from = from->module == INTERN_NONE ? TREE_NONE : ends->module_node[from->module];
        *ret_to = module == INTERN_NONE ? TREE_NONE : ends->module_node[module];
    }
}

static struct graph level_graph(struct arena *arena, const struct ends *ends,
                                const struct import_links *links, int level, uint32_t n_nodes)
{
    struct arena scratch = *ends->tree->scratch;
    size_t n_links = 0, n_imports = links->list.len;
    struct graph_link *list = arena_array(&scratch, struct graph_link, n_imports);
    for (size_t i = 0; i < n_imports; i++) {
        struct graph_link *link = &list[n_links];
        link_ends(ends, &links->list.at[i], level, &link->from, &link->to);
        link->flags = links->list.at[i].flags;
        n_links += link->from != TREE_NONE && link->to != TREE_NONE;
    }
    return graph_build(arena, list, n_links, n_nodes);
}

void levels_build(struct arena *arena, const struct source_tree *tree, const struct import_links *links,
                  struct level ret_levels[LEVELS])
{
    static const char *const names[LEVELS] = {"file", "folder", "module"};
    struct ends ends = {.tree = tree};
    for (int i = 0; i < LEVELS; i++)
        ret_levels[i] = (struct level){.name = names[i], .is_files = i == 0};
    ends.file_node = number_files(arena, tree, links, &ret_levels[0]);
    ends.folder_node = number_folders(arena, tree, ends.file_node, &ret_levels[1]);
    ends.module_node = number_modules(arena, tree, &ret_levels[2]);
    ends.module_folder = module_folders(arena, tree, ends.folder_node);
    for (int i = 0; i < LEVELS; i++)
        ret_levels[i].graph = level_graph(arena, &ends, links, i, ret_levels[i].n_nodes);
}
