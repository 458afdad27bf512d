#include "analyzers/rules/rule_needs.h"

/* Words ------------------------------------------------------------------------------------------------------------ */

static bool is_word_char(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* FNV-1a: for words of ten bytes the loop that finds their end does for the hash, too. */
enum { HASH_SEED = 0x811c9dc5u, HASH_PRIME = 0x01000193u };

static uint32_t hash_byte(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * HASH_PRIME;
}

static uint32_t place_of(uint32_t hash)
{
    return (hash ^ hash >> 16) % WORD_SET_BITS;
}

void word_set_fill(struct word_set *set, struct str text)
{
    memset(set->bits, 0, sizeof set->bits);
    for (size_t i = 0; i < text.len; i++) {
        uint32_t hash = HASH_SEED;
        if (!is_word_char(text.p[i]))
            continue;
        for (; i < text.len && is_word_char(text.p[i]); i++)
            hash = hash_byte(hash, text.p[i]);
        set->bits[place_of(hash) / 64] |= UINT64_C(1) << place_of(hash) % 64;
    }
}

static bool set_has(const struct word_set *set, struct str word)
{
    uint32_t hash = HASH_SEED;
    for (size_t i = 0; i < word.len; i++)
        hash = hash_byte(hash, word.p[i]);
    return set->bits[place_of(hash) / 64] >> place_of(hash) % 64 & 1;
}

/* Patterns --------------------------------------------------------------------------------------------------------- */

/* Only whole words are in the set. */
static bool are_words(const struct test *test)
{
    for (size_t w = 0; w < test->n_words; w++) {
        if (test->words[w].len == 0)
            return false;
        for (size_t i = 0; i < test->words[w].len; i++)
            if (!is_word_char(test->words[w].p[i]))
                return false;
    }
    return test->n_words > 0;
}

static struct rule_need *add_need(const struct test *test, struct rule_need *next, struct arena *arena)
{
    struct rule_need *need = arena_new(arena, struct rule_need);
    *need = (struct rule_need){.words = test->words, .n_words = test->n_words, .next = next};
    return need;
}

static struct rule_need *needs_of_test(const struct test *test, struct rule_need *more, struct arena *arena)
{
    if (test->is_not)
        return more;
    if (test->kind == TEST_EQ && test->other < 0 && are_words(test))
        return add_need(test, more, arena);
    if (test->kind != TEST_HAS)
        return more;
    struct rule_need *inner = rule_needs_of(test->patterns, arena), *last = inner;
    while (last && last->next)
        last = last->next;
    if (last)
        last->next = more;
    return inner ? inner : more;
}

static struct rule_need *needs_of(const struct pattern *p, struct rule_need *more, struct arena *arena);

/* Of several patterns one must fit, which needs what it needs: a word of any. NULL when one needs none. */
static struct rule_need *need_of_any(const struct pattern *list, struct arena *arena)
{
    VEC(struct str) words = {0};
    for (; list; list = list->next) {
        const struct rule_need *need = needs_of(list, NULL, arena);
        for (size_t w = 0; need && w < need->n_words; w++)
            *vec_push(&words, arena) = need->words[w];
        if (!need)
            return NULL;
    }
    struct rule_need *any = arena_new(arena, struct rule_need);
    *any = (struct rule_need){.words = words.at, .n_words = words.len};
    return any;
}

/* Recurses along a pattern, which has a depth. */
static struct rule_need *needs_of(const struct pattern *p, struct rule_need *more, struct arena *arena)
{
    for (const struct test *test = p->capture >= 0 ? p->tests : NULL; test; test = test->next)
        more = needs_of_test(test, more, arena);
    if (p->kind == PATTERN_ONE_OF) {
        struct rule_need *any = need_of_any(p->children, arena);
        if (any)
            any->next = more;
        return any ? any : more;
    }
    for (const struct pattern *child = p->children; child; child = child->next)
        more = needs_of(child, more, arena);
    return more;
}

struct rule_need *rule_needs_of(const struct pattern *patterns, struct arena *arena)
{
    bool is_one = patterns && !patterns->next;
    return is_one ? needs_of(patterns, NULL, arena) : need_of_any(patterns, arena);
}

bool rule_needs_met(const struct rule_need *needs, const struct word_set *words)
{
    for (; needs; needs = needs->next) {
        bool has_one = false;
        for (size_t w = 0; w < needs->n_words && !has_one; w++)
            has_one = set_has(words, needs->words[w]);
        if (!has_one)
            return false;
    }
    return true;
}
