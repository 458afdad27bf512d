#include "analyzers/suppressions/suppressions.h"

#include "analyzers/suppressions/comment_styles.h"
#include "pipeline/record/record.h"

static const struct str words = {"cbcrawl:ignore", sizeof "cbcrawl:ignore" - 1};

enum { COMMENT = 1 };

/* A place where the words stand. */
struct mark {
    uint32_t at;
    uint32_t line_start, line_end; /* bytes of its line, without the newline */
    uint32_t row;
    bool has_code;       /* on its line */
    int64_t row_covered; /* the next one with code; -1: none */
};

struct suppressions {
    VEC(struct mark) marks;
    struct ast_spans comments; /* in order, when there are marks */
};

static const struct ast_rule rules[] = {
    AST_NODE("comment", COMMENT),           AST_NODE("line_comment", COMMENT),
    AST_NODE("block_comment", COMMENT),     AST_NODE("html_comment", COMMENT),
    AST_NODE("multiline_comment", COMMENT), AST_RULES_END,
};

static void *new (const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    return arena_new(arena, struct suppressions);
}

static uint32_t count_rows(struct str text)
{
    uint32_t rows = 0;
    for (ptrdiff_t at; (at = str_index(text, '\n')) >= 0; rows++)
        text = str_skip(text, (size_t)at + 1);
    return rows;
}

static struct str between(struct str text, uint32_t from, uint32_t to)
{
    return str_of(text.p + from, to - from);
}

static void add_mark(struct suppressions *s, const struct ast_file *file, uint32_t at)
{
    const struct mark *last = s->marks.len ? &s->marks.at[s->marks.len - 1] : NULL;
    ptrdiff_t newline = str_index(str_skip(file->text, at), '\n');
    struct mark mark = {.at = at, .row_covered = -1};
    mark.row = (last ? last->row : 0) + count_rows(between(file->text, last ? last->at : 0, at));
    mark.line_start = last && last->row == mark.row
                          ? last->line_start
                          : (uint32_t)(str_rindex(str_head(file->text, at), '\n') + 1);
    mark.line_end = newline < 0 ? (uint32_t)file->text.len : at + (uint32_t)newline;
    *vec_push(&s->marks, file->arena) = mark;
}

static void begin(void *self, struct ast_file *file)
{
    struct suppressions *s = self;
    *s = (struct suppressions){0};
    ptrdiff_t found;
    if (file->past_id.len) /* nobody asks */
        return;
    for (size_t at = 0;
         s->marks.len < SUPPRESSIONS_MAX && (found = str_find(str_skip(file->text, at), words)) >= 0;
         at += words.len) {
        at += (size_t)found;
        add_mark(s, file, (uint32_t)at);
    }
}

