/*
 * line_split: cuts two texts into lines and numbers them, equal lines alike.
 *
 * A class is a set of equal lines of both texts; ids run from 0 in order of first appearance, old text first, so nothing
 * depends on the hash. That is keyed anew for every splitter: who writes the files cannot make its lines collide.
 * With `ignores_space`, lines are equal that differ in white space alone, as with `git diff -w`.
 * Texts are borrowed. Offsets are below 2^32, as LINE_DIFF_MAX has it.
 */
#ifndef CBCRAWL_GIT_LINE_SPLIT_H
#define CBCRAWL_GIT_LINE_SPLIT_H

#include "pipeline/base/str.h"
#include "pipeline/git/line_room.h"

#include <stdbool.h>
#include <stdint.h>

enum line_side { LINE_OLD, LINE_NEW, LINE_SIDES };

/* The lines of one side: line i is text[start[i]..start[i + 1]), with its newline. */
struct lines {
    const char *text;
    const uint32_t *start; /* len + 1 of them */
    const uint32_t *class; /* len of them */
    uint32_t len;
};

struct line_class {
    const char *p; /* its first line */
    uint32_t len_bytes;
    uint32_t count[LINE_SIDES]; /* lines of each side */
};

/* Free when its generation is not the present one: nothing has to be cleared between calls. */
struct line_slot {
    uint32_t generation, hash, class;
};

struct line_splitter {
    struct lines side[LINE_SIDES];
    struct line_class *classes;
    uint32_t classes_len;

    struct line_slot *slots; /* a power of two of them, at most half full */
    size_t slots_cap, mask;
    uint32_t generation;
    uint64_t key[2];
    bool ignores_space; /* set before line_split */
    struct line_room start_room[LINE_SIDES], class_room[LINE_SIDES], classes_room, mask_room, squeezed_room,
        merged_room, map_room;
};

void line_splitter_init(struct line_splitter *splitter);
void line_splitter_release(struct line_splitter *splitter);
void line_splitter_trim(struct line_splitter *splitter); /* gives back what only large files need */

/* Fills `side` and `classes`; they hold until the next call. */
void line_split(struct line_splitter *splitter, struct str old_text, struct str new_text);

/* Adds the lines of `text`, which both sides have, to the counts of classes that there are. Returns how many they are. */
uint32_t line_split_count_common(struct line_splitter *splitter, struct str text);

/* Copies `line` without white space, but for a newline that always ends the copy; `to` has room for a byte more than the
 * line. Returns its length. */
size_t line_squeeze(struct str line, char *to);

/* Lines of a text; one without newline at its end counts. */
uint32_t line_split_lines(struct str text);

static inline struct str line_at(const struct lines *lines, uint32_t i)
{
    return str_of(lines->text + lines->start[i], lines->start[i + 1] - lines->start[i]);
}

#endif
