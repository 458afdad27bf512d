/*
 * Line counts and hunks with git as the oracle, on pairs made to be hard: blocks moved, many equal lines, long files with
 * little in common, blank lines everywhere, CRLF, no newline at the end, empty sides. All pairs are the files of two
 * commits, so two runs of git answer for all. LINE_DIFF_PAIRS and LINE_DIFF_SEED in the environment ask for more.
 */
#include "pipeline/base/cpu.h"
#include "pipeline/base/io.h"
#include "pipeline/base/num.h"
#include "pipeline/base/sub.h"
#include "pipeline/git/line_diff.h"
#include "pipeline/git/line_split.h"
#include "pipeline/kernel/bytes.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    PAIRS = 2000,
    STREAM_MAX = 1 << 30,
    LINES_MAX = 1 << 17,
    HUGE_EVERY = 500,      /* one pair in so many is large enough to lift the cost limit */
    LIKE_GIT_PERCENT = 97, /* of these pairs, without white space; of real ones 99.6 */
};

/* Generating ------------------------------------------------------------------------------------------------------ */

static uint64_t seed;

/* An LCG with Knuth's constants. */
static uint32_t noise(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % below);
}

static uint32_t pick(const uint32_t *from, uint32_t n)
{
    return from[noise(n)];
}

#define PICK(...) pick((const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

/* Lines as numbers: 0 is blank, others are what render_line makes of them. */
struct draft {
    uint32_t *line, len;
};

/* What kind of text this pair is. */
struct manner {
    uint32_t words, blanks; /* different lines there are; percent of blank ones */
    bool crlf;
};

static uint32_t some_line(const struct manner *manner)
{
    return noise(100) < manner->blanks ? 0 : 1 + noise(manner->words);
}

static void insert_lines(struct draft *draft, uint32_t at, uint32_t n, const struct manner *manner)
{
    if (draft->len + n > LINES_MAX)
        return;
    memmove(draft->line + at + n, draft->line + at, (draft->len - at) * sizeof *draft->line);
    for (uint32_t i = 0; i < n; i++)
        draft->line[at + i] = some_line(manner);
    draft->len += n;
}

static void delete_lines(struct draft *draft, uint32_t at, uint32_t n)
{
    memmove(draft->line + at, draft->line + at + n, (draft->len - at - n) * sizeof *draft->line);
    draft->len -= n;
}

/* Puts a copy of a block elsewhere, and mostly takes the block away. */
static void move_block(struct draft *draft)
{
    static uint32_t block[LINES_MAX];
    uint32_t from = noise(draft->len + 1), n = noise(draft->len - from + 1);
    if (draft->len + n > LINES_MAX)
        return;
    memcpy(block, draft->line + from, n * sizeof *block);
    if (noise(4) > 0)
        delete_lines(draft, from, n);
    uint32_t at = noise(draft->len + 1);
    memmove(draft->line + at + n, draft->line + at, (draft->len - at) * sizeof *draft->line);
    memcpy(draft->line + at, block, n * sizeof *block);
    draft->len += n;
}

static void edit(struct draft *draft, const struct manner *manner)
{
    uint32_t at = noise(draft->len + 1), left = draft->len - at, n = PICK(1, 1, 1, 2, 3, 8, 30);
    if (noise(2))
        delete_lines(draft, at, n < left ? n : left);
    if (noise(2))
        insert_lines(draft, at, n, manner);
}

static void render_line(struct buf *out, uint32_t line, bool crlf)
{
    if (line % 5 == 1)
        buf_printf(out, "%*s}", (int)(line / 5 % 3 * 4), "");
    else if (line % 11 == 2)
        buf_printf(out, "  %u \t", line);
    else if (line > 0)
        buf_printf(out, "%.*sword %u %s", (int)(line % 4), "\t\t\t\t", line,
                   line % 3 ? ";" : "{ a longer line, say");
    buf_add(out, crlf ? STR("\r\n") : STR("\n"));
}

