#include "pipeline/git/tree_text.h"

enum {
    MODE_DIGITS_MAX = 7, /* some old tools wrote 0100644 */
    MODE_TYPE = 0170000,
    MODE_TYPE_FILE = 0100000,
    MODE_EXEC = 0100, /* of the owner; the only permission that counts */
};

/* What is no file, link or folder is a submodule to git. */
static uint32_t canonical_mode(uint32_t mode)
{
    switch (mode & MODE_TYPE) {
    case MODE_TYPE_FILE: return mode & MODE_EXEC ? TREE_MODE_EXEC : TREE_MODE_FILE;
    case TREE_MODE_LINK: return TREE_MODE_LINK;
    case TREE_MODE_TREE: return TREE_MODE_TREE;
    default: return TREE_MODE_MODULE;
    }
}

/* The mode in front of the space; 0, which no entry has, when there is none. */
static uint32_t read_mode(struct tree_text *tree)
{
    uint32_t mode = 0;
    const char *p = tree->at;
    for (; p < tree->end && *p >= '0' && *p <= '7'; p++) {
        if (p - tree->at == MODE_DIGITS_MAX)
            return 0;
        mode = mode << 3 | (uint32_t)(*p - '0');
    }
    if (p == tree->end || *p != ' ')
        return 0;
    tree->at = p + 1;
    return mode;
}

static bool may_lead_out(struct str name)
{
    return name.len == 0 || str_eq(name, STR(".")) || str_eq(name, STR("..")) || str_index(name, '/') >= 0;
}

static unsigned char byte_at(struct str name, bool is_tree, size_t i)
{
    return i < name.len ? (unsigned char)name.p[i] : is_tree ? '/' : '\0';
}

int tree_name_cmp(struct str a, bool a_is_tree, struct str b, bool b_is_tree)
{
    size_t both = a.len < b.len ? a.len : b.len;
    int order = both ? memcmp(a.p, b.p, both) : 0;
    return order ? order : (int)byte_at(a, a_is_tree, both) - (int)byte_at(b, b_is_tree, both);
}

/* Is the entry behind the one before? */
static bool in_order(const struct tree_text *tree, const struct tree_entry *entry)
{
    bool is_tree = entry->mode == TREE_MODE_TREE;
    return tree->last.len == 0 || tree_name_cmp(tree->last, tree->last_is_tree, entry->name, is_tree) < 0;
}

int tree_text_next(struct tree_text *tree, struct tree_entry *ret_entry, struct err *err)
{
    if (tree->at == tree->end)
        return 0;
    uint32_t mode = read_mode(tree);
    if (mode == 0)
        return err_set(err, ERR_INPUT, "tree is damaged: an entry has no mode");
    const char *nul = memchr(tree->at, '\0', (size_t)(tree->end - tree->at));
    if (!nul || (size_t)(tree->end - nul) < 1 + tree->id_len)
        return err_set(err, ERR_INPUT, "tree is damaged: its last entry is cut off");
    struct tree_entry entry = {.name = str_of(tree->at, (size_t)(nul - tree->at)),
                               .id = nul + 1,
                               .mode = canonical_mode(mode)};
    if (may_lead_out(entry.name))
        return err_set(err, ERR_INPUT, "tree is damaged: a name in it is \"%.*s\"",
                       STR_ARG(str_head(entry.name, 200)));
    if (!in_order(tree, &entry))
        return err_set(err, ERR_INPUT, "tree is damaged: \"%.*s\" is out of order or there twice",
                       STR_ARG(str_head(entry.name, 200)));
    tree->at = entry.id + tree->id_len;
    tree->last = entry.name;
    tree->last_is_tree = entry.mode == TREE_MODE_TREE;
    *ret_entry = entry;
    return 1;
}

void tree_text_skip(struct tree_text *tree, size_t len_bytes)
{
    const char *limit = tree->at + len_bytes, *last = NULL, *next = tree->at;
    while (next < limit) {
        const char *nul = memchr(next, '\0', (size_t)(limit - next));
        if (!nul || (size_t)(limit - nul) < 1 + tree->id_len)
            break;
        last = next;
        next = nul + 1 + tree->id_len;
    }
    if (!last)
        return;
    /* The last one is read after all, for its name. */
    struct tree_entry entry;
    tree->at = last;
    tree->last = (struct str){0};
    if (tree_text_next(tree, &entry, NULL) != 1)
        tree->at = next;
}
