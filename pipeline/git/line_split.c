#include "pipeline/git/line_split.h"

#include <endian.h>
#include <sys/random.h>

enum { WORD = 8 };

static const uint64_t every_byte = 0x0101010101010101;

/* Little-endian, so that a line's first byte is the lowest everywhere. */
static inline uint64_t load_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return le64toh(word);
}

/* 0x80 in each byte of `word` that is a newline. */
static inline uint64_t newline_bits(uint64_t word)
{
    const uint64_t low7 = 0x7f * every_byte;
    uint64_t other = word ^ '\n' * every_byte;
    return ~((((other & low7) + low7) | other) | low7);
}

/* Counting -------------------------------------------------------------------------------------------------------- */

/* Newlines of `n_words` words, fewer than 256, so that a byte of the sum holds its share. */
static uint32_t count_newlines(const char *p, size_t n_words)
{
    uint64_t sums = 0;
    for (size_t i = 0; i < n_words; i++)
        sums += newline_bits(load_word(p + i * WORD)) >> 7;
    const uint64_t even = 0x00ff00ff00ff00ff;
    uint64_t pairs = (sums & even) + (sums >> 8 & even);
    return (uint32_t)(pairs * 0x0001000100010001 >> 48);
}

uint32_t line_split_lines(struct str text)
{
    const char *p = text.p;
    size_t left = text.len;
    uint32_t lines = 0;
    while (left >= WORD) {
        size_t n_words = left / WORD < 255 ? left / WORD : 255;
        lines += count_newlines(p, n_words);
        p += n_words * WORD;
        left -= n_words * WORD;
    }
    for (; left > 0; left--)
        lines += *p++ == '\n';
    return lines + (text.len > 0 && text.p[text.len - 1] != '\n');
}

/* Hashing --------------------------------------------------------------------------------------------------------- */

/* Both halves of the product: every bit of the input reaches every bit of the sum. */
static inline uint64_t mix(uint64_t hash, uint64_t word)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)(hash ^ word) * 0x9e3779b97f4a7c15; /* 2^64 divided by the golden ratio */
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The last line of a text, or what is left of it: less than a word, or none. */
static const char *hash_rest(const char *p, const char *end, uint64_t *hash)
{
    uint64_t word = 0;
    unsigned shift = 0;
    while (p < end) {
        word |= (uint64_t)(unsigned char)*p << shift;
        shift += 8;
        if (*p++ == '\n')
            break;
    }
    *hash = mix(*hash, word);
    return p;
}

/* Hashes the line at `p`; returns where the next one begins. One pass finds its end and takes it in, word by word. */
static inline const char *hash_line(const char *p, const char *end, uint64_t key, uint64_t *ret_hash)
{
    uint64_t hash = key;
    for (; end - p >= WORD; p += WORD) {
        uint64_t word = load_word(p), newline = newline_bits(word);
        if (newline) {
            uint64_t upto = newline ^ (newline - 1); /* the bits up to the first newline's highest */
            *ret_hash = mix(hash, word & upto);
            return p + (__builtin_ctzll(newline) / 8 + 1);
        }
        hash = mix(hash, word);
    }
    p = hash_rest(p, end, &hash);
    *ret_hash = hash;
    return p;
}

/* Classes --------------------------------------------------------------------------------------------------------- */

static bool is_of_class(const struct line_class *class, const char *p, size_t len)
{
    return class->len_bytes == len && memcmp(class->p, p, len) == 0;
}

/* The slot of the line's class, or the free one where it belongs. */
static inline struct line_slot *find_slot(const struct line_splitter *splitter, uint32_t hash, const char *p,
                                          size_t len)
{
    for (size_t i = hash & splitter->mask;; i = (i + 1) & splitter->mask) {
        struct line_slot *slot = &splitter->slots[i];
        if (slot->generation != splitter->generation ||
            (slot->hash == hash && is_of_class(&splitter->classes[slot->class], p, len)))
            return slot;
    }
}

