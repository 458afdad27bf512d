#include "pipeline/git/ignore.h"

#include "pipeline/base/map.h"

/* Rules that share a key are chained from the last to the first: the last that applies wins. */
struct rule {
    struct pattern pattern;
    uint32_t before; /* 1 + index of the rule before it with the same key, 0 when it is the first */
};

struct ignore_rules {
    VEC(struct rule) rules;
    struct map names, paths, extensions; /* 1 + index of the last rule with that key */
    VEC(uint32_t) others;                /* the rules in none of these, in order */
    bool fold;
};

/* The map that holds rules of this form and the key in it, or NULL. */
static struct map *map_for(struct ignore_rules *rules, const struct pattern *pattern, struct str *ret_key)
{
    struct str text = pattern->text;
    if (rules->fold || text.len == 0)
        return NULL;
    *ret_key = text;
    if (pattern->literal_len == text.len)
        return pattern->flags & PATTERN_NAME ? &rules->names : &rules->paths;
    *ret_key = str_skip(text, 1);
    if (!(pattern->flags & PATTERN_NAME) || !str_starts(text, STR("*.")) || str_rindex(text, '.') != 1)
        return NULL;
    for (size_t i = 1; i < text.len; i++) {
        if (glob_is_special(text.p[i]))
            return NULL;
    }
    return &rules->extensions;
}

static void add_rule(struct ignore_rules *rules, struct arena *arena, struct pattern pattern)
{
    struct str key;
    struct map *map = map_for(rules, &pattern, &key);
    uint32_t id = (uint32_t)rules->rules.len;
    struct rule rule = {.pattern = pattern};
    if (map) {
        uint32_t *last = map_put(map, arena, key, NULL);
        rule.before = *last;
        *last = id + 1;
    } else {
        *vec_push(&rules->others, arena) = id;
    }
    *vec_push(&rules->rules, arena) = rule;
}

/* Without the spaces at the end, but for one behind a backslash. */
static struct str trim_spaces(struct str line)
{
    size_t keep = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.p[i] == '\\' && i + 1 < line.len)
            keep = ++i + 1;
        else if (line.p[i] != ' ')
            keep = i + 1;
    }
    return str_head(line, keep);
}

/* The pattern text of a line: git reads C strings, so a NUL ends it. */
static struct str rule_text(struct str line)
{
    if (str_ends(line, STR("\r")))
        line.len--;
    ptrdiff_t nul = str_index(line, '\0');
    return trim_spaces(nul < 0 ? line : str_head(line, (size_t)nul));
}

struct ignore_rules *ignore_parse(struct arena *arena, struct str bytes, bool fold)
{
    struct ignore_rules *rules = arena_new(arena, struct ignore_rules);
    rules->fold = fold;
    struct str rest = str_starts(bytes, STR("\xef\xbb\xbf")) ? str_skip(bytes, 3) : bytes;
    for (uint32_t number = 1; rest.p; number++) {
        struct str line = str_cut(&rest, '\n');
        if (line.len == 0 || line.p[0] == '#')
            continue;
        struct pattern pattern = pattern_parse(rule_text(line));
        pattern.line = number;
        add_rule(rules, arena, pattern);
    }
    return rules;
}

struct ignore_rules *ignore_from_list(struct arena *arena, const char *const *patterns, size_t n, bool fold)
{
    struct ignore_rules *rules = arena_new(arena, struct ignore_rules);
    rules->fold = fold;
    for (size_t i = 0; i < n; i++)
        add_rule(rules, arena, pattern_parse(str_from(patterns[i])));
    return rules;
}

/* The last rule of the chain under `key` that applies, as 1 + index; `best` when that is later. */
static uint32_t later(const struct ignore_rules *rules, const struct map *map, struct str key, bool is_dir,
                      uint32_t best)
{
    if (map->len == 0)
        return best;
    const uint32_t *last = map_get(map, key);
    uint32_t id = last ? *last : 0;
    while (id > best && (rules->rules.at[id - 1].pattern.flags & PATTERN_DIR_ONLY) && !is_dir)
        id = rules->rules.at[id - 1].before;
    return id > best ? id : best;
}

const struct pattern *ignore_find(const struct ignore_rules *rules, const struct pattern_subject *subject)
{
    uint32_t best = later(rules, &rules->names, subject->name, subject->is_dir, 0);
    best = later(rules, &rules->paths, subject->path, subject->is_dir, best);
    ptrdiff_t dot = rules->extensions.len ? str_rindex(subject->name, '.') : -1;
    if (dot >= 0)
        best = later(rules, &rules->extensions, str_skip(subject->name, (size_t)dot), subject->is_dir, best);
    for (size_t i = rules->others.len; i > 0 && rules->others.at[i - 1] >= best; i--) {
        const struct pattern *pattern = &rules->rules.at[rules->others.at[i - 1]].pattern;
        if (pattern_match(pattern, subject, rules->fold))
            return pattern;
    }
    return best ? &rules->rules.at[best - 1].pattern : NULL;
}

struct ignore_verdict ignore_check(const struct ignore_level *level, struct str path, bool is_dir,
                                   uint64_t *steps)
{
    struct pattern_subject subject = {.name = str_basename(path), .is_dir = is_dir, .steps = steps};
    for (; level; level = level->above) {
        subject.path = str_skip(path, level->folder.len);
        const struct pattern *rule = ignore_find(level->rules, &subject);
        if (rule)
            return (struct ignore_verdict){.rule = rule, .level = level};
    }
    return (struct ignore_verdict){0};
}
