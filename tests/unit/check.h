/*
 * check: cmocka with the includes it wants in their order, and assertions for our own types.
 */
#ifndef CBCRAWL_TESTS_CHECK_H
#define CBCRAWL_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pipeline/base/err.h"
#include "pipeline/base/str.h"

#include <stdlib.h>
#include <string.h>

/* `s` has exactly the bytes of the C string `wanted`. */
#define assert_str(s, wanted) check_str((s), (wanted), __FILE__, __LINE__)

static inline void check_str(struct str s, const char *wanted, const char *file, int line)
{
    if (str_eq(s, str_from(wanted)))
        return;
    print_error("\"%.*s\" is not \"%s\"\n", STR_ARG(s), wanted);
    _fail(file, line);
}

/* A call that must succeed: prints the error when it does not. */
#define assert_ok(rc, err) check_ok((rc), (err), __FILE__, __LINE__)

static inline void check_ok(int rc, const struct err *err, const char *file, int line)
{
    if (rc >= 0)
        return;
    print_error("failed with %d: %s\n", rc, err->text);
    _fail(file, line);
}

/* `text` holds `part`. */
#define assert_contains(text, part) check_contains((text), (part), __FILE__, __LINE__)

static inline void check_contains(const char *text, const char *part, const char *file, int line)
{
    if (strstr(text, part))
        return;
    print_error("\"%s\" does not contain \"%s\"\n", text, part);
    _fail(file, line);
}

/* An arena of 64 MB for one test. */
static inline struct arena test_arena(void)
{
    struct arena arena;
    struct err err = {0};
    check_ok(arena_init(&arena, (size_t)64 << 20, &err), &err, __FILE__, __LINE__);
    return arena;
}

#endif
