/*
 * file_past: the past versions of some files, as they stood on the main line.
 *
 * The main line is the tip, its first parent, that one's first parent and so on. A version is a commit of it at which the
 * file's content differs from that at the parent: of work that came by a merge it is the merge, and no version was never
 * the state of the main line. Where a file appears it is looked for among those that the commit deleted (rename.h) and
 * goes on under its old name; else under its own, if it was there before. A file that was renamed away is never taken
 * for one that has its old name now, so no version is told twice.
 *
 * Versions are numbered from 0, the oldest. Of more than may be told every second remains, or every fourth, eighth and so
 * on, and the newest: so the same remain whether a history is read at once or bit by bit.
 *
 * History that a store knows is only gone into for files of which the store lacks the state at which it begins, or versions
 * that are to be told. Commits that `--since REV` leaves out end the main line. What cannot be read is an error record and
 * ends the past of the file.
 *
 * One thread. Everything lives in the arena given.
 */
#ifndef CBCRAWL_HISTORY_FILE_PAST_H
#define CBCRAWL_HISTORY_FILE_PAST_H

#include "crawler/history/history_worker.h"
#include "crawler/history/hot_files.h"
#include "crawler/history/known.h"
#include "pipeline/git/repo.h"

struct file_past_request {
    const struct history_setup *setup;
    struct object_reader *reader;
    const struct object_id *tip;
    const struct object_ids *shallow; /* commits whose parents the clone lacks, sorted */
    const struct known *known;        /* what a store has; NULL: nothing, and hidden commits end the line */
    int64_t since_s, until_s;         /* committers' times; versions older or newer are left out */
    size_t versions_max;              /* of a file, at least 2 */
};

struct past_version {
    struct str path;
    struct object_id commit, content;
    int64_t time_s;
    int64_t number;
};

struct past_file {
    struct str path; /* at the tip */
    struct str lang;
    VEC(struct past_version) versions; /* newest first */
    int64_t n_others;                  /* those that the store knows of, and those that are not told */
    int64_t stride;                    /* numbers that are told are multiples of it, but for the newest */
};

struct file_past {
    VEC(struct past_file) files; /* as they were asked for */
    struct buf errors;           /* their records */
};

/* Follows the files back. Cannot fail; free with file_past_release. */
void file_past_follow(const struct file_past_request *request, const struct hot_files *files,
                      struct arena *arena, struct file_past *ret_past);
void file_past_release(struct file_past *past);

/* Appends the records of one file: how many versions there are, and the blobs that are told. */
void file_past_put(const struct file_past_request *request, const struct past_file *file, struct buf *out);

#endif
