/* Renames beside `git diff-tree -M`: every kind of move, alone and in generated histories. */
#include "pipeline/git/blob_chunks.h"
#include "pipeline/git/rename.h"

#include "tests/support/git_trees.h"
#include "tests/support/open_objects.h"
#include "tests/support/raw_row.h"
#include "tests/support/git_test.h"

#include <stdio.h>

static struct git_trees trees;
static struct tree_files files; /* of the tree being put together */
static uint64_t seed;
static struct object_store *store;
static struct object_reader *reader;
static struct rename_finder *finder;

static int set_up(void **state)
{
    git_set_up(state);
    trees = git_trees_new(&arena, folder);
    files = (struct tree_files){0};
    seed = 1112911993;
    return 0;
}

static int tear_down(void **state)
{
    rename_finder_free(finder);
    object_reader_free(reader);
    object_store_close(store);
    finder = NULL;
    reader = NULL;
    store = NULL;
    return git_tear_down(state);
}

static void open_repository(void)
{
    reader = open_objects(&arena, folder, &store);
    finder = rename_finder_new(reader);
}

static struct tree_changes find(const struct object_id *old_tree, const struct object_id *new_tree,
                                bool *ret_is_limited)
{
    struct tree_changes changes = {0};
    struct err err = {0};
    assert_ok(tree_diff(reader, old_tree, new_tree, &arena, &changes, &err), &err);
    const char *before = arena.at;
    rename_find(finder, &arena, &changes, ret_is_limited);
    assert_ptr_equal(arena.at, before);
    return changes;
}

/* Contents ---------------------------------------------------------------------------------------------------------- */

/* A line of four words of many. */
static void add_line(struct buf *out)
{
    for (int i = 0; i < 4; i++)
        buf_printf(out, "%s%x", i ? " " : "", random_below(&seed, 1 << 20));
    buf_addc(out, '\n');
}

static struct str take(struct buf *buf)
{
    struct str copy = str_dup(&arena, buf_str(buf));
    buf_release(buf);
    return copy;
}

static struct str text(uint32_t lines)
{
    struct buf out;
    buf_init(&out, (size_t)1 << 20);
    while (lines-- > 0)
        add_line(&out);
    return take(&out);
}

/* So many percent of the lines are others, now and then with one more. */
static struct str edited(struct str content, uint32_t percent)
{
    struct buf out;
    buf_init(&out, (size_t)1 << 20);
    while (content.len > 0) {
        struct str line = str_cut(&content, '\n');
        bool is_kept = random_below(&seed, 100) >= percent;
        if (is_kept) {
            buf_add(&out, line);
            buf_addc(&out, '\n');
        } else if (random_below(&seed, 10))
            add_line(&out);
    }
    return take(&out);
}

static struct str with_crlf(struct str content)
{
    struct buf out;
    buf_init(&out, (size_t)1 << 20);
    while (content.len > 0) {
        buf_add(&out, str_cut(&content, '\n'));
        buf_add(&out, STR("\r\n"));
    }
    return take(&out);
}

/* Trees ------------------------------------------------------------------------------------------------------------- */

static void put_as(uint32_t mode, const char *path, struct str content)
{
    *vec_push(&files.at, &arena) = (struct tree_file){str_from(path), mode, content};
}

static void put(const char *path, struct str content)
{
    put_as(TREE_MODE_FILE, path, content);
}

static void put_numbered(const char *prefix, uint32_t number, struct str content)
{
    put(arena_printf(&arena, "%s%04u", prefix, number), content);
}

/* The files put so far are a tree; every second one is compared with the one before. */
static void end_tree(void)
{
    git_trees_add(&trees, &files);
    files.at.len = 0;
}

static struct str our_rows(bool *ret_is_limited)
{
    struct buf rows;
    buf_init(&rows, (size_t)256 << 20);
    *ret_is_limited = false;
    for (size_t i = 0; i + 1 < trees.n; i += 2) {
        bool is_limited;
        struct tree_changes changes = find(&trees.ids.at[i], &trees.ids.at[i + 1], &is_limited);
        *ret_is_limited |= is_limited;
        add_pair(&rows, &trees.ids.at[i], &trees.ids.at[i + 1]);
        for (size_t j = 0; j < changes.changes.len; j++)
            raw_row_add(&rows, &changes.changes.at[j], GIT_ID_LEN);
    }
    rows.len -= rows.len > 0; /* the last newline, as in git_must */
    return take(&rows);
}

/* The similarity of a row; -1 when it is no rename. Cuts it out of the row. */
static int cut_similarity(struct str *row)
{
    ptrdiff_t at = str_find(*row, STR(" R"));
    if (at < 0 || row->p[0] != ':')
        return -1;
    char *copy = str_cstr(&arena, *row), *digits = copy + at + 2;
    int similarity = (int)strtol(digits, NULL, 10);
    memset(digits, '.', 3);
    *row = str_from(copy);
    return similarity;
}

