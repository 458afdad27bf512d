#include "pipeline/base/cpu.h"

#include "pipeline/base/str.h"

static unsigned usable;

static const struct {
    const char *name;
    unsigned bits;
} names[] = {
    {"-avx2", CPU_AVX2 | CPU_AVX512}, /* the 512-bit set presumes the 256-bit one */
    {"-avx512", CPU_AVX512},
    {"-neon", CPU_NEON},
    {"scalar", CPU_AVX2 | CPU_AVX512 | CPU_NEON},
};

static unsigned detect(void)
{
#if defined(__x86_64__)
    unsigned found = 0;
    __builtin_cpu_init(); /* knows about OSXSAVE and XCR0 */
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
        found |= CPU_AVX2;
    if ((found & CPU_AVX2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vpopcntdq"))
        found |= CPU_AVX512;
    return found;
#elif defined(__aarch64__)
    return CPU_NEON;
#else
    return 0;
#endif
}

static int mask_out(struct str word, unsigned *features, struct err *err)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(word, str_from(names[i].name))) {
            *features &= ~names[i].bits;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE, "CBCRAWL_CPU: \"%.*s\" is not one of -avx2 -avx512 -neon scalar",
                   STR_ARG(word));
}

int cpu_init(const char *mask, struct err *err)
{
    unsigned features = detect();
    struct str rest = str_from(mask);
    while (rest.p && rest.len) {
        int rc = mask_out(str_trim(str_cut(&rest, ',')), &features, err);
        if (rc < 0)
            return rc;
    }
    usable = features;
    return 0;
}

unsigned cpu_features(void)
{
    return usable;
}
