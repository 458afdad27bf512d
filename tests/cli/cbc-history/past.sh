# Read by the cases of past versions: a history whose versions are known by heart.
#
# Commits are named by their messages.

# source_c NAME N: a function NAME with N branches: its cyclomatic complexity is N + 1, its cognitive one N.
source_c() {
    echo "int $1(int x)"
    echo '{'
    i=0
    while [ $i -lt "$2" ]; do
        i=$((i + 1))
        echo "    if (x == $i)"
        echo "        return $i;"
    done
    echo '    return 0;'
    echo '}'
}

# save MESSAGE: commits the work tree as it is; an hour later each time.
now_s=1700000000
save() {
    now_s=$((now_s + 3600))
    git add -A
    GIT_AUTHOR_DATE="@$now_s +0000" GIT_COMMITTER_DATE="@$now_s +0000" git commit -q --allow-empty -m "$1"
}

# blobs [OPTIONS] DIR: message of the commit, path, and what it is called now, of each version told.
blobs() {
    cbc-history "$@" >stream.tmp
    eval "dir=\${$#}"
    git -C "$dir" log --all --format='%H %s' >messages.tmp
    jq -r 'select(.k == "blob") | [.commit_id, .path, .now_path // "="] | join(" ")' stream.tmp |
        awk 'NR == FNR { id = $1; sub(/^[^ ]* /, ""); message[id] = $0; next } { print message[$1], $2, $3 }' messages.tmp -
}

# A file that is renamed twice, before another takes its old name; one that is deleted and comes back; one
# that has a binary version; work that comes by a merge; files that do not count.
past_repo() {
    git init -q -b main "$1"
    cd "$1"
    mkdir src tests vendor
    source_c moved 20 >src/first.c
    source_c gone 18 >src/gone.c
    source_c side 16 >src/side.c
    source_c test 40 >tests/try.c
    source_c test 40 >vendor/lib.c
    source_c text 40 >notes.txt
    save c1
    source_c moved 21 >src/first.c
    source_c gone 19 >src/gone.c
    source_c test 41 >tests/try.c
    source_c test 41 >vendor/lib.c
    save c2
    git mv src/first.c src/second.c
    save c3
    git mv src/second.c third.c
    source_c moved 22 >third.c
    save c4
    source_c other 12 >src/second.c
    save c4b
    git rm -q src/gone.c
    save c5
    printf 'int side;\0\n' >src/side.c
    save c6
    source_c gone 19 >src/gone.c
    source_c side 17 >src/side.c
    save c7
    git checkout -q -b work
    source_c side 18 >src/side.c
    save w1
    source_c side 19 >src/side.c
    save w2
    git checkout -q main
    source_c moved 25 >third.c
    save c8
    now_s=$((now_s + 3600))
    GIT_AUTHOR_DATE="@$now_s +0000" GIT_COMMITTER_DATE="@$now_s +0000" git merge -q --no-ff -m m1 work
    source_c gone 20 >src/gone.c
    save c9
    cd ..
}
