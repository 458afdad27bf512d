#include "pipeline/git/id_table.h"

#include "pipeline/git/big_endian.h"

static uint32_t fanout_at(const char *fanout, unsigned i)
{
    return big_endian_32(fanout + 4 * (size_t)i);
}

bool id_table_fanout_len(const char *fanout, uint32_t *ret_len)
{
    for (unsigned i = 1; i < 256; i++)
        if (fanout_at(fanout, i) < fanout_at(fanout, i - 1))
            return false;
    *ret_len = fanout_at(fanout, 255);
    return true;
}

/* The 8 bytes behind the first, which all ids between two numbers of the fanout share. */
static uint64_t digits_of(const void *id)
{
    return big_endian_64((const char *)id + 1);
}

static int cmp_at(const struct id_table *table, uint32_t i, const struct object_id *id, uint64_t digits)
{
    const char *at = table->ids + i * table->stride;
    uint64_t there = digits_of(at);
    return there != digits ? (there < digits ? -1 : 1) : memcmp(at, id->bytes, table->id_len);
}

/* Ids are hashes, so an id is near where its digits lie between none and all: closer than the 16th of it that is looked
 * at first. Where they are not, as in a table that a stranger made, halving is what is left. */
static void narrow(const struct id_table *table, const struct object_id *id, uint64_t digits, uint32_t *low,
                   uint32_t *high)
{
    uint32_t n = *high - *low, step = n / 16;
    uint32_t guess = *low + (uint32_t)((digits >> 32) * n >> 32);
    if (step < 4)
        return;
    if (cmp_at(table, guess, id, digits) < 0) {
        *low = guess + 1;
        if (guess < *high - step && cmp_at(table, guess + step, id, digits) >= 0)
            *high = guess + step;
    } else {
        *high = guess;
        if (guess >= *low + step && cmp_at(table, guess - step, id, digits) < 0)
            *low = guess - step + 1;
    }
}

uint32_t id_table_search(const struct id_table *table, const struct object_id *id)
{
    unsigned first = id->bytes[0];
    uint32_t low = first ? fanout_at(table->fanout, first - 1) : 0, high = fanout_at(table->fanout, first);
    uint64_t digits = digits_of(id->bytes);
    narrow(table, id, digits, &low, &high);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (cmp_at(table, middle, id, digits) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool id_table_find(const struct id_table *table, const struct object_id *id, uint32_t *ret_at)
{
    uint32_t at = id_table_search(table, id);
    if (at == table->len || memcmp(table->ids + at * table->stride, id->bytes, table->id_len) != 0)
        return false;
    *ret_at = at;
    return true;
}
