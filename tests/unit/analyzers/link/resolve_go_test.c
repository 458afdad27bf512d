#include "tests/unit/analyzers/link/import_world.h"

static void modules_vendor_and_replace(void **state)
{
    (void)state;
    static const char *const files[] = {
        "main.go",
        "render/json.go",
        "render/render.go",
        "render/a_test.go",
        "internal/doc.go",
        "internal/a.go",
        "tools/cmd/gen.go",
        "tools/lib/lib.go",
        "vendor/github.com/v/dep/dep.go",
        "local/fork/fork.go",
        "empty/x_test.go",
        NULL,
    };
    struct world w;
    world_begin(&w, "Go");
    world_files(&w, files);
    world_manifest(
        &w, "go.mod",
        "module \"example.com/app\" // the name\n\ngo 1.22\nrequire github.com/one/two/v3 v3.1.0\n"
        "require (\n\tgolang.org/x/net v0.1.0 // indirect\n\tk8s.io/api v0.1.0\n)\n"
        "replace (\n\tgithub.com/their/fork v1.0.0 => ./local/fork\n\tx.org/y => x.org/z v1.0.0\n)\n");
    world_manifest(&w, "tools/go.mod", "module example.com/app/tools\n");
    world_ready(&w);
    world_expect(&w, "main.go", "import", "example.com/app/render", NULL, "render/render.go");
    world_expect(&w, "main.go", "import", "example.com/app/internal", NULL, "internal/doc.go");
    world_expect(&w, "main.go", "import", "example.com/app/tools/lib", NULL, "tools/lib/lib.go");
    world_expect(&w, "tools/cmd/gen.go", "import", "example.com/app", NULL, "main.go");
    world_expect(&w, "main.go", "import", "example.com/app/generated", NULL, "?");
    world_expect(&w, "main.go", "import", "github.com/v/dep", NULL, "vendor/github.com/v/dep/dep.go");
    world_expect(&w, "main.go", "import", "github.com/their/fork", NULL, "local/fork/fork.go");
    world_expect(&w, "main.go", "import", "net/http", NULL, "!net/http");
    world_expect(&w, "main.go", "import", "C", NULL, "!C");
    world_expect(&w, "main.go", "import", "github.com/one/two/v3/sub", NULL, "!github.com/one/two/v3");
    world_expect(&w, "main.go", "import", "k8s.io/api/core/v1", NULL, "!k8s.io/api");
    world_expect(&w, "main.go", "import", "github.com/new/thing/pkg/deep", NULL, "!github.com/new/thing");
    world_expect(&w, "main.go", "import", "gopkg.in/yaml.v3", NULL, "!gopkg.in/yaml.v3");
    world_end(&w);
}

static void external_tests_are_their_own_module(void **state)
{
    (void)state;
    struct world w;
    enum lang_family family;
    world_begin(&w, "Go");
    world_manifest(&w, "go.mod", "module m\n");
    world_type(&w, "p/p.go", "p", NULL);
    world_type(&w, "p/in_test.go", "p", NULL);
    world_type(&w, "p/out_test.go", "p_test", NULL);
    world_ready(&w);
    const char *const wanted[][2] = {{"p/p.go", "m/p"}, {"p/in_test.go", "m/p"}, {"p/out_test.go", "m/p_test"}};
    for (size_t i = 0; i < 3; i++) {
        uint32_t file = tree_file(&w.tree, str_from(wanted[i][0]));
        assert_str(tree_module_name(&w.tree, w.tree.files.at[file].module, &family), wanted[i][1]);
    }
    world_end(&w);
}

static void without_go_mod_the_end_of_the_path_counts(void **state)
{
    (void)state;
    static const char *const files[] = {"cmd/tool/main.go", "pkg/store/store.go", "store/other.go", NULL};
    struct world w;
    world_begin(&w, "Go");
    world_files(&w, files);
    world_ready(&w);
    world_expect(&w, "cmd/tool/main.go", "import", "github.com/me/old/pkg/store", NULL, "pkg/store/store.go");
    world_expect(&w, "cmd/tool/main.go", "import", "github.com/me/old/none", NULL, "!github.com/me/old");
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_vendor_and_replace),
        cmocka_unit_test(external_tests_are_their_own_module),
        cmocka_unit_test(without_go_mod_the_end_of_the_path_counts),
    };
    return cmocka_run_group_tests_name("resolve_go", tests, NULL, NULL);
}
