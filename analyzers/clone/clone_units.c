#include "analyzers/clone/clone_units.h"

#include "analyzers/clone/clone_sort.h"
#include "pipeline/base/hash.h"
#include "pipeline/kernel/minhash.h"

/* Signatures of units whose statements match to seven tenths, in sequence, agree in half of their lanes; bands of three
 * then miss one such pair in a hundred. A pair that agrees in fewer than CLONE_LANES_MIN is not looked at further. */
enum {
    CLONE_BAND = 3,
    CLONE_BANDS = MINHASH_LANES / CLONE_BAND,
    CLONE_LANES_MIN = MINHASH_LANES * 3 / 10,
    CLONE_NEIGHBOURS = 4,        /* of one band, in order of place, that a unit is compared with */
    CLONE_COMMON_STEPS = 2048,   /* of comparing statements, for each of the tree */
    CLONE_KNOWN_PAIRS = 1 << 16, /* a table of pairs that were compared */
};

struct near {
    const struct clone_corpus *corpus;
    struct clone_unit *units; /* those that could be a clone */
    uint32_t n_units;
    uint32_t *tokens; /* of each */
    uint32_t (*signatures)[MINHASH_LANES];
    uint32_t *parent;  /* of each, in the forest of classes; a root has itself */
    float *similarity; /* by root: the least of the pairs that made the class */
    uint64_t *known;   /* pairs, by hash; a later one takes the place of an earlier */
    uint64_t steps;
    const struct arena *scratch;
};

/* Common subsequences ---------------------------------------------------------------------------------------------- */

int64_t units_common_tokens(const struct clone_corpus *corpus, const struct clone_unit *a,
                            const struct clone_unit *b, uint64_t *steps, const struct arena *scratch)
{
    uint64_t wanted = (uint64_t)a->len * b->len;
    if (wanted > *steps)
        return -1;
    *steps -= wanted;
    struct arena memory = *scratch;
    uint32_t *best = arena_array(&memory, uint32_t, (size_t)b->len + 1); /* with the first j of b */
    for (uint32_t i = 0; i < a->len; i++) {
        const struct clone_statement *x = &corpus->statements.at[a->first + i];
        uint32_t diagonal = 0; /* best[j] of the row before */
        for (uint32_t j = 0; j < b->len; j++) {
            const struct clone_statement *y = &corpus->statements.at[b->first + j];
            uint32_t above = best[j + 1];
            uint32_t longest = above > best[j] ? above : best[j];
            if (x->shape == y->shape && x->tokens == y->tokens && diagonal + x->tokens > longest)
                longest = diagonal + x->tokens;
            best[j + 1] = longest;
            diagonal = above;
        }
    }
    return best[b->len];
}

/* Classes ---------------------------------------------------------------------------------------------------------- */

static uint32_t root_of(struct near *n, uint32_t unit)
{
    while (n->parent[unit] != unit)
        unit = n->parent[unit] = n->parent[n->parent[unit]];
    return unit;
}

static void join(struct near *n, uint32_t a, uint32_t b, float similarity)
{
    uint32_t from = root_of(n, a), to = root_of(n, b);
    uint32_t root = from < to ? from : to;
    float least = n->similarity[from] < n->similarity[to] ? n->similarity[from] : n->similarity[to];
    n->parent[from] = n->parent[to] = root;
    n->similarity[root] = similarity < least ? similarity : least;
}

/* Was the pair compared before? Notes that it is now. */
static bool is_known(struct near *n, uint32_t a, uint32_t b)
{
    uint64_t pair = (uint64_t)a << 32 | b;
    uint64_t *slot = &n->known[hash64(str_of((const char *)&pair, sizeof pair)) % CLONE_KNOWN_PAIRS];
    bool known = *slot == pair;
    *slot = pair;
    return known;
}

static bool overlap(const struct clone_unit *a, const struct clone_unit *b)
{
    return a->first < b->first + b->len && b->first < a->first + a->len;
}

static void compare(struct near *n, uint32_t a, uint32_t b)
{
    uint32_t sum = n->tokens[a] + n->tokens[b];
    uint32_t less = n->tokens[a] < n->tokens[b] ? n->tokens[a] : n->tokens[b];
    if (2.0 * less < CLONE_NEAR * sum || root_of(n, a) == root_of(n, b) ||
        overlap(&n->units[a], &n->units[b]) || is_known(n, a, b) ||
        minhash_equal(n->signatures[a], n->signatures[b], MINHASH_LANES) < CLONE_LANES_MIN)
        return;
    int64_t common = units_common_tokens(n->corpus, &n->units[a], &n->units[b], &n->steps, n->scratch);
    if (2.0 * (double)common >= CLONE_NEAR * sum)
        join(n, a, b, (float)(2.0 * (double)common / sum));
}

