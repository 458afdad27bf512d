/*
 * bytes: sorts bytes into classes, 64 at a time, as bit masks.
 *
 * The first step of everything that scans text faster than a byte at a time: a state machine then visits only the bits
 * that matter to it. Bit i of a mask stands for byte i of its block. Bytes above 0x7f are in no class but `solid`.
 *
 * bytes_newlines is the same for who only cuts text into lines.
 *
 * Every variant reads exactly the bytes of its blocks and gives the same masks; bytes.c is the reference. The variant
 * is chosen once for both; before bytes_select it is the reference. Pure, any thread.
 */
#ifndef CBCRAWL_KERNEL_BYTES_H
#define CBCRAWL_KERNEL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BYTES_BLOCK = 64, /* bytes to a mask */
    BYTES_SETS = 2,   /* sets of the caller's choice */
};

/* A set of ASCII characters: c is a member when bit (c >> 4) of low[c & 15] is set, which is what a 16-byte shuffle
 * can look up. */
struct bytes_set {
    uint8_t low[16];
};

static inline void bytes_set_add(struct bytes_set *set, unsigned char c)
{
    if (c < 0x80)
        set->low[c & 15] |= (uint8_t)(1u << (c >> 4));
}

static inline bool bytes_set_has(const struct bytes_set *set, unsigned char c)
{
    return c < 0x80 && (set->low[c & 15] >> (c >> 4) & 1);
}

/* What one block holds. */
struct bytes_masks {
    uint64_t newline; /* LF */
    uint64_t solid;   /* not white space: neither space, tab, LF, vertical tab, form feed nor CR */
    uint64_t in[BYTES_SETS];
};

/* Classifies `n_blocks` blocks behind `p` (no alignment needed). */
typedef void bytes_classify_fn(const struct bytes_set sets[BYTES_SETS], const char *p, size_t n_blocks,
                               struct bytes_masks *ret_masks);

extern bytes_classify_fn *bytes_classify;

/* Only the newlines of `n_blocks` blocks behind `p`, one mask each. */
typedef void bytes_newlines_fn(const char *p, size_t n_blocks, uint64_t *ret_masks);

extern bytes_newlines_fn *bytes_newlines;

/* One way of doing it, and the cpu.h features it needs. */
struct bytes_variant {
    const char *name;
    unsigned needs;
    bytes_classify_fn *classify;
    bytes_newlines_fn *newlines;
};

/* All variants of this machine, fastest first, the reference last. */
extern const struct bytes_variant bytes_variants[];
extern const size_t bytes_variants_len;

/* Points both at the first variant that cpu_features() allows. Once in `main`, before threads. */
void bytes_select(void);

#endif
