/*
 * commit_text: the parts of a commit or tag object, as its bytes say and git reads them.
 *
 * Nothing is trusted and little refused: names may be empty, dates absurd, bytes anything. Slices borrow the object's
 * bytes. An object ends at its first NUL, as for git; white space is blank, tab, CR and LF. Times are seconds since
 * 1970, UTC; what git itself could not read as a date is 0, and then so is the zone.
 *
 * Any number of threads may call these at once.
 */
#ifndef CBCRAWL_GIT_COMMIT_TEXT_H
#define CBCRAWL_GIT_COMMIT_TEXT_H

#include "pipeline/base/vec.h"
#include "pipeline/git/object_store.h"

enum {
    COMMIT_PARENTS_MAX = 65536,   /* the widest octopus known has 66 */
    COMMIT_TRAILERS_MAX = 4096,   /* of one message; those behind are left out */
    COMMIT_DECODE_MAX = 16 << 20, /* bytes of a text that is decoded: it may become eight times as long */
};

struct commit_person {
    struct str name, email;
    int64_t time_s;
    int32_t zone_min; /* east of UTC */
};

struct commit_text {
    struct object_id tree;
    VEC(struct object_id) parents;
    struct commit_person author, committer;
    struct str encoding; /* of name and message; empty: UTF-8 */
    struct str message;
};

/* ERR_INPUT when there is no tree line, a broken parent line, or more than COMMIT_PARENTS_MAX of them. A missing or
 * broken author is an empty one. Parents live in `arena`. */
int commit_text_parse(struct str object, size_t id_len, struct arena *arena, struct commit_text *ret_commit,
                      struct err *err);

/* The message's first paragraph as one line, as git's %s; in the message's own encoding. Borrows the message, or lives
 * in `arena`. */
struct str commit_text_subject(struct arena *arena, struct str message);

/* A trailer, `key: value` in the message's last paragraph; value unfolded. */
struct commit_trailer {
    struct str key, value;
};
struct commit_trailers {
    VEC(struct commit_trailer) at;
};

/* What `git log --format=%(trailers:only,unfold)` shows: trailers by git's rules with their default settings, in order.
 * A line `---` is text: it ends messages in mails, not in commits. `message` should be UTF-8 already. */
void commit_text_trailers(struct arena *arena, struct str message, struct commit_trailers *ret_trailers);

/* `text` as UTF-8, borrowed or in `arena`. Decoded from `encoding` when iconv knows it and takes every byte, else left
 * as it is, as git does (which then leaves the whole commit; here each text is on its own), and so are texts larger than
 * COMMIT_DECODE_MAX. Bytes that are no UTF-8 become U+FFFD when printed.
 *
 * iconv loads a module when an encoding is first asked for: that takes SANDBOX_READ, everywhere, not below a folder. */
struct str commit_text_utf8(struct arena *arena, struct str encoding, struct str text);

/* What an annotated tag points at; ERR_INPUT when it says nothing of that. */
int commit_text_tag(struct str object, size_t id_len, struct object_id *ret_target,
                    enum object_type *ret_type, struct err *err);

#endif
