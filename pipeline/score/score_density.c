#include "pipeline/score/score_density.h"

#include "pipeline/base/num.h"

#include <inttypes.h>
#include <math.h>

/* A graph of fewer nodes says nothing about coupling: each pair is a large share of all. */
enum { COUPLING_NODES_MIN = 10 };

/* A share of code lines, and how many functions or files are behind it. */
struct share {
    int64_t part, whole, n;
};

/* What one walk over files and units adds up. */
struct sums {
    struct share complexity; /* of the lines of functions; those over a limit count 1 to 3 times */
    struct share long_functions, long_files;
    double parsed_bytes, error_bytes;
    int64_t n_parsed;
};

static int worst_steps(const struct unit *unit, const struct limits *limits)
{
    int steps = limit_steps(unit->cyclomatic, limits->of[LIMIT_CYCLOMATIC]);
    int cognitive = limit_steps(unit->cognitive, limits->of[LIMIT_COGNITIVE]);
    int nesting = limit_steps(unit->nesting_max, limits->of[LIMIT_NESTING]);
    steps = steps > cognitive ? steps : cognitive;
    return steps > nesting ? steps : nesting;
}

/* Lines of a function inside a function belong to the outer one already. */
static bool is_inner(const struct facts *facts, const struct file *file, const struct unit *unit)
{
    for (int64_t parent = unit->parent; parent >= 0 && parent < (int64_t)file->n_units;) {
        const struct unit *outer = &facts->units.at[file->first_unit + (size_t)parent];
        if (outer->is_callable)
            return true;
        if (outer->parent >= parent) /* outer units come first; anything else would not end */
            break;
        parent = outer->parent;
    }
    return false;
}

static void add_lines(struct share *share, int64_t lines, int64_t times)
{
    share->whole += lines;
    share->part += lines * times;
    share->n += times > 0;
}

static void add_units(struct sums *sums, const struct facts *facts, const struct file *file,
                      const struct limits *limits, bool lengths)
{
    for (size_t i = 0; i < file->n_units; i++) {
        const struct unit *unit = &facts->units.at[file->first_unit + i];
        if (!unit->is_callable || is_inner(facts, file, unit))
            continue;
        add_lines(&sums->complexity, unit->lines_code, worst_steps(unit, limits));
        if (lengths)
            add_lines(&sums->long_functions, unit->lines_code,
                      unit->lines_code > limits->of[LIMIT_FUNCTION_LINES]);
    }
}

static void add_file(struct sums *sums, const struct facts *facts, const struct file *file,
                     struct policy *policy)
{
    const struct limits *limits = policy_limits(policy, file->lang);
    add_units(sums, facts, file, limits, !file->is_test || policy_rule(policy, RULE_FN_LENGTH)->tests);
    if (!file->is_test || policy_rule(policy, RULE_FILE_LENGTH)->tests)
        add_lines(&sums->long_files, file->lines_code, file->lines_code > limits->of[LIMIT_FILE_LINES]);
    if (file->is_parsed) {
        sums->n_parsed++;
        sums->parsed_bytes += (double)file->len_bytes;
        sums->error_bytes += (double)file->len_bytes * file->error_share;
    }
}

static struct sums add_up(const struct facts *facts, struct policy *policy)
{
    struct sums sums = {0};
    for (size_t i = 0; i < facts->files.len; i++) {
        const struct file *file = &facts->files.at[i];
        if (!file->left_out && file->is_code)
            add_file(&sums, facts, file, policy);
    }
    return sums;
}

/* The "s" of "2 files". */
static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

/* "12,345 code lines" */
static const char *counted(struct arena *arena, int64_t n, const char *what)
{
    char text[NUM_TEXT_MAX];
    return arena_printf(arena, "%s %s%s", num_grouped(text, n), what, plural(n));
}

