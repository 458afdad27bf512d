/* Any bytes have counts: the same on every CPU and in pieces of any size, and their sum is the number of lines. The
 * first byte chooses the language, the second the size of the pieces. */
#include "crawler/files/classify.h"
#include "pipeline/base/cpu.h"
#include "tests/fuzz/fuzz.h"

static void count_in_pieces(const struct lang *lang, struct str text, size_t piece_len, struct line_count *ret)
{
    static struct counter counter;
    counter_start(&counter, lang);
    while (text.len) {
        counter_add(&counter, str_head(text, piece_len));
        text = str_skip(text, piece_len);
    }
    counter_end(&counter, ret);
}

static void check_names(struct str text)
{
    struct str rest = text, path = str_cut(&rest, '\n');
    if (!rest.p)
        return;
    struct lang_guess guess = lang_of(path, rest);
    CHECK((guess.lang == NULL) == (guess.how == LANG_UNKNOWN));
    CHECK(classify_file(path, rest, guess.lang, NULL) < FILE_TEST << 1);
    classify_is_binary(path, rest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    size_t n_langs;
    const struct lang *langs = lang_all(&n_langs);
    struct line_count whole, pieces;
    if (len < 2)
        return 0;
    const struct lang *lang = &langs[data[0] % n_langs];
    struct str text = str_of((const char *)data + 2, len - 2);
    cpu_init("scalar", NULL);
    count_setup();
    count_in_pieces(lang, text, text.len + 1, &whole);
    cpu_init(NULL, NULL);
    count_setup();
    count_in_pieces(lang, text, data[1] + 1u, &pieces);
    CHECK(whole.len_bytes == text.len && whole.code + whole.comment + whole.blank == whole.total);
    CHECK(pieces.total == whole.total && pieces.code == whole.code && pieces.comment == whole.comment);
    check_names(text);
    return 0;
}
