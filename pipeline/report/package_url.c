#include "pipeline/report/package_url.h"

#include "pipeline/base/quote.h"

enum { URL_MAX = 16 << 10 };

struct str package_group(struct str ecosystem, struct str name, struct str *ret_rest)
{
    bool is_maven = str_eq(ecosystem, STR("maven"));
    bool has_group = is_maven || str_eq(ecosystem, STR("npm")) || str_eq(ecosystem, STR("composer"));
    ptrdiff_t cut = has_group ? str_index(name, is_maven ? ':' : '/') : -1;
    *ret_rest = cut < 0 ? name : str_skip(name, (size_t)cut + 1);
    return cut < 0 ? (struct str){NULL, 0} : str_head(name, (size_t)cut);
}

/* Types whose names are the same in any case. */
static bool ignores_case(struct str ecosystem)
{
    static const char *const types[] = {"golang", "composer", "github", "pypi"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (str_eq(ecosystem, str_from(types[i])))
            return true;
    }
    return false;
}

/* An action may lie below its repository: that is a subpath. */
static struct str cut_repository(struct str ecosystem, struct str *name)
{
    if (!str_eq(ecosystem, STR("github")))
        return (struct str){NULL, 0};
    struct str rest = *name, owner = str_cut(&rest, '/'), repository = rest.p ? str_cut(&rest, '/') : STR("");
    *name = str_head(*name, owner.len + 1 + repository.len);
    return rest;
}

static struct str lowered(struct arena *arena, struct str name)
{
    char *out = str_cstr(arena, name);
    for (size_t i = 0; i < name.len; i++)
        out[i] = (char)(out[i] >= 'A' && out[i] <= 'Z' ? out[i] + ('a' - 'A') : out[i]);
    return str_of(out, name.len);
}

struct str package_url(struct arena *arena, struct str ecosystem, struct str name, struct str version)
{
    struct buf out;
    struct str rest, subpath = cut_repository(ecosystem, &name);
    name = ignores_case(ecosystem) ? lowered(arena, name) : name;
    struct str group = package_group(ecosystem, name, &rest);
    buf_init(&out, URL_MAX);
    buf_printf(&out, "pkg:%.*s/", STR_ARG(ecosystem));
    if (group.len) {
        quote_uri(&out, group, "");
        buf_addc(&out, '/');
    }
    quote_uri(&out, rest, "/");
    if (version.len) {
        buf_addc(&out, '@');
        quote_uri(&out, version, ":");
    }
    if (subpath.len) {
        buf_addc(&out, '#');
        quote_uri(&out, subpath, "/");
    }
    struct str url = str_dup(arena, buf_str(&out));
    buf_release(&out);
    return url;
}
