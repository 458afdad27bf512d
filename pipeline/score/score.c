#include "pipeline/score/score.h"

#include "pipeline/base/io.h"
#include "pipeline/base/quote.h"
#include "pipeline/score/score_depend.h"
#include "pipeline/score/score_detect.h"
#include "pipeline/score/score_match.h"
#include "pipeline/score/score_memo.h"
#include "pipeline/score/score_merge.h"
#include "pipeline/score/score_osv.h"
#include "pipeline/score/score_suppress.h"
#include "pipeline/score/score_write.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Below the policy's folder. */
#define POLICY_DIR    ".cbcrawl.d"
#define BASELINE_NAME POLICY_DIR "/baseline"

enum {
    /* 320,000 units took 110 MB, and 1 GB of source has about a million; untouched, it is address space only. */
    ARENA_MB = 1024,
    ADVICE_LINES = 20, /* what one reads in a terminal; the report shows all */
    ADVICE_BYTES = 64 << 10,
    BASELINE_BYTES = 256 << 20, /* a larger one is not looked at before it is compared with */
};

struct judge {
    const struct score_options *options;
    struct arena *arena;  /* facts and findings */
    struct arena scratch; /* of one step; copied by value */
    struct store *store;
    struct config config;
    struct policy policy;
    struct facts facts;
    struct findings findings;
    struct baseline baseline;
    const char *policy_root;   /* holds the repository's settings and baseline */
    const char *baseline_path; /* what was read, or would have been */
    struct match_counts counts;
    size_t n_closing; /* findings that close the gate */
    char limits[HASH128_HEX_LEN + 1];
    char inputs[HASH128_HEX_LEN + 1]; /* see score_memo.h */
    struct verdict verdict;
    struct buf *advice;
    struct err *err;
};

/* Reading --------------------------------------------------------------------------------------------------------- */

/* A policy that is not there must not look like one that allows everything. */
static int check_policy_dir(const struct judge *judge)
{
    struct stat st;
    const char *dir = judge->options->policy;
    if (!dir || (stat(dir, &st) == 0 && S_ISDIR(st.st_mode)))
        return 0;
    return err_set(judge->err, ERR_USAGE, "--policy: %s: no such folder", dir);
}

static int load_policy(struct judge *judge)
{
    int rc = check_policy_dir(judge);
    if (rc < 0)
        return rc;
    judge->policy_root =
        judge->options->policy ? judge->options->policy : str_cstr(judge->arena, judge->facts.run.root);
    struct config_sources sources = {
        .root = judge->policy_root,
        .file = judge->options->config,
        .overrides = &judge->options->overrides,
    };
    config_sources_from_env(&sources);
    rc = config_load(&judge->config, judge->arena, &sources, judge->err);
    if (rc == 0)
        rc = policy_init(&judge->policy, judge->arena, &judge->config, judge->err);
    if (rc == 0)
        rc = ruleset_read(&judge->policy.rules, judge->store, judge->facts.run.run_id, judge->err);
    if (rc == 0)
        baseline_limits(&judge->config, judge->limits);
    return rc;
}

/* Opens the baseline; *ret_fd is -1 when there is none. That of the repository is a stranger's file. */
static int open_baseline(const struct judge *judge, int *ret_fd)
{
    int rc = judge->options->baseline ? io_open_users(judge->baseline_path, ret_fd, judge->err)
                                      : io_open_strangers(judge->baseline_path, ret_fd, judge->err);
    if (rc < 0)
        return rc;
    return *ret_fd < 0 && errno != ENOENT ? err_sys(judge->err, "open %s", judge->baseline_path) : 0;
}

static int no_baseline(const struct judge *judge)
{
    return err_set(judge->err, ERR_USAGE,
                   "no baseline at %s: accept what there is today by a call with --write-baseline=%s instead",
                   judge->baseline_path, judge->baseline_path);
}

static void choose_baseline(struct judge *judge)
{
    judge->baseline_path = judge->options->baseline
                               ? judge->options->baseline
                               : arena_printf(judge->arena, "%s/" BASELINE_NAME, judge->policy_root);
}

/* Reads the baseline there is, once all rules are known. Without one that is fine, unless it was asked for. */
static int read_baseline(struct judge *judge)
{
    const struct score_options *options = judge->options;
    if (options->write_baseline)
        return 0;
    int fd;
    int rc = open_baseline(judge, &fd);
    if (rc < 0)
        return rc;
    if (fd < 0)
        return options->gate || options->baseline ? no_baseline(judge) : 0;
    rc = baseline_read(&judge->baseline, &judge->policy.rules, judge->arena, fd, judge->baseline_path,
                       judge->err);
    close(fd);
    judge->verdict.compared = rc == 0;
    return rc;
}

