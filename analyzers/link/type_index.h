/*
 * type_index: which file declares the type of a full name, for languages whose imports name types (Java, C#, PHP).
 *
 * Built from the package and unit records of the stream. A full name is the package (namespace) of the file and the
 * name of the type inside it, with the language's separator; a unit whose name holds the namespace already is taken as
 * it is. A name may be declared in several files (partial classes, several source sets): the nearest is the answer.
 */
#ifndef CBCRAWL_LINK_TYPE_INDEX_H
#define CBCRAWL_LINK_TYPE_INDEX_H

#include "analyzers/link/source_tree.h"

struct type_index {
    struct file_lists files; /* full name to files */
    struct str separator;
    enum lang_family family;
};

/* Also makes the package of each file its declared module. With `by_file_name`, a file "C" declares package + "C"
 * whatever its units say. In tree.arena. */
struct type_index *type_index_build(struct source_tree *tree, enum lang_family family, struct str separator,
                                    bool by_file_name);

/* The file that declares `name`, or TREE_NONE. */
uint32_t type_index_find(const struct type_index *index, const struct source_tree *tree, struct str name,
                         struct str from);

/* The same for the longest prefix of `name` that is a type: for members and nested types. */
uint32_t type_index_find_prefix(const struct type_index *index, const struct source_tree *tree,
                                struct str name, struct str from);

#endif
