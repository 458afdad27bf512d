/*
 * Shell: `source file` and `. file`.
 *
 * The shell looks from the folder it was started in, which is unknown; scripts are written for being started from
 * their own folder or from a folder above, so those are tried, nearest first. Of "$(dirname "$0")/lib.sh" or
 * "${HERE}/lib.sh" the part behind the last expansion counts, and last the nearest file whose path ends with it. A name
 * without a folder is looked up in $PATH. Installed scripts have lost their ".sh": with it they are found in the tree.
 * An absolute path is external.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"

static void *prepare_shell(struct source_tree *tree)
{
    (void)tree;
    return NULL;
}

/* The literal end of a word: behind the last `$name`, `${…}`, `$(…)` or backquote, and without quotes. */
static struct str literal_end(struct str word)
{
    size_t start = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.p[i];
        if (c == '}' || c == ')' || c == '`' || c == '"' || c == '\'')
            start = i + 1 < word.len ? i + 1 : start;
        if (c != '$')
            continue;
        ptrdiff_t slash = str_index(str_skip(word, i), '/');
        start = slash < 0 ? word.len : i + (size_t)slash;
    }
    word = str_skip(word, start);
    while (word.len && (word.p[word.len - 1] == '"' || word.p[word.len - 1] == '\''))
        word.len--;
    return word;
}

/* From the folder of the script and each above it. */
static bool resolve_upwards(const struct import *import, struct str spec, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    for (struct str dir = import->dir;; dir = str_dirname(dir)) {
        if (resolved_file(to, tree_file(tree, rel_join(tree->scratch, dir, spec))))
            return true;
        if (dir.len == 0)
            return false;
    }
}

static void resolve_shell(const void *state, const struct import *import, struct resolution *to)
{
    (void)state;
    struct source_tree *tree = to->tree;
    bool expanded = str_index(import->module, '$') >= 0 || str_index(import->module, '`') >= 0;
    struct str spec = literal_end(import->module);
    if (spec.len == 0)
        return;
    if (!expanded && spec.p[0] == '/') {
        resolved_external(to, spec);
        return;
    }
    if (resolve_upwards(import, spec, to))
        return;
    struct str below = rel_join(tree->scratch, STR(""), spec);
    if (!below.len || !(expanded || str_index(spec, '/') < 0))
        return;
    if (!expanded || !resolved_file(to, tree_nearest_suffix(tree, import->dir, below)))
        resolved_file(to, tree_nearest_suffix(tree, import->dir,
                                              rel_cat(tree->scratch, below, STR(".sh"), STR(""))));
}

const struct resolver resolver_shell = {
    .family = FAMILY_SHELL,
    .langs = "Shell",
    .prepare = prepare_shell,
    .resolve = resolve_shell,
};
