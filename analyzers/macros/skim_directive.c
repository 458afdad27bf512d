/* Rules for directives: conditionals whose branches do not nest with the code lose all branches but one. */
#include "analyzers/macros/skim.h"

enum directive {
    DIRECTIVE_OTHER,
    DIRECTIVE_INCLUDE,
    DIRECTIVE_DEFINE,
    DIRECTIVE_IF,
    DIRECTIVE_ELSE,
    DIRECTIVE_ENDIF,
};

static enum directive directive_of(struct str name)
{
    static const struct {
        const char *name;
        enum directive directive;
    } names[] = {{"define", DIRECTIVE_DEFINE},   {"if", DIRECTIVE_IF},         {"ifdef", DIRECTIVE_IF},
                 {"ifndef", DIRECTIVE_IF},       {"else", DIRECTIVE_ELSE},     {"elif", DIRECTIVE_ELSE},
                 {"elifdef", DIRECTIVE_ELSE},    {"elifndef", DIRECTIVE_ELSE}, {"endif", DIRECTIVE_ENDIF},
                 {"include", DIRECTIVE_INCLUDE}, {"import", DIRECTIVE_INCLUDE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(name, str_from(names[i].name)))
            return names[i].directive;
    }
    return DIRECTIVE_OTHER;
}

/* May directives stand here for a parser? */
static bool at_boundary(const struct skim *skim)
{
    const struct frame *top = &skim->frames[skim->now.depth];
    if (top->kind == FRAME_ENUM)
        return skim->now.prev == PREV_START || skim->now.prev == PREV_COMMA;
    return (frame_is_outside(top) || top->kind == FRAME_CODE) && skim->now.prev == PREV_START;
}

static bool at_element(const struct skim *skim)
{
    enum prev prev = skim->now.prev;
    return skim->frames[skim->now.depth].kind == FRAME_LIST && (prev == PREV_START || prev == PREV_COMMA);
}

static struct skim_mark mark(struct skim *skim)
{
    size_t count = skim->now.depth + 1;
    struct skim_mark mark = {.state = skim->now, .frames = arena_array(skim->arena, struct frame, count)};
    memcpy(mark.frames, skim->frames, count * sizeof *mark.frames);
    return mark;
}

static void go_back(struct skim *skim, const struct skim_mark *mark)
{
    skim->now = mark->state;
    memcpy(skim->frames, mark->frames, (mark->state.depth + 1) * sizeof *mark->frames);
}

/* Is the branch behind this condition surely not compiled? */
static bool is_dead(const struct skim *skim, struct str name, const char *p, const char *line_end)
{
    struct str condition = str_trim(str_of(p, (size_t)(line_end - p)));
    if (str_eq(name, STR("if")) || str_eq(name, STR("elif")))
        return str_eq(condition, STR("0")) ||
               (!skim->is_cpp && str_eq(condition, STR("defined(__cplusplus)")));
    return !skim->is_cpp && str_eq(name, STR("ifdef")) && str_starts(condition, STR("__cplusplus"));
}

/* The end of a branch: does it leave the code as it found it? */
static void end_branch(struct skim *skim, struct conditional *conditional)
{
    const struct skim_mark *before = &conditional->before;
    bool is_level = skim->now.depth == before->state.depth && skim->now.low == (int32_t)before->state.depth;
    if (!is_level || !at_boundary(skim))
        conditional->is_flat = true;
    if (!is_level || !at_element(skim))
        conditional->is_list = false;
    if (conditional->is_dead || conditional->kept != SIZE_MAX)
        return;
    conditional->kept = skim->branches.len - 1;
    conditional->kept_end = mark(skim);
}

/* Blanks the directives, and the branches that do not stay. */
static void flatten(struct skim *skim, const struct conditional *conditional)
{
    for (size_t i = conditional->first; i < conditional->end; i++) {
        const struct branch *branch = &skim->branches.at[i];
        bool is_last = i + 1 == conditional->end;
        bool stays = is_last || i == conditional->kept || conditional->is_list;
        uint32_t end = stays ? branch->line_end : branch[1].at;
        skim_blank(skim, skim->text + branch->at, skim->text + end);
    }
}

static bool open_conditional(struct skim *skim, struct branch branch, bool dead)
{
    if (skim->conditionals_len == SKIM_CONDITIONALS_MAX)
        return false;
    skim->has_closed = false;
    int32_t outer_low = skim->now.low;
    skim->now.low = (int32_t)skim->now.depth;
    skim->conditionals[skim->conditionals_len++] = (struct conditional){
        .before = mark(skim),
        .outer_low = outer_low,
        .first = skim->branches.len,
        .kept = SIZE_MAX,
        .is_dead = dead,
        .is_flat = !at_boundary(skim),
        .is_list = at_element(skim),
    };
    *vec_push(&skim->branches, skim->arena) = branch;
    return true;
}

static void next_branch(struct skim *skim, struct branch branch, bool dead)
{
    if (skim->conditionals_len == 0)
        return;
    struct conditional *conditional = &skim->conditionals[skim->conditionals_len - 1];
    end_branch(skim, conditional);
    go_back(skim, &conditional->before);
    conditional->is_dead = dead;
    skim->has_closed = false;
    *vec_push(&skim->branches, skim->arena) = branch;
}

