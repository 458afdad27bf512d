# What a benchmark has at hand; tests/bench/run starts each executable file tests/bench/NAME with it sourced.
#
#   $BIN, $TOOLS       our programs; the programs made of tests/bench/*.c
#   $CORPORA           real source trees, see corpora/manifest; `corpus NAME` prints where one is, or fails
#   $WORK              an empty folder to work in
#   $SMOKE             set when only the working of the benchmark itself is tried: one run, the smallest corpus
#   measure CMD…       runs it $RUNS times; sets wall_ms cpu_ms peak_kb to its best
#   ratio NAME OURS YARDSTICK GOAL NOTE    one line of the result: the goal is the greatest OURS / YARDSTICK
#   figure NAME VALUE UNIT GOAL NOTE       one line without a yardstick: the goal is the greatest VALUE
#   skip NAME WHY      the yardstick or corpus is not there
#   differ NAME WHY    both sides did not do the same work: the figure does not count, and the benchmark fails

RUNS=${RUNS:-5}
[ -z "${SMOKE-}" ] || RUNS=1

corpus() {
    [ -d "$CORPORA/$1" ] && printf '%s\n' "$CORPORA/$1"
}

measure() {
    measured=$("$TOOLS/measure" "$RUNS" "$@") || return
    read -r wall_ms cpu_ms peak_kb <<END
$measured
END
}

# name, kind, ours, yardstick, unit, goal, note; tabs between.
bench_row() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$ROWS"
}

ratio() { bench_row "$1" ratio "$2" "$3" ratio "$4" "${5-}"; }
figure() { bench_row "$1" figure "$2" 0 "$3" "$4" "${5-}"; }
skip() { bench_row "$1" skip 0 0 - 0 "$2"; }
differ() { bench_row "$1" differ 0 0 - 0 "$2"; }
