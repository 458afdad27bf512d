#include "pipeline/tool/sarif_in.h"

#include "pipeline/base/json.h"

#include <stdlib.h>

enum {
    BASES_DEEP_MAX = 8, /* a base that leans on a base … */
    ARGUMENTS_MAX = 10, /* {0} to {9} of a message */
    TAGS_MAX = 64,      /* of a rule: the rest is not looked at */
    DRIVER = -1,        /* toolComponent.index of none */
};

/* One run of the document. Lists that results point into by number are turned into arrays: a walk for each would be
 * quadratic. */
struct sarif_run {
    struct report *report;
    const struct json_val *run, *driver;
    VEC(const struct json_val *) rules; /* of the driver */
    VEC(const struct json_val *) artifacts;
    struct map rule_places;  /* of the driver's rules by id */
    VEC(uint32_t) described; /* by report rule: 1 when it was taken from its descriptor */
};

/* Rules ------------------------------------------------------------------------------------------------------------ */

static const struct json_val *path_get(const struct json_val *v, const char *first, const char *second)
{
    return json_get(json_get(v, first), second);
}

static struct str text_of(const struct json_val *message)
{
    struct str text = json_get_str(message, "text");
    return text.len ? text : json_get_str(message, "markdown");
}

/* GitHub reads it so; a number or a number in text, by the bands of CVSS. */
static const char *severity_by_score(const struct json_val *properties)
{
    double score = 0;
    struct str text = json_get_str(properties, "security-severity");
    if (text.len && text.len < 8) {
        char digits[8];
        memcpy(digits, text.p, text.len);
        digits[text.len] = '\0';
        score = strtod(digits, NULL);
    } else if (!json_get_double(properties, "security-severity", &score)) {
        return NULL;
    }
    return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : score > 0 ? "low" : NULL;
}

static const char *confidence_of(struct str precision)
{
    if (str_eq_nocase(precision, STR("very-high")) || str_eq_nocase(precision, STR("high")))
        return "high";
    if (str_eq_nocase(precision, STR("medium")))
        return "medium";
    return str_eq_nocase(precision, STR("low")) ? "low" : NULL;
}

static void take_tags(struct report_rule *rule, const struct json_val *properties)
{
    struct json_iter iter = json_iter_begin(json_get(properties, "tags"));
    const struct json_val *tag;
    for (int i = 0; i < TAGS_MAX && (tag = json_iter_next(&iter, NULL)); i++) {
        struct str text = json_str_value(tag);
        int64_t cwe = report_cwe(text);
        if (cwe && !rule->cwe)
            rule->cwe = cwe;
        rule->is_security |= str_eq_nocase(text, STR("security"));
    }
}

static void take_relationships(struct report_rule *rule, const struct json_val *descriptor)
{
    struct json_iter iter = json_iter_begin(json_get(descriptor, "relationships"));
    const struct json_val *relation;
    for (int i = 0; i < TAGS_MAX && !rule->cwe && (relation = json_iter_next(&iter, NULL)); i++)
        rule->cwe = report_cwe(json_get_str(json_get(relation, "target"), "id"));
}

static void take_descriptor(struct sarif_run *run, struct report_rule *rule, const struct json_val *descriptor)
{
    const struct json_val *properties = json_get(descriptor, "properties");
    struct report *report = run->report;
    struct str title = text_of(json_get(descriptor, "shortDescription"));
    if (!title.len)
        title = text_of(json_get(descriptor, "fullDescription"));
    if (!title.len)
        title = json_get_str(descriptor, "name");
    rule->title = report_line(report, title, REPORT_MESSAGE_MAX);
    rule->help = report_line(report, text_of(json_get(descriptor, "help")), REPORT_MESSAGE_MAX);
    rule->link = report_line(report, json_get_str(descriptor, "helpUri"), REPORT_MESSAGE_MAX);
    rule->severity = severity_by_score(properties);
    rule->is_security |= rule->severity != NULL;
    if (!rule->severity)
        rule->severity = tool_severity_of(report->tool,
                                          json_get_str(json_get(descriptor, "defaultConfiguration"), "level"));
    rule->confidence = confidence_of(json_get_str(properties, "precision"));
    take_tags(rule, properties);
    take_relationships(rule, descriptor);
}

/* The descriptor of a result's rule: by number in the driver's list, or by id, whose last parts may say more than the
 * rule's ("CA1000/1"). Those of extensions are known by id only if the driver has them, too. */
static const struct json_val *find_descriptor(const struct sarif_run *run, const struct json_val *result,
                                              struct str id)
{
    int64_t place = -1, component = DRIVER;
    const struct json_val *rule = json_get(result, "rule");
    if (!json_get_int(result, "ruleIndex", &place))
        json_get_int(rule, "index", &place);
    json_get_int(json_get(rule, "toolComponent"), "index", &component);
    if (component == DRIVER && place >= 0 && (size_t)place < run->rules.len)
        return run->rules.at[place];
    const uint32_t *found = NULL;
    for (; id.len && !found; id = str_dirname(id))
        found = map_get(&run->rule_places, id);
    return found ? run->rules.at[*found] : NULL;
}

