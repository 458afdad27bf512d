#include "analyzers/tokens/tokens.h"

#include "analyzers/tokens/fingerprint.h"
#include "analyzers/tokens/token_rules.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/quote.h"
#include "pipeline/record/record.h"

/* A line that begins inside a statement with at least that many tokens cuts it: about two lines. */
enum { LONG_STATEMENT = 12 };

/* The start of a statement. */
struct cut {
    uint32_t token;
    int32_t unit; /* around it */
    bool is_import;
};

/* A statement as a range of tokens. */
struct piece {
    uint32_t from, to;
    int32_t unit;
    bool is_import;
};

struct token_state {
    VEC(struct cut) cuts;
    VEC(struct fingerprint_statement) statements;
    VEC(int32_t) units; /* of each statement */
    struct buf text;    /* of one statement */
    struct buf packed;
};

static const size_t packed_limit = (size_t)FINGERPRINT_STATEMENTS_MAX * 32; /* a statement and a unit */

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    struct token_state *s = arena_new(arena, struct token_state);
    buf_init(&s->text, AST_TEXT_MAX + FINGERPRINT_STATEMENT_MAX);
    buf_init(&s->packed, packed_limit);
    return s;
}

static void release(void *self)
{
    struct token_state *s = self;
    buf_release(&s->text);
    buf_release(&s->packed);
}

static void begin(void *self, struct ast_file *file)
{
    struct token_state *s = self;
    (void)file;
    memset(&s->cuts, 0, sizeof s->cuts);
    memset(&s->statements, 0, sizeof s->statements);
    memset(&s->units, 0, sizeof s->units);
}

/* The outermost node that starts at a token says what starts there; the unit is that of the innermost. */
static void enter(void *self, struct ast_walk *walk, int code)
{
    struct token_state *s = self;
    struct ast_file *file = walk->file;
    uint32_t token = (uint32_t)file->tokens.len;
    struct cut *last = s->cuts.len ? &s->cuts.at[s->cuts.len - 1] : NULL;
    if (file->past_id.len)
        return;
    if (last && last->token == token)
        last->unit = file->unit;
    else
        *vec_push(&s->cuts, file->arena) =
            (struct cut){token, file->unit, code == TOKEN_IMPORT && file->unit == AST_UNIT_NONE};
}

/* Statements ------------------------------------------------------------------------------------------------------- */

/* The text of the tokens with a NUL behind each: white space between them does not count. */
static uint16_t text_hash(struct token_state *s, const struct ast_file *file, const struct piece *piece)
{
    buf_clear(&s->text);
    for (uint32_t t = piece->from; t < piece->to; t++) {
        const struct ast_token_span *span = &file->token_spans.at[t];
        size_t len = span->end - span->start;
        char *p = buf_reserve(&s->text, len + 1);
        if (!p)
            break;
        memcpy(p, file->text.p + span->start, len);
        p[len] = '\0';
        s->text.len += len + 1;
    }
    return (uint16_t)hash64(buf_str(&s->text));
}

static void add_statement(struct token_state *s, struct ast_file *file, const struct piece *piece)
{
    struct fingerprint_statement *last = s->statements.len ? &s->statements.at[s->statements.len - 1] : NULL;
    if (piece->from == piece->to || s->statements.len == FINGERPRINT_STATEMENTS_MAX ||
        (piece->is_import && last && last->tokens == 0))
        return;
    struct fingerprint_statement statement = {.line_start = file->token_spans.at[piece->from].row + 1,
                                              .line_end = file->token_spans.at[piece->to - 1].row_end + 1};
    if (!piece->is_import) {
        const char *numbers = (const char *)(file->tokens.at + piece->from);
        statement.tokens = (uint8_t)(piece->to - piece->from);
        statement.shape =
            (uint32_t)hash64(str_of(numbers, (piece->to - piece->from) * sizeof *file->tokens.at));
        statement.text = text_hash(s, file, piece);
    }
    *vec_push(&s->statements, file->arena) = statement;
    *vec_push(&s->units, file->arena) = piece->unit;
}

static bool begins_line(const struct ast_file *file, uint32_t token)
{
    return token > 0 && file->token_spans.at[token].row > file->token_spans.at[token - 1].row_end;
}

/* What lies between two cuts, in pieces when it is long. */
static void add_stretch(struct token_state *s, struct ast_file *file, struct piece stretch)
{
    struct piece piece = stretch;
    for (uint32_t t = stretch.from; t < stretch.to && !stretch.is_import; t++) {
        uint32_t len = t - piece.from;
        if ((len >= LONG_STATEMENT && begins_line(file, t)) || len == FINGERPRINT_STATEMENT_MAX) {
            piece.to = t;
            add_statement(s, file, &piece);
            piece.from = t;
        }
    }
    piece.to = stretch.to;
    add_statement(s, file, &piece);
}

static void cut_tokens(struct token_state *s, struct ast_file *file)
{
    struct piece stretch = {.unit = AST_UNIT_NONE};
    for (size_t i = 0; i < s->cuts.len; i++) {
        stretch.to = s->cuts.at[i].token;
        add_stretch(s, file, stretch);
        stretch = (struct piece){stretch.to, stretch.to, s->cuts.at[i].unit, s->cuts.at[i].is_import};
    }
    stretch.to = (uint32_t)file->tokens.len;
    add_stretch(s, file, stretch);
}

