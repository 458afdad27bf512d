/*
 * version: the release, and the version of what analysers find. CBCRAWL_FACTS goes into every analysis key: raise it
 * when the same bytes give other facts, and stored facts are computed anew. The Makefile reads this file.
 */
#ifndef CBCRAWL_BASE_VERSION_H
#define CBCRAWL_BASE_VERSION_H

#define CBCRAWL_VERSION "0.1.0"
#define CBCRAWL_FACTS   16

#endif
