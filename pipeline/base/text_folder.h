/*
 * text_folder: the files of one suffix in a folder, read whole.
 *
 * The folder may be a stranger's: the number of files and their size have limits, names that begin with a dot are left
 * out, and what is no regular file is an error. Texts come in the order of their names.
 */
#ifndef CBCRAWL_BASE_TEXT_FOLDER_H
#define CBCRAWL_BASE_TEXT_FOLDER_H

#include "pipeline/base/str.h"
#include "pipeline/base/vec.h"

struct named_text {
    const char *name; /* "FOLDER/FILE", for messages */
    struct str text;
};

struct named_texts {
    VEC(struct named_text);
};

struct text_folder {
    const char *path; /* as messages call it */
    const char *suffix;
    size_t bytes_max; /* of one file */
    size_t files_max;
    bool is_strangers; /* links are not followed */
};

/* Appends the texts of the folder open as `fd`, which is closed; all lies in `arena`. ERR_USAGE names the file. */
int text_folder_read(const struct text_folder *folder, int fd, struct arena *arena, struct named_texts *texts,
                     struct err *err);

#endif
