#include "tests/unit/analyzers/link/import_world.h"

static void java(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "Java");
    world_type(&w, "core/src/main/java/a/b/Gson.java", "a.b", "Gson");
    world_type(&w, "core/src/main/java/a/b/Gson.java", "a.b", "Gson.Builder");
    world_type(&w, "core/src/main/java/a/b/Helpers.java", "a.b", "Hidden");
    world_type(&w, "core/src/main/java/a/c/Use.java", "a.c", "Use");
    world_type(&w, "other/src/main/java/a/c/Use.java", "a.c", "Use");
    world_type(&w, "other/src/main/java/z/Main.java", "z", "Main");
    world_ready(&w);
    const char *from = "other/src/main/java/z/Main.java";
    world_expect(&w, from, "import", "a.b.Gson", NULL, "core/src/main/java/a/b/Gson.java");
    world_expect(&w, from, "import", "a.b.Gson.Builder", NULL, "core/src/main/java/a/b/Gson.java");
    world_expect(&w, from, "import", "a.b.Gson.create", NULL, "core/src/main/java/a/b/Gson.java");
    world_expect(&w, from, "import", "a.b.Hidden", NULL, "core/src/main/java/a/b/Helpers.java");
    world_expect(&w, from, "import", "a.c.Use", NULL, "other/src/main/java/a/c/Use.java");
    world_expect(&w, "core/src/main/java/a/b/Gson.java", "import", "a.c.Use", NULL,
                 "core/src/main/java/a/c/Use.java");
    world_expect(&w, from, "import", "a.b.*", NULL, "<a.b>");
    world_expect(&w, from, "import", "a.b.Gson.*", NULL, "core/src/main/java/a/b/Gson.java");
    world_expect(&w, from, "import", "java.util.Map.Entry", NULL, "!java.util");
    world_expect(&w, from, "import", "org.junit.*", NULL, "!org.junit");
    world_expect(&w, from, "import", "a.b.Generated", NULL, "?");
    from = "core/src/main/java/a/b/Gson.java";
    world_expect(&w, from, "use", "Hidden", NULL, "core/src/main/java/a/b/Helpers.java");
    world_expect(&w, from, "use", "Builder", NULL, "?"); /* a name is not looked for inside types */
    world_expect(&w, from, "use", "Gson.String", NULL, "?");
    world_expect(&w, from, "use", "String", NULL, "?");
    world_end(&w);
}

static void csharp(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "C#");
    world_type(&w, "Core/Shop.cs", "Acme.Core", "Shop");
    world_type(&w, "Core/Cart.cs", "Acme.Core", "Acme.Core.Cart");
    world_type(&w, "Web/Page.cs", "Acme.Web", "Page");
    world_ready(&w);
    world_expect(&w, "Web/Page.cs", "using", "Acme.Core", NULL, "<Acme.Core>");
    world_expect(&w, "Web/Page.cs", "using", "Acme.Core.Cart", NULL, "Core/Cart.cs");
    world_expect(&w, "Web/Page.cs", "using", "global::Acme.Core.Shop", NULL, "Core/Shop.cs");
    world_expect(&w, "Web/Page.cs", "using", "System.Linq", NULL, "!System.Linq");
    world_end(&w);
}

static void php(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "PHP");
    world_type(&w, "src/Http/Kernel.php", "App\\Http", "Kernel");
    world_type(&w, "lib/Legacy/Db/Table.php", "", "Legacy_Db_Table");
    world_type(&w, "inc/Loose.php", "Loose", "Thing");
    world_type(&w, "public/index.php", "", NULL);
    world_type(&w, "public/boot.php", "", NULL);
    world_manifest(&w, "composer.json",
                   "{\"autoload\":{\"psr-4\":{\"App\\\\\":\"src/\"},\"psr-0\":{\"Legacy_\":[\"lib\"]}},"
                   "\"autoload-dev\":{\"psr-4\":{\"App\\\\Http\\\\\":\"nowhere/\"}}}");
    world_ready(&w);
    const char *from = "public/index.php";
    world_expect(&w, from, "use", "App\\Http\\Kernel", NULL, "src/Http/Kernel.php");
    world_expect(&w, from, "use", "\\App\\Http\\Kernel", NULL, "src/Http/Kernel.php");
    world_expect(&w, from, "use", "App\\Http", "[\"Kernel\"]", "src/Http/Kernel.php");
    world_expect(&w, from, "use", "Legacy_Db_Table", NULL, "lib/Legacy/Db/Table.php");
    world_expect(&w, from, "use", "Loose\\Thing", NULL, "inc/Loose.php");
    world_expect(&w, from, "use", "Loose\\helper", NULL, "<Loose>");
    world_expect(&w, from, "use", "Symfony\\Component\\Yaml\\Yaml", NULL, "!Symfony\\Component");
    world_expect(&w, from, "use", "Twig\\Loader", NULL, "!Twig");
    world_expect(&w, from, "use", "Exception", NULL, "!Exception");
    world_expect(&w, from, "require", "boot.php", NULL, "public/boot.php");
    world_expect(&w, from, "require", "__DIR__ . '/../inc/Loose.php'", NULL, "inc/Loose.php");
    world_expect(&w, from, "include", "inc/Loose.php", NULL, "inc/Loose.php");
    world_expect(&w, from, "include", "$path", NULL, "?");
    world_end(&w);
}

