#include "pipeline/git/line_split.h"

#include "pipeline/kernel/bytes.h"

#include <sys/random.h>

enum { WORD = 8 };

/* Newlines -------------------------------------------------------------------------------------------------------- */

/* A mask per block of `text`; its last block is padded. */
static size_t newline_masks(struct line_splitter *splitter, struct str text, uint64_t **ret_masks)
{
    size_t whole = text.len / BYTES_BLOCK, rest = text.len % BYTES_BLOCK;
    uint64_t *masks = line_room_take(&splitter->mask_room, whole + 1, sizeof *masks);
    bytes_newlines(text.p, whole, masks);
    if (rest > 0) {
        char block[BYTES_BLOCK] = {0};
        memcpy(block, text.p + whole * BYTES_BLOCK, rest);
        bytes_newlines(block, 1, &masks[whole]);
    }
    *ret_masks = masks;
    return whole + (rest > 0);
}

static uint32_t count_bits(const uint64_t *masks, size_t n)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits += (uint32_t)__builtin_popcountll(masks[i]);
    return bits;
}

static bool is_cut_off(struct str text)
{
    return text.len > 0 && text.p[text.len - 1] != '\n';
}

uint32_t line_split_lines(struct str text)
{
    uint64_t masks[32];
    uint32_t lines = is_cut_off(text);
    while (text.len >= BYTES_BLOCK) {
        size_t n = text.len / BYTES_BLOCK < 32 ? text.len / BYTES_BLOCK : 32;
        bytes_newlines(text.p, n, masks);
        lines += count_bits(masks, n);
        text = str_skip(text, n * BYTES_BLOCK);
    }
    for (size_t i = 0; i < text.len; i++)
        lines += text.p[i] == '\n';
    return lines;
}

/* Writes where each line of `text` begins, and behind them the end. */
static void find_starts(struct str text, const uint64_t *masks, size_t n_masks, uint32_t *ret_starts)
{
    *ret_starts++ = 0;
    for (size_t i = 0; i < n_masks; i++)
        for (uint64_t mask = masks[i]; mask; mask &= mask - 1)
            *ret_starts++ = (uint32_t)(i * BYTES_BLOCK) + (uint32_t)__builtin_ctzll(mask) + 1;
    if (is_cut_off(text))
        *ret_starts = (uint32_t)text.len;
}

/* Hashing --------------------------------------------------------------------------------------------------------- */

/* In the machine's own order: hashes stay in memory. */
static inline uint64_t load_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Both halves of the product of two words: every bit of either reaches every bit of the result. */
static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A line of less than a word. Two overlapping halves hold it all: its length is hashed too. */
static inline uint64_t short_word(const char *p, size_t len)
{
    if (len >= 4) {
        uint32_t low, high;
        memcpy(&low, p, sizeof low);
        memcpy(&high, p + len - sizeof high, sizeof high);
        return (uint64_t)high << 32 | low;
    }
    return (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[len / 2] << 8 |
           (unsigned char)p[len - 1];
}

/* Two words at a time; the last two overlap what came before them. `len` > 0. */
static inline uint64_t hash_line(const char *p, size_t len, const uint64_t key[2])
{
    uint64_t hash = key[0] ^ len;
    if (len < WORD)
        return mix(short_word(p, len) ^ hash, key[1]);
    const char *last = p + len - WORD;
    for (; last - p > WORD; p += 2 * WORD)
        hash = mix(load_word(p) ^ hash, load_word(p + WORD) ^ key[1]);
    return mix(load_word(p < last ? p : last) ^ hash, load_word(last) ^ key[1]);
}

/* Classes --------------------------------------------------------------------------------------------------------- */

/* As memcmp, but lines are short: a call would take longer. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
    if (len < WORD)
        return short_word(a, len) == short_word(b, len);
    size_t last = len - WORD;
    for (size_t i = 0; i < last; i += WORD)
        if (load_word(a + i) != load_word(b + i))
            return false;
    return load_word(a + last) == load_word(b + last);
}

static inline bool is_of_class(const struct line_class *class, const char *p, size_t len)
{
    return class->len_bytes == len && same_bytes(class->p, p, len);
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

/* Finds the lines of a side. */
static void cut(struct line_splitter *splitter, enum line_side side, struct str text)
{
    uint64_t *masks;
    size_t n_masks = newline_masks(splitter, text, &masks);
    uint32_t n = count_bits(masks, n_masks) + is_cut_off(text);
    uint32_t *starts = line_room_take(&splitter->start_room[side], (size_t)n + 1, sizeof *starts);
    find_starts(text, masks, n_masks, starts);
    splitter->side[side] = (struct lines){.text = text.p, .start = starts, .len = n};
}

/* A look at a table and no branch: half of the bytes of code stand beside white space. */
size_t line_squeeze(struct str line, char *to)
{
    static const uint8_t is_space[256] = {[' '] = 1, ['\t'] = 1, ['\n'] = 1, ['\r'] = 1}; /* git_is_space */
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        to[len] = line.p[i];
        len += 1U - is_space[(unsigned char)line.p[i]];
    }
    to[len] = '\n';
    return len + 1;
}

