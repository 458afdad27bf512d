/* How much of what was planted is found, and how much of what only looks like it: recall and precision. */
#include "tests/support/draw_secret.h"
#include "tests/support/find_secrets.h"

/* Ways to write what a rule's example shows. */
static const char *const around[] = {
    "%s", "    %s  # do not commit", "// %s", "<!-- %s -->", "RUN %s", "- %s", "%s\r", "\t/* %s */",
};

/* Secrets that no provider's form gives away, as they stand in files of many kinds. */
static const struct {
    enum ast_lang lang;
    const char *text;
} planted[] = {
    {AST_PYTHON, "DB_PASSWORD = '{{pass 12}}'"},
    {AST_PYTHON, "conn = connect(host='db', user='app', password=\"{{pass 14}}\")"},
    {AST_PYTHON, "SECRET_KEY = os.getenv('K') or \"{{alnum 50}}\"\napi_key = \"{{alnum 32}}\""},
    {AST_JAVASCRIPT, "const config = { apiSecret: '{{alnum 40}}', retries: 3 };"},
    {AST_JAVASCRIPT, "headers: { 'X-Auth-Token': '{{hex 40}}' }"},
    {AST_JAVASCRIPT, "jwt.sign(user, secret); var clientSecret = `{{url 48}}`;"},
    {AST_TYPESCRIPT, "private readonly accessToken: string = \"{{alnum 36}}\";"},
    {AST_JAVA, "private static final String PASSWORD = \"{{pass 16}}\";"},
    {AST_JAVA, "dataSource.setPassword(\"{{pass 13}}\");"},
    {AST_CSHARP, "var cs = \"Server=db7;Database=s;User Id=app;Password={{pass 15}};\";"},
    {AST_CSHARP, "string ApiKey = \"{{alnum 32}}\";"},
    {AST_GO, "client := New(Options{Token: \"{{alnum 40}}\"})"},
    {AST_GO, "const dsn = \"app:{{pass 12}}@tcp(db)/x\"\nvar dbPassword = \"{{pass 12}}\""},
    {AST_RUBY, "config.secret_token = '{{hex 64}}'"},
    {AST_RUBY, "password => \"{{pass 11}}\","},
    {AST_PHP, "define('DB_PASSWORD', '{{pass 14}}');"},
    {AST_PHP, "'password' => '{{pass 12}}',"},
    {AST_C, "static const char *auth_key = \"{{alnum 32}}\";"},
    {AST_CPP, "const std::string kApiKey = \"{{hex 32}}\";"},
    {AST_RUST, "let api_key = \"{{alnum 43}}\";"},
    {AST_BASH, "export DB_PASSWORD={{pass 12}}"},
    {AST_BASH, "API_TOKEN='{{alnum 40}}'"},
    {AST_BASH, "curl -H \"Authorization: Bearer {{alnum 48}}\" https://api.corp.net/"},
    {AST_NONE, "REDIS_PASSWORD={{pass 16}}"},
    {AST_NONE, "JWT_SECRET={{base64 43}}="},
    {AST_NONE, "spring.datasource.password={{pass 12}}"},
    {AST_NONE, "    password: {{pass 12}}"},
    {AST_NONE, "    api_key: \"{{hex 40}}\""},
    {AST_NONE, "\"client_secret\": \"{{alnum 32}}\","},
    {AST_NONE, "{\\\"access_token\\\": \\\"{{alnum 40}}\\\"}"},
    {AST_NONE, "<add key=\"x\"/><password>{{pass 12}}</password>"},
    {AST_NONE, "ENV SECRET_KEY_BASE {{nl}}ENV API_SECRET={{alnum 40}}"},
    {AST_NONE, "variable \"x\" { default = 1 }{{nl}}db_password = \"{{pass 14}}\""},
    {AST_NONE, "url = https://bot:{{alnum 24}}@git.corp.net/group/repo.git"},
    {AST_NONE, "amqp://svc:{{pass 12}}@mq1.internal:5671/prod"},
    {AST_NONE, "machine git.corp.net login ci password {{alnum 24}}"},
    {AST_NONE, "db1.corp.net:5432:*:backup:{{pass 12}}"},
    {AST_NONE, "Authorization: Basic {{basic}}"},
    {AST_NONE, "PrivateKey = {{base64 42}}A="},
    {AST_NONE, "{{pem}}"},
};

