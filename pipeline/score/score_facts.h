/*
 * score_facts: what the latest run of a store knows, as arrays the rules and the grade read.
 *
 * Files are sorted by path bytes and units follow their file, so every result comes out in the same order. Lines are
 * 1-based and inclusive. All strings live in the arena that facts_read was given; nothing here is written to.
 */
#ifndef CBCRAWL_SCORE_SCORE_FACTS_H
#define CBCRAWL_SCORE_SCORE_FACTS_H

#include "pipeline/base/map.h"
#include "pipeline/store/store.h"

enum graph_level { LEVEL_FILE, LEVEL_FOLDER, LEVEL_MODULE, LEVEL_COUNT };

extern const char *const graph_level_names[LEVEL_COUNT];

/* There may be a million: 32 bits are enough for lines and counts of a file of at most 1 MB, which is what is parsed. */
struct unit {
    struct str name;         /* the qualified name */
    struct str tokens;       /* hash of the normalised tokens, hex; empty when unknown */
    uint32_t file;           /* in facts.files */
    int32_t ordinal, parent; /* parent is -1 at the top of a file */
    int32_t line_start, line_end, lines_code;
    int32_t cyclomatic, cognitive, nesting_max, params; /* callable kinds */
    bool is_callable, is_type;
};

struct file {
    struct str path, lang; /* the path as the store shows it: C-quoted when it is not UTF-8 */
    struct str path_raw;   /* then its bytes; else empty */
    int64_t len_bytes, lines_code;
    double error_share;
    int64_t fan_in, fan_out;
    size_t first_unit, n_units; /* in facts.units */
    bool is_binary, is_generated, is_minified, is_vendored, is_test;
    bool is_parsed;
    bool is_code; /* parsed, or would have been but for its size: not data, not prose */
    bool by_package; /* its language has no imports between files of one package: files have no graph of their own */
    bool left_out; /* by the policy */
};

struct cycle {
    enum graph_level level;
    int64_t cycle_id;
    VEC(struct str) members; /* sorted */
    struct str example;      /* "a -> b -> a" */
    bool is_test_only;       /* no cycle is left without imports in tests */
    bool is_type_only;       /* no cycle is left without imports that vanish when types are checked */
};

/* What an analyzer found, or an outside tool. Texts are empty when they are not known. */
struct detection {
    uint32_t file;
    uint32_t rule; /* in facts.rule_ids */
    struct str message, severity, confidence, tokens;
    int32_t ordinal, line_start, line_end, cwe; /* inside its file, -1 of a tool's; cwe 0: none */
    int32_t unit;                               /* -1: none */
    struct str tool;                            /* empty: cbcrawl itself */
};

/* A comment that says not to report something. */
struct suppression {
    uint32_t file;
    int32_t line, line_covered; /* the second is 0 when the comment speaks for its own line alone */
    struct str rule_id, reason;
    bool is_used; /* it covers what was found */
};

/* A level of the dependency graph as a whole. */
struct graph_system {
    bool is_known;
    int64_t nodes, edges;
    double propagation_cost;
    int64_t by_package; /* nodes that are such files, on file level */

    /* Nodes that the policy does not leave out: set by find_all. Files that go by package are apart. */
    int64_t kept, kept_in_cycles, kept_by_package;
};

struct facts {
    struct store_run_info run;
    VEC(struct file) files;
    VEC(struct unit) units;
    VEC(struct cycle) cycles;
    VEC(struct detection) detections;
    struct intern rule_ids; /* of the detections */
    VEC(struct suppression) suppressions;
    struct graph_system systems[LEVEL_COUNT];
    struct {
        VEC(struct str) names;
    } nodes[LEVEL_COUNT];
    struct map places[LEVEL_COUNT]; /* names of the nodes; for files, of all files: index in `files` */
    int64_t n_errors;               /* files and folders that could not be read as they should */
};

/* The innermost unit around a line of a file; NULL when there is none. */
const struct unit *facts_unit_at(const struct facts *facts, const struct file *file, int64_t line);

/* Fills `facts` from the latest run. ERR_INPUT when the store holds none. */
int facts_read(struct facts *facts, struct arena *arena, struct store *store, struct err *err);

/* The unit of a file with this number; NULL when there is none. */
const struct unit *facts_unit(const struct facts *facts, const struct file *file, int64_t ordinal);

/* Puts units in order and links them to their files; facts_read does it, tests do it for facts of their own. */
void facts_index(struct facts *facts);

#endif
