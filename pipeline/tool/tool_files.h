/*
 * tool_files: the files of the scanned tree, as the stream names them, and which of them a path of a tool's means.
 *
 * Paths are raw bytes, relative to the root. What a tool says of a file that is not among them, since it is ignored or
 * lies elsewhere, is not passed on.
 */
#ifndef CBCRAWL_TOOL_TOOL_FILES_H
#define CBCRAWL_TOOL_TOOL_FILES_H

#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/tool/tool_conf.h"

struct tool_file {
    struct str path, lang;
    bool is_text; /* somebody wrote it here: no binary, link, packed or vendored file */
};

struct tool_files {
    struct arena *arena;
    struct str root, real_root; /* absolute; the second without links */
    VEC(struct tool_file) list; /* in the stream's order */
    struct map places;
};

/* `root` as the head of the stream has it. */
void tool_files_init(struct tool_files *files, struct arena *arena, struct str root);

/* What a file record says; one without a path is left out. */
void tool_files_add(struct tool_files *files, const struct json_val *record);

/* Is the file one of those the tool is about? */
bool tool_wants(const struct tool *tool, const struct tool_file *file, struct arena scratch);

enum tool_place { PLACE_FILE, PLACE_UNKNOWN, PLACE_OUTSIDE };

/* What `path` means: absolute, relative to the root, or a file: URI; "." and ".." are followed as text, and nothing on the
 * disk is looked at. PLACE_FILE and the file's number; PLACE_UNKNOWN: it is below the root and no file of the
 * scan; PLACE_OUTSIDE. `path` is not empty. */
enum tool_place tool_files_find(const struct tool_files *files, struct str path, uint32_t *ret_file);

#endif
