#include "crawler/history/source_path.h"

/* Is `word` one of the words of `list`, which are parted by single spaces? */
static bool is_listed(struct str word, const char *list)
{
    struct str rest = str_from(list);
    while (rest.p)
        if (str_eq(str_cut(&rest, ' '), word))
            return true;
    return false;
}

struct str source_path_lang(struct str path)
{
    static const struct {
        const char *lang, *extensions;
    } langs[] = {
        {"C", "c h"},
        {"C++", "cpp cc cxx c++ hpp hh hxx h++ ipp tpp inl ixx cppm C H txx tcc"},
        {"C#", "cs csx"},
        {"Go", "go"},
        {"Java", "java"},
        {"JavaScript", "js mjs cjs jsx"},
        {"PHP", "php phtml"},
        {"Python", "py pyw"},
        {"Ruby", "rb rake"},
        {"Rust", "rs"},
        {"Shell", "sh bash"},
        {"TSX", "tsx"},
        {"TypeScript", "ts mts cts"},
    };
    struct str name = str_basename(path);
    ptrdiff_t dot = str_rindex(name, '.');
    for (size_t i = 0; dot > 0 && i < sizeof langs / sizeof langs[0]; i++)
        if (is_listed(str_skip(name, (size_t)dot + 1), langs[i].extensions))
            return str_from(langs[i].lang);
    return (struct str){NULL, 0};
}

static bool in_folder(struct str path, const char *list)
{
    struct str rest = str_dirname(path);
    while (rest.p && rest.len)
        if (is_listed(str_cut(&rest, '/'), list))
            return true;
    return false;
}

/* Does the name begin, or without its extension end, like those of tests, libraries and what programs write? */
static bool has_aside_name(struct str name)
{
    static const char *const starts[] = {"test_", "test-", "jquery.", "jquery-"};
    static const char *const stem_ends[] = {"_test", "_tests", "-test",      ".test",     ".spec",
                                            "_spec", "Test",   "Tests",      ".min",      ".pb",
                                            "_pb2",  ".d",     ".generated", "_generated"};
    struct str stem = str_head(name, (size_t)str_rindex(name, '.'));
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (str_starts(name, str_from(starts[i])))
            return true;
    for (size_t i = 0; i < sizeof stem_ends / sizeof stem_ends[0]; i++)
        if (str_ends(stem, str_from(stem_ends[i])))
            return true;
    return false;
}

bool source_path_is_aside(struct str path)
{
    static const char folders[] =
        "vendor vendors vendored third_party third-party thirdparty 3rdparty node_modules bower_components deps external "
        "externals extern Pods Carthage Godeps site-packages dist-packages test tests Test Tests testing spec specs "
        "__tests__ __mocks__ testdata testsuite fixtures unittest unittests t e2e androidTest";
    struct str name = str_basename(path);
    return in_folder(path, folders) || (str_rindex(name, '.') >= 0 && has_aside_name(name));
}
