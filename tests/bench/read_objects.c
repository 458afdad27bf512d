/*
 * read_objects: what reading git's objects takes, beside `git cat-file --batch` of the same list.
 *
 *     usage: read_objects GIT-FOLDER <list        a line: an object's id in hex
 *
 * Reads the objects in the order of the list, with one reader. Prints "cpu_s bytes objects failed peak_kb".
 */
#include "pipeline/base/io.h"
#include "pipeline/git/object_store.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

struct totals {
    uint64_t bytes, objects, failed;
};

static int read_list(const struct object_store *store, struct io_in *in, struct totals *totals,
                     struct err *err)
{
    struct object_reader *reader = object_reader_new(store, OBJECT_CACHE_BYTES);
    struct str line;
    int rc;
    while ((rc = io_in_line(in, &line, err)) > 0) {
        struct object object;
        struct object_id id;
        struct err why;
        if (!object_id_parse(line, object_store_id_len(store), &id)) {
            rc = err_set(err, ERR_INPUT, "bad line: %.*s", STR_ARG(line));
            break;
        }
        totals->objects++;
        if (object_read(reader, &id, OBJECT_NONE, &object, &why) < 0) {
            if (totals->failed++ == 0)
                fprintf(stderr, "read_objects: %s\n", why.text);
            continue;
        }
        totals->bytes += object.data.len;
        object_release(reader, &object);
    }
    object_reader_free(reader);
    return rc;
}

static int run(const char *git_dir, struct totals *totals, struct err *err)
{
    struct arena arena;
    struct object_store *store;
    struct io_in in;
    int rc = arena_init(&arena, (size_t)64 << 20, err);
    if (rc < 0)
        return rc;
    rc = object_store_open(&arena, str_from(git_dir), GIT_ID_LEN, &store, err);
    if (rc == 0) {
        io_in_init(&in, STDIN_FILENO, "stdin", 1 << 10);
        rc = read_list(store, &in, totals, err);
        io_in_release(&in);
        object_store_close(store);
    }
    arena_release(&arena);
    return rc;
}

int main(int argc, char **argv)
{
    struct totals totals = {0};
    struct rusage usage;
    struct err err = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: read_objects GIT-FOLDER <list\n");
        return -ERR_USAGE;
    }
    int rc = run(argv[1], &totals, &err);
    if (rc < 0)
        fprintf(stderr, "read_objects: %s\n", err.text);
    else if (getrusage(RUSAGE_SELF, &usage) == 0)
        printf("%.3f %llu %llu %llu %ld\n", (double)io_cpu_ns() / 1e9, (unsigned long long)totals.bytes,
               (unsigned long long)totals.objects, (unsigned long long)totals.failed, usage.ru_maxrss);
    return err_exit_code(rc);
}
