/*
 * banned: functions that must not be used in this tree. The Makefile includes this file into every translation unit of
 * ours, so that naming one of them does not compile.
 *
 * Unbounded writes:          strcpy strcat sprintf vsprintf gets; strncpy, which does not terminate. Use struct buf.
 * Hidden state:              strtok. Use str_split or a loop over slices.
 * Numbers without errors:    atoi atol atoll atof. Use num.h.
 * A shell, or a guess:       system popen; tmpnam tempnam mktemp. Use sub.h; mkstemp.
 * Memory without a ceiling:  alloca. Use an arena.
 *
 * The headers that declare them come first: after the pragma even a declaration is an error.
 */
#ifndef CBCRAWL_BASE_BANNED_H
#define CBCRAWL_BASE_BANNED_H

#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef alloca
#undef strcpy
#undef strcat
#undef strncpy
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy sprintf vsprintf gets
#pragma GCC poison strtok atoi atol atoll atof
#pragma GCC poison popen tmpnam tempnam mktemp
#pragma GCC poison alloca

/* Only the call: a graph may well be named system. */
#define system(...) system_is_banned_use_sub_h

#endif
