#include "analyzers/secrets/secret_check.h"

#include "analyzers/secrets/secret_keyed.h"
#include "analyzers/secrets/secret_pem.h"
#include "analyzers/secrets/secret_value.h"
#include "pipeline/base/hash.h"

#include <ctype.h>
#include <stdint.h>

static struct str value_of(const struct secret_match *m)
{
    return str_of(m->text.p + m->from, m->to - m->from);
}

/* Check sums ------------------------------------------------------------------------------------------------------- */

/* CRC-32 of IEEE 802.3, bit by bit: values are short and rare. */
static uint32_t crc32_of(struct str s)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < s.len; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

/* GitHub and npm: behind the prefix random characters, and in the last six the CRC-32 of these, in base 62. */
static enum secret_verdict check_github(struct secret_match *m)
{
    enum { PREFIX = 4, SUM = 6, LEN = 40 };
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    struct str value = value_of(m);
    if (value.len != LEN)
        return SECRET_OPEN;
    uint32_t crc = crc32_of(str_of(value.p + PREFIX, LEN - PREFIX - SUM));
    for (size_t i = 0; i < SUM; i++, crc /= 62)
        if (value.p[LEN - 1 - i] != digits[crc % 62])
            return secret_is_wordy(value) ? SECRET_NONE : SECRET_WRONG;
    return SECRET_RIGHT;
}

/* A letter of RFC 4648's base 32, or -1. */
static int base32_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* The first 48 bits behind the prefix: a bit that is set in ids of today, then 40 bits of the account's number, which has
 * twelve decimal digits. */
static enum secret_verdict check_aws(struct secret_match *m)
{
    enum { PREFIX = 4, DIGITS = 10 };
    static const uint64_t accounts = 1000000000000;
    struct str value = value_of(m);
    uint64_t bits = 0;
    for (size_t i = PREFIX; i < PREFIX + DIGITS; i++)
        bits = bits << 5 | (uint64_t)base32_digit(value.p[i]);
    bool is_of_today = bits >> 49 & 1;
    if (!secret_has_digit(value) && secret_is_wordy(value))
        return SECRET_NONE;
    if (!is_of_today)
        return SECRET_OPEN;
    return (bits >> 9 & ((UINT64_C(1) << 40) - 1)) < accounts ? SECRET_RIGHT : SECRET_WRONG;
}

static int bech32_digit(char c)
{
    static const char digits[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    const char *at = memchr(digits, c, sizeof digits - 1);
    return at ? (int)(at - digits) : 0;
}

/* One step of the sum of BIP 173. */
static uint32_t bech32_step(uint32_t sum, uint32_t digit)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ digit;
    for (int i = 0; i < 5; i++)
        sum ^= top >> i & 1 ? generator[i] : 0;
    return sum;
}

static enum secret_verdict check_bech32(struct secret_match *m)
{
    static const char prefix[] = "age-secret-key-";
    struct str value = value_of(m);
    uint32_t sum = 1;
    for (const char *p = prefix; *p; p++)
        sum = bech32_step(sum, (uint32_t)*p >> 5);
    sum = bech32_step(sum, 0);
    for (const char *p = prefix; *p; p++)
        sum = bech32_step(sum, (uint32_t)*p & 31);
    for (size_t i = sizeof prefix; i < value.len; i++) /* behind the 1 */
        sum = bech32_step(sum, (uint32_t)bech32_digit(value.p[i]));
    return sum == 1 ? SECRET_RIGHT : SECRET_WRONG;
}

/* Structure -------------------------------------------------------------------------------------------------------- */

/* The header says what the token is made with. */
static enum secret_verdict check_jwt(struct secret_match *m)
{
    struct str rest = value_of(m);
    struct arena scratch = *m->arena;
    struct str header = secret_base64(&scratch, str_cut(&rest, '.'));
    struct str payload = secret_base64(&scratch, str_cut(&rest, '.'));
    if (!str_starts(header, STR("{\"")) || str_find(header, STR("\"alg\"")) < 0 || !str_is_utf8(header))
        return SECRET_NONE;
    if (str_find(payload, STR("John Doe")) >= 0 || str_find(payload, STR("1234567890\"")) >= 0)
        return SECRET_NONE; /* the token of the standard's examples */
    return str_find(header, STR("\"none\"")) >= 0 ? SECRET_WRONG : SECRET_OPEN;
}

