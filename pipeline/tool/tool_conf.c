#include "pipeline/tool/tool_conf.h"

#include "pipeline/base/hash.h"
#include "pipeline/base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reading one section --------------------------------------------------------------------------------------------- */

struct reading {
    const struct config *config;
    struct arena *arena;
    struct err *err;
};

static int refuse(const struct reading *r, const struct tool *tool, const char *key, const char *why)
{
    return err_set(r->err, ERR_USAGE, "[tool \"%.*s\"] %s: %s", STR_ARG(tool->name), key, why);
}

static int64_t number_of(const struct reading *r, const struct tool *tool, const char *key)
{
    int64_t value;
    if (!config_find_int(r->config, key, tool->name, &value))
        BUG("a setting of tools without a default");
    return value;
}

/* One word: up to white space that does not stand in single quotes. False when a quote is open at the end. */
static bool next_word(const struct reading *r, struct str *rest, struct str *ret_word)
{
    char *word = arena_array(r->arena, char, rest->len + 1);
    size_t len = 0, i = 0;
    bool is_quoted = false;
    for (; i < rest->len && (is_quoted || !strchr(" \t\n", rest->p[i])); i++) {
        if (rest->p[i] == '\'')
            is_quoted = !is_quoted;
        else
            word[len++] = rest->p[i];
    }
    *rest = str_skip(*rest, i);
    *ret_word = str_of(word, len);
    return !is_quoted;
}

static int split_words(const struct reading *r, struct tool *tool, struct str text)
{
    for (struct str rest = str_trim(text); rest.len; rest = str_trim(rest)) {
        struct str word;
        if (!next_word(r, &rest, &word))
            return refuse(r, tool, "command", "a single quote is not closed");
        *vec_push(&tool->words, r->arena) = word;
        tool->has_files |= str_eq(word, STR("{files}"));
        tool->has_output |= str_find(word, STR("{output}")) >= 0;
    }
    return 0;
}

/* A relative path would name a program of whoever wrote the scanned tree. */
static int check_program(const struct reading *r, const struct tool *tool)
{
    if (tool->words.len == 0 || tool->words.at[0].len == 0)
        return refuse(r, tool, "command", "which program?");
    struct str program = tool->words.at[0];
    if (str_index(program, '/') >= 0 && !str_starts(program, STR("/")))
        return refuse(r, tool, "command", "the program is a name or an absolute path");
    return 0;
}

static int read_command(const struct reading *r, struct tool *tool)
{
    const struct str *lines;
    size_t n = config_list_of(r->config, r->arena, "tool.command", tool->name, &lines);
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = split_words(r, tool, lines[i]);
    return rc == 0 ? check_program(r, tool) : rc;
}

static void read_languages(const struct reading *r, struct tool *tool)
{
    const struct str *lines;
    size_t n = config_list_of(r->config, r->arena, "tool.language", tool->name, &lines);
    for (size_t i = 0; i < n; i++) {
        struct str rest = lines[i];
        while (rest.p)
            *vec_push(&tool->languages, r->arena) = str_trim(str_cut(&rest, ','));
    }
}

static int read_exit_codes(const struct reading *r, struct tool *tool)
{
    const struct str *lines;
    size_t n = config_list_of(r->config, r->arena, "tool.exitCode", tool->name, &lines);
    tool->good_exits[0] = tool->good_exits[1] = n == 0;
    for (size_t i = 0; i < n; i++) {
        struct str rest = str_trim(lines[i]);
        while (rest.p) {
            int64_t code;
            if (!num_parse_int(str_trim(str_cut(&rest, ',')), &code) || code < 0 || code >= TOOL_EXIT_CODES)
                return refuse(r, tool, "exitCode", "a number between 0 and 255 is expected");
            tool->good_exits[code] = true;
        }
    }
    return 0;
}

static const char *severity_named(struct str word)
{
    for (size_t i = 0; conf_severities[i]; i++) {
        if (str_eq(word, str_from(conf_severities[i])))
            return conf_severities[i];
    }
    return NULL;
}

