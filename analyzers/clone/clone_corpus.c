#include "analyzers/clone/clone_corpus.h"

/* Address space; what is touched counts. */
static const size_t statement_limit_bytes = (size_t)CLONE_STATEMENTS_MAX * sizeof(struct clone_statement);
static const size_t memory_limit_bytes = (size_t)1 << 30;

int corpus_init(struct clone_corpus *corpus, struct err *err)
{
    *corpus = (struct clone_corpus){.files = {0}};
    int rc = arena_init(&corpus->statement_memory, statement_limit_bytes, err);
    return rc < 0 ? rc : arena_init(&corpus->memory, memory_limit_bytes, err);
}

void corpus_release(struct clone_corpus *corpus)
{
    arena_release(&corpus->statement_memory);
    arena_release(&corpus->memory);
}

static void push(struct clone_corpus *corpus, const struct fingerprint_statement *s)
{
    uint32_t span = s->line_end - s->line_start;
    *vec_push(&corpus->statements, &corpus->statement_memory) = (struct clone_statement){
        .shape = s->shape,
        .exact = (s->shape ^ (uint32_t)s->text * 0x9e3779b1u) * 0x85ebca6bu,
        .line_start = s->line_start,
        .lines = span < UINT16_MAX ? (uint16_t)span : UINT16_MAX,
        .tokens = s->tokens,
    };
}

static bool add_statements(struct clone_corpus *corpus, struct fingerprint_reader *reader)
{
    struct fingerprint_statement statement = {.tokens = 0};
    push(corpus, &statement);
    while (reader->i < reader->n) {
        if (!fingerprint_next_statement(reader, &statement))
            return false;
        push(corpus, &statement);
    }
    return true;
}

static bool add_units(struct clone_corpus *corpus, struct fingerprint_reader *reader, uint32_t first)
{
    struct fingerprint_unit unit;
    if (!fingerprint_open_units(reader))
        return false;
    while (reader->i < reader->n) {
        if (!fingerprint_next_unit(reader, &unit))
            return false;
        *vec_push(&corpus->units, &corpus->memory) =
            (struct clone_unit){unit.unit, first + unit.first, unit.len};
    }
    return true;
}

bool corpus_add(struct clone_corpus *corpus, struct str path, unsigned flags, struct str packed)
{
    struct fingerprint_reader reader;
    size_t statements = corpus->statements.len, units = corpus->units.len;
    struct clone_file file = {
        .path = path, .flags = flags, .first = (uint32_t)statements + 1, .first_unit = (uint32_t)units};
    /* The last position must have one behind it. */
    if (!fingerprint_open(&reader, packed) || statements + reader.n + 2 > CLONE_STATEMENTS_MAX / 2 ||
        !add_statements(corpus, &reader) || !add_units(corpus, &reader, file.first)) {
        corpus->statements.len = statements;
        corpus->units.len = units;
        return false;
    }
    file.len = (uint32_t)corpus->statements.len - file.first;
    file.n_units = (uint32_t)corpus->units.len - file.first_unit;
    *vec_push(&corpus->files, &corpus->memory) = file;
    return true;
}

uint32_t corpus_file_of(const struct clone_corpus *corpus, uint32_t position)
{
    uint32_t low = 0, high = (uint32_t)corpus->files.len;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (corpus->files.at[middle].first <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t corpus_tokens(const struct clone_corpus *corpus, uint32_t first, uint32_t len)
{
    uint32_t tokens = 0;
    for (uint32_t i = 0; i < len; i++)
        tokens += corpus->statements.at[first + i].tokens;
    return tokens;
}
