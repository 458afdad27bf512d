/*
 * cpu: which instruction sets may be used.
 *
 * Detected once, then masked by CBCRAWL_CPU: a comma-separated list of "-name" (switch off) or "scalar" (all off).
 * An unknown name is an error, so that a test which thinks it runs the scalar code does.
 */
#ifndef CBCRAWL_BASE_CPU_H
#define CBCRAWL_BASE_CPU_H

#include "pipeline/base/err.h"

enum cpu_feature {
    CPU_AVX2 = 1 << 0,   /* with BMI2 and POPCNT */
    CPU_AVX512 = 1 << 1, /* F, BW, VL, DQ and VPOPCNTDQ */
    CPU_NEON = 1 << 2,
};

/* Detects and applies the mask (NULL: none). Call once from `main`, before threads. 0 or ERR_USAGE. */
int cpu_init(const char *mask, struct err *err);

/* The usable features as a bit set; 0 before cpu_init. */
unsigned cpu_features(void);

#endif
