#include "pipeline/run/figures.h"

#include "pipeline/base/io.h"
#include "pipeline/base/json.h"
#include "pipeline/base/num.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

void figures_begin(struct figures *figures)
{
    char text[NUM_TEXT_MAX];
    buf_init(&figures->lines, FIGURES_MAX);
    figures->fd = memfd_create("figures", 0); /* to be inherited */
    if (figures->fd < 0)
        return;
    snprintf(text, sizeof text, "%d", figures->fd);
    setenv("CBCRAWL_FIGURES_FD", text, 1);
}

void figures_end(struct figures *figures)
{
    if (figures->fd < 0 || lseek(figures->fd, 0, SEEK_SET) < 0 ||
        io_read_fd(figures->fd, &figures->lines, NULL) < 0)
        buf_clear(&figures->lines);
}

void figures_release(struct figures *figures)
{
    if (figures->fd >= 0)
        close(figures->fd);
    buf_release(&figures->lines);
}

static void put_one(const struct json_val *figure, pid_t pid, struct buf *out)
{
    char value_text[NUM_TEXT_MAX], of_text[NUM_TEXT_MAX];
    int64_t whose, value, of;
    if (!json_get_int(figure, "pid", &whose) || whose != pid || !json_get_int(figure, "value", &value) ||
        !json_get_int(figure, "of", &of))
        return;
    buf_printf(out, "%s%s of %s %.*s", out->len ? ", " : "", num_grouped(value_text, value),
               num_grouped(of_text, of), STR_ARG(json_get_str(figure, "what")));
}

void figures_put(const struct figures *figures, pid_t pid, struct buf *out)
{
    struct str rest = buf_str(&figures->lines);
    struct json_reader *reader = json_reader_new(LINE_MAX_BYTES);
    while (rest.len > 0) {
        const struct json_val *figure;
        if (json_read(reader, str_cut(&rest, '\n'), &figure, NULL) == 0)
            put_one(figure, pid, out);
    }
    json_reader_free(reader);
}
