#include "pipeline/score/score_find.h"

#include <inttypes.h>
#include <stdlib.h>

struct finder {
    struct findings *findings;
    struct arena *arena;
    struct arena scratch; /* copied by value for use within one file */
    struct facts *facts;
    struct policy *policy;
};

/* Any cycle is a finding; above twice this size it is one step more severe, above four times two. Our choice: a circle
 * of five can still be seen at a glance. */
enum { CYCLE_SMALL = 5 };

bool rule_applies(const struct rule *rule, const struct file *file, struct arena scratch)
{
    return rule->enabled && !file->left_out && !(file->is_test && rule->tests == TESTS_IGNORED) &&
           !path_is_listed(rule->ignored, rule->n_ignored, file->path, scratch);
}

static bool applies(const struct finder *f, enum own_rule rule, const struct file *file)
{
    return rule_applies(policy_rule(f->policy, rule), file, f->scratch);
}

void finding_fingerprint(struct finding *finding, struct str content)
{
    struct hash_stream *hash = hash_stream_new();
    const struct str parts[] = {finding->rule->id, STR("\0"), finding->name, STR("\0"), content};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        hash_stream_add(hash, parts[i]);
    hash128_hex(hash_stream_digest(hash), finding->fingerprint);
    hash_stream_free(hash);
}

struct finding *findings_add(struct findings *findings, struct arena *arena, const struct rule *rule,
                             const struct file *file)
{
    struct finding *finding = vec_push(&findings->list, arena);
    *finding = (struct finding){
        .rule = rule,
        .severity = rule->severity,
        .confidence = "high",
        .file = file,
        .path = file ? file->path : (struct str){0},
        .unit = -1,
    };
    return finding;
}

/* A new finding about `file` as a whole, `steps` over the limit. */
static struct finding *add(struct finder *f, enum own_rule rule, const struct file *file, int steps,
                           const char *message)
{
    struct finding *finding = findings_add(f->findings, f->arena, policy_rule(f->policy, rule), file);
    finding->severity = rule_severity(finding->rule, steps);
    finding->message = str_from(message);
    return finding;
}

/* Units ----------------------------------------------------------------------------------------------------------- */

static void add_unit(struct finder *f, enum own_rule rule, const struct file *file, const struct unit *unit,
                     int64_t value, int64_t limit, const char *message)
{
    struct finding *finding = add(f, rule, file, limit_steps(value, limit), message);
    finding->unit = unit->ordinal;
    finding->name = unit->name;
    finding->tokens = unit->tokens;
    finding->line_start = unit->line_start;
    finding->line_end = unit->line_end;
    finding->value = value;
    finding->limit = limit;
    /* Half-read source gives half-right figures. */
    int64_t tolerated = policy_limits(f->policy, file->lang)->of[LIMIT_ERROR_PERCENT];
    if (file->error_share * 100 > (double)tolerated)
        finding->confidence = "low";
    finding_fingerprint(finding, unit->tokens);
}

static void check_callable(struct finder *f, const struct file *file, const struct unit *unit)
{
    const struct {
        enum own_rule rule;
        enum limit limit;
        int64_t value;
        const char *before, *after; /* the figure in the message */
    } checks[] = {
        {RULE_FN_CYCLOMATIC, LIMIT_CYCLOMATIC, unit->cyclomatic, "cyclomatic complexity ", ""},
        {RULE_FN_COGNITIVE, LIMIT_COGNITIVE, unit->cognitive, "cognitive complexity ", ""},
        {RULE_FN_NESTING, LIMIT_NESTING, unit->nesting_max, "nesting depth ", ""},
        {RULE_FN_LENGTH, LIMIT_FUNCTION_LINES, unit->lines_code, "", " code lines"},
        {RULE_FN_PARAMS, LIMIT_PARAMS, unit->params, "", " parameters"},
    };
    const struct limits *limits = policy_limits(f->policy, file->lang);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        int64_t value = checks[i].value, limit = limits->of[checks[i].limit];
        if (value <= limit || !applies(f, checks[i].rule, file))
            continue;
        const char *message =
            arena_printf(f->arena, "%.*s: %s%" PRId64 "%s, limit %" PRId64,
                         STR_ARG(str_head(unit->name, 200)), checks[i].before, value, checks[i].after, limit);
        add_unit(f, checks[i].rule, file, unit, value, limit, message);
    }
}