static void render(struct buf *out, const struct draft *draft, const struct manner *manner)
{
    buf_clear(out);
    for (uint32_t i = 0; i < draft->len; i++)
        render_line(out, draft->line[i], manner->crlf);
    if (out->len > 0 && noise(4) == 0)
        out->len--;
}

/* A block beside copies of itself: what is added can slide as far as the block is long. */
static void render_block(struct buf *out, const uint32_t *lines, uint32_t n, uint32_t deepest)
{
    static const char *const blanks[] = {"", "  ", "\t", "\r", "\v", "\f", " \t "};
    for (uint32_t i = 0; i < n; i++) {
        if (lines[i] % 4 == 0)
            buf_add(out, str_from(blanks[lines[i] / 4 % 20 < 7 ? lines[i] / 4 % 20 : 0]));
        else
            buf_printf(out, "%*s%s%u", (int)(lines[i] / 4 % deepest), "", lines[i] % 7 ? "" : "\t",
                       lines[i] % 4);
        buf_addc(out, '\n');
    }
}

static void make_sliding_pair(struct buf *ret_old, struct buf *ret_new)
{
    uint32_t block[400], around[8], n = 1 + noise(PICK(3, 6, 12, 12, 400)), n_around = noise(8);
    uint32_t deepest = PICK(2, 3, 5, 5, 9, 230), kinds = PICK(1, 5, 100, 1 << 20),
             blank_run = noise(PICK(1, 1, 30));
    for (uint32_t i = 0; i < n; i++)
        block[i] = i < blank_run ? 0 : noise(kinds) * PICK(1, 1, 4);
    for (uint32_t i = 0; i < n_around; i++)
        around[i] = noise(kinds);
    uint32_t before = noise(n_around + 1), old_copies = PICK(1, 1, 1, 2, 5), new_copies = PICK(2, 2, 3, 1);
    struct buf *sides[] = {ret_old, ret_new};
    for (int side = 0; side < 2; side++) {
        buf_clear(sides[side]);
        render_block(sides[side], around, before, deepest);
        for (uint32_t copies = side ? new_copies : old_copies; copies > 0; copies--)
            render_block(sides[side], block, n, deepest);
        render_block(sides[side], around + before, n_around - before, deepest);
    }
}

static void make_pair(struct buf *ret_old, struct buf *ret_new, bool huge)
{
    static uint32_t lines[LINES_MAX];
    struct draft draft = {lines, 0};
    struct manner manner = {PICK(1, 3, 9, 60, 1000, 1 << 30), PICK(0, 3, 10, 24, 50), noise(8) == 0};
    uint32_t len = huge ? 40000 + noise(20000) : noise(PICK(3, 12, 60, 250, 250, 1000, 3000));
    uint32_t edits = huge ? PICK(2000, 8000) : noise(PICK(2, 6, 6, 30, 200));
    if (huge)
        manner.words = PICK(50, 5000, 1 << 30);
    insert_lines(&draft, 0, len, &manner);
    render(ret_old, &draft, &manner);
    manner.words = PICK(manner.words, manner.words, 1 << 30);
    for (uint32_t moves = PICK(0, 0, 0, 1, 3); moves > 0; moves--)
        move_block(&draft);
    for (; edits > 0; edits--)
        edit(&draft, &manner);
    manner.crlf ^= noise(16) == 0;
    render(ret_new, &draft, &manner);
}

/* Asking git ------------------------------------------------------------------------------------------------------ */

static struct arena arena;
static char folder[] = "/tmp/cbcrawl-line-diff.XXXXXX";
static struct line_diff *diff;
static uint32_t n_pairs;

