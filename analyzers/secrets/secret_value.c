#include "analyzers/secrets/secret_value.h"

#include "pipeline/base/num.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>

/* Characters ------------------------------------------------------------------------------------------------------- */

static bool is_alpha(char c)
{
    return isalpha((unsigned char)c) && !(c & 0x80);
}

static size_t count_if(struct str value, int (*is)(int))
{
    size_t n = 0;
    for (size_t i = 0; i < value.len; i++)
        n += is((unsigned char)value.p[i]) != 0;
    return n;
}

bool secret_has_digit(struct str value)
{
    return count_if(value, isdigit) > 0;
}

bool secret_has_upper(struct str value)
{
    return count_if(value, isupper) > 0;
}

bool secret_has_lower(struct str value)
{
    return count_if(value, islower) > 0;
}

bool secret_is_hex(struct str value)
{
    return value.len > 0 && count_if(value, isxdigit) == value.len;
}

bool secret_is_uuid(struct str value)
{
    enum { UUID_LEN = 36 };
    if (value.len != UUID_LEN)
        return false;
    for (size_t i = 0; i < UUID_LEN; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? value.p[i] != '-' : !isxdigit((unsigned char)value.p[i]))
            return false;
    }
    return true;
}

bool secret_is_mixed(struct str value)
{
    return secret_has_digit(value) && count_if(value, isalpha) > 0;
}

double secret_entropy(struct str value)
{
    uint32_t counts[256] = {0};
    double bits = 0;
    for (size_t i = 0; i < value.len; i++)
        counts[(unsigned char)value.p[i]]++;
    for (size_t c = 0; c < 256; c++) {
        double share = value.len ? counts[c] / (double)value.len : 0;
        bits -= share > 0 ? share * log2(share) : 0;
    }
    return bits;
}

/* Words ------------------------------------------------------------------------------------------------------------ */

/* Pairs of letters that make up six in seven of those in names and words of source text; of random pairs they are a third. */
static const char common_pairs[] =
    "abacadagaialamanaparasatavbabebiblbobsbucacechcickclcocrctcudadedidodseaecedeeefegelemeneperesetevew"
    "exeyfafefffiflfofrgegigrhahehihoiaibicidieifigiliminioipirisitivizkelaldlelilllolsltlulymamemimompna"
    "ncndnenfngninnnonsntnuobocodolomonoooporosotouovowpapepiplpoppprptpuqurarcrdrergrirmrorrrsrtrurysasc"
    "seshsislsospssstsutatctethtitltotrtstttutyubueulumunupurusutvaveviwaysze";

static bool is_common_pair(char a, char b)
{
    for (const char *p = common_pairs; p[0] && p[1]; p += 2)
        if (p[0] == a && p[1] == b)
            return true;
    return false;
}

bool secret_is_wordy(struct str value)
{
    enum { PAIRS_MIN = 6 };
    static const double share_min = 0.7;
    size_t pairs = 0, common = 0;
    if (secret_is_hex(value))
        return false; /* a few letters make many common pairs */
    for (size_t i = 1; i < value.len; i++) {
        char a = value.p[i - 1], b = value.p[i];
        if (!is_alpha(a) || !is_alpha(b) || (islower((unsigned char)a) && isupper((unsigned char)b)))
            continue; /* camelCase begins a word */
        pairs++;
        common += is_common_pair((char)tolower((unsigned char)a), (char)tolower((unsigned char)b));
    }
    return pairs >= PAIRS_MIN && (double)common >= share_min * (double)pairs;
}

static bool has_word(struct str value, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= value.len; i++)
        if (str_eq_nocase(str_of(value.p + i, len), str_of(word, len)))
            return true;
    return false;
}

static bool has_any(struct str value, const char *const *words)
{
    while (*words && !has_word(value, *words))
        words++;
    return *words != NULL;
}

/* Placeholders ----------------------------------------------------------------------------------------------------- */

static const char *const stand_ins[] = {
    "example",   "sample",     "changeme",    "change_me",
    "change-me", "changethis", "placeholder", "your",
    "xxxx",      "dummy",      "foobar",      "redacted",
    "insert",    "replace",    "todo",        "notreal",
    "my_key",    "deadbeef",   "qwerty",      "password",
    "not-real",  "my-key",     "mysecret",    "lorem",
    "fixme",     "<your",      "goeshere",    "put_your",
    "put-your",  "_here",      "-here",       "Eby8vdM02xNOcqFlq", /* the key of every storage emulator */
    NULL};

static const char *const templates[] = {"${", "{{", "}}", "<%",  "%>", "%(",  "%s", "%d",  "%v", "%@",
                                        "$(", "#{", "**", "...", "[[", "{0}", "{}", "\\(", "@@", NULL};

/* One of few characters, or one of many that is more than half of it. */
static bool is_monotonous(struct str value)
{
    enum { LEN_MIN = 8, DISTINCT_MIN = 5 };
    size_t counts[256] = {0}, distinct = 0, most = 0;
    for (size_t i = 0; i < value.len; i++) {
        size_t n = ++counts[(unsigned char)value.p[i]];
        distinct += n == 1;
        most = n > most ? n : most;
    }
    return value.len >= LEN_MIN && (distinct < DISTINCT_MIN || most * 2 > value.len);
}

