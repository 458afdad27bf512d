select(.k == "dependency") | del(.k)