static uint32_t rule_of(struct sarif_run *run, struct str id, const struct json_val *descriptor)
{
    uint32_t rule = report_rule_id(run->report, id.len ? id : json_get_str(descriptor, "id"));
    while (run->described.len <= rule)
        *vec_push(&run->described, run->report->arena) = 0;
    if (descriptor && !run->described.at[rule]) {
        run->described.at[rule] = 1;
        take_descriptor(run, report_rule_at(run->report, rule), descriptor);
    }
    return rule;
}

/* Messages --------------------------------------------------------------------------------------------------------- */

/* A text with {0}, {1} … replaced; {{ and }} stand for one brace. */
static struct str fill_in(struct report *report, struct str text, const struct json_val *arguments)
{
    struct str values[ARGUMENTS_MAX] = {{NULL, 0}};
    struct json_iter iter = json_iter_begin(arguments);
    const struct json_val *value;
    for (int i = 0; i < ARGUMENTS_MAX && (value = json_iter_next(&iter, NULL)); i++)
        values[i] = json_str_value(value);
    struct buf filled;
    buf_init(&filled, (size_t)REPORT_MESSAGE_MAX * 4);
    for (size_t i = 0; i < text.len && !filled.overflow; i++) {
        const char *p = text.p + i;
        bool is_place = i + 2 < text.len && p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}';
        if (is_place)
            buf_add(&filled, values[p[1] - '0']);
        else
            buf_addc(&filled, *p);
        bool is_brace = i + 1 < text.len && (*p == '{' || *p == '}') && p[1] == *p;
        i += is_place ? 2 : is_brace;
    }
    struct str line = report_line(report, buf_str(&filled), REPORT_MESSAGE_MAX);
    buf_release(&filled);
    return line;
}

static struct str message_of(struct report *report, const struct json_val *result,
                             const struct json_val *descriptor)
{
    const struct json_val *message = json_get(result, "message");
    struct str text = text_of(message), id = json_get_str(message, "id");
    if (!text.len && id.len && id.len < 100) {
        char key[100];
        memcpy(key, id.p, id.len);
        key[id.len] = '\0';
        text = text_of(path_get(descriptor, "messageStrings", key));
    }
    return fill_in(report, text, json_get(message, "arguments"));
}

