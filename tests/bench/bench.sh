# What a benchmark has at hand; tests/bench/run starts each executable file tests/bench/NAME with it sourced.
#
#   $BIN, $TOOLS       our programs; the programs made of tests/bench/*.c
#   $CORPORA           real source trees, see corpora/manifest; `corpus NAME` prints where one is, or fails
#   $WORK              an empty folder to work in
#   $SMOKE             set when only the working of the benchmark itself is tried: one run, the smallest corpus
#   measure CMD…       runs it $RUNS times; sets wall_ms cpu_ms peak_kb to its best
#   measure_beside LIST CMD…   the same, each run right behind a bare parse of the files in LIST; sets bare_ms to the best
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

# The lesser of two numbers; the first may be missing.
least() {
    awk -v a="$1" -v b="$2" 'BEGIN { print a == "" || b < a ? b : a }'
}

measure_beside() {
    list=$1
    shift
    bare_ms= least_wall= least_cpu= most_kb=0
    for run in $(seq "$RUNS"); do
        bare_ms=$(least "$bare_ms" "$("$TOOLS/bare_parse" <"$list" | awk '{ print $1 * 1000 }')")
        measured=$("$TOOLS/measure" 1 "$@") || return
        read -r wall_ms cpu_ms peak_kb <<END
$measured
END
        least_wall=$(least "$least_wall" "$wall_ms")
        least_cpu=$(least "$least_cpu" "$cpu_ms")
        [ "$peak_kb" -le "$most_kb" ] || most_kb=$peak_kb
    done
    wall_ms=$least_wall cpu_ms=$least_cpu peak_kb=$most_kb
}

# name, kind, ours, yardstick, unit, goal, note; tabs between.
bench_row() {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$ROWS"
}

ratio() { bench_row "$1" ratio "$2" "$3" ratio "$4" "${5-}"; }
figure() { bench_row "$1" figure "$2" 0 "$3" "$4" "${5-}"; }
skip() { bench_row "$1" skip 0 0 - 0 "$2"; }
differ() { bench_row "$1" differ 0 0 - 0 "$2"; }
