#include "crawler/files/rules.h"

#include <string.h>

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static struct rule rule_of(const char *text, bool fold_case, const struct token *token)
{
    struct rule rule = {.token = token};
    char bytes[3][TOKEN_LEN_MAX] = {
        {0}}; /* text, mask, fold: the byte order of the machine is that of memory */
    for (size_t i = 0; text[i]; i++) {
        bytes[0][i] = text[i];
        bytes[1][i] = (char)0xff;
        bytes[2][i] = fold_case && is_lower(text[i]) ? 0x20 : 0;
    }
    rule.text = rules_word(bytes[0]);
    rule.mask = rules_word(bytes[1]);
    rule.fold = rules_word(bytes[2]);
    return rule;
}

/* The order in which tokens are tried: by first byte, then the longest, then as written. */
static bool goes_before(const struct token *a, const struct token *b)
{
    return a->open[0] != b->open[0] ? a->open[0] < b->open[0] : strlen(a->open) > strlen(b->open);
}

static void add_rule(struct rules *rules, const struct token *token)
{
    size_t at = rules->n++;
    for (; at > 0 && goes_before(token, rules->rule[at - 1].token); at--)
        rules->rule[at] = rules->rule[at - 1];
    rules->rule[at] = rule_of(token->open, token->flags & NO_CASE, token);
}

static void add_closers(struct rules *rules, const struct token *token)
{
    struct bytes_set *shut = &rules->sets[RULES_SHUT];
    if (token->flags & ESCAPES)
        bytes_set_add(shut, '\\');
    if (token->flags & NESTS)
        bytes_set_add(shut, (unsigned char)token->open[0]);
    if (token->flags & INTERPOLATES) {
        bytes_set_add(shut, '$');
        bytes_set_add(shut, (unsigned char)rules->syntax->interpolation);
        bytes_set_add(shut, rules->syntax->interpolation == '{' ? '}' : ')');
    }
    if (token->kind == TOKEN_REGEX) {
        bytes_set_add(shut, '[');
        bytes_set_add(shut, ']');
        bytes_set_add(shut, '\\');
    }
    if (token->kind == TOKEN_BRACKET)
        bytes_set_add(shut, ']');
    else if (token->kind == TOKEN_TAG)
        bytes_set_add(shut, '>');
    else if (token->kind != TOKEN_ENTER && token->close[0])
        bytes_set_add(shut, (unsigned char)token->close[0]);
    if (token->flags & RAW_CPP)
        bytes_set_add(shut, ')');
}

static void index_rule(struct rules *rules, unsigned i, unsigned char lead)
{
    rules->start[lead] = (uint8_t)i;
    if (rules->rule[i].token->flags & (AT_COLUMN_0 | AT_FIRST))
        rules->firsts = true;
    else
        bytes_set_add(&rules->sets[RULES_OPEN], lead);
}

static void index_rules(struct rules *rules)
{
    memset(rules->start, rules->n, sizeof rules->start);
    for (unsigned i = rules->n; i-- > 0;) {
        const struct token *token = rules->rule[i].token;
        unsigned char lead = (unsigned char)token->open[0];
        index_rule(rules, i, lead);
        if (token->flags & NO_CASE && is_lower(token->open[0]))
            index_rule(rules, i, lead & ~0x20);
    }
}

void rules_make(struct rules *rules, const struct syntax *syntax, const struct token *entered_by)
{
    memset(rules, 0, offsetof(struct rules, rule));
    rules->syntax = syntax;
    rules->entered_by = entered_by;
    for (size_t i = 0; syntax && i < syntax->n_tokens; i++) {
        add_rule(rules, &syntax->tokens[i]);
        add_closers(rules, &syntax->tokens[i]);
    }
    index_rules(rules);
    if (entered_by && entered_by->close[0]) {
        rules->leave = rule_of(entered_by->close, entered_by->flags & NO_CASE, entered_by);
        for (int set = 0; set < BYTES_SETS; set++)
            bytes_set_add(&rules->sets[set], (unsigned char)entered_by->close[0]);
    }
}