struct tally {
    size_t rows, renames, near;
    bool is_limited;
};

/* Git's chunks have short hashes, and two with the same count as one: a percent more now and then (rename.h). */
static void compare_row(struct str ours, struct str theirs, struct tally *tally)
{
    int our_similarity = cut_similarity(&ours), their_similarity = cut_similarity(&theirs);
    if (!str_eq(ours, theirs) || their_similarity < our_similarity || their_similarity > our_similarity + 1) {
        print_error("ours  %.*s %d\ntheirs %.*s %d\n", STR_ARG(ours), our_similarity, STR_ARG(theirs),
                    their_similarity);
        fail();
    }
    tally->rows++;
    tally->renames += our_similarity >= 0;
    tally->near += our_similarity != their_similarity;
}

/* Makes the trees and compares all pairs with git. */
static struct tally check(void)
{
    struct tally tally = {0};
    git_trees_make(&trees);
    open_repository();
    struct str ours = our_rows(&tally.is_limited),
               theirs = git_rows(&arena, folder, "-M", trees.ids.at, trees.n);
    while (ours.p && theirs.p)
        compare_row(str_cut(&ours, '\n'), str_cut(&theirs, '\n'), &tally);
    assert_true(!ours.p && !theirs.p);
    assert_true(tally.near * 50 <= tally.renames);
    return tally;
}

/* Cases ------------------------------------------------------------------------------------------------------------- */

static void moves_and_edits(void **state)
{
    (void)state;
    for (uint32_t percent = 0; percent <= 60; percent += 2) {
        struct str content = text(40 + 2 * percent);
        put("src/old-name.c", content);
        end_tree();
        put("lib/new-name.c", edited(content, percent));
        end_tree();
        put("src/name.c", content);
        end_tree();
        put("lib/name.c", edited(content, percent));
        end_tree();
    }
    struct tally tally = check();
    assert_true(tally.renames >= 45 && tally.renames <= 60);
}

/* Nothing goes away, so nothing has moved. */
static void swaps_and_copies_are_no_renames(void **state)
{
    (void)state;
    struct str a = text(30), b = text(30), c = text(30);
    put("a", a), put("b", b), put("c", c);
    end_tree();
    put("a", b), put("b", c), put("c", a);
    end_tree();
    put("a", a);
    end_tree();
    put("a", a), put("b", a), put("d/a", edited(a, 10));
    end_tree();
    put("a", a);
    end_tree();
    put("a", edited(a, 50)), put("b", a);
    end_tree();
    struct tally tally = check();
    assert_int_equal(tally.rows, 3 + 7); /* a line of ids for each pair */
    assert_int_equal(tally.renames, 0);
}

static void one_of_the_same_content(void **state)
{
    (void)state;
    struct str same = text(10);
    static const char *const old_names[] = {"x/a", "x/b", "x/c", "y/a", "y/d"};
    static const char *const new_names[] = {"n/d", "n/a", "o/a", "o/b", "o/e", "p/b", "p/z"};
    for (uint32_t set = 0; set < 200; set++) {
        for (size_t i = 0; i < 5; i++)
            if (random_below(&seed, 3))
                put(old_names[i], same);
        end_tree();
        for (size_t i = 0; i < 7; i++)
            if (random_below(&seed, 3))
                put(new_names[i], same);
        end_tree();
    }
    assert_true(check().renames > 400);
}

/* Only so many are looked at for the base name. */
static void many_of_the_same_content(void **state)
{
    (void)state;
    struct str same = text(10);
    for (uint32_t n = RENAME_EXACT_LOOK - 1; n <= RENAME_EXACT_LOOK + 1; n++) {
        for (uint32_t i = 0; i < n; i++)
            put_numbered("old/", i, same);
        end_tree();
        put_numbered("new/", n - 1, same);
        end_tree();
    }
    for (uint32_t i = 0; i < 1500; i++)
        put_numbered("old/", i, same);
    end_tree();
    for (uint32_t i = 0; i < 1500; i++)
        put_numbered("new/", i * 7 % 2000, same);
    end_tree();
    assert_int_equal(check().renames, 3 + 1500);
}

static void a_unique_base_name_comes_before_a_better_match(void **state)
{
    (void)state;
    for (uint32_t percent = 10; percent <= 40; percent++) {
        struct str content = text(100);
        put("x/f", content);
        end_tree();
        put("y/f", edited(content, percent)), put("y/g", edited(content, 5));
        end_tree();
        put("x/f", content), put("z/f", text(20));
        end_tree();
        put("y/f", edited(content, percent)), put("y/g", edited(content, 5));
        end_tree();
        put("x/f", content);
        end_tree();
        put("y/f", edited(content, percent)), put("z/f", edited(content, 30)), put("y/g", edited(content, 5));
        end_tree();
    }
    assert_true(check().renames == 3 * 31);
}

