select(.k == "finding" and (.rule_id | test("eval|shell-true|code-injection|command-injection")))
| {path, line: .line_start, rule: .rule_id}
