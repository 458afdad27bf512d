#include "analyzers/clone/clone_class.h"

#include <stdlib.h>

uint32_t clone_line_start(const struct clone_corpus *corpus, const struct clone_member *member)
{
    return corpus->statements.at[member->first].line_start;
}

uint32_t clone_line_end(const struct clone_corpus *corpus, const struct clone_member *member)
{
    return corpus_line_end(&corpus->statements.at[member->first + member->len - 1]);
}

static uint32_t lines_of(const struct clone_corpus *corpus, const struct clone_member *member)
{
    return clone_line_end(corpus, member) - clone_line_start(corpus, member) + 1;
}

/* Building --------------------------------------------------------------------------------------------------------- */

struct clone_class *classes_start(struct clone_classes *classes, struct arena *arena, int type,
                                  double similarity)
{
    struct clone_class *class = vec_push(&classes->list, arena);
    *class = (struct clone_class){.type = (uint8_t)type, .similarity = (float)similarity};
    return class;
}

void classes_add(struct clone_classes *classes, const struct clone_corpus *corpus, struct arena *arena,
                 uint32_t first, uint32_t len)
{
    struct clone_class *class = &classes->list.at[classes->list.len - 1];
    const struct clone_member member = {first, len, 0};
    if (lines_of(corpus, &member) < CLONE_LINES_MIN)
        return;
    *vec_push(&classes->members, arena) = member;
    uint32_t number = (uint32_t)classes->members.len;
    if (class->n++ == 0) {
        class->head = number;
        class->tokens = corpus_tokens(corpus, first, len);
    } else
        classes->members.at[number - 2].next = number;
}

void classes_end(struct clone_classes *classes)
{
    struct clone_class *class = &classes->list.at[classes->list.len - 1];
    if (class->n >= 2)
        return;
    classes->members.len -= class->n;
    classes->list.len--;
}

/* Settling --------------------------------------------------------------------------------------------------------- */

struct settling {
    struct clone_classes *classes;
    const struct clone_corpus *corpus;
    uint32_t *owner; /* by position: index plus 1 of the largest class that has it */
};

/* More tokens first; then more members, the stricter type, the earlier place. */
static int by_size(const void *a, const void *b, void *opaque)
{
    const struct clone_classes *classes = opaque;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    const struct clone_class *x = &classes->list.at[i], *y = &classes->list.at[k];
    if (x->tokens != y->tokens)
        return x->tokens > y->tokens ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    uint32_t at_x = classes->members.at[x->head - 1].first, at_y = classes->members.at[y->head - 1].first;
    if (at_x != at_y)
        return at_x < at_y ? -1 : 1;
    return (i > k) - (i < k);
}

/* The class that has both ends of the member, 0 for none. */
static uint32_t owner_of(const struct settling *s, const struct clone_member *member)
{
    uint32_t first = s->owner[member->first], last = s->owner[member->first + member->len - 1];
    return first == last ? first : 0;
}

static void own(struct settling *s, const struct clone_member *member, uint32_t class)
{
    for (uint32_t p = member->first; p < member->first + member->len; p++)
        if (!s->owner[p])
            s->owner[p] = class;
}

