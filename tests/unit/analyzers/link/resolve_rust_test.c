#include "tests/unit/analyzers/link/import_world.h"

static const char *const files[] = {
    "crates/core/main.rs",
    "crates/core/args.rs",
    "crates/core/flags/mod.rs",
    "crates/core/flags/defs.rs",
    "crates/grep-x/src/lib.rs",
    "crates/grep-x/src/glob.rs",
    "crates/grep-x/src/glob/set.rs",
    "crates/grep-x/tests/it.rs",
    "crates/grep-x/tests/common/mod.rs",
    "crates/grep-x/src/bin/tool.rs",
    "crates/grep-x/src/os/unix_impl.rs",
    "crates/grep-x/src/os.rs",
    "build.rs",
    NULL,
};

static void setup(struct world *world)
{
    world_begin(world, "Rust");
    world_files(world, files);
    world_manifest(
        world, "Cargo.toml",
        "[package]\nname = \"rip-grep\" # the name\n[[bin]]\nbench = false\npath = \"crates/core/main.rs\"\n"
        "[workspace]\nmembers = [\n  \"crates/grep-x\", # one\n]\n[dependencies]\nlog = \"0.4\"\n");
    world_manifest(
        world, "crates/grep-x/Cargo.toml",
        "[package]\nname = \"grep-x\"\n[lib]\nname = 'grep_ex'\n[dependencies]\nserde = { version = \"1\" }\n");
    tree_add_scope(&world->tree, tree_file(&world->tree, STR("crates/core/args.rs")), 10, 20, STR("tests"));
    world_ready(world);
}

static void declared_modules(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "crates/core/main.rs", "mod", "args", NULL, "crates/core/args.rs");
    world_expect(&w, "crates/core/main.rs", "mod", "flags", NULL, "crates/core/flags/mod.rs");
    world_expect(&w, "crates/core/flags/mod.rs", "mod", "defs", NULL, "crates/core/flags/defs.rs");
    world_expect(&w, "crates/grep-x/src/glob.rs", "mod", "set", NULL, "crates/grep-x/src/glob/set.rs");
    world_expect(&w, "crates/grep-x/tests/it.rs", "mod", "common", NULL, "crates/grep-x/tests/common/mod.rs");
    struct import with_path = {.form = STR("mod"),
                               .module = STR("imp"),
                               .text = STR("#[path = \"os/unix_impl.rs\"] mod imp;")};
    world_expect_import(&w, "crates/grep-x/src/os.rs", with_path, NULL, "crates/grep-x/src/os/unix_impl.rs");
    world_expect(&w, "crates/grep-x/src/os.rs", "mod", "windows_impl", NULL, "?");
    world_end(&w);
}

static void paths_are_followed_as_far_as_they_are_modules(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "crates/core/flags/defs.rs", "use", "crate::args::Args", NULL, "crates/core/args.rs");
    world_expect(&w, "crates/core/flags/defs.rs", "use", "crate", "[\"args::A\",\"Root\"]",
                 "crates/core/args.rs crates/core/main.rs");
    world_expect(&w, "crates/core/flags/defs.rs", "use", "super::Flag", NULL, "crates/core/flags/mod.rs");
    world_expect(&w, "crates/core/flags/defs.rs", "use", "super::super::args::A", NULL, "crates/core/args.rs");
    world_expect(&w, "crates/core/flags/mod.rs", "use", "self::defs::X", NULL, "crates/core/flags/defs.rs");
    world_expect(&w, "crates/core/flags/mod.rs", "use", "defs::X", NULL, "crates/core/flags/defs.rs");
    world_expect(&w, "crates/grep-x/src/glob/set.rs", "use", "super::super::os", NULL,
                 "crates/grep-x/src/os.rs");
    world_expect(&w, "crates/grep-x/tests/common/mod.rs", "use", "crate::x", NULL,
                 "crates/grep-x/tests/it.rs");
    world_expect(&w, "crates/core/args.rs", "use", "Shape::*", NULL, "crates/core/args.rs");
    world_end(&w);
}

static void crates(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    world_expect(&w, "crates/core/args.rs", "use", "grep_ex::glob::Glob", NULL, "crates/grep-x/src/glob.rs");
    world_expect(&w, "crates/grep-x/tests/it.rs", "use", "grep_ex::Searcher", NULL,
                 "crates/grep-x/src/lib.rs");
    world_expect(&w, "crates/grep-x/src/bin/tool.rs", "use", "::grep_ex::os", NULL, "crates/grep-x/src/os.rs");
    world_expect(&w, "crates/core/args.rs", "use", "std::path", "[\"Path\",\"PathBuf\"]", "!std");
    world_expect(&w, "crates/core/args.rs", "use", "serde_json::Value", NULL, "!serde_json");
    world_expect(&w, "crates/grep-x/src/glob/set.rs", "use", "os::Kind", NULL, "crates/grep-x/src/os.rs");
    world_end(&w);
}

/* `mod tests { use super::*; }` is about its own file, not about the parent of the file. */
static void inline_modules_are_one_step_for_super(void **state)
{
    (void)state;
    struct world w;
    setup(&w);
    struct import inside = {.form = STR("use"), .module = STR("super::*"), .line = 12}, outside = inside;
    outside.line = 5;
    world_expect_import(&w, "crates/core/args.rs", inside, NULL, "crates/core/args.rs");
    world_expect_import(&w, "crates/core/args.rs", outside, NULL, "crates/core/main.rs");
    world_expect(&w, "crates/core/args.rs", "use", "tests::helper", NULL, "crates/core/args.rs");
    world_expect(&w, "crates/core/main.rs", "use", "args::tests::helper", NULL, "crates/core/args.rs");
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declared_modules),
        cmocka_unit_test(paths_are_followed_as_far_as_they_are_modules),
        cmocka_unit_test(crates),
        cmocka_unit_test(inline_modules_are_one_step_for_super),
    };
    return cmocka_run_group_tests_name("resolve_rust", tests, NULL, NULL);
}
