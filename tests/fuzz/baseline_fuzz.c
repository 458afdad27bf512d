/* A baseline of any bytes is read and compared with, or refused with its line. */
#include "pipeline/score/score_detect.h"
#include "pipeline/score/score_match.h"
#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

/* Findings that a seed can hit: a long function, a long file and a cycle of its own. */
static void make_findings(struct facts *facts, struct arena *arena)
{
    static const struct file file = {.path = STR("a.c"), .lines_code = 5000, .is_code = true};
    static const struct unit unit = {
        .name = STR("f"), .tokens = STR("t"), .cyclomatic = 40, .is_callable = true};
    static struct cycle cycle;
    static struct str members[] = {STR("a.c"), STR("b.c")};
    cycle.members.at = members;
    cycle.members.len = 2;
    map_put(&facts->places[LEVEL_FILE], arena, file.path, NULL);
    *vec_push(&facts->files, arena) = file;
    *vec_push(&facts->units, arena) = unit;
    *vec_push(&facts->cycles, arena) = cycle;
    *vec_push(&facts->detections, arena) =
        (struct detection){.rule = intern_id(&facts->rule_ids, arena, STR("python/eval")),
                           .tokens = STR("t"),
                           .line_start = 1,
                           .unit = -1};
    facts_index(facts);
}

static void compare(struct baseline *baseline, struct policy *policy, struct arena *arena,
                    struct arena scratch)
{
    struct facts facts = {0};
    struct findings findings = {0};
    make_findings(&facts, arena);
    detect_rules(&facts, policy);
    find_all(&findings, arena, scratch, &facts, policy);
    detect_all(&findings, arena, scratch, &facts, policy);
    struct match_counts counts = match_baseline(&findings, baseline, &facts, policy, scratch);
    CHECK(counts.added + counts.worsened + counts.known == findings.list.len);
    CHECK(counts.fixed <= baseline->entries.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena, scratch;
    struct baseline baseline;
    struct config config;
    struct policy policy;
    struct err err = {0};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    CHECK(fd >= 0 && write(fd, data, len) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0);
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0 &&
          arena_init(&scratch, (size_t)256 << 20, NULL) == 0);
    CHECK(config_load(&config, &arena, &(struct config_sources){0}, NULL) == 0);
    CHECK(policy_init(&policy, &arena, &config, NULL) == 0);
    ruleset_know(&policy.rules, STR("python/eval"));
    int rc = baseline_read(&baseline, &policy.rules, &arena, fd, "fuzz", &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && str_starts(str_from(err.text), STR("fuzz:"))));
    if (rc == 0)
        compare(&baseline, &policy, &arena, scratch);
    arena_release(&scratch);
    arena_release(&arena);
    close(fd);
    return 0;
}
