#include "crawler/files/lang_index.h"

#include <pthread.h>
#include <stdlib.h>

static const char *const words_of[LANG_COUNT] = {
#define LANG(id, name, syntax, words) [id] = words,
#include "crawler/files/lang_list.h"
#undef LANG
};

enum { INDEX_MAX = 1024 }; /* words in lang_list.h, with room to grow */

struct entry {
    struct str word;
    int id;
};

static struct entry entries[INDEX_MAX];
static size_t n_entries;

static int by_word(const void *a, const void *b)
{
    return str_cmp(((const struct entry *)a)->word, ((const struct entry *)b)->word);
}

static void build(void)
{
    for (int id = 0; id < LANG_COUNT; id++) {
        struct str rest = str_from(words_of[id]);
        while (rest.p) {
            struct str word = str_cut(&rest, ' ');
            if (word.len == 0)
                continue;
            if (n_entries == INDEX_MAX)
                BUG("more words in lang_list.h than INDEX_MAX");
            entries[n_entries++] = (struct entry){word, id};
        }
    }
    qsort(entries, n_entries, sizeof entries[0], by_word);
}

const struct lang *lang_index_find(const char *sigil, struct str rest)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char key[LANG_WORD_MAX];
    size_t sigil_len = strlen(sigil);
    if (rest.len == 0 || sigil_len + rest.len > sizeof key)
        return NULL;
    memcpy(key, sigil, sigil_len);
    memcpy(key + sigil_len, rest.p, rest.len);
    pthread_once(&once, build);
    const struct entry wanted = {.word = str_of(key, sigil_len + rest.len)};
    const struct entry *entry = bsearch(&wanted, entries, n_entries, sizeof entries[0], by_word);
    return entry ? &lang_table[entry->id] : NULL;
}
