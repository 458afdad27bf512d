#include "pipeline/base/num.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool num_parse_int(struct str s, int64_t *ret_value)
{
    bool negative = s.len && s.p[0] == '-';
    if (s.len && (s.p[0] == '-' || s.p[0] == '+'))
        s = str_skip(s, 1);
    if (s.len == 0)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *ret_value = value;
    return true;
}

bool num_parse_size(struct str s, int64_t *ret_value)
{
    static const char suffixes[] = "kmg";
    int64_t scale = 1;
    const char *hit = s.len ? strchr(suffixes, s.p[s.len - 1] | 0x20) : NULL;
    if (hit && *hit) {
        scale = (int64_t)1 << (10 * (hit - suffixes + 1));
        s.len--;
    }
    int64_t value;
    if (!num_parse_int(s, &value) || value < 0 || __builtin_mul_overflow(value, scale, &value))
        return false;
    *ret_value = value;
    return true;
}

char *num_fixed(char out[NUM_TEXT_MAX], double value, int decimals)
{
    if (!isfinite(value) || fabs(value) >= 1e18) /* no figure of ours is, and neither fits JSON or a table */
        BUG("figure out of range");
    snprintf(out, NUM_TEXT_MAX, "%.*f", decimals, value);
    return out;
}

char *num_grouped(char out[NUM_TEXT_MAX], int64_t value)
{
    char digits[NUM_TEXT_MAX];
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    int len = snprintf(digits, sizeof digits, "%" PRIu64, magnitude);
    char *to = out;
    if (value < 0)
        *to++ = '-';
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

char *num_bytes(char out[NUM_TEXT_MAX], uint64_t bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 999.5 && unit < 4) {
        value /= 1000;
        unit++;
    }
    char text[NUM_TEXT_MAX];
    snprintf(out, NUM_TEXT_MAX, "%s %s", num_fixed(text, value, unit && value < 9.95 ? 1 : 0), units[unit]);
    return out;
}

char *num_duration(char out[NUM_TEXT_MAX], int64_t t_ns)
{
    char text[NUM_TEXT_MAX];
    double seconds = (double)t_ns / 1e9;
    if (seconds < 0.9995)
        snprintf(out, NUM_TEXT_MAX, "%s ms", num_fixed(text, seconds * 1e3, seconds < 0.00995 ? 1 : 0));
    else if (seconds < 100)
        snprintf(out, NUM_TEXT_MAX, "%s s", num_fixed(text, seconds, 2));
    else
        snprintf(out, NUM_TEXT_MAX, "%" PRId64 " min %" PRId64 " s", t_ns / 60000000000,
                 t_ns / 1000000000 % 60);
    return out;
}
