#include "pipeline/base/err.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the scanned tree must not move a reader's cursor or forge a second line. */
static void make_printable(char *text)
{
    for (char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = '?';
    }
}

static void mark_cut(char *text, int wanted)
{
    if (wanted >= ERR_TEXT_MAX)
        memcpy(text + ERR_TEXT_MAX - 4, "...", 4);
}

__attribute__((format(printf, 3, 0))) static int fill(struct err *err, int code, const char *fmt, va_list args)
{
    if (err) {
        err->code = code;
        mark_cut(err->text, vsnprintf(err->text, sizeof err->text, fmt, args));
        make_printable(err->text);
    }
    return code;
}

int err_set(struct err *err, int code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fill(err, code, fmt, args);
    va_end(args);
    return code;
}

int err_sys(struct err *err, const char *fmt, ...)
{
    int cause = errno;
    va_list args;
    va_start(args, fmt);
    fill(err, ERR_ENV, fmt, args);
    va_end(args);
    if (err) {
        size_t len = strlen(err->text);
        mark_cut(err->text,
                 (int)len + snprintf(err->text + len, sizeof err->text - len, ": %s", strerror(cause)));
    }
    return ERR_ENV;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
    if (!err)
        return ERR_ENV;
    struct err inner = *err;
    va_list args;
    va_start(args, fmt);
    fill(err, inner.code, fmt, args);
    va_end(args);
    size_t len = strlen(err->text);
    mark_cut(err->text, (int)len + snprintf(err->text + len, sizeof err->text - len, ": %s", inner.text));
    return err->code;
}

int err_exit_code(int code)
{
    if (code >= 0)
        return 0;
    return code < ERR_ENV ? -ERR_ENV : -code;
}

_Noreturn void err_bug(const char *file, int line, const char *what)
{
    fprintf(stderr, "BUG: %s:%d: %s\n", file, line, what);
    abort();
}
