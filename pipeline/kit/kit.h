/*
 * kit: what every stage's main.c does the same way.
 *
 *     int main(int argc, char **argv)
 *     {
 *         static struct crawl_options options;
 *         const struct opt table[] = {OPT_FLAG('l', "list", &options.list, "print paths only"), OPT_END};
 *         struct kit kit;
 *         struct err err = {0};
 *         int rc = kit_start(&kit, &about, table, argc, argv, &err);
 *         if (rc == KIT_RUN)
 *             rc = crawl_run(&options, &kit, &err);
 *         return kit_end(&kit, rc, &err);
 *     }
 *
 * kit_start sets signals and descriptors right, installs the memory-ceiling handler, selects CPU features, reads the
 * options (the stage's own table and the common one), and answers --help and --version. kit_end reports an error once,
 * writes the trace, closes stdout, and maps the result to the exit code: 0 done, 1 the answer is no, 2 called wrongly,
 * 3 bad input, 4 the environment failed. One per process.
 */
#ifndef CBCRAWL_KIT_KIT_H
#define CBCRAWL_KIT_KIT_H

#include "pipeline/base/opt.h"
#include "pipeline/base/sandbox.h"

/* What a stage says about itself. */
struct kit_about {
    const char *program;  /* "cbc-crawl" */
    const char *synopsis; /* "[OPTIONS] [DIR...]" */
    const char *summary;  /* one line for --help */
    const char *epilog;   /* text behind the options, or NULL */
};

struct kit {
    const struct kit_about *about;
    const struct opt *own;
    int n_operands;
    char **operands; /* borrowed from argv, ends with NULL */
    int threads;     /* at least 1 */
    bool quiet, verbose, log_json;
    const char *trace; /* file for events, or NULL */
    int trace_fd;      /* the same, open; -1 */
    int64_t started_ns;
};

enum { KIT_RUN = 1 }; /* kit_start's answer when the stage is to run */

/* KIT_RUN; 0 when --help or --version was answered; ERR_USAGE. */
int kit_start(struct kit *kit, const struct kit_about *about, const struct opt *own, int argc, char **argv,
              struct err *err);

/* Reports, closes, and returns the exit code for `rc` (any code of a library function, or 0). */
int kit_end(struct kit *kit, int rc, const struct err *err);

/* Gives up every right but these, now that options are read and streams are open (sandbox.h). */
int kit_confine(unsigned rights, struct err *err);

/* The same, and what may be read is only what lies below the open folder `root_fd`, where the kernel has Landlock; when it
 * is -1, nothing. */
int kit_confine_below(unsigned rights, int root_fd, struct err *err);

/* As kit_confine, and what may be written is only what lies below the folder `folder`. */
int kit_confine_writes(const char *folder, struct err *err);

/* The same for a stage that works on the file at `store`. It may read and write in the folder of that file and, when not
 * NULL, of `output`; a folder of our own that is not there yet (.cbcrawl, .cbcrawl.d) counts as the one it will be made
 * in. Beyond that it may read the user's settings and `also_read`, a list that ends with NULL; NULL for anything. */
int kit_confine_store(const char *store, const char *output, const char *const *also_read, struct err *err);

/* Appends an event with one figure to the trace, when there is one. */
void kit_trace(const struct kit *kit, const char *event, int64_t value);

#endif
