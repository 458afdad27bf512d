#include "analyzers/secrets/secrets.h"

#include "analyzers/ast/finding.h"
#include "analyzers/match/match.h"
#include "analyzers/secrets/secret_value.h"
#include "pipeline/record/record.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LOOK_BACK = 40,    /* bytes before the anchor that a pattern may look back at; more with `back` */
    LOOK_AHEAD = 6000, /* and behind it */
    ENTROPY_LEN = 16,  /* bytes: in a shorter value every character may well differ */
    TRIES_FREE = 4096, /* patterns tried in any file, and one more for so many bytes: */
    BYTES_A_TRY = 16,
};

static const char verified[] = ", verified offline";
static const char not_verified[] = ", but its check sum or structure is wrong";

/* One thread's. */
struct secrets {
    const struct secret_rules *rules;
    struct match **matches; /* by rule, compiled when first needed */
    struct match_room *room;
};

struct candidate {
    uint32_t rule;
    enum secret_verdict verdict;
    struct ast_span span;
};

/* A file under way. */
struct search {
    struct secrets *secrets;
    struct ast_file *file;
    int64_t tries_left;
    VEC(struct candidate) found;
};

/* Searching -------------------------------------------------------------------------------------------------------- */

static const struct match *match_of(struct secrets *s, uint32_t rule)
{
    const struct secret_rule *r = &s->rules->at[rule];
    unsigned flags = (r->no_case ? MATCH_NO_CASE : 0u) | (r->back ? 0u : MATCH_HERE);
    struct err err;
    if (!s->matches[rule] && match_new(r->pattern, flags, &s->matches[rule], &err) < 0)
        BUG("a pattern of ours cannot be compiled"); /* a unit test compiles all */
    return s->matches[rule];
}

/* Moves the match from the anchor to what the pattern finds there. */
static bool find_value(struct search *s, uint32_t rule, struct secret_match *m)
{
    size_t back = s->secrets->rules->at[rule].back, from, to;
    size_t begin = m->anchor > back ? m->anchor - back : 0;
    size_t base = begin > LOOK_BACK ? begin - LOOK_BACK : 0;
    struct str window = str_head(str_skip(m->text, base), m->behind - base + LOOK_AHEAD);
    if (!match_find_from(match_of(s->secrets, rule), s->secrets->room, window, begin - base, &from, &to) ||
        base + from > m->behind + LOOK_AHEAD)
        return false;
    m->from = base + from;
    m->to = base + to;
    return m->to > m->from && (back == 0 || (m->from <= m->anchor && m->to >= m->behind));
}

/* What could be verified needs no look at its characters. */
static bool looks_secret(const struct secret_rule *rule, enum secret_verdict verdict, struct str value)
{
    if (verdict == SECRET_RIGHT)
        return true;
    return !secret_is_placeholder(value) &&
           (value.len < ENTROPY_LEN || secret_entropy(value) >= rule->entropy_min);
}

static void try_rule(struct search *s, uint32_t rule, size_t at, size_t len)
{
    const struct secret_rule *r = &s->secrets->rules->at[rule];
    struct ast_file *file = s->file;
    struct secret_match m = {
        .text = file->text,
        .from = at,
        .to = at + len,
        .anchor = at,
        .behind = at + len,
        .is_code = file->lang != AST_NONE && file->lang != AST_BASH,
        .arena = file->arena,
    };
    if (r->pattern.len > 0 && !find_value(s, rule, &m))
        return;
    enum secret_verdict verdict = r->check ? r->check(&m) : SECRET_OPEN;
    if (verdict == SECRET_NONE || !looks_secret(r, verdict, str_of(file->text.p + m.from, m.to - m.from)))
        return;
    *vec_push(&s->found, file->arena) =
        (struct candidate){.rule = rule, .verdict = verdict, .span = {(uint32_t)m.from, (uint32_t)m.to}};
}

