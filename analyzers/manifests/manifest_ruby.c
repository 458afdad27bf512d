/*
 * Bundler: Gemfile, Gemfile.lock and *.gemspec. The first and the last are programs: taken are calls that begin a line,
 * `gem "name", "~> 1.0"` and `spec.add_dependency "name", "~> 1.0"`, and the groups they stand in.
 */
#include "analyzers/manifests/manifest.h"

/* The next quoted text behind commas and blanks; {NULL, 0} when something else stands there. */
static struct str next_quoted(struct str *rest)
{
    struct str at = *rest;
    while (at.len && (at.p[0] == ' ' || at.p[0] == ',' || at.p[0] == '(' || at.p[0] == '\t'))
        at = str_skip(at, 1);
    char quote = at.len ? at.p[0] : 0;
    if (str_starts(at, STR("%q<"))) { /* as `gem spec --ruby` writes them */
        at = str_skip(at, 2);
        quote = '>';
    }
    if (quote != '"' && quote != '\'' && quote != '>')
        return (struct str){NULL, 0};
    at = str_skip(at, 1);
    ptrdiff_t end = str_index(at, quote);
    if (end < 0)
        return (struct str){NULL, 0};
    *rest = str_skip(at, (size_t)end + 1);
    return str_head(at, (size_t)end);
}

/* The constraints, joined as they are written. */
static struct str constraints(struct manifest *m, struct str rest)
{
    struct str all = next_quoted(&rest), more;
    for (int i = 0; all.p && i < 4 && (more = next_quoted(&rest)).p; i++)
        all = str_from(arena_printf(m->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(more)));
    return all;
}

static struct dependency *add_gem(struct manifest *m, struct str rest, const char *scope, uint32_t number)
{
    struct str name = next_quoted(&rest);
    struct dependency *dependency = name.p ? manifest_add(m, "gem", name, number) : NULL;
    if (!dependency)
        return NULL;
    struct str version = constraints(m, rest);
    bool bare = version.len && version.p[0] >= '0' && version.p[0] <= '9' && str_index(version, ',') < 0;
    dependency->version = version;
    dependency->scope = str_from(scope);
    dependency->direct = DIRECT_YES;
    dependency->is_locked = bare || manifest_pinned(version, &dependency->version);
    return dependency;
}

static bool names_dev_group(struct str line)
{
    return str_find(line, STR(":test")) >= 0 || str_find(line, STR(":development")) >= 0 ||
           str_find(line, STR("test:")) >= 0;
}

void manifest_read_gemfile(struct manifest *m)
{
    struct str rest = m->text;
    bool in_dev = false;
    for (uint32_t number = 1; rest.p && !m->problem; number++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (str_starts(line, STR("group ")) || str_starts(line, STR("group(")))
            in_dev = names_dev_group(line);
        else if (str_eq(line, STR("end")))
            in_dev = false;
        else if (str_starts(line, STR("gem ")) || str_starts(line, STR("gem(")))
            add_gem(m, str_skip(line, 3),
                    in_dev || (str_find(line, STR("group")) >= 0 && names_dev_group(line)) ? "dev" : "runtime",
                    number);
    }
}

static void gemspec_call(struct manifest *m, struct str call, uint32_t number)
{
    static const struct {
        const char *name, *scope;
    } calls[] = {{"add_dependency", "runtime"},
                 {"add_runtime_dependency", "runtime"},
                 {"add_development_dependency", "dev"}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (str_starts(call, str_from(calls[i].name)))
            add_gem(m, str_skip(call, strlen(calls[i].name)), calls[i].scope, number);
    }
}

/* `name = "text"` behind the dot. */
static void gemspec_field(struct manifest *m, struct str call, uint32_t number)
{
    struct str value = call, key = str_trim(str_cut(&value, '='));
    struct str text = value.p ? next_quoted(&value) : (struct str){NULL, 0};
    struct dependency *self = manifest_self(m);
    if (!text.p)
        return;
    if (str_eq(key, STR("name")) && !self)
        manifest_add_self(m, "gem", text, number);
    else if (str_eq(key, STR("version")) && self)
        self->version = text;
    else if (str_eq(key, STR("license")) && self)
        self->license = text;
}

void manifest_read_gemspec(struct manifest *m)
{
    struct str rest = m->text;
    for (uint32_t number = 1; rest.p && !m->problem; number++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        ptrdiff_t dot = str_index(line, '.');
        if (dot < 0 || line.p[0] == '#')
            continue;
        gemspec_call(m, str_skip(line, (size_t)dot + 1), number);
        gemspec_field(m, str_skip(line, (size_t)dot + 1), number);
    }
}

/* "    name (1.2.3-x86_64-linux)" below "  specs:" of GEM, GIT and PATH; six blanks lead to what it requires. */
static void read_spec(struct manifest *m, struct str line, uint32_t number, bool is_own)
{
    size_t indent = 0;
    while (indent < line.len && line.p[indent] == ' ')
        indent++;
    struct str rest = str_trim(line), name = str_cut(&rest, ' ');
    if (indent == 6 && m->found.len) {
        manifest_requires(m, &m->found.at[m->found.len - 1], name, STR(""));
        return;
    }
    struct dependency *dependency = indent == 4 ? manifest_add(m, "gem", name, number) : NULL;
    if (!dependency || !rest.len)
        return;
    struct str version = str_of(rest.p + 1, rest.len - (rest.len > 1 ? 2 : 1));
    dependency->version = str_cut(&version, '-'); /* the platform */
    dependency->is_self = is_own;
    dependency->is_locked = !is_own;
    dependency->direct = is_own ? DIRECT_UNKNOWN : DIRECT_NO;
}

static void mark_direct(struct manifest *m, struct str name)
{
    name = str_trim(name);
    name = str_cut(&name, ' ');
    if (str_ends(name, STR("!")))
        name.len--;
    for (size_t i = 0; i < m->found.len; i++) {
        if (str_eq(m->found.at[i].name, name))
            m->found.at[i].direct = DIRECT_YES;
    }
}

void manifest_read_gemfile_lock(struct manifest *m)
{
    enum { DIRECT_MAX = 2000 };
    struct str rest = m->text, section = STR(""), line;
    size_t direct = 0;
    uint32_t number = 0;
    while (manifest_lock_line(m, &rest, &number, &line)) {
        if (line.len && line.p[0] != ' ')
            section = line;
        else if (str_eq(section, STR("GEM")) || str_eq(section, STR("GIT")) || str_eq(section, STR("PATH")))
            read_spec(m, line, number, str_eq(section, STR("PATH")));
        else if (str_eq(section, STR("DEPENDENCIES")) && line.len && direct++ < DIRECT_MAX)
            mark_direct(m, line);
    }
}
