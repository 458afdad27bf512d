#include "crawler/history/source.h"

#include "crawler/history/binary_rules.h"
#include "crawler/history/date_text.h"
#include "pipeline/base/version.h"
#include "pipeline/git/commit_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    WALK_CACHE_BYTES = 16 << 20, /* of the reader of the walk: commits alone, which are small */
    CACHE_MIN_BYTES = 24 << 20,  /* of a thread's reader: with less, bases are made again and again */
};

/* The repository --------------------------------------------------------------------------------------------------
 * Functions answer 1 to go on, 0 when there is nothing to tell and that is allowed, or a code. */

static void note(const struct history_request *request, const char *text)
{
    if (request->note)
        request->note(text);
}

static int resolve_dir(struct source *s, const char *dir, struct arena *arena, struct err *err)
{
    char *real = realpath(dir, NULL);
    if (!real)
        return err_set(err, ERR_USAGE, "%s: %s", dir, strerror(errno));
    s->root = str_dup(arena, str_from(real));
    free(real);
    return 0;
}

static int find_repo(struct source *s, const struct history_request *request, struct arena *arena,
                     struct err *err)
{
    struct err warning = {0};
    int rc = repo_find_history(arena, s->root, &s->repo, &warning, err);
    if (rc == 0 && !request->if_any)
        return err_set(err, ERR_INPUT, "%s: not in a git repository: there is no history to read",
                       request->dir);
    if (warning.code)
        note(request, warning.text);
    if (rc > 0 && s->repo.has_grafts)
        note(request, "the repository has grafts (info/grafts): they are not followed");
    if (rc > 0 && s->repo.has_replace)
        note(request, "the repository replaces objects (refs/replace): the originals are read");
    return rc;
}

static int open_objects(struct source *s, const struct history_request *request, struct arena *arena,
                        struct err *err)
{
    int rc = object_store_open(arena, s->repo.common_dir, s->repo.id_len, &s->store, err);
    if (rc < 0)
        return rc;
    struct str warning;
    for (size_t i = 0; (warning = object_store_warning(s->store, i)).p; i++)
        note(request, str_cstr(arena, warning));
    s->reader = object_reader_new(s->store, WALK_CACHE_BYTES);
    return 0;
}

/* Where to start and to end ---------------------------------------------------------------------------------------- */

static int resolve(struct source *s, const char *rev, struct arena *arena, struct object_id *ret_id,
                   struct err *err)
{
    return refs_resolve(arena, &s->repo, s->reader, str_from(rev), ret_id, err);
}

/* What nobody asked for by name is the repository's fault, not the caller's. */
static int err_damaged(struct err *err)
{
    const struct err why = *err;
    return err_set(err, ERR_INPUT, "%s", why.text);
}

/* A branch without a commit is the start of a repository; one that cannot be found at all is damage. */
static int no_head(const struct source *s, const struct history_request *request, const struct arena *arena,
                   struct err *err)
{
    struct buf way;
    buf_init(&way, REF_WAY_MAX);
    int rc =
        request->if_any ? 0 : err_set(err, ERR_INPUT, "%s: the repository has no commits yet", request->dir);
    if (refs_is_circle(arena, &s->repo, STR("HEAD"), &way))
        rc = err_set(err, ERR_INPUT, "%s: symbolic refs lead in a circle: %.*s", request->dir,
                     STR_ARG(buf_str(&way)));
    buf_release(&way);
    return rc;
}

static int find_tip(struct source *s, const struct history_request *request, struct arena *arena,
                    struct err *err)
{
    const char *rev = request->branch ? request->branch : "HEAD";
    struct object_id head;
    s->until_s = INT64_MAX;
    if (request->until && !date_text_parse(str_from(request->until), &s->until_s)) {
        if (request->branch)
            return err_set(err, ERR_USAGE,
                           "--until %s is a revision to start from, and so is --branch %s: give one",
                           request->until, request->branch);
        rev = request->until;
    }
    if (strcmp(rev, "HEAD") == 0 && !refs_find(arena, &s->repo, STR("HEAD"), &head))
        return no_head(s, request, arena, err);
    int rc = resolve(s, rev, arena, &s->tip, err);
    if (rc == ERR_USAGE && !request->branch && rev != request->until)
        return err_damaged(err);
    return rc < 0 ? rc : 1;
}

