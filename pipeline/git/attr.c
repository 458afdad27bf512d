#include "pipeline/git/attr.h"

#include "pipeline/base/map.h"
#include "pipeline/base/quote.h"
#include "pipeline/base/vec.h"

static const struct str names[ATTR_NAMES] = {
    [ATTR_TEXT] = {"text", 4},
    [ATTR_CRLF] = {"crlf", 4},
    [ATTR_EOL] = {"eol", 3},
    [ATTR_FILTER] = {"filter", 6},
    [ATTR_IDENT] = {"ident", 5},
    [ATTR_ENCODING] = {"working-tree-encoding", 21},
    [ATTR_DIFF] = {"diff", 4},
    [ATTR_GENERATED] = {"linguist-generated", 18},
    [ATTR_VENDORED] = {"linguist-vendored", 17},
    [ATTR_LANGUAGE] = {"linguist-language", 17},
};

struct rule {
    struct pattern pattern;
    struct attr_values sets; /* ATTR_UNKNOWN: does not speak of it */
};

/* Macros, `[attr]name a -b c=d`, are names for several. Kept per file; git knows them per repository, in the top file
 * only. */
struct attr_rules {
    VEC(struct rule) rules;
    VEC(struct attr_values) macros; /* what each sets */
    struct map macro_names;         /* to its index; of two with one name the later counts */
    bool fold;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of *rest, empty at the end. */
static struct str next_word(struct str *rest)
{
    while (rest->len && is_space(rest->p[0]))
        *rest = str_skip(*rest, 1);
    size_t len = 0;
    while (len < rest->len && !is_space(rest->p[len]))
        len++;
    struct str word = str_head(*rest, len);
    *rest = str_skip(*rest, len);
    return word;
}

static void set_all(struct attr_values *to, const struct attr_values *from)
{
    for (int i = 0; i < ATTR_NAMES; i++) {
        if (from->of[i].state != ATTR_UNKNOWN)
            to->of[i] = from->of[i];
    }
}

static void set_by_name(const struct attr_rules *rules, struct attr_values *to, struct str name,
                        struct attr_value value)
{
    for (int i = 0; i < ATTR_NAMES; i++) {
        if (str_eq(name, names[i]))
            to->of[i] = value;
    }
    const uint32_t *macro = value.state == ATTR_SET ? map_get(&rules->macro_names, name) : NULL;
    if (macro)
        set_all(to, &rules->macros.at[*macro]);
}

/* The words behind the pattern: `name`, `-name`, `!name`, `name=value`. */
static struct attr_values read_attributes(const struct attr_rules *rules, struct str rest)
{
    struct attr_values sets = {0};
    for (struct str word = next_word(&rest); word.len; word = next_word(&rest)) {
        struct attr_value value = {.state = ATTR_SET};
        ptrdiff_t equals = str_index(word, '=');
        if (word.p[0] == '-' || word.p[0] == '!') {
            value.state = word.p[0] == '-' ? ATTR_UNSET : ATTR_UNSPECIFIED;
            word = str_skip(word, 1);
        } else if (equals >= 0) {
            value = (struct attr_value){ATTR_VALUE, str_skip(word, (size_t)equals + 1)};
            word = str_head(word, (size_t)equals);
        }
        set_by_name(rules, &sets, word, value);
    }
    return sets;
}

/* The pattern at the start of *line, which may be in double quotes. */
static bool read_pattern(struct arena *arena, struct str *line, struct str *ret_text)
{
    if (line->p[0] != '"') {
        *ret_text = next_word(line);
        return true;
    }
    for (size_t i = 1; i < line->len; i++) {
        if (line->p[i] == '\\')
            i++;
        else if (line->p[i] == '"') {
            struct str quoted = str_head(*line, i + 1);
            *line = str_skip(*line, i + 1);
            return unquote_c(arena, quoted, ret_text);
        }
    }
    return false;
}

static void add_macro(struct attr_rules *rules, struct arena *arena, struct str name, struct attr_values sets)
{
    *map_put(&rules->macro_names, arena, name, NULL) = (uint32_t)rules->macros.len;
    *vec_push(&rules->macros, arena) = sets;
}

static void read_line(struct attr_rules *rules, struct arena *arena, struct str line)
{
    while (line.len && is_space(line.p[0]))
        line = str_skip(line, 1);
    if (line.len == 0 || line.p[0] == '#')
        return;
    if (str_starts(line, STR("[attr]"))) {
        line = str_skip(line, 6);
        struct str name = next_word(&line);
        add_macro(rules, arena, name, read_attributes(rules, line));
        return;
    }
    struct str text;
    if (!read_pattern(arena, &line, &text))
        return;
    struct rule rule = {.pattern = pattern_parse(text), .sets = read_attributes(rules, line)};
    bool speaks = false;
    for (int i = 0; i < ATTR_NAMES; i++)
        speaks |= rule.sets.of[i].state != ATTR_UNKNOWN;
    if (speaks && !(rule.pattern.flags & (PATTERN_NEGATED | PATTERN_DIR_ONLY)))
        *vec_push(&rules->rules, arena) = rule;
}

struct attr_rules *attr_parse(struct arena *arena, struct str bytes, bool fold)
{
    struct attr_rules *rules = arena_new(arena, struct attr_rules);
    rules->fold = fold;
    struct attr_values binary = {0}; /* git's own macro: binary is -diff -merge -text */
    binary.of[ATTR_TEXT].state = binary.of[ATTR_DIFF].state = ATTR_UNSET;
    add_macro(rules, arena, STR("binary"), binary);
    struct str rest = str_starts(bytes, STR("\xef\xbb\xbf")) ? str_skip(bytes, 3) : bytes;
    while (rest.p)
        read_line(rules, arena, str_cut(&rest, '\n'));
    return rules;
}

struct attr_values attr_check(const struct attr_level *level, struct str path, uint64_t *steps)
{
    struct attr_values values = {0};
    struct pattern_subject subject = {.name = str_basename(path), .steps = steps};
    for (; level; level = level->above) {
        const struct attr_rules *rules = level->rules;
        struct attr_values found = {0};
        subject.path = str_skip(path, level->folder.len);
        for (size_t i = 0; i < rules->rules.len; i++) {
            if (pattern_match(&rules->rules.at[i].pattern, &subject, rules->fold))
                set_all(&found, &rules->rules.at[i].sets);
        }
        set_all(&found, &values);
        values = found;
    }
    return values;
}

static bool speaks(const struct attr_value *value)
{
    return value->state == ATTR_SET || value->state == ATTR_UNSET || value->state == ATTR_VALUE;
}

enum attr_filter attr_filter_of(const struct attr_values *values, enum git_autocrlf autocrlf)
{
    const struct attr_value *of = values->of;
    if (of[ATTR_FILTER].state == ATTR_VALUE || of[ATTR_ENCODING].state == ATTR_VALUE ||
        of[ATTR_IDENT].state == ATTR_SET)
        return ATTR_FILTER_ANY;
    const struct attr_value *text = speaks(&of[ATTR_TEXT]) ? &of[ATTR_TEXT] : &of[ATTR_CRLF];
    if (text->state == ATTR_UNSET)
        return ATTR_FILTER_NONE;
    bool converts = speaks(text) || of[ATTR_EOL].state == ATTR_VALUE || autocrlf != GIT_AUTOCRLF_OFF;
    return converts ? ATTR_FILTER_EOL : ATTR_FILTER_NONE;
}

bool attr_is_true(const struct attr_values *values, enum attr_name name, bool *ret_says)
{
    const struct attr_value *value = &values->of[name];
    *ret_says = speaks(value);
    return value->state == ATTR_SET || (value->state == ATTR_VALUE && (str_eq(value->value, STR("true")) ||
                                                                       str_eq(value->value, STR("1"))));
}
