f() {
    grep -q x file | sort
    g "$(inner arg)"
    $dynamic arg
    /usr/bin/env true
}
f
