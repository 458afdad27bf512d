/* The arithmetic of the grade. */
#include "pipeline/score/score_grade.h"

#include "tests/unit/check.h"

#include <math.h>

static void near(double value, double wanted)
{
    if (fabs(value - wanted) > 1e-9)
        fail_msg("%.12f is not %.12f", value, wanted);
}

static void a_density_costs_points(void **state)
{
    (void)state;
    for (enum component c = 0; c < COMPONENT_COUNT; c++) {
        double half = component_table[c].half;
        near(grade_component(c, true, 0).value, 100);
        near(grade_component(c, true, half).value, 50);
        near(grade_component(c, true, 2 * half).value, 25);
        assert_false(grade_component(c, false, 0).known);
        assert_int_equal(grade_component(c, false, 0).letter, '-');
    }
}

static void weights_add_up(void **state)
{
    (void)state;
    double sum = 0;
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        sum += component_table[c].weight;
    near(sum, 100);
}

static void letters_begin_at_their_value(void **state)
{
    (void)state;
    static const struct {
        double value;
        char letter;
    } cases[] = {{100, 'A'},   {90, 'A'}, {89.99, 'B'}, {75, 'B'}, {74.99, 'C'}, {60, 'C'},
                 {59.99, 'D'}, {45, 'D'}, {44.99, 'E'}, {30, 'E'}, {29.99, 'F'}, {0, 'F'}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(grade_letter(cases[i].value), cases[i].letter);
}

static void the_overall_is_a_weighted_mean(void **state)
{
    (void)state;
    struct grade grades[COMPONENT_COUNT];
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        grades[c] = grade_component(c, true, 0);
    struct overall all = grade_overall(grades);
    near(all.grade.value, 100);
    near(all.low, 100); /* equal values: no weight can move the mean */
    near(all.high, 100);

    grades[COMPONENT_CYCLES].value = 0; /* a quarter of the weight */
    all = grade_overall(grades);
    near(all.grade.value, 75);
    near(all.low, 100 * (75 * 0.8) / (75 * 0.8 + 25 * 1.2));
    near(all.high, 100 * (75 * 1.2) / (75 * 1.2 + 25 * 0.8));
}

/* By hand and from outside: all 3^5 corners and middles of the weights stay within the range that is shown. */
static void the_range_holds_all_weights(void **state)
{
    (void)state;
    struct grade grades[COMPONENT_COUNT];
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        grades[c] = grade_component(c, true, 0.07 * (double)(c * c));
    struct overall all = grade_overall(grades);
    double low = 100, high = 0;
    for (int mix = 0; mix < 243; mix++) {
        double sum = 0, weights = 0;
        for (int c = 0, digits = mix; c < COMPONENT_COUNT; c++, digits /= 3) {
            double weight = grades[c].weight * (0.8 + 0.2 * (digits % 3));
            sum += weight * grades[c].value;
            weights += weight;
        }
        low = fmin(low, sum / weights);
        high = fmax(high, sum / weights);
    }
    near(all.low, low);
    near(all.high, high);
}

static void what_is_missing_is_not_good(void **state)
{
    (void)state;
    struct grade grades[COMPONENT_COUNT];
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        grades[c] = grade_component(c, c == COMPONENT_CYCLES || c == COMPONENT_PARSE, 0);
    struct overall all = grade_overall(grades);
    assert_false(all.grade.known); /* 35 of 100 */
    assert_int_equal(all.grade.letter, '-');
    grades[COMPONENT_COUPLING] = grade_component(COMPONENT_COUPLING, true, 0.25);
    all = grade_overall(grades);
    assert_true(all.grade.known); /* 50 */
    near(all.grade.value, (25 * 100 + 10 * 100 + 15 * 50) / 50.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_density_costs_points),       cmocka_unit_test(weights_add_up),
        cmocka_unit_test(letters_begin_at_their_value), cmocka_unit_test(the_overall_is_a_weighted_mean),
        cmocka_unit_test(the_range_holds_all_weights),  cmocka_unit_test(what_is_missing_is_not_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