static int find_since(struct source *s, const struct history_request *request, struct arena *arena,
                      struct err *err)
{
    struct object_id hidden;
    s->since_s = INT64_MIN;
    if (!request->since || date_text_parse(str_from(request->since), &s->since_s))
        return 0;
    int rc = resolve(s, request->since, arena, &hidden, err);
    if (rc == 0)
        *vec_push(&s->hidden, arena) = hidden;
    return rc;
}

/* Tags ------------------------------------------------------------------------------------------------------------- */

static int tag_cmp(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;
    int order = object_id_cmp(&x->id, &y->id);
    return order ? order : str_cmp(x->name, y->name);
}

/* The commit behind a tag, or a tag of tags. False when there is none: a tree, something missing, a ring. */
static bool peel(struct source *s, const struct object_id *from, struct object_id *ret_commit)
{
    enum object_type type = OBJECT_NONE;
    struct object_id id = *from;
    struct err ignored;
    for (int depth = 0; depth < REF_TAGS_MAX; depth++) {
        struct object object = {0};
        int rc = object_read(s->reader, &id, type, &object, &ignored);
        if (rc == 0 && object.type == OBJECT_TAG)
            rc = commit_text_tag(object.data, s->repo.id_len, &id, &type, &ignored);
        enum object_type found = rc == 0 ? object.type : OBJECT_NONE;
        object_release(s->reader, &object);
        if (found != OBJECT_TAG) {
            *ret_commit = id;
            return found == OBJECT_COMMIT;
        }
    }
    return false;
}

static int read_tags(struct source *s, struct arena *arena, struct err *err)
{
    static const struct str prefix = {"refs/tags/", 10};
    struct refs all = {0};
    int rc = refs_list(arena, &s->repo, prefix, &all, err);
    for (size_t i = 0; rc == 0 && i < all.at.len; i++) {
        struct ref tag = {.name = str_skip(all.at.at[i].name, prefix.len)};
        if (peel(s, &all.at.at[i].id, &tag.id))
            *vec_push(&s->tags.at, arena) = tag;
    }
    if (s->tags.at.len > 1)
        qsort(s->tags.at.at, s->tags.at.len, sizeof *s->tags.at.at, tag_cmp);
    return rc;
}

/* What is known already --------------------------------------------------------------------------------------------- */

/* What makes the same commits give other records. */
static void digest_settings(struct source *s, const struct history_request *request, struct arena *arena)
{
    char *hex = arena_array(arena, char, HASH128_HEX_LEN + 1);
    struct hash_stream *digest = hash_stream_new();
    const char *said = arena_printf(arena, "%s %d %d%d%d%d %lld %lld %llx", CBCRAWL_VERSION, CBCRAWL_FACTS,
                                    request->no_renames, request->no_merges, request->first_parent,
                                    request->no_szz, (long long)s->since_s, (long long)s->until_s,
                                    (unsigned long long)mailmap_digest(s->mailmap));
    hash_stream_add(digest, str_from(said));
    for (size_t i = 0; i < s->hidden.len; i++)
        hash_stream_add(digest, str_of((const char *)s->hidden.at[i].bytes, OBJECT_ID_MAX));
    hash_stream_add(digest,
                    str_of((const char *)s->shallow.at.at, s->shallow.at.len * sizeof *s->shallow.at.at));
    hash_stream_add(digest, s->repo.prefix);
    binary_rules_digest(&s->repo, digest);
    hash128_hex(hash_stream_digest(digest), hex);
    hash_stream_free(digest);
    s->settings = str_from(hex);
}

/* What changes without a commit, and then is to be told although there is none: tags, and which past versions are wanted.
 * crawler/files/past_digest.h says why tags are also in the digest of the tree. */
static void digest_extent(struct source *s, const struct history_request *request, struct arena *arena)
{
    char *hex = arena_array(arena, char, HASH128_HEX_LEN + 1);
    struct hash_stream *digest = hash_stream_new();
    const int64_t asked[] = {request->blobs, request->versions};
    hash_stream_add(digest, str_of((const char *)asked, sizeof asked));
    for (size_t i = 0; i < s->tags.at.len; i++) {
        const struct ref *tag = &s->tags.at.at[i];
        hash_stream_add(digest, str_of((const char *)tag->id.bytes, s->repo.id_len));
        hash_stream_add(digest, tag->name);
        hash_stream_add(digest, STR("\n"));
    }
    hash128_hex(hash_stream_digest(digest), hex);
    hash_stream_free(digest);
    s->extent = str_from(hex);
}