/* Equals, near equals and those that lose their best candidates to others. */
static void competition(void **state)
{
    (void)state;
    for (uint32_t set = 0; set < 60; set++) {
        struct str content = text(30 + random_below(&seed, 30));
        uint32_t spread = set % 3 == 0 ? 0 : 30, n = 2 + random_below(&seed, 9);
        for (uint32_t i = 0; i < n; i++)
            put_numbered("x/", i,
                         random_below(&seed, 4) ? edited(content, random_below(&seed, 1 + spread)) : text(20));
        end_tree();
        for (uint32_t i = 0; i < 1 + n; i++)
            put_numbered("y/", 5 + i, edited(content, random_below(&seed, 1 + spread + 10 * (i % 2))));
        end_tree();
    }
    assert_true(check().renames > 200);
}

static void modes_and_kinds(void **state)
{
    (void)state;
    struct str content = text(20), id = STR("1111111111111111111111111111111111111111");
    static const uint32_t modes[] = {TREE_MODE_FILE, TREE_MODE_EXEC, TREE_MODE_LINK, TREE_MODE_MODULE};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            for (uint32_t percent = 0; percent <= 20; percent += 20) {
                put_as(modes[i], "old", i == 3 ? id : content);
                end_tree();
                put_as(modes[j], "new", j == 3 ? id : edited(content, percent));
                end_tree();
            }
    put("a", content), put_as(TREE_MODE_LINK, "b", STR("target"));
    end_tree();
    put_as(TREE_MODE_LINK, "a", STR("target")), put("c", content);
    end_tree();
    assert_int_equal(check().renames, 4 * 2 + 1 + 2);
}

static void files_become_folders(void **state)
{
    (void)state;
    struct str content = text(20);
    put("a", content), put("b/c", content);
    end_tree();
    put("a/b", edited(content, 10)), put("b", content);
    end_tree();
    put("a/b", content);
    end_tree();
    put("a", edited(content, 20));
    end_tree();
    assert_int_equal(check().renames, 3);
}

static void line_ends(void **state)
{
    (void)state;
    for (uint32_t percent = 0; percent <= 50; percent += 5) {
        struct str content = text(60);
        put("old", with_crlf(content));
        end_tree();
        put("new", edited(content, percent));
        end_tree();
        put("old", content);
        end_tree();
        put("new", with_crlf(edited(content, percent)));
        end_tree();
        put("old", with_crlf(content));
        end_tree();
        put("new", with_crlf(edited(content, percent)));
        end_tree();
    }
    assert_true(check().renames >= 27);
}

static void empty_and_tiny_files(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "\n", "a\n", "a\nb\n", "a\nb\nc\n", "c\nb\n", "\n\n\n"};
    for (size_t i = 0; i < 7; i++)
        for (size_t j = 0; j < 7; j++) {
            put("old", str_from(contents[i])), put("f", str_from(contents[j]));
            end_tree();
            put("new", str_from(contents[j])), put("g/f", str_from(contents[i]));
            end_tree();
        }
    assert_true(check().renames > 60);
}

/* A history -------------------------------------------------------------------------------------------------------- */

enum { STEPS = 250, LIVE = 40 };

static struct tree_file live[LIVE];

static const char *fresh_path(void)
{
    static const char *const folders[] = {"", "src/", "src/lib/", "doc/"};
    static const char *const names[] = {"Makefile", "README", "main.c", "util.c", "util.h"};
    uint32_t name = random_below(&seed, 12);
    const char *in = folders[random_below(&seed, 4)];
    return name < 5 ? arena_printf(&arena, "%s%u/%s", in, random_below(&seed, 8), names[name])
                    : arena_printf(&arena, "%sfile%u.c", in, random_below(&seed, 1 << 20));
}

static void change_one(struct tree_file *file)
{
    static const uint32_t edits[] = {0, 0, 5, 15, 30, 45, 60};
    uint32_t what = random_below(&seed, 10), percent = edits[random_below(&seed, 7)];
    if (what < 5)
        *file = (struct tree_file){str_from(fresh_path()), file->mode, edited(file->content, percent)};
    else if (what < 7)
        file->content = edited(file->content, percent);
    else if (what == 7)
        file->mode = file->mode == TREE_MODE_FILE ? TREE_MODE_EXEC : TREE_MODE_FILE;
    else if (what == 8)
        *file = (struct tree_file){str_from(fresh_path()), TREE_MODE_FILE,
                                   live[random_below(&seed, LIVE)].content};
    else
        *file = (struct tree_file){str_from(fresh_path()), TREE_MODE_FILE, text(random_below(&seed, 60))};
}

