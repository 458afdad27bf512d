/*
 * show_tree: what a grammar makes of a text, for writers of analyzers.
 *
 *     usage: show_tree LANGUAGE <text        e.g. show_tree C++
 *
 * One node a line: depth by indentation, type, 1-based line, and the text of nodes without children.
 */
#include "analyzers/ast/ast.h"
#include "pipeline/base/io.h"

#include <stdio.h>
#include <unistd.h>

enum { DEPTH_MAX = 200 }; /* deeper trees are no reading matter */

static void show(struct ast_node node, int depth)
{
    struct ast_children children;
    struct ast_node child;
    bool leaf = true;
    printf("%*s%s%s", 2 * depth, "", ast_type(node), ast_is_named(node) ? "" : " (word)");
    printf("  line %u", node.row + 1);
    ast_children(node, &children);
    while (depth < DEPTH_MAX && ast_child_next(&children, &child)) {
        if (leaf)
            putchar('\n');
        leaf = false;
        show(child, depth + 1);
    }
    if (leaf)
        printf("  %.*s\n", STR_ARG(ast_text(node)));
}

static int run(const char *language, struct err *err)
{
    struct arena arena;
    struct ast_parser *parser;
    const struct ast_tree *tree;
    struct buf text;
    enum ast_lang lang = ast_lang_of(str_from(language));
    if (lang == AST_NONE)
        return err_set(err, ERR_USAGE, "no grammar for %s", language);
    buf_init(&text, AST_TEXT_MAX + 1);
    int rc = arena_init(&arena, (size_t)1 << 20, err);
    if (rc == 0)
        rc = io_read_fd(STDIN_FILENO, &text, err);
    if (rc == 0)
        rc = ast_parser_new(&arena, &parser, err);
    if (rc == 0)
        rc = ast_parse(parser, lang, buf_str(&text), &tree, err);
    if (rc == 0)
        show(ast_root(tree), 0);
    return rc;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    int rc = argc == 2 ? run(argv[1], &err) : err_set(&err, ERR_USAGE, "usage: show_tree LANGUAGE <text");
    if (rc < 0)
        fprintf(stderr, "%s\n", err.text);
    return err_exit_code(rc);
}
