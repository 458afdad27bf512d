/*
 * bytes_isa: the variants of bytes_classify and bytes_newlines, one file per instruction set. Only bytes.c calls them by name.
 */
#ifndef CBCRAWL_KERNEL_BYTES_ISA_H
#define CBCRAWL_KERNEL_BYTES_ISA_H

#include "pipeline/kernel/bytes.h"

bytes_classify_fn bytes_classify_avx2;
bytes_classify_fn bytes_classify_avx512;
bytes_classify_fn bytes_classify_neon;

bytes_newlines_fn bytes_newlines_avx2;
bytes_newlines_fn bytes_newlines_avx512;
bytes_newlines_fn bytes_newlines_neon;

#endif
