#include "tests/support/git_trees.h"

#include "pipeline/base/quote.h"

#include "tests/support/run_git.h"
#include "tests/unit/check.h"

enum { SCRIPT_MAX = 256 << 20 };

struct git_trees git_trees_new(struct arena *arena, const char *folder)
{
    struct git_trees trees = {.arena = arena, .folder = folder};
    buf_init(&trees.script, SCRIPT_MAX);
    return trees;
}

static void add_file(struct buf *script, const struct tree_file *file)
{
    bool is_module = file->mode == TREE_MODE_MODULE;
    buf_printf(script, "M %o ", file->mode);
    buf_add(script, is_module ? file->content : STR("inline"));
    buf_addc(script, ' ');
    quote_c(script, file->path);
    buf_addc(script, '\n');
    if (is_module)
        return;
    buf_printf(script, "data %zu\n", file->content.len);
    buf_add(script, file->content);
    buf_addc(script, '\n');
}

size_t git_trees_add(struct git_trees *trees, const struct tree_files *files)
{
    buf_add(&trees->script, STR("commit refs/heads/trees\ncommitter C <c> 1 +0000\ndata 0\ndeleteall\n"));
    for (size_t i = 0; i < files->at.len; i++)
        add_file(&trees->script, &files->at.at[i]);
    return trees->n++;
}

void git_trees_make(struct git_trees *trees)
{
    buf_add(&trees->script, STR("done\n"));
    assert_false(trees->script.overflow);
    git_must(trees->arena, trees->folder, buf_str(&trees->script), "-c", "core.fsync=none", "fast-import",
             "--quiet", "--done", NULL);
    buf_release(&trees->script);
    struct str ids = git(trees->arena, trees->folder, "log", "--reverse", "--format=%T", "trees");
    while (ids.p)
        assert_true(object_id_parse(str_cut(&ids, '\n'), GIT_ID_LEN, vec_push(&trees->ids, trees->arena)));
    assert_int_equal(trees->ids.len, trees->n);
}

struct object_id git_raw_tree(struct arena *arena, const char *folder, struct str bytes)
{
    struct object_id id;
    struct str hex =
        git_must(arena, folder, bytes, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", NULL);
    assert_true(object_id_parse(hex, GIT_ID_LEN, &id));
    return id;
}

void raw_tree_add(struct buf *tree, const char *mode, struct str name, const struct object_id *id)
{
    buf_printf(tree, "%s ", mode);
    buf_add(tree, name);
    buf_addc(tree, '\0');
    buf_add(tree, str_of((const char *)id->bytes, GIT_ID_LEN));
}

void add_pair(struct buf *out, const struct object_id *old_tree, const struct object_id *new_tree)
{
    char old_hex[OBJECT_ID_HEX_MAX + 1], new_hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(old_tree->bytes, GIT_ID_LEN, old_hex);
    hex_encode(new_tree->bytes, GIT_ID_LEN, new_hex);
    buf_printf(out, "%s %s\n", old_hex, new_hex);
}

struct str git_rows(struct arena *arena, const char *folder, const char *renames,
                    const struct object_id *trees, size_t n)
{
    struct buf pairs;
    buf_init(&pairs, SCRIPT_MAX);
    for (size_t i = 0; i + 1 < n; i += 2)
        add_pair(&pairs, &trees[i], &trees[i + 1]);
    struct str rows = git_must(arena, folder, buf_str(&pairs), "-c", "core.quotePath=false", "diff-tree",
                               "--stdin", "-r", "--raw", "--no-abbrev", "-l1000", renames, NULL);
    buf_release(&pairs);
    return rows;
}
