/* In front of tree-sitter-swift's scanner, which makes its state with calloc(0, size) and writes to it. */
#include <stdlib.h>
#define calloc(n, size) calloc((n) + 1, size)