/* Places ----------------------------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Without percent escapes. */
static struct str unescape(struct arena *arena, struct str uri)
{
    char *bytes = arena_array(arena, char, uri.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < uri.len; i++) {
        int high = uri.p[i] == '%' && i + 2 < uri.len ? hex_digit(uri.p[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(uri.p[i + 2]) : -1;
        bytes[len++] = low >= 0 ? (char)(high * 16 + low) : uri.p[i];
        i += low >= 0 ? 2 : 0;
    }
    return str_of(bytes, len);
}

static bool is_absolute(struct str uri)
{
    ptrdiff_t colon = str_index(uri, ':'), slash = str_index(uri, '/');
    return slash == 0 || (colon > 0 && (slash < 0 || colon < slash));
}

/* The uri of a location, which may be an entry of the run's artifacts; behind its base, and the base's. */
static struct str uri_of(const struct sarif_run *run, const struct json_val *location)
{
    struct arena *arena = run->report->arena;
    int64_t place;
    if (!json_get_str(location, "uri").len && json_get_int(location, "index", &place) && place >= 0 &&
        (size_t)place < run->artifacts.len)
        location = json_get(run->artifacts.at[place], "location");
    struct str uri = unescape(arena, json_get_str(location, "uri"));
    const struct json_val *bases = json_get(run->run, "originalUriBaseIds");
    for (int i = 0; i < BASES_DEEP_MAX && uri.len && !is_absolute(uri); i++) {
        struct str id = json_get_str(location, "uriBaseId");
        if (!id.len || id.len > 200)
            break;
        location = json_get(bases, str_cstr(arena, id));
        struct str base = unescape(arena, json_get_str(location, "uri"));
        if (base.len)
            uri = str_from(arena_printf(arena, "%.*s/%.*s", STR_ARG(base), STR_ARG(uri)));
    }
    return uri;
}

static int64_t line_of(const struct json_val *region, const char *key, int64_t fallback)
{
    int64_t line;
    return json_get_int(region, key, &line) && line >= 1 && line <= REPORT_LINE_MAX ? line : fallback;
}

static const struct json_val *first_of(const struct json_val *list)
{
    struct json_iter iter = json_iter_begin(list);
    return json_is_array(list) ? json_iter_next(&iter, NULL) : NULL;
}

static void take_place(const struct sarif_run *run, struct statement *said, const struct json_val *result)
{
    const struct json_val *place = json_get(first_of(json_get(result, "locations")), "physicalLocation");
    const struct json_val *region = json_get(place, "region");
    said->path = uri_of(run, json_get(place, "artifactLocation"));
    said->line_start = line_of(region, "startLine", 0);
    said->line_end = line_of(region, "endLine", said->line_start);
    said->column = line_of(region, "startColumn", 0);
}

/* Results ---------------------------------------------------------------------------------------------------------- */

static bool is_finding(const struct json_val *result)
{
    struct str kind = json_get_str(result, "kind");
    const struct json_val *suppression;
    struct json_iter iter = json_iter_begin(json_get(result, "suppressions"));
    while ((suppression = json_iter_next(&iter, NULL))) {
        struct str status = json_get_str(suppression, "status");
        if (!status.len || str_eq(status, STR("accepted")))
            return false;
    }
    return (!kind.len || str_eq(kind, STR("fail")) || str_eq(kind, STR("review"))) &&
           !str_eq(json_get_str(result, "baselineState"), STR("absent"));
}

static void take_result(struct sarif_run *run, const struct json_val *result)
{
    if (!json_is_object(result)) {
        run->report->malformed++;
        return;
    }
    if (!is_finding(result)) {
        run->report->withheld++;
        return;
    }
    struct str id = json_get_str(result, "ruleId");
    if (!id.len)
        id = json_get_str(json_get(result, "rule"), "id");
    const struct json_val *descriptor = find_descriptor(run, result, id);
    uint32_t rule = rule_of(run, id, descriptor);
    struct str message = message_of(run->report, result, descriptor);
    struct statement *said = message.len ? report_add(run->report) : NULL;
    if (!message.len)
        run->report->malformed++;
    if (!said)
        return;
    said->rule = rule;
    said->message = message;
    said->severity = severity_by_score(json_get(result, "properties"));
    if (!said->severity && !report_rule_at(run->report, rule)->is_security)
        said->severity = tool_severity_of(run->report->tool, json_get_str(result, "level"));
    take_place(run, said, result);
}

/* The document -------------------------------------------------------------------------------------------------------- */

#define LIST_INTO(list, arena, container)                      \
    do {                                                       \
        struct json_iter iter_ = json_iter_begin((container)); \
        const struct json_val *item_;                          \
        while ((item_ = json_iter_next(&iter_, NULL)))         \
            *vec_push((list), (arena)) = item_;                \
    } while (0)

static void index_rules(struct sarif_run *run)
{
    for (size_t i = 0; i < run->rules.len; i++) {
        struct str id = json_get_str(run->rules.at[i], "id");
        if (id.len)
            *map_put(&run->rule_places, run->report->arena, id, NULL) = (uint32_t)i;
    }
}

static void take_failure(struct sarif_run *run)
{
    const struct json_val *invocation = first_of(json_get(run->run, "invocations"));
    if (!invocation || json_get_bool(invocation, "executionSuccessful", true))
        return;
    const struct json_val *note = first_of(json_get(invocation, "toolExecutionNotifications"));
    struct str text = text_of(json_get(note, "message"));
    run->report->failure =
        report_line(run->report, text.len ? text : STR("it says that it did not succeed"), 200);
}

static void take_run(struct report *report, const struct json_val *object)
{
    struct sarif_run run = {.report = report, .run = object, .driver = path_get(object, "tool", "driver")};
    struct str version = json_get_str(run.driver, "version");
    if (!version.len)
        version = json_get_str(run.driver, "semanticVersion");
    report->version = report_line(report, version, 100);
    if (json_is_array(json_get(run.driver, "rules")))
        LIST_INTO(&run.rules, report->arena, json_get(run.driver, "rules"));
    if (json_is_array(json_get(object, "artifacts")))
        LIST_INTO(&run.artifacts, report->arena, json_get(object, "artifacts"));
    index_rules(&run);
    take_failure(&run);
    struct json_iter results = json_iter_begin(json_get(object, "results"));
    const struct json_val *result;
    while ((result = json_iter_next(&results, NULL)))
        take_result(&run, result);
}

static int take_document(struct report *report, const struct json_val *root, struct err *err)
{
    const struct json_val *runs = json_get(root, "runs"), *run;
    if (!json_is_array(runs))
        return err_set(err, ERR_INPUT, "no SARIF: there is no array of runs");
    struct str version = json_get_str(root, "version");
    if (!str_starts(version, STR("2.1")))
        return err_set(err, ERR_INPUT, "SARIF of version \"%.*s\", 2.1.0 is what is read",
                       STR_ARG(str_head(version, 20)));
    struct json_iter iter = json_iter_begin(runs);
    while ((run = json_iter_next(&iter, NULL)))
        take_run(report, run);
    return 0;
}

int sarif_in_read(struct report *report, struct str text, struct err *err)
{
    static const struct str bom = {"\xef\xbb\xbf", 3};
    if (str_starts(text, bom))
        text = str_skip(text, bom.len);
    if (str_trim(text).len == 0)
        return err_set(err, ERR_INPUT, "no SARIF: no output at all");
    struct json_reader *reader = json_reader_new(text.len + 1);
    const struct json_val *root;
    int rc = json_read(reader, text, &root, err);
    if (rc == 0)
        rc = take_document(report, root, err);
    json_reader_free(reader);
    return rc;
}
