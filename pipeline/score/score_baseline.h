/*
 * score_baseline: the findings a team has decided to live with for now, in a file that is committed.
 *
 * Text for people and diffs: a head line with version and limits, then one JSON object a finding, sorted by bytes,
 * which is by path, rule and name. No lines and no counts, so that unrelated changes do not touch it and two branches
 * merge. It keeps what is needed to recognise a finding and to see whether it became worse: the measured value, and the
 * members of a cycle.
 *
 * It may come from a stranger: lines are at most RECORD_LINE_MAX, and rules unknown here are passed over.
 */
#ifndef CBCRAWL_SCORE_SCORE_BASELINE_H
#define CBCRAWL_SCORE_SCORE_BASELINE_H

#include "pipeline/score/score_find.h"

enum { BASELINE_SCHEMA = 1 };

struct baseline_entry {
    const struct rule *rule;
    struct str path, name, tokens, fingerprint;
    int64_t value;
    VEC(struct str) members; /* of a cycle */
    bool taken;              /* found again, while matching */
};

struct baseline {
    VEC(struct baseline_entry) entries;
    struct str limits; /* digest of the settings it was written under */
};

/* Digest of all settings that decide what is a finding. */
void baseline_limits(const struct config *config, char ret_hex[HASH128_HEX_LEN + 1]);

/* Reads from `fd`, passing over rules that are none of `rules`; `name` is for messages. ERR_INPUT with name and line for what is not a baseline, or of a newer
 * schema. */
int baseline_read(struct baseline *baseline, const struct ruleset *rules, struct arena *arena, int fd,
                  const char *name, struct err *err);

/* Replaces the file at `path` as a whole. */
int baseline_write(const struct findings *findings, const struct config *config, struct arena scratch,
                   const char *path, struct err *err);

#endif
