/*
 * rel_path: paths below the scanned root, as the import resolvers join and compare them.
 *
 * Relative to the root, '/' between parts, no "." or ".." parts, "" for the root itself. Results live in the arena or
 * are slices of the arguments. No file system is asked.
 */
#ifndef CBCRAWL_LINK_REL_PATH_H
#define CBCRAWL_LINK_REL_PATH_H

#include "pipeline/base/map.h"

/* `spec` seen from folder `dir`, with "." and ".." and empty parts worked out. {NULL, 0} when it climbs out of the
 * root. */
struct str rel_join(struct arena *arena, struct str dir, struct str spec);

/* The pieces behind each other: rel_cat(arena, STR("a"), STR("/b"), STR(".c")). */
struct str rel_cat(struct arena *arena, struct str a, struct str b, struct str c);

/* `text` with each `separator` replaced by a slash: "a.b.c" to "a/b/c". */
struct str rel_slashes(struct arena *arena, struct str text, struct str separator);

/* How many leading folders two folders share. */
size_t rel_common(struct str dir_a, struct str dir_b);

/* Number of parts; 0 for "". */
size_t rel_parts(struct str path);

/* Is `path` the folder `dir` or below it? */
bool rel_below(struct str path, struct str dir);

/* `path` seen from `dir`, which it must be below. */
struct str rel_from(struct str path, struct str dir);

/* What `by_dir` has for `dir`, or else for the nearest folder above it; NULL when it has none of them. */
const uint32_t *rel_nearest(const struct map *by_dir, struct str dir);

/* Without the last extension: "a/b.c" to "a/b", "a/.x" as it is. */
struct str rel_stem(struct str path);

#endif
