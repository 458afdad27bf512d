#include "analyzers/macros/macro_table.h"

#include "analyzers/macros/macro_lex.h"

#include <stdlib.h>

enum { PAD_BYTES = TABLE_PAD, ROUNDS_MAX = 8 }; /* aliases of aliases of …: CPython has 4 */

/* A name while the table grows. */
struct growing {
    struct str name;
    uint16_t classes;
    uint32_t pending; /* definitions that are aliases not yet followed */
};

struct alias {
    uint32_t owner;
    bool is_whole, is_sequence, has_specifier, is_done;
    uint16_t found; /* classes of this round, 0: not yet */
    uint8_t parts_len;
    struct str *parts;
};

struct macro_growth {
    struct arena *arena;
    struct map index;
    VEC(struct growing) names;
    VEC(struct alias) aliases;
    VEC(uint64_t) others;
};

bool macros_are_shared(struct str path)
{
    static const char *const sources[] = {".c", ".cc", ".cpp", ".cxx", ".c++", ".m", ".mm"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        struct str suffix = str_from(sources[i]);
        if (path.len > suffix.len && str_eq_nocase(str_skip(path, path.len - suffix.len), suffix))
            return false;
    }
    return true;
}

/* A copy with the bytes behind it that name_hash may load. */
static struct str dup_padded(struct arena *arena, struct str s)
{
    char *p = arena_array(arena, char, s.len + PAD_BYTES);
    memcpy(p, s.p, s.len);
    return str_of(p, s.len);
}

static uint32_t growing_of(struct macro_growth *growth, struct str name)
{
    const uint32_t *known = map_get(&growth->index, name);
    if (known)
        return *known;
    uint32_t index = (uint32_t)growth->names.len;
    struct str copy = dup_padded(growth->arena, name);
    *vec_push(&growth->names, growth->arena) = (struct growing){.name = copy};
    *map_put(&growth->index, growth->arena, copy, NULL) = index;
    return index;
}

struct macros *macros_new(struct arena *arena)
{
    struct macros *macros = arena_new(arena, struct macros);
    macros->growth = arena_new(arena, struct macro_growth);
    macros->growth->arena = arena;
    for (size_t i = 0; i < macro_known_len; i++) {
        uint32_t index = growing_of(macros->growth, str_from(macro_known[i].name));
        macros->growth->names.at[index].classes = macro_known[i].classes;
    }
    return macros;
}

static void add_alias(struct macro_growth *growth, uint32_t owner, const struct macro_definition *definition)
{
    struct alias alias = {
        .owner = owner,
        .is_whole = definition->is_alias,
        .is_sequence = definition->is_sequence,
        .has_specifier = definition->has_specifier,
        .parts_len = definition->parts_len,
        .parts = arena_array(growth->arena, struct str, definition->parts_len),
    };
    for (size_t i = 0; i < alias.parts_len; i++)
        alias.parts[i] = str_dup(growth->arena, definition->parts[i]);
    *vec_push(&growth->aliases, growth->arena) = alias;
    growth->names.at[owner].pending++;
}

void macros_add(struct macros *macros, const struct macro_list *list)
{
    struct macro_growth *growth = macros->growth;
    for (size_t i = 0; i < list->definitions.len; i++) {
        const struct macro_definition *definition = &list->definitions.at[i];
        uint32_t index = growing_of(growth, definition->name);
        growth->names.at[index].classes |= definition->classes;
        if (definition->parts_len > 0)
            add_alias(growth, index, definition);
    }
    for (size_t i = 0; i < list->others.len; i++)
        *vec_push(&growth->others, growth->arena) = list->others.at[i];
}

/* What the alias stands for, by what is known now; 0 when that is not enough. */
static uint16_t follow(const struct macro_growth *growth, const struct alias *alias)
{
    uint16_t all = 0;
    for (size_t i = 0; i < alias->parts_len; i++) {
        const uint32_t *index = map_get(&growth->index, alias->parts[i]);
        if (!index && alias->has_specifier && macro_looks_reserved(alias->parts[i]))
            continue;
        if (!index)
            return alias->is_sequence ? MACRO_STATEMENT : MACRO_OTHER;
        const struct growing *part = &growth->names.at[*index];
        if (part->pending > 0)
            return 0;
        all |= part->classes & ~MACRO_FORMS;
    }
    if ((all & ~MACRO_NOTHING) == 0)
        return MACRO_SPECIFIER;
    if (alias->is_sequence)
        return MACRO_STATEMENT;
    return alias->is_whole ? all : MACRO_OTHER;
}