static void enter(void *self, struct ast_walk *walk, int code)
{
    struct suppressions *s = self;
    (void)code;
    if (s->marks.len)
        *vec_push(&s->comments, walk->file->arena) = (struct ast_span){walk->node.start, ast_end(walk->node)};
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

/* The first comment that ends behind `at`; their number when there is none. */
static size_t comment_from(const struct suppressions *s, uint32_t at)
{
    size_t low = 0, high = s->comments.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->comments.at[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* The first byte in [at, until) that is neither white space nor comment, or `until`. */
static uint32_t next_code(const struct suppressions *s, struct str text, uint32_t at, uint32_t until)
{
    size_t next = comment_from(s, at);
    while (at < until) {
        if (next < s->comments.len && at >= s->comments.at[next].from)
            at = s->comments.at[next++].to;
        else if (is_blank(text.p[at]))
            at++;
        else
            return at;
    }
    return until;
}

/* From the last to the first, so that each search ends where the one before it began: a file of marks and empty lines
 * takes one pass, too. */
static void find_lines(struct suppressions *s, struct str text)
{
    for (size_t i = s->marks.len; i-- > 0;) {
        struct mark *mark = &s->marks.at[i];
        const struct mark *next = i + 1 < s->marks.len ? &s->marks.at[i + 1] : NULL;
        if (next && next->row == mark->row) {
            mark->has_code = next->has_code;
            mark->row_covered = next->row_covered;
            continue;
        }
        mark->has_code = next_code(s, text, mark->line_start, mark->line_end) < mark->line_end;
        uint32_t until = next ? next->line_start : (uint32_t)text.len;
        uint32_t code = next_code(s, text, mark->line_end, until);
        if (code < until)
            mark->row_covered = mark->row + (int64_t)count_rows(between(text, mark->at, code));
        else if (next)
            mark->row_covered = next->has_code ? (int64_t)next->row : next->row_covered;
    }
}

/* Words ------------------------------------------------------------------------------------------------------------ */

static bool is_rule_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_-./*:+#@", c));
}

static bool is_rule(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_rule_byte(text.p[i]))
            return false;
    }
    return text.len > 0 && text.len <= SUPPRESSION_RULE_MAX;
}

/* Without what ends the comment. */
static struct str without_end(struct str text)
{
    static const char *const ends[] = {"*/", "-->", "=end"};
    text = str_trim(text);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (str_ends(text, str_from(ends[i])))
            return str_trim(str_head(text, text.len - strlen(ends[i])));
    }
    return text;
}

/* The first word, taken off the front of *rest. */
static struct str take_word(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && !is_blank(rest->p[len]))
        len++;
    struct str word = str_head(*rest, len);
    *rest = str_trim(str_skip(*rest, len));
    return word;
}

/* "RULE reason", "RULE -- reason" or nothing. False when the first word can be no rule. */
static bool read_words(struct str text, struct str *ret_rule, struct str *ret_reason)
{
    text = without_end(text);
    *ret_rule = text.len ? take_word(&text) : STR("*");
    if (str_ends(*ret_rule, STR(":")))
        *ret_rule = str_head(*ret_rule, ret_rule->len - 1);
    while (text.len && (text.p[0] == '-' || text.p[0] == ':'))
        text = str_trim(str_skip(text, 1));
    struct str head = str_head(text, SUPPRESSION_REASON_MAX);
    *ret_reason = head.len == text.len ? text : str_head(head, str_utf8_prefix(head));
    return is_rule(*ret_rule);
}

/* Part of a longer word, they say something else. */
static bool stands_alone(struct str text, uint32_t at)
{
    size_t end = at + words.len;
    char last = at > 0 ? text.p[at - 1] : ' ', last_but_one = at > 1 ? text.p[at - 2] : ' ';
    bool opens = strchr("*#-", last) || (last == '/' && last_but_one == '/');
    bool before = is_rule_byte(last) && !opens;
    bool behind = end < text.len && !is_blank(text.p[end]) && !strchr("*-", text.p[end]);
    return !before && !behind;
}

static void put(const struct ast_file *file, const struct mark *mark, uint32_t to, struct buf *out)
{
    struct str rule, reason;
    uint32_t from = mark->at + (uint32_t)words.len;
    if (!stands_alone(file->text, mark->at) || !read_words(between(file->text, from, to), &rule, &reason))
        return;
    struct json_out r = record_open(out, "suppression");
    json_put_path(&r, "path", file->path);
    json_put_int(&r, "line", mark->row + 1);
    json_put_str(&r, "rule_id", rule);
    if (reason.len)
        json_put_str(&r, "reason", reason);
    if (!mark->has_code && mark->row_covered >= 0)
        json_put_int(&r, "line_covered", mark->row_covered + 1);
    record_close(&r);
}

static void put_all(struct suppressions *s, const struct ast_file *file, struct buf *out)
{
    find_lines(s, file->text);
    for (size_t i = 0; i < s->marks.len; i++) {
        const struct mark *mark = &s->marks.at[i];
        size_t in = comment_from(s, mark->at);
        if (in == s->comments.len || s->comments.at[in].from > mark->at)
            continue;
        uint32_t to = mark->line_end < s->comments.at[in].to ? mark->line_end : s->comments.at[in].to;
        if (i + 1 < s->marks.len && s->marks.at[i + 1].at < to)
            to = s->marks.at[i + 1].at;
        if (to >= mark->at + words.len)
            put(file, mark, to, out);
    }
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    put_all(self, file, out);
}

/* Without a grammar ---------------------------------------------------------------------------------------------- */

/* The comments that have their line to themselves, and those that begin with the words. */
static void find_comments(struct suppressions *s, const struct ast_file *file)
{
    struct str rest = file->text;
    size_t mark = 0;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        uint32_t from = (uint32_t)(line.p - file->text.p);
        ptrdiff_t start = comment_start(file->comment_styles, line);
        for (; mark < s->marks.len && s->marks.at[mark].at < from + line.len; mark++) {
            if (start < 0)
                start = comment_start_before(file->comment_styles, line, s->marks.at[mark].at - from);
        }
        if (start >= 0)
            *vec_push(&s->comments, file->arena) =
                (struct ast_span){from + (uint32_t)start, from + (uint32_t)line.len};
    }
}

static void text(void *self, struct ast_file *file, struct buf *out)
{
    struct suppressions *s = self;
    if (!file->comment_styles)
        return;
    begin(s, file);
    if (s->marks.len == 0)
        return;
    find_comments(s, file);
    put_all(s, file, out);
}

const struct analyzer suppressions_analyzer = {
    .name = "suppressions",
    .rules =
        {
            [AST_BASH] = rules,       [AST_C] = rules,      [AST_CPP] = rules,        [AST_CSHARP] = rules,
            [AST_GO] = rules,         [AST_JAVA] = rules,   [AST_JAVASCRIPT] = rules, [AST_PHP] = rules,
            [AST_PYTHON] = rules,     [AST_RUBY] = rules,   [AST_RUST] = rules,       [AST_TSX] = rules,
            [AST_TYPESCRIPT] = rules, [AST_ELIXIR] = rules, [AST_KOTLIN] = rules,     [AST_LUA] = rules,
            [AST_OCAML] = rules,      [AST_SCALA] = rules,  [AST_SWIFT] = rules,      [AST_ZIG] = rules,
        },
    .new = new,
    .begin = begin,
    .enter = enter,
    .end = end,
    .text = text,
};
