#include "crawler/files/past_digest.h"

#include "pipeline/git/attr.h"
#include "pipeline/git/refs.h"

static void add_tags(struct arena *scratch, const struct repo *repo, struct hash_stream *digest)
{
    struct refs tags = {0};
    struct err ignored;
    if (refs_list(scratch, repo, STR("refs/tags/"), &tags, &ignored) < 0)
        return;
    for (size_t i = 0; i < tags.at.len; i++) {
        hash_stream_add(digest, tags.at.at[i].name);
        hash_stream_add(digest, str_of((const char *)tags.at.at[i].id.bytes, OBJECT_ID_MAX));
    }
}

static void add_file(struct arena *scratch, struct str folder, const char *name, size_t limit_bytes,
                     struct hash_stream *digest)
{
    struct str bytes;
    struct err ignored;
    const char *path = arena_printf(scratch, "%.*s/%s", STR_ARG(folder), name);
    if (git_read_file(scratch, path, limit_bytes, &bytes, &ignored) <= 0)
        return;
    hash_stream_add(digest, str_from(name));
    hash_stream_add(digest, bytes);
}

void past_digest_add(struct arena scratch, const struct repo *repo, struct hash_stream *digest)
{
    add_tags(&scratch, repo, digest);
    add_file(&scratch, repo->common_dir, "shallow", REPO_SHALLOW_MAX, digest);
    add_file(&scratch, repo->common_dir, "info/attributes", ATTR_FILE_MAX, digest);
}
