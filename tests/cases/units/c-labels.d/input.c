/* Labels that label nothing: before a brace, a directive, a macro that stands for nothing. */
#define TRACE_END

static int label_before_brace(int n)
{
    if (n > 0)
        goto out;
    n++;
out:
}

static int label_before_endif(int n)
{
    if (n > 0)
        goto again;
#ifdef STRICT
again:
#endif
    return n ? n : 1;
}

static int label_before_macro(int n)
{
    switch (n) {
    case 1:
#ifdef STRICT
    case 2:
#endif
        goto out;
    default:
    }
out:
    TRACE_END
}

static int behind(void)
{
    return 0;
}
