/*
 * rule_about: what the rules of cbc-score mean, in a few words, for tables and code scanning, and the
 * order of severities.
 *
 * RULE_ABOUT(X) lists them as X("id", "words"); cbc-score.1 has the same in full, and a test holds the ids against it. The
 * rules of analyzers say themselves what they are about: v_rule.
 */
#ifndef CBCRAWL_REPORT_RULE_ABOUT_H
#define CBCRAWL_REPORT_RULE_ABOUT_H

#define RULE_ABOUT(X)                                                                      \
    X("fn-cyclomatic", "function with many paths: cyclomatic complexity")                  \
    X("fn-cognitive", "function that is hard to follow: cognitive complexity")             \
    X("fn-nesting", "function with deeply nested control structures")                      \
    X("fn-length", "long function")                                                        \
    X("fn-params", "function with many parameters")                                        \
    X("type-god", "type that does too much: many methods, or much complexity in them")     \
    X("file-length", "long file")                                                          \
    X("file-god", "file that does too much: two of code lines, functions, imported files") \
    X("file-hub", "file that many files import and that imports many")                     \
    X("file-parse", "file that could not be read whole: its figures are incomplete")       \
    X("cycle-file", "files that need each other in a circle")                              \
    X("cycle-folder", "folders that need each other in a circle")                          \
    X("cycle-module", "modules, packages or crates that need each other in a circle")      \
    X("suppression/unused", "comment that suppresses nothing")                             \
    X("dependency/unused", "dependency that is declared and not imported")                 \
    X("dependency/undeclared", "package that is imported and not declared")

/* An SQL expression over rule_id, where ?2 is the run: the words, or NULL. */
#define RULE_ABOUT_WHEN(id, words) " WHEN '" id "' THEN '" words "'"
#define RULE_ABOUT_SQL                                     \
    "coalesce(CASE rule_id" RULE_ABOUT(                    \
        RULE_ABOUT_WHEN) " END, (SELECT title FROM v_rule" \
                         " WHERE v_rule.rule_id = v_finding.rule_id AND run_id = ?2))"

/* An SQL expression over v_finding.sources, which is 'cbcrawl, cppcheck': who says so beside the first, for a message. */
#define ALSO_SAID_BY                                                                      \
    "iif(instr(sources, ', '), ' (so says ' || substr(sources, instr(sources, ', ') + 2)" \
    " || ')', '')"

/* By severity, worst first; any other word last. */
#define SEVERITY_RANK SEVERITY_RANK_OF("severity")
#define SEVERITY_RANK_OF(column) \
    "CASE " column               \
    " WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END"

#endif