/* name:password in base 64. */
static enum secret_verdict check_userpass(struct secret_match *m)
{
    struct arena scratch = *m->arena;
    struct str name, text = secret_base64(&scratch, value_of(m));
    for (size_t i = 0; i < text.len; i++)
        if (!isprint((unsigned char)text.p[i]))
            return SECRET_NONE;
    name = str_cut(&text, ':');
    return name.len > 0 && text.len >= 4 && !str_eq_nocase(name, text) && secret_is_password(text)
               ? SECRET_RIGHT
               : SECRET_NONE;
}

/* A signature is an HMAC-SHA256 in base 64, with what addresses do not allow in percent form. */
static enum secret_verdict check_sas(struct secret_match *m)
{
    enum { HMAC_LEN = 32 };
    struct arena scratch = *m->arena;
    struct str value = value_of(m);
    char *plain = arena_array(&scratch, char, value.len);
    size_t len = 0;
    for (size_t i = 0; i < value.len; i++) {
        unsigned char byte = (unsigned char)value.p[i];
        if (byte == '%' && hex_decode(str_head(str_skip(value, i + 1), 2), &byte, 1))
            i += 2;
        plain[len++] = (char)byte;
    }
    return secret_base64(&scratch, str_of(plain, len)).len == HMAC_LEN ? SECRET_RIGHT : SECRET_NONE;
}

/* Look ------------------------------------------------------------------------------------------------------------- */

static enum secret_verdict check_mixed(struct secret_match *m)
{
    struct str value = value_of(m);
    return secret_is_mixed(value) && !secret_is_wordy(value) ? SECRET_OPEN : SECRET_NONE;
}

static enum secret_verdict check_mixed_case(struct secret_match *m)
{
    struct str value = value_of(m);
    return secret_has_upper(value) && secret_has_lower(value) && !secret_is_wordy(value) ? SECRET_OPEN
                                                                                         : SECRET_NONE;
}

static enum secret_verdict check_random(struct secret_match *m)
{
    return secret_is_random(value_of(m)) ? SECRET_OPEN : SECRET_NONE;
}

/* Behind a row of A's, which are the zeros of a number: the value is what follows. */
static enum secret_verdict check_bearer(struct secret_match *m)
{
    while (m->from < m->to && m->text.p[m->from] == 'A')
        m->from++;
    return secret_is_random(value_of(m)) ? SECRET_OPEN : SECRET_NONE;
}

static enum secret_verdict check_password(struct secret_match *m)
{
    return secret_is_password(value_of(m)) ? SECRET_OPEN : SECRET_NONE;
}

static struct str host_at(struct str text)
{
    size_t len = 0;
    while (len < text.len &&
           (isalnum((unsigned char)text.p[len]) || (text.p[len] && strchr(".-_", text.p[len]))))
        len++;
    return str_head(text, len);
}

/* A host of documentation (RFC 2606 and customs). */
static bool is_nowhere(struct str host)
{
    static const char *const names[] = {"example", "host",  "hostname", "server",
                                        "domain",  "proxy", "test",     NULL};
    struct str rest = host, first = str_cut(&rest, '.');
    for (size_t i = 0; names[i]; i++)
        if (str_eq_nocase(first, str_from(names[i])))
            return true;
    return str_find(host, STR("example.")) >= 0 || str_find(host, STR("domain.")) >= 0;
}

/* scheme://name:password@host. This very machine seldom keeps what matters. */
static enum secret_verdict check_url_password(struct secret_match *m)
{
    enum { LEN_MIN = 6 };
    struct str value = value_of(m), host = host_at(str_skip(m->text, m->to + 1));
    struct str name = str_of(m->text.p + m->behind, m->from - m->behind - 1);
    if (!secret_is_password(value) || str_eq_nocase(name, value) || is_nowhere(host))
        return SECRET_NONE;
    bool is_local = str_eq(host, STR("localhost")) || str_eq(host, STR("127.0.0.1"));
    return is_local || value.len < LEN_MIN ? SECRET_WRONG : SECRET_OPEN;
}

secret_check *secret_check_named(struct str name)
{
    static const struct {
        const char *name;
        secret_check *check;
    } checks[] = {
        {"aws", check_aws},
        {"bearer", check_bearer},
        {"bech32", check_bech32},
        {"github", check_github},
        {"jwt", check_jwt},
        {"keyed-password", secret_keyed_password},
        {"keyed-secret", secret_keyed_secret},
        {"mixed", check_mixed},
        {"mixed-case", check_mixed_case},
        {"password", check_password},
        {"pem", secret_pem},
        {"random", check_random},
        {"sas", check_sas},
        {"url-password", check_url_password},
        {"userpass", check_userpass},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (str_eq(name, str_from(checks[i].name)))
            return checks[i].check;
    return NULL;
}
