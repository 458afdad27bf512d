#define LOUD(args...) fprintf(stderr, args)
#define MANY(x) \
    /* fatal
       errors */ \
    one(x); /* and more */ \
    two(x)
#define EMPTY_BODY(a) do { /* nothing */ } while (0)
#if __has_include(<stdatomic.h>) && defined(X)
int atomic;
#endif

static struct method methods[] = {
    GENERATED_METHODDEF
    {"a", one},
    HEAD_INIT(NULL, 0)
    .name = "x",
#define INSIDE 1
    {"b", INSIDE},
};

enum kind {
    FIRST_LIST(DEF)
    LAST,
};

int f(void) { return 1; }
