/*
 * err: how library code says what went wrong.
 *
 * A library function returns 0 (or a count) on success and one of the negative ERR_ codes on failure, after filling
 * the caller's `struct err`. The struct is untouched on success, so calls can be chained and checked once. Library
 * code never prints and never exits; `main` reports the text once and turns the code into the exit code.
 *
 * The text is one line, safe for a terminal: control bytes are replaced when it is set, since messages quote paths
 * and bytes of the scanned repository. A NULL `struct err *` is allowed wherever one is taken.
 */
#ifndef CBCRAWL_BASE_ERR_H
#define CBCRAWL_BASE_ERR_H

#include <stdarg.h>

/* The negated exit codes of every stage (0 is "done"). */
enum err_code {
    ERR_NO = -1,    /* done, and the answer is no: gate closed, chain broken */
    ERR_USAGE = -2, /* called wrongly: options, config */
    ERR_INPUT = -3, /* bad input: truncated stream, not a store */
    ERR_ENV = -4,   /* the environment failed, a retry may help */
};

enum { ERR_TEXT_MAX = 1024 }; /* two paths of common length and a sentence; longer text is cut with "..." */

struct err {
    int code;
    char text[ERR_TEXT_MAX];
};

/* Fills `err` and returns `code`. */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As err_set with ERR_ENV, followed by ": " and the text of the current errno. */
int err_sys(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text already in `err`; returns its code unchanged. */
int err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The exit code for a return value: 0 for any value >= 0, else 1 to 4. */
int err_exit_code(int code);

/* An invariant of ours is broken: prints the place and aborts. */
_Noreturn void err_bug(const char *file, int line, const char *what);

#define BUG(what) err_bug(__FILE__, __LINE__, (what))

#endif
