select(.k == "import" or .k == "package" or .k == "use") | del(.path)
