/*
 * std_names: what comes with a language, so that a file of the same name somewhere in the tree is not taken for it.
 */
#ifndef CBCRAWL_LINK_STD_NAMES_H
#define CBCRAWL_LINK_STD_NAMES_H

#include "pipeline/base/str.h"

enum std_list {
    STD_C,      /* headers of ISO C, C++ and POSIX, as written in <> */
    STD_NODE,   /* built-in modules of Node.js, without "node:" */
    STD_PYTHON, /* top-level modules of CPython's library, 2.7 to 3.13 */
    STD_RUST,   /* crates of the Rust distribution */
    STD_LISTS,
};

/* Is exactly that name in the list? */
bool std_has(enum std_list list, struct str name);

#endif
