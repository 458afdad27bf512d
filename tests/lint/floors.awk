# Reads floors.conf, then from "-" the names of C files; see tests/lint/floors.


function glob_matches(pattern, text) {
    if (pattern ~ /\*$/)
        return index(text, substr(pattern, 1, length(pattern) - 1)) == 1
    return pattern == text
}
# The row of floors.conf for a component, or 0.
function row_of(component,    i) {
    for (i = 1; i <= rows; i++)
        if (glob_matches(row_name[i], component))
            return i
    return 0
}
# The component that a path lies in: its first two parts.
function component_of(path,    part, n) {
    n = split(path, part, "/")
    return n < 2 ? "" : part[1] "/" part[2]
}
function top_of(path) { return substr(path, 1, index(path, "/") - 1) }
function breach(file, line, text) {
    printf "%s:%d: %s\n", file, line, text
    breaches++
}
function exists(path,    ok, junk) {
    if (path in known)
        return known[path]
    ok = (getline junk < path) >= 0
    close(path)
    return known[path] = ok
}

# A header of ours.
function check_own(file, line, target,    source, from, to, a, b) {
    if (index(target, "/") == 0)
        return breach(file, line, "write \"" target "\" from the root of the tree")
    # Made by the Makefile: X_sql.h out of X.sql beside it, and so X_patterns.h and X_taint.h; all_rules.h out of all *.rules beside who includes it.
    source = target
    sub(/_taint\.h$/, ".taint", source)
    sub(/_sql\.h$/, ".sql", source)
    sub(/_patterns\.h$/, ".patterns", source)
    sub(/\/all_rules\.h$/, "/rule_sources.c", source)
    if (!exists(target) && !exists(source))
        return breach(file, line, "\"" target "\" is not in the tree")
    from = component_of(file); to = component_of(target)
    if (from == to || top_of(file) == "tests")
        return
    a = row_of(from); b = row_of(to)
    if (!a || !b)
        return breach(file, line, (a ? to : from) " has no floor in tests/lint/floors.conf")
    if (row_floor[b] + 0 > row_floor[a] + 0)
        return breach(file, line, from " (F" row_floor[a] ") includes upwards: " to " (F" row_floor[b] ")")
    if (top_of(target) != top_of(file) && top_of(target) != "pipeline")
        return breach(file, line, top_of(file) " must not include " top_of(target))
    if (row_floor[b] + 0 < row_floor[a] + 0)
        return
    if (top_of(target) != top_of(file) || substr(row_floor[b], 2) >= substr(row_floor[a], 2))
        return breach(file, line, from " (F" row_floor[a] ") includes its own floor: " to " (F" row_floor[b] ")")
}

# Header in angle brackets: doors are looked at before the C library, so that one header of linux/ can be guarded.
function check_foreign(file, line, target,    i, own, guarded) {
    own = row_of(component_of(file))
    for (i = 1; i <= doors; i++)
        if (glob_matches(door_header[i], target)) {
            guarded = row_name[door_row[i]]
            if (door_row[i] == own || top_of(file) == "tests")
                return
        }
    if (guarded != "")
        return breach(file, line, "<" target "> is behind the door of " guarded)
    for (i = 1; i <= opens; i++)
        if (glob_matches(open_header[i], target))
            return
    breach(file, line, "<" target "> has no door in tests/lint/floors.conf")
}

FILENAME != "-" && /^(#|$)/ { next }
FILENAME != "-" && $1 == "libc" {
    for (i = 2; i <= NF; i++)
        open_header[++opens] = $i
    next
}
FILENAME != "-" {
    row_name[++rows] = $1
    row_floor[rows] = $2
    for (i = 3; i <= NF; i++) {
        door_header[++doors] = $i
        door_row[doors] = rows
    }
    next
}
{
    file = $0
    line = 0
    while ((getline text < file) > 0) {
        line++
        if (text !~ /^[ \t]*#[ \t]*include/)
            continue
        if (match(text, /"[^"]*"/))
            check_own(file, line, substr(text, RSTART + 1, RLENGTH - 2))
        else if (match(text, /<[^>]*>/))
            check_foreign(file, line, substr(text, RSTART + 1, RLENGTH - 2))
        else
            breach(file, line, "an #include that is neither \"…\" nor <…>")
    }
    close(file)
}
END { exit breaches > 0 }
