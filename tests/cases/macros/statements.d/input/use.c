#include "list.h"

DEFINE_GETTER(size, int)
static DEFINE_GETTER(name, const char *)
struct pair {
    FIELDS(int)
    int third;
};

int walk(struct list *head)
{
    struct list *pos;
    BEGIN_WORK
    list_for_each(pos, head) {
        if (skip(pos))
            continue;
        visit(container_of(pos, const struct item, node));
    }
    CHECK(head->next)
    CHECK(last(head))
    END_WORK
    UNKNOWN_FOREACH(pos, head)
    {
        touch(pos);
    }
    log_it("limit " STRINGIFY(LIMIT) " of ", va_arg(ap, const char *));
    return 0;
}

TEST(walk, empty) {
    expect(walk(0));
}
