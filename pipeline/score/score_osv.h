/*
 * score_osv: known vulnerabilities of what the tree depends on, from a folder of OSV files (https://ossf.github.io/osv-schema/).
 *
 * The folder is the user's, and may hold whole exports: files *.json, also in folders below. A record counts when it is
 * not withdrawn and one of its packages is in the tree, at a version that it says is affected: by the list of versions,
 * or by ranges in the order of the ecosystem (pipeline/versions). Locked versions decide. Where nothing is locked, the
 * lowest version that a constraint allows is asked about, and the confidence is low. Records that name each other as
 * aliases are one finding, of the record whose name sorts first.
 *
 * Limits: OSV_FILES_MAX files of OSV_FILE_BYTES_MAX each, OSV_FOLDERS_MAX folders deep.
 */
#ifndef CBCRAWL_SCORE_SCORE_OSV_H
#define CBCRAWL_SCORE_SCORE_OSV_H

#include "pipeline/score/score_find.h"
#include "pipeline/score/score_memo.h"

enum { OSV_FILES_MAX = 2 * 1000 * 1000, OSV_FILE_BYTES_MAX = 4 << 20, OSV_FOLDERS_MAX = 4 };

/* What was looked at. */
struct osv_stats {
    size_t files;  /* OSV files read */
    size_t broken; /* of these, not understood */
};

/* Appends findings `vulnerability/<ID>`, whose rules it makes known. `scratch` must be another arena. ERR_USAGE when the
 * folder cannot be read; ERR_INPUT for a damaged store. */
int osv_find(struct findings *findings, struct arena *arena, struct arena scratch, const struct facts *facts,
             struct policy *policy, struct store *store, const char *folder, struct osv_stats *ret_stats,
             struct err *err);

/* The folder's state as it counts for a judgement: names, sizes and times of its files. ERR_USAGE. */
int osv_add_state(struct memo_inputs *inputs, struct arena scratch, const char *folder, struct err *err);

/* Is `version` affected, by one entry of a record's "affected"? Then ret_fixed is the first version that is not, or
 * {NULL, 0}. */
struct json_val;
bool osv_is_affected(const struct json_val *affected, struct str ecosystem, struct str version,
                     struct str *ret_fixed);

#endif
