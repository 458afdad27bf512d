int f(int x)
{
    /* cbcrawl:ignore c/a of a block */ return system("x") + /* cbcrawl:ignore c/b */ x;
}

/*
 * Something else.
 * cbcrawl:ignore c/c reason */
int g(void) { return 1; }

/* cbcrawl:ignore c/d */ /* cbcrawl:ignore c/e two marks cbcrawl:ignore c/f three */

// cbcrawl:ignore c/g	tabs	stay
#define TWICE(x) ((x) * 2) // cbcrawl:ignore c/h
const char *s = "/* cbcrawl:ignore c/i */";
/*cbcrawl:ignore*/
int y;
