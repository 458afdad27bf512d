/*
 * fuzz: what every fuzz target includes. A target NAME_fuzz.c defines LLVMFuzzerTestOneInput, feeds the bytes to one
 * parser, and CHECKs what must hold of whatever it accepts. Its seeds and past findings are in corpora/fuzz/NAME/.
 * Linked with libFuzzer by `make fuzz`, with replay.c by `make replay`.
 */
#ifndef CBCRAWL_TESTS_FUZZ_H
#define CBCRAWL_TESTS_FUZZ_H

#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0. `data` is exactly `len` bytes long and not ended by NUL. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A broken promise is a finding, as a crash is. */
#define CHECK(holds)                                                                   \
    do {                                                                               \
        if (!(holds)) {                                                                \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
            abort();                                                                   \
        }                                                                              \
    } while (0)

#endif