/* Each round sees only what the rounds before have found, so the order of the aliases does not matter. */
static void follow_aliases(struct macro_growth *growth)
{
    for (int round = 0; round <= ROUNDS_MAX; round++) {
        for (size_t i = 0; i < growth->aliases.len; i++) {
            struct alias *alias = &growth->aliases.at[i];
            if (!alias->is_done)
                alias->found = round < ROUNDS_MAX ? follow(growth, alias) : MACRO_OTHER;
        }
        for (size_t i = 0; i < growth->aliases.len; i++) {
            struct alias *alias = &growth->aliases.at[i];
            if (alias->is_done || !alias->found)
                continue;
            growth->names.at[alias->owner].classes |= alias->found;
            growth->names.at[alias->owner].pending--;
            alias->is_done = true;
        }
    }
}

bool macro_looks_reserved(struct str name)
{
    return lex_is_capitals(name) || str_starts(name, STR("__"));
}

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void mix_others(struct macro_growth *growth)
{
    if (growth->others.len == 0)
        return;
    qsort(growth->others.at, growth->others.len, sizeof *growth->others.at, compare_u64);
    for (size_t i = 0; i < growth->names.len; i++) {
        uint64_t hash = hash64(growth->names.at[i].name);
        if (bsearch(&hash, growth->others.at, growth->others.len, sizeof hash, compare_u64))
            growth->names.at[i].classes |= MACRO_OTHER;
    }
}

static int compare_entry(const void *a, const void *b)
{
    return str_cmp(((const struct macro_entry *)a)->name, ((const struct macro_entry *)b)->name);
}

/* Does any rule ask for a macro of these classes? */
static bool is_useful(uint16_t classes)
{
    bool does_code = classes & (MACRO_STATEMENT | MACRO_OPENS | MACRO_CLOSES);
    return does_code || (classes & ~MACRO_FORMS & ~MACRO_NOTHING) == 0;
}

static void collect_entries(struct macros *macros)
{
    struct macro_growth *growth = macros->growth;
    size_t most = growth->names.len + macro_words_len;
    macros->entries = arena_array(growth->arena, struct macro_entry, most);
    for (size_t i = 0; i < growth->names.len; i++) {
        const struct growing *name = &growth->names.at[i];
        if (is_useful(name->classes))
            macros->entries[macros->len++] =
                (struct macro_entry){.name = name->name, .classes = name->classes};
    }
    for (size_t i = 0; i < macro_words_len; i++) {
        struct str name = dup_padded(growth->arena, str_from(macro_words[i].name));
        macros->entries[macros->len++] = (struct macro_entry){.name = name,
                                                              .word = (uint8_t)macro_words[i].word,
                                                              .is_cpp = macro_words[i].is_cpp};
    }
    qsort(macros->entries, macros->len, sizeof *macros->entries, compare_entry);
}

static void index_entries(struct macros *macros)
{
    size_t slots = 16;
    while (slots < macros->len * 2)
        slots *= 2;
    macros->slots = arena_array(macros->growth->arena, uint32_t, slots);
    macros->slots_mask = slots - 1;
    for (size_t i = 0; i < macros->len; i++) {
        uint64_t hash = name_hash(macros->entries[i].name);
        size_t slot = name_hash32(hash) & macros->slots_mask;
        while (macros->slots[slot])
            slot = (slot + 1) & macros->slots_mask;
        macros->slots[slot] = (uint32_t)i + 1;
        filter_add(&macros->filter, hash);
    }
}

void macros_close(struct macros *macros)
{
    follow_aliases(macros->growth);
    mix_others(macros->growth);
    collect_entries(macros);
    index_entries(macros);
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < macros->len; i++)
        macro_entry_digest(&macros->entries[i], stream);
    macros->digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    macros->growth = NULL;
}

struct hash128 macros_digest(const struct macros *macros)
{
    return macros->digest;
}

void macro_entry_digest(const struct macro_entry *entry, struct hash_stream *stream)
{
    char classes[2] = {(char)(entry->classes & 0xff), (char)(entry->classes >> 8)};
    hash_stream_add(stream, entry->name);
    hash_stream_add(stream, str_of(classes, sizeof classes));
}

uint32_t macros_find(const struct macros *macros, struct str name, uint64_t hash)
{
    for (size_t slot = name_hash32(hash) & macros->slots_mask;; slot = (slot + 1) & macros->slots_mask) {
        uint32_t index = macros->slots[slot];
        if (index == 0)
            return MACRO_NONE;
        if (str_eq(macros->entries[index - 1].name, name))
            return index - 1;
    }
}
