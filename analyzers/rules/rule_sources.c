#include "analyzers/rules/rule_set.h"
#include "pipeline/base/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "analyzers/rules/all_rules.h"

void rule_sources_own(struct rule_sources *sources, struct arena *arena)
{
    for (size_t i = 0; i < sizeof all_rules / sizeof *all_rules; i++)
        *vec_push(&sources->texts, arena) =
            (struct named_text){all_rules[i].name, str_from(all_rules[i].text)};
}

/* Folders ---------------------------------------------------------------------------------------------------------- */

/* `fd` is closed. */
static int take_folder(struct rule_sources *sources, struct arena *arena, int fd, const char *path,
                       bool is_strangers, struct err *err)
{
    const struct text_folder folder = {.path = path,
                                       .suffix = ".rules",
                                       .bytes_max = RULE_FILE_MAX,
                                       .files_max = RULE_FILES_MAX,
                                       .is_strangers = is_strangers};
    return text_folder_read(&folder, fd, arena, &sources->texts, err);
}

int rule_sources_users(struct rule_sources *sources, struct arena *arena, const char *path, struct err *err)
{
    size_t before = sources->texts.len;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_USAGE, "%s: no folder with rules can be opened there", path);
    int rc = take_folder(sources, arena, fd, path, false, err);
    if (rc == 0 && sources->texts.len == before)
        rc = err_set(err, ERR_USAGE, "%s: no files *.rules in there", path);
    return rc;
}

void rule_sources_scanned(struct rule_sources *sources, struct arena *arena, int root_fd)
{
    static const char folder[] = ".cbcrawl.d/rules";
    size_t before = sources->texts.len;
    struct err err = {0};
    struct trail trail;
    trail_init(&trail, root_fd);
    int fd = trail_folder(&trail, STR(".cbcrawl.d/rules"));
    int own = fd < 0 ? -1 : openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;
    if (own >= 0)
        rc = take_folder(sources, arena, own, folder, true, &err);
    else if (errno != ENOENT)
        rc = err_set(&err, ERR_USAGE, "%s: not a folder that can be read", folder);
    trail_release(&trail);
    if (rc < 0) {
        sources->texts.len = before;
        *vec_push(&sources->refused, arena) = arena_printf(arena, "%s", err.text);
    }
    sources->strangers = sources->texts.len - before;
}

struct hash128 rule_sources_digest(const struct rule_sources *sources)
{
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < sources->texts.len; i++)
        hash_stream_add(stream, sources->texts.at[i].text);
    struct hash128 digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    return digest;
}