/* Read to its end in any case: who writes it waits for that. */
static int read_known(struct source *s, const struct history_request *request, struct arena *arena,
                      struct err *err)
{
    int rc = request->known ? known_read(request->known, s->root, arena, &s->known, err) : 0;
    return rc < 0 ? rc : 0;
}

/* A tip that is gone, or came of other settings, is as good as none. */
static void use_known(struct source *s, const struct history_request *request, struct arena *arena)
{
    if (!s->known.tip.p)
        return;
    if (!str_eq(s->known.settings, s->settings)) {
        note(request,
             "the past is read anew: what is stored was read by another version or with other options, rules in"
             " .gitattributes or .mailmap");
        return;
    }
    if (!object_id_parse(s->known.tip, s->repo.id_len, &s->known_tip) ||
        !object_exists(s->store, &s->known_tip))
        return;
    s->is_known = true;
    *vec_push(&s->hidden, arena) = s->known_tip;
}

/* Once there is a tip. */
static int read_rest(struct source *s, const struct history_request *request, struct arena *arena,
                     struct err *err)
{
    struct err warning = {0};
    int rc = s->repo.is_shallow ? repo_shallow(arena, &s->repo, &s->shallow, err) : 0;
    if (rc == 0)
        rc = find_since(s, request, arena, err);
    if (rc == 0)
        rc = read_tags(s, arena, err);
    if (rc < 0)
        return rc;
    s->mailmap = mailmap_load(arena, &s->repo, s->reader, &warning);
    if (warning.code)
        note(request, warning.text);
    digest_settings(s, request, arena);
    digest_extent(s, request, arena);
    use_known(s, request, arena);
    return 0;
}

int source_open(struct source *s, const struct history_request *request, struct arena *arena, struct err *err)
{
    int rc = resolve_dir(s, request->dir, arena, err);
    if (rc == 0)
        rc = read_known(s, request, arena, err);
    if (rc == 0)
        rc = find_repo(s, request, arena, err);
    if (rc <= 0)
        return rc;
    rc = open_objects(s, request, arena, err);
    if (rc == 0)
        rc = find_tip(s, request, arena, err);
    if (rc <= 0)
        return rc;
    rc = read_rest(s, request, arena, err);
    return rc < 0 ? rc : 1;
}

void source_close(struct source *s)
{
    object_reader_free(s->reader);
    object_store_close(s->store);
}

/* Threads share what one alone would have, so that memory does not grow with them while there are few. With half of it git's
 * own history takes 3 % more processor time. */
static size_t cache_bytes(int threads)
{
    size_t share = (size_t)OBJECT_CACHE_BYTES / (size_t)threads;
    return share > CACHE_MIN_BYTES ? share : CACHE_MIN_BYTES;
}

struct history_setup source_setup(const struct source *s, const struct history_request *request,
                                  const struct commit_walk *walk)
{
    return (struct history_setup){.store = s->store,
                                  .walk = walk,
                                  .mailmap = s->mailmap,
                                  .tags = s->tags,
                                  .repo = &s->repo,
                                  .cache_bytes = cache_bytes(request->threads),
                                  .no_renames = request->no_renames,
                                  .notes_paths = request->blobs > 0,
                                  .first_parent = request->first_parent};
}

struct str source_options_json(const struct history_request *request, struct arena *arena)
{
    const char *blobs = request->blobs ? arena_printf(arena, ",\"blobs\":%lld,\"versions\":%lld",
                                                      (long long)request->blobs, (long long)request->versions)
                                       : "";
    const char *text = arena_printf(
        arena, "{\"facts\":%d%s%s%s%s%s%s%s}", CBCRAWL_FACTS, blobs,
        request->no_renames ? ",\"no_renames\":true" : "", request->no_merges ? ",\"no_merges\":true" : "",
        request->first_parent ? ",\"first_parent\":true" : "", request->no_szz ? ",\"no_szz\":true" : "",
        request->since ? ",\"since\":true" : "", request->until ? ",\"until\":true" : "");
    return str_from(text);
}
