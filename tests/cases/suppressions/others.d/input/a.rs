fn f() {
    // cbcrawl:ignore rust/x
    /* cbcrawl:ignore rust/y */
    g(); /// cbcrawl:ignore rust/z
}
