#include "pipeline/score/score_grade.h"

#include <math.h>

const struct component_about component_table[COMPONENT_COUNT] = {
    [COMPONENT_COMPLEXITY] = {"complexity", 30, 0.60}, [COMPONENT_SIZE] = {"size", 20, 0.50},
    [COMPONENT_CYCLES] = {"cycles", 25, 0.25},         [COMPONENT_COUPLING] = {"coupling", 15, 0.25},
    [COMPONENT_PARSE] = {"parse", 10, 0.10},
};

/* Less of the weight than this says too little about the whole. */
static const double enough_weight = 50;

char grade_letter(double value)
{
    static const double lowest[] = {90, 75, 60, 45, 30};
    char letter = 'A';
    for (size_t i = 0; i < sizeof lowest / sizeof *lowest && value < lowest[i]; i++)
        letter++;
    return letter;
}

struct grade grade_component(enum component component, bool known, double density)
{
    const struct component_about *about = &component_table[component];
    if (!known)
        return (struct grade){.weight = about->weight, .letter = '-'};
    double value = 100 * exp2(-density / about->half);
    return (struct grade){true, value, about->weight, grade_letter(value)};
}

/* The mean when bit i of `raised` says whether weight i is at its upper or lower end; `swing` 0 leaves them. */
static double weighted_mean(const struct grade grades[COMPONENT_COUNT], double swing, unsigned raised)
{
    double sum = 0, weights = 0;
    for (int i = 0; i < COMPONENT_COUNT; i++) {
        if (!grades[i].known)
            continue;
        double weight = grades[i].weight * (raised & 1u << i ? 1 + swing : 1 - swing);
        sum += grades[i].value * weight;
        weights += weight;
    }
    return sum / weights;
}

/* A weighted mean is monotone in each weight, so its extremes lie where every weight is at one of its ends. */
struct overall grade_overall(const struct grade grades[COMPONENT_COUNT])
{
    struct overall overall = {.grade.letter = '-'};
    for (int i = 0; i < COMPONENT_COUNT; i++)
        overall.grade.weight += grades[i].known ? grades[i].weight : 0;
    if (overall.grade.weight < enough_weight)
        return overall;
    overall.grade.known = true;
    overall.grade.value = overall.low = overall.high = weighted_mean(grades, 0, 0);
    overall.grade.letter = grade_letter(overall.grade.value);
    for (unsigned raised = 0; raised < 1u << COMPONENT_COUNT; raised++) {
        double mean = weighted_mean(grades, WEIGHT_SWING_PERCENT / 100.0, raised);
        overall.low = fmin(overall.low, mean);
        overall.high = fmax(overall.high, mean);
    }
    return overall;
}
