/* Repositories that are damaged or lie: an object is right, or an error, or its id tells; and nothing takes for ever. */
#include "pipeline/base/io.h"
#include "pipeline/git/object_store.h"

#include "tests/support/scratch.h"

#include <endian.h>
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

/* Damage ------------------------------------------------------------------------------------------------------------ */

/* Reads all that git named: each is right, or an error, or its own id tells. Returns how many were right. */
static size_t read_damaged(void)
{
    struct object_store *store = open_store("r/.git", 20);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    struct str rest = buf_str(&scratch_answer), type, data;
    size_t n_right = 0;
    while (rest.len) {
        struct object object;
        struct err err = {0};
        struct object_id id = scratch_take_object(&rest, 20, &type, &data);
        if (object_read(reader, &id, OBJECT_NONE, &object, &err) < 0) {
            assert_int_equal(err.code, ERR_INPUT);
            assert_int_equal(strncmp(err.text, "object ", 7), 0);
            continue;
        }
        bool is_right = str_eq(object.data, data) && str_eq(type, str_from(name_of(object.type)));
        object_release(reader, &object);
        assert_int_equal(object_verify(reader, &id, NULL), is_right ? 0 : ERR_INPUT);
        n_right += is_right;
    }
    object_reader_free(reader);
    object_store_close(store);
    return n_right;
}

/* Flips a bit at about `n` places of a file and at each of its first bytes, one after the other. */
static void flip_bits(const char *path, size_t n)
{
    struct buf file;
    struct err err = {0};
    size_t whole = read_damaged(), n_hurt = 0;
    buf_init(&file, 16 << 20);
    assert_ok(io_read_file(AT_FDCWD, path, &file, &err), &err);
    for (size_t i = 0; i < file.len; i += i < 48 ? 1 : file.len / n + 1) {
        struct arena kept = scratch_arena;
        file.p[i] ^= (char)(1 << i % 8);
        assert_ok(io_write_file_atomic(AT_FDCWD, path, buf_str(&file), &err), &err);
        n_hurt += read_damaged() < whole;
        file.p[i] ^= (char)(1 << i % 8);
        scratch_arena = kept;
    }
    for (size_t len = file.len; len > 0; len /= 2) {
        assert_ok(io_write_file_atomic(AT_FDCWD, path, str_head(buf_str(&file), len - 1), &err), &err);
        n_hurt += read_damaged() < whole;
    }
    assert_true(n_hurt > 10);
    assert_ok(io_write_file_atomic(AT_FDCWD, path, buf_str(&file), &err), &err);
    buf_release(&file);
}

static void damage_is_noticed(void **state)
{
    (void)state;
    scratch_sh(
        "git init -q -b main r; cd r; i=0; while [ $i -lt 12 ]; do i=$((i + 1))\n"
        "seq 400 | sed \"s/^$((i * 7))\\$/version $i/\" >text; git hash-object -w text; done\n"
        ">empty; git add .; git -c user.name=A -c user.email=a@b commit -q -m m\n"
        "git cat-file --batch-check='%%(objectname)' --batch-all-objects | git pack-objects -q ../p\n"
        "rm -rf .git/objects/[0-9a-f][0-9a-f]; for i in pack idx; do mv ../p-*.$i .git/objects/pack/pack-1.$i; done");
    scratch_ask_git("r");
    flip_bits(scratch_path("r/.git/objects/pack/pack-1.pack"), 150);
    flip_bits(scratch_path("r/.git/objects/pack/pack-1.idx"), 150);
    scratch_sh("cd r; git multi-pack-index write; cp .git/objects/pack/pack-1.idx idx");
    flip_bits(scratch_path("r/.git/objects/pack/multi-pack-index"), 100);
}

static void damaged_loose_objects(void **state)
{
    (void)state;
    scratch_sh("git init -q -b main r; cd r; seq 300 | git hash-object -w --stdin >../id\n"
               "mv .git/objects/[0-9a-f][0-9a-f]/* ../loose; mkdir -p .git/objects/$(cut -c 1-2 ../id)\n"
               "cp ../loose .git/objects/$(cut -c 1-2 ../id)/$(cut -c 3- ../id)");
    scratch_ask_git("r");
    struct err err = {0};
    struct buf id;
    buf_init(&id, 100);
    assert_ok(io_read_file(AT_FDCWD, scratch_path("id"), &id, &err), &err);
    flip_bits(scratch_path(arena_printf(&scratch_arena, "r/.git/objects/%.2s/%.38s", id.p, id.p + 2)), 100);
    buf_release(&id);
}

/* A damaged copy in one pack, a whole one in another. */
static void the_other_copy_serves(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_ask_git("r");
    scratch_sh(
        "cd r/.git/objects/pack; git repack -adq; cp $(ls *.pack) pack-0.pack; cp $(ls pack-?*.idx | tail -n 1) pack-0.idx\n"
        "chmod u+w pack-0.pack; head -c 50000 /dev/zero | dd of=pack-0.pack bs=1 seek=20 conv=notrunc status=none");
    struct str rest = buf_str(&scratch_answer), type, data;
    size_t n = 0;
    for (; rest.len; n++)
        scratch_take_object(&rest, 20, &type, &data);
    assert_int_equal(read_damaged(), n);
}

