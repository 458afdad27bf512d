/*
 * search_secrets: what looking for secrets takes, without reading.
 *
 *     usage: search_secrets <list        a line: PATH
 *
 * Prints "cpu_s bytes findings".
 */
#include "analyzers/secrets/secrets.h"
#include "pipeline/base/io.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct search_run {
    struct arena arena, scratch;
    struct secret_rules rules;
    const struct analyzer *analyzer;
    void *state;
    struct buf text, out;
    int64_t cpu_ns;
    uint64_t bytes, findings;
};

static void search_file(struct search_run *r)
{
    struct ast_file file = {.path = STR("f"), .text = buf_str(&r->text), .arena = &r->scratch};
    int64_t start_ns = io_cpu_ns();
    r->analyzer->text(r->state, &file, &r->out);
    r->cpu_ns += io_cpu_ns() - start_ns;
    r->bytes += r->text.len;
    for (size_t i = 0; i < r->out.len; i++)
        r->findings += r->out.p[i] == '\n';
    buf_clear(&r->out);
    arena_reset(&r->scratch);
}

static int search_all(struct search_run *r, struct err *err)
{
    struct io_in in;
    struct str line;
    char path[4096];
    int rc;
    io_in_init(&in, STDIN_FILENO, "stdin", 1 << 16);
    while ((rc = io_in_line(&in, &line, err)) > 0) {
        snprintf(path, sizeof path, "%.*s", STR_ARG(line));
        if (io_read_file(AT_FDCWD, path, &r->text, err) == 0)
            search_file(r);
    }
    io_in_release(&in);
    return rc;
}

int main(void)
{
    static struct search_run r;
    struct err err = {0};
    buf_init(&r.text, SECRETS_TEXT_MAX);
    buf_init(&r.out, (size_t)1 << 30);
    int rc = arena_init(&r.arena, (size_t)64 << 20, &err);
    if (rc == 0)
        rc = arena_init(&r.scratch, (size_t)1 << 30, &err);
    if (rc == 0)
        rc = secret_rules_read(&r.arena, &r.rules, &err);
    if (rc == 0) {
        r.analyzer = secrets_analyzer(&r.rules, &r.arena);
        r.state = r.analyzer->new (r.analyzer, &r.arena);
        rc = search_all(&r, &err);
        r.analyzer->release(r.state);
        printf("%.6f %llu %llu\n", (double)r.cpu_ns / 1e9, (unsigned long long)r.bytes,
               (unsigned long long)r.findings);
    }
    if (rc < 0)
        fprintf(stderr, "search_secrets: %s\n", err.text);
    return err_exit_code(rc);
}