static void search(struct search *s)
{
    const struct secret_rules *rules = s->secrets->rules;
    struct literals_scan scan = literals_scan(rules->literals, s->file->text);
    size_t at, at_before = SIZE_MAX - 1;
    uint32_t anchor, before = UINT32_MAX;
    while (literals_next(&scan, &at, &anchor)) {
        bool goes_on = anchor == before && at == at_before + 1; /* in a run of one character */
        before = anchor;
        at_before = at;
        if (goes_on)
            continue;
        if (s->found.len == SECRETS_MAX || s->tries_left-- == 0) {
            s->file->left_out =
                s->tries_left < 0 ? "too much in it may be a secret" : "it holds too many secrets";
            return;
        }
        try_rule(s, rules->rule_of.at[anchor], at, rules->anchors.at[anchor].text.len);
    }
}

/* Choosing --------------------------------------------------------------------------------------------------------- */

static int by_rule(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return (x->span.from > y->span.from) - (x->span.from < y->span.from);
}

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->span.from > y->span.from) - (x->span.from < y->span.from);
}

static bool overlaps(const struct candidate *a, const struct candidate *b)
{
    return a->span.from < b->span.to && b->span.from < a->span.to;
}

/* Of those that overlap the one stays whose rule comes first. */
static void choose(struct search *s)
{
    struct candidate *at = s->found.at;
    size_t kept = 0;
    if (s->found.len > 1)
        qsort(at, s->found.len, sizeof *at, by_rule);
    for (size_t i = 0; i < s->found.len; i++) {
        size_t k = 0;
        while (k < kept && !overlaps(&at[k], &at[i]))
            k++;
        if (k == kept)
            at[kept++] = at[i];
    }
    s->found.len = kept;
    if (kept > 1)
        qsort(at, kept, sizeof *at, by_place);
}

/* Telling ---------------------------------------------------------------------------------------------------------- */

enum { VALUE_HASH_LEN = 8 /* hex digits that are told */ };

/* Of SHA-256 over "secret <length>\0<value>". */
static void hash_value(struct str value, char ret_hex[VALUE_HASH_LEN + 1])
{
    enum { SHA256_LEN = 32 };
    unsigned char digest[SHA256_LEN];
    git_object_id("secret", value, sizeof digest, digest);
    hex_encode(digest, VALUE_HASH_LEN / 2, ret_hex);
}

/* What may be shown of a value. */
static struct str shown(struct str value)
{
    enum { SHOWN_MAX = 4 };
    return str_head(value, value.len / 4 < SHOWN_MAX ? value.len / 4 : SHOWN_MAX);
}

static struct str message_of(const struct search *s, const struct candidate *c)
{
    struct str value = str_of(s->file->text.p + c->span.from, c->span.to - c->span.from), head = shown(value);
    char hash[VALUE_HASH_LEN + 1];
    hash_value(value, hash);
    const char *note = c->verdict == SECRET_RIGHT ? verified : c->verdict == SECRET_WRONG ? not_verified : "";
    return str_from(arena_printf(s->file->arena, "%.*s: %.*s\xe2\x80\xa6, hash %s%s",
                                 STR_ARG(s->secrets->rules->at[c->rule].title), STR_ARG(head), hash, note));
}

static struct str confidence_of(const struct search *s, const struct candidate *c)
{
    static const struct str levels[] = {{"low", 3}, {"medium", 6}, {"high", 4}};
    size_t level = 0;
    while (level < 2 && !str_eq(levels[level], s->secrets->rules->at[c->rule].confidence))
        level++;
    if (c->verdict == SECRET_RIGHT)
        level = 2;
    if (c->verdict == SECRET_WRONG)
        level = 0;
    return levels[s->file->is_test && level > 0 ? level - 1 : level];
}

