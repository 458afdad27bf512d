#include "pipeline/load/linked.h"

enum { DIGEST_LEN = sizeof(struct hash128), NUMBER_MAX = 32 };

int linked_init(struct linked *linked, struct store *store, struct arena *arena, struct err *err)
{
    int64_t any = 0;
    *linked = (struct linked){.store = store, .arena = arena, .digest = hash_stream_new()};
    buf_init(&linked->import_line, NUMBER_MAX);
    buf_init(&linked->held, LINKED_HELD_MAX);
    int rc = store_query_int(store, "SELECT EXISTS (SELECT 1 FROM linked)", &any, err);
    linked->is_holding = any;
    return rc;
}

void linked_release(struct linked *linked)
{
    hash_stream_free(linked->digest);
    buf_release(&linked->import_line);
    buf_release(&linked->held);
}

void linked_add(struct linked *linked, struct str line)
{
    hash_stream_add(linked->digest, line);
    hash_stream_add(linked->digest, STR("\n"));
}

/* The number behind `start`; empty when there is none. */
static struct str line_number(struct str line, struct str start)
{
    size_t digits = 0;
    struct str rest = str_skip(line, start.len);
    while (start.len && digits < rest.len && rest.p[digits] >= '0' && rest.p[digits] <= '9')
        digits++;
    return str_head(rest, digits < NUMBER_MAX ? digits : 0);
}

/* Two imports of one line may be one import with two targets, so whether the line is that of the one before counts. */
void linked_add_import(struct linked *linked, struct str line, struct str start, enum linked_place place)
{
    struct str number = line_number(line, start), before = buf_str(&linked->import_line);
    bool is_same = place == LINKED_NEXT && str_eq(number, before);
    bool is_clear = number.len && (place == LINKED_FIRST || (place == LINKED_NEXT && before.len));
    if (is_clear) {
        hash_stream_add(linked->digest, start);
        hash_stream_add(linked->digest, is_same ? STR("=") : STR("#"));
        linked_add(linked, str_skip(line, start.len + number.len));
    } else {
        linked_add(linked, line);
    }
    buf_clear(&linked->import_line);
    buf_add(&linked->import_line, number);
}

bool linked_hold(struct linked *linked, struct str line, uint64_t line_number)
{
    if (linked->held.len + line.len + 1 > LINKED_HELD_MAX)
        return false;
    buf_add(&linked->held, line);
    buf_addc(&linked->held, '\n');
    *vec_push(&linked->numbers, linked->arena) = line_number;
    return true;
}

int linked_make(struct linked *linked, struct err *err)
{
    if (linked->linked_id)
        return 0;
    int rc = store_exec(linked->store, "INSERT INTO linked (digest) VALUES (x'')", err);
    if (rc == 0)
        linked->linked_id = store_last_id(linked->store);
    return rc;
}

static int find(struct linked *linked, struct str digest, struct err *err)
{
    int rc = store_query_int_with(linked->store, &linked->linked_id, err,
                                  "SELECT max(linked_id) FROM linked WHERE digest = ?", "b", digest);
    return rc < 0 ? rc : linked->linked_id > 0;
}

static int set_digest(struct linked *linked, struct str digest, struct err *err)
{
    int rc = linked_make(linked, err);
    return rc < 0 ? rc
                  : store_exec_with(linked->store, err, "UPDATE linked SET digest = ? WHERE linked_id = ?",
                                    "bi", digest, linked->linked_id);
}

int linked_end(struct linked *linked, struct err *err)
{
    const struct hash128 hash = hash_stream_digest(linked->digest);
    struct str digest = str_of((const char *)&hash, DIGEST_LEN);
    int rc = linked->is_holding ? find(linked, digest, err) : 0;
    return rc ? rc : set_digest(linked, digest, err);
}
