# What the pre-pass is for: whole parses, and the units and calls that are there.
if .k == "file" then {path, error_share} | with_entries(select(.value != null))
elif .k == "unit" then {name, kind, line_start, line_end, cyclomatic} | with_entries(select(.value != null))
elif .k == "call" then {callee, line}
elif .k == "import" then {"module": .module, line}
else empty end