/* Units ------------------------------------------------------------------------------------------------------------ */

/* Outer units come before inner ones, so one that seems to begin behind a later one begins with that: a class whose first
 * statement of its own stands behind a method. */
static void begin_with_inner(struct fingerprint_unit *units, uint32_t n)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = n; i > 0; i--) {
        struct fingerprint_unit *unit = &units[i - 1];
        if (unit->len && first < unit->first) {
            unit->len += unit->first - first;
            unit->first = first;
        }
        first = unit->len ? unit->first : first;
    }
}

/* Units from their first statement to the last that is in none inside them. */
static struct fingerprint_unit *find_units(struct token_state *s, struct ast_file *file, uint32_t *ret_n)
{
    int32_t last = AST_UNIT_NONE;
    for (size_t i = 0; i < s->units.len; i++)
        last = s->units.at[i] > last ? s->units.at[i] : last;
    struct fingerprint_unit *units = arena_array(file->arena, struct fingerprint_unit, (size_t)last + 2);
    for (uint32_t i = 0; i < s->units.len; i++) {
        if (s->units.at[i] == AST_UNIT_NONE)
            continue;
        struct fingerprint_unit *unit = &units[s->units.at[i]];
        if (!unit->len)
            *unit = (struct fingerprint_unit){(uint32_t)s->units.at[i], i, 0};
        unit->len = i + 1 - unit->first;
    }
    begin_with_inner(units, (uint32_t)(last + 1));
    *ret_n = (uint32_t)(last + 1);
    return units;
}

/* Is there room for a clone? `before[i]` are the tokens before statement i. */
static bool is_worth_it(const uint32_t *before, const struct fingerprint_unit *unit)
{
    return unit->len && before[unit->first + unit->len] - before[unit->first] >= FINGERPRINT_TOKENS_MIN;
}

static void pack_units(struct token_state *s, struct ast_file *file, const uint32_t *before)
{
    uint32_t n = 0, n_worth = 0;
    struct fingerprint_unit last = {0}, *units = find_units(s, file, &n);
    for (uint32_t i = 0; i < n; i++)
        n_worth += is_worth_it(before, &units[i]);
    fingerprint_put_count(&s->packed, n_worth);
    for (uint32_t i = 0; i < n; i++) {
        if (!is_worth_it(before, &units[i]))
            continue;
        fingerprint_put_unit(&s->packed, &units[i], &last);
        last = units[i];
    }
}

/* The record ------------------------------------------------------------------------------------------------------- */

static void pack_statements(struct token_state *s)
{
    uint32_t line = 0;
    fingerprint_put_count(&s->packed, (uint32_t)s->statements.len);
    for (size_t i = 0; i < s->statements.len; i++) {
        fingerprint_put_statement(&s->packed, &s->statements.at[i], line);
        line = s->statements.at[i].line_start;
    }
}

static void put_record(struct token_state *s, const struct ast_file *file, struct buf *out)
{
    struct json_out r = record_open(out, "fingerprint");
    json_put_path(&r, "path", file->path);
    json_put_int(&r, "statements", (int64_t)s->statements.len);
    json_key(&r, "packed");
    buf_addc(out, '"');
    base64_encode(out, buf_str(&s->packed));
    buf_addc(out, '"');
    record_close(&r);
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    struct token_state *s = self;
    if (file->tokens.len < FINGERPRINT_TOKENS_MIN)
        return;
    cut_tokens(s, file);
    uint32_t *before = arena_array(file->arena, uint32_t, s->statements.len + 1);
    for (size_t i = 0; i < s->statements.len; i++)
        before[i + 1] = before[i] + s->statements.at[i].tokens;
    if (before[s->statements.len] < FINGERPRINT_TOKENS_MIN)
        return;
    buf_clear(&s->packed);
    pack_statements(s);
    pack_units(s, file, before);
    put_record(s, file, out);
}

const struct analyzer tokens_analyzer = {
    .name = "tokens",
    .rules =
        {
            [AST_BASH] = token_rules,       [AST_C] = token_rules,
            [AST_CPP] = token_rules,        [AST_CSHARP] = token_rules,
            [AST_GO] = token_rules,         [AST_JAVA] = token_rules,
            [AST_JAVASCRIPT] = token_rules, [AST_PHP] = token_rules,
            [AST_PYTHON] = token_rules,     [AST_RUBY] = token_rules,
            [AST_RUST] = token_rules,       [AST_TSX] = token_rules,
            [AST_TYPESCRIPT] = token_rules, [AST_ELIXIR] = token_rules_elixir,
            [AST_KOTLIN] = token_rules,     [AST_LUA] = token_rules,
            [AST_OCAML] = token_rules,      [AST_SCALA] = token_rules,
            [AST_SWIFT] = token_rules,      [AST_ZIG] = token_rules,
        },
    .new = new_state,
    .release = release,
    .begin = begin,
    .enter = enter,
    .end = end,
};
