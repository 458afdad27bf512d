select(.k == "call") | del(.k, .path)
