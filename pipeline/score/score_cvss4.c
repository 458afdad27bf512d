/* score_cvss4: the base score of CVSS 4.0 (specification, section 8.2). Threat, environmental and supplemental metrics are
 * passed over, which is what the specification takes when they are not defined. */

#include "pipeline/score/score_cvss.h"

#include <math.h>

/* A vector falls into a class by five of the specification's equivalence sets, here as numbers. EQ5 is 0 without threat
 * metrics; EQ3 and EQ6 are one set of five, of which a base vector can only be in the first, third and last. */
struct class4 {
    int eq1, eq2, impact, eq4; /* eq4: 1 or 2, since base vectors know no safety */
};

enum { IMPACT_00, IMPACT_01, IMPACT_10, IMPACT_11, IMPACT_21, IMPACTS };

/* Tenths, from the specification's table of macro vectors: by EQ1, EQ2, impact, EQ4. */
static const unsigned char highest[3][2][IMPACTS][2] = {
    {{{100, 93}, {96, 90}, {93, 88}, {92, 80}, {79, 69}}, {{95, 92}, {91, 81}, {92, 84}, {82, 70}, {71, 63}}},
    {{{94, 87}, {89, 75}, {86, 72}, {76, 57}, {65, 53}}, {{90, 77}, {77, 66}, {74, 61}, {59, 52}, {58, 23}}},
    {{{86, 70}, {74, 54}, {72, 53}, {57, 36}, {47, 24}}, {{73, 54}, {55, 43}, {61, 46}, {51, 18}, {24, 10}}},
};

static double highest_of(struct class4 c)
{
    return highest[c.eq1][c.eq2][c.impact][c.eq4 - 1];
}

/* Metrics as steps down from the worst; a set is three of them, or two. */
struct steps {
    int at[3];
};

static const struct metric4 {
    const char *name, *letters;
    int first; /* steps of the first letter */
} metrics[] = {
    {"AV", "NALP", 0}, {"PR", "NLH", 0}, {"UI", "NPA", 0}, {"AC", "LH", 0},
    {"AT", "NP", 0},   {NULL, NULL, 0},  {"VC", "HLN", 0}, {"VI", "HLN", 0},
    {"VA", "HLN", 0},  {"SC", "HLN", 1}, {"SI", "HLN", 1}, {"SA", "HLN", 1},
};

enum { SET_EXPLOIT, SET_COMPLEX, SET_IMPACT, SET_OTHERS, SETS };

static bool read_steps(struct str vector, struct steps ret_sets[SETS])
{
    for (int i = 0; i < SETS * 3; i++) {
        const struct metric4 *metric = &metrics[i];
        ret_sets[i / 3].at[i % 3] = 0;
        if (!metric->name)
            continue;
        char letter = cvss_metric(vector, metric->name);
        const char *at = letter ? strchr(metric->letters, letter) : NULL;
        if (!at)
            return false;
        ret_sets[i / 3].at[i % 3] = (int)(at - metric->letters) + metric->first;
    }
    return true;
}

/* How many of a set stand at `step`. */
static int count_at(const struct steps *set, int step)
{
    return (set->at[0] == step) + (set->at[1] == step) + (set->at[2] == step);
}

static int impact_class(const struct steps *set)
{
    if (set->at[0] == 0 && set->at[1] == 0)
        return IMPACT_00;
    return count_at(set, 0) ? IMPACT_10 : IMPACT_21;
}

static struct class4 class_of(const struct steps sets[SETS])
{
    enum { PHYSICAL = 3 };
    int best = count_at(&sets[SET_EXPLOIT], 0);
    bool is_middle = best > 0 && sets[SET_EXPLOIT].at[0] < PHYSICAL;
    return (struct class4){
        .eq1 = best == 3   ? 0
               : is_middle ? 1
                           : 2,
        .eq2 = count_at(&sets[SET_COMPLEX], 0) < 3,
        .impact = impact_class(&sets[SET_IMPACT]),
        .eq4 = count_at(&sets[SET_OTHERS], 1) > 0 ? 1 : 2,
    };
}

