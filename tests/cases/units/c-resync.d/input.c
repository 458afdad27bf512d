/* Functions a parser goes astray in. They get no figures, the ones around them keep theirs. */
int before(int n)
{
    return n ? n : 1;
}

int never_closed(int n)
{
    if (n) {
        LOCK_ALL(n);
    while (n--) {
#define HALF {
}

int behind(int n)
{
    if (n)
        return 1;
    return 0;
}

#ifdef STRICT
static int one_line(int n) { return n; }
#endif

static inline int
closed_too_often(int n)
{
    if (n)
        n++;
    }
    while (n)
        n--;
    return n;
}

/* Not a function in a function: the macro has the parentheses of the condition. */
int condition_by_macro(int n)
{
    if ISZERO(n) {
        return 1;
    }
    return 0;
}

int last(void)
{
    return 0;
}

/* The same without arguments that could do for a condition. */
int condition_out_of_reach(void)
{
    if READY() {
        return 1;
    }
    return 0;
}
