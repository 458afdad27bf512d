/* cbc-tool: asks outside analysers about a scanned tree. */

#include "pipeline/base/log.h"
#include "pipeline/kit/kit.h"
#include "pipeline/tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct kit_about about = {
    .program = "cbc-tool",
    .synopsis = "[OPTIONS] <RECORDS",
    .summary = "Runs the tools of your config on the scanned tree and appends what they find to the records.",
    .epilog = "Tools are [tool \"name\"] sections of your own config, never of the repository's: cbc-tool(1).",
};

struct options {
    const char *config;
    struct opt_list settings;
    const char *digest_root;
};

static void show_note(const char *text)
{
    log_warning("%s", text);
}

static int read_tools(const struct options *options, struct arena *arena, struct tools *ret_tools,
                      struct err *err)
{
    struct config config;
    struct config_sources sources = {.file = options->config, .overrides = &options->settings};
    config_sources_from_env(&sources);
    int rc = config_load(&config, arena, &sources, err);
    return rc == 0 ? tools_read(ret_tools, &config, arena, err) : rc;
}

/* What our own rights must be for tools to have theirs. */
static unsigned rights_of(const struct tools *tools)
{
    unsigned rights = SANDBOX_READ | SANDBOX_WRITE | SANDBOX_EXEC;
    for (size_t i = 0; i < tools->len; i++)
        rights |= tools->list[i].network ? SANDBOX_NET : 0;
    return rights;
}

static int work(const struct options *options, struct tools *tools, struct arena *arena, struct err *err)
{
    if (options->digest_root) {
        tools_find(tools, arena, getenv("PATH"), options->digest_root);
        puts(tools->digest);
        return 0;
    }
    const struct tool_request request = {
        .tools = tools, .in_fd = STDIN_FILENO, .out_fd = STDOUT_FILENO, .note = show_note};
    return tool_run(&request, err);
}

static int start(const struct options *options, const struct kit *kit, struct err *err)
{
    static struct tools tools;
    static const size_t arena_bytes = 64 << 20; /* settings: a file has at most 1 MB */
    struct arena arena;
    if (kit->n_operands > 0)
        return err_set(err, ERR_USAGE, "records come on standard input; see cbc-tool --help");
    int rc = arena_init(&arena, arena_bytes, err);
    if (rc < 0)
        return rc;
    rc = read_tools(options, &arena, &tools, err);
    if (rc == 0)
        rc = tool_check(&tools, err);
    if (rc == 0)
        rc = kit_confine(rights_of(&tools), err);
    if (rc == 0)
        rc = work(options, &tools, &arena, err);
    arena_release(&arena);
    return rc;
}

int main(int argc, char **argv)
{
    static struct options options;
    const struct opt table[] = {
        OPT_SECTION("Settings"),
        OPT_STR(0, "config", &options.config, "FILE", "settings that win over those of your own config"),
        OPT_LIST('c', "set", &options.settings, "NAME=VALUE",
                 "one setting, e.g. tool.ruff.timeout=60; may be repeated"),
        OPT_STR(
            0, "digest", &options.digest_root, "DIR",
            "run nothing; print a digest of the tools that a scan of DIR would use, an empty line when none"),
        OPT_END,
    };
    struct kit kit;
    struct err err = {0};
    int rc = kit_start(&kit, &about, table, argc, argv, &err);
    if (rc == KIT_RUN)
        rc = start(&options, &kit, &err);
    return kit_end(&kit, rc, &err);
}
