#include "pipeline/run/run_tools.h"

#include "pipeline/config/config.h"

static void look(const struct config *config, struct run_tools *tools)
{
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        int64_t enabled = true, network = false;
        if (!str_eq(entry->section, STR("tool")))
            continue;
        config_find_int(config, "tool.enabled", entry->subsection, &enabled);
        config_find_int(config, "tool.network", entry->subsection, &network);
        tools->has_any |= enabled;
        tools->has_network |= enabled && network;
    }
}

int run_tools_look(const char *config_file, const struct opt_list *settings, struct run_tools *ret_tools,
                   struct err *err)
{
    static const size_t arena_bytes = 64 << 20; /* settings: a file has at most 1 MB */
    struct arena arena;
    struct config config;
    struct config_sources sources = {.file = config_file, .overrides = settings};
    int rc = arena_init(&arena, arena_bytes, err);
    if (rc < 0)
        return rc;
    config_sources_from_env(&sources);
    rc = config_load(&config, &arena, &sources, err);
    *ret_tools = (struct run_tools){.has_any = false};
    if (rc == 0)
        look(&config, ret_tools);
    arena_release(&arena);
    return rc;
}