/* Candidates ------------------------------------------------------------------------------------------------------- */

/* A unit begins with a window that it holds: enough different tokens. */
static bool is_eligible(const struct clone_windows *w, const struct clone_unit *unit)
{
    return unit->len > 0 && w->len[unit->first] > 0 && w->len[unit->first] <= unit->len;
}

static void sign(struct near *n, const struct clone_windows *w)
{
    const struct clone_corpus *corpus = n->corpus;
    struct arena memory = *n->scratch;
    uint32_t longest = 0;
    for (size_t i = 0; i < corpus->units.len; i++)
        longest = corpus->units.at[i].len > longest ? corpus->units.at[i].len : longest;
    uint32_t *shapes = arena_array(&memory, uint32_t, (size_t)longest + 1);
    for (size_t i = 0; i < corpus->units.len; i++) {
        const struct clone_unit *unit = &corpus->units.at[i];
        uint32_t at = n->n_units;
        if (!is_eligible(w, unit))
            continue;
        for (uint32_t s = 0; s < unit->len; s++)
            shapes[s] = corpus->statements.at[unit->first + s].shape;
        n->units[at] = *unit;
        n->tokens[at] = corpus_tokens(corpus, unit->first, unit->len);
        n->parent[at] = at;
        n->similarity[at] = 1;
        memset(n->signatures[at], 0xff, sizeof n->signatures[at]);
        minhash_add(shapes, unit->len, n->signatures[at]);
        n->n_units++;
    }
}

static void compare_band(struct near *n, int band)
{
    struct arena memory = *n->scratch;
    struct clone_key *keys = arena_array(&memory, struct clone_key, n->n_units + 1);
    for (uint32_t i = 0; i < n->n_units; i++) {
        const uint32_t *lanes = n->signatures[i] + band * CLONE_BAND;
        keys[i] = (struct clone_key){hash64(str_of((const char *)lanes, CLONE_BAND * sizeof *lanes)), i};
    }
    size_t n_keys = clone_keep_again(keys, n->n_units, &memory);
    clone_sort(keys, n_keys, &memory);
    for (size_t i = 0; i < n_keys; i++)
        for (size_t j = i + 1; j < n_keys && j <= i + CLONE_NEIGHBOURS && keys[j].key == keys[i].key; j++)
            compare(n, keys[i].value, keys[j].value);
}

/* Adds the classes: units of one root side by side, in order of place. */
static void add_classes(struct near *n, struct clone_classes *classes, struct arena *arena)
{
    struct arena memory = *n->scratch;
    struct clone_key *keys = arena_array(&memory, struct clone_key, n->n_units + 1);
    for (uint32_t i = 0; i < n->n_units; i++)
        keys[i] = (struct clone_key){root_of(n, i), i};
    clone_sort(keys, n->n_units, &memory);
    for (uint32_t i = 0, j; i < n->n_units; i = j) {
        float similarity = n->similarity[keys[i].key];
        for (j = i; j < n->n_units && keys[j].key == keys[i].key; j++)
            ;
        if (similarity == 1) /* alone, or of the first two types */
            continue;
        classes_start(classes, arena, 3, similarity);
        for (; i < j; i++)
            classes_add(classes, n->corpus, arena, n->units[keys[i].value].first, n->units[keys[i].value].len);
        classes_end(classes);
    }
}

void units_find(const struct clone_corpus *corpus, const struct clone_windows *windows,
                struct clone_classes *classes, struct arena *arena, struct arena *scratch)
{
    struct arena memory = *scratch;
    size_t most = corpus->units.len + 1;
    struct near n = {.corpus = corpus,
                     .units = arena_array(&memory, struct clone_unit, most),
                     .tokens = arena_array(&memory, uint32_t, most),
                     .signatures = arena_alloc(&memory, most, sizeof *n.signatures, 64),
                     .parent = arena_array(&memory, uint32_t, most),
                     .similarity = arena_array(&memory, float, most),
                     .known = arena_array(&memory, uint64_t, CLONE_KNOWN_PAIRS),
                     .steps = (uint64_t)corpus->statements.len * CLONE_COMMON_STEPS,
                     .scratch = &memory};
    sign(&n, windows);
    for (int band = 0; band < CLONE_BANDS; band++)
        compare_band(&n, band);
    add_classes(&n, classes, arena);
}
