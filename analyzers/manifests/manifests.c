#include "analyzers/manifests/manifests.h"

#include "analyzers/manifests/manifest.h"
#include "pipeline/record/record.h"

struct manifests {
    struct json_reader *json;
};

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    (void)analyzer;
    struct manifests *self = arena_new(arena, struct manifests);
    self->json = json_reader_new(MANIFEST_TEXT_MAX);
    return self;
}

static void release(void *opaque)
{
    struct manifests *self = opaque;
    json_reader_free(self->json);
}

static void put_some(struct json_out *r, const char *key, struct str value)
{
    if (value.len)
        json_put_str(r, key, value);
}

static void put_requires(struct json_out *r, const struct dependency *d)
{
    if (d->requires.len == 0)
        return;
    json_key(r, "requires");
    json_open(r, '[');
    for (size_t i = 0; i < d->requires.len; i++)
        json_str(r, d->requires.at[i]);
    json_close(r, ']');
}

static void put_dependency(const struct ast_file *file, const struct dependency *d, struct buf *out)
{
    struct json_out r = record_open(out, "manifest");
    json_put_path(&r, "path", file->path);
    json_put_int(&r, "line", d->line);
    json_put_str(&r, "ecosystem", d->ecosystem);
    json_put_str(&r, "name", d->name);
    put_some(&r, "version", d->version);
    put_some(&r, "scope", d->scope);
    if (d->is_locked)
        json_put_bool(&r, "is_locked", true);
    if (d->is_self)
        json_put_bool(&r, "is_self", true);
    if (d->direct != DIRECT_UNKNOWN)
        json_put_bool(&r, "is_direct", d->direct == DIRECT_YES);
    put_some(&r, "license", d->license);
    put_some(&r, "alias", d->alias);
    put_requires(&r, d);
    record_close(&r);
}

static void read_text(void *opaque, struct ast_file *file, struct buf *out)
{
    struct manifests *self = opaque;
    struct manifest m;
    if (!file->manifest)
        return;
    manifest_read(&m, (enum manifest_format)file->manifest, file->text, file->arena, self->json);
    for (size_t i = 0; i < m.found.len; i++)
        put_dependency(file, &m.found.at[i], out);
    if (!m.problem)
        return;
    struct json_out r = record_open(out, "error");
    json_put_str(&r, "stage", STR("cbc-parse"));
    json_put_path(&r, "path", file->path);
    json_put_str(&r, "reason",
                 str_from(arena_printf(file->arena, "manifest, line %u: %s", m.problem_line, m.problem)));
    json_put_bool(&r, "is_lasting", true);
    record_close(&r);
}

const struct analyzer manifests_analyzer = {
    .name = "manifests",
    .new = new_state,
    .release = release,
    .text = read_text,
};
