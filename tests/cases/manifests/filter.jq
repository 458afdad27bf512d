select(.k == "manifest" or .k == "error") | if .k == "error" then {path, reason} else del(.k) end
