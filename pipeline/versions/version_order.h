/*
 * version_order: which of two versions is the newer, as each ecosystem has it:
 *
 *   semver    Semantic Versioning 2.0.0, section 11: npm, Cargo, Go (whose pseudo-versions are made to fit), GitHub
 *   nuget     the same with a fourth number and labels without regard to case (NuGet: package versioning)
 *   pep440    PyPA version specifiers, formerly PEP 440: epochs, pre, post and dev releases, local labels
 *   maven     Maven's POM reference, "Version Order Specification"
 *   gem       Gem::Version of RubyGems
 *   composer  PHP's version_compare on numbers of four parts, as Composer normalises them
 *
 * Never fails: what a scheme does not define has some place, the same each time. A leading 'v' is no part of a version,
 * and build metadata does not count. Numbers may have any length. Linear in the length of both.
 */
#ifndef CBCRAWL_VERSIONS_VERSION_ORDER_H
#define CBCRAWL_VERSIONS_VERSION_ORDER_H

#include "pipeline/base/str.h"

/* <0, 0, >0 as strcmp. */
typedef int version_order(struct str a, struct str b);
version_order version_order_semver, version_order_nuget, version_order_pep440, version_order_maven,
    version_order_gem, version_order_composer;

/* The order of an ecosystem, by the type of its package URLs; NULL for one without an order of its own. */
version_order *version_order_of(struct str ecosystem);

/* For the schemes: compares runs of digits as numbers. */
int version_number_cmp(struct str a, struct str b);
/* Cuts the digits off the front of *rest. */
struct str version_digits(struct str *rest);
/* The same for ASCII letters. */
struct str version_letters(struct str *rest);
/* Compares without regard to the case of ASCII letters. */
int version_nocase_cmp(struct str a, struct str b);

static inline bool version_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Without white space around it, '=' and a leading 'v'. */
struct str version_bare(struct str version);

#endif
