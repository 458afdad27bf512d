#include "pipeline/report/package_url.h"

#include "pipeline/base/buf.h"

enum { URL_MAX = 16 << 10 };

/* Everything but unreserved characters as %XX; `also` stays, too. */
static void add_encoded(struct buf *out, struct str text, const char *also, bool is_lower)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        if (is_lower && c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c && (strchr(unreserved, c) || strchr(also, c)))
            buf_addc(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
}

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

struct str package_url(struct arena *arena, struct str ecosystem, struct str name, struct str version)
{
    struct buf out;
    struct str rest, subpath = cut_repository(ecosystem, &name), group = package_group(ecosystem, name, &rest);
    bool is_lower = ignores_case(ecosystem);
    buf_init(&out, URL_MAX);
    buf_printf(&out, "pkg:%.*s/", STR_ARG(ecosystem));
    if (group.len) {
        add_encoded(&out, group, "", is_lower);
        buf_addc(&out, '/');
    }
    add_encoded(&out, rest, "/", is_lower);
    if (version.len) {
        buf_addc(&out, '@');
        add_encoded(&out, version, ":", false);
    }
    if (subpath.len) {
        buf_addc(&out, '#');
        add_encoded(&out, subpath, "/", false);
    }
    struct str url = str_dup(arena, buf_str(&out));
    buf_release(&out);
    return url;
}
