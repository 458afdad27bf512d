/*
 * macros: makes C and C++ readable for a parser that has no preprocessor.
 *
 * The macros of the tree's headers are classified by the look of their bodies (macros_scan on any thread, macros_add
 * one at a time, macros_close once; after that the table is read-only and shared by all threads). Then macros_blank
 * copies a source file and overwrites with blanks what only a preprocessor could explain: macros that stand for
 * attributes, linkage and storage words, whole statements without a semicolon, and the lines of conditionals whose
 * branches do not nest with the code. The copy has the same length and the same newlines, so offsets and lines of what
 * is parsed from it are those of the file. Where a statement lacks its end, or an element of a list, a ';' or ',' takes
 * the place of a blank; a call that leaves no room for it loses its arguments. A macro that is the whole condition of an
 * `if`, parentheses included, leaves those of its arguments in its place.
 *
 * Nothing is invented: a name that could be an expression stays. Definitions in a source file (not a header) count in
 * that file only. Nothing depends on the order in which files are added.
 *
 * Limits: nesting deeper than MACROS_DEPTH_MAX ends the work on a file; what stands behind is copied as it is. Text over
 * MACROS_TEXT_MAX is left alone. The work is linear in the text, and in conditionals times their nesting.
 */
#ifndef CBCRAWL_MACROS_MACROS_H
#define CBCRAWL_MACROS_MACROS_H

#include "pipeline/base/buf.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/str.h"

enum {
    MACROS_DEPTH_MAX = 256,    /* open braces, parentheses and conditionals; ten times what people write */
    MACROS_TEXT_MAX = 1 << 30, /* offsets are 32 bits wide */
};

/* Do the definitions of the file at `path` reach other files? Those that do are to be scanned. */
bool macros_are_shared(struct str path);

/* What one file defines, in the arena it was scanned into; names and bodies are copied there. */
struct macro_list;
struct macro_list *macros_scan(struct str text, struct arena *arena);

/* The list as bytes, and back into `arena`; NULL when these are no list's. */
void macro_list_pack(const struct macro_list *list, struct buf *out);
struct macro_list *macro_list_unpack(struct str bytes, struct arena *arena);

/* The table of a tree, in `arena`, which must outlive it. It knows some macros of common systems and libraries. */
struct macros;
struct macros *macros_new(struct arena *arena);
void macros_add(struct macros *macros, const struct macro_list *list);
void macros_close(struct macros *macros);

/* A digest of the whole table: while it stays the same, so does what macros_blank makes of any text. */
struct hash128 macros_digest(const struct macros *macros);

/* The names that texts were compared with, as 32-bit hashes, most of them once: what became of those texts depends on
 * nothing else in the table. Belongs to one thread. */
struct macro_names {
    struct buf hashes;        /* uint32_t each */
    uint32_t recent[1 << 11]; /* hashes noted before, by their low bits */
};

/* For no text yet. Release with buf_release(&names->hashes). */
void macro_names_init(struct macro_names *names);
void macro_names_clear(struct macro_names *names);

/* A digest of all that the table says about names of these hashes. While it stays the same, so does what macros_blank
 * makes of the texts they come from: a hash that several names share stands for all of them. */
struct hash128 macros_state(const struct macros *macros, struct str hashes);

struct macros_text {
    struct str text; /* as long as the file; the file's own bytes when nothing was blanked */
    bool is_changed; /* the file's own bytes are worth a second look when this parses badly */
    struct hash128
        digest; /* of every name of the table that the text mentions, and its class: part of a cache key */
};

/* The text to parse instead of `text`, in `arena`. Cannot fail. The names it depends on are added to `names`, which may
 * be NULL. */
struct macros_text macros_blank(const struct macros *macros, struct str text, bool is_cpp,
                                struct macro_names *names, struct arena *arena);

#endif
