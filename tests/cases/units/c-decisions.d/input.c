/* Each line says what it adds to cyclomatic / cognitive. */
#if defined(A) && !defined(B) || C
#define D 1
#endif

static int
decisions(int a, char **names, int (*callback)(void *ctx, int n))
{
    if (a && names && callback)         /* 3 / 2: one if, one run of && */
        return 1;
    else if (a || names)                /* 2 / 2: else if, one run of || */
        return 2;
    else                                /* 0 / 1 */
        a++;
    for (int i = 0; i < a; i++) {       /* 1 / 1 */
        while (a > i)                   /* 1 / 2 */
            a--;
        do                              /* 1 / 2 */
            a += a ? 1 : 2;             /* 1 / 3 */
        while (a < 3);
    }
    switch (a) {                        /* 0 / 1 */
    case 1:                             /* 1 */
    case 2:                             /* 1 */
        goto out;                       /* 0 / 1 */
    default:                            /* 0 */
        break;
    }
#if defined(A) && defined(B)
    a = 1;
#endif
    if (a && !(names && callback) || a) /* 4 / 4: if; && || one after another, and the && under the negation */
        a = 2;
out:
    return a;
}

void nothing(void)
{
}
