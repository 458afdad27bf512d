#include "tests/support/draw_secret.h"

#include "pipeline/base/num.h"
#include "pipeline/base/quote.h"

#define DIGITS "0123456789"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"

struct draw {
    uint64_t *seed;
    struct buf *out;
    size_t last; /* where the last value drawn begins */
};

/* Sebastiano Vigna's splitmix64. */
static uint64_t next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static void put_from(struct draw *d, const char *alphabet, size_t len)
{
    size_t n = strlen(alphabet);
    d->last = d->out->len;
    while (len-- > 0)
        buf_addc(d->out, alphabet[next(d->seed) % n]);
}

/* Values --------------------------------------------------------------------------------------------------------- */

static void put_crc(struct draw *d)
{
    static const char digits[] = DIGITS UPPER LOWER;
    uint32_t crc = 0xffffffff;
    char text[7] = "";
    for (size_t i = d->last; i < d->out->len; i++)
        for (int bit = 0; bit < 8; bit++) {
            uint32_t low = (crc ^ (uint32_t)(unsigned char)d->out->p[i] >> bit) & 1;
            crc = crc >> 1 ^ (low ? 0xedb88320 : 0);
        }
    crc = ~crc;
    for (int i = 5; i >= 0; i--, crc /= 62)
        text[i] = digits[crc % 62];
    buf_add(d->out, str_of(text, 6));
}

static void put_uuid(struct draw *d)
{
    static const size_t parts[] = {8, 4, 3, 3, 12};
    static const char *const before[] = {"", "-", "-4", "-a", "-"};
    for (int i = 0; i < 5; i++) {
        buf_add(d->out, str_from(before[i]));
        put_from(d, DIGITS "abcdef", parts[i]);
    }
}

/* Letters, digits and signs, some of each. */
static void put_password(struct draw *d, size_t len)
{
    put_from(d, LOWER UPPER, len - 4);
    put_from(d, "23456789", 2);
    put_from(d, "!*~^", 1);
    put_from(d, UPPER, 1);
}

/* An account's number below 10^12 has the upper bits of its 40 low, which puts these letters third. */
static void put_aws_id(struct draw *d)
{
    put_from(d, "QRSTUVWXYZ234567", 1);
    put_from(d, UPPER "234567", 1);
    d->out->p[d->out->len - 1] = "ABCDEFGHIJKLMNOPQRSTUVWX"[next(d->seed) % 24];
    put_from(d, UPPER "234567", 13);
    put_from(d, "234567", 1);
}

static void put_base64(struct draw *d, struct str plain, bool is_url)
{
    size_t start = d->out->len;
    base64_encode(d->out, plain);
    while (is_url && d->out->p[d->out->len - 1] == '=')
        d->out->len--;
    for (size_t i = start; i < d->out->len && is_url; i++)
        d->out->p[i] = d->out->p[i] == '+' ? '-' : d->out->p[i] == '/' ? '_' : d->out->p[i];
}

static void put_basic(struct draw *d)
{
    struct buf plain;
    struct draw inner = {.seed = d->seed, .out = &plain};
    buf_init(&plain, 100);
    buf_add(&plain, STR("deploy:"));
    put_password(&inner, 14);
    put_base64(d, buf_str(&plain), false);
    buf_release(&plain);
}

static void put_jwt(struct draw *d, bool is_encrypted)
{
    struct buf claims;
    struct draw inner = {.seed = d->seed, .out = &claims};
    buf_init(&claims, 200);
    put_base64(d,
               is_encrypted ? STR("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}")
                            : STR("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"),
               true);
    buf_add(&claims, STR("{\"sub\":\""));
    put_from(&inner, DIGITS "abcdef", 24);
    buf_add(&claims, STR("\"}"));
    buf_add(d->out, is_encrypted ? STR("..") : STR("."));
    if (is_encrypted) {
        put_from(d, DIGITS UPPER LOWER, 16);
        buf_addc(d->out, '.');
    }
    put_base64(d, buf_str(&claims), true);
    buf_addc(d->out, '.');
    put_from(d, DIGITS UPPER LOWER, is_encrypted ? 22 : 43);
    buf_release(&claims);
}

