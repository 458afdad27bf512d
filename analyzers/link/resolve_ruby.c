/*
 * Ruby: require, require_relative, load and autoload.
 *
 * require_relative starts at the file's folder. require goes through $LOAD_PATH, which a gem fills with its lib/ and a
 * test runner with lib/, spec/ and test/; Rails adds each folder below app/. So a path is looked for in these folders
 * of the tree: lib, spec, test, ext, the root itself, and app/<folder>, the nearest first. What the tree lacks is
 * external, by its first part ("active_support/core_ext" is active_support). load starts at the root or beside the
 * file. Of a path that is an expression, File.expand_path and File.join with __FILE__ or __dir__ are understood; any
 * other is unresolved. Constants that Rails loads by name are no imports and not seen here.
 *
 * The language declares no modules of files: no module level.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"

static void *prepare_ruby(struct source_tree *tree)
{
    (void)tree;
    return NULL;
}

static struct str with_ending(struct arena *scratch, struct str path)
{
    return str_ends(path, STR(".rb")) ? path : rel_cat(scratch, path, STR(".rb"), STR(""));
}

/* Is `dir` a folder that $LOAD_PATH is likely to hold? */
static bool is_load_dir(struct str dir)
{
    static const char *const names[] = {"", "lib", "spec", "test", "ext", "app"};
    struct str name = str_basename(dir);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(name, str_from(names[i])))
            return true;
    }
    return str_eq(str_basename(str_dirname(dir)), STR("app"));
}

static uint32_t nearest_loadable(const struct source_tree *tree, struct str from, struct str path)
{
    uint32_t best = TREE_NONE, looked_at = 0;
    uint32_t at = lists_first(&tree->by_name, str_basename(path));
    for (; at && looked_at < TREE_CANDIDATES_MAX; looked_at++) {
        const struct file_link *link = &tree->by_name.links.at[at - 1];
        struct str full = tree_path(tree, link->file);
        at = link->next;
        if (!str_ends(full, path))
            continue;
        struct str above = str_head(full, full.len - path.len);
        bool whole = above.len == 0 || above.p[above.len - 1] == '/';
        if (whole && is_load_dir(str_head(above, above.len - (above.len > 0))) &&
            tree_nearer(tree, from, link->file, best))
            best = link->file;
    }
    return best;
}

/* The content of the last string in an expression, or {NULL, 0}. */
static struct str last_literal(struct str text)
{
    ptrdiff_t single = str_rindex(text, '\''), two = str_rindex(text, '"');
    ptrdiff_t end = single > two ? single : two;
    ptrdiff_t start = end < 0 ? -1 : str_rindex(str_head(text, (size_t)end), text.p[end]);
    return start < 0 ? (struct str){NULL, 0} : str_of(text.p + start + 1, (size_t)(end - start - 1));
}

/* File.expand_path("../x", __FILE__) counts from the file itself, the other forms from its folder. */
static void resolve_expression(const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct str text = import->module, literal = last_literal(text);
    bool from_file = str_find(text, STR("__FILE__")) >= 0, from_dir = str_find(text, STR("__dir__")) >= 0;
    if (!literal.p || !(from_file || from_dir))
        return;
    bool counts_file =
        from_file && str_find(text, STR("dirname")) < 0 && str_find(text, STR("expand_path")) >= 0;
    struct str base = counts_file ? import->path : import->dir;
    resolved_file(to, tree_file(tree, rel_join(tree->scratch, base, with_ending(tree->scratch, literal))));
}

/* A string stands in the text with its quotes around it. */
static bool is_literal(const struct import *import)
{
    ptrdiff_t at = str_find(import->text, import->module);
    char before = at > 0 ? import->text.p[at - 1] : 0;
    return import->text.len == 0 || before == '"' || before == '\'';
}

static void resolve_ruby(const void *state, const struct import *import, struct resolution *to)
{
    (void)state;
    struct source_tree *tree = to->tree;
    struct str spec = import->module, path = with_ending(tree->scratch, spec);
    bool relative = str_eq(import->form, STR("require_relative")) || str_starts(spec, STR("./")) ||
                    str_starts(spec, STR("../"));
    if (!is_literal(import)) {
        resolve_expression(import, to);
        return;
    }
    if (relative || str_eq(import->form, STR("load"))) {
        if (resolved_file(to, tree_file(tree, rel_join(tree->scratch, import->dir, path))) || relative)
            return;
    }
    if (resolved_file(to, nearest_loadable(tree, import->dir, path)))
        return;
    struct str rest = spec;
    resolved_external(to, str_starts(spec, STR("/")) ? spec : str_cut(&rest, '/'));
}

const struct resolver resolver_ruby = {
    .family = FAMILY_RUBY,
    .langs = "Ruby",
    .prepare = prepare_ruby,
    .resolve = resolve_ruby,
};
