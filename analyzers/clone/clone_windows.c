#include "analyzers/clone/clone_windows.h"

#include "analyzers/clone/clone_sort.h"

/* A statement, and how often it is in the window. */
struct slide_slot {
    uint32_t id; /* 0: free */
    uint32_t count;
};

/* The window that slides over a file. Open addressing; emptied for each file. */
struct slide {
    struct slide_slot *slots;
    uint32_t *at; /* slot of each statement of the file that came into the window: it leaves without being looked for */
    uint32_t mask;
    uint32_t first, to; /* positions: the file's first, and one behind the window's last */
    int64_t tokens;     /* of different statements; those of hostile fingerprints need not fit each other */
};

struct finder {
    const struct clone_corpus *corpus;
    bool exact;
    struct slide slide;
    uint64_t *sums;           /* of the file: hash of all statements before each */
    uint64_t *powers;         /* of hash_base, by length of window */
    uint64_t *hashes;         /* of all windows, by position */
    struct clone_tally tally; /* of the windows' hashes */
    uint8_t *len;
};

static const uint64_t hash_base = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    h ^= h >> 32;
    return h;
}

static size_t power_of_two_from(size_t least)
{
    size_t n = 64;
    while (n < least)
        n *= 2;
    return n;
}

/* One file --------------------------------------------------------------------------------------------------------- */

static void slide_reset(struct slide *slide, const struct clone_file *file)
{
    slide->mask = (uint32_t)power_of_two_from((size_t)file->len * 2) - 1;
    memset(slide->slots, 0, ((size_t)slide->mask + 1) * sizeof *slide->slots);
    slide->first = slide->to = file->first;
    slide->tokens = 0;
}

static uint32_t slide_find(const struct slide *slide, uint32_t id)
{
    uint32_t key = id | 1; /* 0 marks a free slot; one bit less tells no fewer statements apart that matter */
    uint32_t at = (uint32_t)mix(key) & slide->mask;
    while (slide->slots[at].id && slide->slots[at].id != key)
        at = (at + 1) & slide->mask;
    slide->slots[at].id = key;
    return at;
}

static void slide_to(struct finder *f, uint32_t position, uint32_t end)
{
    struct slide *s = &f->slide;
    const struct clone_statement *statements = f->corpus->statements.at;
    if (s->to < position) {
        s->to = position;
        s->tokens = 0;
    }
    while (s->tokens < FINGERPRINT_TOKENS_MIN && s->to < end && statements[s->to].tokens &&
           s->to - position < CLONE_WINDOW_MAX) {
        uint32_t at = slide_find(s, corpus_id(f->corpus, s->to, f->exact));
        s->at[s->to - s->first] = at;
        if (s->slots[at].count++ < CLONE_REPEATS_MAX)
            s->tokens += statements[s->to].tokens;
        s->to++;
    }
}

static void slide_leave(struct finder *f, uint32_t position)
{
    struct slide *s = &f->slide;
    if (position < s->to && --s->slots[s->at[position - s->first]].count < CLONE_REPEATS_MAX)
        s->tokens -= f->corpus->statements.at[position].tokens;
}

static void windows_of(struct finder *f, const struct clone_file *file)
{
    uint32_t end = file->first + file->len;
    f->sums[0] = 0;
    for (uint32_t i = 0; i < file->len; i++)
        f->sums[i + 1] = f->sums[i] * hash_base + corpus_id(f->corpus, file->first + i, f->exact) + 1;
    slide_reset(&f->slide, file);
    for (uint32_t p = file->first; p < end; p++) {
        uint32_t i = p - file->first;
        slide_to(f, p, end);
        bool is_window = f->slide.tokens >= FINGERPRINT_TOKENS_MIN;
        uint32_t n = is_window ? f->slide.to - p : 0;
        f->len[p] = (uint8_t)n;
        f->hashes[p] = mix(f->sums[i + n] - f->sums[i] * f->powers[n] + n);
        slide_leave(f, p);
    }
}

/* All files -------------------------------------------------------------------------------------------------------- */