/* Judging --------------------------------------------------------------------------------------------------------- */

static bool closes(const struct judge *judge, const struct finding *finding)
{
    return finding->change >= CHANGE_WORSENED && finding->severity >= judge->policy.gate_severity;
}

static void judge_gate(struct judge *judge)
{
    if (!judge->verdict.compared)
        return;
    judge->counts =
        match_baseline(&judge->findings, &judge->baseline, &judge->facts, &judge->policy, judge->scratch);
    for (size_t i = 0; i < judge->findings.list.len; i++)
        judge->n_closing += closes(judge, &judge->findings.list.at[i]);
    judge->verdict.gate_closed = judge->n_closing > 0;
    judge->verdict.gate_detail =
        arena_printf(judge->arena, "%zu new, %zu worsened, %zu known, %zu fixed since %s; %zu at or over %s",
                     judge->counts.added, judge->counts.worsened, judge->counts.known, judge->counts.fixed,
                     judge->options->baseline ? judge->options->baseline : BASELINE_NAME, judge->n_closing,
                     conf_severities[judge->policy.gate_severity]);
}

static void judge_grade(struct judge *judge)
{
    struct verdict *v = &judge->verdict;
    density_measure(&judge->facts, &judge->policy, judge->arena, v->densities);
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        v->grades[c] = grade_component(c, v->densities[c].known, v->densities[c].value);
    v->overall = grade_overall(v->grades);
    v->facts = &judge->facts;
    v->findings = &judge->findings;
    v->limits = judge->limits;
}

/* Saying ---------------------------------------------------------------------------------------------------------- */

static void say_finding(struct judge *judge, const struct finding *finding)
{
    struct buf *out = judge->advice;
    quote_terminal(out, finding->path.len ? finding->path : STR("(modules)"));
    if (finding->line_start)
        buf_printf(out, ":%" PRId64, finding->line_start);
    buf_printf(out, ": %s %s ", finding->change == CHANGE_NEW ? "new" : "worse",
               conf_severities[finding->severity]);
    quote_terminal(out, finding->rule->id);
    buf_add(out, STR(": "));
    struct arena scratch = judge->scratch;
    quote_terminal(out, finding_message(finding, &scratch));
    buf_addc(out, '\n');
}

/* The most severe first; of one severity in the order of the files. */
static void say_closing(struct judge *judge)
{
    size_t said = 0;
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--) {
        for (size_t i = 0; i < judge->findings.list.len && said < ADVICE_LINES; i++) {
            const struct finding *finding = &judge->findings.list.at[i];
            if ((int)finding->severity != severity || !closes(judge, finding))
                continue;
            say_finding(judge, finding);
            said++;
        }
    }
    if (judge->n_closing > said)
        buf_printf(judge->advice, "and %zu more\n", judge->n_closing - said);
}

/* "3 findings, 1 high, 2 low" */
static void say_counts(const struct judge *judge)
{
    const struct findings *findings = &judge->findings;
    struct buf *out = judge->advice;
    size_t by_severity[SEVERITY_CRITICAL + 1] = {0};
    for (size_t i = 0; i < findings->list.len; i++)
        by_severity[findings->list.at[i].severity]++;
    buf_printf(out, "%zu finding%s", findings->list.len, findings->list.len == 1 ? "" : "s");
    for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--) {
        if (by_severity[severity])
            buf_printf(out, ", %zu %s", by_severity[severity], conf_severities[severity]);
    }
    if (findings->suppressed.len)
        buf_printf(out, "; %zu suppressed by comments", findings->suppressed.len);
    buf_addc(out, '\n');
}

static void say_summary(struct judge *judge)
{
    const struct overall *overall = &judge->verdict.overall;
    struct buf *out = judge->advice;
    if (overall->grade.known)
        buf_printf(out, "grade %c, %.1f of 100 (%.1f to %.1f); ", overall->grade.letter, overall->grade.value,
                   overall->low, overall->high);
    else
        buf_printf(out, "grade inconclusive; ");
    say_counts(judge);
    if (judge->facts.n_errors)
        buf_printf(out, "%" PRId64 " %s not be read as %s should: see v_error\n", judge->facts.n_errors,
                   judge->facts.n_errors == 1 ? "file or folder could" : "files or folders could",
                   judge->facts.n_errors == 1 ? "it" : "they");
    if (judge->verdict.compared)
        buf_printf(out, "gate %s: %s\n", judge->verdict.gate_closed ? "closed" : "open",
                   judge->verdict.gate_detail);
    if (judge->verdict.compared && !str_eq(judge->baseline.limits, str_from(judge->limits)))
        buf_printf(
            out,
            "the baseline was written under other limits or rules; when these are meant, write it anew\n");
}