#define FOR_EACH_MEMBER(m, classes, class)                                                         \
    for (uint32_t m##_at = (class)->head; m##_at; m##_at = (classes)->members.at[m##_at - 1].next) \
        for (struct clone_member *m = &(classes)->members.at[m##_at - 1]; m; m = NULL)

/* How many members lie in the class that most lie in? Hosts are counted by a vote, which finds any majority. */
static uint32_t host_of(const struct settling *s, const struct clone_class *class, uint32_t *ret_inside)
{
    uint32_t host = 0, votes = 0, inside = 0;
    FOR_EACH_MEMBER(member, s->classes, class)
    {
        uint32_t owner = owner_of(s, member);
        if (votes == 0)
            host = owner;
        votes = owner == host ? votes + 1 : votes - 1;
    }
    FOR_EACH_MEMBER(member, s->classes, class)
    inside += host && owner_of(s, member) == host;
    *ret_inside = inside;
    return host;
}

/* Is at least half of a member in no larger class? */
static bool is_new(const struct settling *s, const struct clone_class *class)
{
    FOR_EACH_MEMBER(member, s->classes, class)
    {
        uint32_t unowned = 0;
        for (uint32_t p = member->first; p < member->first + member->len; p++)
            unowned += !s->owner[p];
        if (unowned * 2 >= member->len)
            return true;
    }
    return false;
}

/* How alike members of a class are to those of its host. */
static double nearness(const struct clone_class *class, const struct clone_class *host)
{
    return (double)class->tokens / host->tokens * (class->type == 3 ? (double)class->similarity : 1);
}

/* Gives the members that do not lie in the host to it. */
static void give_members(struct settling *s, struct clone_class *class, uint32_t host_number)
{
    struct clone_class *host = &s->classes->list.at[host_number - 1];
    uint32_t next;
    for (uint32_t at = class->head; at; at = next) {
        struct clone_member *member = &s->classes->members.at[at - 1];
        next = member->next;
        if (owner_of(s, member) == host_number)
            continue;
        member->next = s->classes->members.at[host->head - 1].next;
        s->classes->members.at[host->head - 1].next = at;
        host->n++;
        own(s, member, host_number);
    }
    double near = nearness(class, host);
    if (host->type < 3 || (double)host->similarity > near)
        host->similarity = (float)near;
    host->type = 3;
}

static void settle(struct settling *s, uint32_t number)
{
    struct clone_class *class = &s->classes->list.at[number - 1];
    uint32_t inside, host = host_of(s, class, &inside);
    bool is_known = (host && inside == class->n) || (class->type != 1 && !is_new(s, class));
    if (!is_known && host && inside > 0 && nearness(class, &s->classes->list.at[host - 1]) >= CLONE_NEAR)
        give_members(s, class, host);
    else if (!is_known) {
        FOR_EACH_MEMBER(member, s->classes, class)
        own(s, member, number);
        return;
    }
    class->n = 0;
}

/* Lines that could go if only one copy stayed. */
static uint64_t lines_to_save(const struct clone_classes *classes, const struct clone_corpus *corpus,
                              const struct clone_class *class)
{
    uint64_t lines = 0;
    FOR_EACH_MEMBER(member, classes, class)
    lines += lines_of(corpus, member);
    return lines - lines_of(corpus, &classes->members.at[class->head - 1]);
}

struct weighed {
    struct clone_class class;
    uint64_t lines;
    uint32_t first;
};

static int by_weight(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    if (x->lines != y->lines)
        return x->lines > y->lines ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->class.head > y->class.head) - (x->class.head < y->class.head);
}

/* Leaves what was kept, in its final order. */
static void order(struct clone_classes *classes, const struct clone_corpus *corpus, const struct arena *arena)
{
    struct arena scratch = *arena;
    struct weighed *list = arena_array(&scratch, struct weighed, classes->list.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < classes->list.len; i++) {
        const struct clone_class *class = &classes->list.at[i];
        if (class->n >= 2)
            list[n++] = (struct weighed){*class, lines_to_save(classes, corpus, class),
                                         classes->members.at[class->head - 1].first};
    }
    qsort(list, n, sizeof *list, by_weight);
    for (size_t i = 0; i < n; i++)
        classes->list.at[i] = list[i].class;
    classes->list.len = n;
}

void classes_settle(struct clone_classes *classes, const struct clone_corpus *corpus, struct arena *arena)
{
    struct arena scratch = *arena;
    struct settling s = {.classes = classes, .corpus = corpus};
    size_t n = classes->list.len;
    s.owner = arena_array(&scratch, uint32_t, corpus->statements.len + 1);
    uint32_t *largest = arena_array(&scratch, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        largest[i] = i;
    qsort_r(largest, n, sizeof *largest, by_size, classes);
    for (size_t i = 0; i < n; i++)
        settle(&s, largest[i] + 1);
    order(classes, corpus, &scratch);
}