static int read_severities(const struct reading *r, struct tool *tool)
{
    const struct str *lines;
    size_t n = config_list_of(r->config, r->arena, "tool.severity", tool->name, &lines);
    for (size_t i = 0; i < n; i++) {
        struct str ours = lines[i];
        struct str word = str_trim(str_cut(&ours, '='));
        const char *severity = severity_named(str_trim(ours));
        if (!word.len || !severity)
            return refuse(r, tool, "severity",
                          "WORD=SEVERITY is expected, of info, low, medium, high, critical");
        *vec_push(&tool->severities, r->arena) = (struct tool_severity){word, severity};
    }
    return 0;
}

static int read_lists(const struct reading *r, struct tool *tool)
{
    const struct str *lines;
    size_t n = config_list_of(r->config, r->arena, "tool.pattern", tool->name, &lines);
    for (size_t i = 0; i < n; i++)
        *vec_push(&tool->patterns, r->arena) = lines[i];
    if (n > 0 && tool->format != TOOL_TEXT)
        return refuse(r, tool, "pattern", "goes with format = text only");
    read_languages(r, tool);
    tool->n_paths = config_list_of(r->config, r->arena, "tool.path", tool->name, &tool->paths);
    tool->n_environment =
        config_list_of(r->config, r->arena, "tool.environment", tool->name, &tool->environment);
    tool->n_writable = config_list_of(r->config, r->arena, "tool.writable", tool->name, &tool->writable);
    for (size_t i = 0; i < tool->n_writable; i++) {
        if (!str_starts(tool->writable[i], STR("/")))
            return refuse(r, tool, "writable", "an absolute path is expected");
    }
    int rc = read_exit_codes(r, tool);
    return rc == 0 ? read_severities(r, tool) : rc;
}

/* In the order of the setting's choices. */
static const char *const kinds[] = {"quality", "security", "secret", "reliability"};

static int read_tool(const struct reading *r, struct tool *tool)
{
    tool->format = (enum tool_format)number_of(r, tool, "tool.format");
    tool->output = (enum tool_output)number_of(r, tool, "tool.output");
    tool->kind = kinds[number_of(r, tool, "tool.kind")];
    tool->skip_missing = number_of(r, tool, "tool.missing");
    tool->network = number_of(r, tool, "tool.network");
    tool->timeout_s = number_of(r, tool, "tool.timeout");
    tool->memory_bytes = number_of(r, tool, "tool.memory");
    tool->output_bytes = number_of(r, tool, "tool.maxOutput");
    int rc = read_command(r, tool);
    return rc == 0 ? read_lists(r, tool) : rc;
}

/* All tools -------------------------------------------------------------------------------------------------------- */

/* A name becomes the first part of rule ids. */
static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain && !strchr("-_.+", c))
            return false;
    }
    return name.len >= 1 && name.len <= TOOL_NAME_MAX;
}

static bool is_known(const struct tools *tools, struct str name)
{
    for (size_t i = 0; i < tools->len; i++) {
        if (str_eq_nocase(tools->list[i].name, name))
            return true;
    }
    return false;
}

static int add_tool(struct tools *tools, const struct reading *r, const struct conf_entry *entry)
{
    if (!is_name(entry->subsection))
        return err_set(r->err, ERR_USAGE,
                       "%s:%d: a tool's name is 1 to %d letters, digits and \"-_.+\" of ASCII", entry->file,
                       entry->line, TOOL_NAME_MAX);
    if (tools->len == TOOLS_MAX)
        return err_set(r->err, ERR_USAGE, "%s:%d: more than %d tools", entry->file, entry->line, TOOLS_MAX);
    struct tool *tool = &tools->list[tools->len++];
    *tool = (struct tool){.name = entry->subsection};
    return read_tool(r, tool);
}

static bool is_enabled(const struct config *config, struct str name)
{
    int64_t enabled = true;
    config_find_int(config, "tool.enabled", name, &enabled);
    return enabled;
}

int tools_read(struct tools *tools, const struct config *config, struct arena *arena, struct err *err)
{
    const struct reading r = {config, arena, err};
    *tools = (struct tools){.len = 0};
    int rc = 0;
    for (size_t i = 0; i < config->entries.list.len && rc == 0; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        if (str_eq(entry->section, STR("tool")) && !is_known(tools, entry->subsection) &&
            is_enabled(config, entry->subsection))
            rc = add_tool(tools, &r, entry);
    }
    return rc;
}

/* Programs --------------------------------------------------------------------------------------------------------- */

