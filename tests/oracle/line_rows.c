/*
 * line_rows: counts the changed lines of blob pairs and compares each with what git says.
 *
 *     line_rows ROWS <BLOBS         see tests/oracle/line_diff, which makes both
 *
 * ROWS has a line per pair: the old id, the new id ("-": not there), and what git found: "ADDED DELETED", "- -" for
 * binary files, or with --hunks or --hunks-no-space (git's -w) its hunks "-START,LEN+START,LEN" joined by ";". BLOBS is what `git cat-file --batch`
 * prints for the ids in that order. Prints rows that agree and all, the first that differ, and how long we took for how
 * much: all pairs of some megabytes at a time, so that reading is not measured.
 */
#include "pipeline/base/cpu.h"
#include "pipeline/git/line_diff.h"
#include "pipeline/kernel/bytes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH_BYTES = 64 << 20, BATCH_ROWS = 4096, TEXT_MAX = 1 << 20, SHOWN = 20, REPEAT = 3 };

struct pair {
    struct str text[2];
    char *id[2], *wanted;
};

struct totals {
    uint64_t rows, equal, bytes;
    int64_t t_ns;
};

/* NULL: counts are wanted. */
static struct line_hunks (*hunks_of)(struct line_diff *diff, struct str old_text, struct str new_text);

static void die(const char *what)
{
    fprintf(stderr, "line_rows: %s\n", what);
    exit(2);
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The next blob on stdin: "<id> blob <len>\n<bytes>\n". */
static struct str read_blob(void)
{
    char head[256];
    size_t len;
    if (!fgets(head, sizeof head, stdin) || sscanf(head, "%*s blob %zu", &len) != 1)
        die("no blob where one should be");
    char *p = malloc(len + 1);
    if (!p || fread(p, 1, len + 1, stdin) != len + 1)
        die("a blob is cut off");
    return str_of(p, len);
}

static bool read_pair(FILE *rows, struct pair *ret)
{
    static char line[TEXT_MAX];
    if (!fgets(line, sizeof line, rows))
        return false;
    char *at = line, *field[3];
    for (int i = 0; i < 3; i++) {
        char *end = at + strcspn(at, i < 2 ? " \n" : "\n");
        field[i] = strndup(at, (size_t)(end - at));
        at = *end ? end + 1 : end;
    }
    *ret = (struct pair){.id = {field[0], field[1]}, .wanted = field[2]};
    for (int side = 0; side < 2; side++)
        ret->text[side] = strcmp(ret->id[side], "-") ? read_blob() : STR("");
    return true;
}

static void free_pair(struct pair *pair)
{
    for (int side = 0; side < 2; side++) {
        if (strcmp(pair->id[side], "-"))
            free((char *)(uintptr_t)pair->text[side].p);
        free(pair->id[side]);
    }
    free(pair->wanted);
}

/* Position as git prints it: from 1, and of an empty side the line before. */
static uint32_t shown_start(uint32_t start, uint32_t lines)
{
    return lines ? start + 1 : start;
}

static void print_hunks(struct line_hunks hunks, char *out)
{
    size_t at = 0;
    out[0] = '\0';
    for (size_t i = 0; i < hunks.len && at + 64 < TEXT_MAX; i++) {
        const struct line_hunk *h = &hunks.at[i];
        at += (size_t)snprintf(out + at, TEXT_MAX - at, "%s-%u,%u+%u,%u", i ? ";" : "",
                               shown_start(h->old_start, h->old_lines), h->old_lines,
                               shown_start(h->new_start, h->new_lines), h->new_lines);
    }
}

static void say(struct line_diff *diff, const struct pair *pair, char *out)
{
    bool binary = line_diff_is_binary(pair->text[0]) || line_diff_is_binary(pair->text[1]);
    if (hunks_of && binary) {
        out[0] = '\0';
    } else if (hunks_of) {
        print_hunks(hunks_of(diff, pair->text[0], pair->text[1]), out);
    } else if (binary) {
        snprintf(out, TEXT_MAX, "- -");
    } else {
        struct line_counts counts = line_diff_count(diff, pair->text[0], pair->text[1]);
        snprintf(out, TEXT_MAX, "%u %u", counts.added, counts.deleted);
    }
}

static void measure(struct line_diff *diff, const struct pair *pairs, size_t n, struct totals *totals)
{
    int64_t best = INT64_MAX;
    for (int again = 0; again < REPEAT; again++) {
        int64_t start = cpu_ns();
        for (size_t i = 0; i < n; i++) {
            if (hunks_of)
                hunks_of(diff, pairs[i].text[0], pairs[i].text[1]);
            else
                line_diff_count(diff, pairs[i].text[0], pairs[i].text[1]);
        }
        int64_t took = cpu_ns() - start;
        best = took < best ? took : best;
    }
    totals->t_ns += best;
}

static void compare(struct line_diff *diff, const struct pair *pair, struct totals *totals)
{
    static char ours[TEXT_MAX];
    say(diff, pair, ours);
    totals->rows++;
    totals->bytes += pair->text[0].len + pair->text[1].len;
    if (strcmp(ours, pair->wanted) == 0)
        totals->equal++;
    else if (totals->rows - totals->equal <= SHOWN)
        printf("%s %s: git %.200s, we %.200s\n", pair->id[0], pair->id[1], pair->wanted, ours);
}

/* Reads and works on some pairs. False behind the last. */
static bool batch(FILE *rows, struct line_diff *diff, struct totals *totals)
{
    static struct pair pairs[BATCH_ROWS];
    size_t n = 0, bytes = 0;
    while (n < BATCH_ROWS && bytes < BATCH_BYTES && read_pair(rows, &pairs[n])) {
        bytes += pairs[n].text[0].len + pairs[n].text[1].len;
        n++;
    }
    measure(diff, pairs, n, totals);
    for (size_t i = 0; i < n; i++) {
        compare(diff, &pairs[i], totals);
        free_pair(&pairs[i]);
    }
    return n > 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--hunks") == 0)
        hunks_of = line_diff_hunks;
    if (argc == 3 && strcmp(argv[1], "--hunks-no-space") == 0)
        hunks_of = line_diff_hunks_no_space;
    FILE *rows = argc == 2 + (hunks_of != NULL) ? fopen(argv[argc - 1], "r") : NULL;
    if (!rows)
        die("usage: line_rows [--hunks | --hunks-no-space] ROWS <BLOBS");
    cpu_init(NULL, NULL);
    bytes_select();
    struct totals totals = {0};
    struct line_diff *diff = line_diff_new();
    while (batch(rows, diff, &totals))
        ;
    line_diff_free(diff);
    fclose(rows);
    if (totals.rows == 0)
        die("no rows");
    printf("%" PRIu64 "/%" PRIu64 " rows equal, %.1f MB in %.3f s CPU: %.0f MB/s, %.2f us a row\n",
           totals.equal, totals.rows, (double)totals.bytes / 1e6, (double)totals.t_ns / 1e9,
           (double)totals.bytes * 1e3 / (double)totals.t_ns, (double)totals.t_ns / 1e3 / (double)totals.rows);
    return totals.equal != totals.rows;
}
