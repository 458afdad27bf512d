/*
 * osv_folder: the files of a folder of vulnerability records, in the order of their paths.
 */
#ifndef CBCRAWL_SCORE_OSV_FOLDER_H
#define CBCRAWL_SCORE_OSV_FOLDER_H

#include "pipeline/base/str.h"
#include "pipeline/base/vec.h"

#include <stdint.h>

struct osv_file {
    char *path; /* below the folder */
};

struct osv_folder {
    int fd; /* -1: not open */
    VEC(struct osv_file) files;
};

/* Lists *.json, also below; symbolic links are not followed. ERR_USAGE when the folder cannot be read, or holds too much. */
int osv_folder_list(struct osv_folder *folder, struct arena *arena, const char *path, struct err *err);
void osv_folder_close(struct osv_folder *folder);

#endif
