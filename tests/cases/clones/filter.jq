# What is alike, and where.
select(.k == "clone") |
    {type, similarity, tokens, is_test, is_generated, is_vendored,
     members: [.members[] | "\(.path):\(.line_start)-\(.line_end)\(if .unit == null then "" else " unit \(.unit)" end)"]} |
    with_entries(select(.value != null))