/* Packs made by hand ------------------------------------------------------------------------------------------------ */

static struct buf pack, offsets;

static void add_big_endian(struct buf *to, uint32_t value)
{
    value = htobe32(value);
    buf_add(to, str_of((const char *)&value, sizeof value));
}

static void begin_pack(void)
{
    buf_init(&pack, 16 << 20);
    buf_init(&offsets, 1 << 20);
    buf_add(&pack, STR("PACK"));
    add_big_endian(&pack, 2);
    add_big_endian(&pack, 0);
}

/* Type and length, of an entry whose number is its id's last bytes. */
static void add_head(unsigned type, size_t len)
{
    add_big_endian(&offsets, (uint32_t)pack.len);
    unsigned byte = type << 4 | (len & 15);
    for (len >>= 4; len; len >>= 7) {
        buf_addc(&pack, (char)(byte | 0x80));
        byte = len & 0x7f;
    }
    buf_addc(&pack, (char)byte);
}

/* A zlib stream of one stored block. */
static void add_stored(struct str data)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < data.len; i++) {
        a = (a + (unsigned char)data.p[i]) % 65521;
        b = (b + a) % 65521;
    }
    uint16_t len = htole16((uint16_t)data.len), not_len = (uint16_t)~len;
    buf_add(&pack, STR("\x78\x01\x01"));
    buf_add(&pack, str_of((const char *)&len, 2));
    buf_add(&pack, str_of((const char *)&not_len, 2));
    buf_add(&pack, data);
    add_big_endian(&pack, b << 16 | a);
}

static struct object_id hand_id(uint32_t i)
{
    struct object_id id = {0};
    i = htobe32(i);
    memcpy(id.bytes + 16, &i, sizeof i);
    return id;
}

/* Writes pack and index (version 1) of what was added. */
static struct object_store *end_pack(void)
{
    struct buf index;
    struct err err = {0};
    scratch_sh("mkdir -p r/.git/objects/pack");
    buf_init(&index, 16 << 20);
    uint32_t n = (uint32_t)(offsets.len / 4);
    for (int i = 0; i < 256; i++)
        add_big_endian(&index, n);
    for (uint32_t i = 0; i < n; i++) {
        struct object_id id = hand_id(i);
        buf_add(&index, str_of(offsets.p + i * (size_t)4, 4));
        buf_add(&index, str_of((const char *)id.bytes, 20));
    }
    for (int i = 0; i < 40; i++)
        buf_addc(&index, '\0');
    for (int i = 0; i < 20; i++)
        buf_addc(&pack, '\0');
    assert_ok(io_write_file_atomic(AT_FDCWD, scratch_path("r/.git/objects/pack/pack-1.pack"), buf_str(&pack),
                                   &err),
              &err);
    assert_ok(io_write_file_atomic(AT_FDCWD, scratch_path("r/.git/objects/pack/pack-1.idx"), buf_str(&index),
                                   &err),
              &err);
    buf_release(&pack);
    buf_release(&offsets);
    buf_release(&index);
    return open_store("r/.git", 20);
}

static int read_by_hand(struct object_reader *reader, uint32_t i, struct err *err)
{
    struct object_id id = hand_id(i);
    struct object object;
    int rc = object_read(reader, &id, OBJECT_BLOB, &object, err);
    if (rc < 0)
        return rc;
    assert_str(object.data, "abc");
    object_release(reader, &object);
    return 0;
}

static const struct str copy_all = STR("\x03\x03\x90\x03");

static void chains_have_an_end(void **state)
{
    (void)state;
    begin_pack();
    add_head(OBJECT_BLOB, 3);
    add_stored(STR("abc"));
    for (int i = 1; i <= OBJECT_CHAIN_MAX + 1; i++) {
        size_t before = pack.len;
        add_head(6, copy_all.len);
        buf_addc(&pack, (char)(i == 1 ? 15 : 17));
        add_stored(copy_all);
        assert_int_equal(pack.len - before, 17);
    }
    struct object_store *store = end_pack();
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct err err = {0};
    assert_int_equal(read_by_hand(reader, OBJECT_CHAIN_MAX + 1, &err), ERR_INPUT);
    assert_contains(err.text, "more than 4096 deltas");
    assert_ok(read_by_hand(reader, OBJECT_CHAIN_MAX, &err), &err);
    assert_ok(read_by_hand(reader, 1, &err), &err);
    object_reader_free(reader);
    object_store_close(store);
}

static void circles_have_an_end(void **state)
{
    (void)state;
    begin_pack();
    for (uint32_t i = 0; i < 3; i++) { /* 0 -> 1 -> 2 -> 0 */
        struct object_id base = hand_id((i + 1) % 3);
        add_head(7, copy_all.len);
        buf_add(&pack, str_of((const char *)base.bytes, 20));
        add_stored(copy_all);
    }
    struct object_store *store = end_pack();
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct err err = {0};
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(read_by_hand(reader, i, &err), ERR_INPUT);
    object_reader_free(reader);
    object_store_close(store);
}

