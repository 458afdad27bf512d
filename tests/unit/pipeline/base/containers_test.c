#include "pipeline/base/buf.h"
#include "pipeline/base/map.h"
#include "pipeline/base/vec.h"

#include "tests/unit/check.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void arena_memory_is_zero_also_after_a_reset(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    for (int round = 0; round < 2; round++) {
        char *p = arena_alloc(&arena, 1000, 1, 1);
        for (int i = 0; i < 1000; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xaa, 1000);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void arena_aligns(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    for (size_t align = 1; align <= 64; align *= 2) {
        arena_alloc(&arena, 1, 1, 1);
        assert_int_equal((uintptr_t)arena_alloc(&arena, 1, 8, align) % align, 0);
    }
    arena_release(&arena);
}

static void a_full_arena_ends_the_program_with_4(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        struct arena arena;
        fclose(stderr);
        close(2);
        if (arena_init(&arena, 4096, NULL) < 0)
            _exit(99);
        arena_alloc(&arena, 1, 4097, 1);
        _exit(98);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
}

static void scratch_by_value_gives_memory_back(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    arena_alloc(&arena, 10, 1, 1);
    size_t before = arena_used_bytes(&arena);
    struct arena scratch = arena;
    arena_alloc(&scratch, 1000, 1, 1);
    assert_int_equal(arena_used_bytes(&arena), before);
    arena_release(&arena);
}

static void vec_keeps_its_elements_when_it_grows(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    VEC(int) numbers = {0};
    for (int i = 0; i < 1000; i++) {
        *vec_push(&numbers, &arena) = i;
        if (i % 7 == 0)
            arena_alloc(&arena, 3, 1, 1); /* so that it is not always the last allocation */
    }
    assert_int_equal(numbers.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(numbers.at[i], i);
    arena_release(&arena);
}

static void buf_stops_at_its_ceiling(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    buf_add(&buf, STR("0123456"));
    buf_add(&buf, STR("abcd"));
    assert_true(buf.overflow);
    assert_str(buf_str(&buf), "0123456");
    buf_add(&buf, STR("x")); /* nothing more goes in, so the content is a prefix of what was meant */
    assert_str(buf_str(&buf), "0123456");
    buf_clear(&buf);
    buf_printf(&buf, "%d", 42);
    assert_false(buf.overflow);
    assert_str(buf_str(&buf), "42");
    buf_release(&buf);
}

static void map_finds_all_it_was_given(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct map map = {0};
    bool added;
    assert_null(map_get(&map, STR("missing")));
    for (uint32_t i = 0; i < 5000; i++) {
        struct str key = str_from(arena_printf(&arena, "key%u", i));
        *map_put(&map, &arena, key, &added) = i;
        assert_true(added);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        const uint32_t *value = map_get(&map, str_from(arena_printf(&arena, "key%u", i)));
        assert_non_null(value);
        assert_int_equal(*value, i);
    }
    assert_null(map_get(&map, STR("key5000")));
    map_put(&map, &arena, STR(""), &added);
    assert_true(added);
    map_put(&map, &arena, (struct str){0}, &added); /* the empty key, whatever its pointer */
    assert_false(added);
    arena_release(&arena);
}

static void intern_gives_ids_in_order_of_appearance(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct intern intern = {0};
    assert_int_equal(intern_id(&intern, &arena, STR("b")), 0);
    assert_int_equal(intern_id(&intern, &arena, STR("a")), 1);
    assert_int_equal(intern_id(&intern, &arena, STR("b")), 0);
    assert_int_equal(intern_find(&intern, STR("c")), INTERN_NONE);
    assert_str(intern.names.at[1], "a");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_memory_is_zero_also_after_a_reset),
        cmocka_unit_test(arena_aligns),
        cmocka_unit_test(a_full_arena_ends_the_program_with_4),
        cmocka_unit_test(scratch_by_value_gives_memory_back),
        cmocka_unit_test(vec_keeps_its_elements_when_it_grows),
        cmocka_unit_test(buf_stops_at_its_ceiling),
        cmocka_unit_test(map_finds_all_it_was_given),
        cmocka_unit_test(intern_gives_ids_in_order_of_appearance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
