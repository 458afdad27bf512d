#include "analyzers/ast/ast_inside.h"
#include "analyzers/ast/ast_pool.h"
#include "pipeline/base/vec.h"

/* A parse takes 30 to 60 bytes of memory for a byte of text, and up to 270 where every byte nests deeper. */
static const size_t parse_limit_bytes = (size_t)256 << 20;

/* Recovery from an error may copy all that was read so far, again and again. What a parse asks for, freed or not, is a
 * measure of that work which is the same everywhere: 25 bytes for a byte of text are usual, a C++ header read as C asks
 * for 300. The base is for short files. */
static const uint64_t work_per_byte = 512, work_base_bytes = (uint64_t)16 << 20;

/* Between two looks at the ceiling the parser takes a hundred steps; the largest single one doubles an array. */
static const size_t reserve_bytes = (size_t)2 << 30;

struct ast_parser {
    struct ast_pool pool;
    struct ast_tree tree;
};

int ast_parser_new(struct arena *arena, struct ast_parser **ret_parser, struct err *err)
{
    struct ast_parser *parser = arena_new(arena, struct ast_parser);
    int rc = ast_pool_init(&parser->pool, reserve_bytes, err);
    if (rc < 0)
        return rc;
    *ret_parser = parser;
    return 0;
}

void ast_parser_release(struct ast_parser *parser)
{
    if (parser)
        ast_pool_release(&parser->pool);
}

static const char *read_text(void *text, uint32_t at, TSPoint point, uint32_t *ret_len)
{
    (void)point;
    struct str rest = str_skip(*(struct str *)text, at);
    *ret_len = (uint32_t)rest.len;
    return rest.len ? rest.p : "";
}

static bool over_ceiling(TSParseState *state)
{
    struct ast_parser *parser = state->payload;
    uint64_t work_limit_bytes = work_base_bytes + work_per_byte * parser->tree.text.len;
    return arena_used_bytes(&parser->pool.arena) > parse_limit_bytes ||
           parser->pool.handed_bytes > work_limit_bytes;
}

/* A new parser each time: it is made in microseconds, and its memory goes with the pool. */
static TSTree *parse(struct ast_parser *parser, const TSLanguage *language, struct str *text)
{
    TSParser *ts = ts_parser_new();
    ts_parser_set_language(ts, language);
    TSInput input = {.payload = text, .read = read_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = parser, .progress_callback = over_ceiling};
    TSTree *tree = ts_parser_parse_with_options(ts, NULL, input, options);
    ts_parser_delete(ts); /* for the grammar's own scanner, which uses malloc */
    return tree;
}

/* Goes only where errors are; an error inside another is not counted again. */
static uint32_t count_error_bytes(Subtree root, struct arena scratch)
{
    VEC(Subtree) todo = {0};
    uint32_t bytes = 0;
    for (*vec_push(&todo, &scratch) = root; todo.len > 0;) {
        Subtree node = todo.at[--todo.len];
        if (ts_subtree_missing(node))
            bytes++;
        else if (ts_subtree_is_error(node))
            bytes += ts_subtree_size(node).bytes;
        else if (ts_subtree_error_cost(node) > 0)
            for (uint32_t i = 0; i < ts_subtree_child_count(node); i++)
                *vec_push(&todo, &scratch) = ts_subtree_children(node)[i];
    }
    return bytes;
}

int ast_parse(struct ast_parser *parser, enum ast_lang lang, struct str text,
              const struct ast_tree **ret_tree, struct err *err)
{
    if (text.len > AST_TEXT_MAX)
        return err_set(err, ERR_INPUT, "over %d bytes", AST_TEXT_MAX);
    ast_lang_prepare(lang);
    ast_pool_clear(&parser->pool);
    ast_pool_use(&parser->pool);
    parser->tree = (struct ast_tree){.lang = lang, .text = text};
    parser->tree.ts = parse(parser, ast_grammars[lang].language(), &text);
    if (!parser->tree.ts)
        return err_set(err, ERR_INPUT, "its syntax errors take the parser over its limits");
    parser->tree.error_bytes = count_error_bytes(parser->tree.ts->root, parser->pool.arena);
    *ret_tree = &parser->tree;
    return 0;
}