static void lengths_that_lie(void **state)
{
    (void)state;
    static const struct str deltas[] = {
        STR("\x04\x03\x90\x03"),                 /* for another base */
        STR("\x03\x03\x90\x04"),                 /* copies behind its base */
        STR("\x03\x03\x91\x01\x03"),             /* the same, from byte 1 */
        STR("\x03\x04\x90\x03"),                 /* less than it promises */
        STR("\x03\x02\x90\x03"),                 /* more */
        STR("\x03\x03\x90"),                     /* cut off */
        STR("\x03\x03\x05q"),                    /* the same in new bytes */
        STR("\x03\x03\x90\x03\x00"),             /* the reserved command */
        STR("\x03\xff\xff\xff\xff\x7f\x90\x03"), /* makes 32 GB */
        STR("\x03"),
    };
    enum { N = sizeof deltas / sizeof deltas[0] };
    begin_pack();
    add_head(OBJECT_BLOB, 3);
    add_stored(STR("abc"));
    for (int i = 0; i < N; i++) {
        struct object_id base = hand_id(0);
        add_head(7, deltas[i].len);
        buf_add(&pack, str_of((const char *)base.bytes, 20));
        add_stored(deltas[i]);
    }
    add_head(OBJECT_BLOB, 2); /* too short, too long, far too long, of type 0, of type 5 */
    add_stored(STR("abc"));
    add_head(OBJECT_BLOB, 4);
    add_stored(STR("abc"));
    add_head(OBJECT_BLOB, OBJECT_MAX);
    add_stored(STR("abc"));
    add_head(OBJECT_BLOB, (size_t)1 << 40);
    add_stored(STR("abc"));
    add_head(0, 3);
    add_stored(STR("abc"));
    add_head(5, 3);
    add_stored(STR("abc"));
    add_head(6, 4); /* a base before the pack */
    buf_add(&pack, STR("\xff\xff\x7f"));
    add_stored(copy_all);
    add_big_endian(&offsets, 0x7fffffff);
    uint32_t n = (uint32_t)offsets.len / 4;
    struct object_store *store = end_pack();
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct err err = {0};
    for (uint32_t i = 1; i < n; i++) {
        assert_int_equal(read_by_hand(reader, i, &err), ERR_INPUT);
        assert_int_equal(read_by_hand(reader, i, NULL), ERR_INPUT); /* again: what failed is remembered */
        assert_ok(read_by_hand(reader, 0, &err), &err);
    }
    object_reader_free(reader);
    object_store_close(store);
}

/* A delta that makes 2 GB of 4 kB. */
static void deltas_that_blow_up(void **state)
{
    (void)state;
    begin_pack();
    add_head(OBJECT_BLOB, 1 << 12);
    char zeros[1 << 12] = {0};
    add_stored(str_of(zeros, sizeof zeros));
    struct buf delta;
    buf_init(&delta, 1 << 20);
    buf_add(&delta, STR("\x80\x20\x80\x80\x80\x80\x08")); /* from 4 kB to 2 GB */
    for (int i = 0; i < 5000; i++)
        buf_add(&delta, STR("\xb0\x00\x10"));
    struct object_id base = hand_id(0);
    add_head(7, delta.len);
    buf_add(&pack, str_of((const char *)base.bytes, 20));
    add_stored(buf_str(&delta));
    buf_release(&delta);
    struct object_store *store = end_pack();
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct err err = {0};
    assert_int_equal(read_by_hand(reader, 1, &err), ERR_INPUT);
    assert_contains(err.text, "too large");
    object_reader_free(reader);
    object_store_close(store);
}

static void empty_files_are_told(void **state)
{
    (void)state;
    scratch_make_repository("");
    scratch_sh(
        "cd r/.git/objects/pack; >pack-0.idx; >pack-0.pack; >multi-pack-index; cp pack-?*[1-9a-f].idx pack-2.idx 2>/dev/null ||\n"
        "cp $(ls pack-*.idx | tail -n 1) pack-2.idx; >pack-2.pack; mkfifo pack-3.idx; ln -s /dev/zero pack-4.idx");
    scratch_ask_git("r");
    struct object_store *store = open_store("r/.git", 20);
    size_t n = 0;
    while (object_store_warning(store, n).p)
        n++;
    assert_int_equal(n, 5);
    object_store_close(store);
    assert_true(read_damaged() > 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(damage_is_noticed),     SCRATCH_TEST(damaged_loose_objects),
        SCRATCH_TEST(the_other_copy_serves), SCRATCH_TEST(chains_have_an_end),
        SCRATCH_TEST(circles_have_an_end),   SCRATCH_TEST(lengths_that_lie),
        SCRATCH_TEST(deltas_that_blow_up),   SCRATCH_TEST(empty_files_are_told),
    };
    return SCRATCH_RUN(tests);
}
