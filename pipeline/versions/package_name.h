/*
 * package_name: when two ways to write the name of a package mean the same one, by ecosystem.
 */
#ifndef CBCRAWL_VERSIONS_PACKAGE_NAME_H
#define CBCRAWL_VERSIONS_PACKAGE_NAME_H

#include "pipeline/base/arena.h"
#include "pipeline/base/str.h"

/* Of PyPI: lower case, and runs of '-', '_' and '.' as one '-': PEP 503. In `arena`. */
struct str package_name_pypi(struct arena *arena, struct str name);

#endif
