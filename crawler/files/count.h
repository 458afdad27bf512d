/*
 * count: lines of code, comment and blank, by the rules of a language.
 *
 * A file comes in pieces of any size; the result does not depend on where they are cut. Memory is the struct alone
 * (under 16 kB), whatever the file holds. A counter serves one file after the other and is quickest when they are of
 * one language; it belongs to one thread. Nothing here fails: every sequence of bytes has counts.
 *
 *     counter_start(&c, lang); while (read…) counter_add(&c, piece); counter_end(&c, &lines);
 *
 * total = code + comment + blank. A line ends at LF, the last one also at the end of the file. Blank is white space
 * only, wherever it stands. A line with any code on it is code. Do not count files that are binary.
 */
#ifndef CBCRAWL_FILES_COUNT_H
#define CBCRAWL_FILES_COUNT_H

#include "crawler/files/counter.h"

struct line_count {
    uint64_t len_bytes;
    uint64_t total, code, comment, blank;
};

/* Begins a file; NULL is a language without rules. The struct must be zeroed before its first use. */
void counter_start(struct counter *counter, const struct lang *lang);

/* The next piece of the file. */
void counter_add(struct counter *counter, struct str piece);

/* Ends the file. The counter is ready for counter_start. */
void counter_end(struct counter *counter, struct line_count *ret_lines);

/* All of that for a file in memory, as the tests have it. */
void count_lines(struct counter *counter, const struct lang *lang, struct str content,
                 struct line_count *ret_lines);

/* Chooses the fastest code for this CPU. Once in `main`, after cpu_init and before threads; without it the scalar
 * reference does the work. */
void count_setup(void);

#endif
