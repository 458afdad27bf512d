#include "analyzers/clone/clone_sort.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS }; /* six of them hold 64 bits */

struct clone_tally clone_tally_new(size_t n, struct arena *arena)
{
    size_t slots = 64;
    while (slots < n * 4)
        slots *= 2;
    return (struct clone_tally){arena_array(arena, uint64_t, slots / 32), slots - 1};
}

size_t clone_keep_again(struct clone_key *keys, size_t n, const struct arena *arena)
{
    struct arena scratch = *arena;
    struct clone_tally tally = clone_tally_new(n, &scratch);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        clone_tally_add(&tally, keys[i].key);
    for (size_t i = 0; i < n; i++)
        if (clone_tally_again(&tally, keys[i].key))
            keys[kept++] = keys[i];
    return kept;
}

static void sort_by_digit(const struct clone_key *from, struct clone_key *to, size_t n, unsigned shift)
{
    size_t start[DIGITS + 1] = {0};
    for (size_t i = 0; i < n; i++)
        start[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
    for (int d = 0; d < DIGITS; d++)
        start[d + 1] += start[d];
    for (size_t i = 0; i < n; i++)
        to[start[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

void clone_sort(struct clone_key *keys, size_t n, const struct arena *arena)
{
    struct arena scratch = *arena;
    struct clone_key *other = arena_array(&scratch, struct clone_key, n + 1);
    for (unsigned shift = 0; shift < 64; shift += 2 * DIGIT_BITS) {
        sort_by_digit(keys, other, n, shift);
        sort_by_digit(other, keys, n, shift + DIGIT_BITS);
    }
}
