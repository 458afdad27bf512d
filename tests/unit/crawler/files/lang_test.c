#include "crawler/files/lang.h"

#include "crawler/files/lang_table.h"
#include "tests/unit/check.h"

struct sample {
    const char *path, *head, *lang; /* lang "" is unknown */
    enum lang_how how;
};

static void check_sample(const struct sample *sample)
{
    struct lang_guess guess = lang_of(str_from(sample->path), str_from(sample->head));
    const char *got = guess.lang ? guess.lang->name : "";
    if (strcmp(got, sample->lang) != 0 || guess.how != sample->how)
        fail_msg("%s is %s (by %d), not %s (by %d)", sample->path, got, (int)guess.how, sample->lang,
                 (int)sample->how);
}

#define CHECK(...)                                                    \
    do {                                                              \
        const struct sample samples[] = {__VA_ARGS__};                \
        for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) \
            check_sample(&samples[i]);                                \
    } while (0)

static void names_and_extensions(void **state)
{
    (void)state;
    CHECK({"a/b.c", "", "C", LANG_BY_EXTENSION}, {"a/b.C", "", "C++", LANG_BY_EXTENSION},
          {"a/B.PY", "", "Python", LANG_BY_EXTENSION}, {"x.tar.rs", "", "Rust", LANG_BY_EXTENSION},
          {"Makefile", "", "Makefile", LANG_BY_NAME}, {"sub/CMakeLists.txt", "", "CMake", LANG_BY_NAME},
          {"a.txt", "", "Text", LANG_BY_EXTENSION}, {"go.mod", "", "Go Module", LANG_BY_NAME},
          {".gitignore", "", "Ignore List", LANG_BY_NAME},
          {"tsconfig.json", "", "JSON with Comments", LANG_BY_NAME},
          {"config.h.in", "", "C", LANG_BY_DEFAULT}, {"Dockerfile.dev", "", "Dockerfile", LANG_BY_NAME},
          {"Makefile.in", "", "Makefile", LANG_BY_NAME}, {"a.html.erb", "", "HTML+ERB", LANG_BY_EXTENSION},
          {"a.ejs", "", "EJS", LANG_BY_EXTENSION}, {"app/proguard-rules.pro", "", "Proguard", LANG_BY_NAME},
          {"a.d.ts", "", "TypeScript", LANG_BY_DEFAULT}, /* .ts is shared */
          {"noext", "", "", LANG_UNKNOWN}, {"a.", "", "", LANG_UNKNOWN}, {"", "", "", LANG_UNKNOWN},
          {".c", "", "", LANG_UNKNOWN}, {"a.zzz", "", "", LANG_UNKNOWN}, {"dir.c/file", "", "", LANG_UNKNOWN},
          {"a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", "", LANG_UNKNOWN});
}

static void interpreters(void **state)
{
    (void)state;
    CHECK({"run", "#!/bin/sh\n", "Shell", LANG_BY_SHEBANG},
          {"run", "#! /usr/bin/env python3.11\n", "Python", LANG_BY_SHEBANG},
          {"run", "#!/usr/bin/env -S LANG=C perl5 -w", "Perl", LANG_BY_SHEBANG},
          {"run", "#!/usr/bin/env\n", "", LANG_UNKNOWN},
          {"run", "#!/usr/bin/node --x\r\n", "JavaScript", LANG_BY_SHEBANG}, {"run", "#!", "", LANG_UNKNOWN},
          {"run", "\xef\xbb\xbf#!/bin/bash", "Shell", LANG_BY_SHEBANG},
          {"run.sh", "#!/usr/bin/python\n", "Python", LANG_BY_SHEBANG},
          {"run.py", "#!/bin/frobnicate\n", "Python", LANG_BY_EXTENSION},
          {"run", "x\n#!/bin/sh\n", "", LANG_UNKNOWN});
}

static void modelines(void **state)
{
    (void)state;
    CHECK({"a", "# -*- mode: ruby; tab-width: 2 -*-\n", "Ruby", LANG_BY_MODELINE},
          {"a.h", "// -*- C++ -*-\n", "C++", LANG_BY_MODELINE},
          {"a", "/* -*- coding: utf-8; Mode: Python; -*- */", "Python", LANG_BY_MODELINE},
          {"a", "# vim: set ts=4 ft=perl :\n", "Perl", LANG_BY_MODELINE},
          {"a", "1\n2\n3\n# vim:syntax=lua\n", "Lua", LANG_BY_MODELINE},
          {"a", "1\n2\n3\n4\n5\n6\n7\n# vim: filetype=make\n", "Makefile", LANG_BY_MODELINE},
          {"a", "1\n2\n3\n4\n5\n# vim: ft=perl\n7\n8\n9\n10\n11\n", "", LANG_UNKNOWN},
          {"a.c", "// vim: ft=nonsense\n", "C", LANG_BY_EXTENSION}, {"a", "-*-", "", LANG_UNKNOWN},
          {"a", "-*- -*-", "", LANG_UNKNOWN}, {"a", "-*- \n mode: c -*-", "", LANG_UNKNOWN});
}