static void close_conditional(struct skim *skim, struct branch branch)
{
    if (skim->conditionals_len == 0)
        return;
    struct conditional *conditional = &skim->conditionals[--skim->conditionals_len];
    int32_t low = conditional->outer_low;
    end_branch(skim, conditional);
    *vec_push(&skim->branches, skim->arena) = branch;
    conditional->end = skim->branches.len;
    skim->branches.len = conditional->first; /* they stay readable until the next one is pushed */
    if (conditional->is_flat) {
        flatten(skim, conditional);
        go_back(skim, conditional->kept == SIZE_MAX ? &conditional->before : &conditional->kept_end);
    }
    if (skim->now.low > low)
        skim->now.low = low;
    skim->has_closed = true;
}

void skim_split_else(struct skim *skim)
{
    if (!skim->directive_is_endif) {
        if (skim->conditionals_len > 0)
            skim->conditionals[skim->conditionals_len - 1].is_flat = true;
    } else if (skim->has_closed && !skim->conditionals[skim->conditionals_len].is_flat) {
        flatten(skim, &skim->conditionals[skim->conditionals_len]);
    }
}

static const char *line_start(const struct skim *skim, const char *p)
{
    while (p > skim->text && p[-1] != '\n')
        p--;
    return p;
}

/* Blanks [p, end), which has nothing but white space, splices and comments; its newlines become splices. */
static void blank_gap(struct skim *skim, const char *p, const char *end)
{
    skim_blank(skim, p, end);
    for (const char *c = p + 1; c < end; c++) {
        if (*c == '\n' && c[-1] == ' ')
            skim_write(skim, c - 1, '\\');
    }
}

/* For the parser a comment ends a definition, so those that code follows go. */
static void blank_comments(struct skim *skim, const char *p, const char *line_end)
{
    while (p < line_end) {
        const char *end = lex_blank(p, line_end);
        if (end < line_end && memchr(p, '/', (size_t)(end - p)))
            blank_gap(skim, p, end);
        p = end;
        if (p < line_end)
            p = lex_class(*p) == LEX_QUOTE ? lex_quoted(p, line_end) : p + 1;
    }
}

/* "args..." as GNU writes it: the parser knows "..." alone. */
static void blank_rest_name(struct skim *skim, const char *p, const char *line_end)
{
    const char *name = lex_blank(p, line_end);
    const char *open = lex_name(name, line_end);
    const char *close = open < line_end && *open == '(' ? lex_group(open, line_end) : NULL;
    const char *dots = close ? memmem(open, (size_t)(close - open), "...", 3) : NULL;
    const char *from = dots;
    while (from && lex_is_word(from[-1]))
        from--;
    if (from < dots)
        skim_blank(skim, from, dots);
}

/* __has_include(<x.h>) and __has_cpp_attribute(a::b) are beyond a parser of C expressions. */
static void blank_operands(struct skim *skim, const char *p, const char *line_end)
{
    static const char has[] = "__has_";
    while (p < line_end && (p = memmem(p, (size_t)(line_end - p), has, sizeof has - 1)) != NULL) {
        p = lex_blank(lex_name(p, line_end), line_end);
        const char *end = p < line_end && *p == '(' ? lex_group(p, line_end) : NULL;
        if (!end)
            continue;
        size_t len = (size_t)(end - p);
        if (memchr(p, '<', len) || memchr(p, ':', len) || memchr(p, '"', len))
            skim_blank(skim, p, end);
        p = end;
    }
}

const char *skim_directive(struct skim *skim, const char *p)
{
    const char *word = lex_blank(p + 1, skim->end);
    struct str name = str_of(word, (size_t)(lex_name(word, skim->end) - word));
    const char *behind = word + name.len;
    const char *line_end = lex_line(behind, skim->end);
    struct branch branch = {skim_offset(skim, line_start(skim, p)), skim_offset(skim, line_end)};
    enum directive directive = directive_of(name);
    if (directive >= DIRECTIVE_IF)
        skim_label_end(skim);
    if (directive == DIRECTIVE_IF || directive == DIRECTIVE_ELSE)
        blank_operands(skim, behind, line_end);
    bool fits = true;
    switch (directive) {
    case DIRECTIVE_DEFINE:
        skim_define(skim, behind, line_end);
        blank_rest_name(skim, behind, line_end);
        blank_comments(skim, behind, line_end);
        __attribute__((fallthrough));
    case DIRECTIVE_OTHER:
        if (!at_boundary(skim) || skim_top(skim)->kind == FRAME_ENUM)
            skim_blank(skim, p, line_end);
        return line_end;
    case DIRECTIVE_INCLUDE: return line_end;
    case DIRECTIVE_IF: fits = open_conditional(skim, branch, is_dead(skim, name, behind, line_end)); break;
    case DIRECTIVE_ELSE: next_branch(skim, branch, is_dead(skim, name, behind, line_end)); break;
    case DIRECTIVE_ENDIF: close_conditional(skim, branch); break;
    }
    skim->directive_at = branch.line_end;
    skim->directive_is_endif = directive == DIRECTIVE_ENDIF;
    return fits ? line_end : skim->end;
}
