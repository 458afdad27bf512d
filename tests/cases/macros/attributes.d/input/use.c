#include "lib.h"

NORETURN void die(const char *format, ...)
{
    log_line(format);
}

static int callback(void *data UNUSED, int value UNUSED)
{
    int local = value;
    ASSERT_ONLY(value > 0);
    if (local)
        ASSERT_ONLY(local);
    return local + UNUSED_COUNT;
}

FORCE_INLINE int quick(char *UNUSED name) { return 1; }
local int hidden(UNKNOWN_ATTR void *p) { return use(p); }
EXPORT(int) shown(void) { return 2; }
