#include "analyzers/match/match.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct match {
    pcre2_code *code;
};

struct match_room {
    pcre2_match_data *data;
    pcre2_match_context *limits;
    bool is_over_limit;
};

/* Nested groups of a pattern: PCRE2 would take 250, on our stack. */
enum { GROUPS_MAX = 50 };

enum { PAIRS = 2 }; /* ends that are wanted of a match: its own, and those of its first group */

static pcre2_code *compile(struct str pattern, uint32_t options, int *ret_error, size_t *ret_at)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context)
        arena_full(pattern.len);
    pcre2_set_max_pattern_length(context, MATCH_PATTERN_MAX);
    pcre2_set_parens_nest_limit(context, GROUPS_MAX);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.len, options, ret_error, ret_at, context);
    pcre2_compile_context_free(context);
    return code;
}

int match_new(struct str pattern, unsigned flags, struct match **ret_match, struct err *err)
{
    int error;
    size_t at;
    uint32_t options = PCRE2_NEVER_BACKSLASH_C | (flags & MATCH_NO_CASE ? PCRE2_CASELESS : 0) |
                       (flags & MATCH_HERE ? PCRE2_ANCHORED : 0);
    pcre2_code *code = compile(pattern, options, &error, &at);
    if (!code) {
        PCRE2_UCHAR text[128];
        pcre2_get_error_message(error, text, sizeof text);
        return err_set(err, ERR_USAGE, "the regular expression, at byte %zu: %s", at, (const char *)text);
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where it cannot be had, the interpreter runs it */
    struct match *match = malloc(sizeof *match);
    if (!match)
        arena_full(sizeof *match);
    match->code = code;
    *ret_match = match;
    return 0;
}

void match_free(struct match *match)
{
    if (match)
        pcre2_code_free(match->code);
    free(match);
}

struct match_room *match_room_new(void)
{
    struct match_room *room = malloc(sizeof *room);
    if (!room)
        arena_full(sizeof *room);
    room->data = pcre2_match_data_create(PAIRS, NULL);
    room->limits = pcre2_match_context_create(NULL);
    if (!room->data || !room->limits)
        arena_full(sizeof *room);
    pcre2_set_match_limit(room->limits, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(room->limits, MATCH_DEPTH_MAX);
    room->is_over_limit = false;
    return room;
}

bool match_room_was_over(struct match_room *room)
{
    bool was = room->is_over_limit;
    room->is_over_limit = false;
    return was;
}

void match_room_free(struct match_room *room)
{
    if (!room)
        return;
    pcre2_match_data_free(room->data);
    pcre2_match_context_free(room->limits);
    free(room);
}

bool match_find(const struct match *match, struct match_room *room, struct str text, size_t *ret_from,
                size_t *ret_to)
{
    text = str_head(text, MATCH_TEXT_MAX);
    /* 0: there are more groups than there is room for, and those do not matter. */
    int n = pcre2_match(match->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.len, 0, 0, room->data,
                        room->limits);
    room->is_over_limit |= n < 0 && n != PCRE2_ERROR_NOMATCH;
    if (n < 0)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    if (ends[0] > ends[1])
        return false; /* \K behind a look-ahead */
    if (ret_from)
        *ret_from = ends[0];
    if (ret_to)
        *ret_to = ends[1];
    return true;
}

bool match_find_from(const struct match *match, struct match_room *room, struct str text, size_t at,
                     size_t *ret_from, size_t *ret_to)
{
    text = str_head(text, MATCH_TEXT_MAX);
    if (at > text.len)
        return false;
    int n = pcre2_match(match->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.len, at, 0, room->data,
                        room->limits);
    if (n < 0)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(room->data);
    if (n != 1 && ends[2] != PCRE2_UNSET)
        ends += 2;
    if (ends[0] > ends[1])
        return false;
    *ret_from = ends[0];
    *ret_to = ends[1];
    return true;
}
