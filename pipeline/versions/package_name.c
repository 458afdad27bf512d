#include "pipeline/versions/package_name.h"

struct str package_name_pypi(struct arena *arena, struct str name)
{
    char *out = arena_array(arena, char, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        bool is_dash = c == '-' || c == '_' || c == '.';
        if (!is_dash)
            out[len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        else if (len == 0 || out[len - 1] != '-')
            out[len++] = '-';
    }
    return str_of(out, len);
}