/* Judged before ------------------------------------------------------------------------------------------------------ */

/* The bytes of the baseline. One that cannot be read is told of when it is compared with. */
static void add_baseline(const struct judge *judge, struct memo_inputs *inputs)
{
    struct buf bytes;
    struct err ignored;
    int fd = -1;
    buf_init(&bytes, BASELINE_BYTES);
    memo_add(inputs, str_from(judge->baseline_path));
    bool is_read = open_baseline(&(struct judge){.options = judge->options,
                                                 .baseline_path = judge->baseline_path,
                                                 .err = &ignored},
                                 &fd) == 0 &&
                   fd >= 0 && io_read_fd(fd, &bytes, NULL) == 0;
    memo_add(inputs, is_read ? buf_str(&bytes) : (struct str){NULL, 0});
    if (fd >= 0)
        close(fd);
    buf_release(&bytes);
}

/* All that the judgement depends on. */
static int digest_inputs(struct judge *judge)
{
    const char asked[] = {judge->options->gate ? 'g' : '-', judge->options->strict ? 's' : '-'};
    struct memo_inputs inputs;
    memo_begin(&inputs);
    memo_add(&inputs, str_of(asked, sizeof asked));
    memo_add_config(&inputs, &judge->config);
    add_baseline(judge, &inputs);
    int rc = memo_add_run(&inputs, judge->store, judge->facts.run.run_id, judge->err);
    memo_add(&inputs, judge->options->osv ? STR("osv") : STR(""));
    if (rc == 0 && judge->options->osv)
        rc = osv_add_state(&inputs, judge->scratch, judge->options->osv, judge->err);
    memo_end(&inputs, judge->inputs);
    return rc;
}

static int answer(const struct judge *judge)
{
    if (judge->options->gate && judge->verdict.gate_closed)
        return err_set(judge->err, ERR_NO, "gate closed by %zu finding%s", judge->n_closing,
                       judge->n_closing == 1 ? "" : "s");
    if (judge->options->strict && judge->facts.n_errors)
        return err_set(judge->err, ERR_NO, "--strict: %" PRId64 " files or folders failed",
                       judge->facts.n_errors);
    return 0;
}

/* All together ---------------------------------------------------------------------------------------------------- */

/* The folder of a repository's policy may not be there yet. */
static int write_new_baseline(struct judge *judge)
{
    const char *path = judge->options->write_baseline;
    struct str folder = str_dirname(str_from(path));
    if (str_eq(str_basename(folder), STR(POLICY_DIR)) && mkdir(str_cstr(judge->arena, folder), 0777) < 0 &&
        errno != EEXIST)
        return err_sys(judge->err, "create %.*s", STR_ARG(folder));
    return baseline_write(&judge->findings, &judge->config, judge->scratch, path, judge->err);
}

/* The run, and what it is judged by. */
static int prepare(struct judge *judge)
{
    int rc = store_open(&judge->store, judge->options->store, STORE_WRITE, judge->err);
    if (rc == 0)
        rc = store_latest_run(judge->store, judge->arena, &judge->facts.run, judge->err);
    if (rc == 0)
        rc = load_policy(judge);
    if (rc < 0)
        return rc;
    choose_baseline(judge);
    return digest_inputs(judge);
}

/* Vulnerabilities bring their rules with them: so they are found before the baseline, which names rules, is read. */
static int find_vulnerabilities(struct judge *judge)
{
    struct osv_stats stats;
    if (!judge->options->osv)
        return 0;
    int rc = osv_find(&judge->findings, judge->arena, judge->scratch, &judge->facts, &judge->policy,
                      judge->store, judge->options->osv, &stats, judge->err);
    if (rc == 0 && stats.broken)
        buf_printf(judge->advice, "--osv: %zu of %zu files are no records\n", stats.broken, stats.files);
    return rc;
}