/* How far below the first of the worst vectors of its class that is nowhere better. */
static int distance(const struct steps *set, const struct steps *worst, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int a = set->at[0] - worst[i].at[0], b = set->at[1] - worst[i].at[1], c = set->at[2] - worst[i].at[2];
        if (a >= 0 && b >= 0 && c >= 0)
            return a + b + c;
    }
    return 0;
}

/* The specification's worst vectors and depths: how many steps a class holds. */
static double share_exploit(const struct steps *set, int eq1)
{
    static const struct steps worst[3][3] = {{{{0, 0, 0}}},
                                             {{{1, 0, 0}}, {{0, 1, 0}}, {{0, 0, 1}}},
                                             {{{3, 0, 0}}, {{1, 1, 1}}}};
    static const size_t n[] = {1, 3, 2};
    static const double depth[] = {1, 4, 5};
    return distance(set, worst[eq1], n[eq1]) / depth[eq1];
}

static double share_complex(const struct steps *set, int eq2)
{
    return eq2 ? (distance(set, (const struct steps[]){{{1, 0, 0}}, {{0, 1, 0}}}, 2)) / 2.0 : 0;
}

static double share_impact(const struct steps *set, int impact)
{
    static const struct steps all = {{0, 0, 0}}, one[] = {{{1, 0, 0}}, {{0, 1, 0}}};
    return impact == IMPACT_00 ? distance(set, &all, 1) / 7.0 : distance(set, one, 2) / 8.0;
}

static double share_others(const struct steps *set)
{
    static const struct steps worst = {{1, 1, 1}};
    return distance(set, &worst, 1) / 5.0;
}

/* Tenths to the next class below in impact: from the first one two ways lead down, and the better one counts. */
static double next_impact(struct class4 c)
{
    struct class4 left = c, right = c;
    left.impact = c.impact == IMPACT_00 ? IMPACT_01 : IMPACT_11;
    right.impact = c.impact == IMPACT_00 ? IMPACT_10 : IMPACT_11;
    return fmax(highest_of(left), highest_of(right));
}

/* The mean of what each set takes off, over the sets that have a class below. EQ5 has one, and takes nothing off. */
static double mean_off(struct class4 c, const struct steps sets[SETS])
{
    double top = highest_of(c), off = 0;
    int n = 1;
    if (c.eq1 < 2 && ++n)
        off += (top - highest_of((struct class4){c.eq1 + 1, c.eq2, c.impact, c.eq4})) *
               share_exploit(&sets[SET_EXPLOIT], c.eq1);
    if (c.eq2 < 1 && ++n)
        off += (top - highest_of((struct class4){c.eq1, c.eq2 + 1, c.impact, c.eq4})) *
               share_complex(&sets[SET_COMPLEX], c.eq2);
    if (c.impact != IMPACT_21 && ++n)
        off += (top - next_impact(c)) * share_impact(&sets[SET_IMPACT], c.impact);
    if (c.eq4 < 2 && ++n)
        off += (top - highest_of((struct class4){c.eq1, c.eq2, c.impact, c.eq4 + 1})) *
               share_others(&sets[SET_OTHERS]);
    return off / n;
}

static bool has_impact(const struct steps sets[SETS])
{
    static const struct steps none = {{2, 2, 2}}, none_of_others = {{3, 3, 3}};
    return memcmp(&sets[SET_IMPACT], &none, sizeof none) != 0 ||
           memcmp(&sets[SET_OTHERS], &none_of_others, sizeof none_of_others) != 0;
}

bool cvss4_base_score(struct str vector, double *ret_score)
{
    struct steps sets[SETS];
    static const double rounding = 0.5 + 1e-6; /* half, and what doubles lose */
    if (!str_starts(vector, STR("CVSS:4.0/")) || !read_steps(vector, sets))
        return false;
    struct class4 c = class_of(sets);
    *ret_score = has_impact(sets) ? floor(highest_of(c) - mean_off(c, sets) + rounding) / 10 : 0;
    return true;
}
