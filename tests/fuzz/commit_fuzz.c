/* Any bytes as a commit and as a tag: what is read lies inside them, and what is shown on a line is one. */
#include "pipeline/git/commit_text.h"
#include "tests/fuzz/fuzz.h"

enum { SHA1_BYTES = 20, SHA256_BYTES = 32 };

static void check_inside(struct str object, struct str part)
{
    CHECK(part.len == 0 || (part.p >= object.p && part.p + part.len <= object.p + object.len));
}

static void check_line(struct str text)
{
    CHECK(str_index(text, '\n') < 0);
}

static void check_person(struct str object, const struct commit_person *person)
{
    check_inside(object, person->name);
    check_inside(object, person->email);
    check_line(person->name);
    CHECK(str_index(person->name, '<') < 0 && str_index(person->email, '>') < 0);
    CHECK(person->time_s >= 0);
}

static void check_message(struct arena *arena, const struct commit_text *commit)
{
    struct commit_trailers trailers;
    struct str message = commit_text_utf8(arena, commit->encoding, commit->message);
    commit_text_utf8(arena, commit->encoding, commit->author.name);
    check_line(commit_text_subject(arena, message));
    commit_text_trailers(arena, message, &trailers);
    CHECK(trailers.at.len <= COMMIT_TRAILERS_MAX);
    for (size_t i = 0; i < trailers.at.len; i++) {
        CHECK(trailers.at.at[i].key.len > 0);
        check_line(trailers.at.at[i].key);
        check_line(trailers.at.at[i].value);
    }
}

static void check_object(struct arena *arena, struct str object, size_t id_len)
{
    struct commit_text commit;
    struct object_id target;
    enum object_type type;
    struct err err = {0};
    int rc = commit_text_parse(object, id_len, arena, &commit, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    if (rc == 0) {
        check_inside(object, commit.message);
        check_inside(object, commit.encoding);
        check_person(object, &commit.author);
        check_person(object, &commit.committer);
        check_message(arena, &commit);
    }
    rc = commit_text_tag(object, id_len, &target, &type, &err);
    CHECK(rc == ERR_INPUT || (rc == 0 && type != OBJECT_NONE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    struct str bytes = str_of((const char *)data, len);
    check_object(&arena, bytes, SHA1_BYTES);
    check_object(&arena, bytes, SHA256_BYTES);
    /* As a message too: few inputs get past a header. */
    check_message(&arena, &(struct commit_text){.message = bytes});
    arena_release(&arena);
    return 0;
}
