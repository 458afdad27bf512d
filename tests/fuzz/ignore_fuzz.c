/* Rules of ignore and attribute files, and the paths they are asked about, all from the scanned repository. */
#include "pipeline/git/attr.h"
#include "pipeline/git/ignore.h"
#include "tests/fuzz/fuzz.h"

static struct str inside(struct str text, struct str part)
{
    CHECK(part.len == 0 || (part.p >= text.p && part.p + part.len <= text.p + text.len));
    return part;
}

static void check_ignore(struct arena *arena, struct str rules, struct str path)
{
    struct ignore_level level = {.rules = ignore_parse(arena, rules, false), .folder = STR("")};
    for (int is_dir = 0; is_dir < 2; is_dir++) {
        struct ignore_verdict verdict = ignore_check(&level, path, is_dir, NULL);
        CHECK((verdict.rule == NULL) == (verdict.level == NULL));
        if (verdict.rule)
            inside(rules, verdict.rule->source);
        CHECK(verdict.rule || !ignore_is_ignored(verdict));
    }
}

static void check_attributes(struct arena *arena, struct str rules, struct str path)
{
    struct attr_level level = {.rules = attr_parse(arena, rules, true), .folder = STR("")};
    struct attr_values values = attr_check(&level, path, NULL);
    for (int i = 0; i < ATTR_NAMES; i++)
        CHECK((values.of[i].state == ATTR_VALUE) || values.of[i].value.len == 0);
    attr_filter_of(&values, GIT_AUTOCRLF_ON);
}

/* The last line is the path, all before it the rules. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    struct str text = str_of((const char *)data, len);
    ptrdiff_t newline = str_rindex(text, '\n');
    struct str path = str_skip(text, (size_t)(newline + 1));
    struct str rules = str_head(text, newline < 0 ? 0 : (size_t)newline);
    if (path.len > 0) {
        check_ignore(&arena, rules, path);
        check_attributes(&arena, rules, path);
        glob_match(rules, path, true);
    }
    struct git_settings settings = {0};
    git_config_parse(&arena, text, &settings, NULL);
    arena_release(&arena);
    return 0;
}
