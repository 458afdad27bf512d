/* Objects in every form that git keeps them in, each compared with what git itself says they are. */
#include "pipeline/base/io.h"
#include "pipeline/git/object_store.h"

#include "tests/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>

static struct object_store *open_store(const char *name, size_t id_len)
{
    struct object_store *store;
    struct err err = {0};
    assert_ok(object_store_open(&scratch_arena, str_from(scratch_path(name)), id_len, &store, &err), &err);
    return store;
}

static const char *name_of(enum object_type type)
{
    static const char *const names[] = {"none", "commit", "tree", "blob", "tag"};
    return names[type];
}

static void check_object(struct object_reader *reader, const struct object_id *id, struct str type,
                         struct str data)
{
    struct object object;
    struct err err = {0};
    enum object_type stat_type;
    size_t len;
    assert_ok(object_stat(reader, id, &stat_type, &len, &err), &err);
    assert_str(type, name_of(stat_type));
    assert_int_equal(len, data.len);
    assert_ok(object_read(reader, id, OBJECT_NONE, &object, &err), &err);
    assert_str(type, name_of(object.type));
    assert_true(str_eq(object.data, data));
    object_release(reader, &object);
    assert_ok(object_verify(reader, id, &err), &err);
}

/* All objects of the repository, with a small and a large cache; returns how many there are. */
static size_t check_all(const char *repository, size_t id_len)
{
    size_t n = 0;
    scratch_ask_git(repository);
    struct object_store *store = open_store(arena_printf(&scratch_arena, "%s/.git", repository), id_len);
    assert_null(object_store_warning(store, 0).p);
    for (size_t cache_bytes = 0; cache_bytes <= 64 << 20; cache_bytes += 32 << 20) {
        struct object_reader *reader = object_reader_new(store, cache_bytes);
        struct str rest = buf_str(&scratch_answer), type, data;
        for (n = 0; rest.len; n++) {
            struct object_id id = scratch_take_object(&rest, id_len, &type, &data);
            assert_true(object_exists(store, &id));
            check_object(reader, &id, type, data);
        }
        object_reader_free(reader);
    }
    object_store_close(store);
    return n;
}

static void packed(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh("cd r; git repack -adq --depth=4000 --window=30");
    assert_true(check_all("r", 20) > 400);
}

static void loose(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh(
        "cd r; mv .git/objects/pack/*.pack ..; rm -f .git/objects/pack/*; git unpack-objects -q <$(ls ../*.pack)");
    assert_true(check_all("r", 20) > 400);
}

static void sha256(void **state)
{
    (void)state;
    scratch_make_repository("--object-format=sha256");
    assert_true(check_all("r", 32) > 400);
    scratch_sh("cd r; git repack -adq; git multi-pack-index write");
    assert_true(check_all("r", 32) > 400);
}

static void deltas_by_id(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh("cd r; git config repack.useDeltaBaseOffset false; git repack -adfq");
    assert_true(check_all("r", 20) > 400);
}

static void other_indexes(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh("cd r; git repack -adq");
    static const char *const versions[] = {"1", "2,0x40"}; /* the second: far offsets from byte 64 on */
    for (int i = 0; i < 2; i++) {
        scratch_sh("cd r/.git/objects/pack; mv *.pack p; rm -f *.idx *.rev; mv p pack-1.pack\n"
                   "git index-pack --index-version=%s pack-1.pack",
                   versions[i]);
        assert_true(check_all("r", 20) > 400);
    }
}

/* Half of the objects in two packs each, some in three; with a multi-pack index, and with one that knows a pack that is
 * gone and lacks one that came. */
static void many_packs(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh("cd r; git repack -adq\n"
               "git rev-list --objects HEAD~30 | git pack-objects -q .git/objects/pack/pack\n"
               "git rev-list --objects HEAD~60 | git pack-objects -q .git/objects/pack/pack");
    size_t n = check_all("r", 20);
    scratch_sh("cd r; git multi-pack-index write");
    assert_int_equal(check_all("r", 20), n);
    scratch_sh("cd r/.git/objects/pack; git rev-list --objects HEAD | git pack-objects -q pack\n"
               "rm -f $(ls -S pack-*.pack | tail -n 1)");
    assert_int_equal(check_all("r", 20), n);
}

static void alternates(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh(
        "git clone -q -s r one; git clone -q -s one two; cd two\n"
        "echo ../../../one/.git/objects/ >.git/objects/info/alternates\n"
        "printf '# all of them\\n\\n\"../../../two/.git/obj\\145cts\"\\n' >>../one/.git/objects/info/alternates\n"
        "git -c user.name=A -c user.email=a@b commit -q --allow-empty -m own");
    assert_true(check_all("two", 20) > 400);
    scratch_sh("rm -f long; for i in $(seq 10000); do echo /nowhere/$i; done >r/.git/objects/info/alternates");
    struct object_store *store = open_store("two/.git", 20);
    assert_non_null(object_store_warning(store, 0).p);
    assert_null(object_store_warning(store, OBJECT_ALTERNATES_MAX + 8).p);
    object_store_close(store);
}

