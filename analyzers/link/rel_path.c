#include "analyzers/link/rel_path.h"

/* Appends the parts of `spec` at out[len..]. Returns the new length, or -1 when ".." leaves the root. */
static ptrdiff_t append_parts(char *out, ptrdiff_t len, struct str spec)
{
    for (struct str rest = spec; rest.p;) {
        struct str part = str_cut(&rest, '/');
        if (part.len == 0 || str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            if (len == 0)
                return -1;
            ptrdiff_t slash = str_rindex(str_of(out, (size_t)len), '/');
            len = slash < 0 ? 0 : slash;
            continue;
        }
        if (len)
            out[len++] = '/';
        memcpy(out + len, part.p, part.len);
        len += (ptrdiff_t)part.len;
    }
    return len;
}

struct str rel_join(struct arena *arena, struct str dir, struct str spec)
{
    char *out = arena_array(arena, char, dir.len + spec.len + 2);
    ptrdiff_t len = append_parts(out, 0, dir);
    if (len >= 0)
        len = append_parts(out, len, spec);
    return len < 0 ? (struct str){NULL, 0} : str_of(out, (size_t)len);
}

struct str rel_cat(struct arena *arena, struct str a, struct str b, struct str c)
{
    char *out = arena_array(arena, char, a.len + b.len + c.len + 1);
    const struct str pieces[] = {a, b, c};
    size_t len = 0;
    for (size_t i = 0; i < 3; i++) {
        if (pieces[i].len)
            memcpy(out + len, pieces[i].p, pieces[i].len);
        len += pieces[i].len;
    }
    return str_of(out, len);
}

struct str rel_slashes(struct arena *arena, struct str text, struct str separator)
{
    char *out = arena_array(arena, char, text.len + 1);
    size_t len = 0;
    while (text.len) {
        ptrdiff_t at = str_find(text, separator);
        size_t part = at < 0 ? text.len : (size_t)at;
        memcpy(out + len, text.p, part);
        len += part;
        text = str_skip(text, part);
        if (at >= 0) {
            out[len++] = '/';
            text = str_skip(text, separator.len);
        }
    }
    return str_of(out, len);
}

size_t rel_common(struct str dir_a, struct str dir_b)
{
    size_t shared = 0;
    while (dir_a.len && dir_b.len && str_eq(str_cut(&dir_a, '/'), str_cut(&dir_b, '/')))
        shared++;
    return shared;
}

size_t rel_parts(struct str path)
{
    size_t parts = path.len > 0;
    for (size_t i = 0; i < path.len; i++)
        parts += path.p[i] == '/';
    return parts;
}

bool rel_below(struct str path, struct str dir)
{
    return dir.len == 0 || (str_starts(path, dir) && (path.len == dir.len || path.p[dir.len] == '/'));
}

struct str rel_from(struct str path, struct str dir)
{
    if (dir.len == 0)
        return path;
    return str_skip(path, dir.len + (path.len > dir.len));
}

const uint32_t *rel_nearest(const struct map *by_dir, struct str dir)
{
    const uint32_t *found = map_get(by_dir, dir);
    while (!found && dir.len) {
        dir = str_dirname(dir);
        found = map_get(by_dir, dir);
    }
    return found;
}

struct str rel_stem(struct str path)
{
    struct str name = str_basename(path);
    ptrdiff_t dot = str_rindex(name, '.');
    return dot <= 0 ? path : str_head(path, path.len - name.len + (size_t)dot);
}
