#ifdef __cplusplus
extern "C" {
#endif

#ifdef OLD
int open_it(const char *name)
#else
int open_it(const char *name, int flags)
#endif
{
    if (name[0]
#ifdef SLASH
        && name[0] != '/'
#endif
    )
        return 1;
#ifdef A
    if (first()) {
#else
    if (second()) {
#endif
        third();
    }
#ifdef B
    else if (fourth())
        fifth();
#endif
    return call(name
#ifdef C
                , 1
#else
                , 2
#endif
    );
}

static struct row rows[] = {
    { "a", one },
#ifdef D
    { "b", two },
#else
    { "c", three },
#endif
#if 0
    not code at all
#endif
};

#ifdef E
int whole(void) { return 1; }
#else
int other(void) { return 2; }
#endif

#ifdef __cplusplus
}
#endif
