#include "analyzers/taint/taint_rules.h"

#include "analyzers/taint/c_taint.h"
#include "analyzers/taint/common_taint.h"
#include "analyzers/taint/go_taint.h"
#include "analyzers/taint/java_taint.h"
#include "analyzers/taint/js_taint.h"
#include "analyzers/taint/php_taint.h"
#include "analyzers/taint/python_taint.h"
#include "pipeline/base/num.h"

/* Patterns --------------------------------------------------------------------------------------------------------- */

static bool glob_one(struct str pattern, struct str text, bool no_case)
{
    bool open_start = str_starts(pattern, STR("*")), open_end = pattern.len > 1 && str_ends(pattern, STR("*"));
    pattern = str_skip(pattern, open_start);
    pattern = str_head(pattern, pattern.len - open_end);
    if (text.len < pattern.len || (!open_start && !open_end && text.len != pattern.len))
        return false;
    size_t last = text.len - pattern.len;
    size_t from = open_start && !open_end ? last : 0, to = open_start ? last : 0;
    for (size_t i = from; i <= to; i++) {
        struct str part = str_of(text.p + i, pattern.len);
        if (str_eq(part, pattern) || (no_case && str_eq_nocase(part, pattern)))
            return true;
    }
    return false;
}

bool taint_glob(struct str alternatives, struct str text)
{
    while (alternatives.p) {
        struct str one = str_cut(&alternatives, '|');
        if (glob_one(one, text, true))
            return true;
    }
    return false;
}

/* Does the path end with the pattern, at a dot? Both are cut at their dots from behind. */
static bool path_fits(struct str pattern, struct str path, bool is_dotted)
{
    if (!is_dotted)
        return glob_one(pattern, path, false) && str_index(path, '.') < 0;
    while (pattern.len > 0) {
        ptrdiff_t dot = str_rindex(pattern, '.'), path_dot = str_rindex(path, '.');
        struct str part = str_skip(pattern, (size_t)(dot + 1)), name = str_skip(path, (size_t)(path_dot + 1));
        if (path.len == 0 ||
            (!str_eq(part, name) && !(str_index(part, '*') >= 0 && glob_one(part, name, false))))
            return false;
        pattern = str_head(pattern, dot < 0 ? 0 : (size_t)dot);
        path = str_head(path, path_dot < 0 ? 0 : (size_t)path_dot);
    }
    return true;
}

static struct str last_of(struct str path)
{
    return str_skip(path, (size_t)(str_rindex(path, '.') + 1));
}

/* `at` counts the chain of the name first, then the wild ones from `rules.len` on. */
const struct taint_rule *taint_rules_next(const struct taint_rules *rules, struct str path, bool is_call,
                                          uint32_t *at)
{
    enum { BEGIN = 0, WILD = 1u << 30 };
    uint32_t next = *at;
    if (next == BEGIN) {
        const uint32_t *first = map_get(&rules->by_last, last_of(path));
        next = first ? *first : WILD;
    }
    while (next < WILD) {
        const struct taint_rule *rule = &rules->rules.at[next - 1];
        next = rules->next.at[next - 1] ? rules->next.at[next - 1] : WILD;
        if (rule->is_call == is_call && path_fits(rule->pattern, path, rule->is_dotted)) {
            *at = next;
            return rule;
        }
    }
    for (uint32_t i = next - WILD; i < rules->wild.len; i++) {
        const struct taint_rule *rule = &rules->rules.at[rules->wild.at[i]];
        if (rule->is_call == is_call && path_fits(rule->pattern, path, rule->is_dotted)) {
            *at = WILD + i + 1;
            return rule;
        }
    }
    return NULL;
}

/* Words of a file -------------------------------------------------------------------------------------------------- */

/* The bit of a word among `seen`; cheap, since nearly all words of a text are none of ours. */
static uint32_t seen_bit(struct str word)
{
    const unsigned char *p = (const unsigned char *)word.p;
    uint32_t hash = p[0] * 31u + p[word.len / 2] * 131u + p[word.len - 1] * 1009u + (uint32_t)word.len * 8191;
    return hash % TAINT_SEEN_BITS;
}

