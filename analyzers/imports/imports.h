/*
 * imports: what a file asks for, and the package it says it belongs to.
 *
 * One `import` record for each import of a file, in source order, with the text as written (on one line, cut at
 * IMPORT_TEXT_MAX bytes), the module alone, and the names taken from it where the language says so. What it means is
 * for cbc-link to find out; a path put together at run time is given as its expression, since its literal end often
 * helps. The forms:
 *
 *   C, C++        include, include_system, include_macro, import (modules)
 *   C#            using, using_static, using_alias
 *   Go            import
 *   Java          import, import_static; on demand with ".*"
 *   JS, TS        import, export (… from), require, dynamic (import()), reference (triple slash)
 *   PHP           use, use_function, use_const, include, include_once, require, require_once
 *   Python        import, from (with names and level), dynamic (import_module, __import__)
 *   Ruby          require, require_relative, load, autoload
 *   Rust          use (names: the leaves of the tree of braces, relative to module), mod, extern_crate
 *   Shell         source
 *
 * One `package` record for each package clause (Go, Java) and namespace (C#, PHP).
 *
 * In Rust, `is_test` marks what `#[cfg(test)]` compiles for tests only: imports that stand behind it or in a module that
 * does.
 *
 * In Java, `is_unused` marks an import of a type that no code of the file names (documentation may), and one `use`
 * record has the types that code names and the file neither imports nor declares: mostly those of its own package.
 */
#ifndef CBCRAWL_IMPORTS_IMPORTS_H
#define CBCRAWL_IMPORTS_IMPORTS_H

#include "analyzers/ast/analyzer.h"

enum {
    IMPORT_TEXT_MAX = 500,   /* a statement of a dozen lines */
    IMPORT_NAMES_MAX = 1000, /* as many as cbc-link resolves */
};

extern const struct analyzer imports_analyzer;

#endif