/* What stands where secrets do, and is none. */
static const struct {
    enum ast_lang lang;
    const char *text;
} look_alikes[] = {
    {AST_NONE, "\"integrity\": \"sha512-{{base64 86}}==\","},
    {AST_NONE, "resolved \"https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#{{hex 40}}\""},
    {AST_NONE, "checksum = \"{{hex 64}}\""},
    {AST_NONE, "github.com/a/b v1.2.3 h1:{{base64 43}}="},
    {AST_NONE, "image: registry.corp.net/app@sha256:{{hex 64}}"},
    {AST_NONE, "commit {{hex 40}}"},
    {AST_NONE, "uses: actions/checkout@{{hex 40}} # v4"},
    {AST_NONE, "- token: ${{ secrets.DEPLOY_TOKEN }}"},
    {AST_NONE, "password: ${DB_PASSWORD}"},
    {AST_NONE, "password: {{ vault_db_password_2 }}"},
    {AST_NONE, "api_key = YOUR_API_KEY_12345"},
    {AST_NONE, "api_key: <insert-your-32-character-key-here>"},
    {AST_NONE, "password = changeme123"},
    {AST_NONE, "secret = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
    {AST_NONE, "DATABASE_URL=postgres://user:password@localhost:5432/db"},
    {AST_NONE, "DATABASE_URL=postgres://postgres:postgres@db:5432/app"},
    {AST_NONE, "DATABASE_URL=mysql://root:${MYSQL_PASS}@db/app"},
    {AST_NONE, "http://user:pass@example.com/path"},
    {AST_NONE, "id: {{uuid}}"},
    {AST_NONE, "<project id=\"{{uuid}}\" token-type=\"bearer\"/>"},
    {AST_NONE, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{{base64 43}} me@host"},
    {AST_NONE,
     "-----BEGIN PUBLIC KEY-----{{nl}}{{base64 64}}{{nl}}{{base64 60}}{{nl}}-----END PUBLIC KEY-----"},
    {AST_NONE,
     "-----BEGIN CERTIFICATE-----{{nl}}{{base64 64}}{{nl}}{{base64 64}}{{nl}}-----END CERTIFICATE-----"},
    {AST_NONE, "-----BEGIN RSA PRIVATE KEY-----{{nl}}...{{nl}}-----END RSA PRIVATE KEY-----"},
    {AST_NONE, "![logo](data:image/png;base64,iVBORw0KGgo{{base64 200}})"},
    {AST_NONE, "background:url(data:font/woff2;base64,d09GMgAB{{base64 300}})"},
    {AST_NONE, "//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjoz{{base64 200}}"},
    {AST_NONE, "AKIAIOSFODNN7EXAMPLE"},
    {AST_NONE, "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
    {AST_NONE, "Password must have 8 characters, 1 digit and 1 sign (e.g. !)"},
    {AST_NONE, "auth_token_ttl_seconds: 86400{{digits 12}}"},
    {AST_NONE, "secretName: tls-certificate-2024-prod-v2"},
    {AST_NONE, "token_endpoint: https://login.corp.net/{{uuid}}/oauth2/token"},
    {AST_NONE, "next_page_token: {{alnum 40}}"},
    {AST_NONE, "ETag: \"{{hex 32}}\""},
    {AST_NONE, "color: #{{hex 6}}; key-size: 2048;"},
    {AST_NONE, "password_hash: {{hex 64}}"},
    {AST_NONE, "sealed_secret: {{base64 200}}"},
    {AST_NONE, "public_key: {{base64 43}}="},
    {AST_NONE, "eyJ{{base64 30}} is no token"},
    {AST_PYTHON, "password = os.environ['DB_PASSWORD_{{digits 2}}']"},
    {AST_PYTHON, "token = tokens[{{digits 3}}]; password = get_password('service{{digits 2}}')"},
    {AST_PYTHON, "tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased-v{{digits 1}}')"},
    {AST_PYTHON, "PASSWORD_FIELD = 'user_password_{{digits 1}}'"},
    {AST_PYTHON, "assert sha1(x) == '{{hex 40}}'"},
    {AST_JAVASCRIPT, "const TOKEN_TYPE = 'access_token_v{{digits 1}}';"},
    {AST_JAVASCRIPT, "if (password === confirmPassword2) { reset('password{{digits 1}}'); }"},
    {AST_JAVASCRIPT, "apiKey: process.env.API_KEY_{{digits 2}},"},
    {AST_JAVASCRIPT, "!function(e,t){var n=t.token,r=\"{{hex 8}}\";e.exports=n}(window,\"{{hex 20}}\");"},
    {AST_JAVA, "String passwordLabel = \"label.password.field{{digits 2}}\";"},
    {AST_JAVA, "static final long serialVersionUID = -{{nonzero}}{{digits 18}}L; // token"},
    {AST_CSHARP, "PublicKeyToken={{hex 16}}"},
    {AST_GO, "const tokenHeader = \"X-Amz-Security-Token-V{{digits 1}}\""},
    {AST_GO, "type credentials struct { token string `json:\"access_token_{{digits 1}}\"` }"},
    {AST_C, "static const char *token_names[] = {\"IDENT_{{digits 2}}\", \"NUMBER\"};"},
    {AST_C, "#define SECRET_MAGIC 0x{{hex 16}}"},
    {AST_C, "unsigned char key[] = {0x{{hex 2}}, 0x{{hex 2}}, 0x{{hex 2}}};"},
    {AST_BASH, "TOKEN=$(cat /run/secrets/token_{{digits 2}})"},
    {AST_BASH, "read -s -p \"Password {{digits 1}}: \" PASSWORD"},
    {AST_BASH, "curl -u \"$USER:$PASSWORD{{digits 1}}\" https://api.corp.net/"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct finder finder;

static int set_up(void **state)
{
    (void)state;
    finder_init(&finder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    finder_release(&finder);
    return 0;
}

/* With a confidence that is more than low. */
static bool is_told(struct str text, enum ast_lang lang)
{
    assert_null(find_secrets(&finder, text, lang, false));
    struct str rest = buf_str(&finder.records);
    while (rest.len > 0)
        if (str_find(str_cut(&rest, '\n'), STR("\"confidence\":\"low\"")) < 0)
            return true;
    return false;
}

struct score {
    int n, told;
};

static void count(struct score *score, struct str text, enum ast_lang lang, bool is_true)
{
    bool told = is_told(text, lang);
    score->n++;
    score->told += told;
    if (told != is_true)
        print_message("  %s: %.*s\n", is_true ? "missed" : "taken for a secret", STR_ARG(str_head(text, 150)));
}

static void put_around(struct buf *text, const char *form, struct str example, uint64_t *seed)
{
    struct str before = str_from(form);
    before.len = (size_t)str_find(before, STR("%s"));
    buf_clear(text);
    buf_add(text, STR("line one\n"));
    buf_add(text, before);
    draw_secret(example, seed, text);
    buf_add(text, str_from(form + before.len + 2));
    buf_add(text, STR("\nthe last line\n"));
}

static void count_examples(struct score *score, uint64_t *seed, struct buf *text)
{
    for (size_t i = 0; i < finder.rules.examples.len; i++) {
        const struct secret_example *e = &finder.rules.examples.at[i];
        if (!e->is_good)
            continue;
        put_around(text, around[i % COUNT(around)], e->text, seed);
        count(score, buf_str(text), AST_NONE, true);
    }
}

static void recall_and_precision(void **state)
{
    (void)state;
    enum { DRAWS = 4 };
    struct score real = {0}, fake = {0};
    struct buf text;
    uint64_t seed = 20;
    buf_init(&text, 1 << 20);
    count_examples(&real, &seed, &text);
    for (size_t i = 0; i < COUNT(planted) * DRAWS; i++) {
        put_around(&text, "%s", str_from(planted[i % COUNT(planted)].text), &seed);
        count(&real, buf_str(&text), planted[i % COUNT(planted)].lang, true);
    }
    for (size_t i = 0; i < COUNT(look_alikes) * DRAWS; i++) {
        put_around(&text, "%s", str_from(look_alikes[i % COUNT(look_alikes)].text), &seed);
        count(&fake, buf_str(&text), look_alikes[i % COUNT(look_alikes)].lang, false);
    }
    buf_release(&text);
    double recall = real.told / (double)real.n, precision = real.told / (double)(real.told + fake.told);
    print_message("secrets: %d of %d found (recall %.1f %%), %d of %d look-alikes taken (precision %.1f %%)\n",
                  real.told, real.n, 100 * recall, fake.told, fake.n, 100 * precision);
    assert_true(real.n >= 200 && fake.n >= 200);
    assert_true(recall >= 0.95);
    assert_true(precision >= 0.95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recall_and_precision),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