/* 46 bytes in a sequence, as an Ed25519 key is. */
static void put_pem(struct draw *d)
{
    char bytes[48] = {0x30, 46};
    for (size_t i = 2; i < sizeof bytes; i++)
        bytes[i] = (char)next(d->seed);
    buf_add(d->out, STR("-----BEGIN PRIVATE"
                        " KEY-----\n"));
    put_base64(d, str_of(bytes, sizeof bytes), false);
    buf_add(d->out, STR("\n-----END PRIVATE"
                        " KEY-----"));
}

static uint32_t age_sum(struct str digits)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    uint32_t sum = 1;
    for (size_t i = 0; i < digits.len; i++) {
        uint32_t top = sum >> 25;
        sum = (sum & 0x1ffffff) << 5 ^ (uint32_t)digits.p[i];
        for (int bit = 0; bit < 5; bit++)
            sum ^= top >> bit & 1 ? generator[bit] : 0;
    }
    return sum;
}

/* Bech32 (BIP 173): the prefix takes part in the sum. */
static void put_age(struct draw *d)
{
    static const char alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", prefix[] = "age-secret-key-";
    enum { PREFIX = sizeof prefix - 1, DATA = 52, SUM = 6 };
    char all[2 * PREFIX + 1 + DATA + SUM] = {0};
    for (int i = 0; i < PREFIX; i++) {
        all[i] = (char)(prefix[i] >> 5);
        all[PREFIX + 1 + i] = prefix[i] & 31;
    }
    buf_add(d->out, STR("AGE-SECRET"
                        "-KEY-1"));
    for (int i = 0; i < DATA; i++) {
        all[2 * PREFIX + 1 + i] = (char)(next(d->seed) % 32);
        buf_addc(d->out, alphabet[(int)all[2 * PREFIX + 1 + i]]);
    }
    uint32_t sum = age_sum(str_of(all, sizeof all)) ^ 1;
    for (int i = SUM - 1; i >= 0; i--)
        buf_addc(d->out, alphabet[sum >> 5 * i & 31]);
}

/* Templates ------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *name, *alphabet;
} alphabets[] = {
    {"alnum", DIGITS UPPER LOWER},
    {"alpha", UPPER LOWER},
    {"lower", DIGITS LOWER},
    {"upper", DIGITS UPPER},
    {"hex", DIGITS "abcdef"},
    {"hexup", DIGITS "ABCDEF"},
    {"digits", DIGITS},
    {"base64", DIGITS UPPER LOWER "+/"},
    {"url", DIGITS UPPER LOWER "-_"},
    {"nonzero", "123456789"},
    {"base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"},
};

static bool put_special(struct draw *d, struct str name, size_t len)
{
    bool is_known = true;
    if (str_eq(name, STR("pass")))
        put_password(d, len);
    else if (str_eq(name, STR("awsid")))
        put_aws_id(d);
    else if (str_eq(name, STR("uuid")))
        put_uuid(d);
    else if (str_eq(name, STR("crc")))
        put_crc(d);
    else if (str_eq(name, STR("basic")))
        put_basic(d);
    else if (str_eq(name, STR("jwt")) || str_eq(name, STR("jwe")))
        put_jwt(d, name.p[2] == 'e');
    else if (str_eq(name, STR("pem")))
        put_pem(d);
    else if (str_eq(name, STR("age")))
        put_age(d);
    else if (str_eq(name, STR("nl")))
        buf_addc(d->out, '\n');
    else
        is_known = false;
    return is_known;
}

static bool put_named(struct draw *d, struct str spec)
{
    struct str name = str_cut(&spec, ' ');
    int64_t number = 1;
    num_parse_int(spec, &number);
    size_t len = (size_t)number;
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++) {
        if (!str_eq(name, str_from(alphabets[i].name)))
            continue;
        put_from(d, alphabets[i].alphabet, len);
        return true;
    }
    return put_special(d, name, len);
}

void draw_secret(struct str template, uint64_t *seed, struct buf *out)
{
    struct draw d = {.seed = seed, .out = out};
    while (template.len > 0) {
        ptrdiff_t end = str_starts(template, STR("{{")) ? str_find(template, STR("}}")) : -1;
        if (end > 0 && put_named(&d, str_of(template.p + 2, (size_t)end - 2))) {
            template = str_skip(template, (size_t)end + 2);
        } else {
            buf_addc(out, template.p[0]);
            template = str_skip(template, 1);
        }
    }
}
