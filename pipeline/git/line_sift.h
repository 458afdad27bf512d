/*
 * line_sift: which lines take part in the search for the shortest script.
 *
 * As in git: a line that the other side does not have is set aside; it has changed, whatever the search finds. So is a
 * line that the other side has too often (as often as the bounded root of the number of lines of its own side, 1,024 at
 * most) when it stands in a run of lines most of which the other side lacks: a blank line or a brace
 * between lines that are all new would only tear them apart. Both counts are those of whole files, also when common lines
 * at head and tail were cut off before.
 */
#ifndef CBCRAWL_GIT_LINE_SIFT_H
#define CBCRAWL_GIT_LINE_SIFT_H

#include "pipeline/git/line_split.h"

#include <stdbool.h>

enum {
    LINE_SIFT_MANY_MAX = 1024, /* so many times are too often in a file of any size */
    LINE_SIFT_WINDOW = 100,    /* lines of a run that are looked at, each way */
    LINE_SIFT_SHARE = 4, /* a run is set aside when lines that occur too often are less than a quarter of it */
};

struct line_sifter {
    struct line_room kind_room, index_room[LINE_SIDES], class_room[LINE_SIDES];
};

/* Lines of one side that remain: where they are in their text, and their classes. */
struct sifted {
    uint32_t *index, *class;
    uint32_t len;
};

/* Sifts lines lo..hi of a side. `n_lines` is what its whole file has. Valid until the same side is sifted again. */
struct sifted line_sift(struct line_sifter *sifter, const struct line_splitter *splitter, enum line_side side,
                        uint32_t lo, uint32_t hi, uint32_t n_lines);

/* The lines of a side that the other one has, by the counts that there are. */
struct sifted line_sift_matched(struct line_sifter *sifter, const struct line_splitter *splitter,
                                enum line_side side);

/*
 * line_sieve: could line_sift set aside a kept line? Told of the lines of a side in order (or backwards), each as kept or as
 * changed, it looks for a run that is light enough whatever else is known of its lines: changed ones, which the other side
 * may lack, count 1, kept ones, which it may have too often, take 3 (LINE_SIFT_SHARE - 1) away, and 6 - 3 = 3 must
 * remain, for the kept line itself is counted on both of its sides. The heaviest run that ends here is found as in
 * Kadane's greatest sum. It begins and ends with a changed line.
 */
struct line_sieve {
    int64_t changed;  /* the heaviest run without a kept line */
    int64_t spanning; /* the heaviest with one, below 0 when it cannot matter */
};

enum {
    LINE_SIEVE_WEIGHT = LINE_SIFT_SHARE - 1,
    LINE_SIEVE_LEAST =
        2 * LINE_SIEVE_WEIGHT + 1, /* fewer changed lines on a side never set a kept one aside */
};

static inline struct line_sieve line_sieve_start(void)
{
    return (struct line_sieve){0, INT32_MIN};
}

static inline void line_sieve_kept(struct line_sieve *sieve, uint32_t n)
{
    if (n == 0)
        return;
    if (sieve->changed > 0 && sieve->changed > sieve->spanning)
        sieve->spanning = sieve->changed;
    sieve->spanning -= (int64_t)LINE_SIEVE_WEIGHT * n;
    sieve->changed = 0;
}

/* True when a kept line could be set aside. */
static inline bool line_sieve_changed(struct line_sieve *sieve)
{
    sieve->changed++;
    return ++sieve->spanning > LINE_SIEVE_WEIGHT;
}

/* The same, when all that is known of lines is which have an equal one on the other side. */
bool line_sift_may_matter(const struct line_splitter *splitter);

void line_sifter_release(struct line_sifter *sifter);
void line_sifter_trim(struct line_sifter *sifter);

#endif