/* Six characters on end that are equal, or go up or down by one: aaaaaa, 123456, fedcba. */
static bool has_sequence(struct str value)
{
    enum { RUN = 6 };
    int step = 0;
    size_t run = 1;
    for (size_t i = 1; i < value.len; i++) {
        int d = value.p[i] - value.p[i - 1];
        run = d == step && run > 1 ? run + 1 : 2;
        step = d;
        if (run >= RUN && d >= -1 && d <= 1)
            return true;
    }
    return false;
}

/* The same few characters again and again, with a fifth of exceptions. */
static bool is_periodic(struct str value)
{
    enum { PERIOD_MAX = 10 };
    for (size_t period = 1; period <= PERIOD_MAX && value.len >= 3 * period && value.len >= 12; period++) {
        size_t same = 0;
        for (size_t i = period; i < value.len; i++)
            same += value.p[i] == value.p[i - period];
        if (same * 5 >= (value.len - period) * 4)
            return true;
    }
    return false;
}

static bool is_template(struct str value)
{
    char first = value.len ? value.p[0] : 0, last = value.len ? value.p[value.len - 1] : 0;
    bool is_hash = first == '$' && str_index(str_skip(value, 1), '$') >= 0; /* of crypt(3) */
    return (first == '<' && last == '>') || (first == '{' && last == '}') || (first == '[' && last == ']') ||
           (first == '%' && last == '%') || (first == '$' && !is_hash) || has_any(value, templates);
}

bool secret_is_placeholder(struct str value)
{
    return is_template(value) || is_monotonous(value) || has_sequence(value) || is_periodic(value) ||
           has_any(value, stand_ins);
}

bool secret_is_random(struct str value)
{
    static const double bits_min = 3.4, hex_bits_min = 2.9; /* of hexadecimal there are 4 at most */
    return secret_is_mixed(value) && !secret_is_wordy(value) &&
           secret_entropy(value) >= (secret_is_hex(value) ? hex_bits_min : bits_min);
}

/* Passwords -------------------------------------------------------------------------------------------------------- */

/* What manuals, tests and containers use, but for digits and signs at the end. */
static const char *const no_passwords[] = {
    "pass",     "passwd",  "password",      "passwort",  "pwd",        "pw",
    "secret",   "admin",   "administrator", "root",      "user",       "guest",
    "test",     "testing", "tester",        "demo",      "foo",        "bar",
    "baz",      "hello",   "login",         "token",     "postgres",   "mysql",
    "redis",    "mongo",   "rabbit",        "null",      "none",       "undefined",
    "string",   "value",   "default",       "true",      "false",      "hunter",
    "sa",       "key",     "abc",           "letmein",   "welcome",    "mypass",
    "username", "docker",  "localhost",     "pass_word", "passphrase", "credentials",
    "p",        "apikey",  "bearer",        "required",  "optional",   NULL};

static bool is_one_of(struct str value, const char *const *words)
{
    while (*words && !str_eq_nocase(value, str_from(*words)))
        words++;
    return *words != NULL;
}

static struct str without_tail(struct str value)
{
    while (value.len > 0 && !is_alpha(value.p[value.len - 1]))
        value.len--;
    return value;
}

bool secret_is_password(struct str value)
{
    enum { LEN_MIN = 4, WORD_LEN_MAX = 16 };
    static const char *const words[] = {"passw", "pass_w",     "secret", "test", "user",
                                        "admin", "passphrase", "token",  NULL};
    if (value.len < LEN_MIN || is_template(value) || has_sequence(value) || has_any(value, stand_ins) ||
        is_one_of(without_tail(value), no_passwords))
        return false;
    return value.len > WORD_LEN_MAX || !has_any(value, words);
}

static size_t count_signs(struct str value)
{
    size_t n = 0;
    for (size_t i = 0; i < value.len; i++)
        n += value.p[i] && strchr("!@#$%^&*+=?~", value.p[i]) != NULL;
    return n;
}

/* Words with something between them: a path, a key of a table, a name in some language. */
static bool is_name(struct str value)
{
    size_t plain = 0;
    for (size_t i = 0; i < value.len; i++)
        plain += isalnum((unsigned char)value.p[i]) || (value.p[i] && strchr("_-./:", value.p[i]));
    return plain == value.len && (secret_is_wordy(value) || !secret_has_digit(value));
}

bool secret_is_strong_password(struct str value)
{
    enum { LEN_MIN = 8, LEN_MAX = 100 };
    static const char *const marks[] = {"://", "(", ")", "{", "}", "<", ">", ";", "\\", " ", NULL};
    ptrdiff_t dollar = str_index(value, '$');
    bool is_hash =
        dollar >= 0 && str_index(str_skip(value, (size_t)dollar + 1), '$') >= 0; /* scheme$salt$hash */
    size_t letters = count_if(value, isalpha), digits = count_if(value, isdigit), signs = count_signs(value);
    return value.len >= LEN_MIN && value.len <= LEN_MAX && letters >= 3 && (digits > 0 || signs > 0) &&
           letters + digits > signs && !is_hash && !is_monotonous(value) && !is_name(value) &&
           !has_any(value, marks) && secret_is_password(value) && (digits > 0 || !secret_is_wordy(value));
}
