/*
 * cpp_signs: does a file that is called C show that it is C++?
 *
 * A tree that went over to C++ and kept its names, as gdb did, has hundreds of sources that C's grammar cannot read:
 * recovering from what it does not know takes it several times as long as reading C++ would. A name qualified by
 * another, `std::string`, is in no C: text with one outside of comments, literals and directives is worth reading as
 * C++ first. Text that mentions __cplusplus is made for both, and shows nothing. Nothing is kept; any thread.
 */
#ifndef CBCRAWL_PARSE_CPP_SIGNS_H
#define CBCRAWL_PARSE_CPP_SIGNS_H

#include "pipeline/base/str.h"

/* Cannot fail. Linear. */
bool cpp_signs(struct str text);

#endif
