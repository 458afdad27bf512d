select(.k == "import" or .k == "package") | del(.path)
