/*
 * macro_table: the table behind macros.h, as its lookups and its builders see it.
 *
 * Closed tables are sorted by name, so that an index means the same whatever the order of insertion. A filter of one
 * bit a hash answers most lookups with one load; names must have TABLE_PAD readable bytes behind them.
 */
#ifndef CBCRAWL_MACROS_MACRO_TABLE_H
#define CBCRAWL_MACROS_MACRO_TABLE_H

#include "analyzers/macros/macro_words.h"
#include "analyzers/macros/macros.h"
#include "pipeline/base/map.h"
#include "pipeline/base/vec.h"

enum {
    TABLE_PAD = 8,          /* name_hash loads eight bytes at once */
    TABLE_FILTER_BITS = 16, /* 8 KB, a quarter of an L1 cache; 5,000 names leave 7 % false hits */
    MACRO_PARTS_MAX = 4,    /* names a body may be made of and still be an alias */
};

/* One #define. Its strings are slices of the text it was found in. */
struct macro_definition {
    struct str name;
    uint16_t classes; /* its form, and its class unless `parts` decide */
    uint8_t parts_len;
    bool has_specifier;                /* besides the parts */
    bool is_sequence;                  /* all parts are calls, two at least */
    bool is_alias;                     /* the one part is the whole body: its classes are the definition's */
    struct str parts[MACRO_PARTS_MAX]; /* when all of them are nothing, so is this */
};

struct macro_list {
    VEC(struct macro_definition) definitions;
    VEC(uint64_t) others; /* hash64 of names with a body that nobody cares for */
};

/* Classifies the definition behind "#define" in the logical line [p, end). False when it is none. */
bool macro_classify(const char *p, const char *end, struct macro_definition *ret_definition);

struct macro_entry {
    struct str name;
    uint16_t classes; /* 0 for a word */
    uint8_t word;     /* enum word */
    bool is_cpp;      /* a word of C++ alone */
};

enum { MACRO_NONE = UINT32_MAX };

static inline uint64_t name_hash(struct str name)
{
    uint64_t head, tail;
    memcpy(&head, name.p, sizeof head);
    if (name.len >= sizeof head)
        memcpy(&tail, name.p + name.len - sizeof tail, sizeof tail);
    else
        tail = head &= name.len ? ~UINT64_C(0) >> (64 - 8 * name.len) : 0;
    uint64_t hash = (head ^ name.len) * UINT64_C(0x9e3779b97f4a7c15) + tail;
    return (hash ^ hash >> 32) * UINT64_C(0xbf58476d1ce4e5b9);
}

/* The half of it that finds the slot of a name, and its bit in the filter. */
static inline uint32_t name_hash32(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

struct macro_filter {
    uint64_t bits[(1 << TABLE_FILTER_BITS) / 64];
};

static inline bool filter_has(const struct macro_filter *filter, uint64_t hash)
{
    uint64_t bit = hash >> (64 - TABLE_FILTER_BITS);
    return filter->bits[bit / 64] >> bit % 64 & 1;
}

static inline void filter_add(struct macro_filter *filter, uint64_t hash)
{
    uint64_t bit = hash >> (64 - TABLE_FILTER_BITS);
    filter->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

struct macros {
    struct macro_filter filter;
    struct macro_entry *entries; /* by name */
    size_t len;
    uint32_t *slots; /* index + 1, 0 is free; open addressing by the low bits of name_hash32 */
    size_t slots_mask;
    struct macro_growth *growth; /* until it is closed */
    struct hash128 digest;
};

/* The index of `name`, whose hash the filter has let through, or MACRO_NONE. */
uint32_t macros_find(const struct macros *macros, struct str name, uint64_t hash);

/* Is it the kind of name people give to attributes? Those the tree does not define are taken for one in the company of
 * specifiers: static inline ATTR(pure). */
bool macro_looks_reserved(struct str name);

static inline void macro_names_note(struct macro_names *names, uint64_t hash)
{
    uint32_t h = name_hash32(hash),
             *recent = &names->recent[h % (sizeof names->recent / sizeof *names->recent)];
    if (*recent == h)
        return;
    *recent = h;
    buf_add(&names->hashes, str_of((const char *)&h, sizeof h));
}

/* Adds name and classes of an entry to a digest. */
void macro_entry_digest(const struct macro_entry *entry, struct hash_stream *stream);

#endif