/* As deep as git goes, and no deeper. */
static void nested_alternates(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh(
        "rm -rf n; i=0; while [ $i -lt 9 ]; do i=$((i + 1)); git init -q n$i\n"
        "echo content $i | git -C n$i hash-object -w --stdin >id$i\n"
        "echo ../../../n$((i + 1))/.git/objects >n$i/.git/objects/info/alternates; done; git init -q n10\n"
        "i=0; while [ $i -lt 9 ]; do i=$((i + 1))\n"
        "git -C n1 cat-file -e $(cat id$i) 2>/dev/null && printf 1 || printf 0; done >deep");
    struct object_store *store = open_store("n1/.git", 20);
    struct err err = {0};
    for (int i = 1; i <= 9; i++) {
        struct object_id id;
        assert_ok(io_read_file(AT_FDCWD, scratch_path(arena_printf(&scratch_arena, "id%d", i)),
                               &scratch_answer, &err),
                  &err);
        assert_true(object_id_parse(str_trim(buf_str(&scratch_answer)), 20, &id));
        assert_ok(io_read_file(AT_FDCWD, scratch_path("deep"), &scratch_answer, &err), &err);
        assert_int_equal(object_exists(store, &id), scratch_answer.p[i - 1] == '1');
    }
    object_store_close(store);
}

static void abbreviations(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh(
        "cd r; git multi-pack-index write; echo loose | git hash-object -w --stdin >../id; git rev-parse HEAD >>../id\n"
        "git cat-file --batch-check='%%(objectname)' --batch-all-objects | cut -c 1-4 | sort | uniq -d | sed 1q >>../id");
    struct object_store *store = open_store("r/.git", 20);
    struct err err = {0};
    struct object_id id;
    assert_ok(io_read_file(AT_FDCWD, scratch_path("id"), &scratch_answer, &err), &err);
    struct str rest = buf_str(&scratch_answer);
    for (int i = 0; i < 2; i++) {
        struct str hex = str_cut(&rest, '\n');
        struct object_id whole;
        assert_true(object_id_parse(hex, 20, &whole));
        assert_int_equal(object_find_abbreviated(store, str_head(hex, 12), &id, &err), 1);
        assert_true(object_id_eq(&id, &whole));
        assert_int_equal(object_find_abbreviated(store, hex, &id, &err), 1);
    }
    struct str several = str_cut(&rest, '\n');
    if (several.len)
        assert_int_equal(object_find_abbreviated(store, several, &id, &err), ERR_INPUT);
    assert_int_equal(object_find_abbreviated(store, STR("abc"), &id, &err), 0);
    assert_int_equal(object_find_abbreviated(store, STR("0123456789abcdef"), &id, &err), 0);
    assert_int_equal(object_find_abbreviated(store, STR("nothex"), &id, &err), 0);
    object_store_close(store);
}

static void failures_have_names(void **state)
{
    (void)state;
    scratch_make_repository("");
    struct object_store *store = open_store("r/.git", 20);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    struct object_id id = {{1}};
    struct object object;
    struct err err = {0};
    assert_int_equal(object_read(reader, &id, OBJECT_NONE, &object, &err), ERR_INPUT);
    assert_string_equal(err.text, "object 0100000000000000000000000000000000000000: missing");
    assert_int_equal(
        object_find_abbreviated(store, STR("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), &id, &err), 1);
    assert_int_equal(object_read(reader, &id, OBJECT_TREE, &object, &err), ERR_INPUT);
    assert_contains(err.text, "another type");
    assert_int_equal(object_store_open(&scratch_arena, str_from(scratch_path("nowhere")), 20, &store, &err),
                     ERR_INPUT);
    object_reader_free(reader);
    object_store_close(store);
}

/* What is lent stays, whatever the cache's ceiling, and whether or not the pack is still there. */
static void lent_objects_stay(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_ask_git("r");
    struct object_store *store = open_store("r/.git", 20);
    scratch_sh("rm -rf r");
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct object lent[64];
    struct str rest = buf_str(&scratch_answer), type, data[64];
    struct err err = {0};
    for (int i = 0; i < 64; i++) {
        struct object_id id = scratch_take_object(&rest, 20, &type, &data[i]);
        assert_ok(object_read(reader, &id, OBJECT_NONE, &lent[i], &err), &err);
    }
    for (int i = 0; i < 64; i++)
        assert_true(str_eq(lent[i].data, data[i]));
    for (int i = 0; i < 64; i += 2)
        object_release(reader, &lent[i]);
    object_reader_free(reader);
    object_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(packed),
        SCRATCH_TEST(loose),
        SCRATCH_TEST(sha256),
        SCRATCH_TEST(deltas_by_id),
        SCRATCH_TEST(other_indexes),
        SCRATCH_TEST(many_packs),
        SCRATCH_TEST(alternates),
        SCRATCH_TEST(nested_alternates),
        SCRATCH_TEST(abbreviations),
        SCRATCH_TEST(failures_have_names),
        SCRATCH_TEST(lent_objects_stay),
    };
    return SCRATCH_RUN(tests);
}
