select(.k == "finding" and (.rule_id | contains("/taint/")))
| {path, line: .line_start, rule: .rule_id, severity, confidence, steps: [.steps[]?.line_start]}
