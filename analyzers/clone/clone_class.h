/*
 * clone_class: places with like code, as candidates for classes, and what is kept of them.
 *
 * A class has a type (Roy, Cordy, Koschke, "Comparison and evaluation of code clone detection techniques and tools",
 * 2009): 1, the same but for layout and comments; 2, the same but for names and literals as well; 3, with statements
 * changed, added or left out. Members are linked in a list of their own; each is `len` statements from `first` on.
 */
#ifndef CBCRAWL_CLONE_CLONE_CLASS_H
#define CBCRAWL_CLONE_CLONE_CLASS_H

#include "analyzers/clone/clone_corpus.h"

enum { CLONE_LINES_MIN = 6 }; /* of each member */

/* What matches of two members of the third type, in tokens: NiCad's threshold lets three tenths differ. */
#define CLONE_NEAR 0.7

struct clone_member {
    uint32_t first, len;
    uint32_t next; /* index plus 1; 0: the last */
};

struct clone_class {
    uint8_t type;
    float similarity; /* 0..1: of type 2 the share of tokens whose text is the same, of type 3 that of tokens that match */
    uint32_t tokens; /* of the first member */
    uint32_t head;   /* its index plus 1 */
    uint32_t n;      /* members */
};

struct clone_classes {
    VEC(struct clone_member) members;
    VEC(struct clone_class) list;
};

/* Starts a class; members are then added to the last class, in order of their places. */
struct clone_class *classes_start(struct clone_classes *classes, struct arena *arena, int type,
                                  double similarity);

/* Adds a member to the last class, unless it has too few lines. */
void classes_add(struct clone_classes *classes, const struct clone_corpus *corpus, struct arena *arena,
                 uint32_t first, uint32_t len);

/* Drops the last class if it has fewer than two members. */
void classes_end(struct clone_classes *classes);

/* Keeps of all candidates those that say something new, in their order of importance: most lines that could go first. A
 * class goes when its members lie inside those of one larger class, and, unless it is of the first type, when larger ones
 * have more than half of each of its members; one that is nearly as large as the class that some of its members lie in
 * gives its other members to that, which is then of type 3. */
void classes_settle(struct clone_classes *classes, const struct clone_corpus *corpus, struct arena *arena);

/* First and last line of a member. */
uint32_t clone_line_start(const struct clone_corpus *corpus, const struct clone_member *member);
uint32_t clone_line_end(const struct clone_corpus *corpus, const struct clone_member *member);

#endif
