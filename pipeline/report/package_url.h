/*
 * package_url: the address of a package, as the Package URL specification (ECMA-427) writes it: pkg:npm/%40a/b@1.0.0.
 */
#ifndef CBCRAWL_REPORT_PACKAGE_URL_H
#define CBCRAWL_REPORT_PACKAGE_URL_H

#include "pipeline/base/str.h"

/* Of a dependency as the store has it: its ecosystem is the type. `version` may be empty. In `arena`. */
struct str package_url(struct arena *arena, struct str ecosystem, struct str name, struct str version);

/* The part of a name that is a group ("@scope", "org.example", a vendor), and the rest. */
struct str package_group(struct str ecosystem, struct str name, struct str *ret_rest);

#endif