unsigned taint_word(const struct taint_rules *rules, struct str word)
{
    uint32_t bit = seen_bit(word);
    if (!(rules->seen[bit / 64] >> (bit % 64) & 1))
        return 0;
    const uint32_t *found = map_get(&rules->words, word);
    return found ? *found : 0;
}

static void note_word(struct taint_rules *rules, struct arena *arena, struct str word, unsigned bits)
{
    while (word.len > 0 && strchr("@:=()[]", word.p[0]))
        word = str_skip(word, 1);
    while (word.len > 0 && strchr("=()[]", word.p[word.len - 1]))
        word = str_head(word, word.len - 1);
    if (word.len == 0 || str_index(word, '*') >= 0)
        return;
    uint32_t bit = seen_bit(word);
    rules->seen[bit / 64] |= (uint64_t)1 << (bit % 64);
    *map_put(&rules->words, arena, word, NULL) |= bits;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

struct rule_reader {
    struct taint_rules *rules;
    struct arena *arena;
    struct str rest; /* of the line */
    struct str bad;  /* what is wrong with it; no pointer: nothing so far */
};

static struct str word_of(struct rule_reader *r)
{
    r->rest = str_trim(r->rest);
    size_t end = 0;
    while (end < r->rest.len && r->rest.p[end] != ' ')
        end++;
    struct str word = str_head(r->rest, end);
    r->rest = str_trim(str_skip(r->rest, end));
    return word;
}

/* The first thing that is wrong is the one to tell. */
static void malformed(struct rule_reader *r, struct str what)
{
    if (!r->bad.p)
        r->bad = what.len > 0 ? what : STR("end of line");
}

static const char *const verb_names[VERBS] = {
    [VERB_SOURCE] = "source",     [VERB_PARAM] = "param",   [VERB_SINK] = "sink",
    [VERB_CONST] = "const",       [VERB_CLEAN] = "clean",   [VERB_GUARD] = "guard",
    [VERB_REJECT] = "reject",     [VERB_NUMBER] = "number", [VERB_PASS] = "pass",
    [VERB_OPAQUE] = "opaque",     [VERB_FLOW] = "flow",     [VERB_TYPE] = "type",
    [VERB_NORETURN] = "noreturn", [VERB_OP] = "op",         [VERB_COLLECTION] = "collection",
    [VERB_NUMERIC] = "numeric",   [VERB_CLASS] = "class",   [VERB_KIND] = "kind",
};

/* 0 when it is none of them. */
static unsigned index_of(struct rule_reader *r, const char *const *names, unsigned n, struct str name)
{
    for (unsigned i = 0; i < n; i++) {
        if (str_eq(name, str_from(names[i])))
            return i;
    }
    malformed(r, name);
    return 0;
}

static uint64_t class_bit(struct rule_reader *r, struct str name)
{
    for (size_t i = 0; i < r->rules->n_classes; i++) {
        if (str_eq(r->rules->classes[i].id, name))
            return (uint64_t)1 << i;
    }
    malformed(r, name);
    return 0;
}

static uint64_t class_bits(struct rule_reader *r, struct str list)
{
    uint64_t bits = 0;
    if (list.len == 0)
        malformed(r, list);
    while (list.p) {
        struct str name = str_cut(&list, ',');
        bits |= str_eq(name, STR("*")) ? UINT64_MAX : class_bit(r, name);
    }
    return bits;
}

static uint8_t kind_of(struct rule_reader *r, struct str name)
{
    for (size_t i = 0; i < r->rules->n_kinds; i++) {
        if (str_eq(r->rules->kinds[i].id, name))
            return (uint8_t)i;
    }
    malformed(r, name);
    return 0;
}

/* "2", or "2+" for all from there on. */
static uint32_t position_bits(struct rule_reader *r, struct str text)
{
    int64_t n;
    bool is_open = str_ends(text, STR("+"));
    if (!num_parse_int(str_head(text, text.len - is_open), &n) || n >= TAINT_ARGS_MAX) {
        malformed(r, text);
        return 0;
    }
    return is_open ? ARG_POSITIONS & ~((1u << n) - 1) : 1u << n;
}

static void add_name(struct rule_reader *r, struct str name, struct taint_names *names)
{
    if (names->n == TAINT_NAMES_MAX)
        malformed(r, name);
    else
        names->at[names->n++] = name;
}

bool taint_names_have(const struct taint_names *names, struct str name)
{
    for (size_t i = 0; i < names->n; i++) {
        if (str_eq(names->at[i], name))
            return true;
    }
    return false;
}

/* "0,2+,this": bits; a word that is no number is the name of an argument. */
static uint32_t args_of(struct rule_reader *r, struct str list, struct taint_names *ret_names)
{
    uint32_t bits = 0;
    while (list.p) {
        struct str part = str_cut(&list, ',');
        if (str_eq(part, STR("this"))) {
            bits |= ARG_THIS;
        } else if (str_eq(part, STR("return"))) {
            bits |= ARG_RETURN;
        } else if (str_eq(part, STR("*"))) {
            bits |= ARG_POSITIONS;
        } else if (part.len > 0 && part.p[0] >= '0' && part.p[0] <= '9') {
            bits |= position_bits(r, part);
        } else if (part.len > 0) {
            add_name(r, part, ret_names);
        }
    }
    return bits;
}

static void read_args(struct rule_reader *r, struct str text, struct taint_rule *rule)
{
    ptrdiff_t arrow = str_index(text, '>');
    struct taint_names names = {0};
    if (arrow < 0) {
        rule->args = args_of(r, text, &rule->names);
        return;
    }
    rule->args = args_of(r, str_head(text, (size_t)arrow), &rule->names);
    rule->adds = (size_t)arrow + 1 < text.len && text.p[arrow + 1] == '>';
    rule->to = args_of(r, str_skip(text, (size_t)arrow + (rule->adds ? 2 : 1)), &names);
    if (names.n > 0)
        malformed(r, names.at[0]);
}

static void read_pattern(struct rule_reader *r, struct taint_rule *rule)
{
    struct str text = word_of(r);
    ptrdiff_t open = str_rindex(text, '(');
    rule->is_call = open >= 0 && str_ends(text, STR(")"));
    if (rule->is_call) {
        read_args(r, str_of(text.p + open + 1, text.len - (size_t)open - 2), rule);
        text = str_head(text, (size_t)open);
    }
    if (text.len == 0)
        malformed(r, text);
    rule->pattern = text;
    rule->last = last_of(text);
    rule->is_dotted = str_index(text, '.') >= 0;
}

/* when NAME=VALUES, when N=VALUES; != for not. */
static void read_when(struct rule_reader *r, struct taint_rule *rule)
{
    struct str text = r->rest;
    if (!str_starts(text, STR("when ")))
        return;
    text = str_trim(str_skip(text, 5));
    ptrdiff_t at = str_index(text, '=');
    if (at <= 0 || str_eq(str_head(text, (size_t)at), STR("!"))) {
        malformed(r, text);
        return;
    }
    struct taint_when *when = &rule->when;
    when->is_not = text.p[at - 1] == '!';
    when->name = str_head(text, (size_t)at - when->is_not);
    when->values = str_skip(text, (size_t)at + 1);
    when->kind = when->name.p[0] >= '0' && when->name.p[0] <= '9' ? WHEN_ARG : WHEN_NAMED;
    when->arg = when->kind == WHEN_ARG ? (uint8_t)(when->name.p[0] - '0') : 0;
    r->rest = (struct str){0};
}

static void add_rule(struct rule_reader *r, const struct taint_rule *rule)
{
    struct taint_rules *rules = r->rules;
    *vec_push(&rules->rules, r->arena) = *rule;
    *vec_push(&rules->next, r->arena) = 0;
    uint32_t number = (uint32_t)rules->rules.len;
    if (str_index(rule->last, '*') >= 0) {
        *vec_push(&rules->wild, r->arena) = number - 1;
        return;
    }
    bool is_new;
    uint32_t *first = map_put(&rules->by_last, r->arena, rule->last, &is_new);
    uint32_t last = *first;
    while (!is_new && rules->next.at[last - 1])
        last = rules->next.at[last - 1];
    if (is_new)
        *first = number;
    else
        rules->next.at[last - 1] = number;
}

static unsigned flags_of(struct rule_reader *r, struct str list)
{
    static const char *const names[] = {"numeric", "prefix", "text", "high", "low", "fixed"};
    unsigned flags = 0;
    while (list.p && !str_eq(list, STR("-")))
        flags |= 1u << index_of(r, names, sizeof names / sizeof *names, str_cut(&list, ','));
    return flags;
}

static void read_class(struct rule_reader *r)
{
    struct taint_rules *rules = r->rules;
    if (rules->n_classes == TAINT_CLASSES_MAX) {
        malformed(r, r->rest);
        return;
    }
    struct taint_class *class = &rules->classes[rules->n_classes++];
    class->id = word_of(r);
    class->cwe = word_of(r);
    class->severity = word_of(r);
    class->flags = flags_of(r, word_of(r));
    class->message = r->rest;
    if (class->message.len == 0)
        malformed(r, r->rest);
    uint64_t bit = (uint64_t)1 << (rules->n_classes - 1);
    rules->all |= bit;
    rules->numeric |= class->flags & CLASS_NUMERIC ? bit : 0;
    rules->bounded |= class->flags & (CLASS_HIGH | CLASS_LOW) ? bit : 0;
}

static void read_kind(struct rule_reader *r)
{
    if (r->rules->n_kinds == TAINT_KINDS_MAX) {
        malformed(r, r->rest);
        return;
    }
    struct taint_kind *kind = &r->rules->kinds[r->rules->n_kinds++];
    kind->id = word_of(r);
    kind->confidence = word_of(r);
    kind->text = r->rest;
    if (kind->text.len == 0)
        malformed(r, r->rest);
}

static void read_types(struct rule_reader *r, uint32_t meaning)
{
    while (r->rest.len > 0)
        *map_put(&r->rules->types, r->arena, word_of(r), NULL) = meaning;
}

static const char *const op_names[] = {
    "",      "add",   "put",    "get",      "remove",  "pop",       "first",  "extend",
    "clear", "same",  "keys",   "appended", "char-at", "substring", "concat", "equals",
    "lower", "upper", "starts", "allocate", "calls",   "parts",
};
static const char *const collection_names[] = {"", "list", "map", "builder", "table"};

/* The variable that a source is a part of; types, which begin with a capital, need not be named where it is. */
static struct str object_of(const struct taint_rule *rule)
{
    ptrdiff_t dot = str_rindex(rule->pattern, '.');
    struct str object = dot > 0 ? last_of(str_head(rule->pattern, (size_t)dot)) : (struct str){0};
    bool is_variable = object.len > 0 && object.p[0] >= 'a' && object.p[0] <= 'z' &&
                       str_index(object, '*') < 0 && !str_eq(object, STR("self"));
    return is_variable ? object : (struct str){0};
}

static unsigned source_bits(struct rule_reader *r, const struct taint_rule *rule)
{
    if (str_starts(rule->pattern, STR("@")))
        return TAINT_WORD_MARK;
    if (str_starts(rule->pattern, STR("self.")) && str_rindex(rule->pattern, '.') == 4)
        return TAINT_WORD_OWN;
    struct str object = object_of(rule);
    if (object.len == 0)
        return TAINT_WORD_SOURCE;
    note_word(r->rules, r->arena, object, TAINT_WORD_OBJECT);
    return TAINT_WORD_PART;
}

static unsigned word_bits(struct rule_reader *r, const struct taint_rule *rule)
{
    switch (rule->verb) {
    case VERB_SOURCE:
    case VERB_PARAM: return source_bits(r, rule);
    case VERB_SINK: return str_starts(rule->pattern, STR("@")) ? TAINT_WORD_RESULT : TAINT_WORD_SINK;
    case VERB_CONST: return source_bits(r, rule) | TAINT_WORD_SINK;
    default: return 0;
    }
}

static struct str without_end(struct str text, struct str end)
{
    return str_ends(text, end) ? str_head(text, text.len - end.len) : text;
}

/* The word that shows in a text that the rule may be about it. */
static struct str telling_word(const struct taint_rule *rule)
{
    struct str pattern = rule->pattern, word = rule->last;
    if (str_starts(pattern, STR("@"))) /* of a mark the first name is written in all ways */
        return last_of(without_end(pattern, STR(".return")));
    ptrdiff_t dot = str_rindex(pattern, '.');
    bool is_before =
        str_eq(word, STR("new")) || str_starts(word, STR("[")); /* the type, or the table, tells */
    return is_before && dot > 0 ? last_of(str_head(pattern, (size_t)dot)) : word;
}

/* What is written to, and what marks a function, stands there without a bracket. */
static bool is_called(const struct taint_rule *rule)
{
    return rule->is_call && !str_starts(rule->pattern, STR("@")) && !str_ends(rule->last, STR("=")) &&
           !str_ends(rule->last, STR("]"));
}

static void note_words(struct rule_reader *r, const struct taint_rule *rule)
{
    unsigned bits = word_bits(r, rule);
    if (bits)
        note_word(r->rules, r->arena, telling_word(rule), bits | (is_called(rule) ? 0 : TAINT_WORD_ALONE));
}

static void read_head(struct rule_reader *r, struct taint_rule *rule)
{
    switch (rule->verb) {
    case VERB_SOURCE:
    case VERB_PARAM: rule->source = kind_of(r, word_of(r)); break;
    case VERB_SINK:
    case VERB_CONST:
    case VERB_CLEAN:
    case VERB_GUARD:
    case VERB_REJECT: rule->classes = class_bits(r, word_of(r)); break;
    case VERB_OP:
        rule->number = (uint8_t)index_of(r, op_names, sizeof op_names / sizeof *op_names, word_of(r));
        break;
    default: break;
    }
}

static void read_line(struct rule_reader *r)
{
    struct taint_rule rule = {.verb = (enum taint_verb)index_of(r, verb_names, VERBS, word_of(r))};
    if (r->bad.p)
        return;
    if (rule.verb == VERB_CLASS) {
        read_class(r);
    } else if (rule.verb == VERB_KIND) {
        read_kind(r);
    } else if (rule.verb == VERB_NUMERIC) {
        read_types(r, TAINT_TYPE_NUMERIC);
    } else if (rule.verb == VERB_COLLECTION) {
        read_types(r, index_of(r, collection_names, sizeof collection_names / sizeof *collection_names,
                               word_of(r)));
    } else {
        read_head(r, &rule);
        read_pattern(r, &rule);
        read_when(r, &rule);
        rule.text = r->rest;
        add_rule(r, &rule);
        note_words(r, &rule);
    }
}

int taint_rules_read(struct taint_rules *rules, struct arena *arena, struct str text, struct err *err)
{
    struct rule_reader r = {.rules = rules, .arena = arena};
    for (int number = 1; text.p; number++) {
        r.rest = str_trim(str_cut(&text, '\n'));
        if (r.rest.len == 0 || r.rest.p[0] == '#')
            continue;
        read_line(&r);
        if (r.bad.p)
            return err_set(err, ERR_INPUT, "line %d: \"%.*s\" is malformed", number, STR_ARG(r.bad));
    }
    return 0;
}

static void read_own(struct taint_rules *rules, struct arena *arena, const char *name, const char *text)
{
    struct err err;
    if (taint_rules_read(rules, arena, str_from(text), &err) == 0)
        return;
    err_wrap(&err, "%s.taint", name);
    BUG(err.text);
}

const struct taint_rules *taint_rules_new(enum ast_lang lang, struct arena *arena)
{
    static const struct {
        const char *lang, *text;
    } texts[AST_LANGS] = {
        [AST_C] = {"c", c_taint},
        [AST_CPP] = {"c", c_taint},
        [AST_GO] = {"go", go_taint},
        [AST_JAVA] = {"java", java_taint},
        [AST_JAVASCRIPT] = {"js", js_taint},
        [AST_PHP] = {"php", php_taint},
        [AST_PYTHON] = {"python", python_taint},
        [AST_TSX] = {"js", js_taint},
        [AST_TYPESCRIPT] = {"js", js_taint},
    };
    if (!texts[lang].text)
        return NULL;
    struct taint_rules *rules = arena_new(arena, struct taint_rules);
    rules->lang = str_from(texts[lang].lang);
    read_own(rules, arena, "common", common_taint);
    read_own(rules, arena, texts[lang].lang, texts[lang].text);
    return rules;
}