/* Finds the class of each. */
static void classify(struct line_splitter *splitter, enum line_side side)
{
    struct lines *lines = &splitter->side[side];
    uint32_t *classes = line_room_take(&splitter->class_room[side], lines->len, sizeof *classes);
    for (uint32_t i = 0; i < lines->len; i++) {
        struct str line = line_at(lines, i);
        classes[i] =
            class_of(splitter, (uint32_t)hash_line(line.p, line.len, splitter->key), line.p, line.len);
        splitter->classes[classes[i]].count[side]++;
    }
    lines->class = classes;
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

static void rename_classes(struct lines *lines, uint32_t *classes, const uint32_t *names)
{
    for (uint32_t i = 0; i < lines->len; i++)
        classes[i] = names[classes[i]];
}

/* Makes one class of those that differ in white space alone. Most lines of both sides are equal as they are, so a class has
 * several lines, and this is quicker than to look at each line. */
static void merge_classes(struct line_splitter *splitter)
{
    const struct line_class *old = splitter->classes;
    uint32_t n = splitter->classes_len;
    size_t bytes = 0;
    for (uint32_t i = 0; i < n; i++)
        bytes += old[i].len_bytes + 1;
    char *squeezed = line_room_take(&splitter->squeezed_room, bytes, 1);
    uint32_t *names = line_room_take(&splitter->map_room, n, sizeof *names);
    splitter->classes = line_room_take(&splitter->merged_room, n, sizeof *splitter->classes);
    splitter->classes_len = 0;
    prepare_slots(splitter, n);
    for (uint32_t i = 0; i < n; i++) {
        size_t len = line_squeeze(str_of(old[i].p, old[i].len_bytes), squeezed);
        names[i] = class_of(splitter, (uint32_t)hash_line(squeezed, len, splitter->key), squeezed, len);
        for (int side = 0; side < LINE_SIDES; side++)
            splitter->classes[names[i]].count[side] += old[i].count[side];
        squeezed += len;
    }
    for (int side = 0; side < LINE_SIDES; side++)
        rename_classes(&splitter->side[side], splitter->class_room[side].p, names);
}

void line_split(struct line_splitter *splitter, struct str old_text, struct str new_text)
{
    cut(splitter, LINE_OLD, old_text);
    cut(splitter, LINE_NEW, new_text);
    size_t n = (size_t)splitter->side[LINE_OLD].len + splitter->side[LINE_NEW].len;
    prepare_slots(splitter, n);
    splitter->classes = line_room_take(&splitter->classes_room, n, sizeof *splitter->classes);
    splitter->classes_len = 0;
    classify(splitter, LINE_OLD);
    classify(splitter, LINE_NEW);
    if (splitter->ignores_space)
        merge_classes(splitter);
}

static void count_common_line(struct line_splitter *splitter, const char *p, size_t len)
{
    struct line_slot *slot = find_slot(splitter, (uint32_t)hash_line(p, len, splitter->key), p, len);
    if (slot->generation != splitter->generation)
        return;
    splitter->classes[slot->class].count[LINE_OLD]++;
    splitter->classes[slot->class].count[LINE_NEW]++;
}

uint32_t line_split_count_common(struct line_splitter *splitter, struct str text)
{
    uint64_t *masks;
    size_t n_masks = newline_masks(splitter, text, &masks);
    const char *p = text.p, *end = text.p + text.len;
    for (size_t i = 0; i < n_masks; i++) {
        for (uint64_t mask = masks[i]; mask; mask &= mask - 1) {
            const char *next = text.p + i * BYTES_BLOCK + __builtin_ctzll(mask) + 1;
            count_common_line(splitter, p, (size_t)(next - p));
            p = next;
        }
    }
    if (p < end)
        count_common_line(splitter, p, (size_t)(end - p));
    return count_bits(masks, n_masks) + is_cut_off(text);
}

/* Memory ---------------------------------------------------------------------------------------------------------- */

void line_splitter_init(struct line_splitter *splitter)
{
    *splitter = (struct line_splitter){0};
    /* Without randomness (a kernel that has not gathered any) the key is a fixed one: slower at worst, never wrong. */
    if (getrandom(splitter->key, sizeof splitter->key, GRND_NONBLOCK) != sizeof splitter->key) {
        splitter->key[0] = 0x9e3779b97f4a7c15; /* of the golden ratio, */
        splitter->key[1] = 0xb7e151628aed2a6b; /* and of e: numbers with no pattern */
    }
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
    line_room_release(&splitter->mask_room);
    line_room_release(&splitter->squeezed_room);
    line_room_release(&splitter->merged_room);
    line_room_release(&splitter->map_room);
    free_slots(splitter);
}

void line_splitter_trim(struct line_splitter *splitter)
{
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_trim(&splitter->start_room[side]);
        line_room_trim(&splitter->class_room[side]);
    }
    line_room_trim(&splitter->classes_room);
    line_room_trim(&splitter->mask_room);
    line_room_trim(&splitter->squeezed_room);
    line_room_trim(&splitter->merged_room);
    line_room_trim(&splitter->map_room);
    if (splitter->slots_cap * sizeof *splitter->slots > LINE_ROOM_KEEP_BYTES)
        free_slots(splitter);
}
