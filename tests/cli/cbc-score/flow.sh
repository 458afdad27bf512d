# Read by the cases of cbc-score: C functions of a wanted complexity, and the way from a folder to a verdict.

# fn NAME DECISIONS [EXTRA]: a function of complexity DECISIONS + 1; EXTRA is one more statement in it.
fn() {
    echo "int $1(int x) {"
    [ -z "${3-}" ] || echo "    $3"
    i=0
    while [ "$i" -lt "$2" ]; do
        echo "    if (x == $i) x += 2;"
        i=$((i + 1))
    done
    echo "    return x;"
    echo "}"
}

# Loads the folder d into s.db.
scan() {
    cbc-run --quiet --store=s.db --format=none d
}

accept() {
    scan
    cbc-score --quiet --write-baseline=d/.cbcrawl.d/baseline s.db >/dev/null
}

# gate WHAT [OPTION…]: "WHAT: exit code", and what is new or worse.
gate() {
    what=$1
    shift
    scan
    code=0
    cbc-score --gate "$@" s.db >out 2>err || code=$?
    echo "$what: $code"
    jq -r 'select(.is_new) | "    \(.change) \(.severity) \(.rule_id) \(.qualified_name // .path) \(.value)"' out
}
