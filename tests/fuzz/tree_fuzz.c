/* Any bytes as a tree: names that stay in their folder, in order, and entries that end where skipping ends. */
#include "pipeline/git/tree_text.h"
#include "tests/fuzz/fuzz.h"

enum { SHA1_BYTES = 20 };

static void check_entry(const struct tree_entry *entry, const struct tree_text *tree)
{
    CHECK(entry->name.len > 0 && !memchr(entry->name.p, '/', entry->name.len));
    CHECK(!memchr(entry->name.p, '\0', entry->name.len));
    CHECK(!str_eq(entry->name, STR(".")) && !str_eq(entry->name, STR("..")));
    CHECK(entry->id + SHA1_BYTES == tree->at && tree->at <= tree->end);
    CHECK(entry->mode == TREE_MODE_FILE || entry->mode == TREE_MODE_EXEC || entry->mode == TREE_MODE_LINK ||
          entry->mode == TREE_MODE_MODULE || entry->mode == TREE_MODE_TREE);
}

/* Skipping to the entry's end, or one byte more, comes to the same place; one byte less does not. */
static void check_skip(struct str bytes, const struct tree_text *tree)
{
    size_t end = (size_t)(tree->at - bytes.p);
    struct tree_text skipped = tree_text_of(bytes, SHA1_BYTES);
    tree_text_skip(&skipped, end);
    CHECK(skipped.at == tree->at && str_eq(skipped.last, tree->last) &&
          skipped.last_is_tree == tree->last_is_tree);
    skipped = tree_text_of(bytes, SHA1_BYTES);
    tree_text_skip(&skipped, end - 1);
    CHECK(skipped.at < tree->at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str bytes = str_of((const char *)data, len);
    struct tree_text tree = tree_text_of(bytes, SHA1_BYTES);
    struct tree_entry entry, last = {0};
    struct err err = {0};
    int rc;
    while ((rc = tree_text_next(&tree, &entry, &err)) == 1) {
        check_entry(&entry, &tree);
        CHECK(!last.id || tree_name_cmp(last.name, last.mode == TREE_MODE_TREE, entry.name,
                                        entry.mode == TREE_MODE_TREE) < 0);
        check_skip(bytes, &tree);
        last = entry;
    }
    CHECK(rc == 0 ? tree.at == tree.end : rc == ERR_INPUT && err.text[0]);
    /* Skipping needs no sound tree. */
    for (size_t cut = 0; cut <= len; cut += 1 + len / 16) {
        tree = tree_text_of(bytes, SHA1_BYTES);
        tree_text_skip(&tree, cut);
        CHECK(len == 0 || (tree.at >= bytes.p && tree.at <= bytes.p + cut));
    }
    return 0;
}
