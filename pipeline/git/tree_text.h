/*
 * tree_text: the entries of a tree object, as its bytes say.
 *
 * An entry is a mode in octal digits, a space, a name, a NUL and the raw id. Trees are a stranger's: a name that is
 * empty, ".", ".." or holds a '/' could lead out of its folder and is damage, as are names that are out of order or come
 * twice, and anything cut off. Reading stops at the first damage. Names and ids borrow the object's bytes. Pure, any
 * thread.
 */
#ifndef CBCRAWL_GIT_TREE_TEXT_H
#define CBCRAWL_GIT_TREE_TEXT_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* All modes there are, once bits that mean nothing to git are taken away. */
enum {
    TREE_MODE_FILE = 0100644,
    TREE_MODE_EXEC = 0100755,
    TREE_MODE_LINK = 0120000,
    TREE_MODE_MODULE = 0160000,
    TREE_MODE_TREE = 040000,
};

struct tree_entry {
    struct str name;
    const char *id; /* as many bytes as the repository's ids have */
    uint32_t mode;  /* one of TREE_MODE_ */
};

struct tree_text {
    const char *at, *end; /* unread bytes */
    size_t id_len;
    struct str last; /* name of the entry before, empty at the start */
    bool last_is_tree;
};

static inline struct tree_text tree_text_of(struct str object, size_t id_len)
{
    return (
        struct tree_text){.at = object.p, .end = object.p ? object.p + object.len : NULL, .id_len = id_len};
}

/* 1 and an entry, 0 at the end, ERR_INPUT when it is damaged. */
int tree_text_next(struct tree_text *tree, struct tree_entry *ret_entry, struct err *err);

/* Passes over the entries that lie whole within the next `len_bytes`, which must be there, without looking at more than
 * where they end. What is passed over is not checked, but for the order of what follows. */
void tree_text_skip(struct tree_text *tree, size_t len_bytes);

/* The order of entries: by bytes, where the name of a folder goes on with a '/'. Returns <0, 0, >0. */
int tree_name_cmp(struct str a, bool a_is_tree, struct str b, bool b_is_tree);

#endif
