/*
 * scan: the state machine that tells code from comment.
 *
 * It is fed blocks of 64 bytes and answers with a mask of the bytes that are code. A state looks at the events of its
 * own only: in code the bytes that can begin a token, inside a string its quote and the backslash, in a line comment
 * the newline. What lies between two events is taken in one step.
 *
 * Invariants:
 *   1. `want` selects the events of `state`; it changes only in scan_to and when interpolation or a here-document
 *      begins or ends.
 *   2. A token may reach over the end of its block; `skip` bytes of the next one are then done, as comment or code.
 *   3. Nothing looks further than SCAN_LOOK bytes ahead or back; the caller keeps these readable and the ones behind
 *      the file blank. So the answer does not depend on how a file was cut into pieces.
 *   4. All memory is in the struct: deeper nesting than it has room for is treated as text of the outer level.
 */
#ifndef CBCRAWL_FILES_SCAN_H
#define CBCRAWL_FILES_SCAN_H

#include "crawler/files/rules.h"

enum {
    SCAN_LOOK = 64,        /* bytes of context: more than any token with its delimiter */
    SCAN_CLOSE_MAX = 48,   /* a computed end: of a raw string, a here-document */
    SCAN_FRAMES_MAX = 16,  /* `${ `${ … }` }` nests; four deep is unreadable already */
    SCAN_HEREDOCS_MAX = 4, /* here-documents begun on one line; more than two are not seen in the wild */
    SCAN_WORD_MAX = 12,    /* the last bytes of code kept to see a keyword such as "instanceof" */
};

enum scan_state {
    IN_CODE,
    IN_LINE_COMMENT,
    IN_BLOCK_COMMENT,
    IN_STRING,
    IN_HEREDOC,
    IN_TAG,
};

/* The end of a here-document. */
struct heredoc {
    char word[SCAN_CLOSE_MAX];
    uint8_t len;
    bool indented;
};

/* A string left for the code inside it. */
struct frame {
    const struct token *token;
    unsigned brackets; /* open inside the code */
};

struct scan {
    const struct rules *rules;    /* of the language at this point */
    struct rules outer, inner[2]; /* the file's, and those of two languages inside it: script and style */
    unsigned inner_used;          /* of those two, the one that was made last */
    enum scan_state state;
    bool is_comment; /* derived: the state is a comment, or a docstring */
    struct {
        uint64_t open, shut, first, newline; /* all ones or none */
    } want;

    const struct token *token; /* what is open */
    char close[SCAN_CLOSE_MAX];
    uint8_t close_len;
    bool in_class;    /* inside [ ] of a regular expression */
    uint64_t nesting; /* further ends the open comment needs */

    struct frame frames[SCAN_FRAMES_MAX];
    unsigned n_frames;
    struct heredoc heredocs[SCAN_HEREDOCS_MAX];
    unsigned n_heredocs;

    unsigned skip;
    bool skip_is_comment;
    bool rules_changed;            /* since the last block: its masks are of no use any more */
    const char *block;             /* the block at hand */
    uint64_t code, done;           /* its bytes: code so far, and those behind us */
    char last_code[SCAN_WORD_MAX]; /* the last bytes of code before it */
};

/* Begins a file. Rules already made for the same syntax are kept. */
void scan_start(struct scan *scan, const struct syntax *syntax);

/* Scans the block at `p`. `first` has the first solid byte of each line. Returns the bytes that are code. When it sets
 * `rules_changed`, masks made with the old rules are void from the next block on. */
uint64_t scan_block(struct scan *scan, const char *p, const struct bytes_masks *masks, uint64_t first);

/* Inside: shared by scan.c and scan_open.c ------------------------------------------------------------------------- */

/* What stands at an event in code: `token` at `p`. Returns the bytes consumed, at least 1. */
size_t scan_open(struct scan *scan, const struct token *token, const char *p);

/* Changes the state. */
void scan_to(struct scan *scan, enum scan_state state);

/* Opens `token`, ended by these bytes. */
void scan_to_close(struct scan *scan, enum scan_state state, const struct token *token, const char *close,
                   size_t close_len);

/* Changes the language: into `token->inner`, or back out with NULL. */
void scan_language(struct scan *scan, const struct token *token);

/* The last byte of code before `p`, with SCAN_WORD_MAX - 1 readable bytes before it. NUL when there is none. */
const char *scan_last_code(const struct scan *scan, const char *p);

static inline bool scan_is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

static inline bool scan_is_one_of(char c, const char *set)
{
    return c && __builtin_strchr(set, c);
}

/* How many `c` stand at `p`, at most `max`. */
static inline size_t scan_run(const char *p, char c, size_t max)
{
    size_t len = 0;
    while (len < max && p[len] == c)
        len++;
    return len;
}

static inline bool scan_is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

#endif
