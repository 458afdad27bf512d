#include "analyzers/clone/clone_sort.h"

#include <string.h>

enum { DIGITS = 256 };

static void sort_by_byte(const struct clone_key *from, struct clone_key *to, size_t n, unsigned shift)
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
    for (unsigned shift = 0; shift < 64; shift += 16) {
        sort_by_byte(keys, other, n, shift);
        sort_by_byte(other, keys, n, shift + 8);
    }
}