/* Types ----------------------------------------------------------------------------------------------------------- */

struct type_sum {
    int64_t methods, complexity;
};

/* "Outer.Type" of "Outer.Type.method", whatever the language's separator. */
static struct str owner_name(struct str name)
{
    ptrdiff_t dot = str_rindex(name, '.'), colon = str_rindex(name, ':');
    ptrdiff_t end = dot > colon ? dot : colon;
    if (end > 0 && name.p[end] == ':')
        end--;
    return str_head(name, end > 0 ? (size_t)end : 0);
}

/* Methods stand inside their type or, in C++, Go and Rust, beside it and carry its name. */
static void sum_types(const struct finder *f, const struct file *file, struct arena *scratch,
                      struct type_sum *sums)
{
    const struct unit *units = f->facts->units.at + file->first_unit;
    struct map types = {0};
    for (size_t i = 0; i < file->n_units; i++) {
        if (units[i].is_type)
            *map_put(&types, scratch, units[i].name, NULL) = (uint32_t)i;
    }
    for (size_t i = 0; types.len && i < file->n_units; i++) {
        if (!units[i].is_callable)
            continue;
        int64_t parent = units[i].parent;
        bool inside = parent >= 0 && (size_t)parent < file->n_units && units[parent].is_type;
        const uint32_t *beside = inside ? NULL : map_get(&types, owner_name(units[i].name));
        if (!inside && !beside)
            continue;
        struct type_sum *sum = &sums[inside ? (size_t)parent : *beside];
        sum->methods++;
        sum->complexity += units[i].cyclomatic;
    }
}

