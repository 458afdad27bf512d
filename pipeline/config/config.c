#include "pipeline/config/config.h"

#include "pipeline/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Defaults that differ by language. SonarSource's rule S3776 allows 25 in the C family, where error paths are written
 * out, and 15 elsewhere. */
static const char builtin[] = "[score \"C\"]\n maxCognitive = 25\n"
                              "[score \"C++\"]\n maxCognitive = 25\n";

struct load {
    struct config *config;
    struct arena *arena;
    struct buf text;
    struct err *err;
};

/* Marks what was appended since `from` with its layer and checks it against the schema. */
static int accept(struct load *load, size_t from, enum conf_layer layer)
{
    struct conf_entries *entries = &load->config->entries;
    for (size_t i = from; i < entries->list.len; i++) {
        entries->list.at[i].layer = (int)layer;
        int rc = conf_entry_check(&entries->list.at[i], layer != CONF_LAYER_REPOSITORY, load->err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int load_text(struct load *load, struct str text, const char *name, enum conf_layer layer)
{
    size_t from = load->config->entries.list.len;
    int rc = conf_parse(&load->config->entries, load->arena, text, name, load->err);
    return rc < 0 ? rc : accept(load, from, layer);
}

/* What is no file at all is a mistake in the settings, not in the scanned code. */
static int open_layer(const char *path, enum conf_layer layer, int *ret_fd, struct err *err)
{
    int rc = layer == CONF_LAYER_REPOSITORY ? io_open_strangers(path, ret_fd, err)
                                            : io_open_users(path, ret_fd, err);
    return rc < 0 ? ERR_USAGE : 0;
}

static int load_file(struct load *load, const char *path, enum conf_layer layer)
{
    int fd;
    int rc = open_layer(path, layer, &fd, load->err);
    if (rc < 0)
        return rc;
    if (fd < 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        if (absent && layer == CONF_LAYER_FILE)
            return err_set(load->err, ERR_USAGE, "%s: no such file", path);
        /* git passes over a config of the user's that cannot be read too: in a container HOME may be another user's. */
        bool passed_over = absent || (layer == CONF_LAYER_USER && errno == EACCES);
        return passed_over ? 0 : err_sys(load->err, "open %s", path);
    }
    rc = io_read_fd(fd, &load->text, load->err);
    close(fd);
    if (rc == ERR_INPUT) /* too large */
        return err_set(load->err, ERR_USAGE, "%s: larger than %d bytes", path, CONF_FILE_LIMIT_BYTES);
    if (rc < 0)
        return err_wrap(load->err, "%s", path);
    return load_text(load, buf_str(&load->text), path, layer);
}

static int load_repository(struct load *load, const struct config_sources *from)
{
    if (!from->root)
        return 0;
    return load_file(load, arena_printf(load->arena, "%s/.cbcrawl.conf", from->root), CONF_LAYER_REPOSITORY);
}

/* An empty or relative $XDG_CONFIG_HOME counts as unset, as the XDG base directory specification asks. */
bool config_user_file(const struct config_sources *sources, char *ret_path, size_t size)
{
    int len = -1;
    if (sources->xdg_config_home && sources->xdg_config_home[0] == '/')
        len = snprintf(ret_path, size, "%s/cbcrawl/config", sources->xdg_config_home);
    else if (sources->home && sources->home[0] == '/')
        len = snprintf(ret_path, size, "%s/.config/cbcrawl/config", sources->home);
    return len >= 0 && (size_t)len < size;
}

static int load_users(struct load *load, const struct config_sources *from)
{
    char path[4096];
    if (!config_user_file(from, path, sizeof path))
        return 0;
    return load_file(load, arena_printf(load->arena, "%s", path), CONF_LAYER_USER);
}

static int load_overrides(struct load *load, const struct opt_list *overrides)
{
    struct conf_entries *entries = &load->config->entries;
    size_t from = entries->list.len;
    for (size_t i = 0; overrides && i < overrides->len; i++) {
        int rc = conf_parse_assignment(entries, load->arena, overrides->at[i], load->err);
        if (rc < 0)
            return rc;
        entries->list.at[entries->list.len - 1].line = (int)i + 1;
    }
    return accept(load, from, CONF_LAYER_COMMAND);
}

void config_sources_from_env(struct config_sources *sources)
{
    sources->xdg_config_home = getenv("XDG_CONFIG_HOME");
    sources->home = getenv("HOME");
}

int config_load(struct config *config, struct arena *arena, const struct config_sources *sources,
                struct err *err)
{
    struct load load = {.config = config, .arena = arena, .err = err};
    *config = (struct config){0};
    buf_init(&load.text, CONF_FILE_LIMIT_BYTES + 1); /* one byte more, to see that a file is larger */
    int rc = load_text(&load, str_from(builtin), "built-in", CONF_LAYER_BUILTIN);
    if (rc == 0)
        rc = load_repository(&load, sources);
    if (rc == 0)
        rc = load_users(&load, sources);
    if (rc == 0 && sources->file)
        rc = load_file(&load, sources->file, CONF_LAYER_FILE);
    if (rc == 0)
        rc = load_overrides(&load, sources->overrides);
    buf_release(&load.text);
    return rc;
}

/* The table's line for a key of ours. */
static const struct conf_key *known(const char *key)
{
    struct str name = str_from(key);
    struct str section = str_cut(&name, '.');
    const struct conf_key *found = conf_key_find(section, name);
    if (!found)
        BUG("asked for a setting that is not in the table");
    return found;
}

static bool is_for(const struct conf_entry *entry, const struct conf_key *key)
{
    return conf_key_find(entry->section, entry->name) == key;
}

/* Does `entry` speak for `sub`, and louder than what was found before? */
static bool overrides(const struct conf_entry *entry, struct str sub, const struct conf_entry *before)
{
    if (entry->subsection.p && !(sub.p && str_eq_nocase(entry->subsection, sub)))
        return false;
    return !before || entry->layer > before->layer || entry->subsection.p || !before->subsection.p;
}

bool config_find_int(const struct config *config, const char *key, struct str sub, int64_t *ret_value)
{
    const struct conf_key *wanted = known(key);
    const struct conf_entry *best = NULL;
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        if (is_for(entry, wanted) && overrides(entry, sub, best))
            best = entry;
    }
    struct str value = best ? best->value : str_from(wanted->value);
    if (!best && !wanted->value)
        return false;
    return conf_value_int(wanted, value, ret_value);
}

int64_t config_int(const struct config *config, const char *key)
{
    int64_t value;
    if (!config_find_int(config, key, (struct str){0}, &value))
        BUG("asked for a setting without a default");
    return value;
}

size_t config_list_of(const struct config *config, struct arena *arena, const char *key, struct str sub,
                      const struct str **ret_values)
{
    const struct conf_key *wanted = known(key);
    VEC(struct str) values = {0};
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        if (!is_for(entry, wanted) || (sub.p && !str_eq_nocase(entry->subsection, sub)))
            continue;
        if (entry->value.len)
            *vec_push(&values, arena) = entry->value;
        else
            values.len = 0;
    }
    *ret_values = values.at;
    return values.len;
}

size_t config_list(const struct config *config, struct arena *arena, const char *key,
                   const struct str **ret_values)
{
    return config_list_of(config, arena, key, (struct str){NULL, 0}, ret_values);
}
