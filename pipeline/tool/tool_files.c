#include "pipeline/tool/tool_files.h"

#include <fnmatch.h>
#include <stdlib.h>

void tool_files_init(struct tool_files *files, struct arena *arena, struct str root)
{
    *files = (struct tool_files){.arena = arena, .root = str_dup(arena, root)};
    char *real = realpath(str_cstr(arena, root), NULL);
    files->real_root = real ? str_dup(arena, str_from(real)) : files->root;
    free(real);
}

void tool_files_add(struct tool_files *files, const struct json_val *record)
{
    struct str path = json_get_path(files->arena, record, "path");
    if (!path.len)
        return;
    path = str_dup(files->arena, path);
    *map_put(&files->places, files->arena, path, NULL) = (uint32_t)files->list.len;
    *vec_push(&files->list, files->arena) = (struct tool_file){
        .path = path,
        .lang = str_dup(files->arena, json_get_str(record, "lang")),
        .is_text = !json_get_bool(record, "is_binary", false) &&
                   !json_get_bool(record, "is_minified", false) &&
                   !json_get_bool(record, "is_vendored", false) &&
                   !str_starts(json_get_str(record, "mode"), STR("12")),
    };
}

static bool is_language(const struct tool *tool, struct str lang)
{
    for (size_t i = 0; i < tool->languages.len; i++) {
        if (str_eq_nocase(tool->languages.at[i], lang))
            return true;
    }
    return tool->languages.len == 0;
}

bool tool_wants(const struct tool *tool, const struct tool_file *file, struct arena scratch)
{
    if (!file->is_text || !is_language(tool, file->lang))
        return false;
    const char *path = tool->n_paths ? str_cstr(&scratch, file->path) : NULL;
    for (size_t i = 0; i < tool->n_paths; i++) {
        if (fnmatch(str_cstr(&scratch, tool->paths[i]), path, 0) == 0)
            return true;
    }
    return tool->n_paths == 0;
}

/* Paths ------------------------------------------------------------------------------------------------------------ */

/* "file:///a/b" and "file://host/a/b" as "/a/b". False for addresses of another kind. */
static bool strip_scheme(struct str *path)
{
    static const struct str scheme = {"file:", 5};
    ptrdiff_t colon = str_index(*path, ':'), slash = str_index(*path, '/');
    if (!str_starts(*path, scheme))
        return colon < 0 || slash != colon + 1 || !str_starts(str_skip(*path, (size_t)slash), STR("//"));
    *path = str_skip(*path, scheme.len);
    if (!str_starts(*path, STR("//")))
        return true;
    *path = str_skip(*path, 2);
    slash = str_index(*path, '/');
    *path = str_skip(*path, slash < 0 ? path->len : (size_t)slash);
    return slash >= 0;
}

/* Appends the parts of `path` to the `len` bytes at `to`, each behind a '/'. False when ".." leads above all. */
static bool walk(char *to, size_t *len, struct str path)
{
    while (path.p) {
        struct str part = str_cut(&path, '/');
        if (!part.len || str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            if (!*len)
                return false;
            while (to[--*len] != '/')
                continue;
            continue;
        }
        to[(*len)++] = '/';
        memcpy(to + *len, part.p, part.len);
        *len += part.len;
    }
    return true;
}

/* What lies behind `root` in an absolute path; NULL when it is elsewhere. */
static struct str below(struct str path, struct str root)
{
    while (str_ends(root, STR("/")))
        root.len--;
    if (str_starts(path, root) && path.len > root.len && path.p[root.len] == '/')
        return str_skip(path, root.len + 1);
    return (struct str){NULL, 0};
}

enum tool_place tool_files_find(const struct tool_files *files, struct str path, uint32_t *ret_file)
{
    struct arena scratch = *files->arena;
    if (!strip_scheme(&path) || memchr(path.p, '\0', path.len))
        return PLACE_OUTSIDE;
    char *whole = arena_array(&scratch, char, files->root.len + path.len + 4);
    size_t len = 0;
    if (!str_starts(path, STR("/")))
        walk(whole, &len, files->root);
    if (!walk(whole, &len, path))
        return PLACE_OUTSIDE;
    struct str rest = below(str_of(whole, len), files->root);
    if (!rest.p)
        rest = below(str_of(whole, len), files->real_root);
    if (!rest.p)
        return PLACE_OUTSIDE;
    const uint32_t *found = map_get(&files->places, rest);
    if (found)
        *ret_file = *found;
    return found ? PLACE_FILE : PLACE_UNKNOWN;
}
