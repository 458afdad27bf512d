/*
 * https://maven.apache.org/pom.html, "Version Order Specification". A version is a list of tokens, each with the mark in
 * front of it: '.', or '-', which also stands between digits and letters. Tokens that say nothing (0, "", final, ga,
 * release) are dropped from the end of the list, and from the end of each stretch in front of a '-'.
 */
#include "pipeline/versions/version_order.h"

enum { TOKENS_MAX = 128 }; /* of a version; more are not compared */

/* Qualifiers that are known, in their order; a text that is not stands behind all, and a number behind that. */
enum rank {
    RANK_ALPHA,
    RANK_BETA,
    RANK_MILESTONE,
    RANK_CANDIDATE,
    RANK_SNAPSHOT,
    RANK_RELEASE,
    RANK_SP,
    RANK_TEXT,
    RANK_NUMBER
};

struct token {
    char mark;
    struct str text;
    enum rank rank;
};

struct tokens {
    struct token at[TOKENS_MAX];
    size_t n;
};

static enum rank rank_of(struct str text, bool digit_follows)
{
    static const struct {
        const char *word;
        enum rank rank;
        bool is_short; /* only with a digit behind it */
    } words[] = {
        {"alpha", RANK_ALPHA, false},   {"beta", RANK_BETA, false},    {"milestone", RANK_MILESTONE, false},
        {"rc", RANK_CANDIDATE, false},  {"cr", RANK_CANDIDATE, false}, {"snapshot", RANK_SNAPSHOT, false},
        {"final", RANK_RELEASE, false}, {"ga", RANK_RELEASE, false},   {"release", RANK_RELEASE, false},
        {"sp", RANK_SP, false},         {"a", RANK_ALPHA, true},       {"b", RANK_BETA, true},
        {"m", RANK_MILESTONE, true}};
    if (text.len == 0)
        return RANK_RELEASE;
    if (version_is_digit(text.p[0]))
        return RANK_NUMBER;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_eq_nocase(text, str_from(words[i].word)) && (!words[i].is_short || digit_follows))
            return words[i].rank;
    }
    return RANK_TEXT;
}

static bool is_null(const struct token *token)
{
    return token->rank == RANK_RELEASE ||
           (token->rank == RANK_NUMBER && version_number_cmp(token->text, STR("0")) == 0);
}

static size_t text_len(struct str rest)
{
    size_t len = 0;
    while (len < rest.len && !version_is_digit(rest.p[len]) && !strchr(".-_", rest.p[len]))
        len++;
    return len;
}

static void split(struct str rest, struct tokens *tokens)
{
    char mark = '.';
    bool wants = true; /* a token is due, if only an empty one */
    while ((rest.len || wants) && tokens->n < TOKENS_MAX) {
        struct token *token = &tokens->at[tokens->n++];
        bool is_digit = rest.len && version_is_digit(rest.p[0]);
        struct str text = is_digit ? version_digits(&rest) : str_head(rest, text_len(rest));
        if (!is_digit)
            rest = str_skip(rest, text.len);
        *token = (struct token){mark, text.len ? text : STR("0"), RANK_NUMBER};
        if (text.len)
            token->rank = rank_of(text, rest.len && version_is_digit(rest.p[0]));
        wants = rest.len && strchr(".-_", rest.p[0]);
        mark = wants && rest.p[0] == '.' ? '.' : '-';
        rest = str_skip(rest, wants);
    }
}

/* Drops what says nothing in front of a '-', and at the end. */
static void trim(struct tokens *tokens)
{
    for (size_t end = tokens->n; end > 0;) {
        size_t from = end;
        while (from > 1 && is_null(&tokens->at[from - 1]) && tokens->at[from - 1].rank != RANK_TEXT)
            from--;
        memmove(&tokens->at[from], &tokens->at[end], (tokens->n - end) * sizeof *tokens->at);
        tokens->n -= end - from;
        for (end = from - 1; end > 0 && tokens->at[end].mark != '-'; end--)
            ;
    }
}

/* ".text" = "-text" < "-number" < ".number" */
static int kind_of(const struct token *token)
{
    return token->rank != RANK_NUMBER ? 0 : token->mark == '-' ? 1 : 2;
}

static int token_cmp(const struct token *a, const struct token *b)
{
    bool both_texts = a->rank != RANK_NUMBER && b->rank != RANK_NUMBER;
    if (kind_of(a) != kind_of(b))
        return kind_of(a) < kind_of(b) ? -1 : 1;
    if (!both_texts)
        return version_number_cmp(a->text, b->text);
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->rank == RANK_TEXT ? version_nocase_cmp(a->text, b->text) : 0;
}

/* What stands against a token that the other version lacks: the null of its kind. */
static int against_null(const struct token *token)
{
    const struct token text = {token->mark, STR(""), RANK_RELEASE},
                       number = {token->mark, STR("0"), RANK_NUMBER};
    return token_cmp(token, token->rank == RANK_NUMBER ? &number : &text);
}

int version_order_maven(struct str a, struct str b)
{
    struct tokens x = {.n = 0}, y = {.n = 0};
    split(version_bare(a), &x);
    split(version_bare(b), &y);
    trim(&x);
    trim(&y);
    for (size_t i = 0; i < x.n || i < y.n; i++) {
        int order = i >= x.n   ? -against_null(&y.at[i])
                    : i >= y.n ? against_null(&x.at[i])
                               : token_cmp(&x.at[i], &y.at[i]);
        if (order)
            return order;
    }
    return 0;
}
