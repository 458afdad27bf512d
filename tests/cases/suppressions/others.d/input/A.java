class A {
    // cbcrawl:ignore java/x r
    /* cbcrawl:ignore java/y */
    int f() { return 1; } // cbcrawl:ignore java/z
}