/* How much of its limit a figure takes up, in percent. A limit of 0 counts as 1. */
static int64_t percent_of(int64_t value, int64_t limit)
{
    return value * 100 / (limit > 0 ? limit : 1);
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void check_type(struct finder *f, const struct file *file, const struct unit *unit,
                       const struct type_sum *sum)
{
    const struct limits *limits = policy_limits(f->policy, file->lang);
    int64_t max_methods = limits->of[LIMIT_TYPE_METHODS], max_complexity = limits->of[LIMIT_TYPE_COMPLEXITY];
    if (sum->methods <= max_methods && sum->complexity <= max_complexity)
        return;
    const char *message = arena_printf(f->arena,
                                       "%.*s: %" PRId64 " methods, limit %" PRId64
                                       "; their cyclomatic complexity adds up to %" PRId64 ", limit %" PRId64,
                                       STR_ARG(str_head(unit->name, 200)), sum->methods, max_methods,
                                       sum->complexity, max_complexity);
    int64_t value = larger(percent_of(sum->methods, max_methods), percent_of(sum->complexity, max_complexity));
    add_unit(f, RULE_TYPE_GOD, file, unit, larger(value, 101), 100, message);
}

static void check_units(struct finder *f, const struct file *file)
{
    struct arena scratch = f->scratch;
    struct type_sum *sums = arena_array(&scratch, struct type_sum, file->n_units);
    bool types = applies(f, RULE_TYPE_GOD, file);
    if (types)
        sum_types(f, file, &scratch, sums);
    for (size_t i = 0; i < file->n_units; i++) {
        const struct unit *unit = &f->facts->units.at[file->first_unit + i];
        if (unit->is_callable)
            check_callable(f, file, unit);
        else if (types && unit->is_type)
            check_type(f, file, unit, &sums[i]);
    }
}

/* Files ----------------------------------------------------------------------------------------------------------- */

static struct finding *add_file(struct finder *f, enum own_rule rule, const struct file *file, int64_t value,
                                int64_t limit, const char *message)
{
    struct finding *finding = add(f, rule, file, limit_steps(value, limit), message);
    finding->name = str_basename(file->path);
    finding->line_start = finding->line_end = 1;
    finding->value = value;
    finding->limit = limit;
    finding_fingerprint(finding, (struct str){0});
    return finding;
}

static void check_length(struct finder *f, const struct file *file, const struct limits *limits)
{
    int64_t limit = limits->of[LIMIT_FILE_LINES];
    if (file->is_code && file->lines_code > limit && applies(f, RULE_FILE_LENGTH, file))
        add_file(f, RULE_FILE_LENGTH, file, file->lines_code, limit,
                 arena_printf(f->arena, "%" PRId64 " code lines, limit %" PRId64, file->lines_code, limit));
}

static int64_t count_callables(const struct finder *f, const struct file *file)
{
    int64_t n = 0;
    for (size_t i = 0; i < file->n_units; i++)
        n += f->facts->units.at[file->first_unit + i].is_callable;
    return n;
}

/* The figure is how far over the limits the second worst of the three is: a file is a god by two of them. */
static void check_god(struct finder *f, const struct file *file, const struct limits *limits)
{
    if (!applies(f, RULE_FILE_GOD, file))
        return;
    int64_t units = count_callables(f, file);
    int64_t a = percent_of(file->lines_code, limits->of[LIMIT_FILE_LINES]);
    int64_t b = percent_of(units, limits->of[LIMIT_FILE_UNITS]);
    int64_t c = percent_of(file->fan_out, limits->of[LIMIT_FILE_FAN_OUT]);
    int64_t second = larger(smaller(a, b), smaller(larger(a, b), c));
    if (second <= 100)
        return;
    const char *message =
        arena_printf(f->arena,
                     "god file: %" PRId64 " code lines, limit %" PRId64 "; %" PRId64
                     " functions, limit %" PRId64 "; imports %" PRId64 " files, limit %" PRId64,
                     file->lines_code, limits->of[LIMIT_FILE_LINES], units, limits->of[LIMIT_FILE_UNITS],
                     file->fan_out, limits->of[LIMIT_FILE_FAN_OUT]);
    add_file(f, RULE_FILE_GOD, file, second, 100, message)->confidence = "medium";
}

static void check_hub(struct finder *f, const struct file *file, const struct limits *limits)
{
    int64_t max_in = limits->of[LIMIT_HUB_FAN_IN], max_out = limits->of[LIMIT_HUB_FAN_OUT];
    if (file->fan_in <= max_in || file->fan_out <= max_out || !applies(f, RULE_FILE_HUB, file))
        return;
    const char *message = arena_printf(f->arena,
                                       "hub: imported by %" PRId64 " files, limit %" PRId64
                                       ", and imports %" PRId64 ", limit %" PRId64,
                                       file->fan_in, max_in, file->fan_out, max_out);
    int64_t value = smaller(percent_of(file->fan_in, max_in), percent_of(file->fan_out, max_out));
    add_file(f, RULE_FILE_HUB, file, larger(value, 101), 100, message)->confidence = "medium";
}

static void check_parse(struct finder *f, const struct file *file, const struct limits *limits)
{
    int64_t percent = (int64_t)(file->error_share * 100 + 0.5), limit = limits->of[LIMIT_ERROR_PERCENT];
    if (percent > limit && applies(f, RULE_FILE_PARSE, file))
        add_file(f, RULE_FILE_PARSE, file, percent, limit,
                 arena_printf(f->arena,
                              "%" PRId64 " %% of the bytes were not understood, limit %" PRId64
                              " %%; its figures are incomplete",
                              percent, limit));
}

/* Cycles ---------------------------------------------------------------------------------------------------------- */

/* Is the member looked at: the file itself, or any file of the folder? */
static bool is_kept(const struct finder *f, enum graph_level level, struct str member)
{
    const struct file *files = f->facts->files.at;
    bool tests = policy_rule(f->policy, RULE_CYCLE_FILE + level)->tests;
    const uint32_t *place = map_get(&f->facts->places[level], member);
    if (level == LEVEL_FILE)
        return place && !files[*place].left_out && (tests || !files[*place].is_test);
    return level != LEVEL_FOLDER || !place || *place > 0;
}

/* For folders the map of places counts the files that are looked at. The root is called ".". */
static void count_kept_by_folder(struct finder *f)
{
    bool tests = policy_rule(f->policy, RULE_CYCLE_FOLDER)->tests;
    for (size_t i = 0; i < f->facts->files.len; i++) {
        const struct file *file = &f->facts->files.at[i];
        struct str folder = str_dirname(file->path);
        uint32_t *kept = map_get(&f->facts->places[LEVEL_FOLDER], folder.len ? folder : STR("."));
        if (kept && !file->left_out && (tests || !file->is_test))
            ++*kept;
    }
}

/* A cycle that only tests close is theirs. */
static bool counts(const struct finder *f, const struct cycle *cycle)
{
    return !cycle->is_test_only || policy_rule(f->policy, RULE_CYCLE_FILE + cycle->level)->tests;
}

/* Is it a file whose dependencies show between packages only? */
static bool goes_by_package(const struct finder *f, enum graph_level level, struct str member)
{
    const uint32_t *place = level == LEVEL_FILE ? map_get(&f->facts->places[level], member) : NULL;
    return place && f->facts->files.at[*place].by_package;
}

/* What the grade of a level's cycles is made of. */
static void count_kept_nodes(const struct finder *f)
{
    struct facts *facts = f->facts;
    for (enum graph_level level = 0; level < LEVEL_COUNT; level++) {
        struct graph_system *system = &facts->systems[level];
        for (size_t i = 0; i < facts->nodes[level].names.len; i++) {
            struct str member = facts->nodes[level].names.at[i];
            if (is_kept(f, level, member))
                ++*(goes_by_package(f, level, member) ? &system->kept_by_package : &system->kept);
        }
    }
    for (size_t c = 0; c < facts->cycles.len; c++) {
        const struct cycle *cycle = &facts->cycles.at[c];
        for (size_t i = 0; i < cycle->members.len && counts(f, cycle) && !cycle->is_type_only; i++) {
            struct str member = cycle->members.at[i];
            facts->systems[cycle->level].kept_in_cycles +=
                is_kept(f, cycle->level, member) && !goes_by_package(f, cycle->level, member);
        }
    }
}

static int compare_str(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The members' base names, sorted: what a cycle is recognised by when folders move. */
static struct str cycle_name(struct arena *arena, const struct cycle *cycle)
{
    struct str *names = arena_array(arena, struct str, cycle->members.len);
    size_t len = 0;
    for (size_t i = 0; i < cycle->members.len; i++) {
        names[i] = str_basename(cycle->members.at[i]);
        len += names[i].len + 1;
    }
    qsort(names, cycle->members.len, sizeof *names, compare_str);
    char *text = arena_array(arena, char, len), *to = text;
    for (size_t i = 0; i < cycle->members.len; i++) {
        if (names[i].len)
            memcpy(to, names[i].p, names[i].len);
        to += names[i].len + 1; /* the arena's zero ends each */
    }
    return str_of(text, len);
}

/* Rust compiles a crate as a whole and has no cycles between crates; within one, `mod` leads to a file and `super` and
 * `crate` lead back from it: a circle is how the language is written, and its size is that of the crate. */
static bool is_within_crate(const struct finder *f, const struct cycle *cycle)
{
    if (cycle->level != LEVEL_FILE)
        return false;
    for (size_t i = 0; i < cycle->members.len; i++) {
        const uint32_t *place = map_get(&f->facts->places[LEVEL_FILE], cycle->members.at[i]);
        if (!place || !str_eq(f->facts->files.at[*place].lang, STR("Rust")))
            return false;
    }
    return true;
}

static void check_cycle(struct finder *f, const struct cycle *cycle)
{
    enum own_rule rule = RULE_CYCLE_FILE + (enum own_rule)cycle->level;
    size_t kept = 0; /* the first member that is looked at */
    while (kept < cycle->members.len && !is_kept(f, cycle->level, cycle->members.at[kept]))
        kept++;
    if (!policy_rule(f->policy, rule)->enabled || kept == cycle->members.len || !counts(f, cycle))
        return;
    int64_t size = (int64_t)cycle->members.len;
    int steps = (int)larger(limit_steps(size, CYCLE_SMALL), 1);
    const char *message =
        arena_printf(f->arena, "%s of %" PRId64 " %ss%s: %.*s",
                     cycle->is_type_only ? "type-only import cycle" : "dependency cycle", size,
                     graph_level_names[cycle->level], cycle->example.len ? ", for example" : "",
                     STR_ARG(str_head(cycle->example, 600)));
    struct finding *finding = add(f, rule, NULL, steps, message);
    if (cycle->is_type_only)
        finding->severity = SEVERITY_INFO;
    else if (is_within_crate(f, cycle) && !finding->rule->is_severity_set)
        finding->severity = SEVERITY_LOW;
    if (cycle->level != LEVEL_MODULE)
        finding->path = cycle->members.at[kept];
    finding->cycle = cycle;
    finding->value = size;
    finding->limit = 1;
    struct arena scratch = f->scratch;
    finding_fingerprint(finding, cycle_name(&scratch, cycle));
}

/* All together ---------------------------------------------------------------------------------------------------- */

struct str finding_message(const struct finding *finding, struct arena *arena)
{
    if (finding->change != CHANGE_WORSENED)
        return finding->message;
    if (finding->rule->percent)
        return str_from(arena_printf(arena, "%.*s; was %" PRId64 " %% of a limit, is %" PRId64 " %%",
                                     STR_ARG(finding->message), finding->value_before, finding->value));
    return str_from(
        arena_printf(arena, "%.*s; was %" PRId64, STR_ARG(finding->message), finding->value_before));
}

static bool is_left_out(const struct policy *policy, const struct file *file)
{
    return file->is_binary || ((file->is_generated || file->is_minified) && !policy->generated) ||
           (file->is_vendored && !policy->vendored) || policy_excludes(policy, file->path);
}

static int by_place(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    int order = str_cmp(x->path, y->path);
    if (order == 0)
        order = (x->line_start > y->line_start) - (x->line_start < y->line_start);
    if (order == 0)
        order = (int)x->rule->place - (int)y->rule->place;
    if (order == 0)
        order = (x->unit > y->unit) - (x->unit < y->unit);
    if (order == 0 && x->cycle && y->cycle)
        order = (x->cycle->cycle_id > y->cycle->cycle_id) - (x->cycle->cycle_id < y->cycle->cycle_id);
    if (order == 0 && x->detection && y->detection)
        order =
            (x->detection->ordinal > y->detection->ordinal) - (x->detection->ordinal < y->detection->ordinal);
    return order ? order : str_cmp(x->message, y->message); /* those of outside tools have no ordinal */
}

void findings_sort(struct findings *findings)
{
    if (findings->list.len)
        qsort(findings->list.at, findings->list.len, sizeof *findings->list.at, by_place);
    if (findings->suppressed.len)
        qsort(findings->suppressed.at, findings->suppressed.len, sizeof *findings->suppressed.at, by_place);
}

void find_all(struct findings *findings, struct arena *arena, struct arena scratch, struct facts *facts,
              struct policy *policy)
{
    struct finder f = {findings, arena, scratch, facts, policy};
    for (size_t i = 0; i < facts->files.len; i++) {
        struct file *file = &facts->files.at[i];
        file->left_out = is_left_out(policy, file);
        const struct limits *limits = policy_limits(policy, file->lang);
        check_length(&f, file, limits);
        check_god(&f, file, limits);
        check_hub(&f, file, limits);
        check_parse(&f, file, limits);
        check_units(&f, file);
    }
    count_kept_by_folder(&f);
    count_kept_nodes(&f);
    for (size_t i = 0; i < facts->cycles.len; i++)
        check_cycle(&f, &facts->cycles.at[i]);
    findings_sort(findings);
}
