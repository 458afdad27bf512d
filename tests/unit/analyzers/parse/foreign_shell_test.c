#include "analyzers/parse/foreign_shell.h"

#include "tests/unit/check.h"

static bool is_foreign(const char *path, const char *text)
{
    return foreign_shell(str_from(path), str_from(text));
}

static void what_the_file_says(void **state)
{
    (void)state;
    assert_true(is_foreign("run", "#!/bin/zsh\n"));
    assert_true(is_foreign("run.sh", "#!/usr/bin/env -S zsh -f\r\n"));
    assert_true(is_foreign("run.sh", "#! /bin/tcsh"));
    assert_true(is_foreign("_rg", "#compdef rg\n"));
    assert_true(is_foreign("f", "#autoload"));
    assert_false(is_foreign("run", "#!/bin/bash\n"));
    assert_false(is_foreign("run.zsh", "#!/bin/sh\n"));
    assert_false(is_foreign("run.sh", "# not for zsh\n"));
    assert_false(is_foreign("run.sh", "#compdefs\n"));
    assert_false(is_foreign("run.sh", "\n#compdef rg\n"));
}

static void what_the_name_says(void **state)
{
    (void)state;
    assert_true(is_foreign("a/rg.zsh", "f() { :; }\n"));
    assert_true(is_foreign("home/.zshrc", ""));
    assert_true(is_foreign(".login", ""));
    assert_false(is_foreign("a.zsh/run.sh", ""));
    assert_false(is_foreign("zsh", ""));
    assert_false(is_foreign(".bashrc", ""));
    assert_false(is_foreign("", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_file_says),
        cmocka_unit_test(what_the_name_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
