/*
 * tool_conf: what the user's config says of outside tools: the sections [tool "name"].
 *
 * A repository's own config cannot have such sections, and is not read here. Tools come in the order in which the config
 * names them first; those that are switched off are left out. All text lives in the arena.
 */
#ifndef CBCRAWL_TOOL_TOOL_CONF_H
#define CBCRAWL_TOOL_TOOL_CONF_H

#include "pipeline/config/config.h"

enum {
    TOOLS_MAX = 32,
    TOOL_NAME_MAX = 64, /* bytes */
    TOOL_EXIT_CODES = 256,
};

/* In the order of the settings' choices. */
enum tool_format { TOOL_SARIF, TOOL_TEXT };
enum tool_output { TOOL_STDOUT, TOOL_STDERR };

/* What a tool calls a severity, and what that is to us. */
struct tool_severity {
    struct str word;
    const char *severity; /* one of conf_severities */
};

struct tool {
    struct str name;
    VEC(struct str) words; /* of the command; the first names the program */
    const char *program;   /* its path; NULL: there is no such program */
    bool has_files;        /* a word is {files} */
    bool has_output;       /* one holds {output} */
    enum tool_format format;
    enum tool_output output;
    VEC(struct str) patterns;  /* of lines; none: those of text_in.h */
    VEC(struct str) languages; /* none: any */
    const struct str *paths;   /* none: any */
    size_t n_paths;
    bool good_exits[TOOL_EXIT_CODES];
    VEC(struct tool_severity) severities;
    const char *kind;
    bool skip_missing, network;
    int64_t timeout_s, memory_bytes, output_bytes;
    const struct str *environment;
    size_t n_environment;
    const struct str *writable;
    size_t n_writable;
};

struct tools {
    struct tool list[TOOLS_MAX];
    size_t len;
    char digest[33]; /* of all settings and programs, hex; "" when there are no tools */
};

/* The tools of a config that config_load has checked. ERR_USAGE: a setting that the table of settings cannot check. */
int tools_read(struct tools *tools, const struct config *config, struct arena *arena, struct err *err);

/* Finds the programs: an absolute path as it is; a name in the absolute folders of `path_list`, a PATH, but none inside
 * `root`. Then makes the digest, which also knows size and time of the programs. */
void tools_find(struct tools *tools, struct arena *arena, const char *path_list, const char *root);

/* What the tool's word for a severity means: its own list, then the words that many tools use. NULL: unknown. */
const char *tool_severity_of(const struct tool *tool, struct str word);

#endif