static bool is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Does `path` lead to something below `root`? */
static bool is_inside(const char *path, const char *root)
{
    char *real = realpath(path, NULL), *real_root = root ? realpath(root, NULL) : NULL;
    size_t len = real_root ? strlen(real_root) : 0;
    bool inside = real && real_root && strncmp(real, real_root, len) == 0 && real[len] == '/';
    free(real);
    free(real_root);
    return inside;
}

static const char *find_program(struct arena *arena, struct str name, const char *path_list, const char *root)
{
    if (str_starts(name, STR("/"))) {
        const char *path = str_cstr(arena, name);
        return is_program(path) ? path : NULL;
    }
    for (struct str rest = str_from(path_list); rest.p;) {
        struct str folder = str_cut(&rest, ':');
        const char *path = arena_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
        if (str_starts(folder, STR("/")) && is_program(path) && !is_inside(path, root))
            return path;
    }
    return NULL;
}

static void add_text(struct hash_stream *hash, struct str text)
{
    hash_stream_add(hash, text);
    hash_stream_add(hash, STR("\n"));
}

static void add_texts(struct hash_stream *hash, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_text(hash, list[i]);
    hash_stream_add(hash, STR("\n"));
}

static void add_program(struct hash_stream *hash, struct arena *arena, const char *program)
{
    struct stat st;
    const char *state = "none";
    if (program && stat(program, &st) == 0)
        state = arena_printf(arena, "%s %lld %lld.%09ld", program, (long long)st.st_size,
                             (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    add_text(hash, str_from(state));
}

/* All that decides what a tool says of the same tree, as far as we know it: not what it reads elsewhere. */
static void add_tool_digest(struct hash_stream *hash, struct arena *arena, const struct tool *tool)
{
    add_text(hash, tool->name);
    add_texts(hash, tool->words.at, tool->words.len);
    add_program(hash, arena, tool->program);
    add_texts(hash, tool->patterns.at, tool->patterns.len);
    add_texts(hash, tool->languages.at, tool->languages.len);
    add_texts(hash, tool->paths, tool->n_paths);
    add_texts(hash, tool->environment, tool->n_environment);
    add_texts(hash, tool->writable, tool->n_writable);
    for (size_t i = 0; i < tool->severities.len; i++) {
        add_text(hash, tool->severities.at[i].word);
        add_text(hash, str_from(tool->severities.at[i].severity));
    }
    hash_stream_add(hash, str_of((const char *)tool->good_exits, sizeof tool->good_exits));
    add_text(hash, str_from(arena_printf(arena, "%d %d %s %d %d %lld %lld %lld", (int)tool->format,
                                         (int)tool->output, tool->kind, tool->skip_missing, tool->network,
                                         (long long)tool->timeout_s, (long long)tool->memory_bytes,
                                         (long long)tool->output_bytes)));
}

void tools_find(struct tools *tools, struct arena *arena, const char *path_list, const char *root)
{
    struct hash_stream *hash = hash_stream_new();
    for (size_t i = 0; i < tools->len; i++) {
        struct tool *tool = &tools->list[i];
        tool->program = find_program(arena, tool->words.at[0], path_list, root);
        add_tool_digest(hash, arena, tool);
    }
    if (tools->len)
        hash128_hex(hash_stream_digest(hash), tools->digest);
    hash_stream_free(hash);
}

/* Severities ------------------------------------------------------------------------------------------------------- */

const char *tool_severity_of(const struct tool *tool, struct str word)
{
    static const struct {
        const char *word, *severity;
    } common[] = {
        {"blocker", "critical"}, {"fatal", "high"},      {"error", "high"},      {"major", "medium"},
        {"warning", "medium"},   {"warn", "medium"},     {"minor", "low"},       {"note", "low"},
        {"style", "low"},        {"performance", "low"}, {"portability", "low"}, {"hint", "info"},
        {"information", "info"}, {"none", "info"},
    };
    for (size_t i = 0; i < tool->severities.len; i++) {
        if (str_eq_nocase(tool->severities.at[i].word, word))
            return tool->severities.at[i].severity;
    }
    for (size_t i = 0; conf_severities[i]; i++) {
        if (str_eq_nocase(str_from(conf_severities[i]), word))
            return conf_severities[i];
    }
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
        if (str_eq_nocase(str_from(common[i].word), word))
            return common[i].severity;
    }
    return NULL;
}
