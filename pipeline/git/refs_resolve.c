/* Expressions of gitrevisions(7) that name one commit. They are read from the left: behind the name each sign asks for
 * something of what stands before it. */
#include "pipeline/git/commit_text.h"
#include "pipeline/git/refs.h"

#include "pipeline/base/num.h"

#include <limits.h>

struct walk {
    const struct repo *repo;
    struct object_reader *reader;
    struct arena arena; /* a scratch */
    struct str rev;     /* the whole expression, for messages */
    struct object_id id;
    const struct object_ids *shallow;
    unsigned steps;
    struct err *err;
};

static int nothing(const struct walk *walk, const char *why)
{
    return err_set(walk->err, ERR_USAGE, "%.*s: %s", STR_ARG(walk->rev), why);
}

/* The name ------------------------------------------------------------------------------------------------------------ */

enum { ABBREVIATION_MIN = 4 };

static bool is_hex(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!((text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'f') ||
              (text.p[i] >= 'A' && text.p[i] <= 'F')))
            return false;
    }
    return true;
}

/* The beginning of an id, also behind the "-g" of what git-describe says. */
static int find_abbreviated(struct walk *walk, struct str name)
{
    struct err own = {0};
    for (size_t at = name.len; at-- > 1;) {
        if (name.p[at] == 'g' && name.p[at - 1] == '-') {
            name = str_skip(name, at + 1);
            break;
        }
    }
    int found = 0;
    if (name.len >= ABBREVIATION_MIN && name.len <= 2 * walk->repo->id_len && is_hex(name))
        found = object_find_abbreviated(object_reader_store(walk->reader), name, &walk->id, &own);
    if (found < 0)
        return nothing(walk, own.text);
    return found ? 0 : nothing(walk, "no branch, tag or commit of this name");
}

/* Forms that name no commit, or by means that are not taken here. */
static const char *refusal(struct str rev)
{
    if (rev.len == 0)
        return "no name";
    if (str_find(rev, STR("@{")) >= 0)
        return "@{...} asks for a log of refs, or for what is configured; name the commit itself";
    if (str_starts(rev, STR(":/")) || str_find(rev, STR("^{/")) >= 0)
        return "commits are not searched for by message";
    if (str_find(rev, STR("..")) >= 0)
        return "a range; one commit is expected";
    if (str_index(rev, ':') >= 0)
        return "a file of a commit; the commit is expected";
    if (str_starts(rev, STR("^")))
        return "what is before a commit is left out by another option";
    return NULL;
}

static int find_name(struct walk *walk, struct str name)
{
    if (str_eq(name, STR("@")))
        name = STR("HEAD");
    if (object_id_parse(name, walk->repo->id_len, &walk->id))
        return 0;
    if (refs_find_short(&walk->arena, walk->repo, name, &walk->id))
        return 0;
    return find_abbreviated(walk, name);
}

/* Signs --------------------------------------------------------------------------------------------------------------- */

/* Reads the object that the walk is at, or says that it names none. */
static int read_object(struct walk *walk, struct object *ret_object)
{
    if (++walk->steps > REF_STEPS_MAX)
        return nothing(walk, "a way too long");
    if (!object_exists(object_reader_store(walk->reader), &walk->id))
        return nothing(walk, "this repository has no such object");
    int rc = object_read(walk->reader, &walk->id, OBJECT_NONE, ret_object, walk->err);
    return rc < 0 ? err_wrap(walk->err, "%.*s", STR_ARG(walk->rev)) : 0;
}

static int type_of(struct walk *walk, enum object_type *ret_type)
{
    struct object object = {0};
    int rc = read_object(walk, &object);
    if (rc == 0)
        *ret_type = object.type;
    object_release(walk->reader, &object);
    return rc;
}

/* Goes to what an annotated tag points at, until that is no tag. */
static int peel(struct walk *walk, enum object_type *ret_type)
{
    for (int depth = 0; depth < REF_TAGS_MAX; depth++) {
        struct object object = {0};
        enum object_type target_type;
        int rc = read_object(walk, &object);
        enum object_type type = object.type;
        if (rc == 0 && type == OBJECT_TAG)
            rc = commit_text_tag(object.data, walk->repo->id_len, &walk->id, &target_type, walk->err);
        object_release(walk->reader, &object);
        if (rc < 0)
            return rc;
        if (type != OBJECT_TAG) {
            *ret_type = type;
            return 0;
        }
    }
    return nothing(walk, "tags of tags of tags");
}

