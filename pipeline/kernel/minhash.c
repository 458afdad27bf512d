#include "pipeline/kernel/minhash.h"

#include "pipeline/base/cpu.h"
#include "pipeline/kernel/minhash_isa.h"

/* clang-format off */
const uint32_t minhash_flip[MINHASH_LANES] = {
    0x910a2dec, 0xbeeb8da1, 0xf893a2ee, 0x71c18690, 0x71bb54d8, 0xc34d0bff, 0xe099ec6c, 0x85e7bb0f,
    0x491718de, 0xcb435c8e, 0x6775dc77, 0x9afcd44d, 0x7476cf8a, 0x87b341d6, 0x6f9b6dae, 0x2ac2ce17,
    0xa534a6a6, 0xd0bad0da, 0xae843796, 0xe2631837, 0x10e2c468, 0x14d7973c, 0x7ef1fd0e, 0x1f841063,
    0x497305c5, 0x0c43407d, 0x83f91ca7, 0xb6b9aeef, 0x0b331645, 0xff6c67e8, 0x990cd70b, 0x962b1967,
    0x65ace268, 0x70616f2f, 0x40d6824e, 0x879e2e22, 0x8b2e0244, 0xbf8c59bb, 0xd16aa4b2, 0xab27a171,
    0xdca0c749, 0xb54b3c40, 0x3c821fbf, 0xa7ff0d38, 0xde70d101, 0xd6de6acd, 0x530e0e61, 0x28bff9ea,
    0xe4d93032, 0xe9a61004, 0x4d4673ef, 0x21af8cfd, 0x536000f4, 0xf0af3ce4, 0x64c70b0b, 0x16758727,
    0x9b679c85, 0x27cd5f9e, 0xf55540b2, 0xe0285292, 0x86c5d1b0, 0x1180b23a, 0xc09a1a81, 0x88b894e1,
};

const uint32_t minhash_factor[MINHASH_LANES] = {
    0x89025cc1, 0x658eec67, 0xfb32555f, 0xee42c90b, 0xd101b5b9, 0x90150281, 0xd7363ca5, 0x12278575,
    0x357e3da9, 0x74616797, 0x01564f61, 0x14cf8bff, 0x4baa5dc1, 0x90d7a28b, 0x6f4c57a9, 0xa5794a3b,
    0xb7fd0b63, 0x572baaf1, 0x30af89ef, 0x73ef6509, 0x65e98747, 0x5c2a449d, 0xd1548fcd, 0x3ef306ad,
    0xd1aab99f, 0xc177b6f7, 0x864a7135, 0x0d2df7ab, 0x445bcd27, 0x1909778b, 0x12c5d085, 0xc90789bb,
    0x5a072c6d, 0x48dce01d, 0x2ef3fc17, 0x56feff0d, 0x5e4be0f5, 0x003553c1, 0x96eb9d19, 0xbe5b133d,
    0x607e2c87, 0x881e2907, 0x59108163, 0x8687ffb3, 0x9fc66081, 0x12c87e39, 0x18e9685f, 0x304d9f97,
    0x21373073, 0x61edd57b, 0x77ba0575, 0x4c4cbee5, 0xbd6ae8f9, 0x29ca1791, 0x0c5b4a8f, 0x2751ecaf,
    0x9acd7aaf, 0xc8c694cd, 0xbff06253, 0x5a4dc853, 0x5ce2ce15, 0x1075b77f, 0x7914ffbd, 0x401ed25b,
};
/* clang-format on */

static void add_scalar(const uint32_t *members, size_t n, uint32_t signature[MINHASH_LANES])
{
    for (size_t i = 0; i < n; i++) {
        for (size_t lane = 0; lane < MINHASH_LANES; lane++) {
            uint32_t hash = (members[i] ^ minhash_flip[lane]) * minhash_factor[lane];
            signature[lane] = hash < signature[lane] ? hash : signature[lane];
        }
    }
}

static size_t equal_scalar(const uint32_t *a, const uint32_t *b, size_t n)
{
    size_t equal = 0;
    for (size_t i = 0; i < n; i++)
        equal += a[i] == b[i];
    return equal;
}

const struct minhash_variant minhash_variants[] = {
#if defined(__x86_64__)
    {"avx512", CPU_AVX512, minhash_add_avx512, minhash_equal_avx512},
    {"avx2", CPU_AVX2, minhash_add_avx2, minhash_equal_avx2},
#elif defined(__aarch64__)
    {"neon", CPU_NEON, minhash_add_neon, minhash_equal_neon},
#endif
    {"scalar", 0, add_scalar, equal_scalar},
};

const size_t minhash_variants_len = sizeof minhash_variants / sizeof minhash_variants[0];

minhash_add_fn *minhash_add = add_scalar;
minhash_equal_fn *minhash_equal = equal_scalar;

void minhash_select(void)
{
    const struct minhash_variant *variant = minhash_variants;
    while (variant->needs & ~cpu_features()) /* the reference needs nothing, so this ends */
        variant++;
    minhash_add = variant->add;
    minhash_equal = variant->equal;
}
