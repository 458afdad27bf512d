#include "pipeline/base/log.h"

#include "pipeline/base/io.h"
#include "pipeline/base/json.h"
#include "pipeline/base/quote.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t progress_delay_ns = 1000000000; /* shorter work needs no progress line */
static const int64_t progress_every_ns = 100000000;

static struct {
    const char *program;
    enum log_level level;
    bool json;
    bool drawn; /* a progress line stands on the terminal */
    int64_t started_ns, drawn_ns;
    pthread_mutex_t lock;
} state = {.program = "cbcrawl", .level = LOG_NORMAL, .lock = PTHREAD_MUTEX_INITIALIZER};

void log_init(const char *program, enum log_level level, bool json)
{
    state.program = program;
    state.level = level;
    state.json = json;
    state.started_ns = io_clock_ns();
}

static void put(struct str bytes)
{
    io_write_all(STDERR_FILENO, bytes, NULL); /* when stderr is gone there is nobody left to tell */
}

static void erase_progress(void)
{
    if (state.drawn)
        put(STR("\r\033[K"));
    state.drawn = false;
}

static void format_json(struct buf *line, const char *level, struct str text)
{
    struct json_out j = {.buf = line};
    const char *run_id = getenv("CBCRAWL_RUN_ID");
    json_open(&j, '{');
    json_put_str(&j, "level", str_from(level));
    json_put_str(&j, "program", str_from(state.program));
    if (run_id)
        json_put_str(&j, "run_id", str_from(run_id));
    json_put_str(&j, "message", text);
    json_close(&j, '}');
}

static void format_text(struct buf *line, const char *level, struct str text)
{
    bool plain = strcmp(level, "note") == 0 || strcmp(level, "detail") == 0;
    buf_printf(line, plain ? "%s: " : "%s: %s: ", state.program, level);
    quote_terminal(line, text);
}

__attribute__((format(printf, 2, 0))) static void say(const char *level, const char *fmt, va_list args)
{
    char text[2 * ERR_TEXT_MAX];
    vsnprintf(text, sizeof text, fmt, args);
    struct buf line;
    buf_init(&line, sizeof text * 8);
    if (state.json)
        format_json(&line, level, str_from(text));
    else
        format_text(&line, level, str_from(text));
    buf_addc(&line, '\n');
    pthread_mutex_lock(&state.lock);
    erase_progress();
    put(buf_str(&line));
    pthread_mutex_unlock(&state.lock);
    buf_release(&line);
}

#define LOG_FUNCTION(name, word, shown) \
    void name(const char *fmt, ...)     \
    {                                   \
        if (!(shown))                   \
            return;                     \
        va_list args;                   \
        va_start(args, fmt);            \
        say(word, fmt, args);           \
        va_end(args);                   \
    }

LOG_FUNCTION(log_error, "error", true)
LOG_FUNCTION(log_warning, "warning", state.level >= LOG_NORMAL)
LOG_FUNCTION(log_note, "note", state.level >= LOG_NORMAL)
LOG_FUNCTION(log_detail, "detail", state.level >= LOG_VERBOSE)

void log_progress(const char *what, uint64_t done, uint64_t total)
{
    int64_t now_ns = io_clock_ns();
    if (state.json || state.level < LOG_NORMAL || now_ns - state.started_ns < progress_delay_ns ||
        now_ns - state.drawn_ns < progress_every_ns || !isatty(STDERR_FILENO))
        return;
    char line[160];
    int len = total ? snprintf(line, sizeof line, "\r%s: %s %llu of %llu (%d %%)\033[K", state.program, what,
                               (unsigned long long)done, (unsigned long long)total, (int)(done * 100 / total))
                    : snprintf(line, sizeof line, "\r%s: %s %llu\033[K", state.program, what,
                               (unsigned long long)done);
    pthread_mutex_lock(&state.lock);
    put(str_of(line, (size_t)len < sizeof line ? (size_t)len : sizeof line - 1));
    state.drawn = true;
    state.drawn_ns = now_ns;
    pthread_mutex_unlock(&state.lock);
}

void log_progress_end(void)
{
    pthread_mutex_lock(&state.lock);
    erase_progress();
    pthread_mutex_unlock(&state.lock);
}