static void shared_extensions(void **state)
{
    (void)state;
    CHECK({"a.h", "#ifndef A\nint f(void);\n", "C", LANG_BY_DEFAULT},
          {"a.h", "class A {\n", "C++", LANG_BY_CONTENT},
          {"a.h", "/*\n class of things\n namespace x {\n*/\nint f;\n", "C", LANG_BY_DEFAULT},
          {"a.h", "#ifdef __cplusplus\nextern \"C\" {\nclass X {};\n#endif\nint f;\n", "C", LANG_BY_DEFAULT},
          {"a.h", "#ifdef __cplusplus\n#if 1\n#endif\nclass X {};\n#else\nint f;\n#endif\n", "C",
           LANG_BY_DEFAULT},
          {"a.h", "#ifdef __cplusplus\n#endif\n  template <class T>\n", "C++", LANG_BY_CONTENT},
          {"a.h", "#import <Foundation/Foundation.h>\n", "Objective-C", LANG_BY_CONTENT},
          {"a.h", "@interface A : B\n", "Objective-C", LANG_BY_CONTENT},
          {"a.h", "class A;\n", "C++", LANG_BY_CONTENT}, {"a.h", "namespace a::b {\n", "C++", LANG_BY_CONTENT},
          {"a.h", "struct s {\n  int f () const;\n};\n", "C++", LANG_BY_CONTENT},
          {"a.h", "class of lock, see below\n", "C", LANG_BY_DEFAULT},
          {"a.m", "% x\nfunction y = f(x)\n", "MATLAB", LANG_BY_CONTENT},
          {"a.m", "#import \"a.h\"\n", "Objective-C", LANG_BY_CONTENT},
          {"a.ts", "<?xml version=\"1.0\"?>\n<!DOCTYPE TS>\n", "XML", LANG_BY_CONTENT},
          {"a.ts", "let x;\n", "TypeScript", LANG_BY_DEFAULT},
          {"a.pro", "# Common\n-keepattributes *Annotation*\n", "Proguard", LANG_BY_CONTENT},
          {"a.pro", "-include common.pro\n", "Proguard", LANG_BY_CONTENT},
          {"a.pro", "-dontwarn a.b.**\n", "Proguard", LANG_BY_CONTENT},
          {"a.pro", "QT += core\nLIBS += \\\n  -lm\n", "QMake", LANG_BY_CONTENT},
          {"a.pro", "likes(a, X) :- b(X).\n", "Prolog", LANG_BY_CONTENT},
          {"a.pro", "CONFIG += c++17\n", "QMake", LANG_BY_DEFAULT},
          {"a.pl", ":- module(a).\n", "Prolog", LANG_BY_CONTENT},
          {"a.pl", "use strict;\n", "Perl", LANG_BY_CONTENT},
          {"a.v", "Require Import List.\n", "Rocq Prover", LANG_BY_CONTENT},
          {"a.v", "module a;\nendmodule\n", "Verilog", LANG_BY_CONTENT},
          {"a.d", "a.o: a.c a.h\n", "Makefile", LANG_BY_CONTENT}, {"a.d", "module a;\n", "D", LANG_BY_CONTENT},
          {"a.l", "%%\n", "Lex", LANG_BY_CONTENT}, {"a.l", "(defun f ())\n", "Common Lisp", LANG_BY_CONTENT},
          {"cat.1", ".TH CAT 1\n", "Roff", LANG_BY_CONTENT}, {"libx.so.1", "x\n", "", LANG_UNKNOWN},
          {"a.inc", "<?php\n", "PHP", LANG_BY_CONTENT}, {"a.fs", "#version 330\n", "GLSL", LANG_BY_CONTENT});
}

static void table_is_sound(void **state)
{
    (void)state;
    size_t n;
    const struct lang *langs = lang_all(&n);
    size_t with_rules = 0;
    assert_int_equal(n, LANG_COUNT);
    for (size_t i = 0; i < n; i++) {
        assert_non_null(langs[i].name);
        if (i)
            assert_true(str_cmp(str_from(langs[i - 1].name), str_from(langs[i].name)) < 0);
        assert_ptr_equal(lang_by_name(str_from(langs[i].name)), &langs[i]);
        with_rules += langs[i].syntax != NULL;
    }
    assert_true(n >= 60);
    assert_true(with_rules >= 40);
    assert_null(lang_by_name(STR("c")));
}

static void code_data_and_prose(void **state)
{
    (void)state;
    static const struct {
        struct str name;
        const char *kind;
    } all[] = {{STR("Markdown"), "prose"}, {STR("TeX"), "prose"},  {STR("YAML"), "data"},
               {STR("SVG"), "data"},       {STR("C"), NULL},       {STR("HTML"), NULL},
               {STR("SQL"), NULL},         {STR("Makefile"), NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *kind = lang_kind(lang_by_name(all[i].name));
        if (all[i].kind)
            assert_string_equal(kind, all[i].kind);
        else
            assert_null(kind);
    }
}

/* No word of the list stands at two languages: which one it found would be luck. */
static void words_are_unique(void **state)
{
    (void)state;
    static const char words[] = ""
#define LANG(id, name, syntax, words) words " "
#include "crawler/files/lang_list.h"
#undef LANG
        ;
    struct str rest = str_of(words, sizeof words - 1);
    while (rest.p) {
        struct str word = str_cut(&rest, ' '), others = rest;
        while (word.len && others.p)
            if (str_eq(word, str_cut(&others, ' ')))
                fail_msg("\"%.*s\" stands twice", STR_ARG(word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_extensions),
        cmocka_unit_test(interpreters),
        cmocka_unit_test(modelines),
        cmocka_unit_test(shared_extensions),
        cmocka_unit_test(table_is_sound),
        cmocka_unit_test(code_data_and_prose),
        cmocka_unit_test(words_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
