/*
 * Python: the module search of the import statement (Language Reference, chapter 5), with sys.path inferred.
 *
 * The root of a file is the first folder above it without __init__.py: what sys.path must hold for its package to be
 * importable, and for a script its own folder. An absolute name is looked for, in this order:
 *
 *   1. below the root of the importing file;
 *   2. in the standard library: external;
 *   3. below each folder above that root, and their src/, lib/ and python/ (src layouts, namespace packages);
 *   4. anywhere, when its first part is a top-level package of the tree (several projects in one tree): the nearest;
 *   5. else it is external, by its first part.
 *
 * A package wins over a module of the same name, and source over a stub. `from p import n` means the module p.n where
 * there is one, else p itself; a list of names may therefore have several targets. Relative imports start at the
 * file's folder, one up for each dot after the first; what they do not find is unresolved, not external.
 *
 * The declared module of a file is its package ("flask.json"); files outside of packages have none.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/std_names.h"

struct python_state {
    struct file_lists top_packages; /* name to __init__ files */
};

static uint32_t init_of(const struct source_tree *tree, struct str dir)
{
    struct arena scratch = *tree->scratch;
    uint32_t file = tree_file(tree, rel_join(&scratch, dir, STR("__init__.py")));
    return file != TREE_NONE ? file : tree_file(tree, rel_join(&scratch, dir, STR("__init__.pyi")));
}

static struct str root_above(const struct source_tree *tree, struct str dir)
{
    while (dir.len && init_of(tree, dir) != TREE_NONE)
        dir = str_dirname(dir);
    return dir;
}

/* The package of each file, and the index of top-level packages. */
static void *prepare_python(struct source_tree *tree)
{
    struct python_state *state = arena_new(tree->arena, struct python_state);
    struct str dir = STR(""), package = STR("");
    bool known = false;
    for (uint32_t i = 0; i < tree->files.len; i++) {
        struct source_file *file = &tree->files.at[i];
        if (file->family != FAMILY_PYTHON)
            continue;
        struct arena mark = *tree->scratch;
        if (!known || !str_eq(dir, str_dirname(file->path))) {
            known = true;
            dir = str_dirname(file->path);
            package = rel_from(dir, root_above(tree, dir));
        }
        if (package.len == 0)
            continue;
        char *name = str_cstr(tree->scratch, package);
        for (char *slash = name; (slash = strchr(slash, '/'));)
            *slash = '.';
        file->module = tree_module(tree, FAMILY_PYTHON, str_of(name, package.len));
        *tree->scratch = mark;
        if (str_index(package, '/') < 0 && str_starts(str_basename(file->path), STR("__init__.py")))
            lists_add(&state->top_packages, tree->arena, package, i);
    }
    return state;
}

/* The module at `path` ("src/flask/json"): a package, or a file. */
static uint32_t module_at(const struct source_tree *tree, struct str path)
{
    static const char *const endings[] = {".py", ".pyi", ".pyx", ".pyw"};
    struct arena scratch = *tree->scratch;
    uint32_t file = init_of(tree, path);
    for (size_t i = 0; file == TREE_NONE && i < sizeof endings / sizeof *endings; i++)
        file = tree_file(tree, rel_cat(&scratch, path, str_from(endings[i]), STR("")));
    return file;
}

/* What `import`, which names the module at `path`, means there. False when there is nothing. */
static bool resolve_at(const struct import *import, struct str path, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    if (!path.p)
        return false;
    uint32_t module = module_at(tree, path);
    bool found = false;
    struct json_iter names = json_iter_begin(import->names);
    const struct json_val *value;
    bool from = str_eq(import->form, STR("from")) && names.left;
    while (from && (value = json_iter_next(&names, NULL))) {
        struct arena mark = *tree->scratch;
        uint32_t file = module_at(tree, rel_join(tree->scratch, path, json_str_value(value)));
        found |= resolved_file(to, file != TREE_NONE ? file : module);
        *tree->scratch = mark;
    }
    return from ? found : resolved_file(to, module);
}

static void resolve_relative(const struct import *import, struct str name, int64_t level,
                             struct resolution *to)
{
    struct arena *scratch = to->tree->scratch;
    struct str dir = import->dir;
    for (int64_t up = 1; up < level; up++) {
        if (dir.len == 0)
            return;
        dir = str_dirname(dir);
    }
    resolve_at(import, rel_join(scratch, dir, rel_slashes(scratch, name, STR("."))), to);
}

/* Below `root` or one of its usual source folders. */
static bool resolve_below(const struct import *import, struct str root, struct str path, struct resolution *to)
{
    static const char *const folders[] = {"", "src", "lib", "python"};
    struct arena *scratch = to->tree->scratch;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct str dir = rel_join(scratch, root, str_from(folders[i]));
        if (tree_has_dir(to->tree, dir) && resolve_at(import, rel_join(scratch, dir, path), to))
            return true;
    }
    return false;
}

static void resolve_python(const void *state, const struct import *import, struct resolution *to)
{
    const struct python_state *python = state;
    struct source_tree *tree = to->tree;
    struct str name = import->module;
    int64_t dots = 0;
    for (; name.len && name.p[0] == '.'; name = str_skip(name, 1))
        dots++;
    if (dots || import->level) {
        resolve_relative(import, name, dots ? dots : import->level, to);
        return;
    }
    struct str rest = name, top = str_cut(&rest, '.'), path = rel_slashes(tree->scratch, name, STR("."));
    struct str root = root_above(tree, import->dir);
    if (resolve_at(import, rel_join(tree->scratch, root, path), to))
        return;
    bool standard = std_has(STD_PYTHON, top);
    for (struct str dir = root; !standard; dir = str_dirname(dir)) {
        if (resolve_below(import, dir, path, to))
            return;
        if (dir.len == 0)
            break;
    }
    uint32_t package = standard ? TREE_NONE : lists_nearest(tree, &python->top_packages, top, import->dir);
    if (package == TREE_NONE) {
        resolved_external(to, top);
        return;
    }
    root = str_dirname(str_dirname(tree_path(tree, package)));
    resolve_at(import, rel_join(tree->scratch, root, path), to);
}

const struct resolver resolver_python = {
    .family = FAMILY_PYTHON,
    .langs = "Python Cython",
    .prepare = prepare_python,
    .resolve = resolve_python,
};
