#include "tests/unit/analyzers/link/import_world.h"

static const char *const files[] = {
    "cache.h",          "builtin/add.c",     "lib/util.h",         "lib/util.c",     "compat/poll.h",
    "deps/a/config.h",  "deps/a/src/a.c",    "deps/b/config.h",    "deps/b/src/b.c", "include/proj/api.h",
    "src/core/main.cc", "src/core/string.h", "src/core/math.cppm", "x/y/z.h",        NULL,
};

static void setup(struct world *world)
{
    world_begin(world, "C");
    world_files(world, files);
    world_ready(world);
}

static void quotes_look_beside_the_file_first(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "lib/util.c", "include", "util.h", NULL, "lib/util.h");
    world_expect(&w, "builtin/add.c", "include", "../lib/util.h", NULL, "lib/util.h");
    world_expect(&w, "src/core/main.cc", "include", "string.h", NULL, "src/core/string.h");
    world_end(&w);
}

static void then_any_folder_that_has_it_the_nearest_first(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "builtin/add.c", "include", "cache.h", NULL, "cache.h");
    world_expect(&w, "deps/a/src/a.c", "include", "config.h", NULL, "deps/a/config.h");
    world_expect(&w, "deps/b/src/b.c", "include", "config.h", NULL, "deps/b/config.h");
    world_expect(&w, "cache.h", "include", "config.h", NULL, "deps/a/config.h");
    world_expect(&w, "src/core/main.cc", "include_system", "proj/api.h", NULL, "include/proj/api.h");
    world_expect(&w, "src/core/main.cc", "include", "../../../y/z.h", NULL, "x/y/z.h");
    world_end(&w);
}

static void standard_headers_and_what_is_not_there(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "cache.h", "include_system", "poll.h", NULL, "!poll.h");
    world_expect(&w, "cache.h", "include", "poll.h", NULL, "compat/poll.h");
    world_expect(&w, "cache.h", "include", "stdio.h", NULL, "!stdio.h");
    world_expect(&w, "cache.h", "include_system", "openssl/ssl.h", NULL, "!openssl/ssl.h");
    world_expect(&w, "cache.h", "include", "generated.h", NULL, "?");
    world_expect(&w, "cache.h", "include", "openssl/ssl.h", NULL, "!openssl/ssl.h");
    world_expect(&w, "cache.h", "include", "proj/generated.h", NULL, "?");
    world_expect(&w, "src/core/main.cc", "import", "math", NULL, "src/core/math.cppm");
    world_expect(&w, "src/core/main.cc", "import", "vector", NULL, "!vector");
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_look_beside_the_file_first),
        cmocka_unit_test(then_any_folder_that_has_it_the_nearest_first),
        cmocka_unit_test(standard_headers_and_what_is_not_there),
    };
    return cmocka_run_group_tests_name("resolve_c", tests, NULL, NULL);
}
