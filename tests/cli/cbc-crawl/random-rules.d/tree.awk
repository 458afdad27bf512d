# Prints a shell script that fills the current folder with files and rules, chosen by `seed`.
function pick(list,    n, parts) { n = split(list, parts, " "); return parts[1 + int(rand() * n)] }
function chance(p) { return rand() < p }
function piece() {
    return pick("a b ab foo * ** ? [ab] [!a] [a-c] *.c *.o a* **a a** \\a [[:alpha:]] [^b] x_y \\#h \\!e d [ []a] " \
        "[a\\]] a\\ *b* [a-] A [[:nope:]] [b-a] foo.* . *** [--b] [[:upper:]] \\* bar\\_ bar_ a?c")
}
function pattern(    s, i, n) {
    n = 1 + int(rand() * 3)
    for (i = 0; i < n; i++) s = s (i ? "/" : "") piece() (chance(0.2) ? piece() : "")
    if (chance(0.25)) s = "/" s
    if (chance(0.25)) s = s "/"
    if (chance(0.25)) s = "!" s
    if (chance(0.1)) s = s "__"
    if (chance(0.05)) s = s "\r"
    if (chance(0.03)) s = "# " s
    gsub(/_/, " ", s)
    return s
}
function quoted(s) { gsub(/'/, "'\\''", s); return "'" s "'" }
function rules(file,    i, n) {
    n = 1 + int(rand() * 5)
    printf "printf '%%s\\n'"
    for (i = 0; i < n; i++) printf " %s", quoted(pattern())
    printf " >%s\n", quoted(file)
}
function tree(dir, depth,    i, n, name, taken) {
    n = 2 + int(rand() * 5)
    for (i = 0; i < n; i++) {
        name = pick("a b ab a.c b.o foo foo.txt x_y bar_ #h !e d a*b [x] A")
        gsub(/_/, " ", name)
        if (name in taken) continue
        taken[name] = 1
        if (depth < 4 && chance(0.5)) {
            print "mkdir " quoted(dir name)
            tree(dir name "/", depth + 1)
        } else {
            print ": >" quoted(dir name)
            if (!fold && chance(0.04)) print "git add -f " quoted(dir name)
        }
    }
    if (depth == 0 || chance(0.4)) rules(dir ".gitignore")
}
BEGIN {
    srand(seed)
    fold = chance(0.1) # git then takes a tracked "a" for "A" too, which only a file system that folds makes true
    tree("./", 0)
    if (chance(0.5)) rules(".git/info/exclude")
    if (fold) print "git config core.ignoreCase true"
}