static void count_windows(struct finder *f, const struct clone_file *file)
{
    for (uint32_t p = file->first; p < file->first + file->len; p++)
        if (f->len[p])
            clone_tally_add(&f->tally, f->hashes[p]);
}

static bool may_be_again(const struct finder *f, uint32_t position)
{
    return f->len[position] && clone_tally_again(&f->tally, f->hashes[position]);
}

struct clone_keys {
    VEC(struct clone_key);
};

static void finder_init(struct finder *f, struct arena *arena)
{
    const struct clone_corpus *corpus = f->corpus;
    uint32_t longest = 0;
    for (size_t i = 0; i < corpus->files.len; i++)
        longest = corpus->files.at[i].len > longest ? corpus->files.at[i].len : longest;
    size_t slots = power_of_two_from((size_t)longest * 2);
    f->slide.slots = arena_array(arena, struct slide_slot, slots);
    f->slide.at = arena_array(arena, uint32_t, longest + 1);
    f->sums = arena_array(arena, uint64_t, longest + 1);
    f->hashes = arena_array(arena, uint64_t, corpus->statements.len + 1);
    f->powers = arena_array(arena, uint64_t, CLONE_WINDOW_MAX + 1);
    f->tally = clone_tally_new(corpus->statements.len, arena);
    f->powers[0] = 1;
    for (int i = 0; i < CLONE_WINDOW_MAX; i++)
        f->powers[i + 1] = f->powers[i] * hash_base;
}

static bool same_window(const struct clone_corpus *corpus, const uint8_t *len, uint32_t a, uint32_t b,
                        bool exact)
{
    if (len[a] != len[b])
        return false;
    for (uint32_t i = 0; i < len[a]; i++)
        if (corpus_id(corpus, a + i, exact) != corpus_id(corpus, b + i, exact))
            return false;
    return true;
}

/* Makes groups of the keys, which are in order. */
static void make_groups(const struct clone_corpus *corpus, bool exact, const struct clone_key *keys,
                        struct clone_windows *w)
{
    uint32_t n = 0;
    for (uint32_t i = 0, j; i < w->n_places; i = j) {
        uint32_t first = w->places[keys[i].value].position, from = n;
        for (j = i; j < w->n_places && keys[j].key == keys[i].key; j++)
            if (same_window(corpus, w->len, first, w->places[keys[j].value].position, exact))
                w->members[n++] = keys[j].value;
        if (n - from < 2) {
            n = from;
            continue;
        }
        for (uint32_t k = from; k < n; k++)
            w->places[w->members[k]].group = w->n_groups;
        w->start[w->n_groups++] = from;
    }
    w->start[w->n_groups] = n;
}

struct clone_windows windows_find(const struct clone_corpus *corpus, bool exact, struct arena *arena)
{
    struct clone_windows w = {.len = arena_array(arena, uint8_t, corpus->statements.len + 1)};
    struct finder f = {.corpus = corpus, .exact = exact, .len = w.len};
    struct clone_keys keys = {0};
    finder_init(&f, arena);
    for (size_t i = 0; i < corpus->files.len; i++) {
        windows_of(&f, &corpus->files.at[i]);
        count_windows(&f, &corpus->files.at[i]);
    }
    for (uint32_t p = 0; p < corpus->statements.len; p++)
        if (may_be_again(&f, p))
            *vec_push(&keys, arena) = (struct clone_key){f.hashes[p], p};
    w.n_places = (uint32_t)keys.len;
    w.places = arena_array(arena, struct clone_place, keys.len + 1);
    w.members = arena_array(arena, uint32_t, keys.len + 1);
    w.start = arena_array(arena, uint32_t, keys.len / 2 + 2);
    for (uint32_t i = 0; i < w.n_places; i++) {
        w.places[i] = (struct clone_place){keys.at[i].value, CLONE_NONE};
        keys.at[i].value = i;
    }
    clone_sort(keys.at, keys.len, arena);
    make_groups(corpus, exact, keys.at, &w);
    return w;
}
