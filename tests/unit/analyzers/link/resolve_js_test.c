#include "tests/unit/analyzers/link/import_world.h"

static const char *const files[] = {
    "src/app.ts",
    "src/util.ts",
    "src/view.tsx",
    "src/types.d.ts",
    "src/data.json",
    "src/lib/index.js",
    "src/lib/part.mjs",
    "src/icon.svg",
    "src/pkgdir/entry.js",
    "packages/core/src/index.ts",
    "packages/core/src/deep/x.ts",
    "packages/ui/src/button.tsx",
    "packages/ui/lib/main.js",
    "web/src/main.ts",
    "web/src/app/page.ts",
    "web/shared/math.ts",
    "index.js",
    "both/x.js",
    "both/x.ts",
    "both/a.js",
    "both/b.ts",
    NULL,
};

static void setup(struct world *world)
{
    world_begin(world, "TypeScript");
    world_files(world, files);
    world_manifest(world, "package.json", "{\"name\":\"top\",\"imports\":{\"#util\":\"./src/util.js\"}}");
    world_manifest(world, "src/pkgdir/package.json", "{\"main\":\"./entry\"}");
    world_manifest(
        world, "packages/core/package.json",
        "{\"name\":\"@acme/core\",\"main\":\"dist/index.js\",\"exports\":{\".\":{\"types\":\"./dist/index.d.ts\","
        "\"import\":\"./dist/index.mjs\"},\"./deep/*\":{\"default\":\"./dist/deep/*.js\"}}}");
    world_manifest(world, "packages/ui/package.json", "{\"name\":\"ui\",\"module\":\"lib/main.js\"}");
    world_manifest(world, "base.json", "{\"compilerOptions\":{\"paths\":{\"never\":[\"x\"]}}}");
    world_manifest(
        world, "web/tsconfig.json",
        "\xEF\xBB\xBF{ // comments\n \"extends\": \"../base.json\", /* and */\n \"compilerOptions\": {\n"
        "  \"baseUrl\": \".\",\n  \"paths\": { \"@app/*\": [\"gone/*\", \"src/app/*\"], \"@app/exact\": "
        "[\"shared/math.ts\"], \"main\": [\"./src/main\"], },\n },\n}\n");
    world_ready(world);
}

static void relative_specifiers(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "src/app.ts", "import", "./util", NULL, "src/util.ts");
    world_expect(&w, "src/app.ts", "import", "./util.js", NULL, "src/util.ts");
    world_expect(&w, "src/app.ts", "import", "./view.js", NULL, "src/view.tsx");
    world_expect(&w, "src/app.ts", "import", "./types", NULL, "src/types.d.ts");
    world_expect(&w, "src/app.ts", "import", "./data.json", NULL, "src/data.json");
    world_expect(&w, "src/app.ts", "import", "./icon.svg?raw", NULL, "src/icon.svg");
    world_expect(&w, "src/app.ts", "require", "raw-loader!./icon.svg", NULL, "src/icon.svg");
    world_expect(&w, "src/app.ts", "import", "./lib", NULL, "src/lib/index.js");
    world_expect(&w, "src/lib/part.mjs", "import", ".", NULL, "src/lib/index.js");
    world_expect(&w, "src/lib/part.mjs", "import", "../pkgdir", NULL, "src/pkgdir/entry.js");
    world_expect(&w, "src/lib/part.mjs", "import", "../..", NULL, "index.js");
    world_expect(&w, "src/app.ts", "import", "./dist/gone", NULL, "?");
    world_expect(&w, "src/app.ts", "import", "../../outside", NULL, "?");
    world_end(&w);
}

static void each_takes_its_own_of_two(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "both/a.js", "import", "./x.js", NULL, "both/x.js");
    world_expect(&w, "both/a.js", "import", "./x", NULL, "both/x.js");
    world_expect(&w, "both/b.ts", "import", "./x.js", NULL, "both/x.ts");
    world_expect(&w, "both/b.ts", "import", "./x", NULL, "both/x.ts");
    world_end(&w);
}

static void packages_and_builtins(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "src/app.ts", "import", "react", NULL, "!react");
    world_expect(&w, "src/app.ts", "import", "lodash/fp", NULL, "!lodash");
    world_expect(&w, "src/app.ts", "import", "@scope/pkg/sub", NULL, "!@scope/pkg");
    world_expect(&w, "src/app.ts", "import", "fs/promises", NULL, "!fs/promises");
    world_expect(&w, "src/app.ts", "import", "node:fs", NULL, "!fs");
    world_expect(&w, "src/app.ts", "import", "node:test", NULL, "!node:test");
    world_expect(&w, "src/app.ts", "import", "https://esm.sh/x", NULL, "!https://esm.sh/x");
    world_expect(&w, "src/app.ts", "import", "#util", NULL, "src/util.ts");
    world_expect(&w, "src/app.ts", "import", "@/util", NULL, "src/util.ts");
    world_end(&w);
}

static void workspaces_lead_to_sources(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "src/app.ts", "import", "@acme/core", NULL, "packages/core/src/index.ts");
    world_expect(&w, "src/app.ts", "import", "@acme/core/deep/x", NULL, "packages/core/src/deep/x.ts");
    world_expect(&w, "src/app.ts", "import", "ui", NULL, "packages/ui/lib/main.js");
    world_expect(&w, "src/app.ts", "import", "ui/src/button", NULL, "packages/ui/src/button.tsx");
    world_expect(&w, "src/app.ts", "import", "ui/none", NULL, "<ui>");
    world_end(&w);
}

static void tsconfig_paths(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "web/src/main.ts", "import", "@app/page", NULL, "web/src/app/page.ts");
    world_expect(&w, "web/src/main.ts", "import", "@app/exact", NULL, "web/shared/math.ts");
    world_expect(&w, "web/src/app/page.ts", "import", "main", NULL, "web/src/main.ts");
    world_expect(&w, "web/src/main.ts", "import", "shared/math", NULL, "web/shared/math.ts");
    world_expect(&w, "web/src/main.ts", "import", "@app/none", NULL, "!@app/none");
    world_expect(&w, "src/app.ts", "import", "shared/math", NULL, "!shared");
    world_end(&w);
}

static void a_broken_manifest_is_a_problem_not_the_end(void **state)
{
    (void)state;
    struct world w;
    world_begin(&w, "JavaScript");
    world_file(&w, "a.js");
    world_manifest(&w, "package.json", "{\"name\": ");
    world_manifest(&w, "tsconfig.json", "{\"extends\":\"./tsconfig.json\"}");
    world_ready(&w);
    world_expect(&w, "a.js", "import", "left-pad", NULL, "!left-pad");
    assert_int_equal(w.tree.problems.len, 1);
    assert_str(tree_path(&w.tree, w.tree.problems.at[0].file), "package.json");
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_specifiers),   cmocka_unit_test(each_takes_its_own_of_two),
        cmocka_unit_test(packages_and_builtins), cmocka_unit_test(workspaces_lead_to_sources),
        cmocka_unit_test(tsconfig_paths),        cmocka_unit_test(a_broken_manifest_is_a_problem_not_the_end),
    };
    return cmocka_run_group_tests_name("resolve_js", tests, NULL, NULL);
}