static inline uint32_t class_of(struct line_splitter *splitter, uint32_t hash, const char *p, size_t len)
{
    struct line_slot *slot = find_slot(splitter, hash, p, len);
    if (slot->generation != splitter->generation) {
        splitter->classes[splitter->classes_len] = (struct line_class){.p = p, .len_bytes = (uint32_t)len};
        *slot = (struct line_slot){splitter->generation, hash, splitter->classes_len++};
    }
    return slot->class;
}

static void split_side(struct line_splitter *splitter, enum line_side side, struct str text, uint32_t n)
{
    uint32_t *starts = line_room_take(&splitter->start_room[side], (size_t)n + 1, sizeof *starts);
    uint32_t *classes = line_room_take(&splitter->class_room[side], n, sizeof *classes);
    const char *p = text.p, *end = text.p + text.len;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t hash;
        const char *next = hash_line(p, end, splitter->key, &hash);
        starts[i] = (uint32_t)(p - text.p);
        classes[i] = class_of(splitter, (uint32_t)hash, p, (size_t)(next - p));
        splitter->classes[classes[i]].count[side]++;
        p = next;
    }
    starts[n] = (uint32_t)text.len;
    splitter->side[side] = (struct lines){.text = text.p, .start = starts, .class = classes, .len = n};
}

/* Empties the table and makes it large enough for `n` classes. */
static void prepare_slots(struct line_splitter *splitter, size_t n)
{
    size_t cap = 64;
    while (cap < 2 * n)
        cap *= 2;
    splitter->mask = cap - 1;
    if (cap <= splitter->slots_cap && ++splitter->generation != 0)
        return;
    if (cap < splitter->slots_cap)
        cap = splitter->slots_cap;
    free(splitter->slots);
    splitter->slots = calloc(cap, sizeof *splitter->slots);
    if (!splitter->slots)
        arena_full(cap * sizeof *splitter->slots);
    splitter->slots_cap = cap;
    splitter->generation = 1;
}

void line_split(struct line_splitter *splitter, struct str old_text, struct str new_text)
{
    uint32_t n_old = line_split_lines(old_text), n_new = line_split_lines(new_text);
    size_t n = (size_t)n_old + n_new;
    prepare_slots(splitter, n);
    splitter->classes = line_room_take(&splitter->classes_room, n, sizeof *splitter->classes);
    splitter->classes_len = 0;
    split_side(splitter, LINE_OLD, old_text, n_old);
    split_side(splitter, LINE_NEW, new_text, n_new);
}

uint32_t line_split_count_common(struct line_splitter *splitter, struct str text)
{
    const char *p = text.p, *end = text.p + text.len;
    uint32_t n = 0;
    for (; p < end; n++) {
        uint64_t hash;
        const char *next = hash_line(p, end, splitter->key, &hash);
        struct line_slot *slot = find_slot(splitter, (uint32_t)hash, p, (size_t)(next - p));
        if (slot->generation == splitter->generation) {
            splitter->classes[slot->class].count[LINE_OLD]++;
            splitter->classes[slot->class].count[LINE_NEW]++;
        }
        p = next;
    }
    return n;
}

/* Memory ---------------------------------------------------------------------------------------------------------- */

void line_splitter_init(struct line_splitter *splitter)
{
    *splitter = (struct line_splitter){0};
    /* Without randomness (a kernel that has not gathered any) the key is a fixed one: slower at worst, never wrong. */
    if (getrandom(&splitter->key, sizeof splitter->key, GRND_NONBLOCK) != sizeof splitter->key)
        splitter->key = every_byte;
}

static void free_slots(struct line_splitter *splitter)
{
    free(splitter->slots);
    splitter->slots = NULL;
    splitter->slots_cap = 0;
}

void line_splitter_release(struct line_splitter *splitter)
{
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_release(&splitter->start_room[side]);
        line_room_release(&splitter->class_room[side]);
    }
    line_room_release(&splitter->classes_room);
    free_slots(splitter);
}

void line_splitter_trim(struct line_splitter *splitter)
{
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_trim(&splitter->start_room[side]);
        line_room_trim(&splitter->class_room[side]);
    }
    line_room_trim(&splitter->classes_room);
    if (splitter->slots_cap * sizeof *splitter->slots > LINE_ROOM_KEEP_BYTES)
        free_slots(splitter);
}