static double ratio(int64_t part, int64_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static struct density complexity(const struct share *share, struct arena *arena)
{
    if (share->whole == 0)
        return (struct density){.detail = "no function was found"};
    double value = ratio(share->part, share->whole);
    return (struct density){
        true, value,
        arena_printf(arena,
                     "%s over a limit of complexity or nesting: %.1f %% of %s, weighted 1 to 3 by how far",
                     counted(arena, share->n, "function"), value * 100,
                     counted(arena, share->whole, "function line"))};
}

static struct density size(const struct share *units, const struct share *files, struct arena *arena)
{
    if (units->whole == 0)
        return (struct density){.detail = "no function was found"};
    double in_units = ratio(units->part, units->whole), in_files = ratio(files->part, files->whole);
    return (struct density){
        true, (in_units + in_files) / 2,
        arena_printf(arena, "mean of two shares: %.1f %% of %s are in %s, %.1f %% of %s in %s",
                     in_units * 100, counted(arena, units->whole, "function line"),
                     counted(arena, units->n, "long function"), in_files * 100,
                     counted(arena, files->whole, "code line"), counted(arena, files->n, "long file"))};
}

/* How much a level says: files that go by package say nothing about files. */
static double level_weight(const struct graph_system *system)
{
    if (!system->is_known || system->edges == 0 || system->kept == 0)
        return 0;
    return ratio(system->kept, system->kept + system->kept_by_package);
}

static struct density cycles(const struct facts *facts, struct arena *arena)
{
    struct buf text;
    buf_init(&text, 1024);
    double total = 0, weights = 0;
    for (enum graph_level level = 0; level < LEVEL_COUNT; level++) {
        const struct graph_system *system = &facts->systems[level];
        double weight = level_weight(system);
        if (weight == 0)
            continue;
        total += weight * ratio(system->kept_in_cycles, system->kept);
        weights += weight;
        char in_cycles[NUM_TEXT_MAX];
        buf_printf(&text, "%s%s of %s", text.len ? ", " : "", num_grouped(in_cycles, system->kept_in_cycles),
                   counted(arena, system->kept, graph_level_names[level]));
    }
    int64_t by_package = facts->systems[LEVEL_FILE].kept_by_package;
    if (by_package)
        buf_printf(&text, "; %s of Go count there alone", counted(arena, by_package, "file"));
    struct density density = {.detail = "no dependency inside the tree was found"};
    if (weights > 0)
        density = (struct density){true, total / weights,
                                   arena_printf(arena, "mean share of members in cycles %.1f %%: %.*s",
                                                total / weights * 100, STR_ARG(buf_str(&text)))};
    buf_release(&text);
    return density;
}

/* Of the others, the share that a change to a node may reach: cbc-link counts each node as reaching itself. */
static double reach(const struct graph_system *system)
{
    double n = (double)system->nodes;
    double others = (system->propagation_cost * n - 1) / (n - 1);
    return others > 0 ? others : 0; /* the stored figure is rounded */
}

static struct density coupling_of_files(const struct graph_system *files, struct arena *arena)
{
    if (!files->is_known || files->edges == 0)
        return (struct density){.detail = "no dependency inside the tree was found"};
    if (files->nodes < COUPLING_NODES_MIN)
        return (struct density){.detail = "fewer than 10 files in the graph of dependencies"};
    return (struct density){true, reach(files),
                            arena_printf(arena,
                                         "a change to a file may reach %.1f %% of the others on average: the"
                                         " propagation cost of %s, which counts the file, too, is %.1f %%",
                                         reach(files) * 100, counted(arena, files->nodes, "file"),
                                         files->propagation_cost * 100)};
}

static bool says_enough(const struct graph_system *system)
{
    return system->is_known && system->edges > 0 && system->nodes >= COUPLING_NODES_MIN;
}

/* Each file counts once: one that goes by package with the reach of packages, any other with its own. The reach of files
 * is a mean over all of them, to which those that go by package add next to nothing; so it is the part of the others, as
 * it is, but for never being more than their share. */
static struct density coupling_of_packages(const struct graph_system *files,
                                           const struct graph_system *packages, const char *name,
                                           struct arena *arena)
{
    if (!says_enough(packages))
        return (struct density){
            .detail = arena_printf(arena,
                                   "files of Go depend on each other by package, and the graph of"
                                   " dependencies has fewer than 10 %ss",
                                   name)};
    double by_package = ratio(files->by_package, files->nodes);
    double own = fmin(reach(files), 1 - by_package);
    double value = own + by_package * reach(packages);
    return (struct density){true, value,
                            arena_printf(arena,
                                         "a change may reach %.1f %% of the others on average: %" PRId64
                                         " of %s are Go and count by %s, where it is %.1f %% of %s",
                                         value * 100, files->by_package, counted(arena, files->nodes, "file"),
                                         name, reach(packages) * 100, counted(arena, packages->nodes, name))};
}

/* Files that go by package are left where they are when there are few packages and more other files. */
static struct density coupling(const struct facts *facts, struct arena *arena)
{
    const struct graph_system *files = &facts->systems[LEVEL_FILE];
    enum graph_level level = facts->systems[LEVEL_MODULE].edges > 0 ? LEVEL_MODULE : LEVEL_FOLDER;
    const struct graph_system *packages = &facts->systems[level];
    bool is_minor = files->by_package <= files->nodes / 2 && !says_enough(packages);
    if (!files->is_known || files->by_package == 0 || is_minor)
        return coupling_of_files(files, arena);
    return coupling_of_packages(files, packages, graph_level_names[level], arena);
}

static struct density parse(const struct sums *sums, struct arena *arena)
{
    if (sums->n_parsed == 0 || sums->parsed_bytes == 0)
        return (struct density){.detail = "no file was parsed"};
    double value = sums->error_bytes / sums->parsed_bytes;
    return (struct density){true, value,
                            arena_printf(arena, "%.2f %% of the bytes of %s were not understood", value * 100,
                                         counted(arena, sums->n_parsed, "parsed file"))};
}

void density_measure(const struct facts *facts, struct policy *policy, struct arena *arena,
                     struct density ret_densities[COMPONENT_COUNT])
{
    struct sums sums = add_up(facts, policy);
    ret_densities[COMPONENT_COMPLEXITY] = complexity(&sums.complexity, arena);
    ret_densities[COMPONENT_SIZE] = size(&sums.long_functions, &sums.long_files, arena);
    ret_densities[COMPONENT_CYCLES] = cycles(facts, arena);
    ret_densities[COMPONENT_COUPLING] = coupling(facts, arena);
    ret_densities[COMPONENT_PARSE] = parse(&sums, arena);
}