static void put_past(const struct search *s, const struct candidate *c, uint32_t row, struct buf *out)
{
    const struct ast_file *file = s->file;
    char hash[VALUE_HASH_LEN + 1];
    hash_value(str_of(file->text.p + c->span.from, c->span.to - c->span.from), hash);
    struct json_out r = record_open(out, "past_finding");
    json_put_path(&r, "path", file->path);
    json_put_str(&r, "commit_id", file->past_commit);
    json_put_str(&r, "content_id", file->past_id);
    json_put_str(&r, "rule_id", s->secrets->rules->at[c->rule].id);
    json_put_int(&r, "line_start", (int64_t)row + 1);
    json_put_str(&r, "message", message_of(s, c));
    json_put_str(&r, "severity", s->secrets->rules->at[c->rule].severity);
    json_put_str(&r, "confidence", confidence_of(s, c));
    json_put_str(&r, "value_hash", str_from(hash));
    record_close(&r);
}

static void put(const struct search *s, const struct candidate *c, uint32_t row, struct buf *out)
{
    const struct secret_rule *rule = &s->secrets->rules->at[c->rule];
    struct str confidence = confidence_of(s, c);
    struct str value = str_of(s->file->text.p + c->span.from, c->span.to - c->span.from);
    uint32_t row_end = row;
    for (size_t i = 0; i < value.len; i++)
        row_end += value.p[i] == '\n';
    const struct ast_finding finding = {
        .rule_id = rule->id,
        .message = message_of(s, c),
        .confidence = str_eq(confidence, rule->confidence) ? (struct str){NULL, 0} : confidence,
        .place = {.span = c->span, .row = row, .row_end = row_end},
        .unit = AST_UNIT_NONE,
    };
    finding_put(s->file, &finding, out);
}

static void put_all(const struct search *s, struct buf *out)
{
    struct str text = s->file->text;
    uint32_t row = 0;
    size_t at = 0;
    for (size_t i = 0; i < s->found.len; i++) {
        const struct candidate *c = &s->found.at[i];
        for (const char *p; (p = memchr(text.p + at, '\n', c->span.from - at)); row++)
            at = (size_t)(p - text.p) + 1;
        if (s->file->past_id.len)
            put_past(s, c, row, out);
        else
            put(s, c, row, out);
    }
}

/* The analyzer ----------------------------------------------------------------------------------------------------- */

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    struct secrets *s = arena_new(arena, struct secrets);
    s->rules = analyzer->shared;
    s->matches = arena_array(arena, struct match *, s->rules->len);
    return s;
}

static void release(void *self)
{
    struct secrets *s = self;
    for (size_t i = 0; i < s->rules->len; i++)
        match_free(s->matches[i]);
    match_room_free(s->room);
}

static void text(void *self, struct ast_file *file, struct buf *out)
{
    struct secrets *secrets = self;
    struct search s = {.secrets = secrets,
                       .file = file,
                       .tries_left = TRIES_FREE + (int64_t)file->text.len / BYTES_A_TRY};
    if (!secrets->room)
        secrets->room = match_room_new();
    search(&s);
    choose(&s);
    put_all(&s, out);
}

const struct analyzer *secrets_analyzer(const struct secret_rules *rules, struct arena *arena)
{
    struct analyzer *analyzer = arena_new(arena, struct analyzer);
    *analyzer = (struct analyzer){
        .name = "secrets", .shared = rules, .new = new_state, .release = release, .text = text};
    return analyzer;
}

void secrets_put_rules(const struct secret_rules *rules, struct buf *out)
{
    enum { CWE_HARD_CODED_CREDENTIALS = 798 };
    for (size_t i = 0; i < rules->len; i++) {
        const struct secret_rule *rule = &rules->at[i];
        struct json_out r = record_open(out, "rule");
        json_put_str(&r, "rule_id", rule->id);
        json_put_str(&r, "title", rule->title);
        json_put_str(&r, "message", rule->title);
        json_put_int(&r, "cwe", CWE_HARD_CODED_CREDENTIALS);
        json_put_str(&r, "severity", rule->severity);
        json_put_str(&r, "confidence", rule->confidence);
        json_put_str(&r, "kind", STR("secret"));
        json_put_str(&r, "help",
                     STR("Revoke it where it was issued, then take it out of the code and of the history."));
        record_close(&r);
    }
}
