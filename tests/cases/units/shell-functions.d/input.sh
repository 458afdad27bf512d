#!/bin/bash
plain() {
    if a && b || c; then
        d
    elif e; then
        f
    else
        if g; then h; fi
    fi
    for x in 1 2; do
        while read -r y; do
            until z; do :; done
        done
    done
    case $x in
    a | b) return 1 ;;
    c) ;;
    *) ;;
    esac
    [[ $a == 1 && $b == 2 ]] || return 2
}

function keyword {
    inner() { echo "in $(date) and $((1 + 2))"; }
}