/* Runs git in `folder` with `in` (or nothing) as its stdin; its output goes to `out`. */
static void run_git(const char *const *args, int in_fd, struct buf *out)
{
    const char *argv[16] = {"/usr/bin/env", "git", "-C", folder};
    for (size_t i = 0; args[i]; i++)
        argv[4 + i] = args[i];
    int read_fd, write_fd;
    struct err err = {0};
    assert_ok(sub_pipe(&read_fd, &write_fd, &err), &err);
    struct sub_spec spec = {argv, in_fd, write_fd, STDERR_FILENO};
    struct sub_result result;
    pid_t pid;
    size_t index;
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    close(write_fd);
    buf_clear(out);
    assert_ok(io_read_fd(read_fd, out, &err), &err);
    close(read_fd);
    assert_ok(sub_wait_any(&pid, 1, &index, &result, &err), &err);
    assert_int_equal(result.exit_code, 0);
}

#define RUN_GIT(in_fd, out, ...) run_git((const char *const[]){__VA_ARGS__, NULL}, (in_fd), (out))

struct pair {
    struct str old_text, new_text;
};

static struct pair *make_pairs(void)
{
    struct pair *pairs = arena_array(&arena, struct pair, n_pairs);
    struct buf old_text, new_text;
    buf_init(&old_text, STREAM_MAX);
    buf_init(&new_text, STREAM_MAX);
    for (uint32_t i = 0; i < n_pairs; i++) {
        if (i % 2)
            make_pair(&old_text, &new_text, i % HUGE_EVERY == HUGE_EVERY - 1);
        else
            make_sliding_pair(&old_text, &new_text);
        pairs[i] = (struct pair){str_dup(&arena, buf_str(&old_text)), str_dup(&arena, buf_str(&new_text))};
    }
    buf_release(&old_text);
    buf_release(&new_text);
    return pairs;
}

/* A commit of one side of all pairs, as git fast-import takes it. Pair i is the file %06u. */
static void add_commit(struct buf *stream, const struct pair *pairs, bool is_new)
{
    buf_printf(stream, "commit refs/heads/main\ncommitter A <a@b> %d +0000\ndata 0\n", is_new);
    for (uint32_t i = 0; i < n_pairs; i++) {
        struct str text = is_new ? pairs[i].new_text : pairs[i].old_text;
        buf_printf(stream, "M 100644 inline %06u\ndata %zu\n", i, text.len);
        buf_add(stream, text);
        buf_addc(stream, '\n');
    }
    buf_addc(stream, '\n');
}

static void import(const struct pair *pairs, struct buf *out)
{
    struct buf stream;
    buf_init(&stream, STREAM_MAX);
    add_commit(&stream, pairs, false);
    add_commit(&stream, pairs, true);
    assert_false(stream.overflow);
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, stream.p, stream.len), stream.len);
    lseek(fd, 0, SEEK_SET);
    RUN_GIT(STDIN_FILENO, out, "init", "-q", "-b", "main");
    RUN_GIT(fd, out, "fast-import", "--quiet");
    close(fd);
    buf_release(&stream);
}

/* Comparing ------------------------------------------------------------------------------------------------------- */

static int64_t number_of(struct str *rest, char sep)
{
    int64_t value = -1;
    assert_true(num_parse_int(str_cut(rest, sep), &value));
    return value;
}

/* Rows "ADDED\tDELETED\t%06u"; pairs that are equal have none. Returns how many are wrong. */
static unsigned compare_counts(const struct pair *pairs, struct str rows)
{
    unsigned wrong = 0;
    struct line_counts *gits = arena_array(&arena, struct line_counts, n_pairs);
    while (rows.len > 0) {
        struct str row = str_cut(&rows, '\n');
        int64_t added = number_of(&row, '\t'), deleted = number_of(&row, '\t'), i = number_of(&row, '\n');
        gits[i] = (struct line_counts){(uint32_t)added, (uint32_t)deleted};
    }
    for (uint32_t i = 0; i < n_pairs; i++) {
        struct line_counts ours = line_diff_count(diff, pairs[i].old_text, pairs[i].new_text);
        if (ours.added == gits[i].added && ours.deleted == gits[i].deleted)
            continue;
        wrong++;
        print_message("# pair %u: git +%u -%u, we +%u -%u\n", i, gits[i].added, gits[i].deleted, ours.added,
                      ours.deleted);
    }
    return wrong;
}

