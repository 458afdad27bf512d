/* Two texts, parted by the first NUL. Hunks must turn one into the other and count what they change; counts must be what
 * the numbers of lines say, and at least what the shortest script needs. */
#include "pipeline/base/buf.h"
#include "pipeline/git/line_diff.h"
#include "tests/fuzz/fuzz.h"

enum { LINES_MAX = 300 }; /* of each side, for the table of the shortest script */

static struct str next_line(struct str *rest)
{
    ptrdiff_t newline = str_index(*rest, '\n');
    struct str line = str_head(*rest, newline < 0 ? rest->len : (size_t)newline + 1);
    *rest = str_skip(*rest, line.len);
    return line;
}

static void copy_lines(struct str *from, uint32_t n, struct buf *out)
{
    for (; n > 0; n--) {
        struct str line = next_line(from);
        CHECK(line.len > 0);
        if (out)
            buf_add(out, line);
    }
}

/* Applies the hunks. They are in order, do not touch, and change something. */
static void check_hunks(struct line_diff *diff, struct str old_text, struct str new_text)
{
    struct line_hunks hunks = line_diff_hunks(diff, old_text, new_text);
    struct buf made;
    uint32_t old_at = 0, new_at = 0;
    struct str old_rest = old_text, new_rest = new_text;
    buf_init(&made, new_text.len + 1);
    for (size_t i = 0; i < hunks.len; i++) {
        const struct line_hunk *hunk = &hunks.at[i];
        CHECK(hunk->old_lines + hunk->new_lines > 0);
        CHECK(hunk->old_start >= old_at && (i == 0 || hunk->old_start > old_at));
        CHECK(hunk->old_start - old_at == hunk->new_start - new_at);
        copy_lines(&old_rest, hunk->old_start - old_at, &made);
        copy_lines(&new_rest, hunk->new_start - new_at, NULL);
        copy_lines(&old_rest, hunk->old_lines, NULL);
        copy_lines(&new_rest, hunk->new_lines, &made);
        old_at = hunk->old_start + hunk->old_lines;
        new_at = hunk->new_start + hunk->new_lines;
    }
    buf_add(&made, old_rest);
    CHECK(!made.overflow && str_eq(buf_str(&made), new_text));
    buf_release(&made);
}

static uint32_t lines_of(struct str text, struct str *ret_lines)
{
    uint32_t n = 0;
    while (text.len > 0 && n < LINES_MAX)
        ret_lines[n++] = next_line(&text);
    return text.len > 0 ? LINES_MAX + 1 : n;
}

/* Lines of the longest common subsequence, by the textbook. */
static uint32_t longest_common(const struct str *a, uint32_t n_a, const struct str *b, uint32_t n_b)
{
    uint32_t row[LINES_MAX + 1] = {0};
    for (uint32_t i = 0; i < n_a; i++) {
        uint32_t diagonal = 0;
        for (uint32_t j = 0; j < n_b; j++) {
            uint32_t above = row[j + 1], best = above > row[j] ? above : row[j];
            row[j + 1] = str_eq(a[i], b[j]) ? diagonal + 1 : best;
            diagonal = above;
        }
    }
    return row[n_b];
}

static void check_counts(struct line_diff *diff, struct str old_text, struct str new_text)
{
    static struct str old_lines[LINES_MAX], new_lines[LINES_MAX];
    struct line_counts counts = line_diff_count(diff, old_text, new_text);
    uint32_t n_old = line_diff_lines(old_text), n_new = line_diff_lines(new_text);
    CHECK(counts.deleted <= n_old && n_old - counts.deleted == n_new - counts.added);
    CHECK((counts.added + counts.deleted == 0) == str_eq(old_text, new_text));
    if (n_old > LINES_MAX || n_new > LINES_MAX)
        return;
    CHECK(lines_of(old_text, old_lines) == n_old && lines_of(new_text, new_lines) == n_new);
    uint32_t common = longest_common(old_lines, n_old, new_lines, n_new), kept = n_old - counts.deleted;
    CHECK(kept <= common);
    /* With so few lines only sifting makes a script longer, and that takes seven changed lines. */
    CHECK(kept == common || n_old - common > 6 || n_new - common > 6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str text = str_of((const char *)data, len);
    ptrdiff_t nul = str_index(text, '\0');
    struct str old_text = str_head(text, nul < 0 ? len : (size_t)nul);
    struct str new_text = nul < 0 ? STR("") : str_skip(text, (size_t)nul + 1);
    static struct line_diff *diff; /* kept: what one pair leaves behind must not matter to the next */
    if (!diff)
        diff = line_diff_new();
    check_counts(diff, old_text, new_text);
    check_hunks(diff, old_text, new_text);
    check_counts(diff, new_text, old_text);
    return 0;
}