static int find(struct judge *judge)
{
    struct findings *findings = &judge->findings;
    find_all(findings, judge->arena, judge->scratch, &judge->facts, &judge->policy);
    int rc = depend_find(findings, judge->arena, judge->scratch, &judge->facts, &judge->policy, judge->store,
                         judge->err);
    detect_all(findings, judge->arena, judge->scratch, &judge->facts, &judge->policy);
    merge_said(findings, judge->arena, judge->scratch);
    suppress_all(findings, judge->arena, judge->scratch, &judge->facts, &judge->policy);
    findings_sort(findings);
    return rc;
}

static int judge_all(struct judge *judge)
{
    int rc = facts_read(&judge->facts, judge->arena, judge->store, judge->err);
    if (rc < 0)
        return rc;
    detect_rules(&judge->facts, &judge->policy);
    rc = find_vulnerabilities(judge);
    if (rc == 0)
        rc = read_baseline(judge);
    if (rc == 0)
        rc = find(judge);
    if (rc < 0)
        return rc;
    judge_gate(judge);
    judge_grade(judge);
    if (judge->options->gate)
        say_closing(judge);
    say_summary(judge);
    return 0;
}

static int write_all(struct judge *judge, int answered)
{
    const struct score_options *options = judge->options;
    const struct memo memo = {.inputs = judge->inputs,
                              .advice = buf_str(judge->advice),
                              .no = answered < 0 ? str_from(judge->err->text) : (struct str){0}};
    int rc = write_rows(&judge->verdict, &memo, judge->store, judge->scratch, judge->err);
    if (rc == 0 && options->write_baseline)
        rc = write_new_baseline(judge);
    return rc == 0 ? write_records(&judge->verdict, options->out_fd, judge->scratch, judge->err) : rc;
}

static int run(struct judge *judge)
{
    int rc = prepare(judge);
    if (rc == 0 && judge->options->once && !judge->options->write_baseline)
        rc = memo_find(judge->store, judge->facts.run.run_id, judge->inputs, judge->advice, judge->err);
    if (rc != 0)
        return rc;
    rc = judge_all(judge);
    if (rc < 0)
        return rc;
    int answered = answer(judge);
    rc = write_all(judge, answered);
    return rc < 0 ? rc : answered;
}

/* Without --policy the store knows where the settings are. */
static int find_root(struct judge *judge)
{
    if (judge->options->policy)
        return 0;
    int rc = store_open(&judge->store, judge->options->store, STORE_READ, judge->err);
    return rc < 0 ? rc : store_latest_run(judge->store, judge->arena, &judge->facts.run, judge->err);
}

static int check(struct judge *judge)
{
    int rc = store_can_write(judge->options->store, judge->err);
    if (rc == 0)
        rc = find_root(judge);
    if (rc == 0)
        rc = load_policy(judge);
    if (rc < 0)
        return rc;
    choose_baseline(judge);
    rc = read_baseline(judge);
    if (rc == 0 && judge->options->write_baseline)
        rc = io_can_write(judge->options->write_baseline, POLICY_DIR, judge->err);
    return rc;
}

static int check_options(const struct score_options *options, struct err *err)
{
    if (options->gate && options->write_baseline)
        return err_set(err, ERR_USAGE,
                       "--gate and --write-baseline exclude each other: a gate that rewrites its own"
                       " measure is always open");
    if (options->baseline && options->write_baseline)
        return err_set(err, ERR_USAGE, "--baseline and --write-baseline exclude each other");
    return 0;
}

/* Calls `work` with a judge that has all it needs. */
static int with_judge(int (*work)(struct judge *judge), const struct score_options *options,
                      struct buf *advice, struct err *err)
{
    struct arena arena = {0}, scratch = {0};
    int rc = check_options(options, err);
    if (rc == 0)
        rc = arena_init(&arena, (size_t)ARENA_MB << 20, err);
    if (rc == 0)
        rc = arena_init(&scratch, (size_t)ARENA_MB << 20, err);
    if (rc == 0) {
        struct judge judge = {
            .options = options, .arena = &arena, .scratch = scratch, .advice = advice, .err = err};
        rc = work(&judge);
        store_close(judge.store);
    }
    arena_release(&scratch);
    arena_release(&arena);
    return rc;
}

int score_check(const struct score_options *options, struct err *err)
{
    return with_judge(check, options, NULL, err);
}

int score_run(const struct score_options *options, struct buf *ret_advice, struct err *err)
{
    buf_init(ret_advice, ADVICE_BYTES);
    return with_judge(run, options, ret_advice, err);
}
