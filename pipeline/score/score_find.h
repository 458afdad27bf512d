/*
 * score_find: holds facts against the rules.
 *
 * A finding's fingerprint is a hash of its rule, the qualified name of the unit (for a file its base name, for a cycle
 * the base names of its members) and the hash of the unit's normalised tokens: no folder and no line, so it outlives
 * moves and edits elsewhere. score_match.h says how findings are recognised when the code itself changed.
 *
 * Findings come in the order of their files, lines and rules. They borrow from the facts and the arena.
 */
#ifndef CBCRAWL_SCORE_SCORE_FIND_H
#define CBCRAWL_SCORE_SCORE_FIND_H

#include "pipeline/base/hash.h"
#include "pipeline/score/score_facts.h"
#include "pipeline/score/score_policy.h"

/* What an outside tool says that is another finding already. */
struct finding_source {
    const struct detection *said;
    struct str rule_id;
    struct finding_source *next;
};

/* Against the baseline. */
enum change { CHANGE_UNKNOWN, CHANGE_NONE, CHANGE_WORSENED, CHANGE_NEW };

struct finding {
    const struct rule *rule;
    enum severity severity;
    const char *confidence;
    const struct file *file; /* NULL for cycles of folders and modules */
    struct str path;         /* of the file or, for a cycle, its first member that is looked at */
    int64_t line_start, line_end;
    int64_t unit;    /* ordinal; -1 for none */
    struct str name; /* what is recognised again: qualified name, or base name of a file */
    struct str tokens;
    int64_t value, limit; /* percent and 100 when the rule says so */
    struct str message;
    char fingerprint[HASH128_HEX_LEN + 1];
    const struct cycle *cycle;
    const struct detection *detection;     /* of a match; then there is no value */
    struct finding_source *sources;        /* who else says so: a list, see score_merge */
    const struct suppression *suppression; /* that suppresses it */
    enum change change;
    int64_t value_before; /* when worsened */
};

struct findings {
    VEC(struct finding) list;
    VEC(struct finding) suppressed; /* no part of what is judged */
};

/* A finding about `file`, or about none (NULL), at the end of the list. What it is recognised by is to be set, and then
 * its fingerprint. */
struct finding *findings_add(struct findings *findings, struct arena *arena, const struct rule *rule,
                             const struct file *file);
void finding_fingerprint(struct finding *finding, struct str content);

/* Is `file` looked at under this rule, by the policy? Once find_all has said which files are left out. */
bool rule_applies(const struct rule *rule, const struct file *file, struct arena scratch);

/* In the order of files, lines and rules. */
void findings_sort(struct findings *findings);

/* The message, and for a worsened finding what its figure was; in the arena or borrowed. */
struct str finding_message(const struct finding *finding, struct arena *arena);

/* Sets files' `left_out` by the policy, then appends all findings. `scratch` must be
 * another arena than `arena`. */
void find_all(struct findings *findings, struct arena *arena, struct arena scratch, struct facts *facts,
              struct policy *policy);

#endif
