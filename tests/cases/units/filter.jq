# What a reader can check by hand; bytes and hashes have tests of their own.
select(.k == "unit" or .k == "error") | del(.k, .path, .lang, .byte_start, .byte_end, .tokens)
