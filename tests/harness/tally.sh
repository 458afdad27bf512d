# Counting for the test runners; source it. Each runner is one rung of `make check`: its totals go to
# $OUT/totals/RUNG, where tests/harness/ladder adds them up.
#
#   tally_start RUNG OUT     forget the rung's old totals
#   tally_add P F S          count
#   tally_finish             print the one line, write the totals; fails if anything failed

tally_passed=0
tally_failed=0
tally_skipped=0

# As many open files as most machines allow: what needs more must not pass on a machine that allows more.
tally_files=1024

tally_start() {
    ulimit -Sn "$tally_files" 2>/dev/null || :
    tally_rung=$1
    tally_file=$2/totals/$1
    mkdir -p "$2/totals"
    rm -f "$tally_file"
}

tally_add() {
    tally_passed=$((tally_passed + $1))
    tally_failed=$((tally_failed + $2))
    tally_skipped=$((tally_skipped + $3))
}

tally_finish() {
    echo "$tally_passed $tally_failed $tally_skipped" >"$tally_file"
    echo "$tally_rung: $tally_passed passed, $tally_failed failed, $tally_skipped skipped"
    [ "$tally_failed" = 0 ]
}
