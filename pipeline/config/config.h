/*
 * config: settings from their layers, checked once, then asked for by name.
 *
 *     built-in defaults < repository (.cbcrawl.conf in the scanned root) < user ($XDG_CONFIG_HOME/cbcrawl/config or
 *     ~/.config/cbcrawl/config) < --config FILE < command line (section.name=value)
 *
 * config_load reads and checks them all: afterwards no getter fails, and asking for a key that is not in the table of
 * conf_schema.h is a bug of ours. The repository's file is a stranger's: no symlink or device is followed, and it may
 * not hold the user's sections. Files that are absent are fine, but the one named by --config must be there.
 *
 * Entries live in the arena given to config_load, and so do the strings that getters return.
 */
#ifndef CBCRAWL_CONFIG_CONFIG_H
#define CBCRAWL_CONFIG_CONFIG_H

#include "pipeline/base/opt.h"
#include "pipeline/config/conf_schema.h"

/* Later layers win. */
enum conf_layer {
    CONF_LAYER_BUILTIN,
    CONF_LAYER_REPOSITORY,
    CONF_LAYER_USER,
    CONF_LAYER_FILE,
    CONF_LAYER_COMMAND
};

struct config {
    struct conf_entries entries; /* in the order of the layers */
};

/* Where to read from; all may be NULL. */
struct config_sources {
    const char *root;            /* folder that may hold .cbcrawl.conf */
    const char *xdg_config_home; /* the two environment variables, as the caller found them */
    const char *home;
    const char *file;                 /* --config */
    const struct opt_list *overrides; /* -c section.name=value */
};

/* The sources' environment variables, from the process. */
void config_sources_from_env(struct config_sources *sources);

/* The name of the user's file, which need not be there. False when there can be none. */
bool config_user_file(const struct config_sources *sources, char *ret_path, size_t size);

/* ERR_USAGE with file:line for what the schema refuses, ERR_ENV when a file cannot be read. */
int config_load(struct config *config, struct arena *arena, const struct config_sources *sources,
                struct err *err);

/* The value of a CONF_INT, CONF_BOOL or CONF_CHOICE key, written as in the table. */
int64_t config_int(const struct config *config, const char *key);

/* The same refined by a subsection: of `section.sub.name` and `section.name` the one from the later layer wins, and
 * within a layer the one with the subsection. The subsection's case does not matter. False when neither is set. */
bool config_find_int(const struct config *config, const char *key, struct str sub, int64_t *ret_value);

/* The values of a CONF_LIST key, in order. The array lives in the arena. */
size_t config_list(const struct config *config, struct arena *arena, const char *key,
                   const struct str **ret_values);

/* The same of one that stands in sections with a subsection: those of `sub`, whose case does not matter. */
size_t config_list_of(const struct config *config, struct arena *arena, const char *key, struct str sub,
                      const struct str **ret_values);

#endif
