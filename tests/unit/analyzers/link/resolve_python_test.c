#include "tests/unit/analyzers/link/import_world.h"

static const char *const files[] = {
    "src/shop/__init__.py",
    "src/shop/json/__init__.py",
    "src/shop/json/tag.py",
    "src/shop/logging.py",
    "src/shop/views.py",
    "src/shop/views.pyi",
    "src/shop/old/__init__.py",
    "src/shop/old.py",
    "tests/conftest.py",
    "tests/helpers.py",
    "tests/test_views.py",
    "examples/app/flaskr/__init__.py",
    "examples/app/tests/t.py",
    "space/deep/inner/mod.py",
    "other/python/lone/__init__.py",
    "other/python/lone/x.py",
    "setup.py",
    NULL,
};

static void setup(struct world *world)
{
    world_begin(world, "Python");
    world_files(world, files);
    world_ready(world);
}

static void absolute_names(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "src/shop/views.py", "import", "shop.json.tag", NULL, "src/shop/json/tag.py");
    world_expect(&w, "src/shop/views.py", "import", "shop.old", NULL, "src/shop/old/__init__.py");
    world_expect(&w, "src/shop/json/tag.py", "import", "shop.views", NULL, "src/shop/views.py");
    world_expect(&w, "tests/test_views.py", "import", "shop", NULL, "src/shop/__init__.py");
    world_expect(&w, "tests/test_views.py", "import", "helpers", NULL, "tests/helpers.py");
    world_expect(&w, "setup.py", "from", "shop.views", "[\"View\"]", "src/shop/views.py");
    world_expect(&w, "examples/app/tests/t.py", "import", "flaskr", NULL, "examples/app/flaskr/__init__.py");
    world_expect(&w, "setup.py", "import", "space.deep.inner.mod", NULL, "space/deep/inner/mod.py");
    world_expect(&w, "tests/conftest.py", "import", "lone.x", NULL, "other/python/lone/x.py");
    world_end(&w);
}

static void the_standard_library_is_not_shadowed_by_a_submodule(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "src/shop/views.py", "import", "logging", NULL, "!logging");
    world_expect(&w, "src/shop/views.py", "import", "os.path", NULL, "!os");
    world_expect(&w, "src/shop/json/tag.py", "from", "json", "[\"dumps\"]", "!json");
    world_expect(&w, "src/shop/views.py", "import", "werkzeug.utils", NULL, "!werkzeug");
    world_end(&w);
}

static void from_lists_mean_submodules_or_the_package(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "tests/test_views.py", "from", "shop", "[\"views\"]", "src/shop/views.py");
    world_expect(&w, "tests/test_views.py", "from", "shop", "[\"views\",\"App\",\"json\"]",
                 "src/shop/views.py src/shop/__init__.py src/shop/json/__init__.py");
    world_expect(&w, "tests/test_views.py", "from", "shop", "[\"*\"]", "src/shop/__init__.py");
    world_expect(&w, "setup.py", "from", "space.deep.inner", "[\"mod\"]", "space/deep/inner/mod.py");
    world_expect(&w, "setup.py", "from", "space.deep.inner", "[\"gone\"]", "!space");
    world_end(&w);
}

static void relative_imports_climb_by_dots(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    struct import up = {.form = STR("from"), .module = STR("views"), .level = 2};
    world_expect_import(&w, "src/shop/json/tag.py", up, "[\"View\"]", "src/shop/views.py");
    world_expect(&w, "src/shop/json/tag.py", "from", ".", "[\"tag\",\"dumps\"]",
                 "src/shop/json/tag.py src/shop/json/__init__.py");
    world_expect(&w, "src/shop/views.py", "from", ".json.tag", "[\"x\"]", "src/shop/json/tag.py");
    world_expect(&w, "src/shop/views.py", "from", "._version", "[\"version\"]", "?");
    world_expect(&w, "setup.py", "from", "...far", "[\"x\"]", "?");
    world_end(&w);
}

static void modules_are_packages(void **state)
{
    (void)state;
    struct world w;
    enum lang_family family;
    setup(&w);
    uint32_t file = tree_file(&w.tree, STR("src/shop/json/tag.py"));
    assert_str(tree_module_name(&w.tree, w.tree.files.at[file].module, &family), "shop.json");
    assert_int_equal(family, FAMILY_PYTHON);
    file = tree_file(&w.tree, STR("setup.py"));
    assert_true(w.tree.files.at[file].module == INTERN_NONE);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absolute_names),
        cmocka_unit_test(the_standard_library_is_not_shadowed_by_a_submodule),
        cmocka_unit_test(from_lists_mean_submodules_or_the_package),
        cmocka_unit_test(relative_imports_climb_by_dots),
        cmocka_unit_test(modules_are_packages),
    };
    return cmocka_run_group_tests_name("resolve_python", tests, NULL, NULL);
}
