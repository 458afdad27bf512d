/* The input, cut into files at each byte 0xff, as fingerprints: what is taken must be within limits, and whatever is taken
 * together must be searched without leaving it. */
#include "analyzers/clone/clone_runs.h"
#include "analyzers/clone/clone_units.h"
#include "tests/fuzz/fuzz.h"

static void add_all(struct clone_corpus *corpus, struct str rest)
{
    while (rest.p) {
        size_t before = corpus->statements.len;
        struct str packed = str_cut(&rest, '\xff');
        if (!corpus_add(corpus, STR("x"), 0, packed))
            CHECK(corpus->statements.len == before);
        else
            corpus_add(corpus, STR("y"), 0, packed); /* so that there are clones at all */
    }
}

static void check_classes(const struct clone_corpus *corpus, const struct clone_classes *classes)
{
    for (size_t i = 0; i < classes->list.len; i++) {
        uint32_t n = 0;
        for (uint32_t at = classes->list.at[i].head; at; at = classes->members.at[at - 1].next, n++) {
            const struct clone_member *m = &classes->members.at[at - 1];
            CHECK(m->len > 0 && m->first + m->len <= corpus->statements.len);
            CHECK(corpus_file_of(corpus, m->first) == corpus_file_of(corpus, m->first + m->len - 1));
        }
        CHECK(n == classes->list.at[i].n && n >= 2);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct clone_corpus corpus;
    struct clone_classes classes = {0};
    struct arena arena, scratch;
    CHECK(corpus_init(&corpus, NULL) == 0);
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0 &&
          arena_init(&scratch, (size_t)256 << 20, NULL) == 0);
    add_all(&corpus, str_of((const char *)data, len));
    for (int exact = 1; exact >= 0 && corpus.files.len; exact--) {
        struct arena memory = scratch;
        struct clone_windows windows = windows_find(&corpus, exact, &memory);
        runs_find(&corpus, &windows, exact, &classes, &arena, &memory);
        if (!exact)
            units_find(&corpus, &windows, &classes, &arena, &memory);
    }
    classes_settle(&classes, &corpus, &scratch);
    check_classes(&corpus, &classes);
    arena_release(&arena);
    arena_release(&scratch);
    corpus_release(&corpus);
    return 0;
}
