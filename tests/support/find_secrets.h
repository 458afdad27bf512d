/*
 * find_secrets: the secrets analyzer on a text, for tests. In a header, since only the tests of that component link it.
 */
#ifndef CBCRAWL_TESTS_FIND_SECRETS_H
#define CBCRAWL_TESTS_FIND_SECRETS_H

#include "analyzers/secrets/secrets.h"
#include "tests/unit/check.h"

#include <stdio.h>

struct finder {
    struct arena arena, scratch;
    struct secret_rules rules;
    const struct analyzer *analyzer;
    void *state;
    struct buf records; /* of the last text */
};

static inline void finder_init(struct finder *f)
{
    struct err err = {0};
    assert_ok(arena_init(&f->arena, (size_t)64 << 20, &err), &err);
    assert_ok(arena_init(&f->scratch, (size_t)1 << 30, &err), &err);
    assert_ok(secret_rules_read(&f->arena, &f->rules, &err), &err);
    f->analyzer = secrets_analyzer(&f->rules, &f->arena);
    f->state = f->analyzer->new (f->analyzer, &f->arena);
    buf_init(&f->records, 64 << 20);
}

static inline void finder_release(struct finder *f)
{
    f->analyzer->release(f->state);
    buf_release(&f->records);
    arena_release(&f->scratch);
    arena_release(&f->arena);
}

/* Fills the records; why some may be missing, or NULL. */
static inline const char *find_secrets(struct finder *f, struct str text, enum ast_lang lang, bool is_test)
{
    struct ast_file file = {
        .path = STR("f"), .lang = lang, .text = text, .arena = &f->scratch, .is_test = is_test};
    buf_clear(&f->records);
    arena_reset(&f->scratch);
    f->analyzer->text(f->state, &file, &f->records);
    return file.left_out;
}

#endif
