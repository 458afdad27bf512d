#include "pipeline/base/json.h"
#include "pipeline/score/score_osv.h"
#include "pipeline/versions/version_order.h"

/* One range while its events are looked through. Events come in any order. */
struct range {
    version_order *order;
    struct str version;
    struct str introduced; /* the last at or before the version; {NULL, 0}: none */
    struct str fixed;      /* the first behind it */
    bool is_from_start;    /* introduced: "0" */
};

/* "0" stands before every version. */
static bool is_zero(struct str version)
{
    return str_eq(version, STR("0"));
}

static void see_introduced(struct range *r, struct str at)
{
    if (is_zero(at))
        r->is_from_start = true;
    else if (r->order(at, r->version) <= 0 && (!r->introduced.p || r->order(at, r->introduced) > 0))
        r->introduced = at;
}

static bool is_behind_introduced(const struct range *r, struct str at)
{
    return !r->introduced.p || r->order(at, r->introduced) >= 0;
}

/* Is there an end between the introduction and the version? */
static bool ends_before(struct range *r, const struct json_val *events)
{
    struct json_iter iter = json_iter_begin(events);
    const struct json_val *event;
    bool ended = false;
    while ((event = json_iter_next(&iter, NULL))) {
        struct str fixed = json_get_str(event, "fixed"), last = json_get_str(event, "last_affected");
        if (fixed.p && r->order(fixed, r->version) <= 0)
            ended |= is_behind_introduced(r, fixed);
        else if (fixed.p && (!r->fixed.p || r->order(fixed, r->fixed) < 0))
            r->fixed = fixed;
        if (last.p && r->order(last, r->version) < 0)
            ended |= is_behind_introduced(r, last);
    }
    return ended;
}

static bool is_in_range(const struct json_val *range, version_order *order, struct str version,
                        struct str *ret_fixed)
{
    struct range r = {.order =
                          str_eq(json_get_str(range, "type"), STR("SEMVER")) ? version_order_semver : order,
                      .version = version};
    const struct json_val *events = json_get(range, "events"), *event;
    if (!r.order || str_eq(json_get_str(range, "type"), STR("GIT")) || !json_is_array(events))
        return false;
    struct json_iter iter = json_iter_begin(events);
    while ((event = json_iter_next(&iter, NULL))) {
        struct str introduced = json_get_str(event, "introduced");
        if (introduced.p)
            see_introduced(&r, introduced);
    }
    if ((!r.introduced.p && !r.is_from_start) || ends_before(&r, events))
        return false;
    *ret_fixed = r.fixed;
    return true;
}

static bool is_listed(const struct json_val *versions, version_order *order, struct str version)
{
    struct json_iter iter = json_iter_begin(json_is_array(versions) ? versions : NULL);
    const struct json_val *one;
    while ((one = json_iter_next(&iter, NULL))) {
        struct str listed = json_str_value(one);
        if (listed.p && (str_eq(listed, version) || (order && order(listed, version) == 0)))
            return true;
    }
    return false;
}

bool osv_is_affected(const struct json_val *affected, struct str ecosystem, struct str version,
                     struct str *ret_fixed)
{
    version_order *order = version_order_of(ecosystem);
    const struct json_val *ranges = json_get(affected, "ranges"), *range;
    struct json_iter iter = json_iter_begin(json_is_array(ranges) ? ranges : NULL);
    *ret_fixed = (struct str){NULL, 0};
    while ((range = json_iter_next(&iter, NULL))) {
        if (is_in_range(range, order, version, ret_fixed))
            return true;
    }
    return is_listed(json_get(affected, "versions"), order, version);
}