static void put_live(void)
{
    for (size_t i = 0; i < LIVE; i++)
        *vec_push(&files.at, &arena) = live[i];
    end_tree();
}

static void a_history(void **state)
{
    (void)state;
    for (size_t i = 0; i < LIVE; i++)
        live[i] =
            (struct tree_file){str_from(fresh_path()), TREE_MODE_FILE, text(5 + random_below(&seed, 60))};
    for (size_t step = 0; step < STEPS; step++) {
        put_live();
        for (uint32_t n = 1 + random_below(&seed, 12); n > 0; n--)
            change_one(&live[random_below(&seed, LIVE)]);
        put_live();
    }
    assert_true(check().renames > 400);
}

/* Limits ------------------------------------------------------------------------------------------------------------ */

/* `n` files move with an edit, and `same` without. */
static void put_many(uint32_t n, uint32_t same, bool is_new)
{
    for (uint32_t i = 0; i < n; i++)
        put_numbered(is_new ? "new/n" : "old/o", i,
                     str_from(arena_printf(&arena, "this is file %08x\nits\nlines\n%s", i * 2654435761u,
                                           is_new ? "+\n" : "")));
    for (uint32_t i = 0; i < same; i++)
        put_numbered(is_new ? "new/s" : "old/t", i, str_from(arena_printf(&arena, "%u\n", i)));
    end_tree();
}

static void up_to_the_limit(void **state)
{
    (void)state;
    put_many(RENAME_PAIRS_MAX, 10, false);
    put_many(RENAME_PAIRS_MAX, 10, true);
    struct tally tally = check();
    assert_int_equal(tally.renames, RENAME_PAIRS_MAX + 10);
    assert_false(tally.is_limited);
}

/* The same content and base names are still found. */
static void above_the_limit(void **state)
{
    (void)state;
    struct str content = text(20);
    put("old/unique", content);
    put_many(RENAME_PAIRS_MAX + 1, 10, false);
    put("new/unique", edited(content, 10));
    put_many(RENAME_PAIRS_MAX, 10, true);
    struct tally tally = check();
    assert_int_equal(tally.renames, 10 + 1);
    assert_true(tally.is_limited);
}

/* More different lines than are kept. */
static void too_many_chunks(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, (size_t)64 << 20);
    for (uint32_t i = 0; i < (uint32_t)CHUNKS_MAX + 1; i++)
        buf_printf(&out, "%x\n", i);
    put("old", buf_str(&out));
    end_tree();
    buf_add(&out, STR("and more\n"));
    put("new", buf_str(&out));
    end_tree();
    git_trees_make(&trees);
    buf_release(&out);
    open_repository();
    bool is_limited;
    struct tree_changes changes = find(&trees.ids.at[0], &trees.ids.at[1], &is_limited);
    assert_int_equal(changes.changes.len, 2);
    assert_true(is_limited);
}

/* Ids that nothing has: they can be the same, but not similar. */
static void missing_contents_take_no_part(void **state)
{
    (void)state;
    struct object_id ids[3], pair[2];
    for (size_t i = 0; i < 3; i++)
        memset(&ids[i], 0, sizeof ids[i]), memset(ids[i].bytes, (int)i + 1, GIT_ID_LEN);
    for (size_t side = 0; side < 2; side++) {
        struct buf raw;
        buf_init(&raw, 4096);
        raw_tree_add(&raw, "100644", side ? STR("c") : STR("a"), &ids[0]);
        raw_tree_add(&raw, "100644", side ? STR("d") : STR("b"), &ids[1 + side]);
        pair[side] = git_raw_tree(&arena, folder, buf_str(&raw));
        buf_release(&raw);
    }
    open_repository();
    bool is_limited;
    struct tree_changes changes = find(&pair[0], &pair[1], &is_limited);
    assert_int_equal(changes.changes.len, 3);
    assert_str(changes.changes.at[0].path, "b");
    assert_str(changes.changes.at[1].path, "c");
    assert_str(changes.changes.at[1].old_path, "a");
    assert_int_equal(changes.changes.at[1].similarity, 100);
    assert_str(changes.changes.at[2].path, "d");
    assert_false(is_limited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(moves_and_edits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(swaps_and_copies_are_no_renames, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_of_the_same_content, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_of_the_same_content, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_unique_base_name_comes_before_a_better_match, set_up, tear_down),
        cmocka_unit_test_setup_teardown(competition, set_up, tear_down),
        cmocka_unit_test_setup_teardown(modes_and_kinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_become_folders, set_up, tear_down),
        cmocka_unit_test_setup_teardown(line_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_and_tiny_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_history, set_up, tear_down),
        cmocka_unit_test_setup_teardown(up_to_the_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(above_the_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_chunks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_contents_take_no_part, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
