/*
 * git_config: the few settings of git that decide which files a work tree holds and what filters they pass through.
 *
 * A reader of git's own configuration as git itself reads it: system, user, repository, work tree, with `include` and
 * `includeIf` (gitdir, onbranch). It is not the reader of our policy (pipeline/config), which is strict where git is
 * lenient. libgit2 could answer the same, but loading it costs more than reading the whole index.
 *
 * The configuration of a scanned repository is an attacker's: only regular files of bounded size and depth are read,
 * and nothing in them is ever run or shown but in the message that a line is broken.
 */
#ifndef CBCRAWL_GIT_GIT_CONFIG_H
#define CBCRAWL_GIT_GIT_CONFIG_H

#include "pipeline/base/str.h"

enum {
    GIT_CONFIG_FILE_MAX =
        1 << 20,                /* bytes; the largest honest ones, of forges with 10,000 remotes, are below */
    GIT_CONFIG_DEPTH_MAX = 10,  /* includes in includes, as git */
    GIT_CONFIG_FILES_MAX = 256, /* files in all: depth alone would allow any number */
};

/* core.autocrlf */
enum git_autocrlf { GIT_AUTOCRLF_OFF, GIT_AUTOCRLF_ON, GIT_AUTOCRLF_INPUT };

struct git_settings {
    struct str excludes_file, attributes_file; /* absolute; empty when not set */
    struct str work_tree;                      /* core.worktree as written */
    struct str object_format;                  /* extensions.objectFormat; empty: sha1 */
    struct str ref_storage;                    /* extensions.refStorage; empty: files */
    struct str partial_clone;                  /* extensions.partialClone: the remote that has the rest */
    struct str unknown_extension;              /* the first of extensions.* that is not known here */
    struct str format_version;                 /* core.repositoryFormatVersion as written; empty: 0 */
    struct str mailmap_file;                   /* absolute; empty when not set */
    enum git_autocrlf autocrlf;
    bool ignore_case, is_bare, worktree_config;
};

/* Where settings come from; all empty: the system's and the user's alone. */
struct git_config_place {
    struct str git_dir, common_dir; /* empty outside a repository */
    struct str branch;              /* for includeIf "onbranch:", empty when detached */
};

/* Reads one text over `settings`; includes are not followed. ERR_INPUT names the line that is broken; what stood
 * before it is kept. */
int git_config_parse(struct arena *arena, struct str text, struct git_settings *settings, struct err *err);

/* Reads all files that git would. ERR_INPUT names the file and line that is broken; the rest is read all the same. */
int git_config_load(struct arena *arena, const struct git_config_place *place,
                    struct git_settings *ret_settings, struct err *err);

/* $XDG_CONFIG_HOME/git/`name` or ~/.config/git/`name`; empty when neither variable is set. */
struct str git_config_user_file(struct arena *arena, const char *name);

/* Reads a file that must be a regular one. 1 with its bytes in the arena, 0 when there is none, ERR_INPUT when it is
 * something else or has `limit_bytes` or more, ERR_ENV when it cannot be read. */
int git_read_file(struct arena *arena, const char *path, size_t limit_bytes, struct str *ret_bytes,
                  struct err *err);

/* The same for an open file: 1 or an error. */
int git_read_fd(struct arena *arena, int fd, size_t limit_bytes, struct str *ret_bytes, struct err *err);

/* A rule file (.gitignore, .gitattributes) of the folder open at `dir_fd`: as git_read_file, and 0 as well for a symbolic
 * link. git does not follow those either, and the scanned repository could point one at anything. */
int git_read_rules(struct arena *arena, int dir_fd, const char *name, size_t limit_bytes,
                   struct str *ret_bytes, struct err *err);

#endif