/* "-1,2" or "+1": git leaves out a length of 1, and the start of an empty side is the line before. */
static void range_of(struct str range, uint32_t *ret_start, uint32_t *ret_lines)
{
    struct str rest = str_skip(range, 1);
    int64_t start = number_of(&rest, ','), lines = rest.p ? number_of(&rest, ',') : 1;
    *ret_start = (uint32_t)(start - (lines > 0));
    *ret_lines = (uint32_t)lines;
}

typedef struct line_hunks hunks_fn(struct line_diff *diff, struct str old_text, struct str new_text);

/* From the lines of `git diff -U0` that are not text: "diff --git a/%06u b/%06u" and "@@ -… +… @@". Returns how many pairs
 * are wrong. */
static unsigned compare_hunks(const struct pair *pairs, struct str patch, hunks_fn *hunks_of)
{
    unsigned wrong = 0;
    struct line_hunks ours = {0};
    bool is_wrong = false; /* the pair at hand */
    size_t at = 0;
    int64_t i = -1;
    while (patch.len > 0) {
        struct str line = str_cut(&patch, '\n');
        if (str_starts(line, STR("diff --git a/"))) {
            wrong += is_wrong || at != ours.len;
            is_wrong = false;
            assert_true(num_parse_int(str_of(line.p + 13, 6), &i));
            ours = hunks_of(diff, pairs[i].old_text, pairs[i].new_text);
            at = 0;
        } else if (str_starts(line, STR("@@ "))) {
            struct line_hunk hunk = {0};
            str_cut(&line, ' ');
            range_of(str_cut(&line, ' '), &hunk.old_start, &hunk.old_lines);
            range_of(str_cut(&line, ' '), &hunk.new_start, &hunk.new_lines);
            bool same = at < ours.len && memcmp(&hunk, &ours.at[at], sizeof hunk) == 0;
            if (!same && !is_wrong)
                print_message("# pair %d: hunk %zu differs\n", (int)i, at);
            is_wrong |= !same;
            at++;
        }
    }
    return wrong + (is_wrong || at != ours.len);
}

/* Whatever git says: what is outside of all hunks is the same on both sides, white space aside, line by line. */
static void check_script(const struct pair *pair)
{
    static char old_line[1 << 10], new_line[1 << 10];
    struct str old_text = pair->old_text, new_text = pair->new_text;
    struct line_hunks hunks = line_diff_hunks_no_space(diff, old_text, new_text);
    uint32_t old = 0, new = 0;
    for (size_t i = 0; i <= hunks.len; i++) {
        bool is_last = i == hunks.len;
        while (is_last ? old_text.len > 0 : old < hunks.at[i].old_start) {
            size_t old_len = line_squeeze(str_cut(&old_text, '\n'), old_line);
            size_t new_len = line_squeeze(str_cut(&new_text, '\n'), new_line);
            assert_true(old_len == new_len && memcmp(old_line, new_line, old_len) == 0);
            old++;
            new ++;
        }
        assert_true(is_last || new == hunks.at[i].new_start);
        for (uint32_t k = 0; !is_last && k < hunks.at[i].old_lines; k++, old++)
            str_cut(&old_text, '\n');
        for (uint32_t k = 0; !is_last && k < hunks.at[i].new_lines; k++, new ++)
            str_cut(&new_text, '\n');
    }
    assert_int_equal(old_text.len, 0);
    assert_int_equal(new_text.len, 0);
}

