/* Objects in every form that git keeps them in, each compared with what git itself says they are; then repositories that
 * are damaged or lie. */
#include "pipeline/base/io.h"
#include "pipeline/base/num.h"
#include "pipeline/base/sub.h"
#include "pipeline/git/object_store.h"

#include "tests/unit/check.h"

#include <endian.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char top[64], shared[64]; /* scratch folders: of a test, and of all */
static struct buf answer;        /* of git cat-file --batch */

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    buf_init(&answer, (size_t)64 << 20);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    memcpy(top, "/tmp/cbcrawl-objects.XXXXXX", 28);
    return mkdtemp(top) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st, (void)type, (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    buf_release(&answer);
    return nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static char *at(const char *name)
{
    return arena_printf(&arena, "%s/%s", top, name);
}

/* Runs a script in the scratch folder. */
static void sh(const char *script)
{
    const char *argv[] = {"/bin/sh", "-ec", arena_printf(&arena, "exec >/dev/null; cd '%s'\n%s", top, script),
                          NULL};
    struct sub_spec spec = {.argv = argv, .stdin_fd = 0, .stdout_fd = 2, .stderr_fd = 2};
    struct sub_result result;
    struct err err = {0};
    pid_t pid;
    size_t which;
    assert_ok(sub_spawn(&spec, &pid, &err), &err);
    assert_ok(sub_wait_any(&pid, 1, &which, &result, &err), &err);
    assert_int_equal(result.exit_code, 0);
}

/* Ninety versions of a file of 100 kB, so that copies are longer than 64 kB; folders, a tag, and nothing at all. */
static const char *const history =
    "{\n"
    "i=0; while [ $i -lt 90 ]; do i=$((i + 1))\n"
    "  seq 10000 | sed \"s/^$((i * 7))\\$/line of version $i/; $((i * 11))d\" >text\n"
    "  printf 'commit refs/heads/main\\ncommitter A <a@b> %d +0000\\ndata 2\\nm\\n' $i\n"
    "  printf 'M 100644 inline a/text\\ndata %d\\n' $(wc -c <text); cat text\n"
    "  printf 'M 100644 inline b/c/small\\ndata 3\\n%03d\\n' $i\n"
    "done\n"
    "printf 'M 100644 inline empty\\ndata 0\\n\\n'\n"
    "printf 'tag v1\\nfrom refs/heads/main\\ntagger A <a@b> 1 +0000\\ndata 2\\nt\\n'\n"
    "} >stream\n";

static int set_up_all(void **state)
{
    memcpy(shared, "/tmp/cbcrawl-history.XXXXXX", 28);
    if (!mkdtemp(shared) || set_up(state) < 0)
        return -1;
    sh(arena_printf(&arena, "cd '%s'\n%s", shared, history));
    return tear_down(state);
}

static int tear_down_all(void **state)
{
    (void)state;
    return nftw(shared, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_repository(const char *init_options)
{
    sh(arena_printf(&arena,
                    "git init -q -b main %s r; cd r\n"
                    "git -c fastimport.unpackLimit=0 fast-import --quiet <'%s/stream'",
                    init_options, shared));
}

static struct object_store *open_store(const char *name, size_t id_len)
{
    struct object_store *store;
    struct err err = {0};
    assert_ok(object_store_open(&arena, str_from(at(name)), id_len, &store, &err), &err);
    return store;
}

/* One object of git's answer: "<hex> <type> <length>", the bytes, a newline. Returns the id. */
static struct object_id take_object(struct str *rest, size_t id_len, struct str *ret_type,
                                    struct str *ret_data)
{
    struct str head = str_cut(rest, '\n'), hex = str_cut(&head, ' ');
    struct object_id id;
    int64_t len = 0;
    assert_true(object_id_parse(hex, id_len, &id));
    *ret_type = str_cut(&head, ' ');
    assert_true(num_parse_int(head, &len));
    *ret_data = str_head(*rest, (size_t)len);
    *rest = str_skip(*rest, (size_t)len + 1);
    return id;
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

static void ask_git(const char *repository)
{
    struct err err = {0};
    sh(arena_printf(&arena, "git -C %s cat-file --batch --batch-all-objects >answer", repository));
    assert_ok(io_read_file(AT_FDCWD, at("answer"), &answer, &err), &err);
}

/* All objects of the repository, with a small and a large cache; returns how many there are. */
static size_t check_all(const char *repository, size_t id_len)
{
    size_t n = 0;
    ask_git(repository);
    struct object_store *store = open_store(arena_printf(&arena, "%s/.git", repository), id_len);
    assert_null(object_store_warning(store, 0).p);
    for (size_t cache_bytes = 0; cache_bytes <= 64 << 20; cache_bytes += 32 << 20) {
        struct object_reader *reader = object_reader_new(store, cache_bytes);
        struct str rest = buf_str(&answer), type, data;
        for (n = 0; rest.len; n++) {
            struct object_id id = take_object(&rest, id_len, &type, &data);
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
    make_repository("");
    sh("cd r; git repack -adq --depth=4000 --window=30");
    assert_true(check_all("r", 20) > 400);
}

static void loose(void **state)
{
    (void)state;
    make_repository("");
    sh("cd r; mv .git/objects/pack/*.pack ..; rm -f .git/objects/pack/*; git unpack-objects -q <$(ls ../*.pack)");
    assert_true(check_all("r", 20) > 400);
}

static void sha256(void **state)
{
    (void)state;
    make_repository("--object-format=sha256");
    assert_true(check_all("r", 32) > 400);
    sh("cd r; git repack -adq; git multi-pack-index write");
    assert_true(check_all("r", 32) > 400);
}

static void deltas_by_id(void **state)
{
    (void)state;
    make_repository("");
    sh("cd r; git config repack.useDeltaBaseOffset false; git repack -adfq");
    assert_true(check_all("r", 20) > 400);
}

static void other_indexes(void **state)
{
    (void)state;
    make_repository("");
    sh("cd r; git repack -adq");
    static const char *const versions[] = {"1", "2,0x40"}; /* the second: far offsets from byte 64 on */
    for (int i = 0; i < 2; i++) {
        sh(arena_printf(&arena,
                        "cd r/.git/objects/pack; mv *.pack p; rm -f *.idx *.rev; mv p pack-1.pack\n"
                        "git index-pack --index-version=%s pack-1.pack",
                        versions[i]));
        assert_true(check_all("r", 20) > 400);
    }
}

/* Half of the objects in two packs each, some in three; with a multi-pack index, and with one that knows a pack that is
 * gone and lacks one that came. */
static void many_packs(void **state)
{
    (void)state;
    make_repository("");
    sh("cd r; git repack -adq\n"
       "git rev-list --objects HEAD~30 | git pack-objects -q .git/objects/pack/pack\n"
       "git rev-list --objects HEAD~60 | git pack-objects -q .git/objects/pack/pack");
    size_t n = check_all("r", 20);
    sh("cd r; git multi-pack-index write");
    assert_int_equal(check_all("r", 20), n);
    sh("cd r/.git/objects/pack; git rev-list --objects HEAD | git pack-objects -q pack\n"
       "rm -f $(ls -S pack-*.pack | tail -n 1)");
    assert_int_equal(check_all("r", 20), n);
}

static void alternates(void **state)
{
    (void)state;
    make_repository("");
    sh("git clone -q -s r one; git clone -q -s one two; cd two\n"
       "echo ../../../one/.git/objects/ >.git/objects/info/alternates\n"
       "printf '# all of them\\n\\n\"../../../two/.git/obj\\145cts\"\\n' >>../one/.git/objects/info/alternates\n"
       "git -c user.name=A -c user.email=a@b commit -q --allow-empty -m own");
    assert_true(check_all("two", 20) > 400);
    sh("rm -f long; for i in $(seq 10000); do echo /nowhere/$i; done >r/.git/objects/info/alternates");
    struct object_store *store = open_store("two/.git", 20);
    assert_non_null(object_store_warning(store, 0).p);
    assert_null(object_store_warning(store, OBJECT_ALTERNATES_MAX + 8).p);
    object_store_close(store);
}

/* As deep as git goes, and no deeper. */
static void nested_alternates(void **state)
{
    (void)state;
    make_repository("");
    sh("rm -rf n; i=0; while [ $i -lt 9 ]; do i=$((i + 1)); git init -q n$i\n"
       "echo content $i | git -C n$i hash-object -w --stdin >id$i\n"
       "echo ../../../n$((i + 1))/.git/objects >n$i/.git/objects/info/alternates; done; git init -q n10\n"
       "i=0; while [ $i -lt 9 ]; do i=$((i + 1))\n"
       "git -C n1 cat-file -e $(cat id$i) 2>/dev/null && printf 1 || printf 0; done >deep");
    struct object_store *store = open_store("n1/.git", 20);
    struct err err = {0};
    for (int i = 1; i <= 9; i++) {
        struct object_id id;
        assert_ok(io_read_file(AT_FDCWD, at(arena_printf(&arena, "id%d", i)), &answer, &err), &err);
        assert_true(object_id_parse(str_trim(buf_str(&answer)), 20, &id));
        assert_ok(io_read_file(AT_FDCWD, at("deep"), &answer, &err), &err);
        assert_int_equal(object_exists(store, &id), answer.p[i - 1] == '1');
    }
    object_store_close(store);
}

static void abbreviations(void **state)
{
    (void)state;
    make_repository("");
    sh("cd r; git multi-pack-index write; echo loose | git hash-object -w --stdin >../id; git rev-parse HEAD >>../id\n"
       "git cat-file --batch-check='%(objectname)' --batch-all-objects | cut -c 1-4 | sort | uniq -d | sed 1q >>../id");
    struct object_store *store = open_store("r/.git", 20);
    struct err err = {0};
    struct object_id id;
    assert_ok(io_read_file(AT_FDCWD, at("id"), &answer, &err), &err);
    struct str rest = buf_str(&answer);
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
    make_repository("");
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
    assert_int_equal(object_store_open(&arena, str_from(at("nowhere")), 20, &store, &err), ERR_INPUT);
    object_reader_free(reader);
    object_store_close(store);
}

/* What is lent stays, whatever the cache's ceiling, and whether or not the pack is still there. */
static void lent_objects_stay(void **state)
{
    (void)state;
    make_repository("");
    ask_git("r");
    struct object_store *store = open_store("r/.git", 20);
    sh("rm -rf r");
    struct object_reader *reader = object_reader_new(store, 1 << 16);
    struct object lent[64];
    struct str rest = buf_str(&answer), type, data[64];
    struct err err = {0};
    for (int i = 0; i < 64; i++) {
        struct object_id id = take_object(&rest, 20, &type, &data[i]);
        assert_ok(object_read(reader, &id, OBJECT_NONE, &lent[i], &err), &err);
    }
    for (int i = 0; i < 64; i++)
        assert_true(str_eq(lent[i].data, data[i]));
    for (int i = 0; i < 64; i += 2)
        object_release(reader, &lent[i]);
    object_reader_free(reader);
    object_store_close(store);
}

/* Damage ------------------------------------------------------------------------------------------------------------ */

/* Reads all that git named: each is right, or an error, or its own id tells. Returns how many were right. */
static size_t read_damaged(void)
{
    struct object_store *store = open_store("r/.git", 20);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    struct str rest = buf_str(&answer), type, data;
    size_t n_right = 0;
    while (rest.len) {
        struct object object;
        struct err err = {0};
        struct object_id id = take_object(&rest, 20, &type, &data);
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
        struct arena kept = arena;
        file.p[i] ^= (char)(1 << i % 8);
        assert_ok(io_write_file_atomic(AT_FDCWD, path, buf_str(&file), &err), &err);
        n_hurt += read_damaged() < whole;
        file.p[i] ^= (char)(1 << i % 8);
        arena = kept;
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
    sh("git init -q -b main r; cd r; i=0; while [ $i -lt 12 ]; do i=$((i + 1))\n"
       "seq 400 | sed \"s/^$((i * 7))\\$/version $i/\" >text; git hash-object -w text; done\n"
       ">empty; git add .; git -c user.name=A -c user.email=a@b commit -q -m m\n"
       "git cat-file --batch-check='%(objectname)' --batch-all-objects | git pack-objects -q ../p\n"
       "rm -rf .git/objects/[0-9a-f][0-9a-f]; for i in pack idx; do mv ../p-*.$i .git/objects/pack/pack-1.$i; done");
    ask_git("r");
    flip_bits(at("r/.git/objects/pack/pack-1.pack"), 150);
    flip_bits(at("r/.git/objects/pack/pack-1.idx"), 150);
    sh("cd r; git multi-pack-index write; cp .git/objects/pack/pack-1.idx idx");
    flip_bits(at("r/.git/objects/pack/multi-pack-index"), 100);
}

static void damaged_loose_objects(void **state)
{
    (void)state;
    sh("git init -q -b main r; cd r; seq 300 | git hash-object -w --stdin >../id\n"
       "mv .git/objects/[0-9a-f][0-9a-f]/* ../loose; mkdir -p .git/objects/$(cut -c 1-2 ../id)\n"
       "cp ../loose .git/objects/$(cut -c 1-2 ../id)/$(cut -c 3- ../id)");
    ask_git("r");
    struct err err = {0};
    struct buf id;
    buf_init(&id, 100);
    assert_ok(io_read_file(AT_FDCWD, at("id"), &id, &err), &err);
    flip_bits(arena_printf(&arena, "%s/r/.git/objects/%.2s/%.38s", top, id.p, id.p + 2), 100);
    buf_release(&id);
}

/* A damaged copy in one pack, a whole one in another. */
static void the_other_copy_serves(void **state)
{
    (void)state;
    make_repository("");
    ask_git("r");
    sh("cd r/.git/objects/pack; git repack -adq; cp $(ls *.pack) pack-0.pack; cp $(ls pack-?*.idx | tail -n 1) pack-0.idx\n"
       "chmod u+w pack-0.pack; head -c 50000 /dev/zero | dd of=pack-0.pack bs=1 seek=20 conv=notrunc status=none");
    struct str rest = buf_str(&answer), type, data;
    size_t n = 0;
    for (; rest.len; n++)
        take_object(&rest, 20, &type, &data);
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
    sh("mkdir -p r/.git/objects/pack");
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
    assert_ok(io_write_file_atomic(AT_FDCWD, at("r/.git/objects/pack/pack-1.pack"), buf_str(&pack), &err),
              &err);
    assert_ok(io_write_file_atomic(AT_FDCWD, at("r/.git/objects/pack/pack-1.idx"), buf_str(&index), &err),
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
    make_repository("");
    sh("cd r/.git/objects/pack; >pack-0.idx; >pack-0.pack; >multi-pack-index; cp pack-?*[1-9a-f].idx pack-2.idx 2>/dev/null ||\n"
       "cp $(ls pack-*.idx | tail -n 1) pack-2.idx; >pack-2.pack; mkfifo pack-3.idx; ln -s /dev/zero pack-4.idx");
    ask_git("r");
    struct object_store *store = open_store("r/.git", 20);
    size_t n = 0;
    while (object_store_warning(store, n).p)
        n++;
    assert_int_equal(n, 5);
    object_store_close(store);
    assert_true(read_damaged() > 400);
}

#define TEST(test) cmocka_unit_test_setup_teardown((test), set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(packed),
        TEST(loose),
        TEST(sha256),
        TEST(deltas_by_id),
        TEST(other_indexes),
        TEST(many_packs),
        TEST(alternates),
        TEST(nested_alternates),
        TEST(abbreviations),
        TEST(failures_have_names),
        TEST(lent_objects_stay),
        TEST(damage_is_noticed),
        TEST(damaged_loose_objects),
        TEST(the_other_copy_serves),
        TEST(chains_have_an_end),
        TEST(circles_have_an_end),
        TEST(lengths_that_lie),
        TEST(deltas_that_blow_up),
        TEST(empty_files_are_told),
    };
    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