static int peel_to_commit(struct walk *walk)
{
    enum object_type type = OBJECT_NONE;
    int rc = peel(walk, &type);
    if (rc == 0 && type != OBJECT_COMMIT)
        rc = nothing(walk,
                     type == OBJECT_TREE ? "names a folder, not a commit" : "names a file, not a commit");
    return rc;
}

/* Goes from a commit to its parent `n`, counted from 1. */
static int go_to_parent(struct walk *walk, size_t n)
{
    struct object object = {0};
    struct commit_text commit;
    struct arena scratch = walk->arena;
    if (object_ids_have(walk->shallow, &walk->id))
        return nothing(walk, "beyond what this shallow clone has");
    int rc = read_object(walk, &object);
    if (rc == 0 && object.type != OBJECT_COMMIT)
        rc = nothing(walk, "a parent that is no commit");
    if (rc == 0)
        rc = commit_text_parse(object.data, walk->repo->id_len, &scratch, &commit, walk->err);
    if (rc == 0 && n > commit.parents.len)
        rc = nothing(walk, "there is no such parent");
    if (rc == 0)
        walk->id = commit.parents.at[n - 1];
    object_release(walk->reader, &object);
    return rc;
}

/* `^{type}`: *rest begins behind the '{'. */
static int take_braces(struct walk *walk, struct str *rest)
{
    enum object_type type = OBJECT_NONE;
    struct str word = str_cut(rest, '}');
    if (!rest->p)
        return nothing(walk, "a \"}\" is missing");
    if (word.len == 0)
        return peel(walk, &type);
    if (str_eq(word, STR("commit")))
        return peel_to_commit(walk);
    if (str_eq(word, STR("tree")) || str_eq(word, STR("blob")))
        return nothing(walk, "names no commit");
    if (!str_eq(word, STR("object")) && !str_eq(word, STR("tag")))
        return nothing(walk, "^{} takes commit, tag or object");
    int rc = type_of(walk, &type);
    if (rc == 0 && str_eq(word, STR("tag")) && type != OBJECT_TAG)
        rc = nothing(walk, "not a tag");
    return rc;
}

/* The number behind a sign, 1 when there is none. False when it is larger than git takes. */
static bool take_number(struct str *rest, int64_t *ret_number)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] >= '0' && rest->p[n] <= '9')
        n++;
    struct str digits = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    *ret_number = 1;
    return n == 0 || (num_parse_int(digits, ret_number) && *ret_number <= INT_MAX);
}

/* One sign at the start of *rest, taken off it. */
static int take_sign(struct walk *walk, struct str *rest)
{
    int64_t number;
    char sign = rest->p[0];
    if (str_starts(*rest, STR("^{"))) {
        *rest = str_skip(*rest, 2);
        return take_braces(walk, rest);
    }
    *rest = str_skip(*rest, 1);
    if ((sign != '~' && sign != '^') || !take_number(rest, &number))
        return nothing(walk, "only ~N, ^N and ^{commit} may stand behind a name");
    int rc = peel_to_commit(walk);
    if (sign == '^')
        return rc == 0 && number > 0 ? go_to_parent(walk, (size_t)number) : rc;
    while (rc == 0 && number-- > 0)
        rc = go_to_parent(walk, 1);
    return rc;
}

static size_t name_len(struct str rev)
{
    size_t n = 0;
    while (n < rev.len && rev.p[n] != '~' && rev.p[n] != '^')
        n++;
    return n;
}

int refs_resolve(struct arena *arena, const struct repo *repo, struct object_reader *reader, struct str rev,
                 struct object_id *ret_commit, struct err *err)
{
    struct object_ids shallow = {0};
    struct walk walk = {.repo = repo, .reader = reader, .rev = rev, .shallow = &shallow, .err = err};
    const char *why = refusal(rev);
    if (why)
        return nothing(&walk, why);
    int rc = refs_check_storage(repo, err);
    walk.arena = *arena;
    if (rc == 0)
        rc = repo_shallow(&walk.arena, repo, &shallow, err);
    struct str rest = str_skip(rev, name_len(rev));
    if (rc == 0)
        rc = find_name(&walk, str_head(rev, name_len(rev)));
    while (rc == 0 && rest.len)
        rc = take_sign(&walk, &rest);
    if (rc == 0)
        rc = peel_to_commit(&walk);
    if (rc == 0)
        *ret_commit = walk.id;
    return rc;
}
