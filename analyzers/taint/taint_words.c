#include "analyzers/taint/taint_words.h"

enum { DEFINE_MAX = 200 }; /* bytes behind a "define" that are looked at */

static const unsigned says_something =
    TAINT_WORD_SOURCE | TAINT_WORD_SINK | TAINT_WORD_OBJECT | TAINT_WORD_PART;

struct word_scan {
    const struct taint_rules *rules;
    struct str text;
    struct arena *arena;
    struct map macros; /* C: name to what its meaning says */
    bool is_c;
    bool needs_call; /* a function's name counts where a bracket follows; elsewhere it is passed around */
    bool needs_dot; /* a part's name counts behind a dot; elsewhere names are taken out of an object in braces */
};

/* Words ------------------------------------------------------------------------------------------------------------ */

static size_t word_end(struct str text, size_t from)
{
    while (from < text.len && taint_is_word_char(text.p[from]))
        from++;
    return from;
}

static struct str cut_word(struct str *rest)
{
    *rest = str_trim(*rest);
    struct str word = str_head(*rest, word_end(*rest, 0));
    *rest = str_skip(*rest, word.len);
    return word;
}

/* #define SYSTEM system: one is as good as the other. */
static void note_macro(struct word_scan *scan, struct str rest)
{
    rest = str_head(rest, DEFINE_MAX);
    struct str name = cut_word(&rest);
    bool has_value = str_starts(rest, STR(" ")) || str_starts(rest, STR("\t"));
    struct str value = has_value ? cut_word(&rest) : (struct str){0};
    unsigned bits = value.len > 0 ? taint_word(scan->rules, value) & says_something : 0;
    if (bits && name.len > 0)
        *map_put(&scan->macros, scan->arena, name, NULL) = bits;
}

/* Is the word at `at` the last of a name behind an "@"? */
static bool marks_function(struct str text, size_t at)
{
    while (at > 0 && (taint_is_word_char(text.p[at - 1]) || text.p[at - 1] == '.'))
        at--;
    return at > 0 && text.p[at - 1] == '@';
}

/* What rules say of a word, where it stands. */
static unsigned rule_bits(const struct word_scan *scan, struct str word, size_t from, struct str behind)
{
    unsigned bits = taint_word(scan->rules, word);
    bool is_called = str_starts(behind, STR("(")) || str_starts(behind, STR(" ("));
    if (scan->needs_call && !is_called && !(bits & TAINT_WORD_ALONE))
        bits &= TAINT_WORD_OBJECT;
    if (scan->needs_dot && bits & TAINT_WORD_PART && !str_ends(str_head(scan->text, from), STR(".")))
        bits &= ~(unsigned)TAINT_WORD_PART;
    if (bits & TAINT_WORD_OWN && str_ends(str_head(scan->text, from), STR("self.")))
        bits |= TAINT_WORD_SOURCE;
    if (bits & (TAINT_WORD_MARK | TAINT_WORD_RESULT) && marks_function(scan->text, from))
        bits |= (bits & TAINT_WORD_MARK ? TAINT_WORD_SOURCE : 0) |
                (bits & TAINT_WORD_RESULT ? TAINT_WORD_SINK : 0);
    return bits & says_something;
}

/* What the word [from, to) says. */
static unsigned bits_of(struct word_scan *scan, size_t from, size_t to)
{
    struct str word = str_of(scan->text.p + from, to - from), behind = str_skip(scan->text, to);
    if (scan->is_c && str_eq(word, STR("define")))
        note_macro(scan, behind);
    const uint32_t *macro = scan->macros.len > 0 ? map_get(&scan->macros, word) : NULL;
    return rule_bits(scan, word, from, behind) | (macro ? *macro : 0);
}

/* Texts ------------------------------------------------------------------------------------------------------------ */

struct word_marks taint_words_find(const struct taint_rules *rules, enum ast_lang lang, struct str text,
                                   struct arena *arena)
{
    struct word_marks marks = {0};
    struct word_scan scan = {.rules = rules, .text = text, .arena = arena};
    scan.is_c = lang == AST_C || lang == AST_CPP;
    scan.needs_call = scan.is_c || lang == AST_GO || lang == AST_PYTHON;
    scan.needs_dot = lang == AST_PYTHON;
    for (size_t i = 0; i < text.len;) {
        bool begins = taint_is_word_char(text.p[i]) && !(text.p[i] >= '0' && text.p[i] <= '9');
        size_t end = begins ? word_end(text, i) : i + 1;
        unsigned bits = begins ? bits_of(&scan, i, end) : 0;
        if (bits)
            *vec_push(&marks, arena) = (struct word_mark){.at = (uint32_t)i, .bits = bits};
        i = end;
    }
    return marks;
}

unsigned taint_words_within(const struct word_marks *marks, uint32_t from, uint32_t to)
{
    size_t low = 0, high = marks->len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (marks->at[mid].at < from)
            low = mid + 1;
        else
            high = mid;
    }
    unsigned bits = 0;
    for (size_t i = low; i < marks->len && marks->at[i].at < to; i++)
        bits |= marks->at[i].bits;
    return bits;
}

bool taint_words_have_source(unsigned bits)
{
    unsigned halves = TAINT_WORD_OBJECT | TAINT_WORD_PART;
    return bits & TAINT_WORD_SOURCE || (bits & halves) == halves;
}
