#include "analyzers/match/literals.h"

enum {
    FRAGMENT = 3,       /* bytes that are hashed */
    FRAGMENT_CASES = 8, /* ways to write three letters */
    HASH_BITS = 16,
    BUCKETS = 1 << 10,
    NO_ENTRY = 0,
};

/* A literal under one way of writing its rarest bytes. */
struct entry {
    uint32_t bytes; /* of the fragment, the first lowest */
    uint32_t literal;
    uint32_t offset; /* of the fragment in the literal */
    uint32_t next;   /* of the same bucket */
};

struct literals {
    const struct literal *list;
    uint64_t seen[(1 << HASH_BITS) / 64];
    uint32_t heads[BUCKETS];
    struct entry *entries; /* the first is NO_ENTRY */
    uint32_t n_entries;
};

/* Knuth's multiplicative hash: the golden ratio of 2^32. */
static inline uint32_t hash_of(uint32_t bytes)
{
    return bytes * 2654435761u >> (32 - HASH_BITS);
}

static inline uint32_t bytes_at(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word & 0xffffff;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_letter(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Building --------------------------------------------------------------------------------------------------------- */

/* How common a byte is in source text, by rough classes: only the order matters. */
static unsigned commonness(char c)
{
    if (memchr("etaoinsr ", c, 9))
        return 8;
    if (c >= 'a' && c <= 'z')
        return memchr("jqxzvkw", c, 7) ? 2 : 5;
    if (c >= '0' && c <= '9')
        return 3;
    return c >= 'A' && c <= 'Z' ? 2 : memchr("_-./:=", c, 6) ? 3 : 1;
}

static uint32_t rarest_fragment(struct str text)
{
    uint32_t best = 0;
    unsigned least = UINT32_MAX;
    for (uint32_t i = 0; i + FRAGMENT <= text.len; i++) {
        unsigned sum = commonness(text.p[i]) + commonness(text.p[i + 1]) + commonness(text.p[i + 2]);
        if (sum < least) {
            least = sum;
            best = i;
        }
    }
    return best;
}

static void add_entry(struct literals *set, uint32_t bytes, uint32_t literal, uint32_t offset)
{
    uint32_t hash = hash_of(bytes), e = set->n_entries++;
    uint32_t *link = &set->heads[hash % BUCKETS];
    while (*link != NO_ENTRY) /* in the order of the list */
        link = &set->entries[*link].next;
    *link = e;
    set->entries[e] = (struct entry){.bytes = bytes, .literal = literal, .offset = offset};
    set->seen[hash / 64] |= UINT64_C(1) << hash % 64;
}

/* One entry for each way to write the fragment. */
static void add_literal(struct literals *set, uint32_t literal)
{
    const struct literal *l = &set->list[literal];
    uint32_t offset = rarest_fragment(l->text), bytes = 0;
    for (int i = 0; i < FRAGMENT; i++)
        bytes |= (uint32_t)(unsigned char)l->text.p[offset + (uint32_t)i] << 8 * i;
    for (uint32_t upper = 0; upper < (l->no_case ? FRAGMENT_CASES : 1u); upper++) {
        uint32_t form = bytes;
        bool is_form = true;
        for (int i = 0; i < FRAGMENT; i++) {
            if (!(upper >> i & 1))
                continue;
            is_form &= is_letter(bytes >> 8 * i & 0xff);
            form ^= 0x20u << 8 * i;
        }
        if (is_form)
            add_entry(set, form, literal, offset);
    }
}

struct literals *literals_new(struct arena *arena, const struct literal *list, size_t n)
{
    struct literals *set = arena_new(arena, struct literals);
    if (n > LITERALS_MAX)
        BUG("too many literals");
    set->list = list;
    set->entries = arena_array(arena, struct entry, n * FRAGMENT_CASES + 1);
    set->n_entries = NO_ENTRY + 1;
    for (uint32_t i = 0; i < n; i++) {
        if (list[i].text.len < LITERAL_MIN || list[i].text.len > LITERAL_MAX)
            BUG("a literal is too short or too long");
        add_literal(set, i);
    }
    return set;
}

/* Scanning --------------------------------------------------------------------------------------------------------- */

struct literals_scan literals_scan(const struct literals *set, struct str text)
{
    return (struct literals_scan){.set = set, .text = text};
}

static bool is_there(const struct literal *literal, const char *p)
{
    struct str text = literal->text;
    if (!literal->no_case)
        return memcmp(p, text.p, text.len) == 0;
    for (size_t i = 0; i < text.len; i++)
        if (lower(p[i]) != text.p[i])
            return false;
    return true;
}

/* Looks at the bucket's entries from scan->next on, for the fragment at `place`. */
static bool next_entry(struct literals_scan *scan, size_t place, uint32_t bytes, size_t *ret_at,
                       uint32_t *ret_literal)
{
    const struct literals *set = scan->set;
    while (scan->next != NO_ENTRY) {
        const struct entry *e = &set->entries[scan->next];
        const struct literal *literal = &set->list[e->literal];
        scan->next = e->next;
        if (e->bytes != bytes || e->offset > place ||
            literal->text.len > scan->text.len - (place - e->offset) ||
            !is_there(literal, scan->text.p + place - e->offset))
            continue;
        *ret_at = place - e->offset;
        *ret_literal = e->literal;
        return true;
    }
    return false;
}

/* The fragment at a place, also at the last one, where four bytes cannot be read. */
static uint32_t fragment_at(struct str text, size_t place)
{
    char last[4] = {0};
    if (place + sizeof last <= text.len)
        return bytes_at(text.p + place);
    memcpy(last, text.p + place, FRAGMENT);
    return bytes_at(last);
}

/* The first place from `at` on whose fragment may be one of ours; the text's length when there is none. */
static size_t next_place(const struct literals *set, struct str text, size_t at)
{
    for (; at + 4 <= text.len; at++) {
        uint32_t hash = hash_of(bytes_at(text.p + at));
        if (set->seen[hash / 64] >> hash % 64 & 1)
            return at;
    }
    return at + FRAGMENT <= text.len ? at : text.len;
}

bool literals_next(struct literals_scan *scan, size_t *ret_at, uint32_t *ret_literal)
{
    struct str text = scan->text;
    for (;;) {
        if (scan->next != NO_ENTRY) {
            size_t place = scan->at - 1;
            if (next_entry(scan, place, fragment_at(text, place), ret_at, ret_literal))
                return true;
        }
        size_t place = next_place(scan->set, text, scan->at);
        if (place >= text.len)
            return false;
        scan->at = place + 1;
        scan->next = scan->set->heads[hash_of(fragment_at(text, place)) % BUCKETS];
    }
}
