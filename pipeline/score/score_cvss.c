#include "pipeline/score/score_cvss.h"

#include <math.h>

char cvss_metric(struct str vector, const char *name)
{
    while (vector.p) {
        struct str value = str_cut(&vector, '/'), key = str_cut(&value, ':');
        if (str_eq(key, str_from(name)) && value.len == 1)
            return value.p[0];
    }
    return 0;
}

/* The weight of a letter; negative when the letter is none of `letters`. */
static double weight(char letter, const char *letters, const double *weights)
{
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? weights[at - letters] : -1;
}

/* The smallest tenth that is not smaller, as appendix A of the specification has it, free of rounding errors. */
static double round_up(double value)
{
    long long hundred_thousandths = llround(value * 100000);
    if (hundred_thousandths % 10000 == 0)
        return (double)hundred_thousandths / 100000;
    return (double)(hundred_thousandths / 10000 + 1) / 10;
}

static double impact_of(struct str vector, bool is_changed)
{
    static const double weights[] = {0.56, 0.22, 0};
    double c = weight(cvss_metric(vector, "C"), "HLN", weights),
           i = weight(cvss_metric(vector, "I"), "HLN", weights),
           a = weight(cvss_metric(vector, "A"), "HLN", weights);
    if (c < 0 || i < 0 || a < 0)
        return (double)NAN;
    double base = 1 - (1 - c) * (1 - i) * (1 - a);
    return is_changed ? 7.52 * (base - 0.029) - 3.25 * pow(base - 0.02, 15) : 6.42 * base;
}

static double exploitability_of(struct str vector, bool is_changed)
{
    static const double vectors[] = {0.85, 0.62, 0.55, 0.2}, complexities[] = {0.77, 0.44},
                        interactions[] = {0.85, 0.62}, privileges[] = {0.85, 0.62, 0.27},
                        changed[] = {0.85, 0.68, 0.5};
    double av = weight(cvss_metric(vector, "AV"), "NALP", vectors),
           ac = weight(cvss_metric(vector, "AC"), "LH", complexities),
           pr = weight(cvss_metric(vector, "PR"), "NLH", is_changed ? changed : privileges),
           ui = weight(cvss_metric(vector, "UI"), "NR", interactions);
    return av < 0 || ac < 0 || pr < 0 || ui < 0 ? (double)NAN : 8.22 * av * ac * pr * ui;
}

bool cvss_base_score(struct str vector, double *ret_score)
{
    if (!str_starts(vector, STR("CVSS:3.")))
        return cvss4_base_score(vector, ret_score);
    char scope = cvss_metric(vector, "S");
    bool is_changed = scope == 'C';
    double impact = impact_of(vector, is_changed), exploitability = exploitability_of(vector, is_changed);
    if ((scope != 'C' && scope != 'U') || isnan(impact) || isnan(exploitability))
        return false;
    double sum = (is_changed ? 1.08 : 1) * (impact + exploitability);
    *ret_score = impact <= 0 ? 0 : round_up(sum < 10 ? sum : 10);
    return true;
}
