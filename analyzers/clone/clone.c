#include "analyzers/clone/clone.h"

#include "analyzers/clone/clone_runs.h"
#include "analyzers/clone/clone_units.h"
#include "pipeline/base/quote.h"
#include "pipeline/record/record.h"

#include <stdlib.h>

/* Address space; what is touched counts. */
static const size_t class_limit_bytes = (size_t)4 << 30;
static const size_t scratch_limit_bytes = (size_t)16 << 30;

struct clones {
    struct clone_corpus corpus;
    struct arena memory, scratch;
    struct clone_classes classes;
    size_t next;          /* class to put */
    uint64_t *is_told;    /* bit map of lines that were in a member put before, file by file */
    uint64_t *first_line; /* by file: the bit of its line 0 */
};

int clones_new(struct clones **ret_clones, struct err *err)
{
    struct clones *c = calloc(1, sizeof *c);
    if (!c)
        arena_full(sizeof *c);
    int rc = corpus_init(&c->corpus, err);
    if (rc == 0)
        rc = arena_init(&c->memory, class_limit_bytes, err);
    if (rc == 0)
        rc = arena_init(&c->scratch, scratch_limit_bytes, err);
    if (rc < 0)
        clones_free(c);
    else
        *ret_clones = c;
    return rc;
}

void clones_free(struct clones *c)
{
    if (!c)
        return;
    corpus_release(&c->corpus);
    arena_release(&c->memory);
    arena_release(&c->scratch);
    free(c);
}

bool clones_add(struct clones *c, struct str path, unsigned flags, const struct json_val *fingerprint)
{
    struct arena scratch = c->scratch;
    struct str packed, text = json_get_str(fingerprint, "packed");
    return text.p && base64_decode(&scratch, text, &packed) && corpus_add(&c->corpus, path, flags, packed);
}

/* Lines of all files as one row of bits. */
static void number_lines(struct clones *c)
{
    const struct clone_corpus *corpus = &c->corpus;
    uint64_t lines = 0;
    c->first_line = arena_array(&c->memory, uint64_t, corpus->files.len + 1);
    for (size_t i = 0; i < corpus->files.len; i++) {
        const struct clone_file *file = &corpus->files.at[i];
        uint32_t last = 0;
        for (uint32_t s = 0; s < file->len; s++) {
            uint32_t end = corpus_line_end(&corpus->statements.at[file->first + s]);
            last = end > last ? end : last;
        }
        c->first_line[i] = lines;
        lines += (uint64_t)last + 1;
    }
    c->is_told = arena_array(&c->memory, uint64_t, lines / 64 + 1);
}

void clones_find(struct clones *c)
{
    struct arena scratch = c->scratch;
    if (c->corpus.files.len == 0)
        return;
    struct clone_windows windows = windows_find(&c->corpus, true, &scratch);
    runs_find(&c->corpus, &windows, true, &c->classes, &c->memory, &scratch);
    scratch = c->scratch;
    windows = windows_find(&c->corpus, false, &scratch);
    runs_find(&c->corpus, &windows, false, &c->classes, &c->memory, &scratch);
    units_find(&c->corpus, &windows, &c->classes, &c->memory, &scratch);
    scratch = c->scratch;
    classes_settle(&c->classes, &c->corpus, &scratch);
    number_lines(c);
}

/* Records ---------------------------------------------------------------------------------------------------------- */

/* The innermost unit that the member lies in. Units come outer before inner. */
static const struct clone_unit *unit_around(const struct clone_corpus *corpus, const struct clone_file *file,
                                            const struct clone_member *member)
{
    enum { NESTED_MAX = 64 }; /* units looked at: those that begin before the member, the last first */
    uint32_t low = file->first_unit, high = file->first_unit + file->n_units;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (corpus->units.at[middle].first <= member->first)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t n = 0; low > file->first_unit && n < NESTED_MAX; n++) {
        const struct clone_unit *unit = &corpus->units.at[--low];
        if (unit->first + unit->len >= member->first + member->len)
            return unit;
    }
    return NULL;
}

/* How many of the lines were in no member before. */
static int64_t tell_lines(struct clones *c, uint32_t file, uint32_t line_start, uint32_t line_end)
{
    int64_t told = 0;
    for (uint64_t bit = c->first_line[file] + line_start; bit <= c->first_line[file] + line_end; bit++) {
        uint64_t in_word = UINT64_C(1) << bit % 64;
        told += !(c->is_told[bit / 64] & in_word);
        c->is_told[bit / 64] |= in_word;
    }
    return told;
}

static void put_member(struct clones *c, struct json_out *j, const struct clone_member *member)
{
    const struct clone_corpus *corpus = &c->corpus;
    uint32_t index = corpus_file_of(corpus, member->first);
    const struct clone_file *file = &corpus->files.at[index];
    uint32_t line_start = clone_line_start(corpus, member), line_end = clone_line_end(corpus, member);
    const struct clone_unit *unit = unit_around(corpus, file, member);
    json_open(j, '{');
    json_put_path(j, "path", file->path);
    json_put_int(j, "line_start", line_start);
    json_put_int(j, "line_end", line_end);
    if (unit)
        json_put_int(j, "unit", unit->unit);
    json_put_int(j, "lines_new", tell_lines(c, index, line_start, line_end));
    json_close(j, '}');
}

/* A class is one of tests when all its members are; one of generated or vendored code when it has such members, and fewer
 * than two of others. */
static void put_flags(const struct clones *c, struct json_out *j, const struct clone_class *class)
{
    uint32_t tests = 0, own = 0;
    unsigned any = 0;
    for (uint32_t at = class->head; at; at = c->classes.members.at[at - 1].next) {
        uint32_t file = corpus_file_of(&c->corpus, c->classes.members.at[at - 1].first);
        unsigned flags = c->corpus.files.at[file].flags;
        tests += (flags & CLONE_TEST) != 0;
        own += !(flags & (CLONE_GENERATED | CLONE_VENDORED));
        any |= flags;
    }
    if (tests == class->n)
        json_put_bool(j, "is_test", true);
    if (own < 2 && (any & CLONE_GENERATED))
        json_put_bool(j, "is_generated", true);
    if (own < 2 && (any & CLONE_VENDORED))
        json_put_bool(j, "is_vendored", true);
}

bool clones_put_next(struct clones *c, struct buf *out)
{
    if (c->next == c->classes.list.len)
        return false;
    const struct clone_class *class = &c->classes.list.at[c->next++];
    const struct clone_member *first = &c->classes.members.at[class->head - 1];
    struct json_out j = record_open(out, "clone");
    json_put_int(&j, "clone_id", (int64_t)c->next);
    json_put_int(&j, "type", class->type);
    json_put_fixed(&j, "similarity", class->similarity, 3);
    json_put_int(&j, "tokens", class->tokens);
    json_put_int(&j, "lines", clone_line_end(&c->corpus, first) - clone_line_start(&c->corpus, first) + 1);
    json_put_int(&j, "size", class->n);
    put_flags(c, &j, class);
    size_t limit = out->len + CLONE_MEMBERS_MAX;
    json_key(&j, "members");
    json_open(&j, '[');
    for (uint32_t at = class->head; at && out->len < limit; at = c->classes.members.at[at - 1].next)
        put_member(c, &j, &c->classes.members.at[at - 1]);
    json_close(&j, ']');
    record_close(&j);
    return true;
}
