#include "pipeline/load/stream_head.h"

/* The programs are the head's last field, as text that is JSON already. */
int stream_head_read(struct record_reader *reader, struct arena *arena, struct stream_head *ret_head,
                     struct err *err)
{
    const struct json_val *head;
    struct str line = buf_str(&reader->head), list = STR("\"programs\":[");
    ptrdiff_t at = str_find(line, list);
    int rc = json_read(reader->json, line, &head, err);
    if (rc < 0)
        return rc;
    if (at < 0 || !str_ends(line, STR("}]}")))
        return err_set(err, ERR_INPUT, "%s:1: the head record does not end with its list of programs",
                       reader->in.name);
    struct str programs = str_skip(line, (size_t)at + list.len);
    ret_head->root = str_dup(arena, json_get_str(head, "root"));
    ret_head->commit = str_dup(arena, json_get_str(head, "commit"));
    ret_head->programs = str_dup(arena, str_head(programs, programs.len - 2));
    return 0;
}