static void agrees_with_git(void **state)
{
    (void)state;
    struct pair *pairs = make_pairs();
    struct buf out;
    buf_init(&out, STREAM_MAX);
    import(pairs, &out);
    RUN_GIT(STDIN_FILENO, &out, "diff", "--no-renames", "--numstat", "main~1", "main");
    unsigned wrong_counts = compare_counts(pairs, buf_str(&out));
    RUN_GIT(STDIN_FILENO, &out, "diff", "--no-renames", "-U0", "main~1", "main");
    unsigned wrong_hunks = compare_hunks(pairs, buf_str(&out), line_diff_hunks);
    RUN_GIT(STDIN_FILENO, &out, "diff", "--no-renames", "-w", "-U0", "main~1", "main");
    unsigned wrong_without_space = compare_hunks(pairs, buf_str(&out), line_diff_hunks_no_space);
    buf_release(&out);
    assert_int_equal(wrong_counts, 0);
    assert_int_equal(wrong_hunks, 0);
    assert_in_range(wrong_without_space, 0, n_pairs * (100 - LIKE_GIT_PERCENT) / 100);
    for (uint32_t i = 0; i < n_pairs; i++)
        check_script(&pairs[i]);
}

/* Without an oracle ----------------------------------------------------------------------------------------------- */

static void lines_and_binary(void **state)
{
    (void)state;
    assert_int_equal(line_diff_lines(STR("")), 0);
    assert_int_equal(line_diff_lines((struct str){0}), 0);
    assert_int_equal(line_diff_lines(STR("a")), 1);
    assert_int_equal(line_diff_lines(STR("a\n")), 1);
    assert_int_equal(line_diff_lines(STR("\n\nb")), 3);
    for (size_t len = 0; len < 5000; len += 97) {
        char *text = malloc(len + 1);
        memset(text, '\n', len + 1);
        assert_int_equal(line_diff_lines(str_of(text, len)), len);
        free(text);
    }
    char *text = calloc(1, LINE_DIFF_BINARY_LOOK + 1);
    assert_true(line_diff_is_binary(str_of(text, 1)));
    memset(text, 'x', LINE_DIFF_BINARY_LOOK);
    assert_false(line_diff_is_binary(str_of(text, LINE_DIFF_BINARY_LOOK + 1)));
    text[LINE_DIFF_BINARY_LOOK - 1] = '\0';
    assert_true(line_diff_is_binary(str_of(text, LINE_DIFF_BINARY_LOOK + 1)));
    assert_false(line_diff_is_binary((struct str){0}));
    free(text);
}

static void missing_sides(void **state)
{
    (void)state;
    struct line_counts counts = line_diff_count(diff, (struct str){0}, STR("a\nb"));
    assert_int_equal(counts.added, 2);
    assert_int_equal(counts.deleted, 0);
    counts = line_diff_count(diff, STR("a\nb\n"), (struct str){0});
    assert_int_equal(counts.added, 0);
    assert_int_equal(counts.deleted, 2);
    counts = line_diff_count(diff, (struct str){0}, (struct str){0});
    assert_int_equal(counts.added + counts.deleted, 0);
    assert_int_equal(line_diff_hunks(diff, (struct str){0}, (struct str){0}).len, 0);
    struct line_hunks hunks = line_diff_hunks(diff, (struct str){0}, STR("a\nb"));
    assert_int_equal(hunks.len, 1);
    assert_int_equal(hunks.at[0].new_lines, 2);
}

static uint32_t number_from_env(const char *name, uint32_t otherwise)
{
    int64_t value = otherwise;
    const char *text = getenv(name);
    if (text && !num_parse_int(str_from(text), &value))
        fail_msg("%s is not a number", name);
    return (uint32_t)value;
}

static int set_up(void **state)
{
    (void)state;
    struct err err = {0};
    assert_ok(arena_init(&arena, (size_t)STREAM_MAX * 2, &err), &err);
    n_pairs = number_from_env("LINE_DIFF_PAIRS", PAIRS);
    seed = number_from_env("LINE_DIFF_SEED", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    cpu_init(NULL, NULL);
    bytes_select();
    diff = line_diff_new();
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    struct err err = {0};
    const char *argv[] = {"/usr/bin/env", "rm", "-rf", folder, NULL};
    struct sub_spec spec = {argv, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    struct sub_result result;
    pid_t pid;
    size_t index;
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    assert_ok(sub_wait_any(&pid, 1, &index, &result, &err), &err);
    line_diff_free(diff);
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_binary),
        cmocka_unit_test(missing_sides),
        cmocka_unit_test(agrees_with_git),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
