#include "crawler/history/date_text.h"

#include "pipeline/base/num.h"

/* Exactly `digits` digits at the start of *rest, which moves behind them. */
static bool take_number(struct str *rest, size_t digits, int *ret_value)
{
    int value = 0;
    if (rest->len < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9')
            return false;
        value = value * 10 + (rest->p[i] - '0');
    }
    *rest = str_skip(*rest, digits);
    *ret_value = value;
    return true;
}

static bool take_char(struct str *rest, const char *any_of)
{
    if (rest->len == 0 || !strchr(any_of, rest->p[0]))
        return false;
    *rest = str_skip(*rest, 1);
    return true;
}

/* Days from 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is the last of its
 * year and all months before it keep their places. */
static int64_t days_since_1970(int year, int month, int day)
{
    enum { DAYS_1970_FROM_0000_03 = 719468 };
    int64_t y = month > 2 ? year : year - 1;
    int64_t month_from_march = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * month_from_march + 2) / 5 + day - 1 -
           DAYS_1970_FROM_0000_03;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool take_day(struct str *rest, int64_t *ret_days)
{
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    if (!take_number(rest, 4, &year) || !take_char(rest, "-") || !take_number(rest, 2, &month) ||
        !take_char(rest, "-") || !take_number(rest, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > month_days[month - 1] + (month == 2 && is_leap(year)))
        return false;
    *ret_days = days_since_1970(year, month, day);
    return true;
}

/* Absent is midnight. */
static bool take_clock(struct str *rest, int *ret_seconds)
{
    int hour, minute, second = 0;
    *ret_seconds = 0;
    if (!take_char(rest, "T "))
        return true;
    if (!take_number(rest, 2, &hour) || !take_char(rest, ":") || !take_number(rest, 2, &minute))
        return false;
    if (take_char(rest, ":") && !take_number(rest, 2, &second))
        return false;
    *ret_seconds = hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second < 61;
}

static bool take_zone(struct str *rest, int *ret_seconds_east)
{
    int hour, minute;
    *ret_seconds_east = 0;
    if (rest->len == 0 || take_char(rest, "Z"))
        return true;
    int sign = rest->p[0] == '-' ? -1 : 1;
    if (!take_char(rest, "+-") || !take_number(rest, 2, &hour))
        return false;
    take_char(rest, ":");
    if (!take_number(rest, 2, &minute) || hour > 15 || minute > 59)
        return false;
    *ret_seconds_east = sign * (hour * 3600 + minute * 60);
    return true;
}

bool date_text_parse(struct str text, int64_t *ret_time_s)
{
    int64_t days;
    int clock, zone;
    if (str_starts(text, STR("@")))
        return num_parse_int(str_skip(text, 1), ret_time_s);
    if (!take_day(&text, &days) || !take_clock(&text, &clock) || !take_zone(&text, &zone) || text.len)
        return false;
    *ret_time_s = days * 86400 + clock - zone;
    return true;
}
