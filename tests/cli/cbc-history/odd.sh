# Read by the cases of cbc-history, behind flow.sh: writes a fast-import stream of a history that has every odd shape.

# module DIGIT: a submodule at the commit of that digit. $ID_DIGITS is how many an id has.
module() {
    printf 'M 160000 %s module\n' "$(printf "%${ID_DIGITS-40}s" '' | tr ' ' "$1")"
}

# Files that are there from the start, and how each can be odd.
odd_start() {
    commit main
    lines 1 60 | file moved.txt
    lines 100 160 | file left.txt
    lines 200 260 | file right.txt
    lines 300 330 | file dir/a.txt
    lines 400 430 | file 'dir/deep/er/b.txt'
    lines 1 20 | file tofolder
    lines 1 20 | file tofile/x
    lines 1 20 | file run.sh
    printf 'left.txt' | file link 120000
    lines 1 20 "$(printf '\r')" | file crlf.txt
    printf 'no newline' | file noeol.txt
    printf 'a\0b\nc\n' | file bytes.bin
    lines 1 9 | file by-rule.dat
    printf 'x\0y\nz\n' | file shown.txt
    : | file empty
    lines 1 12 | file 'sub/by-folder.dat'
    lines 1 12 | file 'sub/by-folder.txt'
    module 1
    printf '*.dat -diff\nshown.txt diff\n[attr]blob -diff\n*.blob blob\n*.prog diff=cpp\n' | file .gitattributes
    printf '*.txt binary\n*.dat diff\n' | file sub/.gitattributes
    lines 1 9 | file macro.blob
    lines 1 9 | file driver.prog
    for name in '"new\nline"' '"tab\ttab"' '"quo\"te"' '"esc\033[31m"' '"back\\slash"' 'spä ce' ' lead' 'trail '; do
        lines 1 5 | file "$name"
    done
}

# One odd thing after the other.
odd_changes() {
    commit main && echo 'R moved.txt renamed.txt' && lines 3 64 | file renamed.txt
    commit main && echo 'D left.txt' && echo 'D right.txt' &&
        lines 100 158 | file right.txt && lines 203 260 | file left.txt
    commit main && echo 'D tofolder' && lines 1 20 | file tofolder/inside && echo 'D tofile/x' && lines 1 21 | file tofile
    commit main && lines 1 20 | file run.sh 100755
    commit main && lines 1 22 | file run.sh
    commit main && printf 'right.txt' | file link 120000
    commit main && lines 5 9 | file link
    commit main && printf 'else/where' | file link 120000
    commit main && module 2
    commit main && lines 1 4 | file module
    commit main && module 3
    commit main && lines 1 20 | file crlf.txt
    commit main && printf 'no newline\n' | file noeol.txt
    commit main && printf 'no newline\nagain' | file noeol.txt
    commit main && printf 'a\0b\nd\n' | file bytes.bin && lines 2 9 | file by-rule.dat && printf 'x\0y\nw\n' | file shown.txt
    commit main && lines 1 3 | file bytes.bin && lines 2 9 | file macro.blob && lines 2 9 | file driver.prog
    commit main && lines 1 15 | file sub/by-folder.dat && lines 1 15 | file sub/by-folder.txt
    commit main && : | file empty2 && printf '\n' | file empty
    commit main && : | file empty && echo 'D empty2'
    commit main # nothing at all
    commit main && echo 'R dir other' && lines 300 331 | file other/a.txt
    commit main && echo 'C other/a.txt other/copy.txt' && echo 'D other/a.txt' && lines 300 333 | file other/a2.txt
    commit main && printf '%s\n' 'R "new\nline" "newer\nline"' 'R "spä ce" späce' &&
        lines 2 5 | file '"tab\ttab"'
    commit main && echo 'D link' && echo 'D bytes.bin' && echo 'R by-rule.dat by-rule2.dat'
    commit main && echo 'R run.sh run2.sh' && lines 1 22 | file run2.sh 100755
}

# Branches: an octopus, a criss-cross, an evil merge, one that changes nothing, a root without kin.
odd_merges() {
    base=$n_commits
    commit a ":$base" && lines 1 70 | file a.txt && a=$n_commits
    commit b ":$base" && lines 1 71 | file b.txt && b=$n_commits
    commit c ":$base" && lines 1 72 | file c.txt && c=$n_commits
    commit main ":$base" ":$a" ":$b" ":$c" && lines 1 70 | file a.txt && lines 1 71 | file b.txt && lines 1 72 | file c.txt
    octopus=$n_commits
    commit a ":$a" ":$b" && lines 1 71 | file b.txt && x=$n_commits
    commit b ":$b" ":$a" && lines 1 70 | file a.txt && y=$n_commits
    commit main ":$octopus" ":$x" ":$y"
    commit main ":$n_commits" ":$c" && lines 1 99 | file evil.txt && evil=$n_commits
    printf 'reset refs/heads/root\n\n'
    commit root && lines 1 5 | file rootless.txt && root=$n_commits
    commit main ":$evil" ":$root" && lines 1 5 | file rootless.txt && lines 1 98 | file evil.txt
    commit main && echo 'D rootless.txt'
}

# Two thousand files in one commit, and a folder of them moved.
odd_crowd() {
    commit main && i=0 && while [ $i -lt 2000 ]; do
        printf 'M 644 inline many/%s/%s\ndata 4\n%03d\n\n' $((i % 37)) $i $((i % 1000))
        i=$((i + 1))
    done
    commit main && echo 'R many/3 many/moved' && lines 1 2 | file many/4/78
}

odd_stream() {
    n_commits=0
    echo 'feature done'
    odd_start
    odd_changes
    odd_merges
    [ -z "${ODD_CROWD-}" ] || odd_crowd
    echo done
}

# odd_repo DIR [OPTIONS of init…]: the history in a new repository with its files in place.
odd_repo() {
    dir=$1
    shift
    git init -q -b main "$@" "$dir"
    odd_stream | git -C "$dir" -c core.fsync=none fast-import --quiet --done
    case " $* " in *' --bare '*) ;; *) git -C "$dir" reset -q --hard ;; esac
}
