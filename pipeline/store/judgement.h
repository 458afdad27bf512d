/*
 * judgement: how a judging stage writes what it found about a run: findings and scores.
 *
 *     rc = judgement_begin(&j, store, run_id, "cbc-score", &err);
 *     rc = judgement_put_finding(j, &finding, &err); …
 *     rc = judgement_commit(j, &err);
 *
 * Begin opens a transaction and forgets what the same program wrote about that run before; commit ends it. Without
 * commit (error, crash) the earlier judgement stays. One at a time per store.
 */
#ifndef CBCRAWL_STORE_JUDGEMENT_H
#define CBCRAWL_STORE_JUDGEMENT_H

#include "pipeline/store/store.h"

struct judgement;

/* Text with p == NULL and numbers that are -1 are absent, but for what is marked required. */
struct judgement_finding {
    struct str rule_id;    /* required */
    int64_t cwe;           /* 0 is absent too */
    struct str severity;   /* required: critical high medium low info */
    struct str confidence; /* high medium low */
    struct str path;       /* as v_file.path has it */
    int64_t line_start, line_end;
    int64_t unit;
    struct str qualified_name;
    struct str message; /* required */
    struct str fingerprint;
    int is_new;                 /* 0, 1, or -1 when there is no baseline */
    int64_t value, limit_value; /* the figure, and what it is over */
    int64_t detection;          /* of the file */
    bool is_suppressed;         /* a comment says not to report it: v_suppressed has it, v_finding has not */
    struct str reason;          /* that comment's */
    struct str tool;            /* the outside tool that says so; absent: the program itself */
};

/* An outside tool that says the same. All but the severity is required. */
struct judgement_source {
    struct str tool, rule_id, severity, message;
    int64_t line_start;
};

struct judgement_score {
    struct str component; /* required */
    double value;         /* 0..100; NaN is absent: inconclusive */
    double weight;        /* NaN is absent */
    struct str grade;
    struct str detail;
};

/* ERR_ENV when another process writes. On success end it with judgement_commit or judgement_abandon. */
int judgement_begin(struct judgement **ret_judgement, struct store *store, int64_t run_id,
                    const char *program, struct err *err);

/* Copies everything. ERR_ENV when the disk is full. */
int judgement_put_finding(struct judgement *judgement, const struct judgement_finding *finding,
                          struct err *err);

/* Adds who else says what the finding put last says. The same errors. */
int judgement_put_source(struct judgement *judgement, const struct judgement_source *source, struct err *err);

/* ERR_INPUT when the program has already scored that component. */
int judgement_put_score(struct judgement *judgement, const struct judgement_score *score, struct err *err);

/* Both free `judgement`, commit also when it fails. */
int judgement_commit(struct judgement *judgement, struct err *err);
void judgement_abandon(struct judgement *judgement);

#endif
