# Read by the cases of cbc-history: its changes and git's in one form, and a history that has every odd shape.
#
# A row is: commit, status (with the similarity of a rename), lines added and deleted ("-": none), old path or "-", path.
# Rows are sorted by commit alone: within one, both must have the same order.

# ours [OPTIONS…] [DIR]
ours() {
    cbc-history "$@" >stream.tmp
    jq -r '
        def octal: [., 64, 8, 1] as [$c] | "\\" + ([$c / 64, $c % 64 / 8, $c % 8] | map(floor | tostring) | add);
        def escape: if . == 9 then "\\t" elif . == 10 then "\\n" elif . == 13 then "\\r" elif . == 34 then "\\\""
            elif . == 92 then "\\\\" elif . == 7 then "\\a" elif . == 8 then "\\b" elif . == 11 then "\\v"
            elif . == 12 then "\\f" elif . < 32 or . == 127 then octal else [.] | implode end;
        def quoted: if test("[\u0000-\u001f\"\\\\\u007f]") then "\"" + (explode | map(escape) | add) + "\"" else . end;
        select(.k == "change") | [.commit_id, .status + (if .similarity then "\(.similarity + 1000)"[1:] else "" end),
            .lines_added // "-", .lines_deleted // "-", (.old_path // "-" | quoted), (.path | quoted)]
        | map(tostring) | join("\t")' stream.tmp | sort -s -t '	' -k1,1
}

# gits DIR [OPTIONS…]: the same of git. The raw rows say what happened, and the numbers come in the same order.
gits() {
    dir=$1
    shift
    git -C "$dir" -c core.quotePath=false log --format='commit %H' --raw --no-abbrev --numstat "$@" |
        LC_ALL=C awk -F '\t' '
        /^commit / { id = substr($0, 8); n = read = 0; next }
        /^:/ { split($1, f, " "); status[n] = f[5]; old[n] = NF > 2 ? $2 : "-"; path[n++] = $NF; next }
        NF { print id "\t" status[read] "\t" $1 "\t" $2 "\t" old[read] "\t" path[read]; read++ }' |
        sort -s -t '	' -k1,1
}

# same WHAT: the files `ours` and `gits` are equal, and not empty.
same() {
    if ! cmp -s ours gits; then
        echo "$1: $(diff ours gits | grep -c '^[<>]') rows differ"
        diff ours gits | head -n 10
    elif [ ! -s ours ]; then
        echo "$1: no rows"
    fi
}

# ids [OPTIONS…] [DIR]: the commits, sorted.
ids() {
    cbc-history "$@" | sed -n 's|^{"k":"commit","commit_id":"\([0-9a-f]*\)".*|\1|p' | sort
}

# errors: those of the stream that `ours` read last.
errors() {
    jq -c 'select(.k == "error") | del(.k, .stage)' stream.tmp
}

# For fast-import: one commit at second 1700000000 + 1000 n on a branch, and files in it.
commit() { # BRANCH [FROM [MERGED…]]
    branch=$1 n_commits=$((${n_commits-0} + 1))
    shift
    printf 'commit refs/heads/%s\nmark :%s\nauthor A <a@x> %s +0100\ncommitter C <c@x> %s -0730\ndata <<END\nnumber %s\nEND\n' \
        "$branch" "$n_commits" $((1700000000 + n_commits * 1000)) $((1700000000 + n_commits * 1000)) "$n_commits"
    [ $# -eq 0 ] || { printf 'from %s\n' "$1" && shift; }
    for parent; do printf 'merge %s\n' "$parent"; done
}
file() { # PATH [MODE]: its bytes from standard input
    cat >bytes.tmp
    printf 'M %s inline %s\ndata %s\n' "${2-100644}" "$1" "$(wc -c <bytes.tmp)"
    cat bytes.tmp
    echo
}
lines() { # FROM TO [SUFFIX]
    awk -v a="$1" -v b="$2" -v s="${3-}" 'BEGIN { for (i = a; i <= b; i++) print "line " i * i " of the file" s }'
}
