/* Worked by hand: the figure behind each line is what it adds. Heads do not nest, bodies do. */
int f(int a, int b)
{
    if (a ? b : !b)             /* 1 + 1 */
        a++;
    while (a ? b : 0)           /* 1 + 1 */
        a = b ? 1 : 2;          /* 2 */
    for (int i = a ? 1 : 2; i < 9; i++) /* 1 + 1 */
        b++;
    do                          /* 1 */
        a--;
    while (a ? 1 : 0);          /* 1 */
    switch (a ? 1 : 2) {        /* 1 + 1 */
    case 1: b = a ? 1 : 2;      /* 2 */
    }
    if (a)                      /* 1 */
        b++;
    else if (a ? 1 : 0)         /* 1 + 1 */
        b = a ? 1 : 2;          /* 2 */
    return (a ? b : 1) ? 1 : 2; /* 1 + 1 */
}
/* 21 */
