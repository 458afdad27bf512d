/*
 * bare_parse: the yardstick of cbc-parse: what tree-sitter alone takes for the same files.
 *
 *     usage: bare_parse <list        a line: LANGUAGE (as the lang field has it), a tab, PATH
 *
 * Each file is read, parsed and its tree freed, with one parser for all, as tree-sitter's manual does it. Files over
 * 1 MB are left out, as cbc-parse does. Prints "cpu_s bytes files" of the parsing alone; reading is not counted.
 */
#include "analyzers/ast/ast_inside.h"
#include "pipeline/base/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct totals {
    int64_t cpu_ns;
    uint64_t bytes, files;
};

static void parse(TSParser *parser, enum ast_lang lang, struct str text, struct totals *totals)
{
    int64_t start_ns = io_cpu_ns();
    ts_parser_set_language(parser, ast_grammars[lang].language());
    TSTree *tree = ts_parser_parse_string(parser, NULL, text.p, (uint32_t)text.len);
    ts_tree_delete(tree);
    totals->cpu_ns += io_cpu_ns() - start_ns;
    totals->bytes += text.len;
    totals->files++;
}

static int parse_line(TSParser *parser, struct str line, struct buf *text, struct totals *totals,
                      struct err *err)
{
    struct str lang_name = str_cut(&line, '\t');
    enum ast_lang lang = ast_lang_of(lang_name);
    char path[4096];
    if (lang == AST_NONE || !line.p || line.len >= sizeof path)
        return err_set(err, ERR_INPUT, "bad line: %.*s", STR_ARG(lang_name));
    snprintf(path, sizeof path, "%.*s", STR_ARG(line));
    int rc = io_read_file(AT_FDCWD, path, text, err);
    if (rc < 0)
        return rc;
    if (text->len <= AST_TEXT_MAX)
        parse(parser, lang, buf_str(text), totals);
    return 0;
}

int main(void)
{
    struct err err = {0};
    struct io_in in;
    struct buf text;
    struct str line;
    struct totals totals = {0};
    TSParser *parser = ts_parser_new();
    io_in_init(&in, STDIN_FILENO, "stdin", 1 << 16);
    buf_init(&text, (size_t)1 << 30);
    int rc;
    while ((rc = io_in_line(&in, &line, &err)) > 0)
        if ((rc = parse_line(parser, line, &text, &totals, &err)) < 0)
            break;
    ts_parser_delete(parser);
    buf_release(&text);
    io_in_release(&in);
    if (rc < 0)
        fprintf(stderr, "bare_parse: %s\n", err.text);
    else
        printf("%.3f %llu %llu\n", (double)totals.cpu_ns / 1e9, (unsigned long long)totals.bytes,
               (unsigned long long)totals.files);
    return err_exit_code(rc);
}
