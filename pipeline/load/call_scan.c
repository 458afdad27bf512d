#include "pipeline/load/call_scan.h"

/* Each of these takes something off the front of *rest, or leaves it and answers false. */

static bool take(struct str *rest, struct str literal)
{
    if (!str_starts(*rest, literal))
        return false;
    *rest = str_skip(*rest, literal.len);
    return true;
}

static size_t plain_len(struct str s)
{
    size_t len = 0;
    while (len < s.len && s.p[len] >= ' ' && s.p[len] < 0x7f && s.p[len] != '"' && s.p[len] != '\\')
        len++;
    return len;
}

struct str call_scan_path(struct str path)
{
    return plain_len(path) == path.len ? path : (struct str){NULL, 0};
}

/* A string behind its opening quote, and the closing quote. */
static bool take_text(struct str *rest, struct str *ret_text)
{
    size_t len = plain_len(*rest);
    if (len == rest->len || rest->p[len] != '"')
        return false;
    *ret_text = str_head(*rest, len);
    *rest = str_skip(*rest, len + 1);
    return true;
}

/* A number from 0 to 999999999, as JSON wants it: without leading zeros. */
static bool take_number(struct str *rest, int64_t *ret_number)
{
    enum { DIGITS_MAX = 9 };
    int64_t number = 0;
    size_t len = 0;
    while (len < rest->len && len <= DIGITS_MAX && rest->p[len] >= '0' && rest->p[len] <= '9')
        number = number * 10 + (rest->p[len++] - '0');
    if (len == 0 || len > DIGITS_MAX || (len > 1 && rest->p[0] == '0'))
        return false;
    *ret_number = number;
    *rest = str_skip(*rest, len);
    return true;
}

bool call_scan(struct str line, struct str path, struct call_fields *ret_fields)
{
    struct call_fields fields = {.unit = CALL_NO_UNIT};
    if (!path.p || !take(&line, STR("{\"k\":\"call\",\"path\":\"")) || !take(&line, path) ||
        !take(&line, STR("\"")))
        return false;
    if (take(&line, STR(",\"unit\":")) && !take_number(&line, &fields.unit))
        return false;
    if (!take(&line, STR(",\"callee\":\"")) || !take_text(&line, &fields.callee))
        return false;
    if (take(&line, STR(",\"receiver\":\"")) && !take_text(&line, &fields.receiver))
        return false;
    if (!take(&line, STR(",\"line\":")) || !take_number(&line, &fields.line) || !str_eq(line, STR("}")))
        return false;
    *ret_fields = fields;
    return true;
}
