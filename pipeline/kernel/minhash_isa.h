/*
 * minhash_isa: the variants of minhash, one file per instruction set. Only minhash.c calls them by name.
 */
#ifndef CBCRAWL_KERNEL_MINHASH_ISA_H
#define CBCRAWL_KERNEL_MINHASH_ISA_H

#include "pipeline/kernel/minhash.h"

minhash_add_fn minhash_add_avx2;
minhash_add_fn minhash_add_avx512;
minhash_add_fn minhash_add_neon;

minhash_equal_fn minhash_equal_avx2;
minhash_equal_fn minhash_equal_avx512;
minhash_equal_fn minhash_equal_neon;

#endif