static void ruby(void **state)
{
    (void)state;
    static const char *const files[] = {
        "lib/gem.rb",         "lib/gem/core.rb", "spec/spec_helper.rb", "spec/core_spec.rb",
        "app/models/user.rb", "bin/run.rb",      "other/gem/core.rb",   NULL,
    };
    struct world w;
    world_begin(&w, "Ruby");
    world_files(&w, files);
    world_ready(&w);
    world_expect(&w, "bin/run.rb", "require", "gem/core", NULL, "lib/gem/core.rb");
    world_expect(&w, "lib/gem.rb", "require_relative", "gem/core", NULL, "lib/gem/core.rb");
    world_expect(&w, "lib/gem/core.rb", "require_relative", "../gem.rb", NULL, "lib/gem.rb");
    world_expect(&w, "spec/core_spec.rb", "require", "spec_helper", NULL, "spec/spec_helper.rb");
    world_expect(&w, "bin/run.rb", "require", "user", NULL, "app/models/user.rb");
    world_expect(&w, "bin/run.rb", "require", "active_support/core_ext", NULL, "!active_support");
    world_expect(&w, "bin/run.rb", "require_relative", "gone", NULL, "?");
    struct import variable = {.form = STR("require"), .module = STR("name"), .text = STR("require name")};
    world_expect_import(&w, "bin/run.rb", variable, NULL, "?");
    struct import expanded = {.form = STR("require"),
                              .module = STR("File.expand_path('../../lib/gem', __FILE__)"),
                              .text = STR("require File.expand_path('../../lib/gem', __FILE__)")};
    world_expect_import(&w, "bin/run.rb", expanded, NULL, "lib/gem.rb");
    expanded.module = STR("File.join(__dir__, \"../lib/gem\")");
    world_expect_import(&w, "bin/run.rb", expanded, NULL, "lib/gem.rb");
    expanded.module = STR("File.join(root, \"../lib/gem\")");
    world_expect_import(&w, "bin/run.rb", expanded, NULL, "?");
    world_end(&w);
}

static void shell(void **state)
{
    (void)state;
    static const char *const files[] = {"bin/run.sh",    "bin/lib.sh", "lib/common.sh",
                                        "t/test-lib.sh", "t/sub/a.sh", NULL};
    struct world w;
    world_begin(&w, "Shell");
    world_files(&w, files);
    world_ready(&w);
    world_expect(&w, "bin/run.sh", "source", "./lib.sh", NULL, "bin/lib.sh");
    world_expect(&w, "bin/run.sh", "source", "lib/common.sh", NULL, "lib/common.sh");
    world_expect(&w, "bin/run.sh", "source", "$(dirname \"$0\")/lib.sh", NULL, "bin/lib.sh");
    world_expect(&w, "bin/run.sh", "source", "\"${HERE}/../lib/common.sh\"", NULL, "lib/common.sh");
    world_expect(&w, "t/sub/a.sh", "source", "\"$TEST_DIRECTORY\"/test-lib.sh", NULL, "t/test-lib.sh");
    world_expect(&w, "bin/run.sh", "source", "/etc/profile", NULL, "!/etc/profile");
    world_expect(&w, "bin/run.sh", "source", "$file", NULL, "?");
    world_expect(&w, "bin/run.sh", "source", "\"$LIBDIR\"/test-lib.sh", NULL, "t/test-lib.sh");
    world_expect(&w, "bin/run.sh", "source", "common", NULL, "lib/common.sh");
    world_expect(&w, "bin/run.sh", "source", "$(tool --exec-path)/common", NULL, "lib/common.sh");
    world_expect(&w, "bin/run.sh", "source", "sub/common", NULL, "?");
    world_end(&w);
}

static void nothing_is_read_outside_of_the_root(void **state)
{
    (void)state;
    struct world w;
    struct str text;
    char target[128], link[128];
    world_begin(&w, "JavaScript");
    world_manifest(&w, "in/package.json", "{}");
    snprintf(target, sizeof target, "%s/in", w.root);
    snprintf(link, sizeof link, "%s/alias", w.root);
    assert_int_equal(symlink(target, link), 0);
    snprintf(link, sizeof link, "%s/in/linked.json", w.root);
    assert_int_equal(symlink("package.json", link), 0);
    const char *const refused[] = {"alias/package.json", "in/linked.json", "../etc/passwd",
                                   "in/../in/package.json", "in"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        uint32_t file = tree_add_file(&w.tree, str_from(refused[i]), STR(""), FAMILY_NONE);
        assert_false(tree_read(&w.tree, file, &text));
    }
    assert_true(tree_read(&w.tree, tree_file(&w.tree, STR("in/package.json")), &text));
    assert_str(text, "{}");
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(java),  cmocka_unit_test(csharp),
        cmocka_unit_test(php),   cmocka_unit_test(ruby),
        cmocka_unit_test(shell), cmocka_unit_test(nothing_is_read_outside_of_the_root),
    };
    return cmocka_run_group_tests_name("resolve_types", tests, NULL, NULL);
}
