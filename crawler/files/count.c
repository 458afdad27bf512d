#include "crawler/files/count.h"

#include "pipeline/kernel/bytes.h"

/*
 * Lines are counted with masks alone. Of a block, `newline` has the ends of lines and `mark` the bytes that make a line
 * something: solid bytes make it non-blank, code bytes make it code. A line without a mark is one whose newline is the
 * first marked-or-newline byte behind its start; the carry of one addition finds these for the whole block.
 *
 *     starts (S)           x.......x...     bytes behind a newline
 *     neither (W)          xxx.....xxxx     neither mark nor newline
 *     W + S carries each start over its run of W to the byte that ends the run.
 */

/* The first byte of each line that is marked or its newline. *open says whether a line without such a byte yet goes
 * over the edge of the block: on entry the left one, on return the right one. */
static inline uint64_t line_firsts(uint64_t newline, uint64_t mark, uint64_t *open)
{
    uint64_t neither = ~(newline | mark);
    uint64_t sum;
    uint64_t carry = __builtin_add_overflow(neither, newline << 1 | *open, &sum);
    *open = carry | newline >> 63;
    return sum & ~neither;
}

/* How many bits are set: without an instruction for it the compiler calls a function, three times a block. */
static inline uint64_t bits(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return x * 0x0101010101010101 >> 56;
}

/* One block: its newlines, those of blank lines, those of lines without code. */
static void count_block(struct counter *c, const char *p, const struct bytes_masks *masks)
{
    uint64_t firsts = line_firsts(masks->newline, masks->solid, &c->blank_open);
    uint64_t code = scan_block(&c->scan, p, masks, firsts & masks->solid);
    c->newlines += bits(masks->newline);
    c->blanks += bits(firsts & masks->newline);
    c->codeless += bits(line_firsts(masks->newline, code, &c->codeless_open) & masks->newline);
}

enum { BATCH = 8 }; /* blocks classified at a time; a change of language throws away at most that many */

/* Counts from window[at] on while whole blocks end at or before `end`. */
static void count_to(struct counter *c, size_t end)
{
    struct bytes_masks masks[BATCH];
    while (c->at + BYTES_BLOCK <= end) {
        size_t n = (end - c->at) / BYTES_BLOCK;
        n = n < BATCH ? n : BATCH;
        bytes_classify(c->scan.rules->sets, c->window + c->at, n, masks);
        c->scan.rules_changed = false;
        for (size_t i = 0; i < n && !c->scan.rules_changed; i++, c->at += BYTES_BLOCK)
            count_block(c, c->window + c->at, &masks[i]);
    }
}

/* A byte order mark is not part of the first line. */
static void skip_bom(struct counter *c)
{
    enum { BOM_LEN = 3 };
    bool nothing_counted = c->at == SCAN_LOOK && c->len_bytes == c->fill - c->at;
    if (nothing_counted && c->len_bytes >= BOM_LEN && memcmp(c->window + c->at, "\xef\xbb\xbf", BOM_LEN) == 0) {
        c->at += BOM_LEN;
        c->window[c->at - 1] = '\n';
    }
}

/* Makes room by counting what has its context in the window. */
static void drain(struct counter *c)
{
    count_to(c, c->fill - SCAN_LOOK);
    size_t keep_from = c->at - SCAN_LOOK;
    memmove(c->window, c->window + keep_from, c->fill - keep_from);
    c->fill -= keep_from;
    c->at = SCAN_LOOK;
}

void counter_start(struct counter *c, const struct lang *lang)
{
    scan_start(&c->scan, lang ? lang->syntax : NULL);
    c->len_bytes = c->newlines = c->blanks = c->codeless = 0;
    c->blank_open = c->codeless_open = 1;
    memset(c->window, '\n', SCAN_LOOK); /* what is before the file */
    c->at = c->fill = SCAN_LOOK;
}

void counter_add(struct counter *c, struct str piece)
{
    while (piece.len) {
        struct str part = str_head(piece, COUNTER_WINDOW - c->fill);
        memcpy(c->window + c->fill, part.p, part.len);
        c->fill += part.len;
        c->len_bytes += part.len;
        piece = str_skip(piece, part.len);
        if (c->fill == COUNTER_WINDOW) {
            skip_bom(c);
            drain(c);
        }
    }
}

void counter_end(struct counter *c, struct line_count *ret_lines)
{
    skip_bom(c);
    if (c->fill > c->at && c->window[c->fill - 1] != '\n')
        c->window[c->fill++] = '\n'; /* the last line ends here */
    size_t end = c->at + (c->fill - c->at + BYTES_BLOCK - 1) / BYTES_BLOCK * BYTES_BLOCK;
    memset(c->window + c->fill, ' ', end + SCAN_LOOK - c->fill);
    count_to(c, end);
    *ret_lines = (struct line_count){
        .len_bytes = c->len_bytes,
        .total = c->newlines,
        .code = c->newlines - c->codeless,
        .comment = c->codeless - c->blanks,
        .blank = c->blanks,
    };
}

void count_lines(struct counter *counter, const struct lang *lang, struct str content,
                 struct line_count *ret_lines)
{
    counter_start(counter, lang);
    counter_add(counter, content);
    counter_end(counter, ret_lines);
}

void count_setup(void)
{
    bytes_select();
}
