#!/bin/bash
# Patterns the grammar cannot read, in a function and outside: the functions behind them are there all the same.
before()
{
    [ -n "$1" ] || return 1
}

unread()
{
    if [[ $cur == @(*/|[.~])* && $cur =~ ^(\$\{[#!]?)([A-Za-z0-9_]*)\[([^]]*)$ ]]; then
        option=${option%%[<{().[]*}
    fi
}

between() {
    for file in "$@"; do
        cat "$file" && touch "$file"
    done
}

cat <<EOF
text() {
}
EOF
if [[ $OSTYPE == @(*/|[.~])* ]]; then
    option=${option%%[<{().[]*}
fi

function behind
{
    case $1 in
    a) return 1 ;;
    *) return 2 ;;
    esac
}
